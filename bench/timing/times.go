package timing

import (
	"slices"
	"time"
)

// Times are the wall times of the runs of one job, in their order.
type Times []time.Duration

// Median is the middle of the times, between the two in the middle if their
// number is even; 0 without times.
func (t Times) Median() time.Duration {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return sorted[half-1] + (sorted[half]-sorted[half-1])/2
}

// Min is the shortest of the times; 0 without times.
func (t Times) Min() time.Duration {
	if len(t) == 0 {
		return 0
	}
	return slices.Min(t)
}

// Max is the longest of the times; 0 without times.
func (t Times) Max() time.Duration {
	if len(t) == 0 {
		return 0
	}
	return slices.Max(t)
}

// Spread is how far the times lie apart, as a part of their median: 0.1 is ten
// per cent from the shortest to the longest.
func (t Times) Spread() float64 { return ratio(t.Max()-t.Min(), t.Median()) }

// Noise is the median of the distances from the median, as a part of the
// median. One run that was disturbed does not change it, as it does Spread.
func (t Times) Noise() float64 { return ratio(t.deviation(), t.Median()) }

// deviation is the median absolute deviation.
func (t Times) deviation() time.Duration {
	median := t.Median()
	distances := make(Times, len(t))
	for i, d := range t {
		distances[i] = (d - median).Abs()
	}
	return distances.Median()
}

func ratio(a, b time.Duration) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
