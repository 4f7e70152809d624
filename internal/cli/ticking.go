package cli

import (
	"sync"
	"time"
)

// keepDoing calls f again and again, every apart, from a goroutine of its own.
// stop ends that, and waits for a call that is under way.
func keepDoing(every time.Duration, f func()) (stop func()) {
	done := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				f()
			}
		}
	})
	return func() {
		close(done)
		wait.Wait()
	}
}
