package aggregate

import (
	"slices"

	"wf/parser"
)

// A Pass is Specs that one reading of the records answers, and what they share
// of the work. It is immutable and shared by all workers, each of which has a
// Tally of its own.
//
// Specs that count every record are counted a batch at a time: what they
// measure is read off a record once for all of them, and then each goes through
// the batch on its own, cell by cell. Specs with a condition on the status alone
// are chosen by a table of the statuses, so that what is about rare records
// costs nothing for the others. Different values that are the keys of another
// Spec are learned from its new rows, see feed.go.
type Pass struct {
	specs  []*Spec
	whole  []wholeSpec   // those that count every record
	tested []int         // those whose condition each record is asked for
	choice *statusChoice // of those whose condition is on the status; nil if there are none

	inputs  []input // of whole Specs, each once; at is the first column of a batch
	columns int
	timed   bool // whole Specs need the instant
	date    int  // slot of the date of visits, or -1
}

// wholeSpec is a Spec that counts every record.
type wholeSpec struct {
	spec    int
	keyed   bool
	auto    bool    // its key finds its own step
	moment  bool    // its key is the time: records of the same time have the same one
	cells   []cell  // with columns for inputs
	sets    []int   // column of each of its sets, fed for one that other Specs feed
	samples []int   // column of each of its samples
	feeds   []feed  // what its new rows are told to
	visits  *visits // what its rows remember, or nil
}

// NewPass returns specs as a Pass.
func NewPass(specs []*Spec) *Pass {
	p := &Pass{specs: slices.Clone(specs), date: -1}
	choice := &statusChoice{}
	for i, s := range p.specs {
		switch {
		case s.where == nil:
			p.whole = append(p.whole, wholeSpec{spec: i, sets: make([]int, len(s.sets))})
		case s.where.Codes == nil || !choice.add(i, s.where.Codes):
			p.tested = append(p.tested, i)
		}
	}
	if choice.plan(); len(choice.specs) > 0 {
		p.choice = choice
	}
	p.feed()
	for i := range p.whole {
		p.bind(&p.whole[i])
	}
	return p
}

// bind finds the columns of what a Spec measures.
func (p *Pass) bind(w *wholeSpec) {
	s := p.specs[w.spec]
	w.keyed, w.auto = len(s.keys) > 0, s.auto != nil
	w.moment = len(s.keys) == 1 && s.keys[0].kind == parser.Clock
	p.timed = p.timed || w.auto || w.moment || s.spanned
	w.cells = slices.DeleteFunc(slices.Clone(s.cells), func(c cell) bool { return !c.measured() })
	for i := range w.cells {
		if c := &w.cells[i]; c.kind != cellCount {
			c.input = p.column(s, c.input)
		}
	}
	for i, set := range s.sets {
		if w.sets[i] != fed {
			w.sets[i] = p.column(s, set.input)
		}
	}
	for i := range s.samples {
		w.samples = append(w.samples, p.column(s, s.samples[i].input))
	}
}

// measured reports whether records are added to a cell from nothing but what
// was measured. Different values and samples are left to the Partial.
func (c *cell) measured() bool {
	switch c.kind {
	case cellDistinct, cellVisits, cellSamples, cellPercentile:
		return false
	}
	return true
}

// column returns the first column of the input of s whose first word is at,
// which are new ones if no Spec has the input yet.
func (p *Pass) column(s *Spec, at int) int {
	in := s.inputAt(at)
	p.timed = p.timed || in.kind == inputInstant
	for _, have := range p.inputs {
		if in.at = have.at; in == have {
			return in.at
		}
	}
	in.at = p.columns
	p.inputs = append(p.inputs, in)
	p.columns += in.kind.words()
	return in.at
}

// inputAt returns the input whose first word is at.
func (s *Spec) inputAt(at int) input {
	return s.inputs[slices.IndexFunc(s.inputs, func(in input) bool { return in.at == at })]
}
