package pipeline

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"wf/aggregate"
	"wf/chunker"
	"wf/parser"
)

// Result is what became of the lines.
type Result struct {
	Files   []FileResult   // by input of the Source
	Span    aggregate.Span // of all parsed records; empty when Fields has no time
	Rejects []Reject       // the first few of each input, in order

	// Since is where the window of a Live begins: records before it are among
	// the filtered. It is not Valid without a window, or before its first record.
	Since parser.Stamp
}

// FileResult is what became of the lines of one input.
type FileResult struct {
	Lines    aggregate.Lines
	Bytes    int64 // of text, after decompression
	NULBytes int64 // left out: at the beginnings of lines, and holes
	NULAt    int64 // offset of the first of them

	TooLongAt int64 // offset of the first line that is too long, if there is one
}

// Lines adds up the lines of all files, Bytes their text.
func (r *Result) Lines() (lines aggregate.Lines, bytes int64) {
	for i := range r.Files {
		lines.Add(r.Files[i].Lines)
		bytes += r.Files[i].Bytes
	}
	return lines, bytes
}

// Reason says why a line was rejected.
type Reason uint8

const (
	BadFormat Reason = iota
	TooLong
)

// Reject is a line that was rejected.
type Reject struct {
	Input  int
	Offset int64 // of its first byte in the input
	Line   int64 // its number, from 1; 0 where the lines before it are not known
	Within int64 // its number among the lines that were read of the input
	Reason Reason
	Text   []byte // without its line end; of one that is too long the beginning
	file   int    // as Chunk.File
	run    int64  // where its run of chunks begins, or unnumbered
}

// unnumbered is the run of a line whose number is not known.
const unnumbered = -1

// keptRejects is how many rejects are kept of each input: enough to see what
// they have in common.
const keptRejects = 3

func compareRejects(a, b Reject) int {
	return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(a.file, b.file), cmp.Compare(a.Offset, b.Offset))
}

// reject keeps the line if it is among the first of its input, or if all are
// wanted.
func (w *worker) reject(line, raw []byte, offset int64, reason Reason) {
	if w.rejected != nil {
		w.rejected.add(raw)
	}
	r := Reject{Input: w.input, Offset: offset, Reason: reason, file: w.file, run: unnumbered}
	if !w.lost {
		r.run = w.runs[len(w.runs)-1].first
		r.Line = w.files[w.input].lines.Total - w.before
	}
	place, _ := slices.BinarySearchFunc(w.rejects, r, compareRejects)
	if place >= keptRejects && w.rejects[place-keptRejects].Input == r.Input {
		return
	}
	r.Text = bytes.Clone(line[:min(len(line), w.maxLine)])
	w.rejects = firstOfEach(slices.Insert(w.rejects, place, r))
}

// firstOfEach keeps the first keptRejects of each input of a sorted list.
func firstOfEach(rejects []Reject) []Reject {
	kept := rejects[:0]
	for _, r := range rejects {
		if n := len(kept); n < keptRejects || kept[n-keptRejects].Input != r.Input {
			kept = append(kept, r)
		}
	}
	return kept
}

// numberLines turns the numbers that rejects have within their runs into
// numbers within their inputs, by the lines of the runs before.
func numberLines(rejects []Reject, runs []runLines) {
	slices.SortFunc(runs, func(a, b runLines) int {
		return cmp.Or(cmp.Compare(a.input, b.input), cmp.Compare(a.first, b.first))
	})
	input, before := 0, int64(0) // lines of the input so far
	for i := range rejects {
		r := &rejects[i]
		if r.run == unnumbered { // and all behind it of the input
			continue
		}
		for len(runs) > 0 && runs[0].before(r) {
			if runs[0].input != input {
				input, before = runs[0].input, 0
			}
			before += runs[0].lines
			runs = runs[1:]
		}
		if r.Input != input {
			input, before = r.Input, 0
		}
		r.Line += before
	}
}

// before reports whether the run comes before the one of a reject.
func (l runLines) before(r *Reject) bool {
	return l.input < r.Input || l.input == r.Input && l.first < r.run
}

// newResult adds up what the workers saw.
func newResult(cfg *Config, workers []*worker) *Result {
	r := &Result{Files: make([]FileResult, len(cfg.Source.Inputs()))}
	var runs []runLines
	for _, w := range workers {
		for i, from := range w.files {
			r.Files[i].add(from)
		}
		r.Span.Merge(&w.span)
		r.Rejects = append(r.Rejects, w.rejects...)
		runs = append(runs, w.runs...)
	}
	for _, p := range cfg.Source.Problems() {
		if hole := (*chunker.HoleNote)(nil); errors.As(p.Err, &hole) {
			r.Files[p.Input].skipped(hole.Bytes, hole.Offset)
		}
	}
	slices.SortFunc(r.Rejects, compareRejects)
	r.Rejects = firstOfEach(r.Rejects)
	numberLines(r.Rejects, runs)
	for i := range r.Rejects {
		r.Rejects[i].Within = r.Rejects[i].Line
		if cfg.Source.Inputs()[r.Rejects[i].Input].From() > 0 {
			r.Rejects[i].Line = 0
		}
	}
	for i := range r.Files {
		if lines := &r.Files[i].Lines; !lines.Check() {
			panic(fmt.Sprintf("bug: the lines of %q do not add up: %+v", cfg.Source.Inputs()[i].Name(), *lines))
		}
	}
	return r
}

func (f *FileResult) add(from fileLines) {
	if from.lines.Rejected.TooLong > 0 && (f.Lines.Rejected.TooLong == 0 || from.tooLongAt < f.TooLongAt) {
		f.TooLongAt = from.tooLongAt
	}
	f.Lines.Add(from.lines)
	f.Bytes += from.bytes
	f.skipped(from.nulBytes, from.nulAt)
}

// skipped adds n NULs that were left out, the first of them at an offset.
func (f *FileResult) skipped(n, at int64) {
	if n > 0 && (f.NULBytes == 0 || at < f.NULAt) {
		f.NULAt = at
	}
	f.NULBytes += n
}
