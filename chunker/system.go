package chunker

import (
	"io"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/exp/mmap"
)

// system is what the package asks of the operating system, by the names of
// inputs. Tests put one in its place that fails.
type system interface {
	stat(name string) (fs.FileInfo, error)
	open(name string) (openFile, error)     // a regular file
	openPipe(name string) (openFile, error) // what may have to be waited for
	mapped(name string) (mapping, error)
}

// openFile is an input as it is read.
type openFile interface {
	handle
	io.Reader
	io.Seeker
	syscall.Conn
}

// handle is a plain file as it is read.
type handle interface {
	io.ReaderAt
	io.Closer
	Stat() (fs.FileInfo, error)
}

// mapping is a mapped file. Copying from it faults where a page cannot be had.
type mapping interface {
	io.ReaderAt
	io.Closer
	Len() int
}

// machine is the system that we run on, with what stands behind the name "-".
type machine struct{ stdin *os.File }

func (m machine) stat(name string) (fs.FileInfo, error) {
	if name == "-" {
		return m.stdin.Stat()
	}
	return os.Stat(name)
}

func (m machine) open(name string) (openFile, error) {
	if name == "-" {
		return m.stdin, nil
	}
	return opened(os.Open(name))
}

func (m machine) openPipe(name string) (openFile, error) {
	if name == "-" {
		return m.stdin, nil
	}
	return opened(openPipe(name))
}

func (m machine) mapped(name string) (mapping, error) {
	r, err := mmap.Open(name)
	if err != nil {
		return nil, err
	}
	return r, nil
}

// opened is f, and nil as an interface with an error.
func opened(f *os.File, err error) (openFile, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}
