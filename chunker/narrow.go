package chunker

import "math"

// extent is a range of the bytes of an input, hi not included, lo at least 0.
type extent struct{ lo, hi int64 }

// within returns the part of e that lies in other: an empty one of other if there
// is none.
func (e extent) within(other extent) extent {
	lo := min(max(e.lo, other.lo), other.hi)
	return extent{lo, max(lo, min(e.hi, other.hi))}
}

// Narrow makes the input hand out only the lines whose first byte lies in
// [lo, hi), which need not be where lines begin. Offsets stay those of the
// input, and a hi behind its end stands for the end, wherever that is when the
// input is opened for reading.
//
// It reports whether that can be done: only plain files are read from anywhere,
// and not those whose chunks have a Head, which is made of all that stands
// before. A file that has taken the name since Open is read whole.
//
// It must be called before the first Next, and not before a Direct; for
// different inputs at the same time if need be.
func (in *Input) Narrow(lo, hi int64) bool {
	if in.out() || in.kind != plain || in.directives != nil {
		return false
	}
	in.source.mu.Lock()
	defer in.source.mu.Unlock()
	in.narrowed = &extent{max(lo, 0), hi}
	in.source.total = sumSizes(in.source.inputs)
	return true
}

// From returns the offset that Range and Narrow leave out all lines before, or
// 0.
func (in *Input) From() int64 { return in.part(math.MaxInt64).lo }

// part returns what is to be read of the input if it has size bytes.
func (in *Input) part(size int64) extent {
	part := extent{0, size}
	for _, e := range []*extent{in.ranged, in.narrowed} {
		if e != nil {
			part = e.within(part)
		}
	}
	return part
}

// Size returns how many bytes a plain file had when it was last looked at. It
// is false for all that is read as a stream.
func (in *Input) Size() (bytes int64, ok bool) {
	if in.err != nil || in.kind != plain {
		return 0, false
	}
	return in.size, true
}

// A Peek reads lines at any place of a plain file, for whoever looks for
// something in it before it is read. It consumes nothing and is for one
// goroutine. It holds a descriptor until it is closed.
type Peek struct {
	in   *Input
	f    openFile
	c    Chunk
	read int64
}

// Peek opens a plain file for a look. It returns nil if that cannot be done, or
// if another file has taken the name since Open: reading tells the reason.
func (in *Input) Peek() *Peek {
	if in.out() || in.kind != plain {
		return nil
	}
	f, err := in.open()
	if err != nil {
		return nil
	}
	if info, err := f.Stat(); err != nil || !sameFile(info, in.info) {
		in.close(f)
		return nil
	}
	return &Peek{in: in, f: f}
}

// Lines returns the lines whose first byte lies in [lo, hi), as a chunk would
// have them, and the offset of the first. There are none if what is there
// cannot be read. They are valid until the next call.
func (p *Peek) Lines(lo, hi int64) (lines []byte, offset int64) {
	at := extent{lo, hi}.within(extent{0, p.in.size})
	if at.lo == at.hi {
		return nil, at.lo
	}
	readWindow(&p.c, at.lo, at.hi, p.in.size, p.in.source.opt.cutLine(), p.readAt)
	return p.c.Data, p.c.Offset
}

// readAt fills b from the file's byte off and returns how much it got.
func (p *Peek) readAt(b []byte, off int64) int {
	n, _ := p.f.ReadAt(b, p.in.base+off) // what fails here fails again when it is read in earnest
	p.read += int64(n)
	return n
}

// Read returns how many bytes were read so far.
func (p *Peek) Read() int64 { return p.read }

// Close lets go of the file.
func (p *Peek) Close() { p.in.close(p.f) }
