package aggregate

import (
	"bytes"
	"encoding/binary"
	"iter"
)

// A table maps keys to rows of cells. It is made for a worker that adds
// millions of keys: a row holds its counters and its key side by side, so that
// a hit costs two cache misses, one in the index and one in the row; rows never
// move; the garbage collector finds no pointers in them.
//
// A row is
//
//	hash uint32 | key length uint32 | cells, eight bytes each | key, padded to eight
//
// in a block of its part. The top bit of the key length marks a row as dead:
// its cells have been added to the row of the same key in another block.
//
// The parts divide the keys by the top bits of their hash, so that tables with
// equal parts can be merged part by part. A small table has one part, a large
// one has partCount.
type table struct {
	width int      // bytes of the cells of a row
	fresh []uint64 // the cells of a new row
	parts []part
	rows  int
	bytes int // of blocks and index
}

const (
	partBits  = 6
	partCount = 1 << partBits

	// splitRows is the number of rows from which a table has partCount parts.
	// Below, 64 first blocks and indexes for every question and worker would
	// cost more memory than the rows.
	splitRows = 8 << 10

	// Blocks begin small and grow to blockSize. Each takes up one blockSize of
	// the part's addresses, whatever its length, so that an address is a block
	// number and an offset. A row longer than that gets a block for itself.
	blockBits     = 16
	blockSize     = 1 << blockBits
	firstBlock    = 1 << 10
	blockGrowth   = 4
	minIndex      = 64
	rowHead       = 8
	addressUnit   = 8
	addressShift  = blockBits - 3
	addressOffset = 1<<addressShift - 1
	deadRow       = 1 << 31
)

// part holds the rows of one range of hashes.
//
// The index is open addressing with linear probing. A slot is the row's hash
// in the upper half and its address + 1, in units of eight bytes, in the
// lower; 0 is empty. Position and tag are the same 32 bits, so that growing
// the index does not touch the rows.
type part struct {
	index  []uint64
	rows   int
	blocks [][]byte // the last one may have room

	samples []rowSamples // of merged rows, for each sampleSet of a Spec that keeps them
}

func newTable(fresh []uint64) *table {
	return &table{width: 8 * len(fresh), fresh: fresh, parts: make([]part, 1)}
}

// part returns the part for a hash.
func (t *table) part(hash uint32) *part {
	if len(t.parts) == 1 {
		return &t.parts[0]
	}
	return &t.parts[hash>>(32-partBits)]
}

// isSplit reports whether the rows are dealt out for good: from then on they
// stay where they are.
func (t *table) isSplit() bool { return len(t.parts) == partCount }

// slot returns the slot at which the search for a hash begins, or nil.
func (p *part) slot(hash uint32) *uint64 {
	if len(p.index) == 0 {
		return nil
	}
	return &p.index[int(hash)&(len(p.index)-1)]
}

// candidate returns the first row with that hash, or nil. It does not look at
// the row: it is the one half of find that need not wait for it.
func (p *part) candidate(hash uint32) []byte {
	if len(p.index) == 0 {
		return nil
	}
	mask := len(p.index) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		switch slot := p.index[i]; {
		case slot == 0:
			return nil
		case uint32(slot>>32) == hash:
			return p.row(uint32(slot) - 1)
		}
	}
}

// row returns the row at an address, with all that follows in its block.
func (p *part) row(at uint32) []byte {
	return p.blocks[at>>addressShift][(at&addressOffset)*addressUnit:]
}

// find returns the row of key, or nil.
func (p *part) find(hash uint32, key []byte, width int) []byte {
	if len(p.index) == 0 {
		return nil
	}
	mask := len(p.index) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		slot := p.index[i]
		if slot == 0 {
			return nil
		}
		if uint32(slot>>32) != hash {
			continue
		}
		row := p.row(uint32(slot) - 1)
		if bytes.Equal(rowKey(row, width), key) {
			return row
		}
	}
}

// add returns the row of key, a new one if there was none.
func (t *table) add(hash uint32, key []byte) (row []byte, isNew bool) {
	p := t.part(hash)
	if row := p.find(hash, key, t.width); row != nil {
		return row, false
	}
	if t.rows == splitRows && len(t.parts) == 1 {
		t.split()
		p = t.part(hash)
	}
	row, at := t.newRow(p, len(key))
	binary.LittleEndian.PutUint32(row, hash)
	binary.LittleEndian.PutUint32(row[4:], uint32(len(key)))
	for i, word := range t.fresh {
		binary.LittleEndian.PutUint64(row[rowHead+8*i:], word)
	}
	copy(row[rowHead+t.width:], key)
	t.bytes += p.link(hash, at)
	t.rows++
	return row, true
}

// newRow makes room for a row in the last block of p, or in a new one.
func (t *table) newRow(p *part, keyLen int) (row []byte, at uint32) {
	size := rowSize(t.width, keyLen)
	last := len(p.blocks) - 1
	if last < 0 || cap(p.blocks[last])-len(p.blocks[last]) < size {
		last = t.newBlock(p, size)
	}
	block := p.blocks[last]
	from := len(block)
	p.blocks[last] = block[:from+size]
	return p.blocks[last][from:], address(last, from)
}

// newBlock appends a block with room for size bytes to p and returns its number.
func (t *table) newBlock(p *part, size int) int {
	capacity := firstBlock
	for range p.blocks {
		if capacity *= blockGrowth; capacity >= blockSize {
			capacity = blockSize
			break
		}
	}
	capacity = max(capacity, size)
	number := len(p.blocks)
	p.blocks = append(p.blocks, make([]byte, 0, capacity))
	t.bytes += capacity
	return number
}

// link enters a row that is not there yet into the index and returns by how
// many bytes the index grew.
func (p *part) link(hash, at uint32) (grown int) {
	if 4*(p.rows+1) > 3*len(p.index) {
		grown = p.grow()
	}
	p.rows++
	p.put(uint64(hash)<<32 | uint64(at+1))
	return grown
}

func (p *part) put(slot uint64) {
	mask := len(p.index) - 1
	i := int(slot>>32) & mask
	for p.index[i] != 0 {
		i = (i + 1) & mask
	}
	p.index[i] = slot
}

// grow doubles the index.
func (p *part) grow() int {
	old := p.index
	p.index = make([]uint64, max(minIndex, 2*len(old)))
	clear(p.index) // faults the pages in by writing: a read first would map the zero page and fault again
	for _, slot := range old {
		if slot != 0 {
			p.put(slot)
		}
	}
	return 8 * (len(p.index) - len(old))
}

// split deals the rows out to partCount parts.
func (t *table) split() {
	if len(t.parts) != 1 {
		return
	}
	old := t.parts[0]
	*t = table{width: t.width, fresh: t.fresh, parts: make([]part, partCount)}
	for _, row := range old.each(t.width) {
		t.copyRow(row)
	}
}

// copyRow adds a row whose key is not in the table yet.
func (t *table) copyRow(row []byte) {
	hash, key := rowHash(row), rowKey(row, t.width)
	p := t.part(hash)
	to, at := t.newRow(p, len(key))
	copy(to, row[:rowSize(t.width, len(key))])
	t.bytes += p.link(hash, at)
	t.rows++
}

// each yields the addresses and the rows of the part block by block, each row
// with all that follows it in its block.
func (p *part) each(width int) iter.Seq2[uint32, []byte] {
	return func(yield func(uint32, []byte) bool) {
		for number, block := range p.blocks {
			for from := 0; from < len(block); {
				row := block[from:]
				if !rowDead(row) && !yield(address(number, from), row) {
					return
				}
				from += rowSize(width, rowKeyLen(row))
			}
		}
	}
}

// address is where a row is in its part.
func address(block, from int) uint32 {
	return uint32(block)<<addressShift | uint32(from/addressUnit)
}

// absorb merges the rows in the blocks of another part of the same range of
// hashes, none of them dead. It takes the blocks over: rows with a new key stay
// where they are.
func (p *part) absorb(blocks [][]byte, width int, combine func(dst, src []byte)) {
	base := len(p.blocks)
	p.blocks = append(p.blocks, blocks...)
	for number, block := range blocks {
		for from := 0; from < len(block); {
			row := block[from:]
			hash, key := rowHash(row), rowKey(row, width)
			if old := p.find(hash, key, width); old != nil {
				combine(rowCells(old), rowCells(row))
				markDead(row)
			} else {
				p.link(hash, address(base+number, from))
			}
			from += rowSize(width, len(key))
		}
	}
}

func rowSize(width, keyLen int) int { return rowHead + width + (keyLen+7)&^7 }

func rowHash(row []byte) uint32 { return binary.LittleEndian.Uint32(row) }

func rowKeyLen(row []byte) int { return int(binary.LittleEndian.Uint32(row[4:]) &^ deadRow) }

func rowDead(row []byte) bool { return binary.LittleEndian.Uint32(row[4:])&deadRow != 0 }

func markDead(row []byte) {
	binary.LittleEndian.PutUint32(row[4:], binary.LittleEndian.Uint32(row[4:])|deadRow)
}

func rowKey(row []byte, width int) []byte {
	from := rowHead + width
	return row[from : from+rowKeyLen(row)]
}

// rowCells returns the cells of a row and all that follows.
func rowCells(row []byte) []byte { return row[rowHead:] }
