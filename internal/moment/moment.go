// Package moment reads the points in time that users type, and compares them
// with the times of log lines.
//
// A Moment is either an instant, which is the same for everybody, or what a
// clock shows: the user wrote no offset, and means the clock that stands in
// each line, whatever its offset.
package moment

import (
	"errors"
	"time"

	"wf/parser"
)

// Moment is a point in time as a user typed it. The zero Moment is none.
type Moment struct {
	nanos int64 // of an instant since 1970-01-01T00:00:00Z; of a clock since 1970-01-01T00:00:00 on it
	clock bool  // not an instant
	valid bool
}

// Valid reports whether m is one.
func (m Moment) Valid() bool { return m.valid }

// Parse reads a point in time. now is the present, in the zone whose days
// words such as today mean. zone, if it is not nil, is where times without an
// offset are; without it they are what the clock of each line shows.
func Parse(text string, now time.Time, zone *time.Location) (Moment, error) {
	return Moment{}, errors.New("not written yet")
}

// Compare returns -1, 0 or +1 as s is before, at or behind m. A stamp without
// an offset, compared with an instant, is taken for a clock of the local zone.
func (m Moment) Compare(s parser.Stamp) int { return 0 }

// Add returns m later by d.
func (m Moment) Add(d time.Duration) Moment { return m }

// Range is the time between two moments, the first included, the last not. One
// that is not Valid is no bound.
type Range struct{ Since, Until Moment }

// Bounded reports whether anything lies outside of r.
func (r Range) Bounded() bool { return r.Since.valid || r.Until.valid }

// Holds reports whether s lies in r. A stamp that is not Valid lies in no
// range that is Bounded.
func (r Range) Holds(s parser.Stamp) bool { return true }
