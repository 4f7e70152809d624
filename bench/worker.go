package bench

import (
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"

	"golang.org/x/exp/mmap"
)

// request is what a worker process is asked: count this chunk of that log.
type request struct {
	Log    string
	Mapped bool
	Chunk  Chunk
}

// answer is what it says: counts, or why there are none.
type answer struct {
	Counts Counts
	Error  string
}

// Worker is the body of a worker process: it reads requests from in, each a
// value of encoding/gob, counts, and writes an answer to out, until in ends.
func Worker(in io.Reader, out io.Writer) error {
	requests, answers := gob.NewDecoder(in), gob.NewEncoder(out)
	open := opened{}
	defer open.close()
	for {
		var r request
		if err := requests.Decode(&r); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("cannot read what to count: %w", err)
		}
		var a answer
		var err error
		if a.Counts, err = open.count(r); err != nil {
			a = answer{Error: err.Error()}
		}
		if err := answers.Encode(a); err != nil {
			return fmt.Errorf("cannot answer: %w", err)
		}
	}
}

// opened is the log that a worker process counts, from its first request on.
type opened struct {
	log interface {
		io.ReaderAt
		io.Closer
	}
	text []byte
}

func (p *opened) count(r request) (counts Counts, err error) {
	if p.log == nil {
		if r.Mapped {
			p.log, err = mmap.Open(r.Log)
		} else {
			p.log, err = os.Open(r.Log)
		}
		if err != nil {
			p.log = nil
			return nil, err
		}
	}
	defer faulted(&err)()
	windows := []Chunk{r.Chunk}
	if r.Mapped { // what is mapped can only be copied out, and is best in pieces
		if windows, err = cut(p.log, r.Chunk, chunkSize); err != nil {
			return nil, err
		}
	}
	counts = Counts{}
	for _, w := range windows {
		if p.text, err = w.read(p.log, p.text); err != nil {
			return nil, err
		}
		counts.search(p.text)
	}
	return counts, nil
}

// faulted makes a fault in the mapping, as of a log that shrinks meanwhile, an
// error of the function that defers what it returns.
func faulted(err *error) (end func()) {
	old := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(old)
		v := recover()
		if v == nil {
			return
		}
		if _, fault := v.(interface{ Addr() uintptr }); !fault {
			panic(v)
		}
		*err = errors.New("cannot be read through its mapping any more")
	}
}

func (p *opened) close() {
	if p.log != nil {
		p.log.Close()
	}
}

// worker is a worker process as its parent sees it. It is for one goroutine.
type worker struct {
	log      string
	mapped   bool
	cmd      *exec.Cmd
	in       io.Closer
	requests *gob.Encoder
	answers  *gob.Decoder
}

// start starts a worker process, which maps the log if mapped is set.
func (o Options) start(mapped bool) (*worker, error) {
	cmd := o.Program.command("bench", "worker")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start a worker process: %w", err)
	}
	return &worker{o.Log, mapped, cmd, in, gob.NewEncoder(in), gob.NewDecoder(out)}, nil
}

// ask sends a chunk out.
func (w *worker) ask(c Chunk) error {
	if err := w.requests.Encode(request{w.log, w.mapped, c}); err != nil {
		return fmt.Errorf("cannot send to a worker process: %w", err)
	}
	return nil
}

// answer returns the answer to the oldest request that has none yet.
func (w *worker) answer() (Counts, error) {
	var a answer
	if err := w.answers.Decode(&a); err != nil {
		return nil, fmt.Errorf("no answer from a worker process: %w", err)
	}
	if a.Error != "" {
		return nil, errors.New(a.Error)
	}
	return a.Counts, nil
}

// end ends the process, killing it if its work has failed: it may be writing
// what nobody reads any more. It returns failed, or how the process ended.
func (w *worker) end(failed error) error {
	if failed != nil {
		w.cmd.Process.Kill()
	}
	w.in.Close()
	err := w.cmd.Wait()
	if failed != nil {
		return failed
	}
	if err != nil {
		return fmt.Errorf("a worker process: %w", err)
	}
	return nil
}
