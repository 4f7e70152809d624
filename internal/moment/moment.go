// Package moment reads the points in time that users type, and compares them
// with the times of log lines.
//
// A Moment is either an instant, which is the same for everybody, or what a
// clock shows: the user wrote no offset, and means the clock that stands in
// each line, whatever its offset.
package moment

import (
	"math"
	"time"

	"wf/parser"
)

// Moment is a point in time as a user typed it. The zero Moment is none.
type Moment struct {
	nanos int64 // of an instant since 1970-01-01T00:00:00Z; of a clock since 1970-01-01T00:00:00 on it
	naive int64 // what stamps without an offset are compared with: nanos of a clock, for an instant see naiveClock
	local *time.Location
	clock bool // not an instant
	valid bool
}

// At returns the moment of a stamp: an instant if it has an offset, else what
// its clock showed. local is where stamps without an offset are when they are
// compared with an instant. The moment of a stamp that is not Valid is none.
func At(s parser.Stamp, local *time.Location) Moment {
	switch {
	case !s.Valid:
		return Moment{}
	case s.Offset == parser.NoOffset:
		return clockAt(s.Nanos)
	}
	return instantAt(s.Nanos, local)
}

func clockAt(nanos int64) Moment { return Moment{nanos: nanos, naive: nanos, clock: true, valid: true} }

func instantAt(nanos int64, local *time.Location) Moment {
	return Moment{nanos: nanos, naive: naiveClock(nanos, local), local: local, valid: true}
}

// Valid reports whether m is one.
func (m Moment) Valid() bool { return m.valid }

// Compare returns -1, 0 or +1 as s is before, at or behind m. Both are Valid.
//
// A clock is compared with what the clock of s showed. An instant is compared
// with that of s; where s has no offset, it is taken for a clock of the local
// zone, and read as time.Date does: one that was shown twice, when the zone
// went back, as one of the two. An instant of the other stands for the next
// one that clocks are read as. Clocks that the zone left out are ordered as
// they stand.
func (m Moment) Compare(s parser.Stamp) int {
	at, bound := m.sides(s)
	switch {
	case at < bound:
		return -1
	case at > bound:
		return +1
	}
	return 0
}

// sides returns the nanoseconds to compare: those of s and those of m.
func (m Moment) sides(s parser.Stamp) (at, bound int64) {
	if s.Offset == parser.NoOffset {
		return s.Nanos, m.naive
	}
	if m.clock {
		return s.Nanos + int64(s.Offset)*int64(time.Second), m.nanos
	}
	return s.Nanos, m.nanos
}

// Shown returns what clocks show at m, in nanoseconds since 1970-01-01T00:00:00 on
// them: those of zone where m is an instant. It is false for an instant without
// a zone, and for one that does not divide what the zone's clocks show: they were
// set back, and show the same before it or again behind it.
func (m Moment) Shown(zone *time.Location) (nanos int64, ok bool) {
	if m.clock {
		return m.nanos, true
	}
	if zone == nil {
		return 0, false
	}
	shown := func(t time.Time) int64 {
		_, offset := t.Zone()
		return add(t.UnixNano(), int64(offset)*int64(time.Second))
	}
	t := time.Unix(0, m.nanos).In(zone)
	start, end := t.ZoneBounds()
	nanos = shown(t)
	before := start.IsZero() || shown(start.Add(-1)) < nanos
	return nanos, before && (end.IsZero() || shown(end) >= nanos)
}

// Until returns how long after m, which is Valid, the Valid s is, in the sense of
// Compare: below 0 if it is before. What does not fit is cut to what does.
func (m Moment) Until(s parser.Stamp) time.Duration {
	at, bound := m.sides(s)
	if bound == math.MinInt64 {
		bound++
	}
	return time.Duration(add(at, -bound))
}

// Add returns m later by d. What does not fit an int64 of nanoseconds is cut
// to the first or last moment that does, in 1677 and 2262.
func (m Moment) Add(d time.Duration) Moment {
	switch nanos := add(m.nanos, int64(d)); {
	case !m.valid:
		return m
	case m.clock:
		return clockAt(nanos)
	default:
		return instantAt(nanos, m.local)
	}
}

// add returns the sum of a and b, or the int64 that is nearest to it.
func add(a, b int64) int64 {
	sum := a + b
	switch {
	case b > 0 && sum < a:
		return math.MaxInt64
	case b < 0 && sum > a:
		return math.MinInt64
	}
	return sum
}

// String is m as people read it: 2026-03-01T10:00:00 for a clock,
// 2026-03-01T10:00:00Z for an instant, with a fraction if it has one, and "" for
// none. Parse reads the same moment of it, unless times without an offset have
// a zone there.
func (m Moment) String() string {
	const clock = "2006-01-02T15:04:05.999999999"
	t := time.Unix(0, m.nanos).UTC()
	switch {
	case !m.valid:
		return ""
	case m.clock:
		return t.Format(clock)
	}
	return t.Format(clock + "Z")
}

// Range is the time between two moments, the first included, the last not. One
// that is not Valid is no bound.
type Range struct{ Since, Until Moment }

// Bounded reports whether anything lies outside of r.
func (r Range) Bounded() bool { return r.Since.valid || r.Until.valid }

// Backward reports whether r ends before it begins, so that it holds nothing.
// That cannot be said of a clock and an instant.
func (r Range) Backward() bool {
	return r.Since.valid && r.Until.valid && r.Since.clock == r.Until.clock && r.Until.nanos < r.Since.nanos
}

// Holds reports whether s lies in r. A stamp that is not Valid lies in no
// range that is Bounded.
func (r Range) Holds(s parser.Stamp) bool { return !r.Bounded() || s.Valid && r.holds(s) }

// holds is apart so that Holds is inlined, and takes a pointer because a range
// has 80 bytes to copy for each line.
func (r *Range) holds(s parser.Stamp) bool {
	if r.Since.valid {
		if at, since := r.Since.sides(s); at < since {
			return false
		}
	}
	if r.Until.valid {
		if at, until := r.Until.sides(s); at >= until {
			return false
		}
	}
	return true
}

// naiveClock returns the earliest clock of zone that time.Date reads as the
// instant or one behind it. That is what the zone's clocks showed then, unless
// they showed it twice and it is read as the other time.
func naiveClock(nanos int64, zone *time.Location) int64 {
	t := time.Unix(0, nanos).In(zone)
	_, offset := t.Zone()
	shown := add(nanos, int64(offset)*int64(time.Second))
	start, end := t.ZoneBounds()
	switch read := dateIn(time.Unix(0, shown).UTC(), zone); {
	case read.After(t): // then all that was shown twice is, from the change on
		_, offset = end.Zone()
		return end.UnixNano() + int64(offset)*int64(time.Second)
	case read.Before(t): // and here none of it, until it was over
		_, offset = start.Add(-1).Zone()
		return start.UnixNano() + int64(offset)*int64(time.Second)
	}
	return shown
}

// dateIn returns the instant at which a clock in zone shows what t does.
func dateIn(t time.Time, zone *time.Location) time.Time {
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	return time.Date(year, month, day, hour, minute, second, t.Nanosecond(), zone)
}
