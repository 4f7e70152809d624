package wfp

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/cespare/xxhash/v2"

	"wf/aggregate"
)

// Account is what was read, and what was wrong with it.
type Account struct {
	Files  []File `json:"files,omitempty"`  // of a saved partial by name, then by head
	Span   Span   `json:"span"`             // of the records that counted; empty if their times were not read
	Errors []Text `json:"errors,omitempty"` // of the reading as a whole: it was interrupted
}

// File is a log as far as it was read.
type File struct {
	Name   Text   `json:"name"`
	Format string `json:"format,omitempty"` // "" if no line told

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
	Lines int64 `json:"lines"` // in it; UnknownLines if some were passed over
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

// LineOf returns the number of a line in the log, 0 if it is not known.
func (f *File) LineOf(r *Reject) int64 {
	for _, p := range f.Parts {
		if p.From <= r.Offset && r.Offset < p.To && p.From > 0 {
			return 0 // it is that in the Part
		}
	}
	return r.Line
}

// Raw reports whether lines of any text were read, of no format.
func (a *Account) Raw() bool {
	return len(a.Files) > 0 && !slices.ContainsFunc(a.Files, func(f File) bool { return f.Format != RawFormat })
}

// RawFormat is the format of a log whose lines were not parsed.
const RawFormat = "text"

// HeadSize is how many bytes of text the Head of a log is made of, at most.
const HeadSize = 4 << 10

// Head returns what a log is known by whose first lines are these: those of
// HeadSize bytes count, and how many bytes that is.
func Head(lines [][]byte) string {
	var text []byte
	for _, line := range lines {
		if text = append(append(text, line...), '\n'); len(text) >= HeadSize {
			text = text[:HeadSize]
			break
		}
	}
	return fmt.Sprintf("%016x", xxhash.Sum64(binary.LittleEndian.AppendUint64(text, uint64(len(text)))))
}

// Names are those of the files, none for standard input alone.
func (a *Account) Names() (names []string) {
	for i := range a.Files {
		names = append(names, string(a.Files[i].Name))
	}
	if len(names) == 1 && names[0] == "-" {
		return nil
	}
	return names
}

// empty reports whether no line was read but blank ones.
func (a *Account) empty() bool {
	return !slices.ContainsFunc(a.Files, func(f File) bool { return f.Lines.Total > f.Lines.Blank })
}
