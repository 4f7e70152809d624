package aggregate

import "iter"

// Where the cells of a pivot are in the Store, to look each of them up would
// read a part of it each time. So the rows of the table are taken in batches
// whose cells fit into memory. The Store is gone through once for many batches:
// the cells are dealt out to these, in the Store again. So the time follows the
// number of rows, and not its square, up to very many rows in little memory.

// Parts of the limit of memory, of which little else is used by then.
const (
	pivotShare = 16 // for the cells of a batch
	planShare  = 4  // for which batch each row is in,

	plannedRow  = 32  // which takes about so many bytes for a row
	mostBatches = 256 // dealt out to at a time: each has a piece in memory
)

// pivotPlan is the rows that the Store is gone through for at one time.
type pivotPlan struct {
	batch   map[uint64]int // of a row, by the hash of its key
	batches []pivotBatch
}

// pivotBatch is rows that follow each other.
type pivotBatch struct {
	rows  int
	cells copiedRows
}

// eachStored calls f with the rows of the table and where their cells are,
// until it is false. It goes through the rows twice, a plan ahead.
func (p *pivot) eachStored(rows iter.Seq[[]Value], f func(row []Value, from pivotSource) bool) {
	ahead, stop := iter.Pull(rows)
	defer stop()
	again, stopAgain := iter.Pull(rows)
	defer stopAgain()
	for plan := p.plan(ahead); len(plan.batches) > 0; plan = p.plan(ahead) {
		for i, from := range p.gather(plan) {
			for range plan.batches[i].rows {
				if row, ok := again(); !ok || !f(row, from) {
					return
				}
			}
		}
	}
}

// plan takes as many rows as can be planned for, at least one if there are any.
func (p *pivot) plan(next func() ([]Value, bool)) *pivotPlan {
	most, planned := int(p.cells.memory.limit/pivotShare), int(p.cells.memory.limit/planShare)
	plan := &pivotPlan{batch: make(map[uint64]int)}
	perRow := (len(p.values) + 1) * (rowHead + p.cells.width)
	size := most // of the cells of a batch
	for row, ok := next(); ok; row, ok = next() {
		if size >= most {
			size = 0
			plan.batches = append(plan.batches, pivotBatch{cells: copiedRows{memory: p.cells.memory}})
		}
		last := len(plan.batches) - 1
		key := p.rowKey(nil, p.appendKeys(nil, row))
		plan.batch[p.cells.spec.hash(key)] = last
		plan.batches[last].rows++
		size += perRow + (len(p.values)+1)*len(key)
		if plannedRow*len(plan.batch) >= planned || size >= most && len(plan.batches) == mostBatches {
			break
		}
	}
	return plan
}

// rowKey appends the key of a row of the table to dst; that of all is empty.
func (p *pivot) rowKey(dst []byte, keys [][]byte) []byte {
	if len(keys) == 0 {
		return dst
	}
	return joinKey(dst, p.rows.counts.spec.keys, keys)
}

// gather goes through the Store and yields where the cells of each batch are. A
// source is valid until the next one is asked for.
func (p *pivot) gather(plan *pivotPlan) iter.Seq2[int, pivotSource] {
	return func(yield func(int, pivotSource) bool) {
		if len(plan.batches) == 1 {
			g := p.gathering()
			p.deal(plan, func(_ int, row []byte) { g.add(row) })
			yield(0, g.source())
			return
		}
		width := p.cells.width
		p.deal(plan, func(i int, row []byte) { plan.batches[i].cells.add(row[:rowSize(width, rowKeyLen(row))]) })
		for i := range plan.batches {
			g := p.gathering()
			cells := &plan.batches[i].cells
			for cells.end(); cells.more(); {
				g.add(cells.next(width))
			}
			*cells = copiedRows{}
			if !yield(i, g.source()) {
				return
			}
		}
	}
}

// deal calls to with the cells of all rows that are planned for, and their
// batches.
func (p *pivot) deal(plan *pivotPlan, to func(batch int, row []byte)) {
	c := p.cells
	last := len(c.spec.keys) - 1
	var key [][]byte
	var scratch, short []byte
	for row := range c.eachRow() {
		key = splitKey(key[:0], c.spec.keys, rowKey(row, c.width), &scratch)
		short = p.rowKey(short[:0], key[:last])
		if batch, ok := plan.batch[c.spec.hash(short)]; ok {
			to(batch, row)
		}
	}
}

// gathering puts the cells of a batch together.
type gathering struct {
	pivot          *pivot
	named          func(value []byte) bool
	cells, others  *table
	key            [][]byte
	scratch, short []byte
}

func (p *pivot) gathering() *gathering {
	fresh := p.cells.spec.fresh
	return &gathering{pivot: p, named: p.named(), cells: newTable(fresh), others: newTable(fresh)}
}

// add takes the cells of a row and a value.
func (g *gathering) add(row []byte) {
	p := g.pivot
	spec, width := p.cells.spec, p.cells.width
	g.key = splitKey(g.key[:0], spec.keys, rowKey(row, width), &g.scratch)
	last := len(g.key) - 1
	switch {
	case g.named(g.key[last]):
		g.cells.copyRow(row)
	case last > 0:
		g.short = p.rowKey(g.short[:0], g.key[:last])
		to, _ := g.others.add(tag(spec.hash(g.short)), g.short)
		combine(spec.cells, rowCells(to), rowCells(row))
	}
}

// source is where the cells are found that were added.
func (g *gathering) source() pivotSource {
	c := g.pivot.cells
	others := *c.spec
	others.keys = c.spec.keys[:len(c.spec.keys)-1]
	return pivotSource{cells: c.of(c.spec, g.cells), others: c.of(&others, g.others)}
}

// of returns counts that are those of c but for the rows.
func (c *Counts) of(spec *Spec, rows *table) *Counts {
	return &Counts{spec: spec, width: c.width, parts: rows.parts, rows: int64(rows.rows), totals: c.totals,
		span: c.span, step: c.step, approx: c.approx}
}
