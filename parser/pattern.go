package parser

import (
	"regexp"
	"slices"
	"strconv"
)

// Pattern finds the first match of a regular expression in any line of text.
// It is immutable.
type Pattern struct {
	re      *regexp.Regexp
	fields  []Field
	literal []byte
}

// NewPattern returns the Pattern of re, which must not be changed any more
// (by Longest).
func NewPattern(re *regexp.Regexp) *Pattern {
	p := &Pattern{re: re, literal: []byte(requiredLiteral(re.String()))}
	names := re.SubexpNames()
	for i, name := range names[1:] {
		if name == "" {
			name = strconv.Itoa(i + 1)
			if slices.Contains(names, name) {
				name = "group" + name
			}
		}
		p.fields = append(p.fields, Field{Name: name, Kind: Text, Doc: "a group of the pattern"})
	}
	if len(p.fields) == 0 {
		p.fields = []Field{{Name: "match", Kind: Text, Doc: "what the pattern matched"}}
	}
	return p
}

// Fields returns the groups of the pattern in their order, under their names
// or their numbers; without groups the field "match", the whole match.
func (p *Pattern) Fields() []Field { return slices.Clone(p.fields) }

// Literal returns a string that every matching line contains, the longest one
// that is easy to see; it may be empty. A caller that searches for it first
// can skip whole lines. It must not be changed.
func (p *Pattern) Literal() []byte { return p.literal }

// Compile returns the Parser that fills the groups in set, to which nothing
// may be added from now on; a Keep of it is not asked. A line without a match is
// Filtered; a group that took no part in the match is absent.
func (p *Pattern) Compile(set *FieldSet) Parser {
	sources := make([]source, len(p.fields))
	for i, f := range p.fields {
		sources[i] = source{field: f}
	}
	m := &matcher{binding: bind(set, sources, false), re: p.re, whole: -1}
	if p.re.NumSubexp() == 0 {
		if slot := m.slots[0]; slot != m.dump() {
			m.whole = int(slot)
		}
		return m
	}
	for i, slot := range m.slots {
		if slot != m.dump() {
			m.groups = append(m.groups, group{2 * (i + 1), int(slot)})
		}
	}
	return m
}

// matcher is a compiled Pattern.
type matcher struct {
	*binding
	re     *regexp.Regexp
	whole  int // slot of the whole match, or -1
	groups []group
}

// group says where a group's place is among those that package regexp
// returns, and the slot for it.
type group struct{ index, slot int }

// Parse implements Parser.
func (m *matcher) Parse(line []byte, r *Record) Outcome {
	if len(line) > maxLine {
		return Rejected
	}
	if line == nil {
		line = []byte{} // so that an empty match is not absent
	}
	r.begin(line, m.binding)
	if len(m.groups) == 0 {
		return m.parseWhole(line, r)
	}
	places := m.re.FindSubmatchIndex(line)
	if places == nil {
		return Filtered
	}
	for _, g := range m.groups {
		r.spans[g.slot] = absent
		if lo, hi := places[g.index], places[g.index+1]; lo >= 0 {
			r.spans[g.slot] = span{uint32(lo), uint32(hi)}
		}
	}
	r.end(m.binding)
	return Parsed
}

// parseWhole is Parse where no group is wanted. Find, unlike FindIndex,
// allocates nothing, but does not say where the match is.
func (m *matcher) parseWhole(line []byte, r *Record) Outcome {
	if m.whole < 0 {
		if !m.re.Match(line) {
			return Filtered
		}
		return Parsed
	}
	match := m.re.Find(line)
	if match == nil {
		return Filtered
	}
	r.spans[m.whole] = r.put(match)
	return Parsed
}
