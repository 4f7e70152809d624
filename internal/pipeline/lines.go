package pipeline

import (
	"io"

	"wf/chunker"
	"wf/parser"
)

// Lines writes records as lines in the order of the inputs, though they are
// parsed by many workers. No more than one chunk's lines a worker are held.
// The Source must be ordered. RunByTime writes them in the order of time.
type Lines struct {
	turnstile
	limit      int64 // lines, 0 for all
	stop       func()
	from       []int64 // by input; nil for all
	appendLine func(dst []byte, r *parser.Record, raw []byte) []byte
}

// NewLines returns Lines that write to w, no more than limit lines if limit is
// not 0; then they call stop, after which the Source should have no more
// chunks. appendLine appends the line for a record, with its line end, to dst.
func NewLines(w io.Writer, limit int64, stop func(), appendLine func(dst []byte, r *parser.Record, raw []byte) []byte) *Lines {
	return &Lines{turnstile: newTurnstile(w), limit: limit, stop: stop, appendLine: appendLine}
}

// From leaves out the lines of chunks that begin before these offsets, by input,
// in the files that the inputs were at first. It must be called before the first
// chunk.
func (l *Lines) From(offsets []int64) { l.from = offsets }

// Full reports whether the limit was reached.
func (l *Lines) Full() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.limit > 0 && l.written == l.limit
}

// Sink returns a sink for one worker.
func (l *Lines) Sink() Sink { return &linesSink{lines: l} }

// linesSink holds the lines of one chunk.
type linesSink struct {
	lines *Lines
	text  []byte
	ends  []int // of each line in text
}

func (s *linesSink) Add(r *parser.Record, raw []byte) {
	s.text = s.lines.appendLine(s.text, r, raw)
	s.ends = append(s.ends, len(s.text))
}

func (s *linesSink) Flush(c *chunker.Chunk) error {
	l := s.lines
	if l.from != nil && c.File == 0 && c.Offset < l.from[c.Input] {
		s.text, s.ends = s.text[:0], s.ends[:0]
	}
	err := l.pass(c.Seq, func(written int64) (text []byte, lines int) {
		lines = len(s.ends)
		if l.limit > 0 {
			lines = int(min(int64(lines), l.limit-written))
		}
		if lines == 0 {
			return nil, 0
		}
		return s.text[:s.ends[lines-1]], lines
	})
	if l.Full() {
		l.stop()
	}
	s.text, s.ends = s.text[:0], s.ends[:0]
	return err
}

// Rejects writes the lines that are rejected, as they stand in the log and in
// its order. Of a line that is too long they write no more than its first
// MaxLine+2 bytes: wherever chunks end, they hold as much of it.
type Rejects struct{ turnstile }

// NewRejects returns Rejects that write to w.
func NewRejects(w io.Writer) *Rejects { return &Rejects{newTurnstile(w)} }

// RejectError is an error of the writer of Rejects.
type RejectError struct{ Err error }

func (e *RejectError) Error() string { return e.Err.Error() }

func (e *RejectError) Unwrap() error { return e.Err }

// A rejectTaker takes the rejected lines of one worker, as a Sink its records.
type rejectTaker interface {
	add(raw []byte)
	flush(c *chunker.Chunk) error
}

// rejectSink holds the rejected lines of one chunk.
type rejectSink struct {
	rejects *Rejects
	text    []byte
	lines   int
}

func (s *rejectSink) add(raw []byte) {
	s.text = append(append(s.text, raw...), '\n')
	s.lines++
}

func (s *rejectSink) flush(c *chunker.Chunk) error {
	err := s.rejects.pass(c.Seq, func(int64) ([]byte, int) { return s.text, s.lines })
	s.text, s.lines = s.text[:0], 0
	if err != nil {
		return &RejectError{err}
	}
	return nil
}
