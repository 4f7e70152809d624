package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"wf/internal/report"
)

// outFile is a file that is written whole or not at all: under another name
// first, which is given up by discard and becomes the file by commit. A signal
// that ends the program gives it up as well. What is no regular file, such as a
// device, is written directly.
type outFile struct {
	*os.File
	path    string // as the user typed it
	final   string // what the file becomes; "" if it is written directly
	signals *signals
}

// createOut creates an outFile. A file that stands there keeps its permissions,
// and a link goes on pointing to it.
func (a *app) createOut(path string) (*outFile, error) {
	final := path
	if target, err := filepath.EvalSymlinks(path); err == nil {
		final = target
	}
	info, err := os.Stat(final)
	if err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(final, os.O_WRONLY, 0)
		return &outFile{File: f, path: path}, fileError(path, err)
	}
	f, createErr := a.createTemp(final)
	if createErr == nil && err == nil {
		createErr = f.Chmod(info.Mode().Perm())
	}
	return &outFile{f, path, final, a.signals}, fileError(path, createErr)
}

// createTemp creates a file under a name of chance in the folder of path. The
// number of the process would not do: in containers it is always the same, and
// what a killed one left there would be in the way.
func (a *app) createTemp(path string) (f *os.File, err error) {
	for range 100 {
		name := fmt.Sprintf("%s.%08x.tmp", path, rand.Uint32())
		err = a.signals.temporary(name, func() error {
			f, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
			return err
		})
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return f, err
}

// commit ends the file.
func (f *outFile) commit() error {
	err := f.Close()
	if f.final != "" {
		err = f.signals.settled(f.Name(), func() error {
			if err == nil {
				err = os.Rename(f.Name(), f.final)
			}
			if err != nil {
				os.Remove(f.Name())
			}
			return err
		})
	}
	return fileError(f.path, err)
}

// discard gives the file up, if it was not committed.
func (f *outFile) discard() {
	if f.File.Close() == nil && f.final != "" {
		f.signals.settled(f.Name(), func() error { return os.Remove(f.Name()) }) // it can only be left there
	}
}

func fileError(path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: cannot write: %w", report.Escape(path), bare(err))
}

// folder is a temporary folder. discard removes it, and so does a signal that
// ends the program.
type folder struct {
	path    string
	signals *signals
}

// makeFolder makes a folder for what is measured.
func (a *app) makeFolder() (*folder, error) {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("wf-bench-%08x", rand.Uint32()))
	if err := a.signals.temporary(path, func() error { return os.Mkdir(path, 0o700) }); err != nil {
		return nil, fmt.Errorf("cannot make a folder for the answers: %w", bare(err))
	}
	return &folder{path, a.signals}, nil
}

func (f *folder) discard() {
	f.signals.settled(f.path, func() error { return os.RemoveAll(f.path) }) // it can only be left there
}
