package cli

import (
	"errors"
	"fmt"
	"strings"

	"wf/aggregate"
	"wf/internal/diff"
	"wf/internal/query"
	"wf/internal/report"
	"wf/parser"
)

// checkDiff finds what is wrong with what is asked, before any input is opened.
func (a *app) checkDiff() error {
	question, measures, err := a.diffQuestion(func(string) bool { return true })
	if err != nil {
		return err
	}
	set := parser.NewFieldSet()
	set.Open()
	spec, err := a.compileSide(question, set, nil)
	if err != nil {
		return err
	}
	return diff.Check(spec, measures, a.diffOptions())
}

// compileSide compiles the question for one side.
func (a *app) compileSide(q aggregate.Question, set *parser.FieldSet, other *aggregate.Spec) (*aggregate.Spec, error) {
	spec, err := aggregate.CompileSide(q, set, other)
	if err != nil && a.flags.errors != "" && strings.Contains(err.Error(), errorsMetric(a.flags.errors)) {
		return nil, fmt.Errorf("--errors: %w", errors.Unwrap(err))
	}
	return spec, err
}

// percentiles are those that -m names, by default two of the duration.
func (a *app) percentiles() ([]string, error) {
	if !a.flags.given("metrics") {
		return []string{"p50_duration", "p95_duration"}, nil
	}
	list, err := query.Fields(a.flags.metrics)
	if err != nil {
		return nil, err
	}
	if len(list) > diff.MostPercentiles {
		return nil, fmt.Errorf("-m: %d percentiles at most", diff.MostPercentiles)
	}
	for _, name := range list {
		if !aggregate.IsPercentile(name) {
			return nil, fmt.Errorf("-m %s: requests, rates, shares and errors are always compared; -m says which percentiles are: p99_duration", report.Escape(name))
		}
	}
	return list, nil
}

// diffQuestion is what both sides are asked, where they have fields.
func (a *app) diffQuestion(have func(field string) bool) (q aggregate.Question, m diff.Measures, err error) {
	by := a.flags.by
	if by == "" {
		by = "route"
	}
	ask, err := query.Top(by, query.Words{Metrics: "count"})
	if err != nil {
		return q, m, err
	}
	q, m = ask.Question, diff.Measures{Errors: -1}
	q.Name = "diff " + strings.Join(q.Keys, ",")
	switch {
	case a.flags.errors != "":
		q.Metrics = append(q.Metrics, errorsMetric(a.flags.errors))
		m.Errors = 1
	case have("status"):
		q.Metrics = append(q.Metrics, "count_5xx")
		m.Errors = 1
	}
	percentiles, err := a.percentiles()
	for _, name := range percentiles {
		_, field, _ := strings.Cut(name, "_")
		if a.flags.given("metrics") || have(field) {
			m.Percentiles = append(m.Percentiles, len(q.Metrics))
			q.Metrics = append(q.Metrics, name)
		}
	}
	return q, m, err
}

// errorsMetric counts the records for which a condition holds.
func errorsMetric(condition string) string { return "errors=count(" + condition + ")" }

// diffOptions are what the flags say of the rows.
func (a *app) diffOptions() diff.Options {
	return diff.Options{
		Alpha:   a.flags.alpha,
		Workers: a.flags.cores(),
		Sort:    a.flags.sort,
		Reverse: a.flags.reverse,
		Limit:   a.flags.limit,
		Having:  a.flags.having,
		FailIf:  a.flags.failIf,
	}
}
