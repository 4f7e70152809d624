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
)

// Detect finds the format of a log from some of its lines, without their line
// ends. Lines from its start, middle and end are better than from its start
// alone.
func Detect(lines [][]byte) Detection {
	if cure := Misread(lines); cure != "" {
		return Detection{Reason: cure}
	}
	var kept [][]byte
	for _, line := range lines {
		if text := bytes.TrimSpace(line); len(text) > 0 && text[0] != '#' {
			kept = append(kept, line)
		}
	}
	d := Detection{}
	for rank, f := range Formats() {
		if c := score(f, kept); c.Parsed > 0 {
			c.rank = rank
			d.Candidates = append(d.Candidates, c)
		}
	}
	slices.SortFunc(d.Candidates, Candidate.compare)
	d.decide(kept)
	return d
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

// score parses lines as f.
func score(f *Format, lines [][]byte) Candidate {
	c := Candidate{Format: f, Of: len(lines)}
	set := NewFieldSet()
	for _, name := range f.carried() {
		if _, err := set.Add(name); err != nil {
			panic("bug: " + f.Name + ": " + err.Error())
		}
	}
	p := f.compile(set)
	r := NewRecord(set)
	for _, line := range lines {
		r.Reset("")
		r.begin(line)
		done, pos := run(p.plain, line, r)
		if done < p.must {
			continue
		}
		c.Parsed++
		whole := done == len(p.plain)
		for i := done; i < len(p.plain); i++ {
			r.spans[p.plain[i].slots[0]] = absent
		}
		switch {
		case !plausible(r), !whole && pos < len(line):
			c.Odd++
		case whole:
			c.Full++
			fallthrough
		default:
			c.fields += done
		}
	}
	return c
}

// Misread says how to convert a text that is not one of lines of bytes; "" for
// one that is.
func Misread(lines [][]byte) string {
	if len(lines) == 0 {
		return ""
	}
	first := lines[0]
	if bytes.HasPrefix(first, []byte("\xff\xfe")) || bytes.HasPrefix(first, []byte("\xfe\xff")) || alternateNULs(first) {
		return "looks like UTF-16; convert: iconv -f UTF-16 -t UTF-8"
	}
	several := 0
	for _, line := range lines {
		if holdsLines(line) {
			several++
		}
	}
	if 2*several > len(lines) {
		return `lines end in CR alone; convert: tr '\r' '\n'`
	}
	return ""
}

// holdsLines reports whether what passes for a line is several, with CRs
// between them. A CR in a value, as an attacker may send it, makes none.
func holdsLines(line []byte) bool {
	known := 0
	for part := range bytes.SplitSeq(line, []byte{'\r'}) {
		if len(part) == len(line) {
			return false
		}
		if knownLine(part) {
			if known++; known == 2 {
				return true
			}
		}
	}
	return false
}

// alternateNULs reports whether every second byte of line is NUL, as ASCII is
// in UTF-16, and the others are not.
func alternateNULs(line []byte) bool {
	const few = 8 // bytes that tell nothing
	nuls := [2]int{}
	for i, c := range line {
		if c == 0 {
			nuls[i&1]++
		}
	}
	half := len(line) / 2
	return len(line) >= few && (nuls[0] >= half && nuls[1] == 0 || nuls[1] >= half && nuls[0] == 0)
}

// knownLine reports whether some format takes the line.
func knownLine(line []byte) bool {
	return slices.ContainsFunc(Formats(), func(f *Format) bool { return Explain(f, line) == "" })
}

// guess names what the lines may be, for people, in parentheses, or nothing.
func guess(lines [][]byte) string {
	kinds := []struct {
		name string
		is   func([]byte) bool
	}{
		{"an nginx error log?", isNginxError},
		{"an Apache error log?", isApacheError},
		{"JSON?", func(line []byte) bool { return line[0] == '{' || line[0] == '[' && line[len(line)-1] == ']' }},
		{"binary data?", func(line []byte) bool { return bytes.IndexByte(line, 0) >= 0 }},
	}
	for _, k := range kinds {
		n := 0
		for _, line := range lines {
			if k.is(bytes.TrimSpace(line)) {
				n++
			}
		}
		if 2*n > len(lines) {
			return " (" + k.name + ")"
		}
	}
	return ""
}

// isNginxError reports whether line is 2026/03/01 10:00:00 [error] 7#7: ...
func isNginxError(line []byte) bool {
	return len(line) > 21 && line[4] == '/' && line[7] == '/' && line[10] == ' ' && line[19] == ' ' && line[20] == '['
}

// isApacheError reports whether line is [Sun Mar 01 10:00:00.000000 2026] [core:error] ...
func isApacheError(line []byte) bool {
	return len(line) > 27 && line[0] == '[' && line[4] == ' ' && line[8] == ' ' && bytes.Contains(line[20:], []byte("] ["))
}
