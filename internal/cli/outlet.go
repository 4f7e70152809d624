package cli

import (
	"bytes"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// An outlet is a file that may have a reader: standard output, standard error,
// a pipe. It knows how long a write has been under way.
type outlet struct {
	file     *os.File
	signals  *signals
	standard bool         // of the process: without a reader it ends
	since    atomic.Int64 // when the write under way began, in Unix nanoseconds; 0 if there is none

	mu   sync.Mutex
	held *bytes.Buffer // what is kept back; nil if nothing is
}

// Write is io.Writer's. It does not return if the standard output or error has
// lost its reader.
func (o *outlet) Write(p []byte) (int, error) {
	if o.keep(p) {
		return len(p), nil
	}
	o.since.Store(time.Now().UnixNano())
	n, err := o.file.Write(p)
	o.since.Store(0)
	if o.standard && errors.Is(err, syscall.EPIPE) {
		o.leave()
	}
	return n, err
}

// hold keeps back what is written until release, because a view has the
// terminal.
func (o *outlet) hold() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held = new(bytes.Buffer)
}

// release writes what was kept back.
func (o *outlet) release() {
	o.mu.Lock()
	held := o.held
	o.held = nil
	o.mu.Unlock()
	_, _ = o.Write(held.Bytes()) // messages: there is nobody to tell
}

// keep keeps p back if that is wanted.
func (o *outlet) keep(p []byte) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.held != nil {
		o.held.Write(p)
	}
	return o.held != nil
}

// Fd returns the file's descriptor.
func (o *outlet) Fd() uintptr { return o.file.Fd() }

// leave ends the program because o has no reader: silently, by SIGPIPE.
func (o *outlet) leave() {
	o.signals.clear()
	dieByPipe(o.file)
}

// try writes text if that takes no longer than a moment.
func (o *outlet) try(text string) {
	done := make(chan struct{})
	go func() {
		o.file.WriteString(text)
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(oneSignal):
	}
}

// watchReader ends the program soon after o has lost its reader, though nothing
// may be written to it for long. stop ends the watching.
func (o *outlet) watchReader() (stop func()) {
	info, err := o.file.Stat()
	if err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		return func() {}
	}
	return keepDoing(oneSignal, func() {
		if readerless(o.file) {
			o.leave()
		}
	})
}
