package aggregate

import (
	"iter"

	"wf/parser"
)

// Report is the answer of one run: plain data in total order, ready to print.
type Report struct {
	Meta   Meta
	Tables []*Table
}

// Meta describes what was read. It is a pure function of the inputs and the
// question: nothing in it varies from run to run.
type Meta struct {
	Version     string
	Files       []File
	Lines       Lines
	Bytes       int64        // of log text, after decompression
	First, Last parser.Stamp // of the records kept; not Valid when the question needs no time
	Zones       []int32      // the offsets from UTC seen, in seconds, in order of first use in time; nil without times
	Complete    bool         // every input was read to its end and few lines were rejected
	Errors      []string     // one line each, as printed on stderr without the leading "wf: "
	Approx      []Approx     // columns that are estimates
	Compared    *Comparison  // nil but for the answer that compares two sides
}

// Comparison says which two sides were compared, A and B, and how.
type Comparison struct {
	Sides        [2]ComparedSide
	Alpha        float64 // the part of the changes named that may be chance
	Tests        int64   // that were made
	SignificantP float64 // the greatest p that is significant, below 0 if none is
}

// ComparedSide is one of them.
type ComparedSide struct {
	Name        string
	First, Last parser.Stamp // of its records; not Valid if they have no time
	Seconds     float64      // that it took, 0 if that is not known
	Requests    int64
}

// File is one input as it was read.
type File struct {
	Name    string
	Format  string
	Lines   Lines
	Bytes   int64
	Skipped int64  // bytes that were not read: they lie outside of the range of time
	Range   *Range // that was read of it; nil if it was all
}

// Range is a part of a file: the lines whose first byte lies in it.
type Range struct {
	Start, End int64 // bytes; End is not in it, and at most Size
	Size       int64 // bytes of the whole file
}

// Approx names an estimated column and its relative error: the standard error of
// distinct values, the greatest possible of percentiles.
type Approx struct {
	Table, Column string
	Error         float64
}

// Table is one answer: its rows come in their final order.
type Table struct {
	Name    string
	Columns []Column
	Total   int64             // rows before the limit, those of gaps that were filled among them
	Totals  []Value           // by column, over all rows of the question, shown or not; Absent where no total makes sense
	Rows    iter.Seq[[]Value] // a row is valid until the next one is asked for

	Where    string // the condition on the records that count, "" for all
	Filtered int64  // records that it left out
	Unfilled bool   // gaps were to be filled, but there are too many

	find func(key []Value) ([]Value, bool)
}

// Column describes the values below it.
type Column struct {
	Name   string
	Key    bool
	Kind   ValueKind // what a present value of the column is
	Unit   Unit
	Approx bool
	Error  float64 // of an Approx column, as Approx has it
}

// Unit tells people what a number counts.
type Unit uint8

const (
	NoUnit    Unit = iota
	Bytes          // shown as 1.2 GB to people
	Seconds        // shown as 12 ms to people
	Part           // 0 to 1, shown as a percentage to people
	PerSecond      // a rate
	Change         // a word for what became of a row: worse, better, new, gone, more, less
)

// ValueKind says which part of a Value holds it.
type ValueKind uint8

const (
	Absent  ValueKind = iota // nothing was measured or logged
	Text                     // Bytes
	Integer                  // Int
	Decimal                  // Int, in units of 1e-9
	Ratio                    // Float: averages, shares, rates
	Instant                  // Stamp
	Clock                    // Int: nanoseconds of a wall clock since 1970-01-01T00:00:00; Stamp, if it is Valid: the same with its offset
	Weekday                  // Int: 1 for Monday to 7
)

// Value is one cell of a table.
type Value struct {
	Kind  ValueKind
	Bytes []byte
	Int   Int128
	Float float64
	Stamp parser.Stamp
}
