package chunker

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// A stream cuts what can only be read from beginning to end. One goroutine
// calls fill; in between lies a ring of filled buffers.
type stream struct {
	in   *Input
	f    openFile
	text *text
	tail *tail // instead of text for a followed file

	carry    []byte // text read but not handed out: no whole line, unless Sample left it here
	read     int64  // bytes of text read
	given    int64  // bytes of text handed out, or dropped from the end of a cut line
	skipping bool   // what comes is the rest of a cut line
	nuls     int64  // while skipping: the NULs just before what comes; else 0
	head     []byte // the directives in force behind the last piece given
	whole    bool   // it was read to its end, or as far as it can be

	early     []piece // made by Sample, not yet given
	earlyLast bool    // behind them the stream has ended
	sampled   bool    // it is only sampled, and will be read again

	// Guarded by Source.mu.
	full  []piece   // filled, not yet taken; at most ringSize
	ended bool      // no more pieces will come
	room  sync.Cond // full has room
}

// A piece is a chunk of a stream in the making.
type piece struct {
	buf           []byte // memory
	data          []byte // whole lines in buf
	head          []byte // as in Chunk
	offset, bytes int64  // as in Chunk
	cut           bool   // as in Chunk
	file          int    // as in Chunk
}

func newStream(in *Input) *stream {
	st := &stream{in: in}
	st.room.L = &in.source.mu
	return st
}

// begin opens the stream and finds out how it is compressed, which may wait for
// its first bytes. Sample may have done so before.
func (st *stream) begin() error {
	if st.text != nil {
		return nil
	}
	f, err := st.in.open()
	if err != nil {
		return bare(err)
	}
	r := newRaw(st.in, f)
	if st.f = f; st.in.reopens() {
		info, err := f.Stat()
		st.close()
		if err != nil {
			return bare(err)
		}
		r.r = io.NewSectionReader(reopened{st.in, info}, st.in.base, 1<<62)
	}
	st.text = openText(st.in.name, r)
	s := st.in.source
	s.mu.Lock()
	st.in.compression = st.text.format.name()
	s.mu.Unlock()
	return st.resume()
}

// close closes the stream's file. It may be called more than once.
func (st *stream) close() {
	if st.f != nil {
		st.in.close(st.f)
		st.f = nil
	}
}

// run fills buffers until the stream ends or is stopped.
func (st *stream) run() {
	s := st.in.source
	if err := st.begin(); err != nil {
		st.whole = true
		s.report(st.in.index, err)
		return
	}
	for end := false; !end; {
		s.mu.Lock()
		for len(st.full) >= ringSize && !s.stop.Load() {
			st.room.Wait()
		}
		buf := s.takeSpare()
		s.mu.Unlock()
		if s.stop.Load() {
			return
		}
		var p piece
		p, end = st.fill(buf)
		s.mu.Lock()
		if p.bytes > 0 {
			st.full = append(st.full, p)
			s.work.Signal()
		}
		s.mu.Unlock()
	}
	st.finish()
}

// finish reports what was wrong with the stream when it has ended.
func (st *stream) finish() {
	if damage := st.text.damage; damage != nil {
		st.in.source.report(st.in.index, damage)
	}
}

// fill returns the next piece of whole lines, and whether it is the last: then
// it ends with the stream, in an unfinished line perhaps. What Sample made comes
// first.
func (st *stream) fill(buf []byte) (p piece, end bool) {
	if len(st.early) > 0 {
		p, st.early = st.early[0], st.early[1:]
		end = st.earlyLast && len(st.early) == 0
	} else {
		p, end = st.readPiece(buf, st.hurry)
	}
	p.head = st.head
	if d := st.in.directives; d != nil {
		st.head = d.after(st.head, d.in(p.data, p.offset))
	}
	return p, end
}

// readPiece reads on and returns a piece and whether it is the last. Its
// directives are not looked for.
//
// A piece goes out when its buffer is full. From a pipe it goes out before, as
// soon as it holds a whole line, nothing more can be read at once and a worker
// waits for it, which is what hurry says: so a trickle is handed out line by
// line, and a torrent in buffers as large as the workers leave time for.
func (st *stream) readPiece(buf []byte, hurry func() bool) (p piece, end bool) {
	opt := &st.in.source.opt
	limit := opt.cutLine()
	window := opt.streamWindow()
	buf = resize(buf, 0, max(window, len(st.carry)+1))
	n := copy(buf, st.carry)
	paused := false
	whole := bytes.LastIndexByte(buf[:n], '\n') + 1
	for {
		if n == len(buf) && whole == 0 {
			whole = lastLine(buf, limit)
		}
		if whole > 0 && (n == len(buf) || hurry()) {
			break
		}
		if n == len(buf) {
			most := cutLength(buf, limit)
			if n >= most {
				break
			}
			buf = resize(buf, n, min(2*n, most))
		}
		m, err := st.readText(buf[n:])
		st.read += int64(m)
		if st.skipping {
			m = st.skip(buf, m)
		}
		if i := bytes.LastIndexByte(buf[n:n+m], '\n'); i >= 0 {
			whole = n + i + 1
		}
		n += m
		if paused = err == errLater; paused {
			break
		}
		st.whole = err != nil && (st.tail != nil || st.text.raw.err != errStopped)
		if end = err != nil || st.in.source.stop.Load(); end {
			break
		}
	}
	keep := whole // bytes of buf that go out
	switch {
	case end && st.waits(): // the line at hand may get one in the next run
	case end:
		keep = n
		st.count(buf[:n])
		st.noteHole(st.read)
	case whole == 0 && paused: // the line at hand has no end yet
	case whole == 0:
		keep, st.skipping = n, true
		st.count(buf[:n])
	case buf[whole-1] == 0:
		st.count(buf[:whole])
		st.noteHole(st.read - int64(n-whole))
	}
	data, unfinished := cutTail(buf[:keep], limit)
	p = piece{buf: buf, data: data, offset: st.read - int64(n)}
	p.cut = end && st.broken() && unfinished
	st.carry = append(st.carry[:0], buf[keep:n]...)
	p.bytes = st.read - int64(len(st.carry)) - st.given
	st.given += p.bytes
	if r := st.in.resumed; r != nil && !st.sampled {
		r.end = st.given
	}
	return p, end
}

// readText reads on. With errLater there is no more at present.
func (st *stream) readText(p []byte) (int, error) {
	if st.tail != nil {
		return st.tail.Read(p)
	}
	return st.text.Read(p)
}

// broken reports whether the stream, which has ended, may have had more text to
// give. Bytes ignored behind compressed data may once have been more of it.
func (st *stream) broken() bool {
	if st.tail != nil {
		return st.tail.torn
	}
	return st.text.damage != nil || st.in.source.stop.Load()
}

// skip drops the rest of a cut line from the m bytes just read into buf, and
// returns how many are left at its front. A cut line ends with a newline or a
// hole.
func (st *stream) skip(buf []byte, m int) int {
	limit := st.in.source.opt.cutLine()
	end, byHole := lineEnd(buf[:m], int(min(st.nuls, int64(limit))), limit)
	if end < 0 {
		st.count(buf[:m])
		return 0
	}
	if byHole {
		st.count(buf[:end])
		st.noteHole(st.read - int64(m-end))
	}
	st.nuls, st.skipping = 0, false
	return copy(buf, buf[end:m])
}

// count counts the NULs just before what comes behind p.
func (st *stream) count(p []byte) {
	n := trailingZeros(p)
	if n < len(p) {
		st.nuls = 0
	}
	st.nuls += int64(n)
}

// hurry reports whether the whole lines at hand should go out although the
// buffer has room: more would have to be waited for, and a worker is idle.
func (st *stream) hurry() bool {
	s := st.in.source
	if st.tail != nil { // which knows when there is no more
		return false
	}
	if s.opt.inline() {
		return !st.text.ready(0)
	}
	for wait := time.Duration(0); !st.text.ready(wait); wait = idleLatency {
		s.mu.Lock()
		idle := s.waiting > 0 && len(st.full) == 0
		s.mu.Unlock()
		if idle || s.stop.Load() {
			return true
		}
	}
	return false
}

// resize returns buf with length n and its first keep bytes as they were.
func resize(buf []byte, keep, n int) []byte {
	if n <= cap(buf) {
		return buf[:n]
	}
	bigger := make([]byte, n, max(n, bufferSize))
	copy(bigger, buf[:keep])
	return bigger
}
