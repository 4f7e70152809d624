// Package spill keeps on disk what does not fit into memory: a File takes
// blocks of bytes and gives them back.
//
//	file := spill.New(spill.Folders()...)
//	defer file.Close()
//	at, err := file.Append(block)
//	n, err := file.ReadAt(block, at)
//
// What is on disk is private, and gone when the process is, whatever ends it:
// on Unix the file has no name, or none for longer than it takes to open it.
// It is not encrypted.
package spill

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
)

// File is a temporary file that is made at the first Append. Its methods but
// Close may be called by several goroutines at once.
type File struct {
	folders []string // where it may be, the best first

	opened  sync.Once
	temp    tempFile
	openErr error

	size   atomic.Int64 // bytes that were given out to be written
	failed atomic.Pointer[Error]
}

// tempFile is a file that was made, and what has to be removed in the end.
type tempFile struct {
	*os.File
	dir    string // that it was made in, one of the folders
	folder string // of its own, "" if nothing stands on disk under a name
}

// New returns a File in the first of folders that takes it. Nothing is made yet.
func New(folders ...string) *File { return &File{folders: folders} }

// Error is why bytes could not be spilled, or not be read again.
type Error struct {
	Dir     string // where the file is or was to be
	Reading bool
	Err     error // of the system, without an operation and a path
}

func (e *Error) Error() string {
	if e.Reading {
		return "cannot read spilled counts: " + e.Err.Error() + " (" + e.Dir + ")"
	}
	return "cannot spill counts: " + e.Err.Error() + " (" + e.Dir + "; TMPDIR=FOLDER names another place)"
}

func (e *Error) Unwrap() error { return e.Err }

// Append writes p behind all that was appended before and returns where it
// begins. Of several at once each gets a range of its own. After an error, an
// *Error, the file takes nothing any more.
func (f *File) Append(p []byte) (at int64, err error) {
	f.opened.Do(f.open)
	if f.openErr != nil {
		return 0, f.openErr
	}
	if e := f.failed.Load(); e != nil {
		return 0, e
	}
	at = f.size.Add(int64(len(p))) - int64(len(p))
	if _, err := f.temp.WriteAt(p, at); err != nil {
		e := &Error{Dir: f.temp.dir, Err: bare(err)}
		f.failed.CompareAndSwap(nil, e)
		return 0, e
	}
	return at, nil
}

// open makes the file in the first folder that takes it.
func (f *File) open() {
	e := &Error{Err: fs.ErrNotExist}
	for _, dir := range f.folders {
		temp, err := create(dir)
		if err == nil {
			f.temp = temp
			return
		}
		e = &Error{Dir: dir, Err: bare(err)}
	}
	f.openErr = e
}

// ReadAt fills p with what was appended from at on. As for any io.ReaderAt
// fewer bytes than wanted come with an error: io.EOF behind the end, else an
// *Error.
func (f *File) ReadAt(p []byte, at int64) (int, error) {
	if f.Size() == 0 {
		return 0, io.EOF
	}
	n, err := f.temp.ReadAt(p, at)
	if err != nil && err != io.EOF {
		err = &Error{Dir: f.temp.dir, Reading: true, Err: bare(err)}
	}
	return n, err
}

// Size is how many bytes were appended.
func (f *File) Size() int64 { return f.size.Load() }

// Dir is the folder that holds the file, "" as long as there is none.
func (f *File) Dir() string {
	if f.Size() == 0 {
		return ""
	}
	return f.temp.dir
}

// Close removes the file. It may be called again, and where nothing was
// appended; nothing can be appended or read behind it.
func (f *File) Close() error {
	f.opened.Do(func() { f.openErr = &Error{Err: fs.ErrClosed} })
	if f.temp.File == nil {
		return nil
	}
	err := f.temp.Close()
	if errors.Is(err, fs.ErrClosed) {
		err = nil
	}
	if f.temp.folder != "" {
		err = errors.Join(err, os.RemoveAll(f.temp.folder))
	}
	return err
}

// bare returns the reason of the operating system without the operation and
// the path around it.
func bare(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
