package cli

import (
	"bytes"
	"math"

	"wf/chunker"
	"wf/internal/pipeline"
	"wf/parser"
)

// How much of a file print -F looks through for the last lines that match, in
// bytes: more and more, until there are enough. tail would look at less, but
// tail knows no conditions.
const (
	recentLeast = 1 << 20
	recentMost  = 64 << 20 // takes some 50 ms
	recentMore  = 8        // times as much
)

// recentLines is how many lines print -F shows of what is there, as tail does.
const recentLines = 10

// goOn makes a run of print with -F go on behind what the files hold, of which
// it prints the last lines that match, of each file; with a range of time, or
// with -n 0, it begins where that does, and without -F it changes nothing.
func (a *app) goOn(r *run, lines *pipeline.Lines, selected *selection) error {
	r.caught = a.flags.follow // lines that are printed are never partial
	n := recentLines
	if a.given("limit") {
		n = a.flags.limit
	}
	if !a.flags.follow || selected.timed() || n == 0 {
		return nil
	}
	ends := make([]int64, len(r.parsers))
	for i, in := range r.source.Inputs() {
		size, plain := in.Size()
		if !plain || size == 0 || r.parsers[i] == nil {
			continue
		}
		end, ok := wholeUntil(in, size)
		if !ok {
			continue
		}
		if err := a.printRecent(r, i, end, n); err != nil {
			return err
		}
		if _, directed := r.parsers[i].(parser.Directed); directed {
			ends[i] = end // what its lines mean is said at its beginning
		} else {
			in.Narrow(end, math.MaxInt64)
		}
	}
	lines.From(ends)
	return nil
}

// wholeUntil returns where the last whole line of a file ends.
func wholeUntil(in *chunker.Input, size int64) (end int64, ok bool) {
	p := in.Peek()
	if p == nil {
		return 0, false
	}
	defer p.Close()
	text, offset := p.Lines(max(size-recentLeast, 0), size)
	return offset + int64(bytes.LastIndexByte(text, '\n')+1), true
}

// printRecent prints the last n lines of an input that match and end at end.
func (a *app) printRecent(r *run, input int, end int64, n int) error {
	for size := int64(recentLeast); ; size *= recentMore {
		from := max(end-size, 0)
		last := lastLines{most: n}
		if err := a.listPart(r, input, from, end, &last); err != nil {
			return err
		}
		if last.lines >= n || from == 0 || size >= recentMost {
			_, err := a.stdout.Write(last.text)
			return err
		}
	}
}

// listPart writes the lines of a part of an input to w as print does.
func (a *app) listPart(r *run, input int, from, end int64, w *lastLines) error {
	opt := r.opt
	opt.Follow = false
	source := chunker.Open([]string{r.source.Inputs()[input].Name()}, opt)
	defer source.Close()
	parsers := r.parsers[input : input+1]
	if _, directed := parsers[0].(parser.Directed); !directed {
		source.Inputs()[0].Narrow(from, end)
	}
	part := *r.inputs
	part.source = source
	cfg := a.config(&part, r.fields, parsers)
	cfg.Sink = pipeline.NewLines(w, 0, source.Stop, r.line).Sink
	_, err := pipeline.Run(cfg)
	return err
}

// lastLines keeps the last lines of what is written to it.
type lastLines struct {
	most  int // lines to keep
	text  []byte
	lines int // written
}

func (l *lastLines) Write(p []byte) (int, error) {
	l.lines += bytes.Count(p, []byte("\n"))
	l.text = append(l.text, p...)
	begin := len(l.text)
	for range min(l.most, l.lines) {
		begin = bytes.LastIndexByte(l.text[:begin-1], '\n') + 1
	}
	l.text = l.text[:copy(l.text, l.text[begin:])]
	return len(p), nil
}
