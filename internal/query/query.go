// Package query turns what a user types after a command into Questions.
package query

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wf/aggregate"
	"wf/internal/expr"
	"wf/internal/moment"
	"wf/parser"
)

// Ask is one question, how its answer is shown, and what it is tested for.
type Ask struct {
	Question aggregate.Question
	View     aggregate.View
	FailIf   string // a condition on the rows, or on the whole of a question without keys; "" is no test
	Hidden   bool   // the answer is tested and not shown
	From     string // the flag that it stands in, "" for that of the command
}

// Blame returns err with the flag that the question stands in.
func (a Ask) Blame(err error) error {
	if a.From == "" {
		return err
	}
	return fmt.Errorf("%s: %w", a.From, err)
}

// Words are what the flags of a command say of one question.
type Words struct {
	Metrics string   // a list with commas
	Sort    string   // "" is the first metric, of a timeline the time
	Reverse bool     // the other way round
	Limit   int      // rows, 0 for all
	Having  string   // a condition on rows, or ""
	Pivot   string   // a key whose values become columns, or ""
	Where   []string // conditions on records, all of which must hold
	FailIf  string   // a condition, or ""
}

// Top returns what "wf top KEYS" asks. The keys are a list with commas.
func Top(keys string, w Words) (Ask, error) {
	list, err := split("key", keys)
	if err != nil {
		return Ask{}, err
	}
	if err := checkKeys(list); err != nil {
		return Ask{}, err
	}
	return ask("top "+strings.Join(list, ","), list, w)
}

// Timeline returns what "wf timeline STEP --by KEYS" asks: the rows of each
// step in the order of time, also of those without records. An empty step is
// one that gives a screen of rows.
//
// Beside a key of the calendar no rows are put in: most combinations of a step
// and an hour never were.
func Timeline(step, by string, w Words) (Ask, error) {
	name, key := "timeline", aggregate.TimeFit
	if step != "" {
		word, ok := Step(step)
		if !ok {
			return Ask{}, fmt.Errorf("timeline %s: want a step such as 10s, 5m, 1h, 1d or 1w", step)
		}
		name, key = name+" "+word, "time/"+word
	}
	keys := []string{key}
	if by != "" {
		list, err := split("key", by)
		if err != nil {
			return Ask{}, err
		}
		if err := checkKeys(list); err != nil {
			return Ask{}, err
		}
		if i := slices.IndexFunc(list, isStep); i >= 0 {
			return Ask{}, fmt.Errorf("--by %s: the rows of a timeline are steps of time already; for these steps, wf timeline %s", list[i], strings.TrimPrefix(list[i], "time/"))
		}
		name += " --by " + strings.Join(list, ",")
		keys = append(keys, list...)
	}
	if w.Sort == "" || w.Sort == "time" {
		w.Sort = key
	}
	a, err := ask(name, keys, w)
	a.View.Gaps = a.View.Sort == key && !slices.ContainsFunc(keys[1:], parser.SaysWhen)
	return a, err
}

// Step returns the step of a timeline as fields have it, false if text is none:
// 1h30m is 5400s.
func Step(text string) (step string, ok bool) {
	if _, ok := parser.LookupField("time/" + text); ok {
		return text, true
	}
	d, err := moment.ParseDuration(text)
	if err != nil || d%time.Second != 0 {
		return "", false
	}
	return fmt.Sprintf("%ds", d/time.Second), true
}

// isStep reports whether a key is time cut to steps.
func isStep(key string) bool {
	_, _, ok := parser.TimeStep(key)
	return ok
}

// checkKeys returns an error if one of the keys is of the report and of
// timelines alone.
func checkKeys(keys []string) error {
	for _, key := range keys {
		if key == aggregate.TimeAuto || key == aggregate.TimeFit {
			return fmt.Errorf("no field %q; time wants a step: time/5m", key)
		}
	}
	return nil
}

// Find returns what "wf find" asks about the captures of a pattern.
func Find(captures []string, w Words) (Ask, error) {
	keys := slices.DeleteFunc(slices.Clone(captures), func(c string) bool { return c == w.Pivot })
	return ask("find", keys, w)
}

// Whole returns the question that a condition on all records together asks.
func Whole(condition string) (Ask, error) {
	a, err := ask("fail-if", nil, Words{Metrics: "count", FailIf: condition})
	a.Hidden = true
	return a, err
}

// Fields returns the names in a list with commas.
func Fields(text string) ([]string, error) { return split("field", text) }

// ask puts a question together. Metrics that only the order or a condition
// wants are measured too; those of the order are shown.
func ask(name string, keys []string, w Words) (Ask, error) {
	metrics, err := split("metric", w.Metrics)
	if err != nil {
		return Ask{}, err
	}
	a := Ask{FailIf: w.FailIf}
	a.Question = aggregate.Question{Name: name, Keys: slices.Clone(keys), Where: all(w.Where)}
	if w.Pivot != "" {
		if err := checkKeys([]string{w.Pivot}); err != nil {
			return Ask{}, err
		}
		if slices.Contains(keys, w.Pivot) {
			return Ask{}, fmt.Errorf("--pivot %s: it is a key already", w.Pivot)
		}
		a.Question.Keys = append(a.Question.Keys, w.Pivot)
		a.Question.Name += " --pivot " + w.Pivot
	}
	a.Question.Metrics = slices.Clone(metrics)
	if w.Sort != "" && !slices.Contains(keys, w.Sort) && !contains(metrics, w.Sort) && aggregate.IsMetric(w.Sort) {
		a.Question.Metrics = append(a.Question.Metrics, w.Sort)
		if w.Pivot == "" { // else it would have a column for each value
			metrics = append(metrics, w.Sort)
		}
	}
	a.View = aggregate.View{Sort: w.Sort, Reverse: w.Reverse, Limit: w.Limit, Metrics: metrics, Having: w.Having, Pivot: w.Pivot}
	for _, condition := range []struct{ flag, text string }{{"--having", w.Having}, {"--fail-if", w.FailIf}} {
		if condition.text == "" {
			continue
		}
		e, err := expr.Parse(condition.text)
		if err != nil {
			return Ask{}, fmt.Errorf("%s: %w", condition.flag, err)
		}
		a.Question.Metrics = append(a.Question.Metrics, aggregate.NeededMetrics(e, a.Question)...)
	}
	return a, nil
}

// contains reports whether a metric of that name or text is among metrics.
func contains(metrics []string, name string) bool {
	return slices.ContainsFunc(metrics, func(m string) bool { return m == name || strings.HasPrefix(m, name+"=") })
}

// all returns the condition that all conditions make together.
func all(conditions []string) string {
	if len(conditions) < 2 {
		return strings.Join(conditions, "")
	}
	return "(" + strings.Join(conditions, ") and (") + ")"
}
