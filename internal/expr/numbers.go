package expr

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"wf/parser"
)

// numberRange is what a number is to lie in. It is exact: a bound is turned
// into the units of an operand once, and rounded to the side that keeps the
// meaning, so that bytes < 499.5 is bytes <= 499.
type numberRange struct {
	lo, hi         *big.Rat // nil is no bound
	openLo, openHi bool     // the bound itself is outside
}

// rangeOf returns where the numbers lie for which the comparison with n holds;
// for != those for which it does not.
func rangeOf(op operation, n *big.Rat) numberRange {
	switch op {
	case opLess:
		return numberRange{hi: n, openHi: true}
	case opAtMost:
		return numberRange{hi: n}
	case opMore:
		return numberRange{lo: n, openLo: true}
	case opAtLeast:
		return numberRange{lo: n}
	}
	return numberRange{lo: n, hi: n}
}

// interval is a run of whole numbers, both ends included.
type interval struct{ lo, hi int64 }

var (
	leastInt    = big.NewInt(math.MinInt64)
	greatestInt = big.NewInt(math.MaxInt64)
)

// in returns the numbers of r in units of 1/scale; false if there are none
// that an int64 holds.
func (r numberRange) in(scale int64) (interval, bool) {
	lo, hi := leastInt, greatestInt
	if r.lo != nil {
		floor, exact := floorOf(r.lo, scale)
		if !exact || r.openLo {
			floor.Add(floor, big.NewInt(1))
		}
		if floor.Cmp(lo) > 0 {
			lo = floor
		}
	}
	if r.hi != nil {
		floor, exact := floorOf(r.hi, scale)
		if exact && r.openHi {
			floor.Sub(floor, big.NewInt(1))
		}
		if floor.Cmp(hi) < 0 {
			hi = floor
		}
	}
	if lo.Cmp(hi) > 0 {
		return interval{}, false
	}
	return interval{lo.Int64(), hi.Int64()}, true
}

// floorOf returns the greatest whole number that is not above n*scale, and
// whether it is that.
func floorOf(n *big.Rat, scale int64) (floor *big.Int, exact bool) {
	scaled := new(big.Rat).Mul(n, new(big.Rat).SetInt64(scale))
	floor, rest := new(big.Int).DivMod(scaled.Num(), scaled.Denom(), new(big.Int))
	return floor, rest.Sign() == 0
}

// intervals returns the numbers of all ranges in units of 1/scale, rising and
// apart from each other.
func intervals(ranges []numberRange, scale int64) []interval {
	var all []interval
	for _, r := range ranges {
		if i, ok := r.in(scale); ok {
			all = append(all, i)
		}
	}
	return disjoint(all)
}

// disjoint sorts intervals and makes one of those that overlap.
func disjoint(all []interval) []interval {
	slices.SortFunc(all, func(a, b interval) int { return cmp.Compare(a.lo, b.lo) })
	var apart []interval
	for _, i := range all {
		if last := len(apart) - 1; last >= 0 && i.lo <= apart[last].hi {
			apart[last].hi = max(apart[last].hi, i.hi)
		} else {
			apart = append(apart, i)
		}
	}
	return apart
}

// wholeTest returns the test whether a number is there and in one of the
// intervals, or, if inside is false, whether it is not.
func wholeTest(in []interval, inside bool) func(n int64, ok bool) bool {
	switch len(in) {
	case 0:
		return func(int64, bool) bool { return !inside }
	case 1:
		lo, width := uint64(in[0].lo), uint64(in[0].hi)-uint64(in[0].lo)
		return func(n int64, ok bool) bool { return (ok && uint64(n)-lo <= width) == inside }
	}
	return func(n int64, ok bool) bool { return (ok && holds(in, n)) == inside }
}

// holds reports whether n is in one of the intervals, which are disjoint.
func holds(in []interval, n int64) bool {
	i, found := slices.BinarySearchFunc(in, n, func(i interval, n int64) int { return cmp.Compare(i.lo, n) })
	return found || i > 0 && n <= in[i-1].hi
}

// onNumber makes a function of the test whether o is in one of the ranges, or,
// if inside is false, not in any of them. An absent number is in none.
func onNumber[T any](o operand[T], ranges []numberRange, inside bool) func(*T) bool {
	switch {
	case o.Kind == Either:
		return onText(o, eitherTest(ranges, inside))
	case o.Whole != nil:
		return onWhole(o, wholeTest(intervals(ranges, o.Scale), inside))
	}
	return onFloat(o, floatTest(ranges, inside))
}

// onWhole makes a function of a test for a whole number.
func onWhole[T any](o operand[T], test func(n int64, ok bool) bool) func(*T) bool {
	if slot := o.Slot; slot >= 0 {
		read := func(r *parser.Record) bool { return test(r.Decimal(slot)) }
		if o.Scale == 1 {
			read = func(r *parser.Record) bool { return test(r.Integer(slot)) }
		}
		if keep, ok := any(read).(func(*T) bool); ok {
			return keep
		}
	}
	whole := o.Whole
	return func(t *T) bool { return test(whole(t)) }
}

// onFloat makes a function of a test for a number with a fraction. What is no
// number is absent.
func onFloat[T any](o operand[T], test func(n float64, ok bool) bool) func(*T) bool {
	float := o.Float
	return func(t *T) bool {
		n, ok := float(t)
		return test(n, ok && n == n)
	}
}

// floatTest is wholeTest for the numbers that a float64 holds: bounds are
// rounded to the nearest one.
func floatTest(ranges []numberRange, inside bool) func(n float64, ok bool) bool {
	type floats struct {
		lo, hi         float64
		openLo, openHi bool
	}
	in := make([]floats, len(ranges))
	for i, r := range ranges {
		in[i] = floats{math.Inf(-1), math.Inf(1), r.openLo, r.openHi}
		if r.lo != nil {
			in[i].lo, _ = r.lo.Float64()
		}
		if r.hi != nil {
			in[i].hi, _ = r.hi.Float64()
		}
	}
	return func(n float64, ok bool) bool {
		if !ok {
			return !inside
		}
		for _, f := range in {
			if (n > f.lo || n == f.lo && !f.openLo) && (n < f.hi || n == f.hi && !f.openHi) {
				return inside
			}
		}
		return !inside
	}
}

// nano is the unit of numbers with a fraction: they are counted in 1e-9.
const nano = 1e9

// numeral reads a text that may be a number: a whole one of up to nineteen
// digits in units of 1, else one in units of 1e-9.
func numeral(b []byte) (n, scale int64, ok bool) {
	if n, ok := parser.ParseInteger(b); ok {
		return n, 1, true
	}
	n, ok = parser.ParseDecimal(b)
	return n, nano, ok
}

// eitherTest is wholeTest for a text that may be a number.
func eitherTest(ranges []numberRange, inside bool) func([]byte) bool {
	ones := wholeTest(intervals(ranges, 1), inside)
	nanos := wholeTest(intervals(ranges, nano), inside)
	return func(b []byte) bool {
		n, scale, ok := numeral(b)
		if scale == 1 {
			return ones(n, ok)
		}
		return nanos(n, ok)
	}
}
