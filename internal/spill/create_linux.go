package spill

import (
	"os"

	"golang.org/x/sys/unix"
)

// create makes a file that never has a name, so that nothing stays behind even
// if the process is killed in this moment. File systems that cannot do that, as
// that of NFS, get one whose name is taken away.
func create(dir string) (tempFile, error) {
	// O_EXCL: nor can it get a name later.
	file, err := os.OpenFile(dir, os.O_RDWR|os.O_EXCL|unix.O_TMPFILE, 0o600)
	if err != nil {
		return createNamed(dir, namelessFiles)
	}
	return tempFile{File: file, dir: dir}, nil
}
