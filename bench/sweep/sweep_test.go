package sweep

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wf/bench/timing"
)

// level are points whose runs lie up to noise, a part, around medians in
// milliseconds; the first point is one worker.
func level(noise float64, medians ...float64) (points []Point) {
	for i, ms := range medians {
		var times timing.Times
		for _, off := range []float64{0, -1, 1, -0.5, 0.5} {
			times = append(times, time.Duration(ms*(1+off*noise)*1e6))
		}
		points = append(points, Point{i + 1, times})
	}
	return points
}

func TestBest(t *testing.T) {
	check := func(points []Point, wantFastest, wantBest int) {
		t.Helper()
		fastest, fewest := best(points)
		if points[fastest].Workers != wantFastest || points[fewest].Workers != wantBest {
			t.Errorf("fastest %d, best %d; want %d, %d", points[fastest].Workers, points[fewest].Workers, wantFastest, wantBest)
		}
	}
	check(level(0.001, 100, 50, 40, 30), 4, 4)
	check(level(0.001, 100, 50, 30, 40), 3, 3)
	check(level(0.001, 100, 50, 30.5, 30), 4, 3) // 1.7 % is nothing
	check(level(0.001, 100, 50, 30.7, 30), 4, 4) // 2.3 % is something
	check(level(0.1, 100, 50, 32.9, 30), 4, 3)   // but for noise: 5 % of each
	check(level(0.1, 100, 50, 33.5, 30), 4, 4)
	check(level(0.001, 10, 10, 10), 1, 1)
	check(level(0.001, 10, 20, 30), 1, 1)
}

func TestNewRefuses(t *testing.T) {
	good := level(0, 10, 5)
	for _, points := range [][]Point{
		nil,
		good[:1],
		{good[1], good[0]},
		{good[0], good[0]},
		{good[0], {Workers: 2}},
		{good[0], {Workers: 2, Times: timing.Times{0}}},
		{{Workers: 0, Times: good[0].Times}, good[1]},
	} {
		if s, err := New(Setup{Cores: 2}, points); err == nil {
			t.Errorf("%v: %+v", points, s)
		}
	}
}

func TestFacts(t *testing.T) {
	check := func(cores int, points []Point, want ...string) {
		t.Helper()
		s, err := New(Setup{Cores: cores}, points)
		if err != nil {
			t.Fatal(err)
		}
		facts := strings.Join(s.Facts(), "\n")
		for _, w := range want {
			if !strings.Contains(facts, w) {
				t.Errorf("no %q in\n%s", w, facts)
			}
		}
	}
	check(4, exact(1, 0.1, 4, 1, 0, 1, 2, 4), "Best: 4 workers (-j 4), 0.3250 s, 3.1 times as fast as one.",
		"Serial fraction: 10 %, by Amdahl's law through 3 points up to 4 workers, which it misses by ",
		"8 cores are 4.7 times as fast as one, 16 cores 6.4, 64 cores 8.8, and no number of them more than 10.")
	check(2, exact(1, 0.1, 2, 1, 0, 1, 2), "through 2 points up to 2 workers; two points do not test it.")
	check(4, exact(1, 0, 4, 1, 0, 1, 2, 4), "without a limit")
	check(1, level(0, 10, 10), "No serial fraction: ", "All workers share one core: from there on the ideal is level.")
	check(2, level(0, 10, 10, 10), "Serial fraction: 100 %", "By that law more cores gain next to nothing.", "More than 2 workers share the 2 cores: such points")
	check(4, level(0, 100, 99.9, 99.8), "Best: 1 worker (-j 1), 100.0 ms; 3 workers take 99.80 ms, which is no difference beyond the noise.")

	check(3, level(0.001, 100, 20, 10), "The times do not follow Amdahl's law: ", "more workers gain more than their number")
	check(3, level(0.001, 10, 20, 30), "The times do not follow Amdahl's law: ", "more workers are slower")
	check(4, level(0.001, 100, 50, 20, 45), "The times do not follow Amdahl's law: ", "something else")
	s, err := New(Setup{Cores: 8}, exact(1, 0.1, 8, 1, 0.1, 1, 2, 4, 8))
	if facts := strings.Join(s.Facts(), "\n"); err != nil || strings.Contains(facts, "do not follow") {
		t.Errorf("%v; noise alone: %s", err, facts)
	}
}

// How many times as fast as one worker is said only where one was measured, or
// the law knows it.
func TestSpeedupWithoutOne(t *testing.T) {
	points := exact(1, 0.1, 8, 1, 0, 4, 8)
	s, err := New(Setup{Cores: 2}, points)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, kind := range Outputs() {
		if err := Write(&out, kind, s, Options{}); err != nil {
			t.Fatal(err)
		}
	}
	if text := out.String(); strings.Contains(text, "as fast as one") || !strings.Contains(text, `"speedup": null`) || !strings.Contains(text, "| - |") {
		t.Errorf("a speedup over what was not measured:\n%s", text)
	}
	if s, err = New(Setup{Cores: 8}, points); err != nil {
		t.Fatal(err)
	}
	if facts := s.Facts()[0]; !strings.Contains(facts, "as fast as one by the law below.") {
		t.Errorf("got %q", facts)
	}
}

func TestDoubts(t *testing.T) {
	check := func(points []Point, want ...string) {
		t.Helper()
		s, err := New(Setup{Cores: 4}, points)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Doubts(); len(got) != len(want) || !slices.EqualFunc(got, want, strings.HasPrefix) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	check(level(0.01, 100, 50))
	check(level(0.01, 30, 15), "the runs are short (15.0 ms): much of that")
	few := level(0.01, 100, 50)
	few[0].Times, few[1].Times = few[0].Times[:2], few[1].Times[:2]
	check(few, "2 runs each cannot tell noise from a difference; use more --runs")
	noisy := level(0.01, 100, 50)
	noisy[1].Times[3] *= 3
	check(noisy, "2 workers: one of 5 runs is far off")
	noisy[0].Times[0] *= 9
	check(noisy, "1 worker: the first run took")
}
