package aggregate

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"wf/parser"
)

// Gaps are the steps of a time key without records, between the first row and
// the last. Filled, each step has a row, and with further keys one for each
// combination of them that occurs in the rows. In the rows put in, counts, rates,
// shares and sums are 0, as is the number of different values; all other measures
// are absent.
//
// Having, a limit and Test come after that: for them the rows put in are rows as
// all others.

const (
	// maxFilled is how many rows are put in at most; a table that needs more
	// keeps all its gaps. It is far more than anybody reads, and a stray stamp
	// of another year would ask for millions.
	maxFilled = 10_000

	// A table with more rows or bytes of rows than these keeps its gaps too:
	// to find them takes all rows in memory, whatever its limit.
	maxGapped      = 1 << 20
	maxGappedBytes = 64 << 20
)

// checkGaps returns an error if the gaps of rows in the order of r cannot be
// filled.
func (c *Counts) checkGaps(r *ranking) error {
	if err := c.spec.checkSteps(); err != nil {
		return err
	}
	if r.metric != nil || r.key != 0 {
		return fmt.Errorf("gaps cannot be filled in rows that are sorted by anything but %s", c.spec.keys[0].name)
	}
	return nil
}

// checkSteps returns an error if the rows of the Spec are not by steps of time.
func (s *Spec) checkSteps() error {
	if len(s.keys) == 0 || !s.keys[0].stepped() {
		return errors.New("gaps are of steps of time: the first key must be one, such as time/5m")
	}
	return nil
}

// stepped reports whether the key is time cut to steps.
func (k *keyColumn) stepped() bool {
	_, _, ok := parser.TimeStep(k.name)
	return ok || k.auto
}

// grid is the places of a table without gaps: one for each of the steps and each
// of the others, in this order.
type grid struct {
	steps   []int64  // the clock that each begins at, an instant under a zone
	others  [][]byte // the encoded keys behind the first one, in order
	missing int64    // how many of the places have no row
	full    bool     // these are all steps and others, and not too many are missing
}

// newGrid returns the grid of the rows, in the order of time. One that is not
// full has the first of the steps alone, enough for one without a row; it has the
// others only if all is set. That of too large a table has neither.
func (c *Counts) newGrid(all bool) *grid {
	g := &grid{}
	if !c.bring(maxGapped, maxGappedBytes) {
		return g
	}
	var first, last, rows int64
	for clock := range c.clocks() {
		if rows == 0 {
			first, last = clock, clock
		}
		first, last = min(first, clock), max(last, clock)
		rows++
	}
	if rows == 0 {
		g.full = true
		return g
	}
	most := c.rows + maxFilled // of places
	whole := g.addSteps(first, last, most, c.nextStep(&c.spec.keys[0]))
	mostOthers := most / int64(len(g.steps))
	if all {
		mostOthers = most
	}
	if !g.collect(c.clocks(), mostOthers) {
		return g
	}
	g.missing = int64(len(g.steps))*int64(len(g.others)) - rows
	g.full = whole && g.missing <= maxFilled
	return g
}

// nextStep returns how to get from the begin of a step of the key to that of
// the next one. It is false beyond the times that an int64 holds.
func (c *Counts) nextStep(k *keyColumn) func(clock int64) (int64, bool) {
	step, base, _ := c.stepOf(k)
	if k.zone != nil {
		zone := parser.NewZoneClock(k.zone)
		return func(clock int64) (int64, bool) { return zone.End(clock, step, base) }
	}
	return func(clock int64) (int64, bool) { return clock + step, clock+step > clock }
}

// addSteps fills in the steps from first to last. It is false if there are more
// than most, behind which it ends.
func (g *grid) addSteps(first, last, most int64, next func(int64) (int64, bool)) bool {
	for clock, ok := first, true; ok && clock <= last; clock, ok = next(clock) {
		g.steps = append(g.steps, clock)
		if int64(len(g.steps)) > most {
			return false
		}
	}
	return true
}

// collect fills in the others. It is false if there are more than most, or a
// clock that none of the steps begins with, as where one began before the first
// clock that there is; then there are none.
func (g *grid) collect(clocks iter.Seq2[int64, []byte], most int64) bool {
	others := make(map[string]struct{})
	last := g.steps[len(g.steps)-1]
	for clock, other := range clocks {
		if _, ok := slices.BinarySearch(g.steps, clock); !ok && clock <= last {
			return false
		}
		if _, ok := others[string(other)]; ok {
			continue
		}
		others[string(other)] = struct{}{}
		if int64(len(others)) > most {
			return false
		}
	}
	for _, other := range slices.Sorted(maps.Keys(others)) {
		g.others = append(g.others, []byte(other))
	}
	return true
}

// gaps yields the places of the grid without rows, in order: their clocks and
// other keys.
func (c *Counts) gaps(g *grid) iter.Seq2[int64, []byte] {
	return func(yield func(int64, []byte) bool) {
		var key placeKey
		for _, clock := range g.steps {
			for _, other := range g.others {
				if c.find(key.set(c.spec, clock, other)) == nil && !yield(clock, other) {
					return
				}
			}
		}
	}
}

// heldGaps returns the number of gaps for which a condition holds, and the keys
// of the first of them.
//
// A grid that is not full has gaps, too many to look at. The first stands for
// all: what holds for no records holds for each, unless the condition is about
// the keys.
func (c *Counts) heldGaps(g *grid, test *rowTest) (n int64, first [][]byte) {
	if g.full && g.missing == 0 {
		return 0, nil
	}
	var row tableRow
	var key placeKey
	for clock, other := range c.gaps(g) {
		alike := g.full && !test.keyed // all gaps are
		if test.gap(c, key.set(c.spec, clock, other), &row) {
			if n++; n == 1 {
				first = new(placeKey).set(c.spec, clock, other)
			}
			if alike {
				return g.missing, first
			}
		}
		if alike || !g.full {
			break
		}
	}
	return n, first
}

// placeKey is the key of a place in the grid, in memory that is used again.
type placeKey struct {
	values  [][]byte
	scratch []byte
}

// set returns the keys of a place, whose other keys are encoded.
func (k *placeKey) set(s *Spec, clock int64, other []byte) [][]byte {
	k.scratch = parser.AppendClock(k.scratch[:0], clock)
	k.values = append(k.values[:0], k.scratch)
	for i := 1; i < len(s.keys); i++ {
		var value []byte
		value, other = s.keys[i].cutPart(other, &k.scratch)
		k.values = append(k.values, value)
	}
	return k.values
}

// clocks yields the clock of each row that has one, and its other keys as they
// are encoded.
func (c *Counts) clocks() iter.Seq2[int64, []byte] {
	return func(yield func(int64, []byte) bool) {
		for row := range c.eachRow() {
			if clock, other, ok := c.clock(row); ok && !yield(clock, other) {
				return
			}
		}
	}
}

// clock returns the clock of a row, the first key, and its other keys as they
// are encoded. It is false if the clock is absent.
func (c *Counts) clock(row []byte) (clock int64, other []byte, ok bool) {
	keys := c.spec.keys
	value, other := rowKey(row, c.width), []byte(nil)
	if len(keys) == 1 {
		value = decodeKey(value)
	} else {
		value, other = keys[0].cutPart(value, nil)
	}
	if value == nil {
		return 0, nil, false
	}
	return parser.ClockNanos(value), other, true
}

// fillGaps puts the missing rows into t, whose rows are the first of lists, as
// many as limit allows, unless there are too many.
func (l *layout) fillGaps(t *Table, lists []rankedRows, r *ranking, limit int) {
	g := l.counts.newGrid(false)
	if !g.full {
		t.Unfilled = true
		return
	}
	missing := g.missing
	if r.having != nil {
		missing, _ = l.counts.heldGaps(g, r.having)
	}
	t.Total += missing
	if r.falling {
		slices.Reverse(g.steps)
	}
	t.Rows = l.filled(r.merged(lists, limit), r.having, g, limit)
}

// filled is rows with the gaps filled, at most limit of them if it is not 0.
func (l *layout) filled(there iter.Seq[[]byte], having *rowTest, g *grid, limit int) iter.Seq[[]Value] {
	return func(yield func([]Value) bool) {
		rows := 0
		w := l.writer(func(row []Value) bool {
			rows++
			return yield(row) && rows != limit
		})
		step, other := 0, 0 // the next place of the grid
		// fill puts rows in up to the place of one that is there, or to the end.
		fill := func(isThere func(clock int64, key []byte) bool) bool {
			for ; step < len(g.steps); step, other = step+1, 0 {
				clock := g.steps[step]
				for ; other < len(g.others); other++ {
					if isThere(clock, g.others[other]) {
						other++
						return true
					}
					if !w.gap(clock, g.others[other], having) {
						return false
					}
				}
			}
			return true
		}
		for row := range there {
			clock, key, ok := l.counts.clock(row)
			if !fill(func(c int64, k []byte) bool { return ok && c == clock && bytes.Equal(k, key) }) || !w.row(row) {
				return
			}
		}
		fill(func(int64, []byte) bool { return false })
	}
}

// gap hands out the row of a place without records, if having holds for it. It
// is false if no more are wanted.
func (w *rowWriter) gap(clock int64, other []byte, having *rowTest) bool {
	c := w.layout.counts
	key := w.place.set(c.spec, clock, other)
	if having != nil && (c.find(key) != nil || !having.gap(c, key, &w.test)) {
		return true // a row that having left out is no gap
	}
	cells := newCells(c.spec)
	w.layout.fill(w.values, key, cells)
	for i, column := range w.layout.metrics {
		w.values[column] = w.layout.metric(i).none(c, cells)
	}
	return w.yield(w.values)
}
