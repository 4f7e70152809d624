package aggregate

import (
	"encoding/binary"

	"wf/parser"
)

// coarsen goes over to a coarser step, for the rows counted so far as well.
func (p *Partial) coarsen(step clockStep) {
	p.Flush()
	old := append(p.aside.list, p.take())
	p.aside = asideTables{floor: p.aside.floor}
	p.begin()
	p.step = step
	hashes := make(map[uint64]uint64) // of the new rows by those of the old
	for _, a := range old {
		for i := range a.rows {
			rows := part{blocks: a.rows[i]}
			for _, row := range rows.each(p.table.width) {
				p.coarsenRow(row, hashes)
			}
		}
	}
	for set := range p.groups {
		p.groups[set].coarsen(old, set, hashes)
	}
	for set := range p.counts {
		p.counts[set].coarsen(old, set, hashes)
	}
	p.refer()
	p.account()
}

// coarsenRow adds an old row to the new one.
func (p *Partial) coarsenRow(row []byte, hashes map[uint64]uint64) {
	var scratch []byte
	var clock [clockSize]byte
	keys, width := p.spec.keys, p.table.width
	values := splitKey(nil, keys, rowKey(row, width), &scratch)
	for i, value := range values {
		if keys[i].auto && value != nil {
			values[i] = p.cutClock(clock[:0], parser.ClockNanos(value))
		}
	}
	key := joinKey(nil, keys, values)
	hash := p.spec.hash(key)
	to, _ := p.table.add(tag(hash), key)
	combine(p.spec.cells, rowCells(to), rowCells(row))
	if p.needsHashes() {
		hashes[p.spec.hash(rowKey(row, width))] = hash
	}
}

// needsHashes reports whether anything refers to rows by their hashes.
func (p *Partial) needsHashes() bool { return len(p.groups)+len(p.counts) > 0 }

// coarsen moves the pairs and the sketches to the rows that theirs are now part
// of. The sketches are those of g, whose pairs are new and empty.
func (g *groupSets) coarsen(old []aside, set int, hashes map[uint64]uint64) {
	sketches := g.sketches
	g.sketches, g.numbers = nil, nil
	g.admit(sketches, hashes)
	for _, a := range old {
		for i := range a.pairs[set] {
			g.admitPairs(a.pairs[set][i], hashes)
		}
	}
}

// admit adds sketches of rows that are now part of others.
func (g *groupSets) admit(sketches []groupSketch, hashes map[uint64]uint64) {
	for _, s := range sketches {
		group := hashes[s.group]
		mergeSketch(g.sketches[g.number(group)-1].sketch, s.sketch)
	}
}

// admitPairs adds pairs of such rows.
func (g *groupSets) admitPairs(blocks [][]byte, hashes map[uint64]uint64) {
	pairs := part{blocks: blocks}
	for _, row := range pairs.each(0) {
		group, value := cutPair(rowKey(row, 0))
		addPair(g.pairs, hashes[group], value)
	}
}

// coarsen writes down what was counted for the rows that theirs are now part of.
func (s *samples) coarsen(old []aside, set int, hashes map[uint64]uint64) {
	var lists []sampleList
	for _, a := range old {
		for _, list := range a.samples[set] {
			for i, hash := range list.rows {
				list.rows[i] = hashes[hash]
			}
			lists = append(lists, list)
		}
	}
	all := compactSamples(lists)
	s.rows, s.words = all.rows, all.words
}

// admit writes down samples of rows that are now part of others.
func (s *samples) admit(list sampleList, hashes map[uint64]uint64) {
	before := uint64(len(s.rows))
	for _, hash := range list.rows {
		s.rows = append(s.rows, hashes[hash])
	}
	for _, word := range list.words {
		s.words = append(s.words, renumber(word, before+word>>numberAt))
	}
}

// coarsenRuns goes over to the step for what is in the Store.
func (p *Partial) coarsenRuns(step clockStep) {
	old := p.runs
	p.runs = nil
	coarse := NewPartial(p.spec, p.memory)
	coarse.step = step
	for _, r := range old {
		if r.step == step {
			p.runs = append(p.runs, r)
			continue
		}
		for _, e := range r.parts {
			b := make([]byte, e.size)
			if len(b) > 0 && p.memory.read(b, e) {
				coarse.admitRun(b)
			}
		}
	}
	coarse.spillAll()
	p.runs = append(p.runs, coarse.runs...)
}

// admitRun adds a part of a run with a finer step. The rows of p do not refer to
// their pairs and samples afterwards: nothing more can be added to them but by
// the merge.
func (p *Partial) admitRun(b []byte) {
	piece := emptyPiece(p.spec)
	piece.addRun(b, p.table.width, nil)
	hashes := make(map[uint64]uint64)
	for _, blocks := range piece.rows.blocks {
		for _, row := range (&part{blocks: blocks}).each(p.table.width) {
			p.coarsenRow(row, hashes)
		}
	}
	for set := range p.groups {
		g := &p.groups[set]
		g.admit(piece.sketches[set], hashes)
		for _, blocks := range piece.pairs[set].blocks {
			g.admitPairs(blocks, hashes)
		}
	}
	for set := range p.counts {
		for _, list := range piece.samples[set] {
			p.counts[set].admit(list, hashes)
		}
	}
	if p.bytes() > p.budget {
		p.setAside()
	}
}

// refer makes the cells of all rows refer to their pairs, sketches and samples.
func (p *Partial) refer() {
	if !p.needsHashes() {
		return
	}
	cells := make(map[uint64][]byte, p.table.rows)
	for i := range p.table.parts {
		for _, row := range p.table.parts[i].each(p.table.width) {
			cells[p.spec.hash(rowKey(row, p.table.width))] = rowCells(row)
		}
	}
	for i := range p.groups {
		g := &p.groups[i]
		for part := range g.pairs.parts {
			for _, row := range g.pairs.parts[part].each(0) {
				group, _ := cutPair(rowKey(row, 0))
				bump(cells[group][g.at:], 1)
			}
		}
		for group, number := range g.numbers {
			putInt64(cells[group][g.at:], getInt64(cells[group][g.at:])|int64(number)<<32)
		}
	}
	for i := range p.counts {
		for number, hash := range p.counts[i].rows {
			binary.LittleEndian.PutUint64(cells[hash][p.counts[i].set.at:], uint64(number)+1)
		}
	}
}
