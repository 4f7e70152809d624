package aggregate

// asideTables are the full tables of a Partial that wait for the merge. A key
// may stand in each of them. So that memory follows the number of different
// keys and not that of records, they are compacted when that is worth it. When
// all Partials hold too much together, they go to the Store, see run.go.
type asideTables struct {
	list  []aside
	bytes int // of all their blocks
	floor int // bytes below which tables are left as they are
	limit int // bytes above which to look whether compacting is worth it
}

// aside is the blocks of each part of one table, of the pairs of its sets, and
// its samples.
type aside struct {
	rows    [partCount][][]byte
	pairs   [][partCount][][]byte // for each set
	samples [][]sampleList        // for each of the sampleSets, by part
}

// newAside returns one that holds nothing.
func (p *Partial) newAside() aside {
	a := aside{
		pairs:   make([][partCount][][]byte, len(p.groups)),
		samples: make([][]sampleList, len(p.counts)),
	}
	for set := range a.samples {
		a.samples[set] = make([]sampleList, partCount)
	}
	return a
}

// asideFloor is the floor of every Partial, but in tests.
const asideFloor = 64 << 20

// setAside puts the tables away for the merge and begins new ones. The pairs
// go with the rows, so that a row's cell counts the pairs of its own table.
func (p *Partial) setAside() {
	a := &p.aside
	before := p.bytes()
	taken := p.take()
	a.bytes += max(before, taken.bytes()) // the latter where few rows are parted, or counters become words
	a.list = append(a.list, taken)
	p.begin()
	if a.bytes > max(a.floor, a.limit) {
		p.compact()
	}
	p.account()
	if p.memory.full() {
		p.spill()
	}
}

// take returns the blocks of the tables, parted.
func (p *Partial) take() aside {
	a := p.newAside()
	a.rows = p.table.take()
	for i := range p.groups {
		a.pairs[i] = p.groups[i].pairs.take()
	}
	for i := range p.counts {
		a.samples[i] = p.counts[i].take(partCount)
	}
	return a
}

// bytes is what the blocks and the samples take.
func (a *aside) bytes() (n int) {
	for part := range partCount {
		n += blockBytes(a.rows[part])
		for set := range a.pairs {
			n += blockBytes(a.pairs[set][part])
		}
		for set := range a.samples {
			n += a.samples[set][part].bytes()
		}
	}
	return n
}

func blockBytes(blocks [][]byte) (n int) {
	for _, block := range blocks {
		n += cap(block)
	}
	return n
}

// take returns the blocks of each part.
func (t *table) take() (blocks [partCount][][]byte) {
	t.split()
	for i := range t.parts {
		blocks[i] = t.parts[i].blocks
	}
	return blocks
}

// compact merges the tables that are set aside into one, part by part, unless
// the first part shows that most of their keys are different ones. Then, and
// afterwards, they may grow to twice their size before it is tried again.
func (p *Partial) compact() {
	a := &p.aside
	into := p.newAside()
	left := 0
	for i := range partCount {
		before, after := p.compactPart(i, &into)
		left += after
		if i == 0 && 2*after > before {
			a.list[0].rows[0] = into.rows[0]
			for set := range into.pairs {
				a.list[0].pairs[set][0] = into.pairs[set][0]
			}
			for set := range into.samples {
				a.list[0].samples[set][0] = into.samples[set][0]
			}
			a.limit = 2 * a.bytes
			return
		}
	}
	*a = asideTables{list: []aside{into}, bytes: left, floor: a.floor, limit: 2 * left}
}

// compactPart takes part i from all tables, puts what it comes to into another
// one, and returns the bytes before and after.
func (p *Partial) compactPart(i int, into *aside) (before, after int) {
	add := func(to *[][]byte, width int, combine func(dst, src []byte), from func(a *aside) *[][]byte) {
		var lists [][][]byte
		for k := range p.aside.list {
			blocks := from(&p.aside.list[k])
			before += blockBytes(*blocks)
			lists = append(lists, *blocks)
			*blocks = nil
		}
		n := 0
		*to, n = compactBlocks(lists, width, combine)
		after += n
	}
	combineRows := func(dst, src []byte) { combine(p.spec.cells, dst, src) }
	add(&into.rows[i], p.table.width, combineRows, func(a *aside) *[][]byte { return &a.rows[i] })
	for set := range p.groups {
		add(&into.pairs[set][i], 0, func(dst, src []byte) {}, func(a *aside) *[][]byte { return &a.pairs[set][i] })
	}
	for set := range p.counts {
		var lists []sampleList
		for k := range p.aside.list {
			list := &p.aside.list[k].samples[set][i]
			before += list.bytes()
			lists = append(lists, *list)
			*list = sampleList{}
		}
		into.samples[set][i] = compactSamples(lists)
		after += into.samples[set][i].bytes()
	}
	return before, after
}

// compactBlocks merges rows of the same range of hashes and returns blocks
// without dead rows, and their size in bytes.
func compactBlocks(lists [][][]byte, width int, combine func(dst, src []byte)) ([][]byte, int) {
	var merged part
	for _, blocks := range lists {
		merged.absorb(blocks, width, combine)
	}
	t := table{width: width, parts: make([]part, 1)}
	for _, row := range merged.each(width) {
		to, _ := t.newRow(&t.parts[0], rowKeyLen(row))
		copy(to, row[:rowSize(width, rowKeyLen(row))])
	}
	return t.parts[0].blocks, t.bytes
}
