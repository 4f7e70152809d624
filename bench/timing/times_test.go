package timing

import (
	"math"
	"slices"
	"testing"
	"time"
)

const ms = time.Millisecond

// The figures are those of Python's statistics module: median, median of the
// distances from it, and (max - min) / median.
func TestTimes(t *testing.T) {
	check := func(times Times, median, least, most time.Duration, noise, spread float64) {
		t.Helper()
		if got := times.Median(); got != median {
			t.Errorf("%v: median %v, want %v", times, got, median)
		}
		if times.Min() != least || times.Max() != most {
			t.Errorf("%v: from %v to %v, want %v to %v", times, times.Min(), times.Max(), least, most)
		}
		if got := times.Noise(); math.Abs(got-noise) > 1e-9 {
			t.Errorf("%v: noise %v, want %v", times, got, noise)
		}
		if got := times.Spread(); math.Abs(got-spread) > 1e-9 {
			t.Errorf("%v: spread %v, want %v", times, got, spread)
		}
	}
	check(nil, 0, 0, 0, 0, 0)
	check(Times{7 * ms}, 7*ms, 7*ms, 7*ms, 0, 0)
	check(Times{0, 0}, 0, 0, 0, 0, 0)
	check(Times{30 * ms, 10 * ms}, 20*ms, 10*ms, 30*ms, 0.5, 1)
	check(Times{3 * ms, 1 * ms, 2 * ms}, 2*ms, 1*ms, 3*ms, 0.5, 1)
	check(Times{812 * ms, 805 * ms, 799 * ms, 1430 * ms, 808 * ms}, 808*ms, 799*ms, 1430*ms, 0.0049504950495, 0.7809405940594)
	check(Times{4 * ms, 1 * ms, 3 * ms, 10 * ms}, 3500*time.Microsecond, 1*ms, 10*ms, 0.4285714285714, 2.5714285714285)
}

// The median is a copy's: the times keep their order, which tells the first.
func TestMedianKeepsTheOrder(t *testing.T) {
	times := Times{3, 1, 2}
	times.Median()
	if times[0] != 3 || times[1] != 1 || times[2] != 2 {
		t.Errorf("the times were sorted: %v", times)
	}
}

func TestDoubt(t *testing.T) {
	check := func(times Times, want string) {
		t.Helper()
		if got := times.Doubt(); got != want {
			t.Errorf("%v:\ngot  %q\nwant %q", times, got, want)
		}
	}
	check(nil, "")
	check(Times{ms, 9 * ms}, "")
	check(Times{100 * ms, 100 * ms, 100 * ms}, "")
	check(Times{100 * ms, 100 * ms, 100 * ms, 107 * ms}, "") // the deviation is 0, but 7 % is no outlier
	check(Times{100 * ms, 100 * ms, 100 * ms, 108 * ms}, "one of 4 runs is far off (100 ms to 108 ms); end what else is busy on this machine, or use more --runs")
	check(Times{1800 * ms, 805 * ms, 799 * ms, 801 * ms, 808 * ms}, "the first run took 1.80 s, the others about 803 ms: caches were not warm; use more --warmup")
	check(Times{400 * ms, 805 * ms, 799 * ms, 801 * ms, 808 * ms}, "one of 5 runs is far off (400 ms to 808 ms); end what else is busy on this machine, or use more --runs")
	check(Times{800 * ms, 805 * ms, 2 * time.Second, 801 * ms, 1900 * ms}, "2 of 5 runs are far off (800 ms to 2.00 s); end what else is busy on this machine, or use more --runs")
	check(Times{100 * ms, 110 * ms, 120 * ms, 130 * ms, 140 * ms}, "the runs took 100 ms to 140 ms; end what else is busy on this machine, or use more --runs")
	check(Times{0, 0, 0}, "")
}

// Of a
// hundred like times and one far off, that one alone is an outlier.
func TestScores(t *testing.T) {
	times := Times{}
	for i := range 100 {
		times = append(times, 100*ms+time.Duration(i%7)*ms)
	}
	times = append(times, 200*ms)
	for i, s := range times.scores() {
		if (math.Abs(s) > outlier) != (i == 100) {
			t.Errorf("run %d, %v: score %v", i, times[i], s)
		}
	}
	// (200 - 103) / 2: the median is 103 ms, the deviation 2 ms.
	if s := times.scores()[100]; s != 48.5 {
		t.Errorf("score %v, want 48.5", s)
	}
}

func TestSeconds(t *testing.T) {
	check := func(d time.Duration, want string) {
		t.Helper()
		if got := Seconds(d); got != want {
			t.Errorf("%d ns: %q, want %q", d, got, want)
		}
	}
	check(0, "0 ns")
	check(999, "999 ns")
	check(1000, "1.00 µs")
	check(123456, "123 µs")
	check(999_400, "999 µs")
	check(999_600, "1.00 ms")
	check(12_340_000, "12.3 ms")
	check(9_996_000, "10.0 ms")
	check(99_960_000, "100 ms")
	check(999_600_000, "1.00 s")
	check(1_234_000_000, "1.23 s")
	check(83*time.Second, "83.0 s")
	check(20*time.Minute, "1200 s")
}

func TestDoubts(t *testing.T) {
	check := func(runs int, fastest time.Duration, want ...string) {
		t.Helper()
		if got := Doubts(runs, fastest); !slices.Equal(got, want) {
			t.Errorf("%d runs of %v: %q; want %q", runs, fastest, got, want)
		}
	}
	check(3, 20*time.Millisecond)
	check(3, 19*time.Millisecond, "the runs are short (19.0 ms): much of that is the start of the process; use a larger log")
	check(1, time.Second, "1 run each cannot tell noise from a difference; use more --runs")
	check(2, time.Second, "2 runs each cannot tell noise from a difference; use more --runs")
}
