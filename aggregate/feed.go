package aggregate

// How many different clients all records have is what the rows of a Spec by
// client tell, if the Pass has one: each of its new rows is a value for the
// set. A table that is set aside tells its rows again, which a set does not
// mind.
//
// Visitors are different clients, agents and dates. A row of that Spec
// remembers the agent and the date that its client had last. Most clients come
// with the same again, and then there is nothing to hash and no set to look
// into. What a row remembers is a hash of 64 bits, seeded like those of keys.

// fed marks a set of a whole Spec that others feed.
const fed = -1

// feed is a set of a Spec without keys.
type feed struct{ spec, set int }

// visits is what feeds sets of visitors.
type visits struct {
	at     int // first byte of the cell of a client's row
	agents int // the Spec that counts by agent
	to     []feed
}

// feed finds the sets that other Specs can feed.
func (p *Pass) feed() {
	for i := range p.whole {
		w := &p.whole[i]
		s := p.specs[w.spec]
		if len(s.keys) > 0 {
			continue
		}
		for n, set := range s.sets {
			to := feed{w.spec, n}
			switch in := s.inputAt(set.input); in.kind {
			case inputHash:
				if by := p.by(in.slot); by != nil {
					by.feeds = append(by.feeds, to)
					w.sets[n] = fed
				}
			case inputVisitor:
				if p.feedVisitors(in, to) {
					w.sets[n] = fed
				}
			}
		}
	}
}

// by returns the whole Spec whose key is the value in a slot, or nil.
func (p *Pass) by(slot int) *wholeSpec {
	for i := range p.whole {
		keys := p.specs[p.whole[i].spec].keys
		if len(keys) == 1 && keys[0].slot == slot && !keys[0].auto {
			return &p.whole[i]
		}
	}
	return nil
}

// feedVisitors makes the rows by client remember visits, and reports whether
// they can.
func (p *Pass) feedVisitors(in input, to feed) bool {
	clients, agents := p.by(in.slot), p.by(in.more[0])
	if clients == nil || agents == nil || p.date >= 0 && p.date != in.more[1] {
		return false
	}
	if clients.visits == nil {
		s := *p.specs[clients.spec] // with one cell more
		s.cells, s.fresh = append([]cell(nil), s.cells...), append([]uint64(nil), s.fresh...)
		clients.visits = &visits{at: s.cell(cell{kind: cellVisits}), agents: agents.spec}
		p.specs[clients.spec] = &s
		p.date = in.more[1]
	}
	clients.visits.to = append(clients.visits.to, to)
	return true
}

// tell gives a key that is new in the table to the sets that it feeds.
func (t *Tally) tell(w *wholeSpec, key []byte) {
	value := decodeKey(key)
	if value == nil {
		return
	}
	hash := hashValue(value)
	for _, to := range w.feeds {
		t.partials[to.spec].sets[to.set].add(hash)
	}
}

// visit gives the records of the batch to the sets of visitors, but those whose
// client had the same agent and date the time before.
func (t *Tally) visit(w *wholeSpec) {
	v, b := w.visits, &t.batch
	clients, agents := t.partials[w.spec].pending, t.partials[v.agents].pending
	for i, row := range b.rows[:b.n] {
		mark := hashPair(agents[i].hash, b.dates[i]) | 1 // 0 is none
		if uint64(getInt64(row[v.at:])) == mark {
			continue
		}
		putInt64(row[v.at:], int64(mark))
		hash := hashPair(hashValue(decodeKey(clients[i].key)), hashValue(decodeKey(agents[i].key)))
		hash = hashPair(hash, b.dates[i])
		for _, to := range v.to {
			t.partials[to.spec].sets[to.set].add(hash)
		}
	}
}
