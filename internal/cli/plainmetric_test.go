package cli

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
)

// plainValue is what a metric of some records is.
type plainValue struct {
	there bool
	kind  plainKind
	exact *big.Rat // what it is, for all kinds but instants
	text  string   // of an instant
	low   *big.Rat // of a percentile: the least and the greatest of the values
	high  *big.Rat
	many  bool // of a distinct count: more than are counted exactly
}

// plainKind says how close the command must come.
type plainKind uint8

const (
	wholly    plainKind = iota // to the last digit
	divided                    // as close as its digits are
	estimated                  // to 1/256 of it: a percentile
	stamped                    // the same text
)

// exactInRow is how many different values of a row are counted exactly.
const exactInRow = 2048

// measure computes a metric of some of the records that a question keeps. all
// are these.
func measure(metric string, some, all []*plainRecord, of map[string]plainCondition) plainValue {
	if name, _, ok := strings.Cut(metric, "="); ok && !strings.Contains(name, "(") {
		metric = metric[len(name)+1:]
	}
	if function, rest, ok := strings.Cut(metric, "("); ok {
		n := countOf(some, of[strings.TrimSuffix(rest, ")")].holds)
		if function == "share" {
			return ratio(n, len(some))
		}
		return whole(n)
	}
	switch metric {
	case "count":
		return whole(len(some))
	case "share":
		return ratio(len(some), len(all))
	case "visitors":
		return different(some, func(r *plainRecord) (string, bool) {
			date, _ := r.field("date")
			return r.client + "\x00" + r.agent + "\x00" + date, true
		})
	case "first", "last":
		return instant(metric, some)
	case "rate":
		if len(all) == 0 {
			return plainValue{}
		}
		seconds := latest(all).Sub(earliest(all))/time.Second + 1
		return ratio(len(some), int(seconds))
	}
	function, name, _ := strings.Cut(metric, "_")
	switch function {
	case "distinct":
		return different(some, func(r *plainRecord) (string, bool) { return r.field(name) })
	case "count":
		return whole(countOf(some, hasStatus(name)))
	case "share":
		return ratio(countOf(some, hasStatus(name)), len(some))
	}
	return ofNumbers(function, numbers(some, name))
}

func whole(n int) plainValue {
	return plainValue{there: true, exact: new(big.Rat).SetInt64(int64(n))}
}

func ratio(n, of int) plainValue {
	if of == 0 {
		return plainValue{kind: divided}
	}
	return plainValue{there: true, kind: divided, exact: big.NewRat(int64(n), int64(of))}
}

func countOf(records []*plainRecord, holds func(*plainRecord) bool) int {
	n := 0
	for _, r := range records {
		if holds(r) {
			n++
		}
	}
	return n
}

// hasStatus tells the records of a status or a class.
func hasStatus(name string) func(*plainRecord) bool {
	return func(r *plainRecord) bool { return r.status == name || r.status[:1]+"xx" == name }
}

func different(records []*plainRecord, value func(*plainRecord) (string, bool)) plainValue {
	seen := map[string]bool{}
	for _, r := range records {
		if v, ok := value(r); ok {
			seen[v] = true
		}
	}
	v := whole(len(seen))
	v.many = len(seen) > exactInRow
	return v
}

func earliest(records []*plainRecord) time.Time {
	return slices.MinFunc(records, byTime).time
}

func latest(records []*plainRecord) time.Time {
	return slices.MaxFunc(records, byTime).time
}

func byTime(a, b *plainRecord) int { return a.time.Compare(b.time) }

func instant(metric string, records []*plainRecord) plainValue {
	if len(records) == 0 {
		return plainValue{kind: stamped}
	}
	t := earliest(records)
	if metric == "last" {
		t = latest(records)
	}
	return plainValue{there: true, kind: stamped, text: t.Format(time.RFC3339), exact: new(big.Rat).SetInt64(t.Unix())}
}

// numbers returns the values of a field in units of 1e-9, sorted.
func numbers(records []*plainRecord, name string) []*big.Int {
	var list []*big.Int
	for _, r := range records {
		if n, ok := r.number(name); ok {
			list = append(list, new(big.Int).Quo(new(big.Int).Mul(n.Num(), nano), n.Denom()))
		}
	}
	slices.SortFunc(list, (*big.Int).Cmp)
	return list
}

var nano = big.NewInt(1e9)

// ofNumbers computes what is computed of sorted numbers.
func ofNumbers(function string, sorted []*big.Int) plainValue {
	n := int64(len(sorted))
	if n == 0 {
		return plainValue{kind: divided}
	}
	sum := new(big.Int)
	squares := new(big.Int)
	for _, x := range sorted {
		sum.Add(sum, x)
		squares.Add(squares, new(big.Int).Mul(x, x))
	}
	switch function {
	case "sum":
		return plainValue{there: true, exact: new(big.Rat).SetFrac(sum, nano)}
	case "min":
		return plainValue{there: true, exact: new(big.Rat).SetFrac(sorted[0], nano)}
	case "max":
		return plainValue{there: true, exact: new(big.Rat).SetFrac(sorted[n-1], nano)}
	case "avg":
		return plainValue{there: true, kind: divided, exact: new(big.Rat).SetFrac(sum, new(big.Int).Mul(nano, big.NewInt(n)))}
	case "stddev":
		return plainValue{there: true, kind: divided, exact: deviation(n, sum, squares)}
	}
	rank := nearestRank(strings.TrimPrefix(function, "p"), n)
	return plainValue{there: true, kind: estimated, exact: new(big.Rat).SetFrac(sorted[rank-1], nano),
		low: new(big.Rat).SetFrac(sorted[0], nano), high: new(big.Rat).SetFrac(sorted[n-1], nano)}
}

// deviation is the standard deviation of all n values: the root of n times the
// sum of their squares less the square of their sum, divided by n.
func deviation(n int64, sum, squares *big.Int) *big.Rat {
	d := new(big.Int).Mul(squares, big.NewInt(n))
	d.Sub(d, new(big.Int).Mul(sum, sum))
	root := new(big.Float).SetPrec(300).SetInt(d)
	root.Sqrt(root)
	root.Quo(root, new(big.Float).SetInt(new(big.Int).Mul(nano, big.NewInt(n))))
	exact, _ := root.Rat(nil)
	return exact
}

// nearestRank returns the rank, from 1, of a percentile among n values. Of its
// digits those behind the second are decimals.
func nearestRank(digits string, n int64) int64 {
	p, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		panic(err)
	}
	of := int64(math.Pow10(max(2, len(digits))))
	return max(1, (p*n+of-1)/of)
}

// agrees reports whether text, a value of the command's JSON, is v.
func (v plainValue) agrees(text string) bool {
	switch {
	case !v.there || text == "null":
		return !v.there && text == "null"
	case v.kind == stamped:
		return text == strconv.Quote(v.text)
	}
	got, ok := new(big.Rat).SetString(text)
	if !ok {
		return false
	}
	off := new(big.Rat).Sub(got, v.exact)
	off.Abs(off)
	size := new(big.Rat).Abs(v.exact)
	switch {
	case v.many:
		return off.Cmp(size.Mul(size, big.NewRat(5, 100))) <= 0
	case v.kind == divided:
		return off.Cmp(roundingOf(v.exact)) <= 0
	case v.kind == estimated:
		return off.Cmp(size.Mul(size, big.NewRat(1, 256))) <= 0 && got.Cmp(v.low) >= 0 && got.Cmp(v.high) <= 0
	}
	return off.Sign() == 0
}

// roundingOf returns how far a fraction may be from what is printed: half a
// unit of its sixth digit, or of the last one before the point, and 1e-9 of it
// for what was lost on the way.
func roundingOf(n *big.Rat) *big.Rat {
	f, _ := n.Float64()
	f = math.Abs(f)
	if f == 0 {
		return new(big.Rat)
	}
	half := math.Pow(10, -float64(max(0, 5-int(math.Floor(math.Log10(f))))))/2 + f*1e-9
	return new(big.Rat).SetFloat64(half)
}

func (v plainValue) String() string {
	switch {
	case !v.there:
		return "null"
	case v.kind == stamped:
		return v.text
	}
	f, _ := v.exact.Float64()
	return strconv.FormatFloat(f, 'g', 12, 64)
}

// sureAbout reports whether the command must see v on the same side of bound.
func (v plainValue) sureAbout(bound *big.Rat) bool {
	off := new(big.Rat).Sub(v.exact, bound)
	off.Abs(off)
	near := new(big.Rat).Abs(v.exact)
	switch {
	case v.many:
		near.Mul(near, big.NewRat(5, 100))
	case v.kind == estimated:
		near.Mul(near, big.NewRat(1, 256))
	case v.kind == divided:
		near.Mul(near, big.NewRat(1, 1e12))
	default:
		return true
	}
	return off.Cmp(near) > 0 || off.Sign() == 0 && v.kind == divided
}
