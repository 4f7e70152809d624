package chunker

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"time"
)

// A tail reads what is added to a file. It belongs to the watcher.
type tail struct {
	f      handle
	info   fs.FileInfo // of the file when it was opened
	number int         // as Chunk.File
	st     *stream
	base   int64  // where the text begins in the file
	at     int64  // the next byte to read, in the file
	head   []byte // the first bytes of the text, up to fingerprintSize

	rested fs.FileInfo // how the file was when all of it was read; nil while there is more
	later  bool        // the last read found no more
	failed error       // why it did not
	ending bool        // no more is to be read
	torn   bool        // it was truncated: its last line never gets an end
	quiet  time.Time   // when it lost its name, or something came last since then
}

// tailing is where a tail begins.
type tailing struct {
	info     fs.FileInfo // of the file
	base     int64       // where the text begins in it
	from     int64       // the first byte of the text to be read
	skipping bool        // what comes is the rest of a line that is too long
	nuls     int64       // while skipping: the NULs just before what comes
}

// errLater says that a file has no more to read at present.
var errLater = errors.New("nothing more at present")

// errTruncated says that a file was truncated, and must be read from its start.
var errTruncated = errors.New("truncated")

// newTail returns a tail of a file, which it takes over.
func newTail(in *Input, f handle, begin tailing) *tail {
	st := newStream(in)
	st.read, st.given = begin.from, begin.from
	st.skipping, st.nuls = begin.skipping, begin.nuls
	t := &tail{f: f, info: begin.info, st: st, base: begin.base, at: begin.base + begin.from}
	st.tail = t
	if _, already := f.(reopened); !already && in.source.crowded && in.name != "-" {
		in.close(f)
		t.f = reopened{in, begin.info}
	}
	return t
}

// read hands out what has come, and reports whether there may be more. info is
// what a look by the name found, nil if there was none. The error is
// errTruncated, a *ReadError, or why the file cannot be looked at.
func (t *tail) read(info fs.FileInfo) (more bool, err error) {
	if info == nil {
		if info, err = t.f.Stat(); err != nil {
			return false, bare(err)
		}
	}
	if r := t.rested; r != nil && r.Size() == info.Size() && r.ModTime().Equal(info.ModTime()) {
		return false, nil
	}
	if !t.holds(info) {
		return false, errTruncated
	}
	t.rested, t.later = nil, false
	for n := 0; n < piecesAtOnce && !t.later; n++ {
		if err := t.readPiece(); err != nil {
			return false, err
		}
	}
	if t.later && t.failed == nil {
		t.rested = info
	}
	return !t.later, t.failed
}

// readPiece hands out the next piece, if there is a whole line. What was read is
// only good if the file still is the same afterwards, or shorter.
func (t *tail) readPiece() error {
	s, before := t.st.in.source, t.at
	s.mu.Lock()
	buf := s.takeSpare()
	s.mu.Unlock()
	t.failed = nil
	p, _ := t.st.fill(buf)
	var err error
	if t.at != before {
		if info, failed := t.f.Stat(); failed == nil && !t.holds(info) {
			err = errTruncated
			if info.Size() >= t.at {
				t.st.carry, p.bytes = nil, 0
			}
		}
	}
	t.deliver(p)
	return err
}

// deliver hands out a piece, unless there is nothing in it.
func (t *tail) deliver(p piece) {
	s := t.st.in.source
	if p.bytes > 0 {
		p.file = t.number
		s.deliver(t.st.in, p)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.spare) < ringSize {
		s.spare = append(s.spare, p.buf)
	}
}

// holds reports whether a file still holds what was read of it, as far as that
// can be told.
func (t *tail) holds(info fs.FileInfo) bool {
	if info.Size() < t.at {
		return false
	}
	if len(t.head) == 0 {
		return true
	}
	now := make([]byte, len(t.head))
	n, err := t.f.ReadAt(now, t.base)
	return bytes.Equal(now[:n], t.head) || n < len(now) && err != io.EOF
}

// Read is io.Reader's, for the stream of the tail.
func (t *tail) Read(p []byte) (int, error) {
	if t.ending {
		return 0, io.EOF
	}
	n, err := t.f.ReadAt(p, t.at)
	if t.at == t.base+int64(len(t.head)) && len(t.head) < fingerprintSize {
		t.head = append(t.head, p[:min(n, fingerprintSize-len(t.head))]...)
	}
	t.at += int64(n)
	if n > 0 {
		return n, nil
	}
	t.later = true
	if err != nil && err != io.EOF {
		t.failed = &ReadError{Offset: t.at, Err: bare(err)}
	}
	return 0, errLater
}

// end hands out what is left: a line without an end. torn says that it was cut
// off.
func (t *tail) end(torn bool) {
	t.ending, t.torn = true, torn
	p, _ := t.st.fill(nil)
	t.deliver(p)
}

// finish ends the tail and closes its file.
func (t *tail) finish(torn bool) {
	t.end(torn)
	t.close()
}

func (t *tail) close() { t.st.in.close(t.f) }

// wholeLines returns how a tail goes on behind the bytes that are read in windows
// of a file that is followed, of size bytes: before its last line, if that has
// no end but may get one before it is too long. Where the end cannot
// be read, which is reported, it is taken for one of a line.
func (in *Input) wholeLines(f handle, size int64) tailing {
	limit := in.source.opt.cutLine()
	last, start, err := in.lastBytes(f, size, 2*limit)
	if err != nil {
		if err != io.EOF { // else it shrank, which will be said
			in.source.report(in.index, &ReadError{Offset: in.base + start, Err: bare(err)})
		}
		return tailing{base: in.base, from: size}
	}
	begin := lastLine(last, limit)
	line := last[begin:]
	nuls := trailingZeros(line)
	switch {
	case nuls >= limit: // a hole ends every line
		return tailing{base: in.base, from: size}
	case begin == 0 && start > 0 || len(line) >= cutLength(line, limit):
		return tailing{base: in.base, from: size, skipping: true, nuls: int64(nuls)}
	}
	return tailing{base: in.base, from: start + int64(begin)}
}

// lastBytes returns the end of the text of a file that has size bytes: with a
// newline in it, or most bytes, or all, and where it begins.
func (in *Input) lastBytes(f handle, size int64, most int) (last []byte, start int64, err error) {
	for n := int64(overrun); ; n *= 4 {
		n = min(n, size, int64(most))
		last = make([]byte, n)
		start = size - n
		if got, err := f.ReadAt(last, in.base+start); err != nil && int64(got) < n {
			return nil, start + int64(got), err
		}
		if n == size || n == int64(most) || bytes.IndexByte(last, '\n') >= 0 {
			return last, start, nil
		}
	}
}
