package aggregate

import (
	"encoding/binary"

	"wf/internal/parallel"
)

// Counts is what all the Partials of a Spec come to together. It is read-only.
type Counts struct {
	spec   *Spec
	width  int
	parts  []part // of a table whose keys are all different
	rows   int64
	totals []byte // the cells of all rows combined
	span   Span
	step   clockStep // of the key that chooses its own
	approx []bool    // for each set: a row holds an estimate

	filtered int64 // records that Where left out
}

// Merge puts partials of one Spec together and uses them up. The result is the
// same for any partials that were given the same records in any order. Parts
// of the tables are merged by up to workers goroutines at once.
func Merge(partials []*Partial, workers int) *Counts {
	spec := partials[0].spec
	c := &Counts{spec: spec, width: 8 * len(spec.fresh), approx: make([]bool, len(spec.sets))}
	for _, p := range partials {
		p.Flush()
		c.span.Merge(&p.span)
		c.filtered += p.filtered
	}
	if len(spec.keys) == 0 {
		c.mergeRows(partials)
		return c
	}
	if spec.auto != nil {
		c.step = agreeOnStep(spec, partials)
	}
	merged := c.mergeTables(partials, workers)
	c.totals = newCells(spec)
	samples := make([]histogram, len(spec.samples))
	for i := range merged {
		m := &merged[i]
		c.rows += int64(m.rows.rows)
		combine(spec.cells, c.totals, m.totals)
		for set, approx := range m.approx {
			c.approx[set] = c.approx[set] || approx
		}
		for set := range samples {
			samples[set].merge(m.samples[set])
		}
		c.parts = append(c.parts, m.rows)
	}
	for i := range samples {
		spec.samples[i].finish(c.totals, samples[i].bucket)
	}
	return c
}

// newCells returns the cells of a new row.
func newCells(s *Spec) []byte {
	cells := make([]byte, 0, 8*len(s.fresh))
	for _, word := range s.fresh {
		cells = binary.LittleEndian.AppendUint64(cells, word)
	}
	return cells
}

// mergeRows merges partials that have one row each.
func (c *Counts) mergeRows(partials []*Partial) {
	first := partials[0]
	for _, p := range partials[1:] {
		combine(c.spec.cells, first.row, p.row)
		for i := range p.sets {
			first.sets[i].merge(&p.sets[i])
		}
		for i := range p.all {
			first.all[i].merge(p.all[i])
		}
	}
	for i := range first.all {
		c.spec.samples[i].finish(first.row, first.all[i].bucket)
	}
	for i, set := range c.spec.sets {
		result := first.sets[i].result()
		c.approx[i] = isEstimate(result)
		binary.LittleEndian.PutUint64(first.row[set.at:], result)
	}
	c.totals, c.rows = first.row, 1
}

// mergedPart is one part of all the partials together.
type mergedPart struct {
	rows    part
	totals  []byte
	approx  []bool
	samples []histogram // of all rows together, for each of the sampleSets
}

func (c *Counts) mergeTables(partials []*Partial, workers int) []mergedPart {
	if c.isSmall(partials) {
		return []mergedPart{c.mergePart(partials, takeSamples(partials, 1, 1), 0, 1)}
	}
	for _, p := range partials {
		p.table.split()
		for i := range p.groups {
			p.groups[i].pairs.split()
		}
	}
	samples := takeSamples(partials, partCount, workers)
	merged := make([]mergedPart, partCount)
	parallel.Do(workers, partCount, func(i int) error {
		merged[i] = c.mergePart(partials, samples, i, partCount)
		return nil
	})
	return merged
}

// isSmall reports whether the tables have one part each and few rows together.
func (c *Counts) isSmall(partials []*Partial) bool {
	rows := 0
	for _, p := range partials {
		if len(p.aside.list) > 0 || len(p.table.parts) > 1 {
			return false
		}
		rows += p.table.rows
		for i := range p.groups {
			if len(p.groups[i].pairs.parts) > 1 {
				return false
			}
		}
	}
	return rows <= splitRows
}

// mergePart merges part i of all tables, which have so many parts, and of the
// samples in work.
func (c *Counts) mergePart(partials []*Partial, samples []takenSamples, i, parts int) mergedPart {
	spec := c.spec
	combineRows := func(dst, src []byte) { combine(spec.cells, dst, src) }
	m := mergedPart{
		rows: mergeParts(partials, c.width, combineRows,
			func(p *Partial) *part { return &p.table.parts[i] },
			func(a *aside) [][]byte { return a.rows[i] }),
		approx: make([]bool, len(spec.sets)),
	}
	for set := range spec.sets {
		m.approx[set] = c.finishSet(partials, i, parts, set, &m.rows)
	}
	m.samples = c.finishSampleSets(partials, samples, i, &m.rows)
	m.totals = newCells(spec)
	for _, row := range m.rows.each(c.width) {
		combineRows(m.totals, rowCells(row))
	}
	return m
}

// mergeParts merges the parts of the tables in work, which live names, and
// those set aside, whose blocks blocks names. The largest of the former, which
// have an index, takes the others in.
func mergeParts(partials []*Partial, width int, combine func(dst, src []byte),
	live func(p *Partial) *part, blocks func(a *aside) [][]byte) part {
	largest := live(partials[0])
	for _, p := range partials[1:] {
		if l := live(p); l.rows > largest.rows {
			largest = l
		}
	}
	into := *largest
	for _, p := range partials {
		if l := live(p); l != largest {
			into.absorb(l.blocks, width, combine)
		}
		for a := range p.aside.list {
			into.absorb(blocks(&p.aside.list[a]), width, combine)
		}
	}
	return into
}

// finishSet replaces a distinct cell of each row of part i by its result and
// reports whether one of them is an estimate.
func (c *Counts) finishSet(partials []*Partial, i, parts, set int, rows *part) (approx bool) {
	pairs := mergeParts(partials, 0, func(dst, src []byte) {},
		func(p *Partial) *part { return &p.groups[set].pairs.parts[i] },
		func(a *aside) [][]byte { return a.pairs[set][i] })
	var sketches []groupSketch
	for _, p := range partials {
		for _, s := range p.groups[set].sketches {
			if parts == 1 || int(tag(s.group)>>(32-partBits)) == i {
				sketches = append(sketches, s)
			}
		}
	}
	results := finishGroups(&pairs, sketches)
	at := c.spec.sets[set].at
	for _, row := range rows.each(c.width) {
		result := results[c.spec.hash(rowKey(row, c.width))]
		binary.LittleEndian.PutUint64(row[rowHead+at:], result)
		approx = approx || isEstimate(result)
	}
	return approx
}
