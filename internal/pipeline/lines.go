package pipeline

import (
	"io"
	"sync"

	"wf/chunker"
	"wf/parser"
)

// Lines writes records as lines in the order of the inputs, though they are
// parsed by many workers: each formats the records of its chunk on its own and
// then waits for its turn to write them. No more than one chunk's lines a
// worker are held, and the earliest chunk in work never waits. The Source must
// be ordered.
type Lines struct {
	append func(dst []byte, r *parser.Record) []byte
	w      io.Writer
	limit  int64 // lines, 0 for all
	stop   func()

	mu      sync.Mutex
	turn    sync.Cond
	seq     int64 // of the chunk whose turn it is
	written int64 // lines
	err     error
}

// NewLines returns Lines that write to w, no more than limit lines if limit is
// not 0; then they call stop, after which the Source should have no more
// chunks. appendLine appends the line for a record, with its line end.
func NewLines(w io.Writer, limit int64, stop func(), appendLine func(dst []byte, r *parser.Record) []byte) *Lines {
	l := &Lines{append: appendLine, w: w, limit: limit, stop: stop}
	l.turn.L = &l.mu
	return l
}

// Written returns the number of lines written.
func (l *Lines) Written() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.written
}

// Sink returns a sink for one worker.
func (l *Lines) Sink() Sink { return l.sink() }

func (l *Lines) sink() *linesSink { return &linesSink{lines: l} }

// linesSink holds the lines of one chunk.
type linesSink struct {
	lines *Lines
	text  []byte
	ends  []int // of each line in text
}

func (s *linesSink) Add(r *parser.Record) {
	s.text = s.lines.append(s.text, r)
	s.ends = append(s.ends, len(s.text))
}

// addLine adds a line as it is.
func (s *linesSink) addLine(line []byte) {
	s.text = append(append(s.text, line...), '\n')
	s.ends = append(s.ends, len(s.text))
}

func (s *linesSink) Flush(c *chunker.Chunk) error {
	err := s.lines.write(c.Seq, s.text, s.ends)
	s.text, s.ends = s.text[:0], s.ends[:0]
	return err
}

// write writes the lines of chunk seq when all chunks before it are written.
// After an error it returns that error for every chunk.
func (l *Lines) write(seq int64, text []byte, ends []int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.seq != seq && l.err == nil {
		l.turn.Wait()
	}
	defer l.turn.Broadcast()
	l.seq++
	if l.err != nil {
		return l.err
	}
	if l.limit > 0 {
		ends = ends[:min(int64(len(ends)), l.limit-l.written)]
	}
	if len(ends) > 0 {
		_, l.err = l.w.Write(text[:ends[len(ends)-1]])
		l.written += int64(len(ends))
	}
	if l.limit > 0 && l.written == l.limit {
		l.stop()
	}
	return l.err
}
