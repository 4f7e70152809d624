package aggregate

import (
	"iter"
	"slices"

	"wf/parser"
)

// Table makes the rows that v asks for, but for its Pivot, which Show knows. Up
// to workers goroutines select them. The error may be one of the Store; one that
// comes up when Rows are read is what Memory.Err tells.
func (c *Counts) Table(v View, workers int) (*Table, error) {
	p, err := c.prepare(v)
	if err != nil {
		return nil, err
	}
	r := p.ranking
	var lists []rankedRows
	var total int64
	if len(c.spec.keys) > 0 {
		lists, total = r.ranked(v.Limit, workers) // which is when it is known what is an estimate
	}
	layout := c.layout(p.shown)
	t := &Table{
		Name:     c.spec.Question.Name,
		Columns:  layout.columns,
		Totals:   layout.totals(),
		Where:    c.spec.Question.Where,
		Filtered: c.filtered,
		find:     layout.find,
	}
	if len(c.spec.keys) == 0 {
		t.Rows = func(func([]Value) bool) {}
		if r.having == nil || r.having.holds(&tableRow{cells: c.totals}) {
			t.Rows, t.Total = slices.Values([][]Value{layout.row(nil, c.totals)}), 1
		}
		return t, nil
	}
	t.Rows, t.Total = layout.rows(r.merged(lists, v.Limit)), total
	if p.gaps {
		layout.fillGaps(t, lists, r, v.Limit)
	}
	return t, c.Err()
}

// Find returns the row of a key, given as the values of the key columns in the
// order of the question's keys, whether the View shows it or not.
func (t *Table) Find(key ...Value) ([]Value, bool) {
	if t.find == nil {
		return nil, false
	}
	return t.find(key)
}

// layout says which column of a table shows which key or metric.
type layout struct {
	counts  *Counts
	columns []Column
	keys    []int // column of each key
	shown   []int // the metrics that have a column
	metrics []int // column of each of them
}

// layout puts keys of time first, then the measures, then the other keys.
func (c *Counts) layout(shown []int) *layout {
	s := c.spec
	l := &layout{counts: c, keys: make([]int, len(s.keys)), shown: shown, metrics: make([]int, len(shown))}
	for i, k := range s.keys {
		if parser.SaysWhen(k.name) {
			l.keys[i] = l.add(c.keyColumn(&k))
		}
	}
	for i, number := range shown {
		m := &s.metrics[number]
		column := m.column
		if m.set > 0 && c.approx[m.set-1] {
			column.Approx, column.Error = true, SketchError
		}
		l.metrics[i] = l.add(column)
	}
	for i, k := range s.keys {
		if !parser.SaysWhen(k.name) {
			l.keys[i] = l.add(c.keyColumn(&k))
		}
	}
	return l
}

func (l *layout) add(c Column) int {
	l.columns = append(l.columns, c)
	return len(l.columns) - 1
}

func (c *Counts) keyColumn(k *keyColumn) Column {
	return Column{Name: c.keyName(k), Key: true, Kind: k.valueKind()}
}

func (k *keyColumn) valueKind() ValueKind {
	switch k.kind {
	case parser.Clock:
		return Clock
	case parser.Weekday:
		return Weekday
	}
	return Text
}

// value is the value of a key's bytes.
func (k *keyColumn) value(bytes []byte) Value {
	if bytes == nil {
		return Value{}
	}
	switch kind := k.valueKind(); kind {
	case Clock:
		s := k.stamp(bytes)
		v := Value{Kind: kind, Int: Int(s.Clock())}
		if k.zone != nil {
			v.Stamp = s
		}
		return v
	case Weekday:
		return Value{Kind: kind, Int: Int(int64(bytes[0] - '0'))}
	default:
		return Value{Kind: kind, Bytes: bytes}
	}
}

// stamp is the time that a clock tells, with its offset under a zone.
func (k *keyColumn) stamp(clock []byte) parser.Stamp {
	if k.zone != nil {
		return parser.StampIn(parser.ClockNanos(clock), k.zone)
	}
	return parser.Stamp{Nanos: parser.ClockNanos(clock), Offset: parser.NoOffset, Valid: true}
}

// bytes is the inverse of value.
func (k *keyColumn) bytes(v Value) []byte {
	number, _ := v.Int.Int64()
	switch v.Kind {
	case Text:
		return v.Bytes
	case Clock:
		if k.zone != nil {
			number = v.Stamp.Nanos
		}
		return parser.AppendClock(nil, number)
	case Weekday:
		return []byte{'0' + byte(number)}
	}
	return nil
}

// metric is the one in column l.metrics[i].
func (l *layout) metric(i int) *metric { return &l.counts.spec.metrics[l.shown[i]] }

// row returns the values of a row by column.
func (l *layout) row(key [][]byte, cells []byte) []Value {
	values := make([]Value, len(l.columns))
	l.fill(values, key, cells)
	return values
}

func (l *layout) fill(values []Value, key [][]byte, cells []byte) {
	for i, column := range l.keys {
		values[column] = l.counts.spec.keys[i].value(key[i])
	}
	for i, column := range l.metrics {
		values[column] = l.metric(i).value(l.counts, cells)
	}
}

// rows yields the values of rows of the table, in one slice that is used again.
func (l *layout) rows(rows iter.Seq[[]byte]) iter.Seq[[]Value] {
	return func(yield func([]Value) bool) {
		w := l.writer(yield)
		for row := range rows {
			if !w.row(row) {
				return
			}
		}
	}
}

// rowWriter hands out rows, in slices that are used again.
type rowWriter struct {
	layout  *layout
	yield   func([]Value) bool
	values  []Value
	key     [][]byte
	scratch []byte
	place   placeKey
	test    tableRow
}

func (l *layout) writer(yield func([]Value) bool) *rowWriter {
	return &rowWriter{layout: l, yield: yield, values: make([]Value, len(l.columns))}
}

// row hands out a row of the table. It is false if no more are wanted.
func (w *rowWriter) row(row []byte) bool {
	c := w.layout.counts
	w.key = splitKey(w.key[:0], c.spec.keys, rowKey(row, c.width), &w.scratch)
	w.layout.fill(w.values, w.key, rowCells(row))
	return w.yield(w.values)
}

// totals returns the values over all rows, absent where they mean nothing.
func (l *layout) totals() []Value {
	values := make([]Value, len(l.columns))
	for i, column := range l.metrics {
		if m := l.metric(i); m.total {
			values[column] = m.overall(l.counts, l.counts.totals)
		}
	}
	return values
}

func (l *layout) find(key []Value) ([]Value, bool) {
	c := l.counts
	keys := c.spec.keys
	if len(key) != len(keys) || len(keys) == 0 {
		return nil, false
	}
	values := make([][]byte, len(key))
	for i := range key {
		values[i] = keys[i].bytes(key[i])
	}
	cells := c.find(values)
	if cells == nil {
		return nil, false
	}
	return l.row(values, cells), true
}

// find returns the cells of the row with these keys, or nil. There are keys.
func (c *Counts) find(keys [][]byte) []byte {
	joined := joinKey(nil, c.spec.keys, keys)
	hash := tag(c.spec.hash(joined))
	if c.stored != nil {
		return c.stored.find(c, hash, joined)
	}
	p := &c.parts[0]
	if len(c.parts) > 1 {
		p = &c.parts[hash>>(32-partBits)]
	}
	if row := p.find(hash, joined, c.width); row != nil {
		return rowCells(row)
	}
	return nil
}

// Approximations lists the columns of the tables that hold estimates.
func Approximations(tables []*Table) []Approx {
	var list []Approx
	for _, t := range tables {
		for _, c := range t.Columns {
			if c.Approx {
				list = append(list, Approx{Table: t.Name, Column: c.Name, Error: c.Error})
			}
		}
	}
	return list
}
