package aggregate

import (
	"bytes"

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
// with keys for any row, whatever a View shows. Names in it are those of keys
// and of metrics of the Question. What was not measured, for want of records or
// numbers, is absent: comparisons with it are false, but != . Up to workers
// goroutines look at the rows.
func (c *Counts) Test(condition string, workers int) (*Verdict, error) {
	e, err := expr.Parse(condition)
	if err != nil {
		return nil, err
	}
	test, err := c.rowTest(e)
	if err != nil {
		return nil, err
	}
	if len(c.spec.keys) == 0 {
		v := &Verdict{Measured: c.measured(e, c.totals)}
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
	lists, rows := r.ranked(1, workers)
	v := &Verdict{Holds: rows > 0, Rows: rows}
	for first := range r.merged(lists, 1) {
		row := r.row(first)
		v.Key, v.Measured = c.key(row), c.measured(e, rowCells(row))
	}
	return v, nil
}

// key returns the keys of a row.
func (c *Counts) key(row []byte) []NamedValue {
	var list []NamedValue
	var scratch []byte
	keys := c.spec.keys
	for i, value := range splitKey(nil, keys, rowKey(row, c.width), &scratch) {
		list = append(list, NamedValue{c.keyName(&keys[i]), keys[i].value(bytes.Clone(value))})
	}
	return list
}

// measured returns the values of the metrics that e names or calls.
func (c *Counts) measured(e *expr.Expr, cells []byte) []NamedValue {
	var list []NamedValue
	add := func(name string, metric int) {
		if metric >= 0 {
			list = append(list, NamedValue{name, c.spec.metrics[metric].value(c, cells)})
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
