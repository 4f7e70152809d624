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
	literal []byte
	maxLine int
	times   bool
	record  *parser.Record
	sink    Sink

	// The chunk in work.
	input  int
	parser parser.Parser
	first  int64 // offset of its first byte in the input
	length int   // of its data
	before int64 // lines of the input that the worker read before it

	files    []fileLines // by input
	chunks   []chunkLines
	rejects  []Reject
	rejected *linesSink // nil unless they are wanted
	span     aggregate.Span
}

// fileLines accounts for what one worker read of one input.
type fileLines struct {
	lines    aggregate.Lines
	bytes    int64
	nulBytes int64 // taken off the beginnings of lines
	nulAt    int64 // offset of the first of them
}

// chunkLines is how many lines a chunk had, from which line numbers are made.
type chunkLines struct {
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
		literal: cfg.Literal,
		maxLine: cfg.MaxLine,
		times:   hasTime(cfg.Fields),
		record:  parser.NewRecord(cfg.Fields),
		sink:    cfg.Sink(),
		files:   make([]fileLines, len(inputs)),
	}
	if cfg.Rejects != nil {
		w.rejected = cfg.Rejects.sink()
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

// begin prepares for the lines of c.
func (w *worker) begin(c *chunker.Chunk) {
	w.input, w.parser = c.Input, w.parsers[c.Input]
	w.first, w.length = c.Offset, len(c.Data)
	w.files[c.Input].bytes += c.Bytes
	w.before = w.files[c.Input].lines.Total
	w.record.Reset(w.inputs[c.Input].Name())
}

// lines parses the lines of a chunk.
func (w *worker) lines(data []byte) {
	if w.first == 0 {
		data = bytes.TrimPrefix(data, []byte("\ufeff"))
	}
	skip := len(w.literal) > 0 && len(data) <= w.maxLine
	for len(data) > 0 {
		if skip {
			if data = w.skip(data); len(data) == 0 {
				break
			}
		}
		line, rest := data, data[len(data):]
		end := bytes.IndexByte(data, '\n')
		if end >= 0 {
			line, rest = data[:end], data[end+1:]
		}
		if n := len(line); n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
		w.line(line, w.first+int64(w.length-len(data)), end < 0)
		data = rest
	}
	total := w.files[w.input].lines.Total
	w.chunks = append(w.chunks, chunkLines{w.input, w.first, total - w.before})
}

// line parses a line and accounts for it. unfinished says that it has no line
// end.
func (w *worker) line(line []byte, offset int64, unfinished bool) {
	acc := &w.files[w.input].lines
	acc.Total++
	outcome := parser.Rejected
	if len(line) <= w.maxLine {
		if len(line) > 0 && line[0] == 0 {
			line = w.dropNULs(line, offset)
		}
		outcome = w.parser.Parse(line, w.record)
	}
	switch outcome {
	case parser.Parsed:
		acc.Parsed++
		if w.times {
			w.span.Add(w.record.Instant())
		}
		w.sink.Add(w.record)
	case parser.Filtered:
		acc.Filtered++
	default:
		w.setAside(line, offset, unfinished)
	}
}

// skip drops the lines before the first that holds the literal. A last line
// without an end is never dropped.
func (w *worker) skip(data []byte) []byte {
	whole := bytes.LastIndexByte(data, '\n') + 1
	if at := bytes.Index(data, w.literal); at >= 0 {
		whole = bytes.LastIndexByte(data[:at], '\n') + 1
	}
	if whole > 0 {
		skipped := int64(bytes.Count(data[:whole], newline))
		acc := &w.files[w.input].lines
		acc.Total += skipped
		acc.Filtered += skipped
	}
	return data[whole:]
}

var newline = []byte{'\n'}

// setAside accounts for a line that is too long or was rejected.
func (w *worker) setAside(line []byte, offset int64, unfinished bool) {
	acc := &w.files[w.input].lines
	switch {
	case len(line) > w.maxLine:
		acc.Rejected.TooLong++
		w.reject(line, offset, TooLong)
	case len(bytes.TrimSpace(line)) == 0:
		acc.Blank++
	case unfinished:
		acc.Incomplete++
	default:
		acc.Rejected.Format++
		w.reject(line, offset, BadFormat)
	}
}

// dropNULs takes off the NUL bytes that stand at the beginning of a line where
// a log was copied and truncated while its writer went on at the old offset.
func (w *worker) dropNULs(line []byte, offset int64) []byte {
	rest := bytes.TrimLeft(line, "\x00")
	file := &w.files[w.input]
	if file.nulBytes == 0 || offset < file.nulAt {
		file.nulAt = offset
	}
	file.nulBytes += int64(len(line) - len(rest))
	return rest
}
