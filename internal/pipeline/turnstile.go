package pipeline

import (
	"io"
	"sync"
)

// A turnstile lets the text of chunks through to a writer in the order of the
// chunks: each worker makes the text of its chunk on its own and then waits
// for its turn. The earliest chunk in work never waits, so it cannot lock up
// as long as every chunk passes, whether it has any text or not.
type turnstile struct {
	w io.Writer

	mu      *sync.Mutex
	turn    *sync.Cond
	seq     int64 // of the chunk whose turn it is
	written int64 // lines
	err     error // of w; no more is written after it
}

func newTurnstile(w io.Writer) turnstile {
	mu := new(sync.Mutex)
	return turnstile{w: w, mu: mu, turn: sync.NewCond(mu)}
}

// pass waits for the turn of chunk seq and writes what text returns for it,
// knowing how many lines were written before. After an error of the writer
// every chunk gets that error.
func (t *turnstile) pass(seq int64, text func(written int64) (text []byte, lines int)) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.seq != seq && t.err == nil {
		t.turn.Wait()
	}
	defer t.turn.Broadcast()
	t.seq++
	if t.err != nil {
		return t.err
	}
	if b, lines := text(t.written); len(b) > 0 {
		_, t.err = t.w.Write(b)
		t.written += int64(lines)
	}
	return t.err
}
