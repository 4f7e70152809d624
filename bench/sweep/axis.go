package sweep

import (
	"math"
	"strconv"
	"time"
)

// logFrom is the ratio of the most to the fewest workers from which both axes
// are logarithmic: on linear ones the points with few workers would lie on each
// other, and the times with many on the axis. It makes the ideal a straight
// line.
const logFrom = 16

// axis places values between low and high on a stretch from 0 to 1.
type axis struct {
	low, high float64
	log       bool
}

func (a axis) place(v float64) float64 {
	if a.log {
		return math.Log(v/a.low) / math.Log(a.high/a.low)
	}
	return (v - a.low) / (a.high - a.low)
}

// value is the inverse of place.
func (a axis) value(place float64) float64 {
	if a.log {
		return a.low * math.Pow(a.high/a.low, place)
	}
	return a.low + place*(a.high-a.low)
}

// ticks returns round values on the axis, which if it is linear begins at 0, in
// ascending order and at most most, 2 or more, of them: multiples of 1, 2 or 5 times a power of ten on a linear axis,
// or these numbers themselves on a logarithmic one.
func (a axis) ticks(most int) []float64 {
	if a.log {
		for _, digits := range [][]float64{{1, 2, 5}, {1, 3}, {1}} {
			if list := a.logTicks(digits); len(list) <= most {
				return list
			}
		}
		return []float64{a.low, a.high}
	}
	step := a.step(most)
	var list []float64
	for i := math.Ceil(a.low / step); i*step <= a.high*(1+1e-9); i++ {
		list = append(list, i*step)
	}
	return list
}

// step is the smallest round distance of at most most ticks on a linear axis.
func (a axis) step(most int) float64 {
	least := (a.high - a.low) / float64(max(most-1, 1))
	power := math.Pow(10, math.Floor(math.Log10(least)))
	for _, digit := range []float64{1, 2, 5} {
		if digit*power >= least*(1-1e-9) {
			return digit * power
		}
	}
	return 10 * power
}

func (a axis) logTicks(digits []float64) (list []float64) {
	for power := math.Pow(10, math.Floor(math.Log10(a.low))); power <= a.high; power *= 10 {
		for _, digit := range digits {
			if v := digit * power; v >= a.low*(1-1e-9) && v <= a.high*(1+1e-9) {
				list = append(list, v)
			}
		}
	}
	return list
}

// axes are those of a plot: workers from left to right, seconds upwards.
func (s *Sweep) axes() (x, y axis) {
	first, last := float64(s.Points[0].Workers), float64(s.Points[len(s.Points)-1].Workers)
	low, high := s.ideal(last), s.ideal(first)
	for _, p := range s.Points {
		low, high = min(low, p.Times.Min().Seconds()), max(high, p.Times.Max().Seconds())
	}
	if last/first >= logFrom {
		low *= 0.9 // off the axis
		return axis{first, last, true}, axis{low, max(high, 2*low), true}
	}
	return axis{first, last, false}, axis{0, high, false}
}

// A unit is what all times of one sweep are shown in, so that they compare at
// a glance.
type unit struct {
	name    string
	seconds float64
}

// unit is seconds if the largest time of the sweep has one, else milliseconds.
func (s *Sweep) unit() unit {
	for _, p := range s.Points {
		if p.Times.Max() >= time.Second {
			return unit{"s", 1}
		}
	}
	return unit{"ms", 1e-3}
}

// number writes seconds in the unit with four digits, or its whole part where
// that is longer.
func (u unit) number(seconds float64) string {
	v := seconds / u.seconds
	decimals := 4
	for limit := 0.99995; decimals > 0 && v >= limit; limit *= 10 {
		decimals--
	}
	return strconv.FormatFloat(v, 'f', decimals, 64)
}

// time is a number with its unit.
func (u unit) time(seconds float64) string { return u.number(seconds) + " " + u.name }

// label writes the value of a tick: as short as it is round.
func (u unit) label(seconds float64) string {
	return strconv.FormatFloat(seconds/u.seconds, 'g', 6, 64)
}
