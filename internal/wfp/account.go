package wfp

import "wf/aggregate"

// Account is what was read, and what was wrong with it.
type Account struct {
	Files  []File `json:"files"`  // of a saved partial by name, then by head
	Span   Span   `json:"span"`   // of the records that counted; empty if their times were not read
	Errors []Text `json:"errors"` // of the reading as a whole: it was interrupted
}

// File is a log as far as it was read.
type File struct {
	Name   Text   `json:"name"`
	Format string `json:"format"` // "" if no line told

	// Head is the hash of the first text of the log, and with the name what
	// it is known by. Of what has no Head, such as a pipe, nothing is known: it
	// may be read again.
	Head string `json:"head,omitempty"`

	// Parts are what was read of a log that has a Head, in order, none of them
	// touching the next.
	Parts []Part `json:"parts,omitempty"`
	Size  int64  `json:"size"`  // of the log when it was opened, in bytes of what Parts count
	Ended bool   `json:"ended"` // it was read to its end

	Lines   aggregate.Lines `json:"lines"`
	Bytes   int64           `json:"bytes"`             // of text
	Skipped int64           `json:"skipped,omitempty"` // passed over: outside of a range of time

	NULBytes  int64 `json:"nul_bytes,omitempty"` // left out
	NULAt     int64 `json:"nul_at,omitempty"`    // offset of the first of them
	TooLongAt int64 `json:"too_long_at,omitempty"`

	Reject   *Reject   `json:"reject,omitempty"` // the first one
	Problems []Problem `json:"problems,omitempty"`
	Left     Text      `json:"left,omitempty"` // why it was left out, or ""
}

// Part is a range of the bytes of a log whose lines were read.
type Part struct {
	From  int64 `json:"from"`
	To    int64 `json:"to"`
	Lines int64 `json:"lines"` // in it; unknownLines if some were passed over
}

// Reject is a line that was rejected.
type Reject struct {
	Offset int64 `json:"offset"` // of its first byte
	Line   int64 `json:"line"`   // its number in its Part, from 1; 0 if it is not known
	Why    Text  `json:"why"`
	Text   Text  `json:"text"` // its beginning, as shown
}

// Problem is what went wrong with a log.
type Problem struct {
	Text Text  `json:"text"`
	At   int64 `json:"at"` // offset of a read error, of which the first is told; else 0
}
