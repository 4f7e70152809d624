package aggregate

import (
	"bytes"

	"wf/internal/expr"
	"wf/parser"
)

// A Tally counts the records of one worker for all Specs of a Pass. Add and
// Flush are for one goroutine at a time.
type Tally struct {
	pass     *Pass
	partials []*Partial // by Spec
	batch    batch
	stamp    parser.Stamp // of the record before
	date     []byte       // of the record before, and its hash
	dateHash uint64
	planned  []int64 // for each plan of the choice, records since the last Flush
	words    [2]uint64
}

// NewTally returns an empty Tally whose Partials keep within m, which may be nil.
func NewTally(p *Pass, m *Memory) *Tally {
	t := &Tally{pass: p, batch: newBatch(p.columns)}
	for _, s := range p.specs {
		t.partials = append(t.partials, NewPartial(s, m))
	}
	for i := range p.whole {
		if w := &p.whole[i]; w.keyed {
			t.partials[w.spec].pending = make([]pendingKey, batchSize)
		}
	}
	if p.choice != nil {
		t.planned = make([]int64, len(p.choice.plans))
	}
	return t
}

// Partials returns the counts of each Spec, in the order of the Pass. They are
// complete after Flush.
func (t *Tally) Partials() []*Partial { return t.partials }

// Add counts r. It keeps views of r until Flush.
func (t *Tally) Add(r *parser.Record) {
	p, b := t.pass, &t.batch
	if b.n == batchSize {
		t.count()
	}
	again := false
	if p.timed {
		again = t.again(r)
	}
	if p.choice != nil {
		t.choose(r)
	}
	for _, spec := range p.tested {
		t.partials[spec].Add(r)
	}
	t.measure(r)
	b.again[b.n] = again
	for i := range p.whole {
		if w := &p.whole[i]; w.keyed {
			t.note(w, r, again)
		}
	}
	b.n++
}

// again reads the instant of r and reports whether it is that of the record
// before it in the batch. If not, keys that find their own step learn of it.
func (t *Tally) again(r *parser.Record) bool {
	stamp := r.Instant()
	if stamp == t.stamp && t.batch.n > 0 {
		return true
	}
	t.stamp = stamp
	for i := range t.pass.whole {
		w := &t.pass.whole[i]
		p := t.partials[w.spec]
		if p.spec.spanned {
			p.span.Add(stamp)
		}
		if !w.auto {
			continue
		}
		if step, coarser := p.widen(r); coarser {
			t.count()
			p.coarsen(step)
		}
	}
	return false
}

// measure reads the inputs of r into the batch.
func (t *Tally) measure(r *parser.Record) {
	p, b := t.pass, &t.batch
	for i := range p.inputs {
		in := &p.inputs[i]
		to := b.columns[in.at:]
		switch in.kind {
		case inputStatus:
			to[0][b.n] = statusOf(r, in.slot)
		case inputInstant:
			to[0][b.n], to[1][b.n] = word(noInstant), 0
			if t.stamp.Valid {
				to[0][b.n], to[1][b.n] = uint64(t.stamp.Nanos), uint64(t.stamp.Offset)
			}
		case inputHolds:
			to[0][b.n] = one(in.filter.Keep(r))
		case inputInteger:
			v, ok := r.Integer(in.slot)
			to[0][b.n], to[1][b.n] = uint64(v), one(ok)
		default:
			own := *in
			own.at = 0
			measure([]input{own}, r, t.words[:])
			to[0][b.n], to[1][b.n] = t.words[0], t.words[1]
		}
	}
	if p.date >= 0 {
		b.dates[b.n] = t.hashDate(r.Bytes(p.date))
	}
}

// statusOf returns the status in a slot as a batch has it.
func statusOf(r *parser.Record, slot int) uint64 {
	if code, ok := expr.StatusCode(r.Bytes(slot)); ok {
		return uint64(code)
	}
	if code, ok := r.Integer(slot); ok && uint64(code) < noCode {
		return uint64(code)
	}
	return noCode
}

// hashDate is hashValue for dates, which are mostly that of the record before.
func (t *Tally) hashDate(date []byte) uint64 {
	if date == nil {
		return 0
	}
	if t.date == nil || !bytes.Equal(date, t.date) {
		t.date = append(t.date[:0], date...)
		t.dateHash = hashValue(date)
	}
	return t.dateHash
}

// note puts the key of r into the batch.
func (t *Tally) note(w *wholeSpec, r *parser.Record, again bool) {
	p := t.partials[w.spec]
	if again && w.moment {
		p.pending[p.n] = p.pending[p.n-1]
		p.n++
		return
	}
	p.pend(p.key(r))
}

// Flush counts the records of the batch. It must be called before the views of
// the records added die.
func (t *Tally) Flush() {
	t.count()
	if t.pass.choice != nil {
		t.settle()
	}
	for _, p := range t.partials {
		p.Flush()
	}
}

// count adds the batch to the tables, and empties it.
func (t *Tally) count() {
	b := &t.batch
	if b.n == 0 {
		return
	}
	for i := range t.pass.whole {
		w := &t.pass.whole[i]
		if w.keyed {
			t.countKeys(w)
		} else {
			b.countAll(w, t.partials[w.spec])
		}
	}
	for i := range t.pass.whole {
		p := t.partials[t.pass.whole[i].spec]
		p.arena = p.arena[:0]
		if p.table != nil && p.bytes() > p.budget {
			p.setAside()
		}
	}
	b.n = 0
}

// countKeys adds the batch to the table of a Spec.
func (t *Tally) countKeys(w *wholeSpec) {
	p, b := t.partials[w.spec], &t.batch
	table := p.table
	if table.rows+b.n > splitRows {
		table.split() // now, for splitting moves rows
	}
	t.lookUp(w, p)
	b.addTo(w.cells)
	if w.visits != nil {
		t.visit(w)
	}
	b.addValues(w, p)
}
