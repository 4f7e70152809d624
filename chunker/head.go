package chunker

import (
	"bytes"
	"cmp"
	"slices"
	"sync"
)

// MaxDirective is the longest directive in bytes, without its line end and
// without NULs before it. A longer line is none, though it begins with a
// prefix: the one before it stays in force. What servers write takes some
// hundred bytes; more would let a log of nothing else fill the memory.
const MaxDirective = 64 << 10

// Direct makes the chunks of the input bring along the directives in force
// where they begin: see Chunk.Head. A directive is a line that begins with one
// of the prefixes, of which none may be empty. It must be called before the
// first Next; for different inputs at the same time if need be.
func (in *Input) Direct(prefixes ...string) {
	if in.narrowed != nil {
		panic("bug: a narrowed input has no directives before its chunks")
	}
	d := &directives{maxLine: in.source.opt.MaxLine, cutLine: in.source.opt.cutLine()}
	for _, prefix := range prefixes {
		d.prefixes = append(d.prefixes, []byte(prefix))
		d.marks = append(d.marks, prefix[0])
	}
	slices.Sort(d.marks)
	d.marks = slices.Compact(d.marks)
	in.directives = d
}

// directives tells the directives of an input from its other lines.
type directives struct {
	prefixes [][]byte
	marks    []byte // first bytes of prefixes, each once
	maxLine  int
	cutLine  int
}

// stretch is where a line lies in a text: text[lo:hi], without its line end.
type stretch struct{ lo, hi int }

// last returns the directives in data that nothing in data overrules: for each
// prefix the last line that begins with it, in the order of data. They are
// copies; nil if there are none. A line without a '\n' is none: it is cut, or
// nothing stands behind it.
func (d *directives) last(data []byte) []byte {
	var found []stretch // by prefix
	for _, mark := range d.marks {
		found = d.find(found, data, mark)
	}
	return inOrder(data, found)
}

// inOrder returns copies of the lines of data that were found, nil if there are
// none. It sorts found.
func inOrder(data []byte, found []stretch) []byte {
	slices.SortFunc(found, func(a, b stretch) int { return cmp.Compare(a.hi, b.hi) })
	var lines []byte
	for _, line := range slices.Compact(found) { // one line may begin with two prefixes
		if line.hi > 0 {
			lines = append(append(lines, data[line.lo:line.hi]...), '\n')
		}
	}
	return lines
}

// find puts the directives in data that begin with mark into found.
//
// It searches for the mark rather than for lines, which most logs have only in
// directives: that is a pass at the speed of the cache. From a mark elsewhere
// it goes on with the next line, so that a log full of marks costs two searches
// a line.
func (d *directives) find(found []stretch, data []byte, mark byte) []stretch {
	for from := 0; ; { // the beginning of a line
		n := bytes.IndexByte(data[from:], mark)
		if n < 0 {
			return found
		}
		lo := from + n
		end, byHole := lineEnd(data[lo:], 0, d.cutLine)
		if end < 0 {
			return found
		}
		line := stretch{lo, lo + end - 1}
		if line.hi > lo && data[line.hi-1] == '\r' {
			line.hi--
		}
		begin := lo - trailingZeros(data[from:lo]) // NULs may stand before a line
		begins := begin == from || data[begin-1] == '\n' || lo-begin >= d.cutLine
		if begins && !byHole && line.hi-lo <= min(d.maxLine, MaxDirective) {
			found = d.note(found, data, line)
		}
		from = lo + end
	}
}

// note puts line into found for the prefixes that it begins with.
func (d *directives) note(found []stretch, data []byte, line stretch) []stretch {
	for i, prefix := range d.prefixes {
		if bytes.HasPrefix(data[line.lo:line.hi], prefix) {
			if found == nil {
				found = make([]stretch, len(d.prefixes))
			}
			found[i] = line
		}
	}
	return found
}

// in returns the directives in the data of a chunk that begins at offset.
func (d *directives) in(data []byte, offset int64) []byte {
	if offset == 0 {
		data = bytes.TrimPrefix(data, byteOrderMark)
	}
	return d.last(data)
}

// complete reports whether head has a directive for each prefix, so that nothing
// before it is in force.
func (d *directives) complete(head []byte) bool {
	for _, prefix := range d.prefixes {
		if !slices.ContainsFunc(bytes.SplitAfter(head, []byte{'\n'}), func(line []byte) bool { return bytes.HasPrefix(line, prefix) }) {
			return false
		}
	}
	return true
}

// byteOrderMark may stand before the first line of an input.
var byteOrderMark = []byte("\ufeff")

// after returns what is in force behind data in which last found found, if head
// was in force before it. It changes neither.
func (d *directives) after(head, found []byte) []byte {
	if found == nil {
		return head
	}
	lines := slices.Concat(head, found)
	var last []stretch
	for lo := 0; lo < len(lines); {
		line := stretch{lo, lo + bytes.IndexByte(lines[lo:], '\n')}
		last = d.note(last, lines, line)
		lo = line.hi + 1
	}
	return slices.Clip(inOrder(lines, last))
}

// A relay carries the directives in force through the windows of a file. Each
// worker looks for those in its own window as soon as it has read it, while it
// is in the cache, and then waits for its turn. Windows are given out in order
// and nothing but reading lies between getting one and its turn, so the wait is
// short and has an end. A pass over the file before its first window would read
// it twice, from the disk if it is larger than the memory, and see another file
// than the workers if it is written to.
type relay struct {
	mu     sync.Mutex
	turn   sync.Cond
	window int64  // whose turn it is
	head   []byte // in force where that begins
}

// pass waits for the turn of a window in which found was found, and returns the
// directives in force where it begins.
func (r *relay) pass(window int64, d *directives, found []byte) (head []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.window != window {
		r.turn.Wait()
	}
	head = r.head
	r.head = d.after(head, found)
	r.window++
	r.turn.Broadcast()
	return head
}
