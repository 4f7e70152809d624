package pipeline

import (
	"maps"
	"math"
	"sync/atomic"
	"time"

	"wf/aggregate"
	"wf/chunker"
	"wf/parser"
)

// A window that slides is made of slices of time, each with counts of its own.
// Records go to the slice that their own time lies in, however late they come.
// The newest slice is that of the newest record, and the answer is all slices
// that are less than windowSlices older: so the window covers all of the time
// asked for but for what the newest slice still lacks, a sixtieth of it. Slices
// that fell behind it are dropped with all that they counted.

// FarAhead is how far ahead of the machine's clock a record can be without being
// taken for one whose own clock is wrong: more than any zone explains. One of
// 2099 would leave a window of nothing but itself.
const FarAhead = 24 * time.Hour

// windowSlices is how many slices a window has. More make its beginning finer,
// and cost as many tables more.
const windowSlices = 60

// window is what the sliding counts of all workers share.
type window struct {
	width  int64        // of a slice, in nanoseconds
	newest atomic.Int64 // number of the newest slice that has a record
}

func newWindow(last time.Duration) *window {
	w := &window{width: max(int64(math.Ceil(float64(last)/windowSlices)), int64(time.Second))}
	w.newest.Store(math.MinInt64)
	return w
}

// number returns the number of the slice that an instant lies in.
func (w *window) number(nanos int64) int64 {
	n := nanos / w.width
	if nanos%w.width < 0 {
		n--
	}
	return n
}

// oldest returns the number of the oldest slice of the window, which has none
// before the first record.
func (w *window) oldest() int64 {
	if newest := w.newest.Load(); newest != math.MinInt64 {
		return newest - windowSlices + 1
	}
	return math.MinInt64
}

// reach makes the window reach to a slice and reports whether that lies in it.
// It does not reach far ahead.
func (w *window) reach(number int64) bool {
	for {
		newest := w.newest.Load()
		if number <= newest {
			return number > newest-windowSlices
		}
		if number > w.number(time.Now().Add(FarAhead).UnixNano()) {
			return false
		}
		if w.newest.CompareAndSwap(newest, number) {
			return true
		}
	}
}

// gather calls add for the copies of slices that lie in the window now, puts
// right what the accounts of their workers say, and returns the instant at which
// the window begins. Records that are in none of these slices are filtered.
func (w *window) gather(accounts []*worker, copies [][]liveCopy, add func(liveCopy)) (since int64) {
	oldest := w.oldest()
	for i, account := range accounts {
		account.span = aggregate.Span{}
		inside := make([]int64, len(account.files))
		for _, c := range copies[i] {
			if c.slice < oldest {
				continue
			}
			add(c)
			account.span.Merge(&c.span)
			for input, n := range c.files {
				inside[input] += n
			}
		}
		for input := range account.files {
			lines := &account.files[input].lines
			lines.Filtered += lines.Parsed - inside[input]
			lines.Parsed = inside[input]
		}
	}
	return oldest * w.width
}

// sliding is a Sink that counts the records in a window.
type sliding struct {
	window *window
	pass   *aggregate.Pass
	memory *aggregate.Memory
	slices map[int64]*slice
	last   *slice // of the record before, or nil
	number int64  // its number
}

// slice is what one worker counted of a slice of time.
type slice struct {
	tally *aggregate.Tally
	span  aggregate.Span
	added int64         // records of the chunk in work
	files map[int]int64 // records of chunks before, by input
}

func newSliding(w *window, pass *aggregate.Pass, m *aggregate.Memory) *sliding {
	return &sliding{window: w, pass: pass, memory: m, slices: make(map[int64]*slice)}
}

// Add is Sink's. What lies behind the window or far ahead, or has no time, is not
// counted.
func (s *sliding) Add(r *parser.Record, _ []byte) {
	stamp := r.Instant()
	if !stamp.Valid {
		return
	}
	number := s.window.number(stamp.Nanos)
	if s.last == nil || number != s.number {
		if !s.window.reach(number) {
			return
		}
		s.turnTo(number)
	}
	s.last.added++
	s.last.span.Add(stamp)
	s.last.tally.Add(r)
}

// turnTo makes a slice the one that records are added to.
func (s *sliding) turnTo(number int64) {
	of := s.slices[number]
	if of == nil {
		if len(s.slices) == windowSlices { // at least one of them lies behind
			s.drop()
		}
		of = &slice{tally: aggregate.NewTally(s.pass, s.memory), files: make(map[int]int64)}
		s.slices[number] = of
	}
	s.last, s.number = of, number
}

// drop forgets the slices that the window has left behind.
func (s *sliding) drop() {
	oldest := s.window.oldest()
	for number, of := range s.slices {
		if number < oldest {
			for _, p := range of.tally.Partials() {
				p.Discard()
			}
			delete(s.slices, number)
		}
	}
}

// Flush is Sink's.
func (s *sliding) Flush(c *chunker.Chunk) error {
	for _, of := range s.slices {
		if of.added > 0 {
			of.tally.Flush()
			of.files[c.Input] += of.added
			of.added = 0
		}
	}
	s.last = nil
	s.drop()
	return s.memory.Err()
}

func (s *sliding) copies(m *aggregate.Memory) (list []liveCopy) {
	for number, of := range s.slices {
		c := liveCopy{partials: clones(of.tally.Partials(), m), slice: number, files: maps.Clone(of.files)}
		c.span.Merge(&of.span)
		list = append(list, c)
	}
	return list
}
