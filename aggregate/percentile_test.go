package aggregate

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// plainPercentile is the number of the nearest rank, and the middle of its
// bucket within the least and the greatest number.
func plainPercentile(numbers []int64, num, den int64) (exact, bucketed int64) {
	sorted := slices.Sorted(slices.Values(numbers))
	n := big.NewInt(int64(len(sorted)))
	rank := n.Add(n.Mul(n, big.NewInt(num)), big.NewInt(den-1))
	exact = sorted[rank.Div(rank, big.NewInt(den)).Int64()-1]
	return exact, min(max(plainMiddle(exact), sorted[0]), sorted[len(sorted)-1])
}

// plainMiddle halves a number until it has eight bits, and takes the middle of
// the numbers that come to the same.
func plainMiddle(v int64) int64 {
	size, width := new(big.Int).Abs(big.NewInt(v)), big.NewInt(1)
	for size.BitLen() > 8 {
		size.Rsh(size, 1)
		width.Lsh(width, 1)
	}
	size.Mul(size, width)
	size.Add(size, width.Rsh(width, 1))
	if v < 0 {
		size.Neg(size)
	}
	if !size.IsInt64() {
		return math.MinInt64
	}
	return size.Int64()
}

func percentileOf(g []request, num, den int64) string {
	numbers := numbersOf(g)
	if len(numbers) == 0 {
		return "-"
	}
	_, bucketed := plainPercentile(numbers, num, den)
	return strconv.FormatInt(bucketed, 10)
}

func deviationOf(g, _ []request) string {
	numbers := numbersOf(g)
	if len(numbers) == 0 {
		return "-"
	}
	return strconv.FormatFloat(plainDeviation(numbers, 1), 'g', 12, 64)
}

func numbersOf(g []request) (numbers []int64) {
	for _, r := range g {
		if r.bytes >= 0 {
			numbers = append(numbers, int64(r.bytes))
		}
	}
	return numbers
}

// numbered is a number of a row.
type numbered struct {
	key    string
	number int64
}

// addNumber counts a number for a Spec whose only input is that number.
func addNumber(p *Partial, one numbered) {
	s := p.spec
	inputs := []uint64{uint64(one.number), 1}
	if len(s.keys) == 0 {
		accumulate(s.cells, p.row, inputs)
		p.all[0].add(bucketOf(one.number), 1)
		return
	}
	if p.n == len(p.pending) {
		p.makeRoom()
	}
	copy(p.inputs[2*p.n:], inputs)
	key := appendKey(nil, []byte(one.key))
	p.pend(key)
}

// checkNumbers counts a list by key and without keys, by several workers, and
// compares the percentiles and deviations with the plain ones.
func checkNumbers(t *testing.T, list []numbered, workers int, tune func(*Partial)) {
	t.Helper()
	metrics := []string{"count", "p01_bytes", "p50_bytes", "p95_bytes", "p9999_bytes", "stddev_bytes"}
	byKey := map[string][]int64{"": nil}
	for _, one := range list {
		byKey[one.key] = append(byKey[one.key], one.number)
		byKey[""] = append(byKey[""], one.number)
	}
	want := map[string]string{}
	for key, numbers := range byKey {
		want[key] = plainRow(t, numbers)
	}
	for _, keys := range [][]string{{"path"}, nil} {
		spec, err := Compile(Question{Keys: keys, Metrics: metrics}, newSet())
		if err != nil {
			t.Fatal(err)
		}
		partials := make([]*Partial, workers)
		for i := range partials {
			partials[i] = NewPartial(spec, nil)
			tune(partials[i])
		}
		for i, one := range list {
			addNumber(partials[i*7%workers], one)
		}
		table, err := Merge(partials, 2).Table(View{Sort: "count"}, 2)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for row := range table.Rows {
			key := ""
			if keys != nil {
				key = string(row[len(metrics)].Bytes)
			}
			got[key] = showRow(row[:len(metrics)])
		}
		if keys != nil {
			got[""] = showRow(table.Totals[:len(metrics)])
			if !maps.Equal(got, want) {
				t.Fatalf("%d workers:\n got %v\nwant %v", workers, got, want)
			}
		} else if got[""] != want[""] {
			t.Fatalf("%d workers without keys:\n got %s\nwant %s", workers, got[""], want[""])
		}
	}
}

func showRow(values []Value) string {
	var texts []string
	for _, v := range values {
		texts = append(texts, showValue(v))
	}
	return strings.Join(texts, " ")
}

// plainRow is what showRow prints for numbers. It checks the bound of the error.
func plainRow(t *testing.T, numbers []int64) string {
	t.Helper()
	if len(numbers) == 0 {
		return "0 - - - - -"
	}
	text := strconv.Itoa(len(numbers))
	for _, rank := range [][2]int64{{1, 100}, {50, 100}, {95, 100}, {9999, 10_000}} {
		exact, bucketed := plainPercentile(numbers, rank[0], rank[1])
		if off := math.Abs(float64(bucketed) - float64(exact)); off > PercentileError*math.Abs(float64(exact))*(1+1e-15) {
			t.Errorf("%d stands for %d", bucketed, exact)
		}
		text += " " + strconv.FormatInt(bucketed, 10)
	}
	return text + " " + strconv.FormatFloat(plainDeviation(numbers, 1), 'g', 12, 64)
}

// TestPercentiles counts rows of one number, of as many as take a window, and
// of more, over one octave and over all.
func TestPercentiles(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	draws := []func() int64{
		func() int64 { return int64(r.Uint64()) >> r.IntN(64) },
		func() int64 { return r.Int64N(400) - 200 },
		func() int64 { return int64(math.Exp(r.NormFloat64()*1.5 + 18)) },
	}
	for d, draw := range draws {
		var list []numbered
		for row, n := range []int{1, 2, 3, 99, 100, 101, loneSamples, loneSamples + 1, 2500} {
			for range n {
				list = append(list, numbered{strconv.Itoa(d*100 + row), draw()})
			}
		}
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for _, workers := range []int{1, 2, 3, 8} {
			checkNumbers(t, list, workers, func(*Partial) {})
			checkNumbers(t, list, workers, func(p *Partial) { p.budget, p.aside.floor = 4000, 8000 })
		}
	}
	checkNumbers(t, nil, 2, func(*Partial) {})
}

// TestPercentilesOfManyRows counts in tables that have many parts.
func TestPercentilesOfManyRows(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var list []numbered
	for range 30_000 {
		list = append(list, numbered{strconv.Itoa(r.IntN(12_000)), r.Int64N(1 << 40)})
	}
	checkNumbers(t, list, 3, func(*Partial) {})
	checkNumbers(t, list, 3, func(p *Partial) { p.budget, p.aside.floor = 300_000, 500_000 })
}

// TestSamplesHoldAnyCount counts one bucket of a row beyond what a counter of a
// window holds, and beyond what a word holds.
func TestSamplesHoldAnyCount(t *testing.T) {
	set := &sampleSet{at: 8}
	s := samples{set: set}
	row := make([]byte, 16)
	const n = 7*maxDigit + 5
	for i := range int64(n) {
		putInt64(row, i+1)
		s.add(row, 77, 1000)
	}
	if s.bytes() > 10_000 {
		t.Errorf("%d bytes for one bucket", s.bytes())
	}
	list := compactSamples(s.take(1))
	var sum uint64
	for _, word := range list.words {
		sum += wordCount(word)
		if wordBucket(word) != bucketOf(1000) {
			t.Errorf("bucket %d", wordBucket(word))
		}
	}
	if sum != n || len(list.words) != 2 || !slices.Equal(list.rows, []uint64{77}) {
		t.Errorf("%d numbers in %d words of rows %v", sum, len(list.words), list.rows)
	}
}

func TestRanks(t *testing.T) {
	check := func(digits string, num, den int64) {
		t.Helper()
		r, err := parseRank(digits, "bytes")
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []uint64{1, 2, 3, 19, 20, 21, 99, 100, 101, 12345, 1 << 32, math.MaxInt64, math.MaxUint64} {
			want := new(big.Int).SetUint64(n)
			want.Mul(want, big.NewInt(num)).Add(want, big.NewInt(den-1)).Div(want, big.NewInt(den))
			if got := r.of(n); got != want.Uint64() {
				t.Errorf("p%s of %d: rank %d, want %s", digits, n, got, want)
			}
		}
	}
	check("50", 50, 100)
	check("500", 50, 100)
	check("05", 5, 100)
	check("10", 10, 100)
	check("95", 95, 100)
	check("999", 999, 1000)
	check("9999", 9999, 10_000)
	check("001", 1, 1000)
	check("999999999", 999_999_999, 1e9)
}

func TestPercentileNames(t *testing.T) {
	check := func(name, want string) {
		t.Helper()
		_, err := Compile(Question{Metrics: []string{name}}, newSet())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v; want an error with %q", name, err, want)
		}
	}
	check("p100_bytes", "max_bytes")
	check("p1000_duration", "max_duration")
	check("p00_bytes", "min_bytes")
	check("p000_bytes", "min_bytes")
	check("p5_bytes", "p05_bytes, p50_bytes")
	check("p9999999999_bytes", "9 digits")
	check("p95_agent", "agent is not a number")
	check("p95_byts", "bytes")
	check("p_bytes", "unknown metric")
	check("pq5_bytes", "unknown metric")
	check("p95", "unknown metric")
	check("stddev_time", "time is not a number")
}

// TestPercentileColumns checks that percentiles have the kind and unit of their
// field, and are said to be estimates.
func TestPercentileColumns(t *testing.T) {
	spec, err := Compile(Question{Keys: []string{"path"}, Metrics: []string{"p95_duration", "p50_bytes", "stddev_duration", "p95_extra1", "p95_log.upstream_time"}}, newSet())
	if err != nil {
		t.Fatal(err)
	}
	table, err := Merge([]*Partial{NewPartial(spec, nil)}, 1).Table(View{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := []Column{
		{Name: "p95_duration", Kind: Decimal, Unit: Seconds, Approx: true, Error: PercentileError},
		{Name: "p50_bytes", Kind: Integer, Unit: Bytes, Approx: true, Error: PercentileError},
		{Name: "stddev_duration", Kind: Ratio, Unit: Seconds},
		{Name: "p95_extra1", Kind: Decimal, Approx: true, Error: PercentileError},
		{Name: "p95_log.upstream_time", Kind: Decimal, Approx: true, Error: PercentileError},
	}
	if !slices.Equal(table.Columns[:5], want) {
		t.Errorf("columns %+v", table.Columns)
	}
	if got := fmt.Sprint(Approximations([]*Table{table})[:2]); got != "[{ p95_duration 0.00390625} { p50_bytes 0.00390625}]" {
		t.Errorf("approximations %s", got)
	}
}

// FuzzPercentiles counts numbers of any size, ten bytes each: the row, which of
// the tables are full early, and the number.
func FuzzPercentiles(f *testing.F) {
	number := func(row, early byte, v int64) []byte {
		return binary.LittleEndian.AppendUint64([]byte{row, early}, uint64(v))
	}
	f.Add(uint8(1), slices.Concat(number(1, 0, 5), number(1, 0, math.MinInt64), number(2, 0, math.MaxInt64)))
	f.Add(uint8(3), slices.Concat(number(1, 0, 0), number(1, 0, -1), number(1, 1, 256), number(1, 0, 257)))
	f.Add(uint8(2), slices.Repeat(number(9, 3, -1000), 600))
	f.Fuzz(func(t *testing.T, workers uint8, data []byte) {
		var list []numbered
		budget := 1 << 20
		for ; len(data) >= 10 && len(list) < 2000; data = data[10:] {
			if data[1] == 1 {
				budget = 2000
			}
			list = append(list, numbered{"k" + strconv.Itoa(int(data[0])), int64(binary.LittleEndian.Uint64(data[2:]))})
		}
		checkNumbers(t, list, 1+int(workers%8), func(p *Partial) { p.budget, p.aside.floor = budget, 2*budget })
	})
}
