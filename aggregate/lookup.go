package aggregate

// lookUp finds or makes the rows of the pending keys of p, and tells the new
// ones to w's feeds. The table must have room for all of them without a split.
func (t *Tally) lookUp(w *wholeSpec, p *Partial) {
	b, table := &t.batch, p.table
	if p.ahead {
		p.lookAhead()
	}
	for i := range p.pending[:b.n] {
		if w.moment && b.again[i] {
			b.rows[i] = b.rows[i-1]
			continue
		}
		k, rows := &p.pending[i], table.rows
		b.rows[i] = rowCells(p.rowOf(k))
		if table.rows != rows && len(w.feeds) > 0 {
			t.tell(w, k.key)
		}
	}
	p.n = 0
	p.ahead = table.bytes > warmTable && table.isSplit() // as in Partial.Flush
}
