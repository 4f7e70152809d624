// Package parallel spreads a loop over goroutines in one line.
//
//	err := parallel.Do(workers, n, func(i int) error { ... })  // each index, in no order
//	results, err := parallel.Map(workers, items, f)            // all results, in the order of the items
//	for i, result := range parallel.MapSeq(workers, items, f)  // one by one, in the order of the items
//
// All three behave as the plain loop would, from the first item to the last:
//
//   - Items are begun in their order. With one worker, or one item, everything
//     happens in the caller's goroutine.
//   - They end as the loop would, at the first item in the order of the items
//     that ends it: by an error, a panic or runtime.Goexit, as t.FailNow does.
//     What the loop would not have come to is thrown away, even if it failed
//     earlier. A panic of another goroutine goes on in the caller's, as a
//     *Panic; runtime.Goexit ends the caller's too.
//   - They return when every call has. No goroutine is left behind.
//
// A call costs about a microsecond, and an item some nanoseconds beside its work:
// taking indices by the block would save nothing that counts. In MapSeq an item
// goes through channels, for a tenth of a microsecond or two. Calls may be
// nested; each has goroutines of its own.
//
// To cancel, let f fail: it may begin with
//
//	if ctx.Err() != nil {
//		return context.Cause(ctx)
//	}
package parallel

import (
	"sync"
	"sync/atomic"
)

// Do calls f for each i from 0 to n-1, from at most workers goroutines at
// once, and waits for all of them. Workers as many as n, or more, mean that all
// calls run side by side, so that they may wait for each other. After an error
// no further i is begun; the error of the smallest i is returned.
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
	l.exit.resume()
	return l.err
}

// loop is the state that the goroutines of one Do share.
type loop struct {
	n    int
	f    func(i int) error
	next atomic.Int64
	stop atomic.Bool

	mu     sync.Mutex
	failed int // the smallest i that did not end well, n if all did
	err    error
	exit   *exit // how it ended if it did not return
}

// work takes the next i until there is none. What was taken is called, so all
// smaller ones are when an i fails.
func (l *loop) work() {
	i, ended := 0, false
	defer func() {
		if !ended {
			l.fail(i, nil, exitOf(recover()))
		}
	}()
	for !l.stop.Load() {
		if i = int(l.next.Add(1)) - 1; i >= l.n {
			break
		}
		if err := l.f(i); err != nil {
			l.fail(i, err, nil)
		}
	}
	ended = true
}

func (l *loop) fail(i int, err error, exit *exit) {
	l.stop.Store(true)
	l.mu.Lock()
	defer l.mu.Unlock()
	if i < l.failed {
		l.failed, l.err, l.exit = i, err, exit
	}
}

// Map returns f of each item, in the order of the items, as Do calls it. After
// an error the results are those that were there by then, the others zero.
func Map[T, R any](workers int, items []T, f func(item T) (R, error)) ([]R, error) {
	results := make([]R, len(items))
	err := Do(workers, len(items), func(i int) (err error) {
		results[i], err = f(items[i])
		return err
	})
	return results, err
}
