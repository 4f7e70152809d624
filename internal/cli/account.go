package cli

import (
	"errors"
	"fmt"

	"wf/aggregate"
	"wf/chunker"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/internal/wfp"
	"wf/parser"
)

// accountOf says what was read of the inputs and what was wrong with it.
func (a *app) accountOf(in *inputs, result *pipeline.Result) *wfp.Account {
	acc := &wfp.Account{Span: wfp.Span{Span: result.Span}}
	for i, input := range in.source.Inputs() {
		r := &result.Files[i]
		f := wfp.File{
			Name:      wfp.Text(input.Name()),
			Lines:     r.Lines,
			Bytes:     r.Bytes,
			NULBytes:  r.NULBytes,
			NULAt:     r.NULAt,
			TooLongAt: r.TooLongAt,
		}
		if in.formats == nil {
			f.Format = wfp.RawFormat
		} else if format := in.formats[i]; format != nil && f.Lines.Total > f.Lines.Blank {
			f.Format = format.Name
		}
		if in.sought != nil {
			f.Skipped = in.sought[i].Skipped
		}
		f.Left = wfp.Text(in.left[i])
		if !input.Piped() && input.Err() == nil {
			identify(&f, input, in.heads[i], a.rangeOf(input))
		}
		acc.Files = append(acc.Files, f)
	}
	a.addRejects(in, result, acc)
	addProblems(in, acc)
	return acc
}

// identify says which bytes of which log were read, of which only a range was
// to be, unless that is nil.
func identify(f *wfp.File, input *chunker.Input, head string, of *aggregate.Range) {
	f.Head, f.Ended = head, true
	size, plain := input.Size()
	if !plain {
		size = f.Bytes + f.NULBytes // of what it unpacks to
	}
	f.Size = size
	part := wfp.Part{From: 0, To: size, Lines: f.Lines.Total}
	if of != nil {
		part.From, part.To = of.Start, of.End
		f.Ended = of.End >= size
	}
	if f.Skipped > 0 {
		part.Lines = wfp.UnknownLines
	}
	if part.From < part.To || size == 0 { // an empty range may lie within another
		f.Parts = []wfp.Part{part}
	}
}

// addRejects adds the first line of each input that was rejected.
func (a *app) addRejects(in *inputs, result *pipeline.Result, acc *wfp.Account) {
	for _, r := range result.Rejects {
		f := &acc.Files[r.Input]
		if f.Reject != nil {
			continue
		}
		f.Reject = &wfp.Reject{Offset: r.Offset, Line: r.Within, Why: wfp.Text(a.why(in, &r)), Text: wfp.Text(excerpt(r.Text))}
		if len(f.Parts) > 0 && f.Parts[0].From < in.source.Inputs()[r.Input].From() {
			f.Reject.Line = 0 // lines before it were passed over
		}
	}
}

// why explains a rejected line.
func (a *app) why(in *inputs, r *pipeline.Reject) string {
	if r.Reason == pipeline.TooLong {
		return "longer than --max-line " + a.flags.maxLine
	}
	return parser.Explain(in.formats[r.Input], r.Text)
}

// addProblems adds what went wrong with inputs so that something is missing.
func addProblems(in *inputs, acc *wfp.Account) {
	for _, p := range in.source.Problems() {
		if p.Note {
			continue
		}
		f := &acc.Files[p.Input]
		problem := wfp.Problem{Text: wfp.Text(string(f.Name) + ": " + p.Err.Error())}
		var truncated *chunker.TruncatedError
		if errors.As(p.Err, &truncated) {
			problem.Text += wfp.Text(fmt.Sprintf("; counted %s lines", report.Count(f.Lines.Total-f.Lines.Incomplete)))
		}
		var read *chunker.ReadError
		if errors.As(p.Err, &read) {
			problem.At = read.Offset
		}
		f.Problems = append(f.Problems, problem)
	}
}

// metaOf describes what was read.
func metaOf(acc *wfp.Account) aggregate.Meta {
	meta := aggregate.Meta{
		Version: version,
		First:   acc.Span.First,
		Last:    acc.Span.Last,
		Zones:   acc.Span.Zones(),
	}
	for i := range acc.Files {
		f := &acc.Files[i]
		meta.Lines.Add(f.Lines)
		meta.Bytes += f.Bytes
		meta.Files = append(meta.Files, aggregate.File{Name: string(f.Name), Format: f.Format, Lines: f.Lines, Bytes: f.Bytes, Skipped: f.Skipped, Range: rangeRead(f)})
	}
	return meta
}

// rangeRead is the range of a log that was read, nil if all of it was. Where
// something is missing in between, that is said elsewhere.
func rangeRead(f *wfp.File) *aggregate.Range {
	switch {
	case len(f.Gaps()) == 0:
		return nil
	case len(f.Parts) == 0:
		return &aggregate.Range{Size: f.Size}
	}
	return &aggregate.Range{Start: f.Parts[0].From, End: f.Parts[len(f.Parts)-1].To, Size: f.Size}
}

// noteProblems says what a run should say of its inputs though nothing is
// missing.
func (a *app) noteProblems(in *inputs) {
	for _, p := range in.source.Problems() {
		if hole := (*chunker.HoleNote)(nil); errors.As(p.Err, &hole) {
			continue // among the NULs of the account
		}
		if again := in.told.take(p); p.Note && !again {
			a.note("%s: %v", in.source.Inputs()[p.Input].Name(), p.Err)
		}
	}
}

// reportProblems prints what went wrong with logs and adds it to meta.
func (a *app) reportProblems(acc *wfp.Account, meta *aggregate.Meta) {
	for i := range acc.Files {
		for _, p := range acc.Files[i].Problems {
			meta.Errors = append(meta.Errors, string(p.Text))
		}
	}
	for i := range acc.Files {
		if left := acc.Files[i].Left; left != "" {
			meta.Errors = append(meta.Errors, string(left))
		}
	}
	for _, text := range meta.Errors {
		a.message("%s", text)
		a.incomplete()
	}
	for i := range acc.Files {
		if f := &acc.Files[i]; f.NULBytes > 0 {
			a.note("%s: skipped %s NUL bytes at offset %d", f.Name, report.Count(f.NULBytes), f.NULAt)
		}
	}
}
