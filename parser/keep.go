package parser

import "slices"

// keepingAll returns the set without its keep, for parsers whose records are
// not complete yet when they have parsed.
func (s *FieldSet) keepingAll() *FieldSet {
	all := *s
	all.keep, all.needs = nil, nil
	return &all
}

// needsAny reports whether keep reads one of the named fields, itself or as
// what another is derived from.
func (s *FieldSet) needsAny(names ...string) bool {
	if s.keep == nil {
		return false
	}
	var reads func(slot int) bool
	reads = func(slot int) bool {
		return slices.Contains(names, s.slots[slot].field.Name) || slices.ContainsFunc(s.slots[slot].from, reads)
	}
	return slices.ContainsFunc(s.needs, reads)
}

// madeOf tells for each slot whether one of those in slots is made of it, or
// is it.
func (b *binding) madeOf(slots []int) []bool {
	of := make([]bool, b.spans())
	var mark func(slot int)
	mark = func(slot int) {
		if of[slot] {
			return
		}
		of[slot] = true
		for _, from := range b.makings[slot].from {
			mark(from)
		}
	}
	for _, slot := range slots {
		mark(slot)
	}
	return of
}

// settled returns what becomes of the line in r, of which all is noted that
// the keep of the set reads.
func (r *Record) settled(b *binding) Outcome {
	r.end(b)
	if b.keep != nil && !b.keep(r) {
		return Filtered
	}
	return Parsed
}

// part puts those of the ops aside that the keep of the set does not need to
// tell: all behind the core, and behind the last one that notes what it reads.
func (p *program) part() {
	if p.keep == nil {
		return
	}
	reads := p.madeOf(p.set.needs)
	needed := func(slot int32) bool { return reads[slot] }
	n := len(p.ops)
	for n > p.core && !slices.ContainsFunc(p.ops[n-1].notes(), needed) {
		n--
	}
	p.rest = p.ops[n:]
	p.ops, p.plain = p.ops[:n], p.plain[:len(p.plain)-len(p.rest)]
}

// finish asks keep about the line in r, and takes what is left of it from pos
// on through the rest of the ops if it is kept. whole says that all before
// fitted.
func (p *program) finish(line []byte, r *Record, pos int, whole bool) Outcome {
	if !p.keep(r) {
		return Filtered
	}
	done := 0
	if whole {
		done, _ = run(p.rest, line, pos, r.spans)
	}
	for i := done; i < len(p.rest); i++ {
		p.rest[i].miss(r.spans)
	}
	return Parsed
}
