package report

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestHumanNumbers(t *testing.T) {
	check := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	join := func(number, unit string) string { return number + unit }
	check(join(humanBytes(0)), "0 B")
	check(join(humanBytes(999)), "999 B")
	check(join(humanBytes(999.6)), "1.00 kB")
	check(join(humanBytes(1234)), "1.23 kB")
	check(join(humanBytes(86_012_345)), "86.0 MB")
	check(join(humanBytes(999_499_999)), "999 MB")
	check(join(humanBytes(999_500_000)), "1.00 GB")
	check(join(humanBytes(5.8e9)), "5.80 GB")
	check(join(humanBytes(1e27)), "1,000,000 ZB")
	check(join(humanSeconds(0, false)), "0 s")
	check(join(humanSeconds(0.012, false)), "12 ms")
	check(join(humanSeconds(0.31, false)), "310 ms")
	check(join(humanSeconds(0.00000123, false)), "1.23 µs")
	check(join(humanSeconds(0.00000123, true)), "1.23 us")
	check(join(humanSeconds(0.9996, false)), "1 s")
	check(join(humanSeconds(1.2, false)), "1.2 s")
	check(join(humanSeconds(30, false)), "30 s")
	check(join(humanSeconds(100, false)), "100 s")
	check(join(humanSeconds(125, false)), "2 min 5 s")
	check(percent(0), "0.0")
	check(percent(0.0004), "<0.1")
	check(percent(0.181), "18.1")
	check(percent(0.9999), ">99.9")
	check(percent(1), "100.0")
	check(rounded(0), "0")
	check(rounded(1106.0/206860), "0.53")
	check(rounded(0.0000412), "0.0041")
	check(rounded(0.13459), "13.5")
	check(rounded(1), "100")
	check(Count(-1234567), "-1,234,567")
	check(Count(999), "999")
	check(Count(206860), "206,860")
	check(duration(0), "0 s")
	check(duration(59.4), "59 s")
	check(duration(59.6), "1 min")
	check(duration(545), "9 min 5 s")
	check(duration(599.7), "10 min")
	check(duration(25*60), "25 min")
	check(duration(3600-10), "1 h")
	check(duration(3*3600+600), "3 h 10 min")
	check(duration(48*3600+100), "48 h")
	check(duration(121*3600), "5 d 1 h")
	check(duration(37*86400+14*3600+20), "37 d 14 h")
	check(duration(4000*86400), "4,000 d")
}

// TestAppendRatio compares with strconv: the same number to six digits, in
// characters that every reader of numbers takes.
func TestAppendRatio(t *testing.T) {
	check := func(v float64, want string) {
		t.Helper()
		if got := string(appendRatio(nil, v)); got != want {
			t.Errorf("%v: got %s, want %s", v, got, want)
		}
	}
	check(0, "0")
	check(math.Copysign(0, -1), "0")
	check(1, "1")
	check(0.1, "0.1")
	check(1.0/3, "0.333333")
	check(2.0/3, "0.666667")
	check(1234567.89, "1234568")
	check(100, "100")
	check(0.000123456789, "0.000123457")
	check(-12.5, "-12.5")
	check(1e21, "1000000000000000000000")
	for v := 1.7e-300; v < 1e300; v *= 7.3 {
		got := string(appendRatio(nil, v))
		back, err := strconv.ParseFloat(got, 64)
		if err != nil || math.Abs(back-v) > 5e-6*v || strings.Trim(got, "0123456789.") != "" {
			t.Errorf("%v became %s", v, got)
		}
	}
}

func TestHumanRate(t *testing.T) {
	check := func(perSecond float64, want string) {
		t.Helper()
		number, unit := humanRate(perSecond)
		if got := number + unit; got != want {
			t.Errorf("%v: got %s, want %s", perSecond, got, want)
		}
	}
	check(0, "0/s")
	check(1234.5, "1,234/s")
	check(14.25, "14.2/s")
	check(0.1, "0.10/s")
	check(0.0999, "6.0/min")
	check(3.8/60, "3.8/min")
	check(1.0/60, "1.0/min")
	check(0.99/60, "59/h")
	check(55.0/3600, "55/h")
	check(1.0/3600, "1.0/h")
	check(0.5/3600, "12/day")
	check(1.0/86400, "1.0/day")
	check(0.06/86400, "0.1/day")
	check(1e-9, "<0.1/day")

	// What is shown is what it was, as near as two digits are.
	in := map[string]float64{"/s": 1, "/min": 60, "/h": 3600, "/day": 86400}
	for v := 1.0 / 86400; v < 900; v *= 1.003 {
		number, unit := humanRate(v)
		back, err := strconv.ParseFloat(number, 64)
		if err != nil || math.Abs(back/in[unit]-v) > 0.051*v {
			t.Errorf("%v became %s%s", v, number, unit)
		}
	}
}
