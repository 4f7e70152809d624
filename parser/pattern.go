package parser

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Pattern finds the first match of a regular expression in any line of text.
// It is immutable.
type Pattern struct {
	re       *regexp.Regexp
	matcher  lineMatcher
	fields   []Field
	literals []Literal
}

// Literal is a text that every line contains which a Pattern matches.
type Literal struct {
	Text []byte // not empty; must not be changed

	// Begins says that every match begins with the text, whatever is before
	// it: a line may be parsed from the first place of the text on.
	Begins bool
}

// maxLiterals is how many literals a Pattern tells. One or two of them are
// rare; the others would only be counted.
const maxLiterals = 8

// NewPattern returns the Pattern of re, which must be one of regexp.Compile:
// the match is the leftmost-first one.
func NewPattern(re *regexp.Regexp) *Pattern {
	p := &Pattern{re: re}
	p.matcher, _ = compileLine(re)
	begin := ""
	if scans, ok := p.matcher.(*regexpScans); ok {
		begin = scans.begin()
	}
	literals := requiredLiterals(re.String())
	slices.SortStableFunc(literals, func(a, b string) int { return len(b) - len(a) })
	for _, text := range literals[:min(len(literals), maxLiterals)] {
		p.literals = append(p.literals, Literal{Text: []byte(text), Begins: strings.HasPrefix(begin, text)})
	}
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

// Literals returns texts that every matching line contains, the longest first.
// A caller that searches for one of them first can skip whole lines.
func (p *Pattern) Literals() []Literal { return p.literals }

// Compile returns the Parser that fills the groups in set, to which nothing
// may be added from now on; a Keep of it is not asked. A line without a match is
// Filtered; a group that took no part in the match is absent.
func (p *Pattern) Compile(set *FieldSet) Parser {
	sources := make([]source, len(p.fields))
	for i, f := range p.fields {
		sources[i] = source{field: f}
	}
	m := &patternParser{binding: bind(set, sources, false), matcher: p.matcher, places: 2 * (p.re.NumSubexp() + 1)}
	first := 1
	if p.re.NumSubexp() == 0 {
		first = 0 // the whole match
	}
	for i, slot := range m.slots {
		if slot != m.dump() {
			m.groups = append(m.groups, group{2 * (first + i), int(slot)})
		}
	}
	return m
}

// patternParser is a compiled Pattern.
type patternParser struct {
	*binding
	matcher lineMatcher
	places  int // that a match has
	groups  []group
}

// group says where a group's place is among those of a match, and the slot
// for it.
type group struct{ index, slot int }

// Parse implements Parser.
func (p *patternParser) Parse(line []byte, r *Record) Outcome {
	if len(line) > maxLine {
		return Rejected
	}
	if line == nil {
		line = []byte{} // so that an empty match is not absent
	}
	r.begin(line, p.binding)
	places := r.room(p.places)
	if !p.matcher.match(line, places) {
		return Filtered
	}
	for _, g := range p.groups {
		at := absent
		if lo, hi := places[g.index], places[g.index+1]; lo >= 0 {
			at = span{uint32(lo), uint32(hi)}
		}
		r.spans[g.slot] = at
	}
	r.end(p.binding)
	return Parsed
}
