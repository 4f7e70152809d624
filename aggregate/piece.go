package aggregate

// A piece is one part of all that is to be merged: the rows of one range of
// hashes, and what belongs to them.
type piece struct {
	rows     stack
	pairs    []stack         // for each set
	sketches [][]groupSketch // for each set
	samples  [][]sampleList  // for each sampleSet
}

func emptyPiece(s *Spec) *piece {
	return &piece{
		pairs:    make([]stack, len(s.sets)),
		sketches: make([][]groupSketch, len(s.sets)),
		samples:  make([][]sampleList, len(s.samples)),
	}
}

// newPiece returns part i of what the partials have in memory: of their tables,
// which have so many parts, and of the samples of those.
func newPiece(partials []*Partial, samples []takenSamples, i, parts int) *piece {
	piece := emptyPiece(partials[0].spec)
	for k, p := range partials {
		piece.rows.live = append(piece.rows.live, &p.table.parts[i])
		for set := range p.groups {
			g := &p.groups[set]
			piece.pairs[set].live = append(piece.pairs[set].live, &g.pairs.parts[i])
			for _, s := range g.sketches {
				if parts == 1 || int(tag(s.group)>>(32-partBits)) == i {
					piece.sketches[set] = append(piece.sketches[set], s)
				}
			}
		}
		for set := range samples[k] {
			piece.samples[set] = append(piece.samples[set], samples[k][set][i])
		}
		for a := range p.aside.list {
			piece.addAside(&p.aside.list[a], i)
		}
	}
	return piece
}

// addAside adds part i of tables that were set aside.
func (p *piece) addAside(a *aside, i int) {
	p.rows.blocks = append(p.rows.blocks, a.rows[i])
	for set := range a.pairs {
		p.pairs[set].blocks = append(p.pairs[set].blocks, a.pairs[set][i])
	}
	for set := range a.samples {
		p.samples[set] = append(p.samples[set], a.samples[set][i])
	}
}

// A stack is rows of one range of hashes that were counted apart: in tables in
// work, which have an index, and in blocks of others.
type stack struct {
	live   []*part
	blocks [][][]byte
}

// merge uses the stack up. The largest part with an index takes the others in.
func (s *stack) merge(width int, combine func(dst, src []byte)) part {
	var largest *part
	for _, l := range s.live {
		if largest == nil || l.rows > largest.rows {
			largest = l
		}
	}
	var into part
	if largest != nil {
		into = *largest
	}
	for _, l := range s.live {
		if l != largest {
			into.absorb(l.blocks, width, combine)
		}
	}
	for _, blocks := range s.blocks {
		into.absorb(blocks, width, combine)
	}
	return into
}
