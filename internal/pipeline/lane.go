package pipeline

import (
	"math"
	"slices"

	"wf/chunker"
	"wf/parser"
)

// A lane is an input in a merge.
type lane struct {
	index int
	in    *chunker.Input

	// Of the goroutine that writes.
	block *block // in hand
	at    int    // of its next entry, which the lane stands at

	// Guarded by the merge.
	reading bool     // somebody waits for its next chunk
	ended   bool     // it has no more chunks
	ahead   int      // chunks that were asked for and whose block is not yet written
	seq     int64    // of the chunk whose block comes first in blocks
	blocks  []*block // to be written, in order; nil where a later chunk was done first
	latest  int64    // the greatest key in blocks so far
}

// A block holds what a chunk has to say: the lines of its records, and its
// rejected lines if they are wanted.
type block struct {
	text    []byte
	rejects []byte
	entries []entry
}

// entry is a piece of a block whose lines the merge need not tell apart,
// because they have the same key. Within a block keys never fall: what is
// earlier than the record before it, or has no time, comes right behind that.
// The first key of a block may well be less than the last one of the block
// before: nothing in another lane can come between them then either.
type entry struct {
	key     int64 // the latest instant in the block so far, in nanoseconds since 1970, or never
	lines   int64 // of records; there may be none but rejects
	text    int   // where it ends in the block's text
	rejects int   // and in its rejects
}

// never is the key of what stands before the first record with a time.
const never = math.MinInt64

// maxFreeBlock is the largest block, in bytes of text, that is used again. Most
// stay below; one with lines of megabytes should not be kept.
const maxFreeBlock = 1 << 20

// key returns the key of what the lane stands at.
func (l *lane) key() int64 { return l.block.entries[l.at].key }

// between returns what the entries from one on to another hold.
func (b *block) between(from, to int) (text, rejects []byte) {
	if from == to {
		return nil, nil
	}
	var begin entry
	if from > 0 {
		begin = b.entries[from-1]
	}
	end := b.entries[to-1]
	return b.text[begin.text:end.text], b.rejects[begin.rejects:end.rejects]
}

// last returns the last entry for what has the key at, or comes right behind
// what the block holds if that is later.
func (b *block) last(at int64) *entry {
	n := len(b.entries)
	if n == 0 || b.entries[n-1].key < at {
		b.entries = append(b.entries, entry{key: at})
		n++
	}
	return &b.entries[n-1]
}

// laneSink puts the records of a chunk into a block.
type laneSink struct {
	merge *merge
	block *block // of the chunk in work; nil before its first line
}

// open returns the block of the chunk in work.
func (s *laneSink) open() *block {
	if s.block == nil {
		s.block = s.merge.newBlock()
	}
	return s.block
}

func (s *laneSink) Add(r *parser.Record, raw []byte) {
	b := s.open()
	b.text = s.merge.lines.appendLine(b.text, r, raw)
	at := int64(never)
	if stamp := r.Instant(); stamp.Valid {
		at = stamp.Nanos
	}
	e := b.last(at)
	if s.merge.lines.limit > 0 && e.lines > 0 { // the merge may have to stop between two lines
		b.entries = append(b.entries, entry{key: e.key})
		e = &b.entries[len(b.entries)-1]
	}
	e.lines++
	e.text, e.rejects = len(b.text), len(b.rejects)
}

// Flush hands the block over.
func (s *laneSink) Flush(c *chunker.Chunk) error {
	b := s.open()
	s.block = nil
	s.merge.put(c, b)
	return nil
}

// laneRejects puts the rejected lines of a chunk into the block of a laneSink.
type laneRejects struct{ *laneSink }

func (s laneRejects) add(raw []byte) {
	b := s.open()
	b.rejects = append(append(b.rejects, raw...), '\n')
	e := b.last(never)
	e.text, e.rejects = len(b.text), len(b.rejects)
}

// flush has nothing to do: the block is handed over with the records.
func (laneRejects) flush(*chunker.Chunk) error { return nil }

// newBlock returns an empty block.
func (m *merge) newBlock() *block {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := len(m.free); n > 0 {
		b := m.free[n-1]
		m.free = m.free[:n-1]
		return b
	}
	return new(block)
}

// pick returns the lane of these to read from next, and waits until there is
// one; nil when they have come to their ends. Lanes without any block come
// first. Beyond that the lane whose blocks end earliest in time will be the
// first to need another.
func (m *merge) pick(lanes []*lane) *lane {
	m.mu.Lock()
	defer m.mu.Unlock()
	for !m.stopped {
		var best *lane
		left := false
		for _, l := range lanes {
			left = left || !l.ended
			if !l.ended && !l.reading && (l.ahead == 0 || m.extra < m.spare) && (best == nil || l.needier(best)) {
				best = l
			}
		}
		if best != nil {
			m.ask(best)
			return best
		}
		if !left {
			return nil
		}
		m.work.Wait()
	}
	return nil
}

// needier reports whether l will need a block before other does.
func (l *lane) needier(other *lane) bool {
	if (l.ahead == 0) != (other.ahead == 0) {
		return l.ahead == 0
	}
	return l.latest < other.latest || l.latest == other.latest && l.ahead < other.ahead
}

// begin readies a lane for being read by the caller.
func (m *merge) begin(l *lane) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ask(l)
}

// ask notes that a chunk of the lane is asked for. m.mu is held.
func (m *merge) ask(l *lane) {
	l.reading = true
	if l.ahead > 0 {
		m.extra++
	}
	l.ahead++
}

// drop notes that a chunk of the lane has no block any more. m.mu is held.
func (m *merge) drop(l *lane) {
	l.ahead--
	if l.ahead > 0 {
		m.extra--
	}
	m.work.Broadcast()
}

// wasRead lets others read the lane on while its last chunk is parsed.
func (m *merge) wasRead(l *lane) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l.reading = false
	m.work.Broadcast()
}

// end notes that the lane has no more chunks.
func (m *merge) end(l *lane) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l.reading, l.ended = false, true
	m.drop(l)
	m.ready.Signal()
}

// put gives the block of a chunk to its lane.
func (m *merge) put(c *chunker.Chunk, b *block) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := m.lanes[c.Input]
	i := int(c.Seq - l.seq)
	if n := i + 1 - len(l.blocks); n > 0 {
		l.blocks = append(l.blocks, make([]*block, n)...)
	}
	l.blocks[i] = b
	if n := len(b.entries); n > 0 {
		l.latest = max(l.latest, b.entries[n-1].key)
	}
	m.ready.Signal()
}

// take takes the next block of a lane into hand, or none when there are no
// more. It returns false if that has to be waited for.
func (m *merge) take(l *lane) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return l.take()
}

// take is merge.take with the lock held.
func (l *lane) take() bool {
	if len(l.blocks) == 0 || l.blocks[0] == nil {
		return l.ended && l.ahead == 0
	}
	l.block, l.at = l.blocks[0], 0
	l.blocks = slices.Delete(l.blocks, 0, 1)
	l.seq++
	return true
}

// release lets the block in hand be used for another chunk.
func (m *merge) release(l *lane) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if b := l.block; cap(b.text)+cap(b.rejects) <= maxFreeBlock {
		b.text, b.rejects, b.entries = b.text[:0], b.rejects[:0], b.entries[:0]
		m.free = append(m.free, b)
	}
	l.block = nil
	m.drop(l)
}
