package parallel

import (
	"fmt"
	"sync"
	"testing"
)

// BenchmarkOverhead measures what an item costs beside its work, against a loop
// and against the pool that is written by hand: goroutines that take indices
// from a channel. Its items have next to none.
func BenchmarkOverhead(b *testing.B) {
	const n = 100_000
	items := make([]int, n)
	f := func(i int) error { items[i] = i; return nil }
	measure := func(name string, run func()) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				run()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/item")
		})
	}
	measure("loop", func() {
		for i := range n {
			if f(i) != nil {
				return
			}
		}
	})
	for _, workers := range []int{1, 2, 8} {
		measure(fmt.Sprintf("Do/workers=%d", workers), func() { Do(workers, n, f) })
		measure(fmt.Sprintf("MapSeq/workers=%d", workers), func() {
			for range MapSeq(workers, items, f) {
			}
		})
		measure(fmt.Sprintf("channel/workers=%d", workers), func() { throughChannel(workers, n, f) })
	}
}

// BenchmarkCall measures a call for two items, which is mostly starting its
// goroutines.
func BenchmarkCall(b *testing.B) {
	for b.Loop() {
		Do(2, 2, func(int) error { return nil })
	}
}

// throughChannel is Do without errors, panics and an early end.
func throughChannel(workers, n int, f func(i int) error) {
	next := make(chan int)
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for i := range next {
				_ = f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
}
