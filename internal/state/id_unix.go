//go:build unix

package state

import (
	"io/fs"
	"syscall"
)

// identity returns the numbers of the device and of the inode.
func identity(info fs.FileInfo) (device, inode uint64) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Dev), uint64(st.Ino)
	}
	return 0, 0
}
