package sweep

import (
	"math"
	"math/rand/v2"
	"slices"

	"wf/bench/timing"
)

// Fit is Amdahl's law, laid through measured times:
//
//	T(n) = T1 * (s + (1-s)/n)
//
// where s is the serial fraction, the part of the work of one worker that more
// workers do not shorten (G. M. Amdahl, Validity of the single processor
// approach to achieving large scale computing capabilities, AFIPS 1967).
//
// T1 is fitted like s. Taking it from the measurement with one worker, as A. H.
// Karp and H. P. Flatt do (Measuring parallel processor performance, CACM 33(5),
// 1990), would put the error of that one time into every other point, and a
// sweep need not begin with one worker.
type Fit struct {
	Points int     // how many times it was laid through, at least 2 of different counts
	Most   int     // the largest of their numbers of workers
	T1     float64 // seconds that one worker takes
	Serial float64 // s, 0 to 1
	Low    float64 // nine of ten resamplings of the runs
	High   float64 // have a serial fraction from Low to High
	Off    float64 // by how much the law misses the medians: root of the mean square of the relative errors
}

// At is the time that n workers take by the law, in seconds, if each of them
// has a core of its own.
func (f *Fit) At(n float64) float64 { return f.T1 * (f.Serial + (1-f.Serial)/n) }

// Speedup is how many times as fast as one worker n of them are by the law.
func (f *Fit) Speedup(n float64) float64 { return 1 / (f.Serial + (1-f.Serial)/n) }

// fit lays the law through the medians of the points up to the number of cores:
// workers that share a core do not obey it. It returns nil if there are fewer
// than two such points.
func fit(points []Point, cores int) *Fit {
	var within []Point
	var samples []sample
	for _, p := range points {
		if p.Workers <= cores {
			within = append(within, p)
			samples = append(samples, sample{float64(p.Workers), p.Times.Median().Seconds()})
		}
	}
	if len(within) < 2 {
		return nil
	}
	f := &Fit{Points: len(within), Most: within[len(within)-1].Workers}
	f.T1, f.Serial = leastSquares(samples)
	f.Off = f.offBy(samples)
	f.Low, f.High = resample(within)
	return f
}

// sample is a number of workers and the seconds that they took.
type sample struct{ n, seconds float64 }

// leastSquares fits the law to samples with at least two different numbers of
// workers. It makes the sum of the squares of the relative errors as small as
// any T1 >= 0 and 0 <= s <= 1 can: the noise of a time grows with it, and with
// absolute errors the time of one worker would be all that counts.
//
// The law is linear in 1/n: T = a + b/n with a = s*T1 and b = (1-s)*T1, both at
// least 0. So the best a and b without that bound solve two equations; where
// one of them is negative, the best within the bound has it at 0, because the
// sum is convex.
func leastSquares(samples []sample) (t1, serial float64) {
	var w, wx, wxx, wt, wxt float64 // sums of weights, of weights times x = 1/n, ...
	for _, p := range samples {
		weight := 1 / (p.seconds * p.seconds)
		x := 1 / p.n
		w += weight
		wx += weight * x
		wxx += weight * x * x
		wt += weight * p.seconds
		wxt += weight * x * p.seconds
	}
	det := w*wxx - wx*wx
	a := (wxx*wt - wx*wxt) / det
	b := (w*wxt - wx*wt) / det
	switch {
	case a < 0:
		a, b = 0, wxt/wxx
	case b < 0:
		a, b = wt/w, 0
	}
	return a + b, a / (a + b)
}

// offBy is the root of the mean square of the relative errors of the law.
func (f *Fit) offBy(samples []sample) float64 {
	sum := 0.0
	for _, p := range samples {
		e := f.At(p.n)/p.seconds - 1
		sum += e * e
	}
	return math.Sqrt(sum / float64(len(samples)))
}

const (
	resamplings = 1000 // enough for two digits of a bound, and over in a millisecond or two
	tail        = resamplings / 20
)

// resample finds between which bounds nine of ten serial fractions lie when the
// runs of each point are drawn anew from those that were measured (B. Efron's
// bootstrap, with percentiles). The same runs give the same bounds.
func resample(points []Point) (low, high float64) {
	random := rand.New(rand.NewPCG(1, 1))
	serials := make([]float64, resamplings)
	samples := make([]sample, len(points))
	var drawn timing.Times
	for i := range serials {
		for p, point := range points {
			drawn = drawn[:0]
			for range point.Times {
				drawn = append(drawn, point.Times[random.IntN(len(point.Times))])
			}
			samples[p] = sample{float64(point.Workers), drawn.Median().Seconds()}
		}
		_, serials[i] = leastSquares(samples)
	}
	slices.Sort(serials)
	return serials[tail], serials[resamplings-1-tail]
}
