package parser

import (
	"bytes"
	"regexp"
	"strconv"
	"unicode/utf8"
)

// lineMatcher finds the first match of a regular expression in a line. It is
// immutable, for any number of goroutines.
type lineMatcher interface {
	// match notes the places of the groups, as FindSubmatchIndex returns
	// them, in places, which has room for all, 2*(NumSubexp+1), and reports
	// whether there is a match. A group that took no part has -1. Without a
	// match places is undefined.
	match(line []byte, places []int) bool
}

// compileLine returns the fastest matcher of re, and says what was chosen and
// why, for people. The match is the leftmost-first one of regexp.Compile:
// expressions of CompilePOSIX or with Longest are none for it.
//
// Scans are faster than package regexp by far, because they take one way
// through an expression and never go back. How that can be exact is told in
// regexp_run.go.
func compileLine(re *regexp.Regexp) (m lineMatcher, why string) {
	literal := requiredLiteral(re.String())
	search := &regexpSearch{re: re, literal: []byte(literal)}
	c := compileRegexp(re)
	if c.fail != "" {
		if literal == "" {
			return search, "package regexp: " + c.fail
		}
		return search, "package regexp behind the literal " + strconv.Quote(literal) + ": " + c.fail
	}
	why = "compiled to scans"
	if c.open != "" {
		why += "; package regexp where the first way fails: " + c.open
	}
	return newRegexpScans(c, search), why
}

// regexpSearch is package regexp behind a search for a literal that every
// match contains.
type regexpSearch struct {
	re      *regexp.Regexp
	literal []byte
}

// match implements lineMatcher. It allocates once for a line that matches:
// package regexp has no function that notes groups in memory of the caller.
func (m *regexpSearch) match(line []byte, places []int) bool {
	if !bytes.Contains(line, m.literal) {
		return false
	}
	found := m.re.FindSubmatchIndex(line)
	copy(places, found)
	return found != nil
}

// regexpScans is an expression that was compiled to scans.
type regexpScans struct {
	ops    []regexpOp
	groups int  // places that a match has
	partly bool // a group may take no part

	anchored bool       // a match begins with the line
	begins   regexpNext // with what a match begins
	lead     *regexpOp  // see skip

	search *regexpSearch // for lines of which the scans are not sure
}

func newRegexpScans(c *regexpCompiler, search *regexpSearch) *regexpScans {
	m := &regexpScans{
		ops:      c.ops,
		groups:   2 * (search.re.NumSubexp() + 1),
		partly:   c.partly,
		anchored: c.anchored,
		begins:   c.begins,
		search:   search,
	}
	for i := range m.ops {
		o := &m.ops[i]
		if o.code == regexpNote && o.behind == "" && o.shape == nil {
			continue
		}
		if o.class != nil && o.most < 0 && o.least <= 1 {
			m.lead = o
		}
		break
	}
	return m
}

// match implements lineMatcher. It allocates nothing, unless it leaves the
// line to package regexp.
func (m *regexpScans) match(line []byte, places []int) bool {
	if m.begins.text == "" && !m.anchored && !bytes.Contains(line, m.search.literal) {
		return false
	}
	end, _ := m.scan(line, places)
	if end == regexpUnsure {
		return m.search.match(line, places)
	}
	return end >= 0
}

// scan is match without package regexp. It returns where the match ends,
// regexpFails or regexpUnsure, and the work done, as regexpState counts it.
func (m *regexpScans) scan(line []byte, places []int) (end, work int) {
	s := regexpState{line: line}
	places = places[:m.groups]
	if m.anchored {
		return m.attempt(&s, 0, places), s.work
	}
	for start := 0; ; start = m.skip(line, start) {
		if start = m.next(&s, start); start < 0 {
			return start, s.work
		}
		if end = m.attempt(&s, start, places); end != regexpFails {
			return end, s.work
		}
		if s.work++; s.work > regexpWork*len(line)+256 {
			return regexpUnsure, s.work
		}
	}
}

// begin returns a text with which every match begins, if it is one that no
// assertion stands before, "" else.
func (m *regexpScans) begin() string {
	for _, o := range m.ops {
		switch {
		case o.code == regexpAssert:
			return ""
		case o.code != regexpNote || o.behind != "" || o.shape != nil:
			return m.begins.text
		}
	}
	return ""
}

// next returns the first place from start on where a match may begin,
// regexpFails if there is none.
func (m *regexpScans) next(s *regexpState, start int) int {
	line := s.line
	if start > len(line) {
		return regexpFails
	}
	if text := m.begins.text; text != "" {
		if start < len(line) && line[start] == text[0] {
			return start // the attempt compares the rest
		}
		n := bytes.Index(line[start:], []byte(text))
		if n < 0 {
			return regexpFails
		}
		return start + n
	}
	for start < len(line) && !m.begins.has[line[start]] {
		start++
	}
	switch {
	case start == len(line) && !m.begins.end:
		return regexpFails
	case insideRune(line, start):
		return regexpUnsure
	}
	return start
}

// skip returns the place behind start where the next match may begin, after
// none began at start. If the expression begins with a run of a class of any
// length, every end of a run that begins within that at start was an end of
// the latter too, and led nowhere.
func (m *regexpScans) skip(line []byte, start int) int {
	if m.lead != nil {
		return m.lead.class.end(line, start) + 1
	}
	return start + 1
}

// insideRune reports whether pos may lie within a rune: the bytes on both
// sides are not ASCII. Package regexp goes by runes; a byte that is no UTF-8
// is one.
func insideRune(line []byte, pos int) bool {
	return pos > 0 && pos < len(line) && line[pos-1] >= utf8.RuneSelf && line[pos] >= utf8.RuneSelf
}
