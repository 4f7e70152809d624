package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"wf/internal/report"
)

// outFile is a file that is written whole or not at all: under another name
// first, which is given up by discard and becomes the file by commit. What is
// no regular file, such as a device, is written directly.
type outFile struct {
	*os.File
	path  string // as the user typed it
	final string // what the file becomes; "" if it is written directly
}

// createOut creates an outFile. A file that stands there keeps its permissions,
// and a link goes on pointing to it.
func createOut(path string) (*outFile, error) {
	final := path
	if target, err := filepath.EvalSymlinks(path); err == nil {
		final = target
	}
	info, err := os.Stat(final)
	if err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(final, os.O_WRONLY, 0)
		return &outFile{File: f, path: path}, fileError(path, err)
	}
	f, createErr := os.OpenFile(fmt.Sprintf("%s.%d.tmp", final, os.Getpid()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if createErr == nil && err == nil {
		createErr = f.Chmod(info.Mode().Perm())
	}
	return &outFile{f, path, final}, fileError(path, createErr)
}

// commit ends the file.
func (f *outFile) commit() error {
	err := f.Close()
	if f.final != "" {
		if err == nil {
			err = os.Rename(f.Name(), f.final)
		}
		if err != nil {
			os.Remove(f.Name())
		}
	}
	return fileError(f.path, err)
}

// discard gives the file up, if it was not committed.
func (f *outFile) discard() {
	if f.File.Close() == nil && f.final != "" {
		os.Remove(f.Name())
	}
}

func fileError(path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: cannot write: %w", report.Escape(path), bare(err))
}
