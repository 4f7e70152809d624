package chunker

import (
	"bytes"
	"fmt"
	"strconv"
)

// A hole is a run of at least Options.MaxLine+5 NULs. Log rotation by copying
// and truncating leaves one, of any size, where the server goes on writing at
// its old offset; a crash leaves one in the middle of a line. It ends the line
// that it stands in, which is too long then, and what stands behind it is a line
// of its own. A run that long can be told from the bytes around any place in it,
// so holes are found wherever windows end. Those that a window does not lie
// around are left out; others stay in Data, and are for its reader to find: see
// FindHole. Shorter runs are bytes like others, but those at the beginning of a
// line do not count for its length.

// HoleNote says that a hole was left out of what is handed out. There is one for
// each, and none for those that stay in Data.
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

// trailingZeros returns how many NULs p ends with.
func trailingZeros(p []byte) int { return len(p) - len(bytes.TrimRight(p, "\x00")) }

// FindHole returns where the first hole of p lies, for lines of no more than
// maxLine bytes: p[begin:end]. ok is false if there is none.
func FindHole(p []byte, maxLine int) (begin, end int, ok bool) {
	cutLine := (&Options{MaxLine: maxLine}).cutLine()
	end, ok = holeEnd(p, 0, cutLine)
	return end - trailingZeros(p[:end]), end, ok
}

// holeEnd returns where the first hole ends that ends in p or with it, for holes
// of at least least NULs, of which before stand just before p. It looks at one
// byte of least in what has no NULs.
func holeEnd(p []byte, before, least int) (end int, ok bool) {
	if before >= least {
		return zeros(p), true
	}
	begin := -before
	for at := begin + least - 1; at < len(p); {
		if p[at] != 0 {
			begin, at = at+1, at+least
			continue
		}
		if first := at - trailingZeros(p[max(begin, 0):at]); first > max(begin, 0) {
			begin = first
		}
		end = at + zeros(p[at:])
		if end-begin >= least {
			return end, true
		}
		begin, at = end+1, end+least
	}
	return 0, false
}

// lineEnd returns where a line ends that goes on in p: behind the first newline,
// or behind the first hole if that comes first. It is -1 if the line does not
// end in p; a hole at the end of p may go on behind it. before is how many NULs
// stand just before p, no more than least of which count.
func lineEnd(p []byte, before, least int) (end int, byHole bool) {
	newline := bytes.IndexByte(p, '\n')
	line := p
	if newline >= 0 {
		line = p[:newline]
	}
	if before+len(line) >= least {
		if end, ok := holeEnd(line, before, least); ok && end < len(p) {
			return end, true
		}
	}
	if newline < 0 {
		return -1, false
	}
	return newline + 1, false
}

// lastLine returns where the last line of p begins: behind the last newline or
// the last hole. A hole at the end of p may go on behind it.
func lastLine(p []byte, least int) int {
	begin := bytes.LastIndexByte(p, '\n') + 1
	for len(p)-begin > least {
		end, ok := holeEnd(p[begin:], 0, least)
		if !ok || begin+end == len(p) {
			break
		}
		begin += end
	}
	return begin
}

// zerosBefore returns how many NULs stand just before the file's byte start, but
// no more than most. read reads more of the file.
func zerosBefore(start int64, most int, read func([]byte, int64) int) int {
	before := make([]byte, min(int64(most), start))
	n := read(before, start-int64(len(before)))
	if n < len(before) {
		return 0 // the file shrank, which will be said
	}
	return trailingZeros(before)
}

// noteHole reports the hole that ends at the file's byte end, if there is one.
// All of it is that of the part in which it ends, so that a hole which parts of a
// file share is told of once.
func (f *file) noteHole(end int64) {
	begin := end
	buf := make([]byte, min(end, maxWindow))
	for begin > 0 && !f.in.source.stop.Load() {
		p := buf[:min(begin, maxWindow)]
		if n := f.readAt(p, begin-int64(len(p))); n < len(p) {
			break // the file shrank, which will be said
		}
		n := trailingZeros(p)
		begin -= int64(n)
		if n < len(p) {
			break
		}
	}
	if end-begin >= int64(f.in.source.opt.cutLine()) {
		f.in.source.note(f.in.index, &HoleNote{begin, end - begin})
	}
}

// noteHole reports the hole that ends at the text's byte end, if there is one.
func (st *stream) noteHole(end int64) {
	if st.nuls >= int64(st.in.source.opt.cutLine()) && !st.sampled {
		st.in.source.note(st.in.index, &HoleNote{end - st.nuls, st.nuls})
	}
	st.nuls = 0
}
