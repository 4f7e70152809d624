//go:build !linux

package live

import (
	"io"
	"os"
)

// newKeyReader returns the terminal itself, which bubbletea reads in its own way
// here.
func newKeyReader(terminal *os.File) (keys io.Reader, stop func()) { return terminal, func() {} }
