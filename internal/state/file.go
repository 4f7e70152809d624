package state

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"time"
)

// A File is one that may be a log that is remembered. What lies in it is looked
// at when it is wanted, for a file that is as it was needs no look.
type File struct {
	Name          string
	Device, Inode uint64 // 0 where the system has none
	Size          int64  // on the disk
	Modified      int64  // nanoseconds since 1970
	Packed        bool   // compressed

	// Text returns up to HeadBytes of the beginning of its text; fewer only where
	// that ends, or is compressed and damaged. It is called once at most.
	Text func() ([]byte, error)

	// Open opens a file that is not Packed, to look at other bytes of it.
	Open func() (Opened, error)

	head   []byte
	looked bool
	failed error // why a look at it failed; nothing is known of it then
}

// Opened is an open file.
type Opened interface {
	io.ReaderAt
	Close() // what was only read from
}

// text returns the first bytes of the text.
func (f *File) text() []byte {
	if f.looked {
		return f.head
	}
	f.looked = true
	text, err := f.Text()
	if err == nil && !f.Packed && int64(len(text)) < min(f.Size, HeadBytes) {
		err = errShrank
	}
	if err != nil {
		f.failed = err
		return nil
	}
	f.head = text[:min(len(text), HeadBytes)]
	return f.head
}

// errShrank says that a file got shorter while it was looked at.
var errShrank = errors.New("shrank while being looked at")

// is reports whether f is the file that log was last seen in.
func (f *File) is(log *Log) bool {
	return f.Inode != 0 && f.Inode == log.Inode && f.Device == log.Device
}

// settled is for how long a file must have been as it is when it was last seen,
// for its size and its time to tell whether it still is: the clocks of file
// systems stand still for up to two seconds.
const settled = 3 * time.Second

// untouched reports whether f, which is a compressed file that log was last seen
// in, is as it was then. Nobody appends to one, so its size and its time say so.
func (f *File) untouched(log *Log) bool {
	return f.Packed && log.Packed && f.is(log) && f.Size == log.Size && f.Modified == log.Modified &&
		time.Unix(log.Seen, 0).Sub(time.Unix(0, log.Modified)) >= settled
}

// begins reports whether the text of f begins as log does.
func (f *File) begins(log *Log) bool { return log.Head.of(f.text()) }

// continues reports whether the text of f, which begins as log does, holds all
// that was counted of it. Of compressed text that is not known before it is
// read.
func (f *File) continues(log *Log) bool {
	if f.Packed {
		return true
	}
	if f.Size < log.Offset {
		return false
	}
	if log.Tail.Bytes == 0 || log.Offset == int64(log.Head.Bytes) {
		return true
	}
	r, err := f.Open()
	if err != nil {
		f.failed = err
		return false
	}
	defer r.Close()
	p, err := printAt(r, log.Offset, log.Tail.Bytes)
	if err != nil {
		f.failed = err
	}
	return err == nil && p == log.Tail
}

// lastLine returns where the last whole line ends of a file that is not Packed,
// from if none ends behind that.
func (f *File) lastLine(r io.ReaderAt, from int64) (to int64, err error) {
	const step = 64 << 10
	buf := make([]byte, step)
	for end := f.Size; end > from; {
		begin := max(end-step, from)
		p := buf[:end-begin]
		if n, err := r.ReadAt(p, begin); n < len(p) {
			return from, err
		}
		if i := bytes.LastIndexByte(p, '\n'); i >= 0 {
			return begin + int64(i) + 1, nil
		}
		end = begin
	}
	return from, nil
}

// NewFile returns a File that is there as info says.
func NewFile(name string, info fs.FileInfo, packed bool) *File {
	f := &File{Name: name, Size: info.Size(), Modified: info.ModTime().UnixNano(), Packed: packed}
	f.Device, f.Inode = identity(info)
	return f
}
