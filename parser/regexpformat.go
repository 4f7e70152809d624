package parser

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
)

const (
	// maxRegexpText is how many bytes a regular expression may have, as many
	// as a condition: the time for a line grows with both.
	maxRegexpText = 64 << 10

	// maxRegexpGroups is how many groups it may have. Package regexp notes
	// the places of all groups again for each way through the expression that
	// it follows, so that the time for a line grows with them as well.
	maxRegexpGroups = 100
)

// CompileRegexp compiles a regular expression that lines are to be read by.
func CompileRegexp(text string) (*regexp.Regexp, error) {
	if len(text) > maxRegexpText {
		return nil, errors.New("a regular expression has at most 65,536 bytes")
	}
	re, err := regexp.Compile(text)
	if err == nil && re.NumSubexp() > maxRegexpGroups {
		return nil, errors.New("a regular expression has at most 100 groups; (?: ) is none")
	}
	return re, err
}

// expression is the scheme of a log that a regular expression with named
// groups describes: its groups are the fields. It has the meaning of package
// regexp: a line is of the format if the expression matches anywhere in it.
type expression struct {
	re      *regexp.Regexp
	matcher lineMatcher
	why     string
	groups  []source
	index   []int // of the groups in re
}

// newExpression returns the scheme of a regular expression.
func newExpression(text string) (*expression, error) {
	re, err := CompileRegexp(text)
	if err != nil {
		return nil, err
	}
	e := &expression{re: re}
	e.matcher, e.why = compileLine(re)
	for i, name := range re.SubexpNames() {
		if name == "" {
			continue
		}
		s := groupSource(name)
		if slices.ContainsFunc(e.groups, func(have source) bool { return have.field.Name == s.field.Name }) {
			return nil, fmt.Errorf("two groups are called %q", s.field.Name)
		}
		e.groups = append(e.groups, s)
		e.index = append(e.index, i)
	}
	if len(e.groups) == 0 {
		return nil, fmt.Errorf("no named group in it: (?P<path>\\S+) names one")
	}
	return e, nil
}

// groupSource is the value of a group: one of the fields that logs have, if it
// has such a name.
func groupSource(name string) source {
	s := source{name: name, field: Field{Name: normalName(name), Kind: Text, Doc: "a group of the expression"}}
	if s.field.Name == "ip" {
		s.field.Name = "client"
	}
	known, ok := LookupField(s.field.Name)
	if _, derived := lookupDerived(s.field.Name, LookupField); ok && (!derived || s.field.Name == "request") {
		s.field = known
	}
	if s.field.Name == "time" {
		s.notation = autoNotation
	}
	return s
}

// sources implements scheme.
func (e *expression) sources() []source { return e.groups }

// compile implements scheme.
func (e *expression) compile(set *FieldSet) Parser {
	return &expressionParser{binding: bind(set, e.groups, false), expression: e}
}

// expressionParser is a compiled expression.
type expressionParser struct {
	*binding
	*expression
}

// Parse implements Parser.
func (p *expressionParser) Parse(line []byte, r *Record) Outcome {
	if len(line) > maxLine {
		return Rejected
	}
	r.begin(line, p.binding)
	places := r.room(2 * (p.re.NumSubexp() + 1))
	if !p.matcher.match(line, places) {
		return Rejected
	}
	for i, group := range p.index {
		at := absent
		if lo, hi := places[2*group], places[2*group+1]; lo >= 0 {
			at = value(line, lo, hi)
		}
		r.spans[p.slots[i]] = at
	}
	return r.settled(p.binding)
}

// fit implements scheme.
func (e *expression) fit(p Parser, r *Record, line []byte) fit {
	parsed := p.Parse(line, r) == Parsed
	return fit{parsed: parsed, whole: parsed, fields: len(e.groups)}
}

// explain implements scheme.
func (e *expression) explain(line []byte) string {
	if e.re.Match(line) {
		return ""
	}
	return "the expression does not match"
}
