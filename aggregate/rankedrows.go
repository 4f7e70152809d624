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
	buffer []byte // of a piece that is read
}

// copyRows copies the rows of entries out of a part.
func (s *stored) copyRows(entries []entry, p *part, width int) copiedRows {
	c := copiedRows{memory: s.memory}
	for _, e := range entries {
		row := p.row(e.at)
		c.add(row[:rowSize(width, rowKeyLen(row))])
	}
	c.end()
	return c
}

// add copies a row.
func (c *copiedRows) add(row []byte) {
	if len(c.bytes) > 0 && len(c.bytes)+len(row) > c.memory.piece() {
		c.write()
	}
	c.bytes = append(c.bytes, row...)
}

// end is called behind the last row. What fits into a piece stays in memory.
func (c *copiedRows) end() {
	if len(c.pieces) > 0 {
		c.write()
		c.bytes = nil
	}
}

func (c *copiedRows) write() {
	c.pieces = append(c.pieces, c.memory.append(c.bytes))
	c.bytes = c.bytes[:0]
}

// more reports whether there is a row left, and reads it if need be.
func (c *copiedRows) more() bool {
	if len(c.bytes) > 0 {
		return true
	}
	if len(c.pieces) == 0 {
		return false
	}
	e := c.pieces[0]
	c.pieces = c.pieces[1:]
	if int64(cap(c.buffer)) < e.size {
		c.buffer = make([]byte, e.size)
	}
	if c.bytes = c.buffer[:e.size]; !c.memory.read(c.bytes, e) {
		c.bytes = nil
	}
	return len(c.bytes) > 0
}

// next takes a row, of which there is more. It is valid until then again.
func (c *copiedRows) next(width int) []byte {
	size := rowSize(width, rowKeyLen(c.bytes))
	row := c.bytes[:size]
	c.bytes = c.bytes[size:]
	return row
}

// piece is how many bytes of copied rows are read at a time: those of all parts
// are, side by side.
func (m *Memory) piece() int { return int(min(m.limit/8>>m.bits, 256<<10)) }

// rankedHead is the first row of rankedRows that was not taken yet.
type rankedHead struct {
	ranking *ranking
	list    rankedRows
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
	if !h.list.copied.more() {
		return false
	}
	h.row = h.list.copied.next(h.ranking.counts.width)
	h.entry = h.ranking.entry(0, h.row)
	return true
}

func (h *rankedHead) compare(other *rankedHead) int {
	return h.ranking.compare(h.entry, other.entry, h.row, other.row)
}
