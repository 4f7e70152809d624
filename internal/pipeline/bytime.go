package pipeline

import (
	"wf/chunker"
	"wf/internal/parallel"
)

// RunByTime reads all inputs of the Source side by side and writes their
// records to lines in the order of time, as sort -m would: of the inputs' next
// records the earliest, of equal ones that of the first input. Within an input
// the order stays: a record that is earlier than the one before it, or has no
// time, comes right behind that. Stamps are compared as instants, clocks
// without an offset as if they were UTC.
//
// The Source must be Separate and Fields must have time. The Sink of cfg is not
// used. Rejects take their lines where they stand among the records. The result
// and the error are those of Run.
//
// The Workers read ahead of the merge, which runs beside them, and a pipe has a
// worker of its own, because it may have to be waited for. With one worker
// everything happens in the caller's goroutine. No more is held than two chunks
// of output a worker and one for each input.
func RunByTime(cfg Config, lines *Lines) (*Result, error) {
	askForDirectives(&cfg)
	m := newMerge(&cfg, lines)
	cfg.Sink = func() Sink { return &laneSink{merge: m} }
	var shared, pipes []*lane
	for _, l := range m.lanes {
		if cfg.Workers > 1 && l.in.Piped() {
			pipes = append(pipes, l)
		} else {
			shared = append(shared, l)
		}
	}
	readers := make([]*reader, cfg.Workers+len(pipes))
	for i := range readers {
		lanes := shared
		if i >= cfg.Workers {
			lanes = pipes[i-cfg.Workers:][:1]
		}
		readers[i] = newReader(&cfg, m, lanes)
	}
	err := m.run(readers)
	workers := make([]*worker, len(readers))
	for i, r := range readers {
		workers[i] = r.worker
	}
	return newResult(&cfg, workers), err
}

// run merges while the readers read, or with one reader that reads what the
// merge asks for.
func (m *merge) run(readers []*reader) error {
	if len(readers) == 1 {
		m.reader = readers[0]
		return m.guard(m.write)
	}
	n := len(readers) + 1
	return parallel.Do(n, n, func(i int) error {
		if i == 0 {
			return m.guard(m.write)
		}
		return m.guard(readers[i-1].readAhead)
	})
}

// guard calls f. If it ends early, by an error or a panic, there is nothing
// more to do for the others either.
func (m *merge) guard(f func() error) error {
	done := false
	defer func() {
		if !done {
			m.halt()
		}
	}()
	if err := f(); err != nil {
		return err
	}
	done = true
	return nil
}

// A reader parses the chunks of some lanes.
type reader struct {
	*worker
	merge *merge
	lanes []*lane
	next  chunker.Chunk
}

func newReader(cfg *Config, m *merge, lanes []*lane) *reader {
	r := &reader{worker: newWorker(cfg), merge: m, lanes: lanes}
	if cfg.Rejects != nil {
		r.rejected = laneRejects{r.sink.(*laneSink)}
	}
	return r
}

// readAhead reads the lanes to their ends.
func (r *reader) readAhead() error {
	for {
		l := r.merge.pick(r.lanes)
		if l == nil {
			return nil
		}
		if err := r.read(l); err != nil {
			return err
		}
	}
}

// read reads the next chunk of a lane that was picked, if there is one, and
// puts its records into a block.
func (r *reader) read(l *lane) error {
	if !l.in.Next(&r.next) {
		r.merge.end(l)
		return nil
	}
	r.merge.wasRead(l)
	return r.chunk(&r.next)
}
