package chunker

import "bytes"

// Ownership: a window [lo, hi) owns the lines whose first byte lies in it. A
// line begins at 0 and after each '\n', so the lines of a window are found in
// the bytes from lo-1 on: they begin behind the first '\n' in [lo-1, hi-1) and
// end with the first '\n' at or after hi-1. The same goes for the end of a hole
// and the byte before it.

// readWindow fills c with the lines that the window [lo, hi) of a file of size
// bytes owns. read is like io.ReaderAt but for returning, instead of an error,
// fewer bytes where the file ends or cannot be read further; what is lost then
// is read's to report. It is called once, and again only when the last line is
// longer than the overrun, or at a hole. hole is where a hole ends that the
// window begins in, or 0.
func readWindow(c *Chunk, lo, hi, size int64, cutLine int, read func(p []byte, off int64) int) (hole int64) {
	start := max(lo-1, 0)
	want := int(min(hi+min(overrun, hi-lo), size) - start)
	buf := c.grow(0, want)
	n := read(buf[:want], start)

	head := 0
	c.Offset, c.Data, c.Cut = lo, nil, false
	if lo > 0 {
		before := 0
		if z := zeros(buf[:n]); 0 < z && z < min(cutLine, n) {
			before = zerosBefore(start, cutLine-z, read)
		}
		end, byHole := lineEnd(buf[:n], before, cutLine)
		if end < 0 || end > int(hi-lo) {
			return 0 // the whole window lies within a line of an earlier one
		}
		head, c.Offset = end, start+int64(end)
		if byHole {
			hole = c.Offset
		}
	}
	if from := int(hi - 1 - start); from < n { // the byte hi-1
		n = c.readTail(head, from, n, cutLine, start, size, n == want, read)
	}
	c.setTail(c.buf[head:n], cutLine, size)
	return hole
}

// readTail returns where in the chunk's buffer the line ends that the byte from
// is in. Its lines begin at head, and it holds n bytes from the file's byte
// start on. It reads on to the end of the line, of the file, or until the line
// is long enough to be cut.
func (c *Chunk) readTail(head, from, n, cutLine int, start, size int64, more bool, read func([]byte, int64) int) int {
	before := 0
	if c.buf[from] == 0 {
		before = trailingZeros(c.buf[head:from])
	}
	if end, _ := lineEnd(c.buf[from:n], before, cutLine); end >= 0 {
		return from + end
	}
	last := head + lastLine(c.buf[head:from+1], cutLine)
	for more && start+int64(n) < size {
		limit := last + cutLength(c.buf[last:n], cutLine)
		if n >= limit {
			break
		}
		step := max(n-last, overrun) // at least doubles the line
		want := int(min(int64(n+step), int64(limit), size-start))
		buf := c.grow(n, want)
		m := read(buf[n:want], start+int64(n))
		more = m == want-n
		n += m
		if end, _ := lineEnd(buf[from:n], before, cutLine); end >= 0 {
			return from + end
		}
	}
	return n
}

// setTail hands out data, whose last line has no newline perhaps, of a file of
// size bytes.
func (c *Chunk) setTail(data []byte, cutLine int, size int64) {
	data, torn := cutTail(data, cutLine)
	c.Data, c.Cut = data, torn && c.Offset+int64(len(data)) < size
}

// cutTail cuts the last line of data if it has no newline and is too long, and
// leaves it out if it is the beginning of a hole. unfinished says that it has
// no newline and was not cut.
func cutTail(data []byte, cutLine int) (rest []byte, unfinished bool) {
	begin := bytes.LastIndexByte(data, '\n') + 1
	if len(data)-begin >= cutLine {
		begin = lastLine(data, cutLine)
	}
	line := data[begin:]
	switch n := cutLength(line, cutLine); {
	case len(line) >= cutLine && zeros(line) == len(line):
		return data[:begin], false
	case len(line) >= n:
		return data[:begin+n], false
	}
	return data, len(line) > 0
}

// cutLength is to how many bytes a line is cut that begins with line: NULs at its
// beginning, fewer than a hole, are left to it. A byte order mark may stand
// before them.
func cutLength(line []byte, cutLine int) int {
	return min(zeros(bytes.TrimPrefix(line, byteOrderMark)), cutLine) + cutLine
}

// grow returns the chunk's buffer with room for want bytes, the first keep of
// them as they were.
func (c *Chunk) grow(keep, want int) []byte {
	if want > cap(c.buf) {
		bigger := make([]byte, max(want, bufferSize))
		copy(bigger, c.buf[:keep])
		c.buf = bigger
	}
	c.buf = c.buf[:cap(c.buf)]
	return c.buf
}
