package aggregate

import (
	"fmt"
	"strings"

	"wf/internal/expr"
	"wf/parser"
)

// conditional is a metric that counts the records for which a condition holds,
// as it was typed: NAME=share(EXPR), or without a name.
type conditional struct {
	column string // NAME, or all of the text
	named  bool
	call   expr.Call
}

// parseConditional reads a conditional metric. It is false for any other text.
func parseConditional(text string) (conditional, bool) {
	head, rest, ok := strings.Cut(text, "(")
	argument, closed := strings.CutSuffix(strings.TrimSpace(rest), ")")
	if !ok || !closed {
		return conditional{}, false
	}
	name, function, named := strings.Cut(head, "=")
	if !named {
		name, function = text, head
	}
	m := conditional{strings.TrimSpace(name), named, newCall(expr.Call{Function: function, Argument: argument})}
	return m, m.call.Function == "count" || m.call.Function == "share"
}

// newCall returns c without the blanks around its parts, so that calls which
// differ in nothing else are equal.
func newCall(c expr.Call) expr.Call {
	return expr.Call{Function: strings.TrimSpace(c.Function), Argument: strings.TrimSpace(c.Argument)}
}

// conditionalMetric compiles a conditional metric.
func (s *Spec) conditionalMetric(c conditional, set *parser.FieldSet) (metric, error) {
	if c.named {
		if err := s.checkName(c.column); err != nil {
			return metric{}, err
		}
	}
	filter, err := s.filter(c.call.Argument, set)
	if err != nil {
		return metric{}, err
	}
	at := s.cell(cell{kind: cellHolds, input: s.input(input{kind: inputHolds, filter: filter})})
	m := s.countMetric(c.column, at)
	if c.call.Function == "share" {
		m = ratioMetric(c.column, Part, func(_ *Counts, cells []byte) (n, of float64) {
			return float64(getInt64(cells[at:])), float64(getInt64(cells))
		})
	}
	m.call = c.call
	return m, nil
}

// checkName returns an error if a metric cannot be called name, because a
// condition could not ask for it by that name.
func (s *Spec) checkName(name string) error {
	if !isIdentifier(name) {
		return fmt.Errorf("%q is no name: it needs letters, digits and _, a letter first", name)
	}
	if e, err := expr.Parse(name + " == 0"); err != nil || len(e.Names()) != 1 {
		return fmt.Errorf("%q is a word of the language of conditions; choose another name", name)
	}
	if IsMetric(name) {
		return fmt.Errorf("%q is a metric of its own; choose another name", name)
	}
	for _, k := range s.keys {
		if k.name == name {
			return fmt.Errorf("%q is a key; choose another name", name)
		}
	}
	return nil
}

func isIdentifier(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}

// IsMetric reports whether a name is a metric of the vocabulary, if its field is
// one of the log.
func IsMetric(name string) bool {
	set := parser.NewFieldSet()
	set.Open()
	_, err := new(Spec).compileMetric(name, set)
	return err == nil
}

// filter compiles a condition on records. Conditions of the same text are one
// filter.
func (s *Spec) filter(condition string, set *parser.FieldSet) (*expr.Filter, error) {
	if f := s.filters[condition]; f != nil {
		return f, nil
	}
	f, err := expr.NewFilter(condition, set)
	if err != nil {
		return nil, err
	}
	if s.filters == nil {
		s.filters = make(map[string]*expr.Filter)
	}
	s.filters[condition] = f
	s.fields = append(s.fields, f.Fields...)
	return f, nil
}

// columnName is the name of the column of a metric as it stands in a Question.
func columnName(metric string) string {
	if c, ok := parseConditional(metric); ok {
		return c.column
	}
	return metric
}

// NeededMetrics lists the metrics, in the vocabulary of Question, that a
// condition on the rows of q needs and q does not measure: its names that are
// metrics, and its calls.
func NeededMetrics(condition *expr.Expr, q Question) []string {
	names, calls := measured(q.Metrics)
	for _, key := range q.Keys {
		names[key] = true
	}
	var needed []string
	for _, name := range condition.Names() {
		if !names[name] && IsMetric(name) {
			needed = append(needed, name)
		}
	}
	for _, c := range condition.Calls() {
		if c = newCall(c); !calls[c] {
			calls[c] = true
			needed = append(needed, c.Text())
		}
	}
	return needed
}

// measured returns the names of the columns of metrics, and the calls that the
// conditional ones are.
func measured(metrics []string) (names map[string]bool, calls map[expr.Call]bool) {
	names, calls = make(map[string]bool), make(map[expr.Call]bool)
	for _, m := range metrics {
		names[columnName(m)] = true
		if c, ok := parseConditional(m); ok {
			calls[c.call] = true
		}
	}
	return names, calls
}
