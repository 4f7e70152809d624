// Package sweep tells from the times that a command took with different numbers
// of workers how it scales: what Amdahl's law says about them, which number is
// best, and what speaks against all that. It draws them for terminals and pages.
//
//	counts, err := sweep.Counts("1..8", 1024)
//	...                                        // timing.InTurn measures a job for each
//	s, err := sweep.New(how, points)
//	err = sweep.Write(w, "svg", s, sweep.Options{})
//
// How jobs are measured is the subject of bench/timing; what they are is known to
// the command line.
package sweep

import (
	"fmt"
	"strings"
	"unicode"

	"wf/bench/timing"
)

// Setup is what was measured, and where.
type Setup struct {
	Args   []string // what runs behind the program, without the number of workers
	Shown  string   // the same as one line, as a shell would take it
	Cores  int      // that the process may use
	Warmup int      // runs before the measured ones
	Cold   bool     // the page cache was emptied before each run
}

// Point is how long the command took with so many workers.
type Point struct {
	Workers int
	Times   timing.Times // at least one
}

// Sweep is a measured command and what follows from its times. It is not
// changed after New.
type Sweep struct {
	Setup
	Points  []Point // by ascending Workers, at least two
	Fit     *Fit    // nil with fewer than two points up to the number of cores
	Fastest int     // the index of the point with the smallest median
	Best    int     // the index of the one with the fewest workers that is as fast, but for noise
}

// New tells what follows from points, which are in the order of their workers.
func New(setup Setup, points []Point) (*Sweep, error) {
	if len(points) < 2 {
		return nil, fmt.Errorf("%d numbers of workers: want two at least", len(points))
	}
	for i, p := range points {
		if len(p.Times) == 0 || p.Times.Min() <= 0 {
			return nil, fmt.Errorf("%d workers: want a time above 0", p.Workers)
		}
		if p.Workers < 1 || i > 0 && p.Workers <= points[i-1].Workers {
			return nil, fmt.Errorf("%d workers: want ascending numbers from 1 on", p.Workers)
		}
	}
	setup.Shown = showable(setup.Shown)
	s := &Sweep{Setup: setup, Points: points, Fit: fit(points, setup.Cores)}
	s.Fastest, s.Best = best(points)
	return s, nil
}

// showable replaces what neither a terminal nor XML should get: control
// characters and what is not UTF-8.
func showable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// leastNoise is a difference of medians, as a part of the smaller one, that is
// taken for noise however close the runs lie together: few of them may do so by
// chance.
const leastNoise = 0.02

// best returns the indexes of the point with the smallest median, and of the one
// with the fewest workers whose median differs from that by no more than the
// noise of both.
func best(points []Point) (fastest, fewest int) {
	for i, p := range points {
		if p.Times.Median() < points[fastest].Times.Median() {
			fastest = i
		}
	}
	for i, p := range points {
		if same(p.Times, points[fastest].Times) {
			return fastest, i
		}
	}
	return fastest, fastest
}

// same reports whether the medians of slow and fast differ by no more than their
// noise.
func same(slow, fast timing.Times) bool {
	ms, mf := float64(slow.Median()), float64(fast.Median())
	noise := slow.Noise()*ms + fast.Noise()*mf
	return ms-mf <= max(noise, leastNoise*mf)
}

// one is the time of one worker in seconds: measured if it was, else what the
// law says, else what the fewest workers took together.
func (s *Sweep) one() float64 {
	first := s.Points[0]
	switch {
	case first.Workers == 1:
		return first.Times.Median().Seconds()
	case s.Fit != nil:
		return s.Fit.T1
	}
	return first.Times.Median().Seconds() * float64(min(first.Workers, s.Cores))
}

// ideal is the time of n workers if the work divided evenly among the cores.
func (s *Sweep) ideal(n float64) float64 { return s.one() / s.busy(n) }

// law is the time of n workers by the fitted law, if each core has one at most.
func (s *Sweep) law(n float64) float64 { return s.Fit.At(s.busy(n)) }

// busy is how many cores n workers keep busy.
func (s *Sweep) busy(n float64) float64 { return min(n, float64(max(s.Cores, 1))) }

// speedup is how many times as fast as one worker a point is. Not ok is where the
// time of one worker is neither measured nor known by the law.
func (s *Sweep) speedup(p Point) (times float64, ok bool) {
	return s.one() / p.Times.Median().Seconds(), s.Points[0].Workers == 1 || s.Fit != nil
}

// shared reports whether some points have more workers than there are cores.
func (s *Sweep) shared() bool { return s.Points[len(s.Points)-1].Workers > s.Cores }

// Doubts returns why the times should not be believed and what to do about it,
// a sentence each; none if nothing speaks against them. Of several points that
// are noisy it names the worst, for the cure is one.
func (s *Sweep) Doubts() (list []string) {
	list = timing.Doubts(len(s.Points[0].Times), s.Points[s.Fastest].Times.Median())
	var noisy Point
	for _, p := range s.Points {
		if p.Times.Doubt() != "" && (noisy.Workers == 0 || p.Times.Spread() > noisy.Times.Spread()) {
			noisy = p
		}
	}
	if noisy.Workers > 0 {
		list = append(list, fmt.Sprintf("%s: %s", workers(noisy.Workers), noisy.Times.Doubt()))
	}
	return list
}

// workers says how many there are.
func workers(n int) string {
	if n == 1 {
		return "1 worker"
	}
	return fmt.Sprintf("%d workers", n)
}
