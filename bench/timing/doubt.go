package timing

import (
	"fmt"
	"math"
	"time"
)

const (
	// outlier is the distance from the median, in median absolute deviations,
	// from which on a run does not belong to the others: ten standard deviations
	// of a normal distribution, as hyperfine has it.
	outlier = 10 * 1.4826

	// leastDeviation is the median absolute deviation, as a part of the median,
	// that is taken for granted: few runs may lie together by chance, and the
	// next one, 3 % off, is no outlier for that. With it one is 7.4 % off.
	leastDeviation = 0.005

	// tooShort is a time of a program below which its start, some 4 ms, is much
	// of what is measured.
	tooShort = 20 * time.Millisecond

	// fewRuns is how many are needed before one of them can be found to be off.
	fewRuns = 3

	// wide is the Spread from which on a median says little, though no run is
	// an outlier because all are scattered.
	wide = 0.3
)

// scores are the modified Z-scores of the times: their distances from the
// median in median absolute deviations (Iglewicz and Hoaglin, 1993, without the
// constant factor, which is in outlier).
func (t Times) scores() []float64 {
	median := float64(t.Median())
	deviation := max(float64(t.deviation()), leastDeviation*median, 1)
	list := make([]float64, len(t))
	for i, d := range t {
		list[i] = (float64(d) - median) / deviation
	}
	return list
}

// Doubt returns why the times should not be believed and what to do about it,
// or "" if nothing speaks against them. Fewer than three say nothing.
func (t Times) Doubt() string {
	if len(t) < fewRuns {
		return ""
	}
	scores := t.scores()
	if scores[0] > outlier {
		return fmt.Sprintf("the first run took %s, the others about %s: caches were not warm; use more --warmup",
			Seconds(t[0]), Seconds(t[1:].Median()))
	}
	outliers := 0
	for _, s := range scores {
		if math.Abs(s) > outlier {
			outliers++
		}
	}
	switch {
	case outliers == 1:
		return fmt.Sprintf("one of %d runs is far off (%s); %s", len(t), t.span(), quieter)
	case outliers > 1:
		return fmt.Sprintf("%d of %d runs are far off (%s); %s", outliers, len(t), t.span(), quieter)
	case t.Spread() > wide:
		return fmt.Sprintf("the runs took %s; %s", t.span(), quieter)
	}
	return ""
}

// Doubts returns why the times of programs that were run so often each should not
// be believed, the fastest of them having this median, and what to do about it; a
// sentence each, none if nothing speaks against them.
func Doubts(runs int, fastest time.Duration) (list []string) {
	if fastest < tooShort {
		list = append(list, fmt.Sprintf("the runs are short (%s): much of that is the start of the process; use a larger log", Seconds(fastest)))
	}
	if runs < fewRuns {
		list = append(list, fmt.Sprintf("%s cannot tell noise from a difference; use more --runs", Each(runs)))
	}
	return list
}

// Each says how many runs there are of each thing that is measured.
func Each(runs int) string {
	if runs == 1 {
		return "1 run each"
	}
	return fmt.Sprintf("%d runs each", runs)
}

// quieter is what helps against noise.
const quieter = "end what else is busy on this machine, or use more --runs"

func (t Times) span() string { return Seconds(t.Min()) + " to " + Seconds(t.Max()) }

// Seconds writes d with three digits: "1.23 s", "12.3 ms", "123 µs".
func Seconds(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Second, "s"}, {time.Millisecond, "ms"}, {time.Microsecond, "µs"}} {
		// 999.5 of a unit rounds to 1000 of it, which is 1.00 of the next.
		if x := float64(d) / float64(unit.size); x >= 0.9995 {
			return digits(x) + " " + unit.name
		}
	}
	return fmt.Sprintf("%d ns", d.Nanoseconds())
}

// digits writes x, at least 0.9995, with three significant digits.
func digits(x float64) string {
	switch {
	case x < 9.995:
		return fmt.Sprintf("%.2f", x)
	case x < 99.95:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}
