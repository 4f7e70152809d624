package aggregate

import (
	"encoding/binary"
	"math/big"
	"math/bits"

	"github.com/axiomhq/hyperloglog"
)

// valueList is the different values of a row, or its samples, as they stand in a
// block, and how many they are. sketch is instead of values.
type valueList struct {
	bytes  []byte
	n      int
	sketch *hyperloglog.Sketch
}

// loadOnly adds the row of a Spec without keys.
func (b *bodyReader) loadOnly() error {
	p := b.p
	if len(b.rest) < 2 || b.rest[0] != 0 || b.rest[1] != 0 || b.rows > 0 {
		return damaged("there is a key where the question has none")
	}
	b.rest = b.rest[2:]
	if err := b.readCells(0); err != nil {
		return err
	}
	if len(b.rest) > 0 {
		return damaged("%d bytes too many are behind the only row", len(b.rest))
	}
	combine(p.spec.cells, p.row, b.cells)
	for i := range p.sets {
		list := &b.lists[i]
		if list.sketch != nil {
			p.sets[i].merge(&hashSet{sketch: list.sketch})
		}
		for value := range list.values() {
			p.sets[i].insert(value)
		}
	}
	for i := range p.all {
		for bucket, count := range b.lists[len(p.sets)+i].buckets() {
			p.all[i].add(bucket, count)
		}
	}
	p.flushSets()
	b.rows++
	return nil
}

// loadRows adds the rows of a block, some at a time, so that the misses of their
// look-ups overlap.
func (b *bodyReader) loadRows() error {
	p := b.p
	if p.pending == nil {
		p.makeRoom()
	}
	for first := true; len(b.rest) > 0; first = false {
		if p.n == pendingKeys {
			b.addPending()
		}
		if err := b.readKey(first); err != nil {
			return err
		}
		from := len(p.arena)
		if p.step != b.step {
			p.arena = b.cutKey(p.arena, b.key)
		} else {
			p.arena = append(p.arena, b.key...)
		}
		if err := b.readCells(p.n); err != nil {
			return err
		}
		p.pend(p.arena[from:])
		b.rows++
	}
	b.addPending()
	return nil
}

// addPending adds the rows that were read to the tables.
func (b *bodyReader) addPending() {
	p := b.p
	if p.ahead {
		p.lookAhead()
	}
	p.ahead = p.table.bytes > warmTable && p.table.isSplit()
	width := len(b.fresh)
	for i := range p.pending[:p.n] {
		k := &p.pending[i]
		row := rowCells(p.rowOf(k))
		combine(p.spec.cells, row, b.cells[i*width:(i+1)*width])
		lists := b.listsOf(i)
		for set := range p.groups {
			b.addValues(&p.groups[set], row, k.hash, &lists[set])
		}
		for set := range p.counts {
			for bucket, count := range lists[len(p.groups)+set].buckets() {
				p.counts[set].addCount(row, k.hash, bucket, count)
			}
		}
	}
	p.n = 0
	p.arena = p.arena[:0]
	if p.bytes()+b.large > p.budget {
		p.setAside()
		b.large = 0
	}
}

// addValues adds different values to a row.
func (b *bodyReader) addValues(g *groupSets, row []byte, hash uint64, list *valueList) {
	if list.sketch != nil {
		g.addSketch(row, hash, list.sketch)
		b.large += sketchSize
		return
	}
	for value := range list.values() {
		g.add(row, hash, value)
	}
}

// listsOf returns the sets of a pending row, and its samples behind them.
func (b *bodyReader) listsOf(row int) []valueList {
	n := len(b.p.spec.sets) + len(b.p.spec.samples)
	return b.lists[row*n : (row+1)*n]
}

// values yields the values.
func (l *valueList) values() func(yield func(uint64) bool) {
	return func(yield func(uint64) bool) {
		for at := 0; at+8 <= len(l.bytes); at += 8 {
			if !yield(binary.BigEndian.Uint64(l.bytes[at:])) {
				return
			}
		}
	}
}

// buckets yields the buckets of samples that were checked, with their counts.
func (l *valueList) buckets() func(yield func(bucket, count uint64) bool) {
	return func(yield func(bucket, count uint64) bool) {
		rest, bucket := l.bytes, uint64(0)
		for range l.n {
			step, n := binary.Uvarint(rest)
			count, m := binary.Uvarint(rest[n:])
			rest = rest[n+m:]
			bucket += step
			if !yield(bucket, count) {
				return
			}
		}
	}
}

// readCells reads the cells of a row into those of a pending one.
func (b *bodyReader) readCells(row int) error {
	width := len(b.fresh)
	cells := b.cells[row*width : (row+1)*width]
	copy(cells, b.fresh)
	lists := b.listsOf(row)
	clear(lists)
	for i := range b.saved {
		c := &b.saved[i]
		if c.leftOut(cells) {
			continue
		}
		var err error
		switch c.kind {
		case cellDistinct:
			err = b.readSet(&lists[c.of])
		case cellSamples:
			err = b.readSamples(&lists[len(b.p.spec.sets)+c.of])
		default:
			err = b.readCell(c, cells[c.at:])
		}
		if err != nil {
			return err
		}
	}
	return b.checkCells(cells, lists)
}

// readCell reads a cell that is nothing but words.
func (b *bodyReader) readCell(c *savedCell, to []byte) (err error) {
	var v int64
	var w wide
	switch c.kind {
	case cellSum:
		w, err = b.wide()
		putInt128(to, w.int128())
		if err == nil && w[2] != 0 {
			err = errNumber
		}
	case cellSquares:
		w, err = b.wide()
		putWide(to, w)
	case cellMin, cellMax:
		v, err = b.signed()
		putInt64(to, v)
	case cellFirst, cellLast:
		err = b.readInstant(to)
	default:
		v, err = b.count()
		putInt64(to, v)
	}
	return err
}

// readInstant reads the cell of an instant, if there is one.
func (b *bodyReader) readInstant(to []byte) error {
	there, err := b.count()
	if err != nil || there == 0 {
		return err
	}
	seconds, err := b.signed()
	if err != nil {
		return err
	}
	rest, err := b.count()
	if err != nil {
		return err
	}
	offset, err := b.offset()
	if err != nil {
		return err
	}
	const end = (1<<63 - 1) / 1_000_000_000
	if there > 1 || seconds < -end || seconds >= end || rest >= 1e9 {
		return damaged("an instant of second %d and %d ns is none", seconds, rest)
	}
	putInt64(to, seconds*1e9+rest)
	putInt64(to[8:], int64(offset))
	return nil
}

// readSet reads the different values of a row.
func (b *bodyReader) readSet(to *valueList) error {
	n, err := b.count()
	if err != nil {
		return err
	}
	if n&1 != 0 {
		return b.readSketch(to, n)
	}
	bound := int64(distinctRows)
	if len(b.p.spec.keys) > 0 {
		bound = distinctGroup
	}
	if n >>= 1; n > bound || n > int64(len(b.rest)/8) {
		return damaged("%d different values are too many", n)
	}
	to.bytes = b.rest[:8*n]
	b.rest = b.rest[8*n:]
	for at := 8; at < len(to.bytes); at += 8 {
		if binary.BigEndian.Uint64(to.bytes[at-8:]) >= binary.BigEndian.Uint64(to.bytes[at:]) {
			return damaged("different values are not in order")
		}
	}
	return nil
}

// readSketch reads the registers of a sketch.
func (b *bodyReader) readSketch(to *valueList, mark int64) (err error) {
	if mark != 1 || len(b.rest) < sketchSize {
		return damaged("there is no sketch of mark %d", mark)
	}
	to.sketch, err = sketchOf(b.rest[:sketchSize])
	b.rest = b.rest[sketchSize:]
	return err
}

// readSamples reads the buckets of a row, which rise.
func (b *bodyReader) readSamples(to *valueList) error {
	n, err := b.count()
	if err != nil {
		return err
	}
	before, bucket := b.rest, int64(-1)
	for i := range n {
		step, err := b.count()
		if err != nil {
			return err
		}
		count, err := b.count()
		if err != nil {
			return err
		}
		if i == 0 {
			bucket = 0
		} else if step == 0 {
			return damaged("buckets do not rise")
		}
		if step >= bucketCount-bucket || count == 0 || count > maxRecords {
			return damaged("bucket %d cannot have %d numbers", bucket+step, count)
		}
		bucket += step
	}
	to.n, to.bytes = int(n), before[:len(before)-len(b.rest)]
	return nil
}

// checkCells checks what the cells of a row say together, and that no sum can
// overflow.
func (b *bodyReader) checkCells(cells []byte, lists []valueList) error {
	records := getInt64(cells)
	if records == 0 || records > maxRecords {
		return damaged("a row has %d records", records)
	}
	if b.p.loaded += records; b.p.loaded > maxRecords {
		return damaged("these are more than %d records", int64(maxRecords))
	}
	for i := range b.saved {
		c := &b.saved[i]
		ok := true
		switch c.kind {
		case cellStatus, cellHolds, cellNumbers:
			ok = getInt64(cells[c.at:]) <= records
		case cellSum:
			ok = c.leftOut(cells) || getInt128(cells[c.at:]).within(getInt64(cells[c.numbers:]))
		case cellSquares:
			ok = c.leftOut(cells) || b.plausible(c, cells)
		case cellSamples:
			ok = c.leftOut(cells) || b.p.spec.samples[c.of].agrees(cells, &lists[len(b.p.spec.sets)+c.of])
		}
		if !ok {
			return damaged("the cell %q does not go with the others of its row", b.p.spec.describe(&c.cell))
		}
	}
	return nil
}

// within reports whether x can be the sum of n numbers.
func (x Int128) within(n int64) bool {
	most := Int128{Hi: n >> 1, Lo: uint64(n) << 63} // n*2^63
	return x.Cmp(most) <= 0 && x.Cmp(most.Neg()) >= 0
}

// plausible reports whether the sum of squares is one that numbers with the sum
// and the count of the row can have: the deviation is a root of that.
func (b *bodyReader) plausible(c *savedCell, cells []byte) bool {
	n := getInt64(cells[c.numbers:])
	squares := bigWords(cells[c.at : c.at+24])
	if squares.BitLen() > 126+bits.Len64(uint64(n)) {
		return false
	}
	for i := range b.saved {
		if s := &b.saved[i]; s.kind == cellSum && s.input == c.input {
			sum := bigInt(getInt128(cells[s.at:]))
			return squares.Mul(squares, big.NewInt(n)).Cmp(sum.Mul(sum, sum)) >= 0
		}
	}
	return true
}

// agrees reports whether samples are those of as many numbers as the cells of a
// row say, the least and the greatest of them in the first and the last bucket.
func (set *sampleSet) agrees(cells []byte, samples *valueList) bool {
	var sum, last uint64
	first := uint64(bucketCount)
	for bucket, count := range samples.buckets() {
		if count > maxRecords || sum > maxRecords {
			return false
		}
		sum, first, last = sum+count, min(first, bucket), bucket
	}
	return sum == uint64(getInt64(cells[set.numbers:])) &&
		first == bucketOf(getInt64(cells[set.least:])) && last == bucketOf(getInt64(cells[set.most:]))
}
