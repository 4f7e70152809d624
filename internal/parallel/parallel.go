// Package parallel spreads a loop over goroutines in one line.
package parallel

import (
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Do calls f for each i from 0 to n-1, from at most workers goroutines at
// once, and waits for all of them. After an error no further i is begun; the
// error of the smallest i is returned. With one worker, or one i, everything
// happens in the caller's goroutine, panics as well. That of another goroutine
// goes on in the caller's, as a *Panic with the stack where it began.
func Do(workers, n int, f func(i int) error) error {
	if workers = min(workers, n); workers <= 1 {
		for i := range n {
			if err := f(i); err != nil {
				return err
			}
		}
		return nil
	}
	l := loop{n: n, f: f, failed: n}
	var wait sync.WaitGroup
	for range workers {
		wait.Go(l.work)
	}
	wait.Wait()
	if l.panicked != nil {
		panic(l.panicked)
	}
	return l.err
}

// loop is the state that the goroutines of one Do share.
type loop struct {
	n    int
	f    func(i int) error
	next atomic.Int64
	stop atomic.Bool

	mu       sync.Mutex
	failed   int // the smallest i that failed, n if none did
	err      error
	panicked *Panic
}

func (l *loop) work() {
	defer func() {
		if v := recover(); v != nil {
			l.stop.Store(true)
			l.mu.Lock()
			defer l.mu.Unlock()
			if l.panicked == nil {
				l.panicked = asPanic(v)
			}
		}
	}()
	for !l.stop.Load() {
		i := int(l.next.Add(1)) - 1
		if i >= l.n {
			return
		}
		if err := l.f(i); err != nil {
			l.fail(i, err)
		}
	}
}

func (l *loop) fail(i int, err error) {
	l.stop.Store(true)
	l.mu.Lock()
	defer l.mu.Unlock()
	if i < l.failed {
		l.failed, l.err = i, err
	}
}

// Map returns f of each item, in the order of the items, as Do calls it.
func Map[T, R any](workers int, items []T, f func(item T) (R, error)) ([]R, error) {
	results := make([]R, len(items))
	err := Do(workers, len(items), func(i int) (err error) {
		results[i], err = f(items[i])
		return err
	})
	return results, err
}

// Panic is a panic of another goroutine.
type Panic struct {
	Value any
	Stack []byte // where it began
}

func (p *Panic) Error() string { return fmt.Sprintf("panic: %v\n\n%s", p.Value, p.Stack) }

func asPanic(v any) *Panic {
	if p, ok := v.(*Panic); ok {
		return p
	}
	return &Panic{v, debug.Stack()}
}
