package aggregate

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"wf/parser"
)

// A pivot makes columns of the values of a key: one for each of the largest and
// each metric, and one for all others. The rows are those of the other keys,
// and have their own measures in front.
//
// Neither can be made of the other: how many different clients a row saw does
// not follow from how many it saw by class. So a pivot takes two questions, of
// the rows and of the cells, which Parts returns and Show puts together.
// Measures of other columns are put together from those of the cells, which is
// exact for counts, sums, extremes and what is divided from them; for
// different values and percentiles they are absent.

// pivotValues is how many values of a pivot key have columns of their own: what
// fits on a line beside the key. It is the number of weekdays and one.
const pivotValues = 8

// otherColumn is the name of the column of all other values.
const otherColumn = "other"

// Parts returns the questions that have to be counted for a view of q: q
// itself, and before it, for a pivot, the one of the rows. Spec.Check and
// Counts.Test are for the first of them. The error is for a pivot that is no
// key of q, or a metric to show that is none of it.
func Parts(q Question, v View) ([]Question, error) {
	if v.Pivot == "" {
		return []Question{q}, nil
	}
	pivot := slices.Index(q.Keys, v.Pivot)
	if pivot < 0 {
		return nil, fmt.Errorf("cannot pivot by %q: it is no key", v.Pivot)
	}
	rows, cells := q, q
	rows.Keys = slices.Delete(slices.Clone(q.Keys), pivot, pivot+1)
	cells.Keys = append(slices.Clone(rows.Keys), v.Pivot)
	if v.Metrics != nil {
		cells.Metrics = nil
	}
	for _, name := range v.Metrics {
		i := metricIndex(q.Metrics, name)
		if i < 0 {
			return nil, fmt.Errorf("cannot show %q: it is not measured", name)
		}
		cells.Metrics = append(cells.Metrics, q.Metrics[i])
	}
	return []Question{rows, cells}, nil
}

// Show makes the table of v from the counts of the questions that Parts
// returned for it. Up to workers goroutines select the rows.
//
// The values with columns are those with the most records of all, in rows that
// are shown or not. Rows have the order and the limits of v by their own
// measures.
func Show(parts []*Counts, v View, workers int) (*Table, error) {
	t, err := parts[0].Table(v, workers)
	if err != nil || v.Pivot == "" {
		return t, err
	}
	shown, err := parts[0].spec.shown(v)
	if err != nil {
		return nil, err
	}
	p := newPivot(parts[0].layout(shown), parts[1], workers)
	rows, find := t.Rows, t.find
	t.Columns = slices.Concat(t.Columns[:p.at], p.columns(t.Columns), t.Columns[p.at:])
	t.Totals = slices.Concat(t.Totals[:p.at], p.totals(), t.Totals[p.at:])
	t.Rows = p.each(rows)
	t.find = func(key []Value) ([]Value, bool) {
		row, ok := find(key)
		if !ok {
			return nil, false
		}
		var found []Value
		for row := range p.each(slices.Values([][]Value{row})) {
			found = row
		}
		return found, true
	}
	return t, parts[1].Err()
}

// pivot is the columns that a table of rows gets, and what stands in them.
type pivot struct {
	rows    *layout
	at      int      // the column that those of the pivot stand before
	cells   *Counts  // by the keys of the rows and the pivot key
	values  [][]byte // of the pivot key, in the order of their columns
	byValue *Counts  // cells of each value in all rows
	rest    []byte   // cells of all other values in all rows, nil if there are none
	source  pivotSource
}

// pivotSource is where the cells of rows are found.
type pivotSource struct {
	cells  *Counts // as in a pivot, of these rows at least
	others *Counts // cells of all other values in each row, if there are any
}

func newPivot(rows *layout, cells *Counts, workers int) *pivot {
	last := len(cells.spec.keys) - 1
	p := &pivot{rows: rows, at: slices.Max(rows.metrics) + 1, cells: cells, source: pivotSource{cells: cells}}
	p.byValue = cells.rollUp(func(key [][]byte) [][]byte { return key[last:] }, cells.spec.keys[last:])
	p.values = p.byValue.largest(pivotValues)
	if p.byValue.learn(workers); p.byValue.rows <= pivotValues {
		return p
	}
	named := p.named()
	p.rest = newCells(cells.spec)
	for row := range p.byValue.eachRow() {
		if !named(decodeKey(rowKey(row, cells.width))) {
			combine(cells.spec.cells, p.rest, rowCells(row))
		}
	}
	if cells.stored != nil {
		return p
	}
	p.source.others = cells.rollUp(func(key [][]byte) [][]byte {
		if named(key[last]) {
			return nil
		}
		return key[:last]
	}, cells.spec.keys[:last])
	return p
}

// named returns what tells whether a value has a column of its own.
func (p *pivot) named() func(value []byte) bool {
	names := make(map[string]bool) // by key, which an absent value has as well
	for _, value := range p.values {
		names[string(appendKey(nil, value))] = true
	}
	var scratch []byte
	return func(value []byte) bool {
		scratch = appendKey(scratch[:0], value)
		return names[string(scratch)]
	}
}

// rollUp returns the counts by other keys: those that cut makes of the keys of
// each row. It leaves out rows of which it makes nil. Cells that do not follow
// from others, which are those of sets, mean nothing.
func (c *Counts) rollUp(cut func(key [][]byte) [][]byte, keys []keyColumn) *Counts {
	spec := *c.spec
	spec.keys, spec.auto, spec.sets, spec.samples = keys, nil, nil, nil
	p := NewPartial(&spec, nil)
	if c.stored != nil {
		p = NewPartial(&spec, c.stored.memory)
	}
	var key [][]byte
	var scratch, joined []byte
	for row := range c.eachRow() {
		key = splitKey(key[:0], c.spec.keys, rowKey(row, c.width), &scratch)
		switch short := cut(key); {
		case short == nil:
		case len(keys) == 0:
			combine(spec.cells, p.row, rowCells(row))
		default:
			joined = joinKey(joined[:0], keys, short)
			p.addRow(joined, row)
		}
	}
	up := Merge([]*Partial{p}, 1)
	up.span, up.step, up.approx = c.span, c.step, c.approx
	return up
}

// addRow adds the cells of a row of another table to those of a key.
func (p *Partial) addRow(key, row []byte) {
	to, _ := p.table.add(tag(p.spec.hash(key)), key)
	combine(p.spec.cells, rowCells(to), rowCells(row))
	if p.bytes() > p.budget {
		p.setAside()
	}
}

// largest returns the values of the only key that have the most records, at
// most limit of them, in the order of their columns: the natural one of the
// key where it has one, else the most records first.
func (c *Counts) largest(limit int) [][]byte {
	count := c.spec.countMetric("count", 0)
	byCount := &ranking{counts: c, metric: &count, falling: true}
	lists, _ := byCount.ranked(limit, 1)
	var rows [][]byte
	for row := range byCount.merged(lists, limit) {
		rows = append(rows, bytes.Clone(row[:rowSize(c.width, rowKeyLen(row))]))
	}
	if k := &c.spec.keys[0]; k.kind != parser.Text || parser.SaysWhen(k.name) || k.name == "class" {
		byKey := &ranking{counts: c, numeric: k.kind == parser.Integer || k.kind == parser.Decimal}
		slices.SortFunc(rows, func(a, b []byte) int { return byKey.compare(byKey.entry(0, a), byKey.entry(0, b), a, b) })
	}
	values := make([][]byte, len(rows))
	for i, row := range rows {
		values[i] = decodeKey(rowKey(row, c.width))
	}
	return values
}

// columns returns the columns of the pivot, all values of a metric side by
// side. have are those that the table has already.
func (p *pivot) columns(have []Column) []Column {
	key := &p.cells.spec.keys[len(p.cells.spec.keys)-1]
	taken := make(map[string]bool)
	for _, c := range have {
		taken[c.Name] = true
	}
	names := make([]string, len(p.values), len(p.values)+1)
	for i, value := range p.values {
		names[i] = key.columnName(value)
	}
	if p.rest != nil {
		names = append(names, otherColumn)
	}
	var columns []Column
	cells := p.cells.layout(p.cells.spec.allMetrics())
	for _, i := range cells.metrics {
		column := cells.columns[i]
		metric := column.Name
		for _, name := range names {
			if len(cells.metrics) > 1 {
				name = metric + ":" + name
			}
			for taken[name] {
				name = key.name + ":" + name
			}
			taken[name] = true
			column.Name = name
			columns = append(columns, column)
		}
	}
	return columns
}

// columnName is what the column of a value is called: the value as people read
// it, in quotes and escaped where it could be taken for another one.
func (k *keyColumn) columnName(value []byte) string {
	if value == nil {
		return "-"
	}
	const longest = 200 // bytes; requests may be a megabyte, and a name stands in each row of JSON
	text := string(parser.AppendText(nil, k.kind, value))
	if k.zone != nil {
		text = time.Unix(0, parser.ClockNanos(value)).In(k.zone).Format(time.RFC3339Nano)
	}
	if len(text) > longest {
		return strconv.Quote(text[:longest]) + "..."
	}
	if quoted := strconv.Quote(text); text == "" || text == "-" || text == otherColumn || quoted != `"`+text+`"` {
		return quoted
	}
	return text
}

// each returns rows of the table with the columns of the pivot. Each is valid
// until the next one is asked for.
func (p *pivot) each(rows iter.Seq[[]Value]) iter.Seq[[]Value] {
	return func(yield func([]Value) bool) {
		var scratch pivotRow
		if p.cells.stored != nil {
			p.eachStored(rows, func(row []Value, from pivotSource) bool { return yield(p.row(row, from, &scratch)) })
			return
		}
		for row := range rows {
			if !yield(p.row(row, p.source, &scratch)) {
				return
			}
		}
	}
}

// pivotRow is scratch for the rows of a pivot.
type pivotRow struct {
	key    [][]byte
	found  [][]byte
	values []Value
}

// row returns a row of the table with the columns of the pivot, in scratch.
func (p *pivot) row(values []Value, from pivotSource, s *pivotRow) []Value {
	s.key = p.appendKeys(s.key[:0], values)
	s.found = s.found[:0]
	for _, value := range p.values {
		s.found = append(s.found, from.cells.find(append(s.key, value)))
	}
	var other []byte
	switch {
	case p.rest == nil:
	case len(s.key) == 0:
		other = p.rest
	default:
		other = from.others.find(s.key)
	}
	s.values = append(s.values[:0], values[:p.at]...)
	s.values = p.append(s.values, s.found, other)
	s.values = append(s.values, values[p.at:]...)
	return s.values
}

// appendKeys appends the keys of a row of the table.
func (p *pivot) appendKeys(dst [][]byte, values []Value) [][]byte {
	for i, column := range p.rows.keys {
		dst = append(dst, p.rows.counts.spec.keys[i].bytes(values[column]))
	}
	return dst
}

// append appends the values of the columns of the pivot, given the cells of
// each value and those of the others, nil where there were no records.
func (p *pivot) append(dst []Value, found [][]byte, other []byte) []Value {
	none := newCells(p.cells.spec)
	gap := other == nil && !slices.ContainsFunc(found, func(cells []byte) bool { return cells != nil })
	for i := range p.cells.spec.metrics {
		m := &p.cells.spec.metrics[i]
		value := m.value
		if gap {
			value = m.none
		}
		for _, cells := range found {
			if cells == nil {
				cells = none
			}
			dst = append(dst, value(p.cells, cells))
		}
		switch {
		case p.rest == nil:
		case m.rate && p.bySteps():
			dst = append(dst, Value{})
		case other == nil:
			dst = append(dst, p.together(m, value, none))
		default:
			dst = append(dst, p.together(m, value, other))
		}
	}
	return dst
}

// bySteps reports whether each column is a step of time, which its rates are
// of: those of several have no length together.
func (p *pivot) bySteps() bool {
	s := p.cells.spec
	return s.stepKey() == len(s.keys)-1
}

// together is the value of a metric for cells that rollUp put together. value is
// one of m.
func (p *pivot) together(m *metric, value func(c *Counts, cells []byte) Value, cells []byte) Value {
	if m.set > 0 || m.column.Approx {
		return Value{}
	}
	return value(p.cells, cells)
}

// totals returns the values of the columns of the pivot over all rows.
func (p *pivot) totals() []Value {
	var values []Value
	for i := range p.cells.spec.metrics {
		m := &p.cells.spec.metrics[i]
		overall, step := m.overall, m.rate && p.bySteps()
		if step {
			overall = m.value
		}
		for _, value := range p.values {
			values = append(values, p.together(m, overall, p.byValue.find([][]byte{value})))
		}
		switch {
		case p.rest == nil:
		case step:
			values = append(values, Value{})
		default:
			values = append(values, p.together(m, m.overall, p.rest))
		}
	}
	return values
}
