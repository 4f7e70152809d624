package chunker

import (
	"bytes"
	"io"
	"slices"
	"time"
)

// Sample returns whole lines, without their line ends, from the head of the
// input, about size bytes of them; and of a large plain file also from its
// middle and its end. The lines are copies. A line that the sample would cut is
// left out, unless the input ends in it, or begins with it and it is longer
// than Options.MaxLine.
//
// Where a stream begins with a long run of NULs, of blank lines or of lines that
// are longer than MaxLine, the lines are those behind it.
//
// Nothing is consumed: what was read of a pipe is kept and handed out by Next.
// For a pipe Sample waits for the first whole line, then for the rest up to a
// second; for one that is followed no longer than until it is silent for a
// while. An error says why there is no more to sample; the lines before it are
// returned with it, and the first Next meets the same error. Of a Source that
// is stopped there is no sample.
//
// It must be called before the first Next. Different inputs may be sampled at
// the same time.
func (in *Input) Sample(size int) ([][]byte, error) {
	if in.source.Stopped() {
		return nil, in.err
	}
	lines, err := in.sample(size)
	if in.source.Stopped() { // it may have ended before its time
		return nil, in.err
	}
	return lines, err
}

func (in *Input) sample(size int) ([][]byte, error) {
	switch {
	case in.err != nil:
		return nil, in.err
	case in.skip:
		return nil, nil
	case in.kind == plain:
		return in.samplePlain(size)
	case in.kind == packed:
		return in.samplePacked(size)
	}
	return in.samplePipe(size)
}

// samplePlain samples a plain file.
func (in *Input) samplePlain(size int) ([][]byte, error) {
	f, err := in.open()
	if err != nil {
		return nil, bare(err)
	}
	defer in.close(f)
	n := int64(size)
	if in.size < 4*n { // small: parts would lie close together
		lines, err := in.sampleAt(f, 0, n)
		if err == nil && n < in.size && !in.telling(lines) {
			return in.sampleAt(f, 0, in.size)
		}
		return lines, err
	}
	var lines [][]byte
	for _, part := range []struct{ off, n int64 }{
		{0, n / 2}, {(in.size - n/4) / 2, n / 4}, {in.size - n/4, n / 4},
	} {
		more, err := in.sampleAt(f, part.off, part.n)
		lines = append(lines, more...)
		if err != nil {
			return lines, err
		}
	}
	return lines, nil
}

// sampleAt samples n bytes of a plain file at off; more if that holds no whole
// line.
func (in *Input) sampleAt(f openFile, off, n int64) ([][]byte, error) {
	start := max(off-1, 0) // the byte before tells whether a line begins at off
	n = max(n, 1) + off - start
	for {
		n = min(n, in.size-start)
		buf := make([]byte, n)
		got, err := f.ReadAt(buf, in.base+start)
		atEnd := err == io.EOF || start+int64(got) == in.size
		if err == io.EOF {
			err = nil
		}
		if err != nil {
			err = &ReadError{Offset: in.base + start + int64(got), Err: bare(err)}
		}
		data := buf[:got]
		if off > 0 {
			data = data[bytes.IndexByte(data, '\n')+1:]
			if len(data) == got {
				data = nil // all within one line
			}
		}
		if lines := in.split(data, atEnd); len(lines) > 0 || atEnd || err != nil || n > int64(in.source.opt.cutLine()) {
			return lines, err
		}
		n *= 4
	}
}

// samplePacked samples a compressed file, or one without a size.
func (in *Input) samplePacked(size int) ([][]byte, error) {
	f, err := in.open()
	if err != nil {
		return nil, bare(err)
	}
	defer in.close(f)
	r := newRaw(in, f)
	r.done = nil // it will be read again
	t := openText(in.name, r)
	buf, err := readHead(t, nil, size, in.source.opt.cutLine(), nil)
	if err != nil {
		return in.split(buf, true), t.damage
	}
	lines := in.split(buf, false)
	switch {
	case in.telling(lines):
		return lines, nil
	case in.source.kept.Add(1) <= keptStreams:
		return in.samplePipe(size) // so that a hole of gigabytes is not inflated twice
	}
	st := &stream{in: in, text: t, carry: buf, read: int64(len(buf)), sampled: true}
	if behind := st.sampleBehind(func() bool { return false }); behind != nil {
		lines = behind
	}
	return lines, t.damage
}

// samplePipe samples a stream that is read only once, and keeps what it read
// for fill.
func (in *Input) samplePipe(size int) ([][]byte, error) {
	in.source.mu.Lock()
	if in.stream == nil {
		in.stream = newStream(in)
	}
	st := in.stream
	in.source.mu.Unlock()
	if err := st.begin(); err != nil {
		return nil, err
	}
	var patience time.Time // when to stop waiting for more
	ready := func(whole bool) bool {
		if !whole {
			return true
		}
		now := time.Now()
		if patience.IsZero() {
			patience = now.Add(samplePatience)
		}
		until := patience
		if quiet := now.Add(sampleQuiet); in.source.opt.Follow && quiet.Before(until) {
			until = quiet
		}
		for !in.source.stop.Load() {
			left := time.Until(until)
			if st.text.ready(max(0, min(left, stopLatency))) {
				return true
			}
			if left <= 0 {
				return false
			}
		}
		return false
	}
	before := len(st.carry)
	buf, err := readHead(st.text, st.carry, size, in.source.opt.cutLine(), ready)
	st.carry = buf
	st.read += int64(len(buf) - before)
	if err != nil {
		return in.split(bytes.Clone(buf), true), st.text.damage
	}
	lines := in.split(bytes.Clone(buf), false)
	if len(buf) < size || in.telling(lines) {
		return lines, nil
	}
	if behind := st.sampleBehind(func() bool { return !ready(true) }); behind != nil {
		lines = behind
	}
	return lines, st.text.damage
}

// sampleBehind samples a stream whose first bytes, which are in st.carry, tell
// nothing. It makes pieces of it for fill until one does, and returns the lines
// of that one, or nil; of a hole or a long line each is cut, so they hold little
// of it. hurry is as in readPiece.
func (st *stream) sampleBehind(hurry func() bool) [][]byte {
	for !st.earlyLast && len(st.early) < earlyPieces {
		var p piece
		p, st.earlyLast = st.readPiece(nil, hurry)
		st.early = append(st.early, p)
		if void(p.data) {
			continue
		}
		if lines := st.in.split(bytes.Clone(p.data), true); st.in.telling(lines) {
			return lines
		}
	}
	return nil
}

// telling reports whether any of lines can tell what kind of lines they are: it
// is neither blank nor longer than MaxLine.
func (in *Input) telling(lines [][]byte) bool {
	return slices.ContainsFunc(lines, func(line []byte) bool {
		return len(bytes.TrimLeft(line, "\x00")) <= in.source.opt.MaxLine && !void(line)
	})
}

// void reports whether there is nothing but blanks, line ends and NULs in p, and
// perhaps a byte order mark before them.
func void(p []byte) bool {
	return len(bytes.TrimLeft(bytes.TrimPrefix(p, byteOrderMark), "\x00 \t\r\n")) == 0
}

// readHead appends to buf from r until it has size bytes and a whole line, or
// most bytes, or r ends with an error, or ready says that there is no more at
// present; it is told whether buf holds a whole line and may be nil.
func readHead(r io.Reader, buf []byte, size, most int, ready func(whole bool) bool) ([]byte, error) {
	whole := bytes.IndexByte(buf, '\n') >= 0
	for len(buf) < size || !whole && len(buf) < most {
		if ready != nil && !ready(whole) {
			return buf, nil
		}
		n := len(buf)
		buf = slices.Grow(buf, max(size-n, overrun))
		m, err := r.Read(buf[n:cap(buf)])
		buf = buf[:n+m]
		whole = whole || bytes.IndexByte(buf[n:], '\n') >= 0
		if err != nil {
			return buf, err
		}
	}
	return buf, nil
}

// split returns the lines of data without their line ends; the last one only if
// it is whole, or the input ends with it, or it is all there is and too long to
// wait for its end.
func (in *Input) split(data []byte, atEnd bool) [][]byte {
	if most := in.source.opt.cutLine(); !atEnd && len(data) >= most && bytes.IndexByte(data, '\n') < 0 {
		return [][]byte{data[:most:most]}
	}
	lines := make([][]byte, 0, bytes.Count(data, []byte("\n"))+1)
	for len(data) > 0 {
		i := bytes.IndexByte(data, '\n')
		if i < 0 {
			if !atEnd {
				return lines
			}
			return append(lines, data)
		}
		line := data[:i:i]
		lines = append(lines, bytes.TrimSuffix(line, []byte("\r")))
		data = data[i+1:]
	}
	return lines
}
