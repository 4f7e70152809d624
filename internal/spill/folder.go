package spill

import (
	"os"
	"path/filepath"
	"runtime"
)

// fileName is that of the file in a folder of its own.
const fileName = "counts"

// Folders lists where a File may be made: in $TMPDIR alone if the user names
// one, else in /var/tmp, which is on a disk where /tmp is often in memory, else
// where the system has temporary files.
func Folders() []string {
	if dir := os.Getenv("TMPDIR"); dir != "" {
		return []string{dir}
	}
	if runtime.GOOS == "windows" {
		return []string{os.TempDir()}
	}
	return []string{"/var/tmp", os.TempDir()}
}

// createNamed makes a file that nobody else can read or get at, in a folder of
// its own in dir: the name of the folder cannot be known before, and there is
// no way through it. The names of both are taken away at once if nameless says
// that a file can be used without.
func createNamed(dir string, nameless bool) (tempFile, error) {
	folder, err := os.MkdirTemp(dir, "wf-")
	if err != nil {
		return tempFile{}, err
	}
	name := filepath.Join(folder, fileName)
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		os.Remove(folder)
		return tempFile{}, err
	}
	temp := tempFile{File: file, dir: dir, folder: folder}
	if nameless && os.Remove(name) == nil && os.Remove(folder) == nil {
		temp.folder = ""
	}
	return temp, nil
}
