package chunker

import (
	"fmt"
	"runtime/debug"
)

// A Panic is one that happened while a stream was read ahead of the workers.
// Next raises it again, in the goroutine of a worker.
type Panic struct {
	Name   string // of the input
	Offset int64  // how far it was read, in the raw input
	Value  any
	Stack  []byte // where it began
}

func (p *Panic) Error() string {
	return fmt.Sprintf("%q, byte %d: %v\n\n%s", p.Name, p.Offset, p.Value, p.Stack)
}

// runGuarded is run. A panic ends the Source: Next raises it.
func (st *stream) runGuarded() {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		p := &Panic{Name: st.in.name, Value: v, Stack: debug.Stack()}
		if st.text != nil {
			p.Offset = st.text.consumed()
		}
		st.in.source.end(p)
	}()
	st.run()
}

// end ends the Source because of a panic, which Next raises.
func (s *Source) end(p *Panic) {
	s.mu.Lock()
	s.panicked = p
	s.mu.Unlock()
	s.Stop()
}

// raise raises the panic of a stream, if there was one. s.mu is held.
func (s *Source) raise() {
	if s.panicked != nil {
		panic(s.panicked)
	}
}

// unlocked calls f without s.mu, which is held again when f has returned or
// panicked.
func (s *Source) unlocked(f func()) {
	s.mu.Unlock()
	defer s.mu.Lock()
	f()
}
