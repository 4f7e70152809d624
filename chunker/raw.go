package chunker

import (
	"errors"
	"io"
	"sync/atomic"
	"time"
)

// errStopped ends the reading of a stream whose Source was stopped.
var errStopped = errors.New("stopped")

// raw reads an input's bytes as they are, from its beginning to its end. It
// counts them and can be stopped while it waits. For one goroutine.
type raw struct {
	f     openFile
	r     io.Reader     // f, from the input's base on
	base  int64         // offset of the first byte in f
	waits bool          // f may have nothing to read yet
	stop  *atomic.Bool  // of the Source
	done  *atomic.Int64 // progress of the Source; nil when this reading is none
	n     int64         // bytes read
	err   error         // what ended reading; sticky
}

func newRaw(in *Input, f openFile) *raw {
	r := &raw{f: f, r: f, base: in.base, stop: &in.source.stop, done: &in.source.done}
	r.waits = in.kind == piped || in.size == 0 // /proc/kmsg has no size, and waits
	if in.kind == packed && in.name == "-" {
		r.r = io.NewSectionReader(f, in.base, 1<<62) // leaves the descriptor's offset, so that a sample consumes nothing
		r.waits = false
	}
	return r
}

// Read is io.Reader's. Errors are io.EOF, errStopped or a *ReadError.
func (r *raw) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	for r.waits && !r.stop.Load() && !readable(r.f, stopLatency) {
	}
	if r.stop.Load() {
		r.err = errStopped
		return 0, r.err
	}
	n, err := r.r.Read(p)
	r.n += int64(n)
	if r.done != nil {
		r.done.Add(int64(n))
	}
	switch {
	case err == io.EOF:
		r.err = err
	case err != nil && r.stop.Load(): // by which it was ended, perhaps
		r.err = errStopped
	case err != nil:
		r.err = &ReadError{Offset: r.base + r.n, Err: bare(err)}
	}
	return n, r.err
}

// ready reports whether Read would return at once, waiting up to d for that.
func (r *raw) ready(d time.Duration) bool {
	return !r.waits || r.err != nil || readable(r.f, d)
}
