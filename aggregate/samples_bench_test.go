package aggregate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// BenchmarkPercentiles counts five million numbers of many octaves for few rows
// and for many, as often as Zipf has them, with and without percentiles: the
// difference is what they cost. Parsing is no part of it.
func BenchmarkPercentiles(b *testing.B) {
	const records = 5_000_000
	for _, rows := range []int{1000, 350_000} {
		r := rand.New(rand.NewPCG(1, 1))
		zipf := rand.NewZipf(r, 1.1, 8, uint64(rows-1))
		keys, numbers := make([][]byte, records), make([]uint64, records)
		for i := range keys {
			keys[i] = strconv.AppendUint([]byte("/path/of/"), zipf.Uint64(), 10)
			numbers[i] = uint64(math.Exp(r.NormFloat64()*1.5 + 18)) // around 66 ms
		}
		for _, metric := range []string{"max_bytes", "p95_bytes"} {
			b.Run(fmt.Sprintf("rows=%d/%s", rows, metric), func(b *testing.B) {
				var p *Partial
				for b.Loop() {
					p = countNumbers(b, metric, keys, numbers)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*records), "ns/record")
				b.ReportMetric(float64(p.bytes()+p.aside.bytes)/1e6, "MB")
			})
		}
	}
}

// countNumbers counts numbers, each for its key.
func countNumbers(b *testing.B, metric string, keys [][]byte, numbers []uint64) *Partial {
	spec, err := Compile(Question{Keys: []string{"path"}, Metrics: []string{metric}}, newSet())
	if err != nil {
		b.Fatal(err)
	}
	p := NewPartial(spec, nil)
	for i, key := range keys {
		if p.n == len(p.pending) {
			p.makeRoom()
		}
		p.inputs[2*p.n], p.inputs[2*p.n+1] = numbers[i], 1
		p.pend(key)
	}
	p.Flush()
	return p
}
