package parser

import "math"

// Under a zone the value of a field such as time/1h is the instant at which
// its step begins. Steps begin where the clock of the zone shows a multiple of
// the step, and so are of different lengths where the zone changes:
//
//   - A clock that is shown twice begins two steps, if the steps are no longer
//     than what is shown twice; else the first time alone. So an hour that comes
//     twice is two hours, and the day that it is part of one, of 25.
//   - A clock that is never shown begins none. What follows the jump is part of
//     the step before it, or begins one at the jump if a clock was left out that
//     would have begun one.
//
// So every instant lies in one step, every step is one stretch of time, and the
// instants order them.

// began is the step that some period of a zone begins within.
type began struct {
	since, step int64
	at          int64
	set         bool
}

// Begin returns the instant at which the step begins that an instant lies in.
// TimeStep tells step and base.
func (z *ZoneClock) Begin(instant, step, base int64) int64 {
	z.recall(instant)
	if at := z.floor(instant, step, base); at >= z.first(step) {
		return at
	}
	return z.beganBefore(step, base)
}

// floor returns the last instant, no later than one of the remembered period,
// at which its clock would show the begin of a step if it had always had this
// offset.
func (z *ZoneClock) floor(instant, step, base int64) int64 {
	return FloorClock(instant+z.offset, step, base) - z.offset
}

// first returns the instant in the remembered period from which on each
// multiple of step begins one.
func (z *ZoneClock) first(step int64) int64 {
	if twice := z.before - z.offset; twice > 0 && step > twice {
		return z.since + twice
	}
	return z.since
}

// beganBefore returns the begin of the step that goes on when the remembered
// period begins. It is remembered, for a period may be shorter than its step.
func (z *ZoneClock) beganBefore(step, base int64) int64 {
	if b := &z.began; b.set && b.since == z.since && b.step == step {
		return b.at
	}
	p := *z
	at := p.since
	for !p.leftOut(step, base) {
		last := p.since - 1
		p.recall(last)
		if at = p.floor(last, step, base); at >= p.first(step) {
			break
		}
		at = p.since
	}
	z.began = began{z.since, step, at, true}
	return at
}

// leftOut reports whether the clocks that the zone jumped over when the
// remembered period began hold the begin of a step.
func (z *ZoneClock) leftOut(step, base int64) bool {
	return z.before < z.offset && FloorClock(z.since+z.offset-1, step, base) >= z.since+z.before
}

// End returns the instant at which the step ends that an instant lies in, which
// is where the next one begins. It is false beyond the instants that an int64
// holds.
func (z *ZoneClock) End(instant, step, base int64) (int64, bool) {
	for {
		z.recall(instant)
		next := z.floor(instant, step, base) + step
		switch {
		case next > instant && next < z.until:
			if next >= z.first(step) {
				return next, true
			}
			instant = next // shown for the second time
		case z.until == math.MaxInt64:
			return 0, false
		default:
			instant = z.until
			if z.Begin(instant, step, base) == instant {
				return instant, true
			}
		}
	}
}

// Steps returns how many steps hold an instant from first to last, which is not
// before it.
func (z *ZoneClock) Steps(first, last, step, base int64) int64 {
	n := int64(1)
	for from := first; ; {
		z.recall(from)
		until := min(last, z.until-1)
		if first := z.first(step); from < first {
			from = first - 1
		}
		if from < until {
			n += (z.floor(until, step, base) - z.floor(from, step, base)) / step
		}
		if until == last {
			return n
		}
		if from = z.until; z.Begin(from, step, base) == from {
			n++
		}
	}
}
