package chunker

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// An Opener knows inputs whose names are no paths of the machine. Its functions
// are called by any number of goroutines at once.
type Opener struct {
	// Stat describes an input. What has a regular Mode can be read at any place,
	// all else once, as it comes. Two descriptions whose Sys is equal are of the
	// same input.
	Stat func(name string) (fs.FileInfo, error)

	// Open opens an input. When done is closed, reads that wait end with an
	// error.
	Open func(name string, done <-chan struct{}) (File, error)
}

// File is an input that an Opener opened.
type File interface {
	io.Reader
	io.ReaderAt
	io.Closer
	Stat() (fs.FileInfo, error)
}

// doors is a system with openers of other names, by scheme: what stands before
// "://".
type doors struct {
	system
	openers map[string]Opener
	done    <-chan struct{} // closed by Stop
}

// opener returns what opens a name; false if it is the system.
func (d doors) opener(name string) (Opener, bool) {
	scheme, _, ok := strings.Cut(name, "://")
	if !ok {
		return Opener{}, false
	}
	o, ok := d.openers[scheme]
	return o, ok
}

func (d doors) stat(name string) (fs.FileInfo, error) {
	if o, ok := d.opener(name); ok {
		return o.Stat(name)
	}
	return d.system.stat(name)
}

func (d doors) open(name string) (openFile, error) {
	if o, ok := d.opener(name); ok {
		return openFar(o.Open(name, d.done))
	}
	return d.system.open(name)
}

func (d doors) openPipe(name string) (openFile, error) {
	if o, ok := d.opener(name); ok {
		return openFar(o.Open(name, d.done))
	}
	return d.system.openPipe(name)
}

func (d doors) mapped(name string) (mapping, error) {
	if _, ok := d.opener(name); ok {
		return nil, errors.ErrUnsupported
	}
	return d.system.mapped(name)
}

// farFile is a File in the place of one of the system. It has no descriptor, and
// is read from its beginning.
type farFile struct{ File }

func openFar(f File, err error) (openFile, error) {
	if err != nil {
		return nil, err
	}
	return farFile{f}, nil
}

func (farFile) Seek(int64, int) (int64, error)        { return 0, errors.ErrUnsupported }
func (farFile) SyscallConn() (syscall.RawConn, error) { return nil, errors.ErrUnsupported }

// sameFile reports whether two descriptions are of the same input.
func sameFile(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) || a.Sys() != nil && a.Sys() == b.Sys()
}
