package chunker

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// A log that was read before may be read on from where that ended: Resume. Its
// last line is not handed out before it has its end, for it may be being
// written; Reached tells where the next reading begins.

// errRewritten is why nothing of a resumed input may be counted.
var errRewritten = errors.New("was rewritten or replaced while being read")

// resumption is where reading goes on in an input.
type resumption struct {
	from  int64                  // in the text
	holds func(io.ReaderAt) bool // of a plain file
	end   int64                  // where what was handed out ends; -1 before it is known
}

// Resume makes the input, a regular file, hand out the lines of its text from
// the offset from on, where one must begin. A last line without a '\n' is left
// out. Of a plain file that is done by to, which must lie behind a '\n' or be
// from; holds is asked when all is read whether the file still is what it was.
//
// What is wrong with a plain file that is resumed is among the problems, and
// means that lines may be missing or doubtful anywhere in it. A compressed file
// with a problem was read to Reached, and no further.
//
// It must be called before the first Next and before Sample; for different
// inputs at the same time if need be.
func (in *Input) Resume(from, to int64, holds func(io.ReaderAt) bool) error {
	if in.out() {
		return nil
	}
	if in.kind == piped {
		return errNotPlain
	}
	in.resumed = &resumption{from: from, holds: holds, end: -1}
	if in.kind == packed {
		return nil
	}
	in.resumed.end = to
	return in.Range(from, to)
}

// Reached returns where the whole lines of a resumed input end that were handed
// out. It is false if a compressed one could not be read from where it was to
// be. It must be called behind the last Next.
func (in *Input) Reached() (offset int64, ok bool) { return in.resumed.end, in.resumed.end >= 0 }

// Beginning returns up to n of the first bytes of the text of a regular file: as
// many as there are, whatever is wrong with what is compressed. An error says why
// the file could not be read, or that it is another one by now. Nothing is
// consumed.
func (in *Input) Beginning(n int) ([]byte, error) {
	f, err := in.open()
	if err != nil {
		return nil, bare(err)
	}
	defer in.close(f)
	if info, err := f.Stat(); err != nil || !os.SameFile(info, in.info) {
		return nil, errRewritten
	}
	p := make([]byte, n)
	if in.kind == plain {
		n, err = f.ReadAt(p, in.base)
		if err == io.EOF {
			err = nil
		}
		return p[:n], err
	}
	r := newRaw(in, f)
	r.done = nil // it will be read again
	n, _ = io.ReadFull(openText(in.name, r), p)
	if r.err != nil && r.err != io.EOF {
		return nil, r.err
	}
	return p[:n], nil
}

// Info describes the input as it was found by Open; nil if that failed.
func (in *Input) Info() fs.FileInfo { return in.info }

// ReadAt is io.ReaderAt's.
func (p *Peek) ReadAt(b []byte, off int64) (int, error) {
	n, err := p.f.ReadAt(b, p.in.base+off)
	p.read += int64(n)
	return n, err
}

// resume drops the text before the place where reading goes on.
func (st *stream) resume() error {
	r := st.in.resumed
	if r == nil {
		return nil
	}
	if info, err := st.f.Stat(); err != nil || !os.SameFile(info, st.in.info) {
		return errRewritten
	}
	n, _ := io.CopyN(io.Discard, st.text, r.from) // what is wrong with the text is said when it has ended
	if n < r.from && st.text.damage == nil && !st.in.source.stop.Load() {
		return fmt.Errorf("has %s bytes of text, fewer than the %s that were read before", thousands(n), thousands(r.from))
	}
	st.read, st.given, r.end = r.from, r.from, r.from
	return nil
}

// waits reports whether a last line of the stream that has no end is kept back.
// Of one that is too long the beginning is handed out already.
func (st *stream) waits() bool { return st.in.resumed != nil && !st.skipping }
