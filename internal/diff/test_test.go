package diff

import (
	_ "embed"
	"fmt"
	"math"
	"strings"
	"testing"
)

// oracle is what other programs say, see testdata/oracle.py.
//
//go:embed testdata/oracle.tsv
var oracle string

func TestAgainstOracle(t *testing.T) {
	for line := range strings.Lines(oracle) {
		var test string
		var v [4]int64
		var want float64
		if _, err := fmt.Sscan(line, &test, &v[0], &v[1], &v[2], &v[3], &want); err != nil {
			t.Fatal(err)
		}
		var got, mirrored float64
		switch test {
		case "proportions":
			got, mirrored = Proportions(v[0], v[1], v[2], v[3]), Proportions(v[3]-v[2], v[3], v[1]-v[0], v[1])
		case "rates":
			got, mirrored = Rates(v[0], float64(v[1]), v[2], float64(v[3])), Rates(v[2], float64(v[3]), v[0], float64(v[1]))
		}
		for _, p := range []float64{got, mirrored} {
			if math.Abs(p-want) > 1e-9*want {
				t.Errorf("%s %d: got %v, want %v: off by %.2g of it", test, v, p, want, math.Abs(p-want)/want)
			}
		}
	}
}

// What is printed in R's manual and in textbooks.
func TestPublished(t *testing.T) {
	check := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 5e-4*want {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	check("R, fisher.test: a lady tasting tea", Proportions(3, 4, 1, 4), 0.4857)
	check("R, fisher.test: criminal twins", Proportions(2, 17, 10, 13), 0.0005367)
	check("R, poisson.test(c(11, 6+8+7), c(800, 1083+1050+878))", Rates(11, 800, 21, 3011), 0.07967)
	check("all differ", Proportions(0, 5, 5, 5), 2./252)
}

func TestNothingCanDiffer(t *testing.T) {
	for _, p := range []float64{
		Proportions(0, 0, 3, 4), Proportions(3, 4, 0, 0), Proportions(0, 0, 0, 0), Proportions(0, 9, 0, 4), Proportions(9, 9, 4, 4),
		Rates(0, 1, 0, 1), Rates(3, 0, 1, 1), Rates(3, 1, 1, 0),
	} {
		if p != 1 {
			t.Errorf("got %v, want 1", p)
		}
	}
}

// FuzzTests gives the tests any counts: they return a probability, at once, and
// the same for the sides in the other order.
func FuzzTests(f *testing.F) {
	f.Add(int64(3), int64(4), int64(1), int64(4))
	f.Add(int64(0), int64(1), int64(1), int64(math.MaxInt64/2))
	f.Add(int64(1<<40), int64(1<<61), int64(1<<40+1<<30), int64(1<<61))
	f.Add(int64(2), int64(1_000_000_000), int64(5), int64(1_000_000_000))
	f.Add(int64(1<<60), int64(1<<60), int64(0), int64(1))
	f.Fuzz(func(t *testing.T, x1, n1, x2, n2 int64) {
		n1, n2 = n1&(1<<61-1), n2&(1<<61-1)
		x1, x2 = (x1&(1<<61-1))%(n1+1), (x2&(1<<61-1))%(n2+1)
		for _, p := range [][2]float64{
			{Proportions(x1, n1, x2, n2), Proportions(x2, n2, x1, n1)},
			{Rates(x1, float64(n1), x2, float64(n2)), Rates(x2, float64(n2), x1, float64(n1))},
		} {
			if !(p[0] >= 0 && p[0] <= 1) || math.Abs(p[0]-p[1]) > 1e-6*p[0] && p[0] > 1e-300 {
				t.Errorf("%d of %d, %d of %d: %v, mirrored %v", x1, n1, x2, n2, p[0], p[1])
			}
		}
	})
}

func TestDiscoveries(t *testing.T) {
	check := func(tests int64, alpha, want float64, ps ...float64) {
		t.Helper()
		if got := Discoveries(ps, tests, alpha); got != want {
			t.Errorf("%v of %d tests: got %v, want %v", ps, tests, got, want)
		}
	}
	check(0, 0.05, -1)
	check(10, 0.05, -1, 0.02, 0.03)
	check(3, 0.05, 0.04, 0.04, 0.01, 0.02)
	check(4, 0.05, 0.04, 0.03, 0.04, 0.01, 0.005) // R: p.adjust(method = "BH") gives 0.02 0.02 0.04 0.04
	check(8, 0.05, 0.01, 0.03, 0.04, 0.01, 0.005) // and 0.04 0.04 0.08 0.08, with four of 1
	check(2, 0.05, 0.05, 0.05, 0.05)
	check(1000, 0.01, 0, 0, 0.01)
}

// The least p is that of some table with the same margins, and none has less.
func TestLeast(t *testing.T) {
	for n1 := range int64(8) {
		for n2 := range int64(8) {
			for all := range n1 + n2 + 1 {
				least := 1.
				for x1 := max(0, all-n2); x1 <= min(n1, all); x1++ {
					least = min(least, Proportions(x1, n1, all-x1, n2))
				}
				x1 := min(n1, all)
				if got := Least(x1, n1, all-x1, n2); math.Abs(got-least) > 1e-12 {
					t.Errorf("%d of %d and %d: got %v, want %v", all, n1, n2, got, least)
				}
			}
		}
	}
	if got := Least(2000, 4000, 2000, 4000); got > 1e-100 {
		t.Errorf("of many cases: %v", got)
	}
}
