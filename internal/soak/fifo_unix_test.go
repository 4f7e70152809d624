//go:build unix

package soak

import (
	"os"
	"syscall"
)

const haveFIFOs = true

// stackSignal makes a program print where its goroutines are.
const stackSignal = syscall.SIGQUIT

func makeFIFO(path string) error { return syscall.Mkfifo(path, 0o600) }

// unblockFIFO lets go of who waits for a reader.
func unblockFIFO(path string) {
	if f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0); err == nil {
		f.Close()
	}
}
