// Package parser turns the lines of access logs into Records.
//
// A run decides once what it needs and then parses every line the same way:
//
//  1. NewFieldSet, and Add for each field that the question names.
//  2. Detect finds the Format of a log from some of its lines, or
//     LookupFormat takes the one that the user named.
//  3. Format.Compile makes the Parser that fills just those fields. All
//     workers share it.
//  4. Each worker makes a Record, calls Reset at the start of each chunk of
//     lines, Parse for each line, and reads the fields by their slots.
//
// A format is a description: the Layout beside the server's documentation.
// Compile turns it into a flat list of byte scans for the fields wanted, and
// fuses those of the common shape. Whether a line is accepted never depends
// on the fields wanted: the core of a format is always checked, and damage
// behind it makes fields absent, never the line rejected.
//
// The package knows neither files nor chunks nor counting. Nothing in it is
// shared and changed: what is built before the run is only read during it,
// and a Record belongs to one worker.
package parser

import "math"

// Outcome says what became of a line.
type Outcome uint8

const (
	Parsed    Outcome = iota // the Record holds the line
	Filtered                 // a line that the parser was told to leave out
	Rejected                 // not a line of the format
	Directive                // a line that says how the next ones are written
)

// A Parser turns lines into Records. It is immutable: all workers share one.
type Parser interface {
	// Parse fills r from line, which has no line end. The views of r into
	// line, and into r's own scratch, stay valid until r.Reset. Unless the
	// line is Parsed, what r holds is undefined until the next Parse.
	Parse(line []byte, r *Record) Outcome
}

// A Directed parser reads lines whose form directives among them tell.
type Directed interface {
	Parser

	// Direct returns the parser for the lines behind a directive; line is one
	// that Parse called Directive, or one of a Chunk's Head, and must not be
	// kept. It may be called by many goroutines at once.
	//
	// What it returns depends on nothing but the last line of each of the
	// Directives, and is Directed by the same ones: workers that begin in the
	// middle of a log know no others.
	Direct(line []byte) Parser

	// Directives returns what the lines begin with of which the last one is in
	// force, each for itself: "#Fields:", "#Date:". Parse calls every line that
	// begins with one of them Directive.
	Directives() []string
}

// Stamp is an instant and the offset of the clock that wrote it.
// The zero Stamp means that there was none.
type Stamp struct {
	Nanos  int64 // since 1970-01-01T00:00:00Z; of a clock without an offset as if it were UTC
	Offset int32 // seconds east of UTC, or NoOffset
	Valid  bool
}

// NoOffset is the offset of a clock that does not say where it is. Nobody
// knows the instant then, only what the clock showed.
const NoOffset = math.MinInt32

// Clock returns what the clock showed, in nanoseconds since
// 1970-01-01T00:00:00 of that clock.
func (s Stamp) Clock() int64 {
	if s.Offset == NoOffset {
		return s.Nanos
	}
	return s.Nanos + int64(s.Offset)*second
}
