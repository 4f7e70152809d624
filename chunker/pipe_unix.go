//go:build unix

package chunker

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// openPipe opens a named pipe or device for reading without waiting for
// somebody to open its other end. readable waits for that instead: it can be
// stopped, open(2) cannot.
func openPipe(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDONLY|unix.O_NONBLOCK, 0)
}

// openFiles returns how many files the process may have open.
func openFiles() int {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 256 // the least that systems give
	}
	return int(min(uint64(limit.Cur), 1<<30))
}

// readable waits up to d for a read of f that would not wait: there are bytes,
// or the end, or an error to be had.
func readable(f syscall.Conn, d time.Duration) bool {
	conn, err := f.SyscallConn()
	if err != nil {
		return true
	}
	ready := true
	err = conn.Control(func(fd uintptr) {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, int(d.Milliseconds()))
		ready = n > 0 || err != nil && err != unix.EINTR
	})
	return ready || err != nil
}
