package aggregate

import (
	"encoding/binary"
	"slices"

	"wf/internal/parallel"
)

// Counts is what all the Partials of a Spec come to together. It is read-only.
type Counts struct {
	spec   *Spec
	width  int
	parts  []part  // of a table whose keys are all different
	stored *stored // where the rows are if they are in the Store; then there are no parts
	memory *Memory // whose Store has them, or had; else nil
	rows   int64
	totals []byte // the cells of all rows combined
	span   Span
	step   clockStep // of the key that chooses its own
	auto   autoRange // of that key
	approx []bool    // for each set: a row holds an estimate

	overall []rowSamples // of totals, for each sampleSet of a Spec that keeps them

	filtered int64 // records that Where left out

	keeps bool          // the merge keeps what Save needs,
	kept  []*unfinished // of each of the parts in memory
}

// Merge puts partials of one Spec together and uses them up. The result is the
// same for any partials that were given the same records in any order. Parts
// of the tables are merged by up to workers goroutines at once.
func Merge(partials []*Partial, workers int) *Counts { return merge(partials, workers, false) }

// merge is Merge that keeps, if it is told to, what Save needs.
func merge(partials []*Partial, workers int, keep bool) *Counts {
	spec := partials[0].spec
	c := &Counts{spec: spec, width: 8 * len(spec.fresh), approx: make([]bool, len(spec.sets)), keeps: keep}
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
		c.step, c.auto = agreeOnStep(spec, partials)
	}
	total := newTotal(spec)
	if slices.ContainsFunc(partials, func(p *Partial) bool { return len(p.runs) > 0 }) {
		c.leave(partials, total, workers)
	} else {
		c.mergeTables(partials, total, workers)
	}
	for i := range total.samples {
		spec.samples[i].finish(total.cells, total.samples[i].bucket)
	}
	c.totals = total.cells
	c.keepOverall(total.samples)
	return c
}

// keepOverall keeps the samples of the totals for a Spec of CompileSide.
func (c *Counts) keepOverall(samples []histogram) {
	if !c.spec.sided {
		return
	}
	for _, h := range samples {
		c.overall = append(c.overall, h.row())
	}
}

// total is what rows come to together: their cells, and the samples of each
// sampleSet. Distinct values have no total.
type total struct {
	cells   []byte
	samples []histogram
}

func newTotal(s *Spec) *total {
	return &total{newCells(s), make([]histogram, len(s.samples))}
}

func (t *total) add(s *Spec, other *total) {
	combine(s.cells, t.cells, other.cells)
	for i := range t.samples {
		t.samples[i].merge(other.samples[i])
	}
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
	for _, p := range partials {
		first.mergeSetRuns(p)
	}
	for _, p := range partials[1:] {
		combine(c.spec.cells, first.row, p.row)
		for i := range p.sets {
			first.sets[i].merge(&p.sets[i])
		}
		for i := range p.all {
			first.all[i].merge(p.all[i])
		}
	}
	if c.keeps {
		c.kept = []*unfinished{{row: first}}
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
	c.keepOverall(first.all)
}

// mergedPart is one part of all the partials together.
type mergedPart struct {
	rows   part
	approx []bool
	kept   *unfinished // if the Counts keep it
}

// mergeTables merges what the partials have in memory.
func (c *Counts) mergeTables(partials []*Partial, total *total, workers int) {
	merged, totals := c.mergedParts(partials, workers)
	for i, m := range merged {
		c.note(&m)
		total.add(c.spec, totals[i])
		c.parts, c.kept = append(c.parts, m.rows), append(c.kept, m.kept)
	}
}

// note adds up what is known of a part once it is merged.
func (c *Counts) note(m *mergedPart) {
	c.rows += int64(m.rows.rows)
	for set, approx := range m.approx {
		c.approx[set] = c.approx[set] || approx
	}
}

// mergedParts returns the parts of what the partials have in memory, and their
// totals.
func (c *Counts) mergedParts(partials []*Partial, workers int) (merged []mergedPart, totals []*total) {
	parts := partCount
	if c.isSmall(partials) {
		parts, workers = 1, 1
	}
	samples := takeSamples(partials, parts, workers)
	merged, totals = make([]mergedPart, parts), make([]*total, parts)
	for _, p := range partials {
		if parts > 1 {
			p.split()
		}
	}
	parallel.Do(workers, parts, func(i int) error {
		totals[i] = newTotal(c.spec)
		merged[i] = c.mergePiece(newPiece(partials, samples, i, parts), totals[i])
		return nil
	})
	return merged, totals
}

// split deals the tables out to partCount parts.
func (p *Partial) split() {
	p.table.split()
	for i := range p.groups {
		p.groups[i].pairs.split()
	}
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

// mergePiece uses a piece up, and adds it to total, if that is not nil.
func (c *Counts) mergePiece(p *piece, total *total) mergedPart {
	spec := c.spec
	combineRows := func(dst, src []byte) { combine(spec.cells, dst, src) }
	m := mergedPart{rows: p.rows.merge(c.width, combineRows), approx: make([]bool, len(spec.sets))}
	var numbers map[uint64]int
	if len(spec.samples) > 0 || c.keeps && len(spec.sets) > 0 {
		numbers = c.numberRows(&m.rows)
	}
	if c.keeps {
		m.kept = new(unfinished)
	}
	for set := range spec.sets {
		pairs := p.pairs[set].merge(0, func(dst, src []byte) {})
		results, sketches := finishGroups(&pairs, p.sketches[set])
		m.approx[set] = c.finishSet(set, results, &m.rows)
		if c.keeps {
			m.kept.sets = append(m.kept.sets, keepValues(&pairs, sketches, numbers))
		}
	}
	for set := range spec.samples {
		words, ends := sortSamples(p.samples[set], numbers)
		c.finishSamples(&spec.samples[set], words, ends, &m.rows)
		if c.keeps {
			m.kept.samples = append(m.kept.samples, keptSamples{words, ends})
		}
		if total == nil {
			continue
		}
		for _, list := range p.samples[set] {
			total.samples[set].addWords(list.words)
		}
	}
	if total != nil {
		for _, row := range m.rows.each(c.width) {
			combineRows(total.cells, rowCells(row))
		}
	}
	return m
}

// numberRows numbers the rows of a part, from 0 in the order of rows.each, by
// their hashes.
func (c *Counts) numberRows(rows *part) map[uint64]int {
	numbers := make(map[uint64]int, rows.rows)
	for _, row := range rows.each(c.width) {
		numbers[c.spec.hash(rowKey(row, c.width))] = len(numbers)
	}
	return numbers
}

// finishSet replaces a distinct cell of each row of a part by its result and
// reports whether one of them is an estimate.
func (c *Counts) finishSet(set int, results map[uint64]uint64, rows *part) (approx bool) {
	at := c.spec.sets[set].at
	for _, row := range rows.each(c.width) {
		result := results[c.spec.hash(rowKey(row, c.width))]
		binary.LittleEndian.PutUint64(row[rowHead+at:], result)
		approx = approx || isEstimate(result)
	}
	return approx
}
