package pipeline

import (
	"bytes"
	"cmp"
	"slices"

	"wf/aggregate"
)

// Result is what became of the lines.
type Result struct {
	Files   []FileResult   // by input of the Source
	Span    aggregate.Span // of all parsed records; empty without Config.Times
	Rejects []Reject       // the first few of each input, in order
}

// FileResult is what became of the lines of one input.
type FileResult struct {
	Lines    aggregate.Lines
	Bytes    int64 // of text, after decompression
	NULBytes int64 // dropped from the beginnings of lines
	NULAt    int64 // offset of the first of them
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
	Line   int64 // its number, from 1
	Reason Reason
	Text   []byte // its first rejectText bytes
	chunk  int64  // offset of its chunk
}

const (
	keptRejects = 3 // of each worker and input: enough to see what they have in common
	rejectText  = 1024
)

func compareRejects(a, b Reject) int {
	return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(a.Offset, b.Offset))
}

// reject keeps the line if it is among the first of its input, or if all are
// wanted.
func (w *worker) reject(line []byte, offset int64, reason Reason) {
	if w.rejected != nil {
		w.rejected.addLine(line)
	}
	r := Reject{Input: w.input, Offset: offset, Reason: reason, chunk: w.first}
	r.Line = w.files[w.input].lines.Total - w.before
	place, _ := slices.BinarySearchFunc(w.rejects, r, compareRejects)
	if place >= keptRejects && w.rejects[place-keptRejects].Input == r.Input {
		return
	}
	r.Text = bytes.Clone(line[:min(len(line), rejectText)])
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

// numberLines turns the numbers that rejects have within their chunks into
// numbers within their inputs, by the lines of the chunks before.
func numberLines(rejects []Reject, chunks []chunkLines) {
	slices.SortFunc(chunks, func(a, b chunkLines) int {
		return cmp.Or(cmp.Compare(a.input, b.input), cmp.Compare(a.first, b.first))
	})
	input, before := 0, int64(0) // lines of the input so far
	for i := range rejects {
		r := &rejects[i]
		for len(chunks) > 0 && chunks[0].before(r) {
			if chunks[0].input != input {
				input, before = chunks[0].input, 0
			}
			before += chunks[0].lines
			chunks = chunks[1:]
		}
		if r.Input != input {
			input, before = r.Input, 0
		}
		r.Line += before
	}
}

// before reports whether the chunk comes before the one of a reject.
func (c chunkLines) before(r *Reject) bool {
	return c.input < r.Input || c.input == r.Input && c.first < r.chunk
}

// newResult adds up what the workers saw.
func newResult(cfg *Config, workers []*worker) *Result {
	r := &Result{Files: make([]FileResult, len(cfg.Source.Inputs()))}
	var chunks []chunkLines
	for _, w := range workers {
		for i, from := range w.files {
			r.Files[i].add(from)
		}
		r.Span.Merge(&w.span)
		r.Rejects = append(r.Rejects, w.rejects...)
		chunks = append(chunks, w.chunks...)
	}
	slices.SortFunc(r.Rejects, compareRejects)
	r.Rejects = firstOfEach(r.Rejects)
	numberLines(r.Rejects, chunks)
	return r
}

func (f *FileResult) add(from fileLines) {
	f.Lines.Add(from.lines)
	f.Bytes += from.bytes
	if from.nulBytes > 0 && (f.NULBytes == 0 || from.nulAt < f.NULAt) {
		f.NULAt = from.nulAt
	}
	f.NULBytes += from.nulBytes
}
