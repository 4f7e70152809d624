package aggregate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"wf/internal/expr"
)

// prepared is a View with its names resolved.
type prepared struct {
	shown   []int // metrics of the Spec
	ranking *ranking
	gaps    bool
}

// prepare resolves the names in v.
func (c *Counts) prepare(v View) (*prepared, error) {
	shown, err := c.spec.shown(v)
	if err != nil {
		return nil, err
	}
	r, err := c.ranking(v, shown)
	if err != nil {
		return nil, err
	}
	if v.Having != "" {
		if r.having, err = c.parseTest(v.Having); err != nil {
			return nil, err
		}
	}
	if v.Gaps {
		if err := c.checkGaps(r); err != nil {
			return nil, err
		}
	}
	return &prepared{shown, r, v.Gaps}, nil
}

// Check returns an error if v cannot be a view of the question, or of the one
// that it was made from by Parts.
func (s *Spec) Check(v View) error {
	_, err := (&Counts{spec: s}).prepare(v)
	return err
}

// CheckTest returns an error if Test cannot take condition.
func (s *Spec) CheckTest(condition string) error {
	_, err := (&Counts{spec: s}).parseTest(condition)
	return err
}

// parseTest reads a condition on rows.
func (c *Counts) parseTest(condition string) (*rowTest, error) {
	e, err := expr.Parse(condition)
	if err != nil {
		return nil, err
	}
	return c.rowTest(e)
}

// shown returns the numbers of the metrics that v shows. They may stand in it
// as in the Question or by the names of their columns.
func (s *Spec) shown(v View) ([]int, error) {
	if v.Metrics == nil {
		return s.allMetrics(), nil
	}
	if len(v.Metrics) == 0 {
		return nil, errors.New("no metric to show")
	}
	var shown []int
	for _, name := range v.Metrics {
		i := metricIndex(s.Question.Metrics, name)
		switch {
		case i < 0:
			return nil, fmt.Errorf("cannot show %q: it is not measured", name)
		case slices.Contains(shown, i):
			return nil, fmt.Errorf("metric %q stands twice", name)
		}
		shown = append(shown, i)
	}
	return shown, nil
}

func (s *Spec) allMetrics() []int {
	all := make([]int, len(s.metrics))
	for i := range all {
		all[i] = i
	}
	return all
}

// metricIndex finds a metric by its text or the name of its column, -1 if
// there is none.
func metricIndex(metrics []string, name string) int {
	if i := slices.Index(metrics, name); i >= 0 {
		return i
	}
	return slices.IndexFunc(metrics, func(m string) bool { return columnName(m) == name })
}

// unknownSort is the error for a View that orders rows by what they have not.
func (s *Spec) unknownSort(name string, shown []int) error {
	if IsMetric(name) {
		return fmt.Errorf("cannot sort by %q: it is not measured; add it: -m %s", name, name)
	}
	var known []string
	for _, i := range shown {
		known = append(known, s.metrics[i].column.Name)
	}
	for _, k := range s.keys {
		known = append(known, k.name)
	}
	return fmt.Errorf("cannot sort by %q: it is no column; columns: %s; -m adds metrics", name, strings.Join(known, " "))
}
