package pipeline

import (
	"bytes"

	"wf/aggregate"
	"wf/chunker"
	"wf/parser"
)

// worker is the state of one goroutine.
type worker struct {
	source  *chunker.Source
	inputs  []*chunker.Input
	parsers []parser.Parser
	maxLine int
	times   bool
	follows bool // the Source goes on when its inputs have come to their ends
	record  *parser.Record
	sink    Sink

	// The chunk in work.
	input  int
	file   int           // as Chunk.File
	lost   bool          // its lines have no numbers
	parser parser.Parser // of the next line
	first  int64         // offset of its first byte in the input
	length int           // of its data
	cut    bool          // its last line, if it has no end, was cut off by damage
	before int64         // lines of the input that the worker read before the run that it belongs to
	begun  int64         // lines of the input that the worker read before it

	ends     lineEnds // of the block in work
	directed directed
	skimmer

	files    []fileLines // by input
	runs     []runLines
	rejects  []Reject
	rejected rejectTaker // nil unless they are wanted
	span     aggregate.Span
}

// fileLines accounts for what one worker read of one input.
type fileLines struct {
	lines    aggregate.Lines
	bytes    int64
	nulBytes int64 // taken off the beginnings of lines
	nulAt    int64 // offset of the first of them

	tooLongAt int64 // offset of the first line that is too long
}

// numberedChunks is how many chunks of a Source that follows its inputs have
// lines with numbers. A run without end would need memory without end for more:
// these take a megabyte a worker, and last for 16 GiB or for some hours.
const numberedChunks = 1 << 16

// runLines is how many lines chunks had that one worker took one after the
// other, from which line numbers are made. Of files that have followed another
// one under its name there are none.
type runLines struct {
	input int
	first int64
	lines int64
}

func newWorker(cfg *Config) *worker {
	inputs := cfg.Source.Inputs()
	w := &worker{
		source:  cfg.Source,
		inputs:  inputs,
		parsers: cfg.Parsers,
		skimmer: skimmer{literals: cfg.Literals},
		maxLine: cfg.MaxLine,
		times:   hasTime(cfg.Fields),
		follows: cfg.Source.Follows(),
		record:  parser.NewRecord(cfg.Fields),
		sink:    cfg.Sink(),
		files:   make([]fileLines, len(inputs)),
	}
	if cfg.Rejects != nil {
		w.rejected = &rejectSink{rejects: cfg.Rejects}
	}
	return w
}

// hasTime reports whether records of the set have an instant.
func hasTime(set *parser.FieldSet) bool {
	for slot := range set.Len() {
		if f := set.Field(slot); f.Name == "time" && f.Kind == parser.Clock {
			return true
		}
	}
	return false
}

// begin prepares for the lines of c. A chunk that goes on where the last one of
// this worker ended counts as one with it.
func (w *worker) begin(c *chunker.Chunk) {
	goesOn := len(w.runs) > 0 && !w.lost && c.Input == w.input && c.Offset == w.first+int64(w.length)
	w.file, w.lost = c.File, c.File > 0 || w.follows && c.Seq >= numberedChunks
	w.input, w.parser = c.Input, w.parserOf(c)
	w.first, w.length, w.cut = c.Offset, len(c.Data), c.Cut
	w.begun = w.files[c.Input].lines.Total
	w.files[c.Input].bytes += c.Bytes
	w.record.Reset(w.inputs[c.Input].Name())
	if !goesOn && !w.lost {
		w.before = w.files[c.Input].lines.Total
		w.runs = append(w.runs, runLines{input: c.Input, first: c.Offset})
	}
}

// lines parses the lines of a chunk.
func (w *worker) lines(data []byte) {
	if w.first == 0 {
		data = w.unmark(data)
	}
	if len(w.literals) > 0 {
		data = w.skim(data)
	}
	for data = w.wholeLines(data); len(data) > 0; data = w.wholeLines(data) {
		raw, rest := data, data[len(data):]
		end := bytes.IndexByte(data, '\n')
		if end >= 0 {
			raw, rest = data[:end], data[end+1:]
		}
		w.line(raw, w.first+int64(w.length-len(data)), end < 0)
		data = rest
	}
	if !w.lost {
		w.runs[len(w.runs)-1].lines = w.files[w.input].lines.Total - w.before
	}
}

// unmark takes the byte order mark off the beginning of an input, and what a
// chunk that ends within a hole has of that: to the chunker the mark is a text.
func (w *worker) unmark(data []byte) []byte {
	data, marked := bytes.CutPrefix(data, []byte("\ufeff"))
	if !marked {
		return data
	}
	if begin, end, ok := chunker.FindHole(data, w.maxLine); ok && begin == 0 && end == len(data) {
		return nil
	}
	return data
}

// wholeLines parses the lines of data that have an end, up to one that is
// longer than a block, and returns what is left.
func (w *worker) wholeLines(data []byte) []byte {
	for len(data) > 0 {
		n := newlines(data[:min(len(data), newlineBlock)], &w.ends)
		if n == 0 {
			break
		}
		from, offset := 0, w.first+int64(w.length-len(data))
		for _, end := range w.ends[:n] {
			w.line(data[from:end], offset+int64(from), false)
			from = int(end) + 1
		}
		data = data[from:]
	}
	return data
}

// line parses a line and accounts for it. unfinished says that it has no line
// end.
func (w *worker) line(raw []byte, offset int64, unfinished bool) {
	acc := &w.files[w.input].lines
	acc.Total++
	line := raw
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if len(line) > 0 && line[0] == 0 {
		nuls := len(line) - len(bytes.TrimLeft(line, "\x00"))
		w.skipped(nuls, offset)
		line, raw, offset = line[nuls:], raw[nuls:], offset+int64(nuls)
	}
	outcome := parser.Rejected
	if len(line) <= w.maxLine && !(unfinished && w.cut) {
		outcome = w.parser.Parse(line, w.record)
	}
	switch outcome {
	case parser.Parsed:
		acc.Parsed++
		if w.times {
			w.span.Add(w.record.Instant())
		}
		w.sink.Add(w.record, raw)
	case parser.Filtered:
		acc.Filtered++
	case parser.Directive:
		acc.Directive++
		w.parser = direct(w.parser, line)
	default:
		w.refuse(line, raw, offset, unfinished)
	}
}

// refuse accounts for a line that is too long, cut off or was rejected.
func (w *worker) refuse(line, raw []byte, offset int64, unfinished bool) {
	file := &w.files[w.input]
	switch {
	case len(line) > w.maxLine:
		w.tooLong(raw, offset, unfinished)
	case len(bytes.TrimSpace(line)) == 0:
		file.lines.Blank++
	case unfinished:
		file.lines.Incomplete++
	default:
		file.lines.Rejected.Format++
		w.reject(line, raw, offset, BadFormat)
	}
}

// tooLong accounts for a line that is too long. A hole ends it, and what stands
// behind the hole is another line. Wherever chunks end, no more of the line is
// kept than they hold at least.
func (w *worker) tooLong(raw []byte, offset int64, unfinished bool) {
	file := &w.files[w.input]
	for {
		if file.lines.Rejected.TooLong == 0 || offset < file.tooLongAt {
			file.tooLongAt = offset
		}
		file.lines.Rejected.TooLong++
		kept := raw[:min(len(raw), w.maxLine+2)]
		w.reject(kept, kept, offset, TooLong)
		begin, end, ok := chunker.FindHole(raw, w.maxLine)
		if !ok {
			return
		}
		w.skipped(end-begin, offset+int64(begin))
		raw, offset = raw[end:], offset+int64(end)
		if _, _, more := chunker.FindHole(raw, w.maxLine); !more {
			w.line(raw, offset, unfinished)
			return
		}
		file.lines.Total++
	}
}

// skipped notes n NULs that are left out of a line, at an offset. They stand
// where a log was copied and truncated while its writer went on at the old
// offset.
func (w *worker) skipped(n int, offset int64) {
	file := &w.files[w.input]
	if file.nulBytes == 0 || offset < file.nulAt {
		file.nulAt = offset
	}
	file.nulBytes += int64(n)
}
