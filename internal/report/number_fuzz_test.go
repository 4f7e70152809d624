package report

import (
	"math"
	"math/big"
	"strings"
	"testing"
)

// factors are what units stand for.
var factors = map[string]string{
	" B": "1", " kB": "1e3", " MB": "1e6", " GB": "1e9", " TB": "1e12", " PB": "1e15", " EB": "1e18", " ZB": "1e21",
	" s": "1", " ms": "1e-3", " µs": "1e-6", " us": "1e-6", " ns": "1e-9",
	"/s": "1", "/min": "1/60", "/h": "1/3600", "/day": "1/86400",
}

// readHuman reads a number for people with package big.
func readHuman(t *testing.T, number, unit string) *big.Rat {
	t.Helper()
	n, ok := new(big.Rat).SetString(strings.ReplaceAll(number, ",", ""))
	factor, known := new(big.Rat).SetString(factors[unit])
	if !ok || !known {
		t.Fatalf("%q %q is no number with a unit", number, unit)
	}
	return n.Mul(n, factor)
}

// FuzzHuman reads numbers for people back: they are off the number that they
// stand for by no more than they are rounded, and have its sign.
func FuzzHuman(f *testing.F) {
	for _, v := range []float64{0, 1, 999.4, 999.5, 999.95e3, 0.9995, 0.09999, 119.5, 1e-12, 1e21, 9.995, 99.95, 1.0 / 60, 1.0 / 3600, 6e-7, math.MaxInt64} {
		f.Add(v, int64(v))
		f.Add(-v, -int64(v))
	}
	f.Fuzz(func(t *testing.T, v float64, n int64) {
		if got, ok := new(big.Int).SetString(strings.ReplaceAll(Count(n), ",", ""), 10); !ok || got.Cmp(big.NewInt(n)) != 0 {
			t.Fatalf("%d became %s", n, Count(n))
		}
		if math.IsNaN(v) || math.Abs(v) > 1e24 {
			return
		}
		number, unit := humanBytes(v)
		checkHuman(t, v, number, unit, 0.5)
		for _, ascii := range []bool{false, true} {
			if number, unit := humanSeconds(v, ascii); unit != "" {
				checkHuman(t, v, number, unit, 0.5e-11)
			}
		}
		if number, unit := humanRate(v); number != "<0.1" {
			checkHuman(t, v, number, unit, 0.005)
		}
	})
}

// checkHuman allows half of a third digit, or least where that is more: half of
// the smallest number that is shown.
func checkHuman(t *testing.T, v float64, number, unit string, least float64) {
	t.Helper()
	got, _ := readHuman(t, number, unit).Float64()
	if off := math.Abs(got - v); off > max(least, math.Abs(v)*0.0051)*(1+1e-9) || got*v < 0 {
		t.Fatalf("%g became %s%s, which is %g", v, number, unit, got)
	}
}
