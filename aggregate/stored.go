package aggregate

import (
	"bytes"
	"cmp"
	"errors"
	"iter"
	"math/bits"
	"sync"

	"wf/internal/parallel"
)

// stored is the rows of Counts that did not all fit into memory: runs in the
// Store. They are merged part by part whenever they are wanted.
type stored struct {
	memory *Memory
	runs   []run
	most   int64 // bytes of the largest part
	known  bool  // rows and approx of the Counts are
	mu     sync.Mutex
}

// leave leaves the rows of partials in the Store, those in memory as well.
func (c *Counts) leave(partials []*Partial, total *total, workers int) {
	c.memory = partials[0].memory
	c.stored = &stored{memory: c.memory}
	parallel.Do(workers, len(partials), func(i int) error {
		partials[i].spillAll()
		return nil
	})
	for _, p := range partials {
		c.stored.runs = append(c.stored.runs, p.runs...)
		total.add(c.spec, p.gone)
	}
	for i := range c.partsOfRows() {
		c.stored.most = max(c.stored.most, c.stored.size(i))
	}
}

// size is the bytes of a part of all runs.
func (s *stored) size(number int) (size int64) {
	for i := range s.runs {
		size += s.runs[i].parts[number].size
	}
	return size
}

// atOnce is how many parts may be in memory side by side, of so many that are
// wanted: each takes twice its bytes, with its index and what is made of it.
func (s *stored) atOnce(wanted int) int {
	return int(min(max(s.memory.limit/4/max(s.most, 1), 1), int64(wanted)))
}

// partsOfRows is the number of parts that visit goes through.
func (c *Counts) partsOfRows() int {
	if c.stored != nil {
		return 1 << c.stored.memory.bits
	}
	return len(c.parts)
}

// visit calls f for each part of the rows, from up to workers goroutines at
// once, fewer where their parts would take too much memory. The part is f's until
// it returns. An error of f, or one of the Store, ends it.
func (c *Counts) visit(workers int, f func(number int, p *part) error) {
	if c.stored == nil {
		parallel.Do(workers, len(c.parts), func(i int) error { return f(i, &c.parts[i]) })
		return
	}
	s := c.stored
	known := Counts{approx: make([]bool, len(c.approx))}
	err := parallel.Do(s.atOnce(workers), c.partsOfRows(), func(i int) error {
		m, done := c.load(i, nil)
		defer done()
		s.mu.Lock()
		known.note(m)
		s.mu.Unlock()
		return cmp.Or(s.memory.Err(), f(i, &m.rows))
	})
	if err == nil {
		c.rows, c.approx, s.known = known.rows, known.approx, true
	}
}

// learn goes through the rows once if that is needed to know their number.
func (c *Counts) learn(workers int) {
	if c.stored != nil && !c.stored.known {
		c.visit(workers, func(int, *part) error { return nil })
	}
}

// errEnough ends a visit.
var errEnough = errors.New("enough rows")

// eachRow yields all rows, in no order. A row, with all that follows, is valid
// until the next one is asked for.
func (c *Counts) eachRow() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		c.visit(1, func(_ int, p *part) error {
			for _, row := range p.each(c.width) {
				if !yield(row) {
					return errEnough
				}
			}
			return nil
		})
	}
}

// load merges one part of the runs: of all rows, or of those with a hash. It is
// the caller's until done is called.
func (c *Counts) load(number int, only *uint32) (m *mergedPart, done func()) {
	l := loaders.Get().(*loader)
	l.begin(c.stored, number)
	piece := emptyPiece(c.spec)
	for i := range c.stored.runs {
		if b := l.read(c.stored, i, number); len(b) > 0 {
			piece.addRun(b, c.width, only)
		}
	}
	if c.stored.memory.Err() != nil {
		piece = emptyPiece(c.spec)
	}
	piece.rows.live = append(piece.rows.live, l.part(c.width))
	merged := c.mergePiece(piece, nil)
	return &merged, func() {
		l.index = merged.rows.index
		loaders.Put(l)
	}
}

// loader is the memory that parts are loaded into, one after the other.
type loader struct {
	bytes []byte
	free  []byte // of bytes
	index []uint64
}

var loaders = sync.Pool{New: func() any { return new(loader) }}

// begin makes room for a part of all runs.
func (l *loader) begin(s *stored, number int) {
	size := s.size(number)
	if int64(cap(l.bytes)) < size {
		l.bytes = make([]byte, size+size/8)
	}
	l.bytes = l.bytes[:cap(l.bytes)]
	l.free = l.bytes
}

// read returns a part of run number i.
func (l *loader) read(s *stored, i, number int) []byte {
	e := s.runs[i].parts[number]
	b := l.free[:e.size:e.size]
	l.free = l.free[e.size:]
	if e.size > 0 && !s.memory.read(b, e) {
		return nil
	}
	return b
}

// part returns an empty part. Its index is that of the part before, which is as
// large as this one's will be, but no larger than what was read can need.
func (l *loader) part(width int) *part {
	most := (len(l.bytes) - len(l.free)) / rowSize(width, 1)
	l.index = l.index[:min(len(l.index), 1<<bits.Len(uint(2*most)))]
	clear(l.index)
	return &part{index: l.index}
}

// addRun adds a part of a run, whose memory the piece keeps: all rows, or those
// with a hash.
func (p *piece) addRun(b []byte, width int, only *uint32) {
	r := runReader{b}
	own := func(row []byte) bool { return only == nil || rowHash(row) == *only }
	p.rows.blocks = append(p.rows.blocks, cutBlocks(r.bytes(), width, own))
	for set := range p.pairs {
		p.pairs[set].blocks = append(p.pairs[set].blocks, cutBlocks(r.bytes(), 0, func(row []byte) bool {
			group, _ := cutPair(rowKey(row, 0))
			return only == nil || tag(group) == *only
		}))
		p.sketches[set] = append(p.sketches[set], r.sketches()...)
	}
	for set := range p.samples {
		list := sampleList{rows: r.words(), words: r.words()}
		if only != nil {
			list = list.of(*only)
		}
		p.samples[set] = append(p.samples[set], list)
	}
}

// cutBlocks cuts rows that stand one behind the other into blocks of parts, and
// leaves out those that are not wanted.
func cutBlocks(rows []byte, width int, wanted func(row []byte) bool) (blocks [][]byte) {
	from := 0
	cut := func(to int) {
		if from < to {
			blocks = append(blocks, rows[from:to:to])
		}
		from = to
	}
	for at := 0; at < len(rows); {
		next := at + rowSize(width, rowKeyLen(rows[at:]))
		switch {
		case !wanted(rows[at:]):
			cut(at)
			from = next
		case next-from > blockSize:
			cut(at)
		}
		at = next
	}
	cut(len(rows))
	return blocks
}

// find returns the cells of the row of a key, or nil.
func (s *stored) find(c *Counts, hash uint32, key []byte) []byte {
	m, done := c.load(int(hash>>(32-s.memory.bits)), &hash)
	defer done()
	row := m.rows.find(hash, key, c.width)
	if row == nil {
		return nil
	}
	return bytes.Clone(rowCells(row)[:c.width])
}

// bring puts the rows into memory, unless they are more than these or their
// bytes are. Which is the case follows from the rows alone, wherever they are.
func (c *Counts) bring(maxRows, maxBytes int64) bool {
	var rows, size int64
	for row := range c.eachRow() {
		rows++
		size += int64(rowSize(c.width, rowKeyLen(row)))
		if rows > maxRows || size > maxBytes {
			return false
		}
	}
	if c.stored == nil {
		return true
	}
	t := newTable(c.spec.fresh)
	t.split()
	for row := range c.eachRow() {
		t.copyRow(row)
	}
	if c.Err() == nil {
		c.parts, c.stored = t.parts, nil
	}
	return true
}

// Err is what went wrong with the Store, if the rows are there, or were before
// they were brought into memory: a ranking may have left copies of them there.
// The tables of c mean nothing then.
func (c *Counts) Err() error { return c.memory.Err() }
