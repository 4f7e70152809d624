package parser

import (
	"fmt"
	"slices"
)

// Detection is what some lines of a log say about its format.
type Detection struct {
	Format     *Format     // nil if none was found, or two fit alike
	Candidates []Candidate // the formats that some line has, best first
	Reason     string      // for people: why Format was taken, or why none
}

const (
	// wrappedShare is the part of the lines, in per cent, that must have a
	// collector's prefix for the log to be taken for one of its.
	wrappedShare = 50

	// maxWrappers is how many collectors lines may have passed through.
	maxWrappers = 2
)

// Detect finds the format of a log from some of its lines, without their line
// ends. Lines from its start, middle and end are better than from its start
// alone.
func Detect(lines [][]byte) Detection {
	if cure := Misread(lines); cure != "" {
		return Detection{Reason: cure}
	}
	return detector{formats: candidates, quick: true}.detect(lines, maxWrappers)
}

// DetectAmong finds which of the given formats lines have. If there is but one,
// a single line of it is enough; of several, two that fit alike are no answer.
// Each may have what collectors of logs put around the lines.
func DetectAmong(lines [][]byte, given []*Format) Detection {
	asked := detector{formats: func(lines [][]byte) []*Format { return fitted(given, lines) }}
	d := asked.plain(lines)
	switch {
	case d.Format == nil && len(d.Candidates) > 0 && len(given) > 1: // two fit alike
	case d.Format == nil || d.Format.collected():
		if inside, ok := asked.wrapped(lines, maxWrappers); ok || len(inside.Candidates) > len(d.Candidates) {
			d = inside
		}
	}
	if len(given) == 1 && len(d.Candidates) == 1 {
		d.Format = d.Candidates[0].Format
	}
	return d
}

// collected reports whether the lines of f may be what a collector makes of
// others: objects that are about no request.
func (f *Format) collected() bool {
	k, ok := f.lines.(*keyed)
	return ok && !k.access
}

// fitted returns the formats as lines need them.
func fitted(formats []*Format, lines [][]byte) []*Format {
	list := make([]*Format, len(formats))
	for i, f := range formats {
		list[i] = f.Fit(lines)
	}
	return list
}

// detector finds the format of a log.
type detector struct {
	formats func(lines [][]byte) []*Format // those that lines may have
	quick   bool                           // not all lines are tried with all of them
}

// detect finds the format of lines with up to so many wrappers around them.
func (by detector) detect(lines [][]byte, wrappers int) Detection {
	d, ok := by.wrapped(lines, wrappers)
	if ok {
		return d
	}
	return by.plain(lines)
}

// wrapped finds the format of lines that have a wrapper around them; false if
// they have none, or there is no known format inside.
func (by detector) wrapped(lines [][]byte, depth int) (d Detection, ok bool) {
	if depth == 0 {
		return d, false
	}
	for _, w := range wrappers {
		inside := w.unwrapped(lines)
		if len(inside) == 0 || len(inside)*100 < len(lines)*wrappedShare {
			continue
		}
		d = by.detect(inside, depth-1)
		for i, c := range d.Candidates {
			d.Candidates[i].Format = c.Format.within(w)
		}
		if d.Format != nil {
			d.Format = d.Format.within(w)
			d.Reason += ", inside what " + w.name + " puts around them"
			return d, true
		}
	}
	return d, false
}

// plain finds the format of lines as they are.
func (by detector) plain(lines [][]byte) Detection {
	s := newSample(lines)
	formats := by.formats(lines)
	judges := make([]*judge, len(formats))
	for rank, f := range formats {
		judges[rank] = newJudge(f, rank)
	}
	d := Detection{}
	if by.quick {
		d.scoreQuickly(s, judges)
	} else {
		d.score(s, judges...)
	}
	slices.SortFunc(d.Candidates, Candidate.compare)
	d.decide(s)
	return d
}

// score adds the candidates that read a line of s.
func (d *Detection) score(s *sample, judges ...*judge) {
	for _, j := range judges {
		if c := j.candidate(s); c.Parsed > 0 {
			d.Candidates = append(d.Candidates, c)
		}
	}
}

// scoreQuickly is score without the formats that neither read one of a few
// lines wholly, nor one of those that the best of the others leaves.
func (d *Detection) scoreQuickly(s *sample, judges []*judge) {
	few := s.few()
	var others []*judge
	for _, j := range judges {
		if few == s || j.directed() || j.candidate(few).Full > 0 {
			d.score(s, j)
		} else {
			others = append(others, j)
		}
	}
	left := s
	if len(d.Candidates) > 0 {
		best := slices.MinFunc(d.Candidates, Candidate.compare)
		left = s.without(&best)
	}
	for _, j := range others {
		if j.candidate(left).Full > 0 {
			d.score(s, j)
		}
	}
}

// candidates returns the known formats that lines may have, as they need them:
// no other names for one, and of those that say themselves how they are to be
// read only those of an access log.
func candidates(lines [][]byte) []*Format {
	var formats []*Format
	for _, f := range Formats() {
		if f.alias != "" || f == &cloudFront { // that is told by its directives
			continue
		}
		switch s := f.lines.(type) {
		case *keyed:
			f = s.fitted(f, lines, true)
		case *w3c:
			f = s.fitted(f, lines)
		}
		if f != nil {
			formats = append(formats, f)
		}
	}
	return formats
}

// decide takes the best candidate, if it is good enough.
func (d *Detection) decide(s *sample) {
	if len(s.requests) == 0 {
		d.Reason = "no known format (no lines)"
		return
	}
	if len(d.Candidates) == 0 || !d.Candidates[0].sound() {
		d.Reason = "no known format" + guess(s.requests)
		return
	}
	best := &d.Candidates[0]
	if !best.frequent() {
		d.Reason = best.scarce()
		return
	}
	if len(d.Candidates) > 1 && d.Candidates[1].sound() && best.ties(&d.Candidates[1]) {
		a, b := best.Format, d.Candidates[1].Format
		d.Reason = fmt.Sprintf("may be %s or %s; -f %s or -f %s says which", a.Name, b.Name, a.option(), b.option())
		return
	}
	d.Format = best.Format
	d.Reason = best.share()
	d.mix(s)
}

// maxMixed is how many formats the lines of one log may have.
const maxMixed = 4

// mix looks whether the lines that the best candidate does not take are of
// another one, which a server writes into the same file.
func (d *Detection) mix(s *sample) {
	chosen := []Candidate{d.Candidates[0]}
	for left := s; len(chosen) < maxMixed; {
		left = left.without(&chosen[len(chosen)-1])
		next, ok := d.next(left)
		if !ok {
			break
		}
		chosen = append(chosen, next)
		d.Reason += fmt.Sprintf(", %d %s", next.Parsed, next.Format.Name)
	}
	if len(chosen) > 1 {
		d.Format = mixed(d.inOrder(chosen))
	}
}

// next returns the best candidate for the lines that are left.
func (d *Detection) next(left *sample) (best Candidate, ok bool) {
	if len(left.requests) == 0 || d.Candidates[0].judge.directed() {
		return best, false
	}
	for _, c := range d.Candidates {
		if c.judge.directed() {
			continue
		}
		if c := c.judge.candidate(left); c.sound() && (!ok || c.compare(best) < 0) {
			best, ok = c, true
		}
	}
	return best, ok
}

// inOrder returns the formats of the chosen in the order in which a line is to
// be tried with them.
func (d *Detection) inOrder(chosen []Candidate) []*Format {
	var all []Candidate // as they fare with all lines
	for _, c := range chosen {
		i := slices.IndexFunc(d.Candidates, func(have Candidate) bool { return have.rank == c.rank })
		all = append(all, d.Candidates[i])
	}
	slices.SortStableFunc(all, Candidate.precedes)
	formats := make([]*Format, len(all))
	for i, c := range all {
		formats[i] = c.Format
	}
	return formats
}
