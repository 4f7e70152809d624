//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// die ends the process by a signal.
func die(sig os.Signal) {
	signal.Reset(sig)
	if number, ok := sig.(syscall.Signal); ok && unix.Kill(os.Getpid(), number) == nil {
		time.Sleep(time.Second) // for its way here
	}
	os.Exit(exitCode(sig))
}

// dieByPipe ends the process by SIGPIPE. f has no reader; a write to it makes
// the runtime do so, which takes no notice of a SIGPIPE that was sent.
func dieByPipe(f *os.File) {
	signal.Reset(syscall.SIGPIPE)
	f.WriteString("\n")
	os.Exit(exitCode(syscall.SIGPIPE))
}

// readerless reports whether the pipe that f writes to has no reader any more.
func readerless(f *os.File) bool {
	fds := []unix.PollFd{{Fd: int32(f.Fd())}}
	n, err := unix.Poll(fds, 0)
	return err == nil && n > 0 && fds[0].Revents&unix.POLLERR != 0
}
