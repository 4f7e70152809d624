package cli

import (
	"fmt"
	"strings"

	"wf/aggregate"
	"wf/internal/report"
)

// test is a condition of --fail-if and what it is about.
type test struct {
	condition string
	gaps      bool // steps without records count
	counts    *aggregate.Counts
}

// tests are the conditions of questions, on their counts.
func tests(o *outcome) (list []test) {
	for _, ask := range o.asks {
		if ask.FailIf != "" {
			list = append(list, test{ask.FailIf, ask.View.Gaps, o.counts[ask.at[0]]})
		}
	}
	return list
}

// runTests runs the tests, says which of them hold, and settles the exit code.
func (a *app) runTests(tests []test) error {
	for _, t := range tests {
		verdict, err := t.counts.Test(t.condition, t.gaps, a.flags.cores())
		if err != nil {
			return fmt.Errorf("--fail-if: %w", err)
		}
		if verdict.Holds {
			a.message("%s", failure(t.condition, verdict))
			a.code = max(a.code, exitFailIf)
		}
	}
	return nil
}

// failure says in one line what was measured where a condition holds.
func failure(condition string, v *aggregate.Verdict) string {
	var text strings.Builder
	text.WriteString("--fail-if holds")
	if len(v.Key) > 0 {
		fmt.Fprintf(&text, " for %s", namedValues(v.Key))
		if v.Rows > 1 {
			fmt.Fprintf(&text, " and %s", report.Plural(v.Rows-1, "more row"))
		}
	}
	if len(v.Measured) > 0 {
		text.WriteString(": " + namedValues(v.Measured))
	}
	return text.String() + " (" + condition + ")"
}

func namedValues(values []aggregate.NamedValue) string {
	const most = 60 // columns of a value: a key may be as long as a line
	var list []string
	for _, v := range values {
		list = append(list, v.Name+" "+report.Cut(report.Raw(v.Value), most, report.Options{ASCII: true}))
	}
	return strings.Join(list, ", ")
}
