// Package report writes an aggregate.Report for people and for tools.
//
// Write prints the tables of a report in one of the outputs that Outputs
// lists: aligned text, TSV, CSV, JSON, NDJSON, Markdown or a page. The bare report,
// the one screen that says what happened in a log, is made in three steps:
//
//  1. Summary names what has to be counted,
//  2. one pass counts it, into a Report of raw tables,
//  3. WriteSummary draws these as text, WritePageSummary as a page, or Sections
//     turns them into ordinary tables for Write.
//
// The text of a log is hostile: whatever it holds, no control character of it
// reaches the output raw, none of it becomes markup, a formula or a colour, and
// the bytes can be told from JSON exactly.
//
// Nothing here keeps state: the functions may be called concurrently, with
// different writers. Rows are streamed, never held, but for the ones that an
// aligned table needs to find its widths.
package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"wf/aggregate"
)

// Options says what the writer of a report is writing for.
// The zero value is a file: nothing cut, no colour.
type Options struct {
	Width, Height int   // of the terminal, in columns and lines; 0 = not known, or no terminal
	Color         bool  // our own SGR sequences may be written
	ASCII         bool  // nothing but ASCII in our own drawing; text of the log stays as it is
	Header        *bool // of TSV and CSV; nil is none for TSV and one for CSV
	Run           *Run  // for JSON; nil leaves it out

	// At, if it is not zero, is when this was the answer, for one that goes on
	// changing: NDJSON begins each row with it and always names the table.
	At time.Time

	// Origin is for a page, which shows how to ask again; nil leaves that out.
	Origin *Origin

	// Terminal says that a terminal reads it, whatever its size: it obeys more
	// characters than tools do.
	Terminal bool

	// Sections names the parts that WriteSummary draws, whole, whatever the
	// height; nil is as many as fit. One that is empty gets a line that says
	// so, unless all are named.
	Sections []string
}

// Run describes how an answer was found, all that varies from run to run.
type Run struct {
	Seconds     float64  // wall clock
	Workers     int      // goroutines that counted
	IO          string   // how files were to be read: "auto", "mmap", "read"
	GBPerSecond float64  // 1e9 bytes of log text a second
	PeakMemory  int64    // bytes
	Spilled     int64    // bytes of counts that went to disk
	MaxMemory   int64    // bytes that counting was to take; shown if something was spilled
	Skipped     int64    // bytes of log text that were passed over by seeking
	Command     []string // the command line, the program's name first
}

// format is one output: its name and the function that writes it.
type format struct {
	name  string
	write func(b *bufio.Writer, r *aggregate.Report, o Options) error
}

// formats lists the outputs in the order in which they are named to users.
func formats() []format {
	return []format{
		{"table", writeTables},
		{"tsv", writeTSV},
		{"csv", writeCSV},
		{"json", writeJSON},
		{"ndjson", writeNDJSON},
		{"md", writeMarkdown},
		{"html", writeHTML},
	}
}

// Outputs lists the names that Write knows.
func Outputs() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// Write writes r to w in the named output, buffered. It reads the rows of each
// table once. An error of w is returned as it is; part of the report may have
// been written then.
func Write(w io.Writer, output string, r *aggregate.Report, o Options) error {
	known := formats()
	i := slices.IndexFunc(known, func(f format) bool { return f.name == output })
	if i < 0 {
		return fmt.Errorf("unknown output %q; known: %s", output, strings.Join(Outputs(), " "))
	}
	b := bufio.NewWriterSize(w, bufferSize)
	if err := known[i].write(b, r, o); err != nil {
		return err
	}
	return b.Flush()
}

const (
	// bufferSize makes writes large enough that their number does not matter.
	bufferSize = 64 << 10

	// alignedRows is how many rows an aligned table looks at to find its
	// widths. More would cost memory in a table of millions, fewer would let
	// the columns jump; a later, wider cell pushes its own line only.
	alignedRows = 10_000
)
