package aggregate

import (
	"bytes"
	"iter"
	"slices"
)

// Where the cells of a pivot are in the Store, to look each of them up would
// read a part of it each time. So the rows of the table are taken many at a
// time, and the Store is gone through once for all of them.

// pivotBatch is the part of the limit of memory that the rows taken at a time
// may need, with their cells.
const pivotBatch = 16

// eachStored calls f with the rows of the table and where their cells are,
// until it is false.
func (p *pivot) eachStored(rows iter.Seq[[]Value], f func(row []Value, from pivotSource) bool) {
	most := int(p.cells.stored.memory.limit / pivotBatch)
	var batch [][]Value
	wanted := newTable(nil)
	empty := func() bool {
		from := p.gather(wanted)
		for _, row := range batch {
			if !f(row, from) {
				return false
			}
		}
		batch, wanted = batch[:0], newTable(nil)
		return true
	}
	size := 0
	perRow := (len(p.values) + 1) * (rowHead + p.cells.width)
	for row := range rows {
		batch = append(batch, cloneRow(row))
		key := p.rowKey(p.appendKeys(nil, row))
		wanted.add(tag(p.cells.spec.hash(key)), key)
		if size += perRow + (len(p.values)+3)*len(key); size < most {
			continue
		}
		if size = 0; !empty() {
			return
		}
	}
	empty()
}

// cloneRow copies a row, with the texts in it.
func cloneRow(row []Value) []Value {
	row = slices.Clone(row)
	for i := range row {
		row[i].Bytes = bytes.Clone(row[i].Bytes)
	}
	return row
}

// rowKey is the key of a row of the table; that of all is empty.
func (p *pivot) rowKey(keys [][]byte) []byte {
	if len(keys) == 0 {
		return nil
	}
	return joinKey(nil, p.rows.counts.spec.keys, keys)
}

// gather returns the cells of the rows whose keys are in wanted.
func (p *pivot) gather(wanted *table) pivotSource {
	c := p.cells
	last := len(c.spec.keys) - 1
	spec := *c.spec
	spec.keys = c.spec.keys[:last]
	cells, others := newTable(c.spec.fresh), newTable(c.spec.fresh)
	named := p.named()
	var key [][]byte
	var scratch []byte
	for row := range c.eachRow() {
		key = splitKey(key[:0], c.spec.keys, rowKey(row, c.width), &scratch)
		short := p.rowKey(key[:last])
		hash := tag(spec.hash(short))
		switch {
		case wanted.part(hash).find(hash, short, 0) == nil:
		case named(key[last]):
			cells.copyRow(row)
		case last > 0:
			to, _ := others.add(hash, short)
			combine(c.spec.cells, rowCells(to), rowCells(row))
		}
	}
	return pivotSource{cells: c.of(c.spec, cells), others: c.of(&spec, others)}
}

// of returns counts that are those of c but for the rows.
func (c *Counts) of(spec *Spec, rows *table) *Counts {
	return &Counts{spec: spec, width: c.width, parts: rows.parts, rows: int64(rows.rows), totals: c.totals,
		span: c.span, step: c.step, approx: c.approx}
}
