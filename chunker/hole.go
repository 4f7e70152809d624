package chunker

import (
	"bytes"
	"fmt"
	"strconv"
)

// A hole is a run of at least Options.MaxLine+2 NULs. Log rotation by copying
// and truncating leaves one, of any size, where the server goes on writing at
// its old offset. What stands behind a hole would be the end of a line that is
// too long; it is a line of its own, and the hole is left out. Shorter runs, and
// longer ones within a window that is larger than MaxLine, are bytes like others.

// HoleNote says that a hole was left out.
type HoleNote struct {
	Offset int64 // of the first NUL, in the (decompressed) bytes of the input
	Bytes  int64
}

func (e *HoleNote) Error() string {
	return fmt.Sprintf("skipped %s NUL bytes at offset %d", thousands(e.Bytes), e.Offset)
}

// thousands writes n with a comma before each group of three digits.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// zeros returns how many NULs p begins with.
func zeros(p []byte) int { return len(p) - len(bytes.TrimLeft(p, "\x00")) }

// holeEnd looks for the end of a hole that the NUL buf[at] may lie in: the index
// of the first byte behind it. ok is false if there is no hole or if buf ends
// before it does. buf begins at the file's byte start, and read reads more of
// the file.
func holeEnd(buf []byte, at, least int, start int64, read func([]byte, int64) int) (end int, ok bool) {
	end = at + zeros(buf[at:])
	if end == len(buf) {
		return 0, false
	}
	begin := len(bytes.TrimRight(buf[:at], "\x00"))
	missing := int64(least - (end - begin))
	if missing <= 0 {
		return end, true
	}
	if begin > 0 || missing > start {
		return 0, false
	}
	before := make([]byte, missing)
	n := read(before, start-missing)
	return end, int64(n) == missing && zeros(before) == n
}

// noteHole reports the hole that ends at the file's byte end, if there is one,
// as far as it lies in the part that is read.
func (f *file) noteHole(end int64) {
	begin := end
	buf := make([]byte, min(end, maxWindow))
	for begin > f.part.lo && !f.in.source.stop.Load() {
		p := buf[:min(begin-f.part.lo, maxWindow)]
		if n := f.readAt(p, begin-int64(len(p))); n < len(p) {
			break // the file shrank, which will be said
		}
		rest := len(bytes.TrimRight(p, "\x00"))
		begin -= int64(len(p) - rest)
		if rest > 0 {
			break
		}
	}
	if end-begin >= int64(f.in.source.opt.cutLine()) {
		f.in.source.note(f.in.index, &HoleNote{begin, end - begin})
	}
}

// noteHole reports the hole that ends at the text's byte end, if there is one.
func (st *stream) noteHole(end int64) {
	if st.nuls >= int64(st.in.source.opt.cutLine()) {
		st.in.source.note(st.in.index, &HoleNote{end - st.nuls, st.nuls})
	}
	st.nuls = 0
}
