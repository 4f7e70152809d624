package expr

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"testing"
)

// TestNumbersAreExact compares the tests for numbers with fractions of any
// size, at the ends of what an int64 holds and around every bound.
func TestNumbersAreExact(t *testing.T) {
	literals := []string{"0", "-0.5", "0.5", "499.5", "-499.5", "1e-9", "1e-10", "-1e-10", "9223372036854775807", "9223372036854775807.5",
		"9223372036854775808", "-9223372036854775808", "-9223372036854775809", "9223372036.854775807", "9223372036.8547758075", "1e19", "-1e300"}
	near := []int64{0, 499, 500, -499, -500, 5e8, -5e8, 499.5e9, math.MaxInt64, math.MinInt64}
	for _, scale := range []int64{1, nano} {
		for _, literal := range literals {
			bound := rational(literal)
			for op := opEqual; op <= opAtLeast; op++ {
				holds := wholeTest(intervals([]numberRange{rangeOf(op, bound)}, scale), op != opUnequal)
				for _, center := range near {
					for n := center - 2; n != center+3; n++ {
						value := big.NewRat(n, scale)
						if got, want := holds(n, true), op.holds(value.Cmp(bound)); got != want {
							t.Fatalf("%v %v %s: %v", value, op, literal, got)
						}
					}
				}
				if got := holds(0, false); got != (op == opUnequal) {
					t.Fatalf("absent %v %s: %v", op, literal, got)
				}
			}
		}
	}
}

func TestNumbersOfDifferentUnits(t *testing.T) {
	numbers := []int64{0, 1, -1, 5, 1e9, -1e9, 1e9 + 1, 9223372036, 9223372037, -9223372036, -9223372037, math.MaxInt64, math.MinInt64,
		math.MaxInt64 / 1e9 * 1e9, math.MaxInt64 - 1, math.MinInt64 + 1}
	for _, a := range numbers {
		for _, b := range numbers {
			for _, scales := range [][2]int64{{1, 1}, {1, nano}, {nano, 1}, {nano, nano}} {
				want := big.NewRat(a, scales[0]).Cmp(big.NewRat(b, scales[1]))
				if got := compareScaled(a, scales[0], b, scales[1]); got != want {
					t.Errorf("%d/%d and %d/%d: %d", a, scales[0], b, scales[1], got)
				}
			}
		}
	}
}

func TestIntervals(t *testing.T) {
	var ranges []numberRange
	for _, bounds := range [][2]string{{"5", "7"}, {"7", "9"}, {"1", "1"}, {"20", "30"}, {"22", "25"}, {"0.5", "0.6"}, {"11.5", "12.5"}} {
		ranges = append(ranges, numberRange{lo: rational(bounds[0]), hi: rational(bounds[1])})
	}
	in := intervals(ranges, 1)
	for n := int64(-2); n < 40; n++ {
		want := n == 1 || 5 <= n && n <= 9 || n == 12 || 20 <= n && n <= 30
		if holds(in, n) != want {
			t.Errorf("%d: %v", n, !want)
		}
	}
}

func TestUnits(t *testing.T) {
	for run, want := range map[string]string{"500ms": "0.5", "1.5s": "1.5", "250us": "0.00025", "10k": "10000", "5MB": "5000000", "1_000k": "1000000",
		"64KiB": "65536", "2m": "120", "1ns": "0.000000001"} {
		if got := withoutUnit(run); got[len(got)-len(want)-1:] != " "+want {
			t.Errorf("%s: %s", run, got)
		}
	}
}

// TestNumberLength compares the end of a number with what strconv reads.
func TestNumberLength(t *testing.T) {
	const alphabet = "1.e-x"
	var check func(prefix string, left int)
	check = func(prefix string, left int) {
		if n := numberLength(prefix); numberAt(prefix) || prefix[0] == '-' && numberAt(prefix[1:]) {
			if _, err := strconv.ParseFloat(prefix[:n], 64); errors.Is(err, strconv.ErrSyntax) {
				t.Errorf("%q: %q is no number", prefix, prefix[:n])
			}
		}
		for i := 0; left > 0 && i < len(alphabet); i++ {
			check(prefix+alphabet[i:i+1], left-1)
		}
	}
	for i := range len(alphabet) {
		check(alphabet[i:i+1], 5)
	}
}
