//go:build !unix

package chunker

import (
	"os"
	"syscall"
	"time"
)

// openPipe opens a named pipe or device for reading.
func openPipe(name string) (*os.File, error) { return os.Open(name) }

// openFiles returns how many files the process may have open: less than any
// such system allows.
func openFiles() int { return 1024 }

// readable reports true: without poll(2) the read itself waits, and cannot be
// stopped while it does.
func readable(syscall.Conn, time.Duration) bool { return true }
