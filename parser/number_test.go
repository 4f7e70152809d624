package parser

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"testing"
)

var decimal = regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?$`)

// checkDecimal compares ParseDecimal with exact arithmetic.
func checkDecimal(t testing.TB, text string) {
	t.Helper()
	got, ok := ParseDecimal([]byte(text))
	exact, isNumber := new(big.Rat).SetString(text)
	if !decimal.MatchString(text) || !isNumber {
		if ok {
			t.Fatalf("%q is no number, but %d", text, got)
		}
		return
	}
	exact.Mul(exact, big.NewRat(1e9, 1))
	want, _ := new(big.Int).SetString(exact.FloatString(0), 10)
	if len(text) > 19 { // beyond nineteen digits the last place may be off
		diff := new(big.Int).Sub(want, big.NewInt(got))
		if ok && diff.CmpAbs(big.NewInt(1)) > 0 || !ok && want.CmpAbs(big.NewInt(math.MaxInt64-1)) < 0 {
			t.Fatalf("%q: %d, %v; want %d", text, got, ok, want)
		}
		return
	}
	if ok != want.IsInt64() || ok && got != want.Int64() {
		t.Fatalf("%q: %d, %v; want %d", text, got, ok, want)
	}
}

func TestDecimal(t *testing.T) {
	for _, text := range []string{
		"0", "5120", "-1", "+1", "0.057", "1.5e3", "2.701e-06", "1E+2", ".5", "5.", "0.1234567894", "0.1234567895", "-0.0000000005",
		"0.00000000049", "9223372036", "9223372036.854775807", "9223372037", "1e-30", "1e9", "1e10", "0e9999", "1e-9999", "1693840791.7564995",
		"0.00000000000000000000001", "000000000000000000000000000012.5", "123456789012345678901", "1e", "1e+", "e5", ".", "", "-", "+", "--1",
		"1.2.3", "0x10", "1_000", "Inf", "NaN", " 1", "1 ", "1e12345", "0.1, 0.2",
	} {
		checkDecimal(t, text)
	}
}

func TestInteger(t *testing.T) {
	for _, text := range []string{
		"0", "5120", "000", "+7", "-7", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
		"18446744073709551615", "18446744073709551616", "99999999999999999999", "", "-", "1.5", "1e3", "1 ", "x",
	} {
		got, ok := ParseInteger([]byte(text))
		if want, err := strconv.ParseInt(text, 10, 64); ok != (err == nil) || ok && got != want {
			t.Errorf("%q: %d, %v; want %d, %v", text, got, ok, want, err)
		}
	}
}

func TestAppendDecimal(t *testing.T) {
	check := func(n int64, want string) {
		t.Helper()
		if got := string(appendDecimal(nil, n)); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
		if back, ok := ParseDecimal([]byte(want)); !ok || back != n {
			t.Errorf("%s: %d, %v; want %d", want, back, ok, n)
		}
	}
	check(0, "0")
	check(1, "0.000000001")
	check(-50e6, "-0.05")
	check(12e9, "12")
	check(1.5e9, "1.5")
	check(math.MaxInt64, "9223372036.854775807")
	if got := string(appendDecimal(nil, math.MinInt64)); got != "-9223372036.854775808" {
		t.Errorf("least: %s", got)
	}
}

func FuzzDecimal(f *testing.F) {
	for _, text := range []string{"0.057", "-1.5e-3", "123456789012345678901234567890", "9223372036.8547758075", "1.e5"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkDecimal(t, text) })
}
