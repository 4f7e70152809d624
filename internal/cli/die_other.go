//go:build !unix

package cli

import (
	"os"
	"syscall"
)

// die ends the process with the exit code of a signal.
func die(sig os.Signal) { os.Exit(exitCode(sig)) }

// dieByPipe ends the process with the exit code of SIGPIPE.
func dieByPipe(*os.File) { os.Exit(exitCode(syscall.SIGPIPE)) }

// readerless reports false: a write tells.
func readerless(*os.File) bool { return false }
