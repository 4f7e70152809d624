package aggregate

import (
	"time"

	"wf/parser"
)

const (
	// fineSpan is the longest span in seconds that TimeAuto cuts by the
	// second; coarseStep is its step beyond. Four hours leave every step that
	// a chart or a list of windows takes from there on a multiple of a minute.
	fineSpan   = 4 * 60 * 60
	coarseStep = 60
)

// autoRange is the range of seconds that a TimeAuto key has seen. A Partial
// goes over to coarseStep once its own records span more than fineSpan; the
// union of all Partials then does so as well, which makes the step of the
// result a function of the records alone.
type autoRange struct {
	least, most int64
	seen        bool
}

// add widens the range to a second.
func (a *autoRange) add(second int64) {
	if !a.seen {
		*a = autoRange{second, second, true}
	}
	a.least, a.most = min(a.least, second), max(a.most, second)
}

// step is the step for the range, in seconds.
func (a *autoRange) step() int64 {
	if uint64(a.most)-uint64(a.least) > fineSpan {
		return coarseStep
	}
	return 1
}

// watchClock widens the range of TimeAuto to r and makes the rows counted so
// far coarser when the range demands it.
func (p *Partial) watchClock(r *parser.Record) {
	for i := range p.spec.keys {
		if k := &p.spec.keys[i]; k.auto {
			if clock := r.Bytes(k.slot); clock != nil {
				p.auto.add(floorDiv(parser.ClockNanos(clock), int64(time.Second)))
			}
		}
	}
	if step := p.auto.step(); step > p.step {
		p.coarsen(step)
	}
}

// cutClock appends a clock, cut to the step, to dst.
func (p *Partial) cutClock(dst, clock []byte) []byte {
	step := p.step * int64(time.Second)
	return parser.AppendClock(dst, floorDiv(parser.ClockNanos(clock), step)*step)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// coarsen goes over to a coarser step, for the rows counted so far as well.
func (p *Partial) coarsen(step int64) {
	p.Flush()
	old := append(p.aside.list, p.take())
	p.aside = asideTables{floor: p.aside.floor}
	p.begin()
	p.step = step
	for _, a := range old {
		for i := range a.rows {
			rows := part{blocks: a.rows[i]}
			for _, row := range rows.each(p.table.width) {
				p.coarsenRow(row)
			}
		}
	}
}

func (p *Partial) coarsenRow(row []byte) {
	var scratch []byte
	var clock [clockSize]byte
	keys, width := p.spec.keys, p.table.width
	values := splitKey(nil, keys, rowKey(row, width), &scratch)
	for i, value := range values {
		if keys[i].auto && value != nil {
			values[i] = p.cutClock(clock[:0], value)
		}
	}
	key := joinKey(nil, keys, values)
	to, _ := p.table.add(tag(p.spec.hash(key)), key)
	combine(p.spec.cells, rowCells(to), rowCells(row))
}
