package chunker

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync/atomic"
)

// A file is a plain regular file in work. Its windows are read by any number of
// goroutines at once.
type file struct {
	in     *Input
	f      handle
	mapped mapping // nil: read with pread
	size   int64   // when it was looked at or opened, the greater one; what the file grew since is not read
	part   extent  // whose lines are handed out, within size
	window int64
	head   []byte  // fingerprint of what it held at opening
	behind tailing // where a followed file goes on behind size
	relay  relay

	// end is where the file was found to end while it was read, at most size.
	end atomic.Int64

	// Guarded by Source.mu.
	next int64 // index of the next window, from part.lo on
	busy int   // windows being read
}

// readyFile readies the windows of a plain file.
func readyFile(in *Input) (*file, error) {
	f, err := in.open()
	if err != nil {
		return nil, bare(err)
	}
	info, err := f.Stat()
	if err != nil {
		in.close(f)
		return nil, bare(err)
	}
	opt := &in.source.opt
	// One that shrank since it was looked at is read as one that shrinks while
	// it is read: its last line may be torn.
	pf := &file{in: in, f: f, size: max(info.Size()-in.base, in.size)}
	if in.reopens() {
		pf.f = reopened{in, info}
		defer in.close(f)
	}
	if opt.Follow {
		pf.behind = in.wholeLines(f, max(info.Size()-in.base, 0))
		pf.behind.info, pf.size = info, pf.behind.from
	}
	pf.end.Store(pf.size)
	pf.relay.turn.L = &pf.relay.mu
	pf.part = in.part(pf.size)
	if !sameFile(info, in.info) {
		if in.ranged != nil {
			pf.close()
			return nil, errOther
		}
		pf.part = extent{0, pf.size} // what Narrow was told was of another file
	}
	pf.window = opt.windowSize(pf.part.hi - pf.part.lo)
	pf.head = make([]byte, min(pf.size, fingerprintSize))
	n, _ := f.ReadAt(pf.head, in.base) // what fails here fails again with the first window
	pf.head = pf.head[:n]
	// Mapping a file and unmapping it costs more than one read.
	if opt.IO == Mmap || opt.IO == Auto && pf.windows() > 1 {
		pf.mapped = mapFile(in, info, pf.head)
	}
	if in.directives != nil {
		pf.relay.head = pf.headBefore()
	}
	return pf, nil
}

// mapFile maps the file that was opened as info says, or returns nil if that
// cannot be done. The mmap package opens by name, so what it got may be another
// file that has taken the name since: log rotation does that.
func mapFile(in *Input, info os.FileInfo, head []byte) mapping {
	if in.name == "-" {
		return nil
	}
	system := in.source.opt.system
	m, err := system.mapped(in.name)
	if err != nil {
		return nil
	}
	now, err := system.stat(in.name)
	if err != nil || !sameFile(info, now) || int64(m.Len()) < info.Size() || !holds(m, head) {
		m.Close()
		return nil
	}
	return m
}

// holds reports whether the mapping begins with head.
func holds(m mapping, head []byte) bool {
	got := make([]byte, len(head))
	n, ok := copyMapped(m, got, 0)
	return ok && bytes.Equal(got[:n], head)
}

// windows returns how many windows the file has.
func (f *file) windows() int64 { return (f.part.hi - f.part.lo + f.window - 1) / f.window }

// drained reports whether all windows were handed out. A file that shrank has
// none behind its new end. Source.mu is held.
func (f *file) drained() bool {
	return f.next >= f.windows() || f.part.lo+f.next*f.window >= f.end.Load()
}

// read fills c with the lines of window i.
func (f *file) read(c *Chunk, i int64) {
	lo := f.part.lo + i*f.window
	hi := min(lo+f.window, f.part.hi)
	c.Input, c.File, c.Head = f.in.index, 0, nil
	var found []byte
	if d := f.in.directives; d != nil { // the turn of this window passes whatever panics: others may be waiting for it
		defer func() { c.Head = f.relay.pass(i, d, found) }()
	}
	if hole := readWindow(c, lo, hi, f.size, f.in.source.opt.cutLine(), f.readAt); hole > 0 {
		f.noteHole(hole)
	}
	c.Data = slices.Clip(c.Data)
	if d := f.in.directives; d != nil {
		found = d.in(c.Data, c.Offset)
	}
	c.Bytes = max(min(hi, f.end.Load())-lo, 0)
	f.in.source.done.Add(hi - lo)
}

// readAt fills p from the file's byte off and returns how much it got: less
// than len(p) only if the file ends before its size, or cannot be read. The
// first is found again by finish, the second is reported here.
func (f *file) readAt(p []byte, off int64) int {
	if f.mapped != nil {
		if n, ok := copyMapped(f.mapped, p, f.in.base+off); ok && n == len(p) && !f.endedWithin(p, off) {
			return n
		}
	}
	// The page could not be had through the mapping because the file shrank
	// or the disk failed. Reading tells which, and yields the bytes before.
	n, err := f.f.ReadAt(p, f.in.base+off)
	switch {
	case n == len(p):
	case err == nil || err == io.EOF:
		f.endsAt(off + int64(n))
	case f.in.source.stop.Load(): // which may have ended the read
	default:
		f.in.source.report(f.in.index, &ReadError{Offset: f.in.base + off + int64(n), Err: bare(err)})
	}
	return n
}

// endedWithin reports whether the file ends within p, which was copied from its
// byte off. A mapping reads as zeros from there to the end of the page without
// any fault, so only a p with a NUL at its end is worth asking.
func (f *file) endedWithin(p []byte, off int64) bool {
	if len(p) == 0 || p[len(p)-1] != 0 {
		return false
	}
	info, err := f.f.Stat()
	return err != nil || info.Size() < f.in.base+off+int64(len(p))
}

// endsAt notes that the file ends at off.
func (f *file) endsAt(off int64) {
	for {
		end := f.end.Load()
		if off >= end || f.end.CompareAndSwap(end, off) {
			return
		}
	}
}

// copyMapped copies from a mapping. A page that is gone, because the file was
// truncated or its disk failed, raises SIGBUS: ok is false then.
func copyMapped(m mapping, p []byte, off int64) (n int, ok bool) {
	old := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(old)
		if fault := recover(); fault != nil {
			if _, isFault := fault.(interface{ Addr() uintptr }); !isFault {
				panic(fault)
			}
			if _, isRuntime := fault.(runtime.Error); !isRuntime {
				panic(fault)
			}
			n, ok = 0, false
		}
	}()
	n, err := m.ReadAt(p, off)
	return n, err == nil
}

// finish compares the file with what it was when it was opened, after the last
// window, and closes it.
func (f *file) finish() {
	defer f.close()
	f.compare()
}

// compare compares the file with what it was when it was opened.
func (f *file) compare() {
	if f.in.source.stop.Load() {
		return // it was not read to its end anyhow
	}
	if _, err := f.f.Stat(); err != nil {
		if end := f.end.Load(); end < f.size {
			f.reportShrunk(f.in.base + end)
		}
		return // a reopened one lost its name, but nothing more of it is missing
	}
	if last := make([]byte, 1); f.part.lo < f.part.hi && f.part.hi == f.size && f.readAt(last, f.size-1) == 1 && last[0] == 0 {
		f.noteHole(f.size)
	}
	// First the head, then the size: a file that shrinks in between has shrunk.
	now := make([]byte, len(f.head))
	n, headErr := f.f.ReadAt(now, f.in.base)
	info, err := f.f.Stat()
	switch {
	case err != nil:
	case info.Size() < f.in.base+f.size:
		f.reportShrunk(info.Size())
	case headErr != nil && headErr != io.EOF: // reported when it was read
	case f.end.Load() < f.size || !bytes.Equal(now[:n], f.head):
		f.in.source.report(f.in.index, errors.New("was rewritten while being read; counts are partial"))
	case f.in.resumed != nil && !f.in.resumed.holds(f.f):
		f.in.source.report(f.in.index, errRewritten)
	}
}

// reportShrunk says that the file has only so many bytes left.
func (f *file) reportShrunk(size int64) {
	f.in.source.report(f.in.index, fmt.Errorf("shrank from %d to %d bytes while being read; counts are partial",
		f.in.base+f.size, size))
}

// close unmaps and closes the file.
func (f *file) close() {
	f.unmap()
	f.in.close(f.f)
}

// unmap lets go of the mapping, if there is one.
func (f *file) unmap() {
	if f.mapped != nil {
		f.mapped.Close() // unmapping what was mapped does not fail
		f.mapped = nil
	}
}
