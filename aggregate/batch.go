package aggregate

// batchSize is how many records a batch has: enough for the cache misses of their
// rows to overlap, few enough for the rows to stay in the first cache.
const batchSize = 64

// A batch is what was measured of batchSize records for all Specs of a Pass
// that count every one, by column, so that one kind of cell is added to all its
// rows in one loop.
type batch struct {
	n       int
	columns [][]uint64
	again   [batchSize]bool   // the record has the time of the one before
	dates   [batchSize]uint64 // hashes of dates, if the Pass wants them
	rows    [batchSize][]byte // the cells of the rows of the Spec at work
}

// noCode is the status of a record without one that a StatusSet can have. It
// is in none.
const noCode = 1000

func newBatch(columns int) batch {
	b := batch{columns: make([][]uint64, columns)}
	words := make([]uint64, columns*batchSize)
	for i := range b.columns {
		b.columns[i] = words[i*batchSize : (i+1)*batchSize]
	}
	return b
}

// addTo adds the records to cells of their rows.
func (b *batch) addTo(cells []cell) {
	rows := b.rows[:b.n]
	for i := range cells {
		c := &cells[i]
		switch c.kind {
		case cellCount:
			for _, row := range rows {
				bump(row[c.at:], 1)
			}
		case cellStatus:
			codes := b.columns[c.input][:len(rows)]
			for i, row := range rows {
				bump(row[c.at:], c.status.bit(codes[i]))
			}
		case cellHolds:
			b.bumpBy(rows, c.at, c.input)
		case cellNumbers:
			b.bumpBy(rows, c.at, c.input+1)
		case cellSum:
			b.addSums(rows, c)
		default:
			for i, row := range rows {
				b.addOne(c, row, i)
			}
		}
	}
}

// bumpBy adds a column to the cells at at.
func (b *batch) bumpBy(rows [][]byte, at, column int) {
	words := b.columns[column][:len(rows)]
	for i, row := range rows {
		bump(row[at:], words[i])
	}
}

// addSums adds numbers to sums.
func (b *batch) addSums(rows [][]byte, c *cell) {
	numbers, there := b.columns[c.input][:len(rows)], b.columns[c.input+1][:len(rows)]
	for i, row := range rows {
		if there[i] != 0 {
			to := row[c.at:]
			putInt128(to, getInt128(to).Add(Int(int64(numbers[i]))))
		}
	}
}

// addOne adds record i to a cell of any kind.
func (b *batch) addOne(c *cell, row []byte, i int) {
	var words [2]uint64
	for k := range words {
		if column := c.input + k; column < len(b.columns) {
			words[k] = b.columns[column][i]
		}
	}
	own := [1]cell{*c}
	own[0].at, own[0].input = 0, 0
	accumulate(own[:], row[c.at:], words[:])
}

// bit is 1 if the code, which is below 1024, is in the set, else 0.
func (s *StatusSet) bit(code uint64) uint64 { return s[code>>6&15] >> (code & 63) & 1 }

// countAll adds the records to the one row of a Spec without keys.
func (b *batch) countAll(w *wholeSpec, p *Partial) {
	for i := range w.cells {
		b.total(&w.cells[i], p.row)
	}
	for i, column := range w.sets {
		if column != fed {
			b.eachValue(column, p.sets[i].add)
		}
	}
	for i, column := range w.samples {
		b.eachValue(column, func(v uint64) { p.all[i].add(bucketOf(int64(v)), 1) })
	}
}

// total adds all records to one cell.
func (b *batch) total(c *cell, row []byte) {
	to := row[c.at:]
	switch c.kind {
	case cellCount:
		bump(to, uint64(b.n))
	case cellStatus:
		n := uint64(0)
		for _, code := range b.columns[c.input][:b.n] {
			n += c.status.bit(code)
		}
		bump(to, n)
	case cellHolds:
		bump(to, b.sum(c.input))
	case cellNumbers:
		bump(to, b.sum(c.input+1))
	case cellSum:
		sum := getInt128(to)
		b.eachValue(c.input, func(v uint64) { sum = sum.Add(Int(int64(v))) })
		putInt128(to, sum)
	case cellFirst, cellLast:
		for i := range b.n {
			if !b.again[i] { // the same once more changes nothing
				b.addOne(c, row, i)
			}
		}
	default:
		for i := range b.n {
			b.addOne(c, row, i)
		}
	}
}

// sum adds up a column of small numbers.
func (b *batch) sum(column int) (n uint64) {
	for _, word := range b.columns[column][:b.n] {
		n += word
	}
	return n
}

// eachValue calls f with the values of an input that are there.
func (b *batch) eachValue(column int, f func(uint64)) {
	values, there := b.columns[column][:b.n], b.columns[column+1][:b.n]
	for i, v := range values {
		if there[i] != 0 {
			f(v)
		}
	}
}

// addValues adds the records to the sets and the samples of their rows.
func (b *batch) addValues(w *wholeSpec, p *Partial) {
	for g, column := range w.sets {
		set := &p.groups[g]
		for i, row := range b.rows[:b.n] {
			if b.columns[column+1][i] != 0 {
				set.add(row, p.pending[i].hash, b.columns[column][i])
			}
		}
	}
	for s, column := range w.samples {
		list := &p.counts[s]
		for i, row := range b.rows[:b.n] {
			if b.columns[column+1][i] != 0 {
				list.add(row, p.pending[i].hash, int64(b.columns[column][i]))
			}
		}
	}
}
