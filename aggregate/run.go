package aggregate

import (
	"encoding/binary"

	"github.com/axiomhq/hyperloglog"
)

// A run is what a Partial wrote to the Store at one time: its tables, dealt out
// to parts by the top bits of the hash, more of them than tables have, so that
// the merge can take one after the other into little memory.
//
// A part is, in words of eight bytes, little-endian,
//
//	length of the rows | rows, as they stand in blocks
//	for each set:        length of the pairs | pairs, likewise
//	                     number of sketches  | group, registers of each
//	for each sampleSet:  number of rows      | their hashes
//	                     number of words     | words
//
// It is empty if it has no rows. A run is read by the process that wrote it,
// and by no other: hashes of rows are seeded.
type run struct {
	step  clockStep // of the key that chooses its own
	parts []extent  // none of size 0 is in the Store
}

// runPart is one part of a run on its way to the Store.
type runPart struct {
	rows    []byte // behind a word for their length
	pairs   [][]byte
	sketch  [][]groupSketch
	samples []sampleList
}

// spill writes all that p has set aside to the Store.
func (p *Partial) spill() {
	if p.gone == nil {
		p.gone = newTotal(p.spec)
	}
	p.runs = append(p.runs, p.writeRun())
	p.aside = asideTables{floor: p.aside.floor}
	for i := range p.groups {
		p.groups[i].sketches, p.groups[i].numbers = nil, nil
	}
	p.account()
}

// spillAll writes all that p has counted to the Store.
func (p *Partial) spillAll() {
	p.aside.list = append(p.aside.list, p.take())
	p.begin()
	p.spill()
}

// account tells the Memory how much is set aside.
func (p *Partial) account() {
	held := p.aside.bytes
	for i := range p.groups {
		held += sketchSize * len(p.groups[i].sketches)
	}
	p.memory.hold(held - p.held)
	p.held = held
}

// writeRun writes the tables that are set aside.
func (p *Partial) writeRun() run {
	m := p.memory
	r := run{step: p.step, parts: make([]extent, 0, 1<<m.bits)}
	within := make([]runPart, 1<<(m.bits-partBits)) // one part of a table
	for i := range within {
		within[i] = runPart{pairs: make([][]byte, len(p.groups)), sketch: make([][]groupSketch, len(p.groups)),
			samples: make([]sampleList, len(p.spec.samples))}
	}
	for part := range partCount {
		for i := range within {
			within[i].empty()
		}
		p.deal(part, within)
		for i := range within {
			r.parts = append(r.parts, within[i].write(m))
		}
	}
	return r
}

// empty makes room for the next part.
func (r *runPart) empty() {
	r.rows = append(r.rows[:0], make([]byte, 8)...)
	for set := range r.pairs {
		r.pairs[set], r.sketch[set] = r.pairs[set][:0], r.sketch[set][:0]
	}
	for set := range r.samples {
		r.samples[set] = sampleList{}
	}
}

// deal puts part number i of the tables set aside into the parts of a run.
func (p *Partial) deal(i int, to []runPart) {
	width := p.table.width
	at := func(hash uint32) *runPart { return &to[p.memory.within(hash)] }
	for k := range p.aside.list {
		a := &p.aside.list[k]
		for _, row := range (&part{blocks: a.rows[i]}).each(width) {
			combine(p.spec.cells, p.gone.cells, rowCells(row))
			t := at(rowHash(row))
			t.rows = append(t.rows, row[:rowSize(width, rowKeyLen(row))]...)
		}
		for set := range a.pairs {
			for _, row := range (&part{blocks: a.pairs[set][i]}).each(0) {
				group, _ := cutPair(rowKey(row, 0))
				t := at(tag(group))
				t.pairs[set] = append(t.pairs[set], row[:rowSize(0, pairSize)]...)
			}
		}
		for set := range a.samples {
			p.gone.samples[set].addWords(a.samples[set][i].words)
			a.samples[set][i].deal(func(hash uint64) *sampleList { return &at(tag(hash)).samples[set] })
		}
	}
	for set := range p.groups {
		for _, s := range p.groups[set].sketches {
			if int(tag(s.group)>>(32-partBits)) == i {
				t := at(tag(s.group))
				t.sketch[set] = append(t.sketch[set], s)
			}
		}
	}
}

// within is which of the parts of a run, of those that one part of a table is
// dealt out to, a hash belongs to.
func (m *Memory) within(hash uint32) int {
	return int(hash << partBits >> (32 - (m.bits - partBits)))
}

// write appends a part to the Store.
func (r *runPart) write(m *Memory) extent {
	if len(r.rows) == 8 {
		return extent{}
	}
	b := r.rows
	binary.LittleEndian.PutUint64(b, uint64(len(b)-8))
	for set, pairs := range r.pairs {
		b = append(binary.LittleEndian.AppendUint64(b, uint64(len(pairs))), pairs...)
		b = binary.LittleEndian.AppendUint64(b, uint64(len(r.sketch[set])))
		for _, s := range r.sketch[set] {
			b = appendSketch(binary.LittleEndian.AppendUint64(b, s.group), s.sketch)
		}
	}
	for _, list := range r.samples {
		b = appendWords(appendWords(b, list.rows), list.words)
	}
	r.rows = b
	return m.append(b)
}

func appendWords(b []byte, words []uint64) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(len(words)))
	for _, word := range words {
		b = binary.LittleEndian.AppendUint64(b, word)
	}
	return b
}

// sketchSize is the bytes of the registers of a sketch.
const sketchSize = 1 << 14

// appendSketch appends the length of a sketch and the sketch.
func appendSketch(b []byte, s *hyperloglog.Sketch) []byte {
	from := len(b)
	b, err := s.AppendBinary(binary.LittleEndian.AppendUint64(b, 0))
	if err != nil {
		panic("bug: a sketch cannot be written: " + err.Error())
	}
	binary.LittleEndian.PutUint64(b[from:], uint64(len(b)-from-8))
	return b
}

// runReader takes a part of a run apart.
type runReader struct{ rest []byte }

func (r *runReader) word() uint64 {
	w := binary.LittleEndian.Uint64(r.rest)
	r.rest = r.rest[8:]
	return w
}

// bytes returns a view of as many bytes as the next word says.
func (r *runReader) bytes() []byte {
	n := r.word()
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b
}

func (r *runReader) words() []uint64 {
	list := make([]uint64, r.word())
	for i := range list {
		list[i] = r.word()
	}
	return list
}

func (r *runReader) sketches() []groupSketch {
	list := make([]groupSketch, r.word())
	for i := range list {
		list[i].group, list[i].sketch = r.word(), new(hyperloglog.Sketch)
		if err := list[i].sketch.UnmarshalBinary(r.bytes()); err != nil {
			panic("bug: a sketch cannot be read: " + err.Error())
		}
	}
	return list
}
