package pipeline

import "bytes"

// newlineBlock is how many bytes are looked through for line ends at once. The
// list of them stays in the first cache.
const newlineBlock = 4 << 10

// lineEnds is room for the line ends of a block. Two more are written before
// it is known that they are none.
type lineEnds [newlineBlock + 2]uint16

// plainNewlines notes where the newlines of block are, at most newlineBlock
// bytes, and returns how many.
func plainNewlines(block []byte, ends *lineEnds) int {
	n := 0
	for from := 0; ; n++ {
		i := bytes.IndexByte(block[from:], '\n')
		if i < 0 {
			return n
		}
		from += i + 1
		ends[n] = uint16(from - 1)
	}
}
