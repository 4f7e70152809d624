package aggregate

import (
	"encoding/binary"
	"io"
)

// bodyWriter writes one body. err is the first error of w.
type bodyWriter struct {
	w     io.Writer
	block []byte // of rows, behind room for its size
	last  []byte // the key of the last row of the block
	rows  uint64
	err   error
}

// blockHead is the room that the size of a block may take.
const blockHead = binary.MaxVarintLen64

// begin writes what is in front of the rows. What is said of all rows is
// written if whole is true; the range of a key that finds its own step always
// is, because it says how the rows were cut.
func (b *bodyWriter) begin(c *Counts, whole bool) {
	b.block = append(make([]byte, blockHead), c.spec.bodyHead()...)
	b.write()
	if c.spec.auto != nil {
		b.block = appendAuto(b.block, c.auto, c.step)
	}
	filtered, span := int64(0), new(Span)
	if whole {
		filtered, span = c.filtered, &c.span
	}
	b.block = appendSpan(binary.AppendUvarint(b.block, uint64(filtered)), span)
	b.write()
}

// write writes the block behind its size, and begins the next one.
func (b *bodyWriter) write() {
	var head [blockHead]byte
	n := binary.PutUvarint(head[:], uint64(len(b.block)-blockHead))
	from := blockHead - n
	copy(b.block[from:], head[:n])
	if b.err == nil {
		_, b.err = b.w.Write(b.block[from:])
	}
	b.block, b.last = b.block[:blockHead], b.last[:0]
}

// add writes a row, given its cells as they are saved. Keys rise.
func (b *bodyWriter) add(key, cells []byte) {
	if len(b.block) >= blockHead+savedBlock {
		b.write()
	}
	shared := sharedPrefix(key, b.last)
	b.block = binary.AppendUvarint(append(b.block, byte(shared)), uint64(len(key)-shared))
	b.block = append(append(b.block, key[shared:]...), cells...)
	b.last = append(b.last[:shared], key[shared:]...)
	b.rows++
}

// sharedPrefix is how many bytes, up to maxShared, a and b begin with alike.
func sharedPrefix(a, b []byte) int {
	n := min(len(a), len(b), maxShared)
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// end writes the last block, the end mark and the number of rows.
func (b *bodyWriter) end() error {
	if len(b.block) > blockHead {
		b.write()
	}
	if b.err == nil {
		_, b.err = b.w.Write(binary.AppendUvarint([]byte{0}, b.rows))
	}
	return b.err
}
