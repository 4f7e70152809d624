package timing

import (
	"fmt"
	"os"
	"syscall"
)

// dropFile is where Linux is told to forget what it has cached.
const dropFile = "/proc/sys/vm/drop_caches"

// DropCaches empties the page cache, and the caches of directories and inodes,
// after what is to be written was written. It needs Linux and the rights of
// root.
func DropCaches() error { return dropCaches(dropFile) }

func dropCaches(file string) error {
	syscall.Sync() // a dirty page cannot be dropped
	if err := os.WriteFile(file, []byte("3"), 0); err != nil {
		return fmt.Errorf("a cold page cache needs root: %w", err)
	}
	return nil
}
