package diff

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"wf/aggregate"
)

// comparison is one that is under way.
type comparison struct {
	Measures
	Options
	spec    *aggregate.Spec
	names   []string // of the percentiles
	columns []column
	keys    []aggregate.Column
	order   func(a, b *row) int
	having  func(*row) bool // nil keeps all
	failIf  *condition      // nil if nothing is tested
	totals  row
	ps      []float64 // of tests, at most Alpha
	limit   float64   // the greatest p that is significant
}

// Answer is what came of a comparison.
type Answer struct {
	*comparison
	Tests   int64 // that could find something
	Total   int64 // rows that Having holds for
	Verdict *aggregate.Verdict
	rows    []*row
}

// Check returns an error if two counts of spec cannot be compared with these
// options.
func Check(spec *aggregate.Spec, m Measures, o Options) error {
	_, err := newComparison(spec, m, o)
	return err
}

func newComparison(spec *aggregate.Spec, m Measures, o Options) (*comparison, error) {
	c := &comparison{Measures: m, Options: o, spec: spec, limit: -1, keys: spec.KeyColumns()}
	for _, metric := range m.Percentiles {
		c.names = append(c.names, strings.TrimSuffix(spec.MetricColumn(metric).Name, "_duration"))
	}
	c.columns = c.allColumns()
	var err error
	if c.order, err = c.ordering(); err != nil {
		return nil, err
	}
	if o.Having != "" {
		having, err := c.condition(o.Having)
		if err != nil {
			return nil, fmt.Errorf("--having: %w", err)
		}
		c.having = having.holds
	}
	if o.FailIf != "" {
		if c.failIf, err = c.condition(o.FailIf); err != nil {
			return nil, fmt.Errorf("--fail-if: %w", err)
		}
	}
	return c, nil
}

// Compare compares two counts, of Specs that CompileSide made. It goes through
// their keys twice: first for the tests, as what is significant follows from all of
// them together, then for the rows.
func Compare(a, b *aggregate.Counts, m Measures, o Options) (*Answer, error) {
	c, err := newComparison(a.Spec(), m, o)
	if err != nil {
		return nil, err
	}
	c.totals = c.compare(aggregate.PairTotals(a, b), nil)
	answer := &Answer{comparison: c}
	if err := answer.test(a, b); err != nil {
		return nil, err
	}
	c.limit = Discoveries(c.ps, answer.Tests, c.Alpha)
	c.ps = nil
	c.judge(&c.totals, c.limit)
	return answer, answer.collect(a, b)
}

// test makes all tests.
func (a *Answer) test(before, after *aggregate.Counts) error {
	var mu sync.Mutex
	count := func(r *row) {
		var room [2 + MostPercentiles]float64
		ps := a.tests(room[:0], r)
		mu.Lock()
		defer mu.Unlock()
		a.Tests += int64(len(ps))
		for _, p := range ps {
			if p <= a.Alpha {
				a.ps = append(a.ps, p)
			}
		}
	}
	count(&a.totals)
	return aggregate.Pairs(before, after, a.Workers, func(p *aggregate.Pair) error {
		r := a.compare(p, &a.totals)
		count(&r)
		return nil
	})
}

// collect keeps the rows that are wanted, in order. FailIf is held against that of
// all, too.
func (a *Answer) collect(before, after *aggregate.Counts) error {
	var mu sync.Mutex
	var failed row // the first for which FailIf holds
	var failures int64
	if a.failIf != nil && a.failIf.holds(&a.totals) {
		failed, failures = a.totals, 1
	}
	err := aggregate.Pairs(before, after, a.Workers, func(p *aggregate.Pair) error {
		r := a.compare(p, &a.totals)
		r.key = p.Key()
		a.judge(&r, a.limit)
		wanted := a.having == nil || a.having(&r)
		fails := a.failIf != nil && a.failIf.holds(&r)
		mu.Lock()
		defer mu.Unlock()
		if fails {
			if failures++; failures == 1 || byImportance(&r, &failed) < 0 {
				failed = r.clone()
			}
		}
		if wanted {
			return a.keep(&r)
		}
		return nil
	})
	slices.SortFunc(a.rows, a.order)
	a.cut()
	if a.failIf != nil {
		a.Verdict = &aggregate.Verdict{Holds: failures > 0, Rows: failures}
		if failures > 0 {
			a.Verdict.Key, a.Verdict.Measured = a.describe(&failed)
		}
	}
	return err
}

// RowBytes is about what a row takes that is kept.
const RowBytes = 1 << 10

// keep keeps a row, until better ones come.
func (a *Answer) keep(r *row) error {
	a.Total++
	kept := r.clone()
	a.rows = append(a.rows, &kept)
	if a.Limit > 0 && len(a.rows) >= 2*a.Limit+1000 {
		slices.SortFunc(a.rows, a.order)
		a.cut()
	}
	if a.MostRows > 0 && int64(len(a.rows)) > a.MostRows {
		return fmt.Errorf("more than %d rows do not fit into memory in order; -n 10000 shows the first of them", a.MostRows)
	}
	return nil
}

// cut lets the rows go that are beyond the limit.
func (a *Answer) cut() {
	if a.Limit > 0 && len(a.rows) > a.Limit {
		clear(a.rows[a.Limit:])
		a.rows = a.rows[:a.Limit]
	}
}

// clone is a copy of r with a key of its own.
func (r *row) clone() row {
	c := *r
	c.key = bytes.Clone(r.key)
	return c
}

// byImportance is the order that is not asked for: what is significant first, the
// worse before all else, then by how many requests it happened to.
func byImportance(a, b *row) int {
	return cmp.Or(cmp.Compare(a.class(), b.class()), cmp.Compare(b.effect, a.effect), bytes.Compare(a.key, b.key))
}
