//go:build !linux

package timing

import (
	"errors"
	"runtime"
)

// DropCaches returns an error: only on Linux can the page cache be emptied.
func DropCaches() error {
	return errors.New("a cold page cache needs Linux; this is " + runtime.GOOS)
}
