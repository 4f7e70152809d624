package cli

import (
	"bytes"
	"os"
	"slices"
	"sync"

	"wf/chunker"
)

// relay hands what standard input brings on to one reader after another, each of
// which gets whole lines from then on. What is read from a pipe can be had only
// once, so a counting that begins anew goes on where the one before it was.
type relay struct {
	from *os.File

	mu    sync.Mutex
	to    *os.File // the writing end of the reader's pipe
	ended bool     // nothing comes any more
	open  bool     // the line that came last has no end yet
	torn  bool     // another reader had its beginning
}

const relayBuffer = 64 << 10 // bytes; a pipe holds no more

// relayed returns what standard input is to be read from: where a view may
// count it anew, a relay.
func (a *app) relayed(names []string, opt chunker.Options) *os.File {
	if !opt.Follow || !a.redraws() || !slices.Contains(names, "-") {
		return opt.Stdin
	}
	if info, err := a.stdin.Stat(); err != nil || info.Mode().IsRegular() {
		return opt.Stdin
	}
	r, w, err := os.Pipe()
	if err != nil {
		return opt.Stdin
	}
	a.relay = &relay{from: a.stdin, to: w}
	go a.relay.run()
	return r
}

// run reads to the end.
func (r *relay) run() {
	buf := make([]byte, relayBuffer)
	for {
		n, err := r.from.Read(buf)
		r.pass(buf[:n])
		if err != nil { // whatever it is, nothing more comes
			r.end()
			return
		}
	}
}

// pass gives p to the reader, without the rest of a line that another one had
// the beginning of.
func (r *relay) pass(p []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(p) == 0 {
		return
	}
	r.open = p[len(p)-1] != '\n'
	if r.torn {
		end := bytes.IndexByte(p, '\n')
		if end < 0 {
			return
		}
		p, r.torn = p[end+1:], false
	}
	_, _ = r.to.Write(p) // a reader that is about to be replaced takes nothing more
}

// end closes the reader's pipe.
func (r *relay) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	r.to.Close()
}

// next makes w the writing end of the pipe of a new reader. The old one must
// have closed its end: it may stand in the way of what comes.
func (r *relay) next(w *os.File) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.to.Close()
	r.to, r.torn = w, r.open
	if r.ended {
		w.Close()
	}
}
