package aggregate

import "iter"

// shelf is the rows of Counts whose hashes begin with the same bits: those of a
// part in memory, which may have others too, or of one that was loaded out of the
// Store.
type shelf struct {
	counts *Counts
	rows   *part
	number uint32 // of the bits
	bits   int
	done   func() // lets go of what was loaded
}

// pairBits is how many bits of the hash tell the parts of c apart.
func (c *Counts) pairBits() int {
	switch {
	case c.stored != nil:
		return c.stored.memory.bits
	case len(c.parts) > 1:
		return partBits
	}
	return 0
}

// shelf returns the rows whose hashes begin with a number of so many bits, which
// are no fewer than pairBits.
func (c *Counts) shelf(number, bits int) *shelf {
	s := &shelf{counts: c, number: uint32(number), bits: bits, done: func() {}}
	own := number >> (bits - c.pairBits())
	if c.stored == nil {
		s.rows = &c.parts[own]
		return s
	}
	m, done := c.load(own, nil)
	s.rows, s.done = &m.rows, done
	return s
}

// has reports whether a hash belongs on the shelf.
func (s *shelf) has(hash uint32) bool { return s.bits == 0 || hash>>(32-s.bits) == s.number }

// each yields the rows.
func (s *shelf) each() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, row := range s.rows.each(s.counts.width) {
			if s.has(rowHash(row)) && !yield(row) {
				return
			}
		}
	}
}

// find returns the row of a key, or nil.
func (s *shelf) find(hash uint32, key []byte) []byte { return s.rows.find(hash, key, s.counts.width) }

// side is what a row of the shelf has of its key.
func (s *shelf) side(row []byte) pairSide {
	return pairSide{counts: s.counts, cells: rowCells(row), buckets: s.rows.samples}
}
