package parallel

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// Panic is a panic of another goroutine.
type Panic struct {
	Value any
	Stack []byte // where it began
}

func (p *Panic) Error() string { return fmt.Sprintf("panic: %v\n\n%s", p.Value, p.Stack) }

// exit is how a call ended that did not return.
type exit struct {
	panicked *Panic // nil for runtime.Goexit
}

// exitOf returns how a call ended, given what was recovered. It is called where
// the panic is, for its stack. A panic that came from another goroutine already
// keeps the stack that it has.
func exitOf(recovered any) *exit {
	switch v := recovered.(type) {
	case nil:
		return &exit{}
	case *Panic:
		return &exit{v}
	}
	return &exit{&Panic{recovered, debug.Stack()}}
}

// resume makes the goroutine of the caller end as the call did. It does nothing
// for a call that returned.
func (e *exit) resume() {
	switch {
	case e == nil:
	case e.panicked != nil:
		panic(e.panicked)
	default:
		runtime.Goexit()
	}
}
