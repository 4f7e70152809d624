package aggregate

import (
	"math"
	"slices"
	"time"

	"wf/parser"
)

// readAuto reads the range and the step of a key that finds its own, and widens
// those of p.
func (b *bodyReader) readAuto() error {
	p := b.p
	name, err := b.bytes()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(p.spec.auto.steps, func(s clockStep) bool { return s.field == string(name) })
	if i < 0 {
		return damaged("%.40q is no step of its key", name)
	}
	b.step = p.spec.auto.steps[i]
	seen, err := b.count()
	if err != nil || seen == 0 {
		return err
	}
	least, err := b.signed()
	if err != nil {
		return err
	}
	most, err := b.signed()
	if err != nil {
		return err
	}
	const end = math.MaxInt64 / int64(time.Second)
	if least > most || least < -end-1 || most > end {
		return damaged("the times from second %d to %d are none", least, most)
	}
	b.auto = autoRange{least, most, true}
	p.auto.add(least)
	p.auto.add(most)
	if step := p.spec.auto.step(p.auto, p.step, p.zone); step.seconds > p.step.seconds {
		p.coarsen(step)
	}
	if b.step.seconds > p.step.seconds {
		return damaged("rows are by %s, and their times ask for %s", b.step.field, p.step.field)
	}
	return nil
}

// readSpan reads the offsets and the instants of the records.
func (b *bodyReader) readSpan() error {
	zones, err := b.count()
	if err != nil || zones == 0 {
		return err
	}
	if zones > maxZones || !b.p.spec.spanned {
		return damaged("%d offsets of clocks are too many", zones)
	}
	list := make([]parser.Stamp, 0, zones)
	for range zones + 1 {
		stamp, err := b.stamp()
		if err != nil {
			return err
		}
		list = append(list, stamp)
	}
	last := list[zones]
	list = list[:zones]
	known := false
	for i, s := range list {
		if i > 0 && s.Offset <= list[i-1].Offset || s.Nanos > last.Nanos {
			return damaged("the offsets of clocks are not in order")
		}
		known = known || s.Offset == last.Offset
		b.p.span.Add(s)
	}
	if !known {
		return damaged("the last instant has an offset of its own")
	}
	b.p.span.Add(last)
	return nil
}

// stamp reads an offset and an instant.
func (b *bodyReader) stamp() (s parser.Stamp, err error) {
	offset, err := b.offset()
	if err != nil {
		return s, err
	}
	nanos, err := b.signed()
	return parser.Stamp{Nanos: nanos, Offset: offset, Valid: true}, err
}

// offset reads the offset of a clock.
func (b *bodyReader) offset() (int32, error) {
	v, err := b.signed()
	if err != nil {
		return 0, err
	}
	if v != parser.NoOffset && (v < -maxOffset || v > maxOffset) {
		return 0, damaged("an offset of %d seconds is none", v)
	}
	return int32(v), nil
}
