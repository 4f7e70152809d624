package aggregate

import (
	"bytes"
	"maps"
	"slices"

	"wf/parser"
)

// Clone returns a copy of p that shares nothing with it that either changes:
// the copy can be merged while p goes on counting. It keeps within m, which is
// to be a Fork of p's Memory, one for all copies that are merged together. p
// must be flushed and not be counting meanwhile.
//
// What p has in the Store stays there and is read by both: nothing in the Store
// ever changes.
func (p *Partial) Clone(m *Memory) *Partial {
	c := *p
	c.memory, c.held = m, 0
	c.span.zones = slices.Clone(p.span.zones)
	c.table = p.table.clone()
	c.groups = cloneEach(p.groups, groupSets.clone)
	c.counts = cloneEach(p.counts, samples.clone)
	c.aside.list = cloneEach(p.aside.list, aside.clone)
	c.runs, c.gone = slices.Clone(p.runs), p.gone.clone()
	c.row = bytes.Clone(p.row)
	c.sets = cloneEach(p.sets, hashSet.clone)
	c.setRuns = cloneEach(p.setRuns, slices.Clone)
	c.all = cloneEach(p.all, slices.Clone)
	c.pending, c.arena, c.inputs = nil, nil, nil
	if len(p.spec.keys) == 0 {
		c.inputs = make([]uint64, p.spec.inputWords)
	}
	if p.zone != nil {
		c.zone = parser.NewZoneClock(p.spec.autoZone) // it remembers where it looked last
	}
	return &c
}

// Discard forgets what p has counted, so that others may hold as much. p is not
// to be used again. What it has in the Store stays there until the run ends.
func (p *Partial) Discard() {
	p.memory.hold(-p.held)
	p.held = 0
}

// Fork returns a Memory for copies of Partials that keep within m. What they
// write goes to memory of their own, and not to the Store, which never forgets
// anything: that is no more than the copies hold, and goes away with them.
func (m *Memory) Fork() *Memory {
	if m == nil {
		return nil
	}
	return &Memory{limit: m.limit, store: &overlay{store: m.store}, tables: m.tables, floor: m.floor, bits: m.bits}
}

// cloneEach returns copies of all items, nil for none.
func cloneEach[S ~[]T, T any](list S, clone func(T) T) S {
	if list == nil {
		return nil
	}
	copies := make(S, len(list))
	for i, item := range list {
		copies[i] = clone(item)
	}
	return copies
}

func (t *table) clone() *table {
	if t == nil {
		return nil
	}
	c := *t
	c.parts = cloneEach(t.parts, func(p part) part {
		return part{index: slices.Clone(p.index), rows: p.rows, blocks: cloneBlocks(p.blocks)}
	})
	return &c
}

// cloneBlocks copies blocks, which have no room for more rows then.
func cloneBlocks(blocks [][]byte) [][]byte {
	return cloneEach(blocks, func(b []byte) []byte { return slices.Clip(bytes.Clone(b)) })
}

func (g groupSets) clone() groupSets {
	g.pairs, g.numbers = g.pairs.clone(), maps.Clone(g.numbers)
	g.sketches = cloneEach(g.sketches, func(s groupSketch) groupSketch {
		return groupSketch{s.group, s.sketch.Clone()}
	})
	return g
}

func (s samples) clone() samples {
	s.rows, s.words = slices.Clone(s.rows), slices.Clone(s.words)
	s.windows = cloneEach(s.windows, func(w window) window {
		w.counts = slices.Clone(w.counts)
		return w
	})
	return s
}

func (a aside) clone() aside {
	for i := range a.rows {
		a.rows[i] = cloneBlocks(a.rows[i])
	}
	a.pairs = cloneEach(a.pairs, func(parts [partCount][][]byte) [partCount][][]byte {
		for i := range parts {
			parts[i] = cloneBlocks(parts[i])
		}
		return parts
	})
	a.samples = cloneEach(a.samples, func(lists []sampleList) []sampleList {
		return cloneEach(lists, func(l sampleList) sampleList {
			return sampleList{slices.Clone(l.rows), slices.Clone(l.words)}
		})
	})
	return a
}

func (s hashSet) clone() hashSet {
	s.slots, s.pending = slices.Clone(s.slots), nil
	if s.sketch != nil {
		s.sketch = s.sketch.Clone()
	}
	return s
}

func (t *total) clone() *total {
	if t == nil {
		return nil
	}
	return &total{bytes.Clone(t.cells), cloneEach(t.samples, slices.Clone)}
}
