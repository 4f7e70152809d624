package parser

import (
	"bytes"
	"fmt"
	"slices"
)

// Detection is what some lines of a log say about its format.
type Detection struct {
	Format     *Format     // nil if none was found, or two fit alike
	Candidates []Candidate // the formats that some line has, best first
	Reason     string      // for people: why Format was taken, or why none
}

// Candidate is a format and how well lines fit it.
type Candidate struct {
	Format *Format
	Parsed int // lines that the format takes
	Full   int // of those: with every field of the format, plausible
	Odd    int // of those: with a value or an end that the format does not have
	Of     int // lines looked at: not blank, no comment

	fields int // read from all the lines, for comparison
	rank   int // of the format in Formats
}

const (
	// minShare is the part of the lines that must have the format, in per
	// cent. It is low, because a line of such a fixed shape is no accident:
	// a container's log has start-up chatter around it. But a few
	// requests quoted in some other log must not stand for it.
	minShare = 10

	// forwardShare is the part of the lines, in per cent, that must have the
	// last field of a format that is another plus one.
	forwardShare = 90

	// wrappedShare is the part of the lines, in per cent, that must have a
	// collector's prefix for the log to be taken for one of its.
	wrappedShare = 50
)

// Detect finds the format of a log from some of its lines, without their line
// ends. Lines from its start, middle and end are better than from its start
// alone.
func Detect(lines [][]byte) Detection {
	if cure := Misread(lines); cure != "" {
		return Detection{Reason: cure}
	}
	for _, w := range wrappers {
		if d, ok := detectWithin(w, lines); ok {
			return d
		}
	}
	return detectAmong(lines, candidates(lines))
}

// DetectAmong finds which of the given formats lines have. If there is but one,
// a single line of it is enough; of several, two that fit alike are no answer.
// Each may have what collectors of logs put around the lines.
func DetectAmong(lines [][]byte, given []*Format) Detection {
	d := detectAmong(lines, given)
	if d.Format == nil && (len(d.Candidates) == 0 || len(given) == 1) {
		for _, w := range wrappers {
			var wrapped []*Format
			for _, f := range given {
				if f.wrapper == nil {
					wrapped = append(wrapped, f.within(w))
				}
			}
			if inside := detectAmong(lines, wrapped); len(inside.Candidates) > len(d.Candidates) {
				d = inside
			}
		}
	}
	if len(given) == 1 && len(d.Candidates) == 1 {
		d.Format = d.Candidates[0].Format
	}
	return d
}

// detectWithin finds the format of lines that have w around them; false if
// they have not, or there is none.
func detectWithin(w *wrapper, lines [][]byte) (Detection, bool) {
	var inside [][]byte
	for _, line := range lines {
		if _, ok := w.strip(line); ok {
			inside = append(inside, w.inside(line))
		}
	}
	if len(inside) == 0 || len(inside)*100 < len(lines)*wrappedShare {
		return Detection{}, false
	}
	d := detectAmong(inside, candidates(inside))
	if d.Format == nil {
		return d, false
	}
	for i, c := range d.Candidates {
		d.Candidates[i].Format = c.Format.within(w)
	}
	d.Format = d.Format.within(w)
	d.Reason = fmt.Sprintf("%s inside what %s puts around them", d.Reason, w.name)
	return d, true
}

// detectAmong finds which of formats lines have.
func detectAmong(lines [][]byte, formats []*Format) Detection {
	var kept [][]byte
	for _, line := range lines {
		if isRequest(line) {
			kept = append(kept, line)
		}
	}
	d := Detection{}
	for rank, f := range formats {
		if c := f.Fit(lines).score(lines); c.Parsed > 0 {
			c.rank = rank
			d.Candidates = append(d.Candidates, c)
		}
	}
	slices.SortFunc(d.Candidates, Candidate.compare)
	d.decide(kept)
	return d
}

// candidates returns the known formats that lines may have: no other names for
// one, and of those that say themselves how they are to be read only those of
// an access log.
func candidates(lines [][]byte) []*Format {
	return slices.DeleteFunc(Formats(), func(f *Format) bool {
		switch s := f.lines.(type) {
		case *keyed:
			return f.alias != "" || s.fitted(f, lines, true) == nil
		case *w3c: // CloudFront's is told by its directives
			return s.before != "" || s.fitted(f, lines) == nil
		}
		return f.alias != ""
	})
}

// decide takes the best candidate, if it is good enough.
func (d *Detection) decide(lines [][]byte) {
	if len(lines) == 0 {
		d.Reason = "no known format (no lines)"
		return
	}
	if len(d.Candidates) == 0 || !d.Candidates[0].sound() {
		d.Reason = "no known format" + guess(lines)
		return
	}
	best := d.Candidates[0]
	if best.Parsed*100 < best.Of*minShare {
		d.Reason = fmt.Sprintf("only %d of %d lines are %s; -f %s reads them", best.Parsed, best.Of, best.Format.Name, best.Format.Name)
		return
	}
	if len(d.Candidates) > 1 && d.Candidates[1].sound() && best.ties(d.Candidates[1]) {
		other := d.Candidates[1].Format.Name
		d.Reason = fmt.Sprintf("may be %s or %s; -f %s or -f %s says which", best.Format.Name, other, best.Format.Name, other)
		return
	}
	d.Format = best.Format
	d.Reason = fmt.Sprintf("%d of %d lines are %s", best.Parsed, best.Of, best.Format.Name)
	d.mix(lines)
}

// maxMixed is how many formats the lines of one log may have.
const maxMixed = 4

// mix looks whether the lines that the best candidate does not take are of
// another one, which a server writes into the same file.
func (d *Detection) mix(lines [][]byte) {
	best := d.Candidates[0]
	formats := []*Format{best.Format}
	for best.Parsed < best.Of && len(formats) < maxMixed {
		lines = best.Format.leave(lines)
		best = Candidate{}
		for _, c := range d.Candidates {
			if slices.Contains(formats, c.Format) {
				continue
			}
			if c = c.Format.score(lines); c.Full > best.Full && c.sound() {
				best = c
			}
		}
		if best.Full == 0 {
			break
		}
		formats = append(formats, best.Format)
		d.Reason += fmt.Sprintf(", %d %s", best.Parsed, best.Format.Name)
	}
	if len(formats) > 1 {
		d.Format = mixed(formats)
	}
}

// leave returns the lines that f does not take.
func (f *Format) leave(lines [][]byte) [][]byte {
	set := NewFieldSet()
	p, r := f.Compile(set), NewRecord(set)
	return slices.DeleteFunc(slices.Clone(lines), func(line []byte) bool {
		r.Reset("")
		outcome := p.Parse(line, r)
		if directed, ok := p.(Directed); ok && outcome == Directive {
			p = directed.Direct(line)
		}
		return outcome == Parsed
	})
}

// sound reports whether c may be taken at all: some line has all of the
// format, and fewer have something else in its place. Lines that end early
// say nothing.
func (c Candidate) sound() bool {
	if c.Format.forward && c.Full*100 < c.Parsed*forwardShare {
		return false
	}
	return c.Full > c.Odd
}

// compare orders candidates, the best first: sound ones, then those that take
// more lines, then those that read more fields from them.
func (c Candidate) compare(other Candidate) int {
	switch {
	case c.sound() != other.sound():
		if c.sound() {
			return -1
		}
		return 1
	case c.Parsed != other.Parsed:
		return other.Parsed - c.Parsed
	case c.fields != other.fields:
		return other.fields - c.fields
	}
	return c.rank - other.rank
}

// ties reports whether only the order of preference tells c from other.
func (c Candidate) ties(other Candidate) bool {
	return c.Parsed == other.Parsed && c.fields == other.fields
}

// Fields is how many fields c reads from all the lines.
func (c Candidate) Fields() int { return c.fields }

// score parses lines as f.
func (f *Format) score(lines [][]byte) Candidate {
	c := Candidate{Format: f}
	s := f.scheme()
	set := NewFieldSet(f.Own()...)
	for _, source := range s.sources() {
		for _, name := range append([]string{source.field.Name}, parsedFields[source.field.Name]...) {
			if _, err := set.Add(name); err != nil {
				panic("bug: " + f.Name + ": " + err.Error())
			}
		}
	}
	p, r := s.compile(set), NewRecord(set)
	for _, line := range lines {
		if f.wrapper != nil {
			line = f.wrapper.inside(line)
		}
		if !isRequest(line) {
			if directed, ok := p.(Directed); ok && len(line) > 0 {
				p = directed.Direct(line)
			}
			continue
		}
		r.Reset("")
		c.add(s.fit(p, r, line))
	}
	return c
}

// isRequest reports whether line is neither blank nor a comment.
func isRequest(line []byte) bool {
	text := bytes.TrimSpace(line)
	return len(text) > 0 && text[0] != '#'
}

// add counts a line.
func (c *Candidate) add(f fit) {
	c.Of++
	if !f.parsed {
		return
	}
	c.Parsed++
	switch {
	case f.odd:
		c.Odd++
		return
	case f.whole || c.Format.short:
		c.Full++
	}
	c.fields += f.fields
}
