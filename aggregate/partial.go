package aggregate

import "wf/parser"

// tableBudget is the size in bytes at which a Partial sets its table aside and
// begins a new one: a table that leaves the cache makes every look-up a miss,
// which costs more than to merge a key that stands in two tables.
const tableBudget = 16 << 20

// Partial is the counts of one worker for one Spec. Add and Flush are for one
// goroutine at a time.
type Partial struct {
	spec   *Spec
	memory *Memory // nil has no limit
	span   Span

	filtered int64 // records that Where left out
	loaded   int64 // records that bodies brought

	table  *table
	groups []groupSets // one for each set of the Spec, when it has keys
	counts []samples   // one for each of its sampleSets, then
	budget int         // bytes at which the tables are set aside
	aside  asideTables // those that were
	runs   []run       // those that went to the Store
	gone   *total      // of all runs
	held   int         // bytes that the Memory knows of

	row     []byte      // the only row of a Spec without keys
	sets    []hashSet   // its sets
	setRuns [][]extent  // for each of them, members that went to the Store
	all     []histogram // its samples

	pending []pendingKey // pendingKeys of them, once there was a record
	n       int
	ahead   bool     // it pays to look ahead
	inputs  []uint64 // of the pending records, Spec.inputWords each
	arena   []byte   // keys that are no view of a record

	auto autoRange
	step clockStep         // of the key that chooses its own
	zone *parser.ZoneClock // of that key, or nil
}

// NewPartial returns an empty Partial that keeps within m, which may be nil.
func NewPartial(spec *Spec, m *Memory) *Partial {
	p := &Partial{spec: spec, memory: m, budget: tableBudget, aside: asideTables{floor: asideFloor}}
	if m != nil {
		p.budget, p.aside.floor = m.tables, m.floor
	}
	if len(spec.keys) == 0 {
		p.row = newCells(spec)
		p.sets = make([]hashSet, len(spec.sets))
		p.setRuns = make([][]extent, len(spec.sets))
		p.all = make([]histogram, len(spec.samples))
		p.inputs = make([]uint64, spec.inputWords)
		return p
	}
	if spec.auto != nil {
		p.step, p.zone = spec.auto.steps[0], parser.NewZoneClock(spec.autoZone)
	}
	p.begin()
	return p
}

// Another returns an empty Partial of p's Spec that keeps within its Memory.
func (p *Partial) Another() *Partial { return NewPartial(p.spec, p.memory) }

// begin starts with empty tables.
func (p *Partial) begin() {
	p.table = newTable(p.spec.fresh)
	p.ahead = false // the rows of a new table will move
	if p.groups == nil {
		p.groups = make([]groupSets, len(p.spec.sets))
	}
	for i, set := range p.spec.sets {
		g := &p.groups[i] // its sketches stay
		g.at, g.input, g.pairs = set.at, set.input, newPairs()
	}
	p.counts = make([]samples, len(p.spec.samples))
	for i := range p.spec.samples {
		p.counts[i] = samples{set: &p.spec.samples[i]}
	}
}

// Add counts r. It keeps views of r until Flush.
func (p *Partial) Add(r *parser.Record) {
	s := p.spec
	if s.where != nil && !s.where.Keep(r) {
		p.filtered++
		return
	}
	p.admit(r)
}

// admit is Add for a record of which it is known that the Spec counts it.
func (p *Partial) admit(r *parser.Record) {
	s := p.spec
	if s.spanned {
		p.span.Add(r.Instant())
	}
	if len(s.keys) == 0 {
		p.addToRow(r)
		return
	}
	if p.n == len(p.pending) {
		p.makeRoom()
	}
	if s.auto != nil {
		p.watchClock(r)
	}
	key := p.key(r)
	if s.inputWords > 0 {
		measure(s.inputs, r, p.inputs[p.n*s.inputWords:(p.n+1)*s.inputWords])
	}
	p.pend(key)
}

// addToRow counts r for a Spec without keys.
func (p *Partial) addToRow(r *parser.Record) {
	measure(p.spec.inputs, r, p.inputs)
	accumulate(p.spec.cells, p.row, p.inputs)
	for i, set := range p.spec.sets {
		if p.inputs[set.input+1] != 0 {
			p.sets[i].add(p.inputs[set.input])
		}
	}
	for i := range p.all {
		if at := p.spec.samples[i].input; p.inputs[at+1] != 0 {
			p.all[i].add(bucketOf(int64(p.inputs[at])), 1)
		}
	}
}

// key returns the key of r: a view of r where it is one, else of the arena.
func (p *Partial) key(r *parser.Record) []byte {
	keys := p.spec.keys
	if len(keys) == 1 && !keys[0].auto {
		value := r.Bytes(keys[0].slot)
		if plainKey(value) {
			return value
		}
		from := len(p.arena)
		p.arena = appendKey(p.arena, value)
		return p.arena[from:]
	}
	var clock [clockSize]byte
	from := len(p.arena)
	for i := range keys {
		value := r.Bytes(keys[i].slot)
		if keys[i].auto && value != nil {
			nanos, _ := keys[i].clock(r)
			value = p.cutClock(clock[:0], nanos)
		}
		if len(keys) == 1 {
			p.arena = appendKey(p.arena, value)
		} else {
			p.arena = keys[i].appendPart(p.arena, value)
		}
	}
	return p.arena[from:]
}

// Flush looks up the keys that are pending. It must be called before the
// views of the records added die.
func (p *Partial) Flush() {
	if len(p.sets) > 0 {
		p.flushSets()
	}
	if p.n == 0 {
		return
	}
	if p.ahead {
		p.lookAhead()
	}
	// Rows stay where they are once the table is split, but not before.
	p.ahead = p.table.bytes > warmTable && p.table.isSplit()
	words := p.spec.inputWords
	for i := range p.pending[:p.n] {
		k := &p.pending[i]
		row := rowCells(p.rowOf(k))
		if words == 0 {
			bump(row, 1)
			continue
		}
		inputs := p.inputs[i*words : (i+1)*words]
		accumulate(p.spec.cells, row, inputs)
		for g := range p.groups {
			if set := &p.groups[g]; inputs[set.input+1] != 0 {
				set.add(row, k.hash, inputs[set.input])
			}
		}
		for i := range p.counts {
			if c := &p.counts[i]; inputs[c.set.input+1] != 0 {
				c.add(row, k.hash, int64(inputs[c.set.input]))
			}
		}
	}
	p.n = 0
	p.arena = p.arena[:0]
	if p.bytes() > p.budget {
		p.setAside()
	}
}

func (p *Partial) bytes() int {
	n := p.table.bytes
	for i := range p.groups {
		n += p.groups[i].pairs.bytes
	}
	for i := range p.counts {
		n += p.counts[i].bytes()
	}
	return n
}
