package aggregate

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"wf/parser"
)

// bodyQuestions are the questions of the benchmarks: rows of little and of much.
var bodyQuestions = []Question{
	{Name: "count", Keys: []string{"path"}, Metrics: []string{"count"}},
	{Name: "much", Keys: []string{"path"}, Metrics: []string{"count", "sum_bytes", "p95_duration", "distinct_client"}},
}

// benchPartials returns the Partials of two workers, of three records a key.
func benchPartials(b *testing.B, q Question, keys int) []*Partial {
	b.Helper()
	set := parser.NewFieldSet()
	spec, err := Compile(q, set)
	if err != nil {
		b.Fatal(err)
	}
	format, err := parser.NewFormat(`$remote_addr [$time_local] "$request" $status $body_bytes_sent $request_time`)
	if err != nil {
		b.Fatal(err)
	}
	parse, r := format.Compile(set), parser.NewRecord(set)
	r.Reset("access.log")
	partials := []*Partial{NewPartial(spec, nil), NewPartial(spec, nil)}
	random := rand.New(rand.NewPCG(uint64(keys), 1))
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).Format("02/Jan/2006:15:04:05 -0700")
	var line []byte
	for i := range 3 * keys {
		k, client := uint64(i%keys)*0x9E3779B97F4A7C15>>20, random.Uint64N(1<<20)
		line = appendAddress(line[:0], client)
		line = append(append(append(line, " ["...), at...), `] "GET /ongoing/When/`...)
		line = append(strconv.AppendUint(line, k%211, 10), "x/"...)
		line = append(strconv.AppendUint(line, k, 10), ` HTTP/1.1" 200 `...)
		line = append(strconv.AppendUint(line, random.Uint64N(1<<16), 10), " 0."...)
		line = strconv.AppendUint(line, 100+random.Uint64N(900), 10)
		if parse.Parse(line, r) != parser.Parsed {
			b.Fatalf("rejected: %s", line)
		}
		p := partials[i&1]
		p.Add(r)
		p.Flush()
	}
	return partials
}

// appendAddress appends an address of 10.0.0.0/8.
func appendAddress(dst []byte, n uint64) []byte {
	dst = append(strconv.AppendUint(append(dst, "10."...), n>>16&255, 10), '.')
	dst = append(strconv.AppendUint(dst, n>>8&255, 10), '.')
	return strconv.AppendUint(dst, n&255, 10)
}

// eachSize runs f for questions and numbers of keys, the largest only if
// WF_BODIES is set.
func eachSize(b *testing.B, f func(b *testing.B, q Question, keys int)) {
	sizes := []int{1e3, 1e4, 1e5}
	if os.Getenv("WF_BODIES") != "" {
		sizes = append(sizes, 1e6, 1e7)
	}
	for _, q := range bodyQuestions {
		for _, keys := range sizes {
			b.Run(fmt.Sprintf("%s/%d", q.Name, keys), func(b *testing.B) { f(b, q, keys) })
		}
	}
}

// report tells bytes and nanoseconds a row.
func report(b *testing.B, keys, size int) {
	b.ReportMetric(float64(size)/float64(keys), "B/row")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(keys), "ns/row")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkSave(b *testing.B) {
	eachSize(b, func(b *testing.B, q Question, keys int) {
		partials, size := benchPartials(b, q, keys), 0
		for b.Loop() {
			b.StopTimer()
			var copies []*Partial
			for _, p := range partials {
				copies = append(copies, p.Clone(nil))
			}
			var w countingWriter
			b.StartTimer()
			if _, err := Save([]io.Writer{&w}, copies, 2); err != nil {
				b.Fatal(err)
			}
			size = int(w)
		}
		report(b, keys, size)
	})
}

// countingWriter counts bytes.
type countingWriter int

func (w *countingWriter) Write(p []byte) (int, error) {
	*w += countingWriter(len(p))
	return len(p), nil
}

func BenchmarkLoad(b *testing.B) {
	eachSize(b, func(b *testing.B, q Question, keys int) {
		partials := benchPartials(b, q, keys)
		empty := partials[0].Another
		body := saved(b, partials)
		r := bufio.NewReaderSize(nil, 64<<10)
		for b.Loop() {
			r.Reset(bytes.NewReader(body))
			if err := empty().Load(r); err != nil {
				b.Fatal(err)
			}
		}
		report(b, keys, len(body))
	})
}
