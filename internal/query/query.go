// Package query turns what a user types after a command into Questions.
package query

import (
	"fmt"
	"slices"
	"strings"

	"wf/aggregate"
)

// Top returns the question of "wf top KEYS -m METRICS": both are lists with
// commas.
func Top(keys, metrics string) (aggregate.Question, error) {
	var q aggregate.Question
	var err error
	if q.Keys, err = list("key", keys); err != nil {
		return q, err
	}
	if slices.Contains(q.Keys, aggregate.TimeAuto) { // a key of the report alone
		return q, fmt.Errorf("no field %q; time wants a step: time/5m", aggregate.TimeAuto)
	}
	q.Name = "top " + strings.Join(q.Keys, ",")
	q.Metrics, err = list("metric", metrics)
	return q, err
}

// Find returns the question of "wf find": the captures of a pattern.
func Find(captures []string, metrics string) (aggregate.Question, error) {
	q := aggregate.Question{Name: "find", Keys: captures}
	var err error
	q.Metrics, err = list("metric", metrics)
	return q, err
}

// Fields returns the names in a list with commas.
func Fields(text string) ([]string, error) { return list("field", text) }

// list cuts text at commas. what names its elements in the error.
func list(what, text string) ([]string, error) {
	items := strings.Split(text, ",")
	for i, item := range items {
		items[i] = strings.TrimSpace(item)
		if items[i] == "" {
			return nil, fmt.Errorf("empty %s in %q", what, text)
		}
		for _, before := range items[:i] {
			if before == items[i] {
				return nil, fmt.Errorf("%s %q stands twice in %q", what, before, text)
			}
		}
	}
	return items, nil
}
