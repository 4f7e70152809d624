package sweep

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"wf/bench/timing"
)

func join(list []int) string {
	var words []string
	for _, n := range list {
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, ",")
}

// exact returns points that obey the law up to the number of cores and have
// over times as long above it, with runs that differ by spread.
func exact(t1, serial float64, cores int, over, spread float64, counts ...int) (points []Point) {
	for i, n := range counts {
		seconds := t1 * (serial + (1-serial)/float64(min(n, cores)))
		if n > cores {
			seconds *= over
		}
		run := func(off float64) time.Duration { return time.Duration(seconds * (1 + off*spread) * 1e9) }
		last := []float64{-1, 0, 1}[i%3]
		points = append(points, Point{n, timing.Times{run(2), run(-2), run(0), run(0.5), run(last)}})
	}
	return points
}

func near(a, b, off float64) bool { return math.Abs(a-b) <= off }

// What obeys the law is found again.
func TestFitExact(t *testing.T) {
	for _, serial := range []float64{0, 0.001, 0.05, 0.5, 0.97, 1} {
		for _, counts := range [][]int{{1, 2}, {1, 2, 3, 4}, {2, 8}, {1, 2, 4, 8, 16, 32, 64}, {3, 5, 7, 64, 128}} {
			f := fit(exact(2.5, serial, 64, 3, 0, counts...), 64)
			if !near(f.Serial, serial, 1e-6) || !near(f.T1, 2.5, 1e-5) || f.Off > 1e-6 {
				t.Errorf("s %v of %v: %+v", serial, counts, *f)
			}
			if !near(f.Low, serial, 1e-6) || !near(f.High, serial, 1e-6) {
				t.Errorf("s %v of %v without noise: %v to %v", serial, counts, f.Low, f.High)
			}
		}
	}
	f := fit(exact(1, 0.1, 4, 3, 0, 1, 2, 4, 8), 4)
	if f.Points != 3 || f.Most != 4 || !near(f.Serial, 0.1, 1e-6) {
		t.Errorf("points above the cores: %+v", *f)
	}
	for _, counts := range [][]int{{1, 4}, {3, 4}} {
		if f := fit(exact(1, 0.1, 2, 1, 0, counts...), 2); f != nil {
			t.Errorf("of one point or none: %+v", *f)
		}
	}
}

// error2 is what the fit makes as small as it can.
func error2(samples []sample, t1, serial float64) (sum float64) {
	for _, p := range samples {
		e := (t1*(serial+(1-serial)/p.n) - p.seconds) / p.seconds
		sum += e * e
	}
	return sum
}

// search finds the best T1 and s on grids around the best so far, finer ones when
// they have no better.
func search(samples []sample) (t1, serial float64) {
	most := 0.0
	for _, p := range samples {
		most = max(most, p.seconds*p.n)
	}
	t1, serial = most/2, 0.5
	best := error2(samples, t1, serial)
	for w1, ws := most/2, 0.5; ws > 1e-8; {
		before, midT, midS := best, t1, serial
		for i := -10; i <= 10; i++ {
			for j := -10; j <= 10; j++ {
				a := max(midT+w1*float64(i)/10, 0)
				s := min(max(midS+ws*float64(j)/10, 0), 1)
				if e := error2(samples, a, s); e < best {
					best, t1, serial = e, a, s
				}
			}
		}
		if best == before {
			w1, ws = w1/2, ws/2
		}
	}
	return t1, serial
}

// No T1 and s that a search finds are better than those of the equations,
// whether the times obey the law, nearly do, or are anything at all.
func TestFitAgainstSearch(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	clamped := 0
	for range 60 {
		var samples []sample
		wild := random.IntN(3) == 0
		serial := random.Float64()
		for n := 1 + random.IntN(3); len(samples) < 2+random.IntN(6); n += 1 + random.IntN(4) {
			seconds := 3 * (serial + (1-serial)/float64(n)) * (0.95 + 0.1*random.Float64())
			if wild {
				seconds = 0.01 + random.Float64()
			}
			samples = append(samples, sample{float64(n), seconds})
		}
		t1, s := leastSquares(samples)
		if t1 < 0 || s < 0 || s > 1 {
			t.Fatalf("%v: T1 %v, s %v", samples, t1, s)
		}
		if s == 0 || s == 1 {
			clamped++
		}
		wantT1, wantS := search(samples)
		got, want := error2(samples, t1, s), error2(samples, wantT1, wantS)
		if got > want+1e-12 {
			t.Errorf("%v: T1 %v, s %v is off by %v; a search found T1 %v, s %v, off by %v", samples, t1, s, got, wantT1, wantS, want)
		}
		if got < want-1e-6 {
			t.Errorf("%v: the search is no oracle: %v, %v", samples, got, want)
		}
	}
	if clamped == 0 {
		t.Error("no case at a bound of s")
	}
}

// The bounds hold the true serial fraction, and are wider with more noise.
func TestFitBounds(t *testing.T) {
	quiet, noisy := fit(exact(1, 0.1, 8, 1, 0.01, 1, 2, 4, 8), 8), fit(exact(1, 0.1, 8, 1, 0.04, 1, 2, 4, 8), 8)
	for _, f := range []*Fit{quiet, noisy} {
		if f.Low > 0.1 || f.High < 0.1 || f.Low > f.Serial || f.High < f.Serial {
			t.Errorf("%+v", *f)
		}
	}
	if noisy.High-noisy.Low <= quiet.High-quiet.Low {
		t.Errorf("noise makes the bounds narrower: %+v, %+v", *quiet, *noisy)
	}
}

func TestSpeedup(t *testing.T) {
	f := Fit{T1: 2, Serial: 0.1}
	for n, want := range map[float64]float64{1: 1, 8: 1 / (0.1 + 0.9/8), 64: 1 / (0.1 + 0.9/64)} {
		if got := f.Speedup(n); !near(got, want, 1e-12) || !near(f.At(n)*got, f.T1, 1e-12) {
			t.Errorf("%v: %v, want %v", n, got, want)
		}
	}
}
