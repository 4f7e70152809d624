package aggregate

// rankedRows is the rows of one part that a ranking chose, in its order: those
// of entries in a part in memory, or copies of rows whose part is gone.
type rankedRows struct {
	entries []entry
	rows    *part
	copied  copiedRows
}

// copiedRows are rows one behind the other, in memory, or in pieces in the
// Store.
type copiedRows struct {
	memory *Memory
	bytes  []byte
	pieces []extent
}

// copyRows copies the rows of entries out of a part.
func (s *stored) copyRows(entries []entry, p *part, width int) copiedRows {
	c := copiedRows{memory: s.memory}
	piece := s.memory.piece()
	for _, e := range entries {
		row := p.row(e.at)
		row = row[:rowSize(width, rowKeyLen(row))]
		if len(c.bytes) > 0 && len(c.bytes)+len(row) > piece {
			c.pieces = append(c.pieces, s.memory.append(c.bytes))
			c.bytes = c.bytes[:0]
		}
		c.bytes = append(c.bytes, row...)
	}
	if len(c.pieces) > 0 {
		c.pieces = append(c.pieces, s.memory.append(c.bytes))
		c.bytes = nil
	}
	return c
}

// piece is how many bytes of copied rows are read at a time: those of all parts
// are, side by side.
func (m *Memory) piece() int { return int(min(m.limit/8>>m.bits, 256<<10)) }

// rankedHead is the first row of rankedRows that was not taken yet.
type rankedHead struct {
	ranking *ranking
	list    rankedRows
	buffer  []byte
	entry   entry
	row     []byte // and all that follows
}

func (r *ranking) head(list *rankedRows) *rankedHead { return &rankedHead{ranking: r, list: *list} }

// next takes the next row. It is false if there are no more.
func (h *rankedHead) next() bool {
	if h.list.rows != nil {
		if len(h.list.entries) == 0 {
			return false
		}
		h.entry, h.list.entries = h.list.entries[0], h.list.entries[1:]
		h.row = h.list.rows.row(h.entry.at)
		return true
	}
	c := &h.list.copied
	if len(c.bytes) == 0 && !h.read() {
		return false
	}
	width := h.ranking.counts.width
	size := rowSize(width, rowKeyLen(c.bytes))
	h.row, c.bytes = c.bytes[:size], c.bytes[size:]
	h.entry = h.ranking.entry(0, h.row)
	return true
}

// read reads the next piece. It is false if there are no more.
func (h *rankedHead) read() bool {
	c := &h.list.copied
	if len(c.pieces) == 0 {
		return false
	}
	e := c.pieces[0]
	c.pieces = c.pieces[1:]
	if int64(cap(h.buffer)) < e.size {
		h.buffer = make([]byte, e.size)
	}
	c.bytes = h.buffer[:e.size]
	return c.memory.read(c.bytes, e)
}

func (h *rankedHead) compare(other *rankedHead) int {
	return h.ranking.compare(h.entry, other.entry, h.row, other.row)
}
