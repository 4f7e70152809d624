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
// combination of them that occurs in the rows. In the rows put in, counts, rates
// and sums are 0, as is the number of different values; all other measures are
// absent. Having has no say in them, but what it left out had records: it is no
// gap.

// maxFilled is how many rows are put in at most; a table that needs more keeps
// all its gaps. It is far more than anybody reads, and a stray stamp of another
// year would ask for millions.
const maxFilled = 10_000

// checkGaps returns an error if the gaps of rows in the order of r cannot be
// filled.
func (c *Counts) checkGaps(v View, r *ranking) error {
	keys := c.spec.keys
	if len(keys) == 0 || !keys[0].stepped() {
		return errors.New("gaps are of steps of time: the first key must be one, such as time/5m")
	}
	if r.metric != nil || r.key != 0 {
		return fmt.Errorf("gaps cannot be filled in rows that are sorted by anything but %s", keys[0].name)
	}
	if v.Limit != 0 {
		return errors.New("gaps cannot be filled in a limited number of rows")
	}
	return nil
}

// stepped reports whether the key is time cut to steps.
func (k *keyColumn) stepped() bool {
	_, _, ok := parser.TimeStep(k.name)
	return ok || k.auto
}

// grid is the rows of a table without gaps: a row for each of the steps and
// each of the others, in this order.
type grid struct {
	first, step int64    // a clock, and how far it is to the next one
	steps       uint64   // how many
	others      [][]byte // the encoded keys behind the first one, in order
	missing     int64    // how many of the rows have no records
}

// newGrid returns the grid of the ranked rows. It is false if too many are
// missing.
func newGrid(r *ranking, lists [][]entry) (*grid, bool) {
	step, _, _ := r.counts.stepOf(&r.counts.spec.keys[0])
	g := &grid{step: step}
	var last, rows int64
	for clock := range r.clocks(lists) {
		if rows == 0 {
			g.first, last = clock, clock
		}
		g.first, last = min(g.first, clock), max(last, clock)
		rows++
	}
	if rows == 0 {
		return g, true
	}
	most := uint64(r.counts.rows + maxFilled) // of rows in the grid
	if g.steps = uint64(last-g.first)/uint64(step) + 1; g.steps > most {
		return nil, false
	}
	if !g.collect(r.clocks(lists), most/g.steps) {
		return nil, false
	}
	if r.falling {
		g.first, g.step = last, -step
	}
	g.missing = int64(g.steps)*int64(len(g.others)) - rows
	if r.having != nil {
		g.missing = r.counts.missing(g)
	}
	return g, g.missing <= maxFilled
}

// collect fills in the others. It is false if there are more than most, or a
// clock that no step begins with, as where one began before the first clock that
// there is.
func (g *grid) collect(clocks iter.Seq2[int64, []byte], most uint64) bool {
	others := make(map[string]struct{})
	for clock, other := range clocks {
		if uint64(clock-g.first)%uint64(g.step) != 0 {
			return false
		}
		if _, ok := others[string(other)]; ok {
			continue
		}
		others[string(other)] = struct{}{}
		if uint64(len(others)) > most {
			return false
		}
	}
	for _, other := range slices.Sorted(maps.Keys(others)) {
		g.others = append(g.others, []byte(other))
	}
	return true
}

// missing counts the rows of the grid that have no records.
func (c *Counts) missing(g *grid) (n int64) {
	var key placeKey
	for step := range g.steps {
		for _, other := range g.others {
			if c.find(key.set(c.spec, g.clock(step), other)) == nil {
				n++
			}
		}
	}
	return n
}

// clock returns the clock of a step.
func (g *grid) clock(step uint64) int64 { return g.first + int64(step)*g.step }

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

// clocks yields the clock of each entry that has one, and its other keys as
// they are encoded.
func (r *ranking) clocks(lists [][]entry) iter.Seq2[int64, []byte] {
	return func(yield func(int64, []byte) bool) {
		for _, list := range lists {
			for _, e := range list {
				if clock, other, ok := r.clock(e); ok && !yield(clock, other) {
					return
				}
			}
		}
	}
}

// clock returns the clock of an entry, the first key, and its other keys as
// they are encoded. It is false if the clock is absent.
func (r *ranking) clock(e entry) (clock int64, other []byte, ok bool) {
	keys := r.counts.spec.keys
	value, other := rowKey(r.row(e), r.counts.width), []byte(nil)
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

// fillGaps puts the missing rows into t, whose rows are those of lists, unless
// there are too many.
func (l *layout) fillGaps(t *Table, lists [][]entry, r *ranking) {
	g, ok := newGrid(r, lists)
	if !ok {
		t.Unfilled = true
		return
	}
	t.Rows, t.Total = l.filled(r.merged(lists, 0), r, g), t.Total+g.missing
}

// filled is rows with the gaps filled.
func (l *layout) filled(entries iter.Seq[entry], r *ranking, g *grid) iter.Seq[[]Value] {
	return func(yield func([]Value) bool) {
		w := l.writer(yield)
		step, other := uint64(0), 0 // the next place of the grid
		// fill puts rows in up to the place of an entry, or to the end.
		fill := func(isThere func(clock int64, key []byte) bool) bool {
			for ; step < g.steps; step, other = step+1, 0 {
				clock := g.clock(step)
				for ; other < len(g.others); other++ {
					if isThere(clock, g.others[other]) {
						other++
						return true
					}
					if !w.gap(clock, g.others[other]) {
						return false
					}
				}
			}
			return true
		}
		for e := range entries {
			clock, key, ok := r.clock(e)
			if !fill(func(c int64, k []byte) bool { return ok && c == clock && bytes.Equal(k, key) }) || !w.entry(r, e) {
				return
			}
		}
		fill(func(int64, []byte) bool { return false })
	}
}

// gap hands out the row of a place without records. It is false if no more are
// wanted.
func (w *rowWriter) gap(clock int64, other []byte) bool {
	c := w.layout.counts
	key := w.place.set(c.spec, clock, other)
	if c.find(key) != nil {
		return true // Having left it out
	}
	w.layout.fill(w.values, key, newCells(c.spec))
	for i, column := range w.layout.metrics {
		if m := w.layout.metric(i); m.sum {
			w.values[column] = Value{Kind: m.column.Kind}
		}
	}
	return w.yield(w.values)
}
