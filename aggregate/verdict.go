package aggregate

import (
	"bytes"
	"cmp"

	"wf/internal/expr"
)

// Verdict says whether a condition holds for what was counted.
type Verdict struct {
	Holds    bool
	Rows     int64        // for how many rows it holds
	Key      []NamedValue // the keys of the first of them in the order of the first metric, none without keys
	Measured []NamedValue // what that row has of the metrics in the condition, in the order of their first use, names before calls; without keys whether it holds or not
}

// NamedValue is a key, or a metric, of a row.
type NamedValue struct {
	Name  string
	Value Value
}

// Test tells whether a condition holds: without keys for all that was counted,
// with keys for any row, whatever a View shows but for its Gaps: with gaps, rows
// of steps without records count as well, see gaps.go. Where these are too many
// to be filled, the first of them stands for all, and Rows counts it alone;
// where the table is too large, none counts.
// Where there are no rows at all, a condition on metrics alone is one on all that
// was counted, which is nothing: count == 0 holds.
//
// Names in the condition are those of keys and of metrics of the Question. What
// was not measured, for want of records or numbers, is absent: comparisons with
// it are false, but != . Up to workers goroutines look at the rows.
func (c *Counts) Test(condition string, gaps bool, workers int) (*Verdict, error) {
	e, err := expr.Parse(condition)
	if err != nil {
		return nil, err
	}
	test, err := c.rowTest(e)
	if err != nil {
		return nil, err
	}
	if gaps {
		if err := c.spec.checkSteps(); err != nil {
			return nil, err
		}
	}
	if c.learn(workers); c.Err() != nil {
		return nil, c.Err()
	}
	if len(c.spec.keys) == 0 || c.rows == 0 && !test.keyed {
		v := &Verdict{Measured: c.measured(e, func(m *metric) Value { return m.value(c, c.totals) })}
		if test.holds(&tableRow{cells: c.totals}) {
			v.Holds, v.Rows = true, 1
		}
		return v, nil
	}
	r, err := c.ranking(View{}, []int{0})
	if err != nil {
		return nil, err
	}
	r.having = test
	return r.verdict(e, gaps, workers), c.Err()
}

// verdict is that of the rows for which having holds, which is e, and of such
// gaps, if they count.
func (r *ranking) verdict(e *expr.Expr, gaps bool, workers int) *Verdict {
	c := r.counts
	lists, rows := r.ranked(1, workers)
	v := &Verdict{Rows: rows}
	var first []byte // row
	for row := range r.merged(lists, 1) {
		first = bytes.Clone(row[:rowSize(c.width, rowKeyLen(row))])
		v.Key, v.Measured = c.key(first), c.measured(e, func(m *metric) Value { return m.value(c, rowCells(first)) })
	}
	if gaps {
		n, key := c.heldGaps(c.newGrid(true), r.having)
		v.Rows += n
		if none := newCells(c.spec); n > 0 && (first == nil || r.gapBefore(none, key, first)) {
			v.Key, v.Measured = c.named(key), c.measured(e, func(m *metric) Value { return m.none(c, none) })
		}
	}
	v.Holds = v.Rows > 0
	return v
}

// gapBefore reports whether a gap comes before a row in the order of r, which is
// that of a metric. Its cells are those of no records.
func (r *ranking) gapBefore(none []byte, key [][]byte, row []byte) bool {
	c := r.counts
	gap, gapAbsent := r.metric.none(c, none).score()
	score, absent := r.metric.value(c, rowCells(row)).score()
	if absent != gapAbsent {
		return absent
	}
	order := gap.Cmp(score)
	if r.falling {
		order = -order
	}
	return cmp.Or(order, bytes.Compare(joinKey(nil, c.spec.keys, key), rowKey(row, c.width))) < 0
}

// key returns the keys of a row.
func (c *Counts) key(row []byte) []NamedValue {
	var scratch []byte
	return c.named(splitKey(nil, c.spec.keys, rowKey(row, c.width), &scratch))
}

// named returns keys with the names of their columns.
func (c *Counts) named(key [][]byte) []NamedValue {
	var list []NamedValue
	for i, value := range key {
		k := &c.spec.keys[i]
		list = append(list, NamedValue{c.keyName(k), k.value(bytes.Clone(value))})
	}
	return list
}

// measured returns the values of the metrics that e names or calls, given how to
// get one.
func (c *Counts) measured(e *expr.Expr, value func(*metric) Value) []NamedValue {
	var list []NamedValue
	add := func(name string, metric int) {
		if metric >= 0 {
			list = append(list, NamedValue{name, value(&c.spec.metrics[metric])})
		}
	}
	for _, name := range e.Names() {
		add(name, c.spec.metricNamed(name))
	}
	for _, call := range e.Calls() {
		add(call.Text(), c.spec.metricOf(call))
	}
	return list
}
