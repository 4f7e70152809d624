package chunker

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// errNotPlain is why a part of an input cannot be read on its own.
var errNotPlain = errors.New("a pipe can only be read from its beginning")

// errOther is why no part of a file is read: the offsets were those of another
// file.
var errOther = errors.New("was replaced by another file while being opened; nothing of it is read")

// Range makes the input hand out exactly the lines whose first byte lies in
// [lo, hi), which need not be where lines begin, so that ranges which cover a
// file hand out each of its lines once. Offsets stay those of the input, and a
// hi behind its end stands for the end that it had when it was last looked at.
// Chunks have the Head that they have when all is read.
//
// Unlike Narrow, which is for lines that nobody needs, it fails where that
// cannot be done: only plain files are read from anywhere, and not behind their
// ends. All of an input is a range of any. A file that has taken the name since
// Open is not read.
//
// It must be called before the first Next; for different inputs at the same time
// if need be.
func (in *Input) Range(lo, hi int64) error {
	switch {
	case lo < 0 || hi < lo:
		panic("bug: a range that ends before it begins")
	case in.out() || lo == 0 && hi == math.MaxInt64:
		return nil
	case in.kind == piped:
		return errNotPlain
	case in.kind != plain && in.compression != "":
		return fmt.Errorf("compressed by %s, it can only be read from its beginning", in.compression)
	case lo > in.size:
		return fmt.Errorf("has %s bytes, and none from %s on", thousands(in.size), thousands(lo))
	case in.kind != plain: // it has no size; of one in /proc nobody knows where anything stands
		return nil
	}
	in.source.mu.Lock()
	defer in.source.mu.Unlock()
	in.ranged = &extent{lo, min(hi, in.size)}
	in.source.total = sumSizes(in.source.inputs)
	return nil
}

// Part returns what is to be read of a plain file, by the size that it had when
// it was last looked at: all, or what Range and Narrow leave of it.
func (in *Input) Part() (lo, hi int64) {
	part := in.part(in.size)
	return part.lo, part.hi
}

// RawSize returns how many bytes a file had when it was last looked at, of a
// compressed one as it is; 0 of what has no size.
func (in *Input) RawSize() int64 { return in.size }

// headBefore returns the directives in force where the part begins that is read
// of the file. It reads backwards, for where they stand is not known: windows
// have the same directives whichever way they are gone through, and the nearest
// of each prefix is in force.
func (f *file) headBefore() (head []byte) {
	d, opt := f.in.directives, &f.in.source.opt
	window := opt.windowSize(f.part.lo)
	var c Chunk
	for hi := f.part.lo; hi > 0 && !d.complete(head) && !f.in.source.stop.Load(); {
		lo := max(hi-window, 0)
		readWindow(&c, lo, hi, f.size, opt.cutLine(), f.readAt)
		head = d.after(d.in(c.Data, c.Offset), head)
		hi = lo
	}
	return slices.Clip(head) // chunks share it
}
