package parallel

import (
	"iter"
	"sync"
	"sync/atomic"
)

// lookAhead is how many items a worker MapSeq may be ahead of its loop. With
// fewer, all wait for the slowest; with more, more results are held. Detection
// in 424 files took 832, 745 and 620 ms with 2, 4 and 8, and 818 with all.
const lookAhead = 4

// MapSeq yields the index of each item and f of it, in the order of the items,
// as soon as it is there. It is for results that are large, or wanted early: at
// most four a worker are in work or waiting, besides the one that was yielded.
// At most workers goroutines call f. They run while the loop over the sequence
// does: when it ends early, no further item is begun, and those in work are
// waited for. With one worker f is called when its result is asked for. What
// can go wrong with an item is part of its result.
func MapSeq[T, R any](workers int, items []T, f func(item T) R) iter.Seq2[int, R] {
	return func(yield func(int, R) bool) {
		workers := min(workers, len(items))
		if workers <= 1 {
			for i, item := range items {
				if !yield(i, f(item)) {
					return
				}
			}
			return
		}
		q := newQueue(items, f, min(lookAhead*workers, len(items)))
		var wait sync.WaitGroup
		defer wait.Wait()
		defer q.close()
		for range workers {
			wait.Go(q.work)
		}
		for i := range items {
			result := q.take(i)
			result.exit.resume()
			if !yield(i, result.value) {
				return
			}
		}
	}
}

// queue is the state that the goroutines of one MapSeq share.
type queue[T, R any] struct {
	items  []T
	f      func(item T) R
	begin  chan int         // the indices that may be begun; has room for all of them
	done   []chan result[R] // that of item i is in done[i%len(done)]; each has room for it
	closed atomic.Bool
}

// A result is that of one call.
type result[R any] struct {
	value R
	exit  *exit // how it ended if it did not return
}

// newQueue returns a queue whose first items may be begun, so many as it may
// hold.
func newQueue[T, R any](items []T, f func(item T) R, holds int) *queue[T, R] {
	q := &queue[T, R]{items: items, f: f, begin: make(chan int, holds), done: make([]chan result[R], holds)}
	for i := range q.done {
		q.done[i] = make(chan result[R], 1)
		q.begin <- i
	}
	return q
}

// take waits for the result of item i. They are taken in order; the item that
// comes into its place may be begun.
func (q *queue[T, R]) take(i int) result[R] {
	result := <-q.done[i%len(q.done)]
	if next := i + len(q.done); next < len(q.items) {
		q.begin <- next
	}
	return result
}

// close makes the workers end, after the items that they have in work.
func (q *queue[T, R]) close() {
	q.closed.Store(true)
	close(q.begin)
}

func (q *queue[T, R]) work() {
	for i := range q.begin {
		if q.closed.Load() {
			return
		}
		q.call(i)
	}
}

// call hands in the result of an item, whatever it comes to.
func (q *queue[T, R]) call(i int) {
	var result result[R]
	ended := false
	defer func() {
		if !ended {
			result.exit = exitOf(recover())
		}
		q.done[i%len(q.done)] <- result
	}()
	result.value = q.f(q.items[i])
	ended = true
}
