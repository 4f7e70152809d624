// Package pipeline connects the three rooms of wf:
//
//	chunker    inputs -> chunks of whole lines
//	parser     a line -> a Record
//	aggregate  Records -> counts
//
// Run is the program: each worker pulls a chunk, parses its lines and gives the
// records to a sink of its own, until there are no more chunks. There is no
// shared state in the loop and no goroutine between the file and the worker.
package pipeline

import (
	"cmp"

	"wf/chunker"
	"wf/internal/parallel"
	"wf/parser"
)

// Config says what to run.
type Config struct {
	Source  *chunker.Source
	Parsers []parser.Parser // by input of the Source; nil for inputs that are skipped
	Fields  *parser.FieldSet
	Workers int // goroutines, at least 1; with 1 everything happens in the caller's
	MaxLine int // bytes, as in the Source's Options; longer lines are rejected

	// Literals are texts that every line contains which Parsers do not leave
	// out. Where there are some, no parser rejects a line or is Directed, and
	// what a Sink takes for a line may begin with one that Begins.
	Literals []parser.Literal

	// Budget is what Count may hold in memory.
	Budget Budget

	// Rejects takes the lines that are rejected, if it is not nil. The Source
	// of Run must be ordered then.
	Rejects *Rejects

	// Sink makes what takes the records of one worker. It is called Workers
	// times before the first chunk.
	Sink func() Sink
}

// A Sink takes the records of one worker. Its methods are called by one
// goroutine at a time.
type Sink interface {
	// Add takes a record. It is used again for the next line; views of it stay
	// valid until Flush returns, and so does raw: the line as it stands in the
	// log, without its '\n' and without a hole of NULs before it.
	Add(r *parser.Record, raw []byte)

	// Flush is called at the end of each chunk, also of one without records,
	// and of one that could not be finished because something panicked. An
	// error ends the run.
	Flush(c *chunker.Chunk) error
}

// Run reads the Source to its end and returns what became of its lines. The
// error is that of a Sink or of Rejects, a *RejectError; what goes wrong with
// an input is among the Source's problems.
func Run(cfg Config) (*Result, error) {
	askForDirectives(&cfg)
	workers := make([]*worker, cfg.Workers)
	for i := range workers {
		workers[i] = newWorker(&cfg)
	}
	err := parallel.Do(len(workers), len(workers), func(i int) error { return pull(cfg.Source, workers[i].chunk) })
	return newResult(&cfg, workers), err
}

// pull is the loop of one worker: it gives the chunks of s to take until there
// are no more. If it ends early, by an error or a panic, there is nothing more to
// do for the others either.
func pull(s *chunker.Source, take func(*chunker.Chunk) error) error {
	done := false
	defer func() {
		if !done {
			s.Stop()
		}
	}()
	var chunk chunker.Chunk
	for s.Next(&chunk) {
		if err := take(&chunk); err != nil {
			return err
		}
	}
	done = true
	return nil
}

// chunk parses the lines of c. Whatever panics, the turn of this chunk passes:
// other workers may be waiting for it.
func (w *worker) chunk(c *chunker.Chunk) (err error) {
	defer w.locate(c)
	defer func() {
		if w.rejected != nil {
			err = cmp.Or(err, w.rejected.flush(c))
		}
	}()
	defer func() { err = w.sink.Flush(c) }()
	w.begin(c)
	w.lines(c.Data)
	return nil
}
