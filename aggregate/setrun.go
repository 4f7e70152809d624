package aggregate

// flushSets makes members of what is pending in the sets of the only row. When
// all Partials hold too much together, the members go to the Store: the merge
// adds them to one set again, which is bounded.
func (p *Partial) flushSets() {
	held := 0
	for i := range p.sets {
		p.sets[i].flush()
		held += 8 * len(p.sets[i].slots)
	}
	if held == p.held {
		return
	}
	p.memory.hold(held - p.held)
	p.held = held
	if p.memory.full() {
		p.spillSets()
	}
}

// spillSets writes the members of all sets that are no sketches.
func (p *Partial) spillSets() {
	for i := range p.sets {
		if s := &p.sets[i]; s.sketch == nil && s.n > 0 {
			p.setRuns[i] = append(p.setRuns[i], p.memory.append(appendWords(nil, s.members())))
			*s = hashSet{pending: s.pending}
		}
	}
	p.memory.hold(-p.held)
	p.held = 0
}

// members are those of a set that is no sketch.
func (s *hashSet) members() []uint64 {
	list := make([]uint64, 0, s.n)
	for _, hash := range s.slots {
		if hash != 0 {
			list = append(list, hash)
		}
	}
	if s.zero {
		list = append(list, 0)
	}
	return list
}

// mergeSetRuns adds what the sets of another Partial wrote to the Store, or those
// of p itself, to the sets of p.
func (p *Partial) mergeSetRuns(from *Partial) {
	for i, runs := range from.setRuns {
		for _, e := range runs {
			b := make([]byte, e.size)
			if !p.memory.read(b, e) {
				return
			}
			r := runReader{b}
			for _, hash := range r.words() {
				p.sets[i].insert(hash)
			}
		}
	}
}
