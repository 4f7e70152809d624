package chunker

import "bytes"

// Ownership: a window [lo, hi) owns the lines whose first byte lies in it. A
// line begins at 0 and after each '\n', so the lines of a window are found in
// the bytes from lo-1 on: they begin behind the first '\n' in [lo-1, hi-1) and
// end with the first '\n' at or after hi-1.

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
		own := buf[:min(n, int(hi-lo))]
		head = bytes.IndexByte(own, '\n') + 1
		if n > 0 && buf[0] == 0 {
			if end, ok := holeEnd(buf[:n], 0, cutLine, start, read); ok && end <= int(hi-lo) {
				head, hole = end, start+int64(end)
			}
		}
		if head == 0 {
			return 0 // the whole window lies within a line of an earlier one
		}
		c.Offset = start + int64(head)
	}
	from := int(hi - 1 - start) // of the byte hi-1
	if n <= from {
		c.setTail(buf[head:n], cutLine, size)
		return hole
	}
	if buf[from] == 0 {
		if end, ok := holeEnd(buf[:n], from, cutLine, start, read); ok {
			c.setTail(buf[head:end], cutLine, size)
			return hole // the window that this one ends in goes on behind it
		}
	}
	if i := bytes.IndexByte(buf[from:n], '\n'); i >= 0 {
		c.Data = buf[head : from+i+1]
		return hole
	}
	last := head + bytes.LastIndexByte(buf[head:from], '\n') + 1
	n = c.extend(n, last, last+cutLine, start, size, n == want, read)
	c.setTail(c.buf[head:n], cutLine, size)
	return hole
}

// setTail hands out data, whose last line has no newline perhaps, of a file of
// size bytes.
func (c *Chunk) setTail(data []byte, cutLine int, size int64) {
	c.Data = cutTail(data, cutLine)
	c.Cut = unfinished(c.Data, cutLine) && c.Offset+int64(len(c.Data)) < size
}

// unfinished reports whether the last line of data has no newline, and not
// because it was cut to cutLine bytes.
func unfinished(data []byte, cutLine int) bool {
	n := len(data) - (bytes.LastIndexByte(data, '\n') + 1)
	return 0 < n && n < cutLine
}

// extend reads on behind the first n bytes of the chunk's buffer, which begins
// at the file's byte start, to the end of the line that begins at last, or to
// limit or the end of the file. It returns where that is in the buffer.
func (c *Chunk) extend(n, last, limit int, start, size int64, more bool, read func([]byte, int64) int) int {
	for more && n < limit && start+int64(n) < size {
		step := max(n-last, overrun) // at least doubles the line
		want := int(min(int64(n+step), int64(limit), size-start))
		buf := c.grow(n, want)
		m := read(buf[n:want], start+int64(n))
		more = m == want-n
		if i := bytes.IndexByte(buf[n:n+m], '\n'); i >= 0 {
			return n + i + 1
		}
		n += m
	}
	return n
}

// cutTail cuts the last line of data to cutLine bytes if it has no newline, and
// leaves it out if it is the beginning of a hole.
func cutTail(data []byte, cutLine int) []byte {
	last := bytes.LastIndexByte(data, '\n') + 1
	if len(data)-last < cutLine {
		return data
	}
	if zeros(data[last:last+cutLine]) == cutLine {
		return data[:last]
	}
	return data[:last+cutLine]
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
