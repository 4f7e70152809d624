//go:build unix

package timing

import (
	"os"
	"runtime"
	"syscall"
)

// peakMemory returns the largest resident set of a process that has ended, in
// bytes.
func peakMemory(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	size := int64(usage.Maxrss) // 32 bits wide on some systems
	switch runtime.GOOS {
	case "darwin", "ios":
		return size
	case "solaris", "illumos": // pages, and often not set
		return size * int64(os.Getpagesize())
	}
	return size << 10
}
