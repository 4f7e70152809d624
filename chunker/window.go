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
// longer than the overrun.
func readWindow(c *Chunk, lo, hi, size int64, cutLine int, read func(p []byte, off int64) int) {
	start := max(lo-1, 0)
	want := int(min(hi+min(overrun, hi-lo), size) - start)
	buf := c.grow(0, want)
	n := read(buf[:want], start)
	more := n == want

	head := 0
	c.Offset, c.Data = lo, nil
	if lo > 0 {
		i := bytes.IndexByte(buf[:min(n, int(hi-lo))], '\n')
		if i < 0 {
			return // the whole window lies within a line of an earlier one
		}
		head = i + 1
		c.Offset = start + int64(head)
	}
	from := int(hi - 1 - start) // of the byte hi-1
	if n <= from {
		c.Data = cutTail(buf[head:n], cutLine)
		return
	}
	if i := bytes.IndexByte(buf[from:n], '\n'); i >= 0 {
		c.Data = buf[head : from+i+1]
		return
	}

	// The last line is longer than what was read: read on, in steps that
	// double, to its end or to where it is cut.
	last := head + bytes.LastIndexByte(buf[head:from], '\n') + 1
	limit := last + cutLine
	for more && n < limit && start+int64(n) < size {
		step := max(n-last, overrun)
		want = int(min(int64(n+step), int64(limit), size-start))
		buf = c.grow(n, want)
		m := read(buf[n:want], start+int64(n))
		more = m == want-n
		if i := bytes.IndexByte(buf[n:n+m], '\n'); i >= 0 {
			c.Data = buf[head : n+i+1]
			return
		}
		n += m
	}
	c.Data = buf[head:min(n, limit)]
}

// cutTail cuts the last line of data to cutLine bytes if it has no newline.
func cutTail(data []byte, cutLine int) []byte {
	last := bytes.LastIndexByte(data, '\n') + 1
	return data[:min(len(data), last+cutLine)]
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
