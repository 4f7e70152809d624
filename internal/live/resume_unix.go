//go:build unix

package live

import (
	"os"
	"os/signal"
	"syscall"
)

// onResume calls f whenever the program goes on after it was stopped, until
// stop. The signal that stops it is left alone: a program that takes it once
// cannot give it back.
func onResume(f func()) (stop func()) {
	came := make(chan os.Signal, 1)
	over := make(chan struct{})
	signal.Notify(came, syscall.SIGCONT)
	go func() {
		for {
			select {
			case <-came:
				f()
			case <-over:
				return
			}
		}
	}()
	return func() {
		signal.Stop(came)
		close(over)
	}
}
