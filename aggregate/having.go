package aggregate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wf/internal/expr"
	"wf/parser"
)

// tableRow is a row as a condition reads it. Each goroutine has its own.
type tableRow struct {
	keys    [][]byte // views of the row or of scratch; nil if the condition names no key
	cells   []byte
	gap     bool // the row has no records: sums are 0
	scratch []byte
}

// rowTest is a condition on the rows of Counts. It is shared by goroutines.
type rowTest struct {
	holds func(*tableRow) bool
	keyed bool // it reads keys
}

// rowTest compiles a condition on rows.
func (c *Counts) rowTest(e *expr.Expr) (*rowTest, error) {
	holds, err := expr.Compile(e, rowNames{c})
	if err != nil {
		return nil, err
	}
	keyed := slices.ContainsFunc(e.Names(), func(name string) bool {
		return c.spec.metricNamed(name) < 0
	})
	return &rowTest{holds, keyed}, nil
}

// row reports whether the condition holds for a row of the table. r is scratch.
func (t *rowTest) row(c *Counts, row []byte, r *tableRow) bool {
	r.cells = rowCells(row)
	if t.keyed {
		r.keys = splitKey(r.keys[:0], c.spec.keys, rowKey(row, c.width), &r.scratch)
	}
	return t.holds(r)
}

// gap reports whether the condition holds for a row without records, given its
// keys. r is scratch.
func (t *rowTest) gap(c *Counts, keys [][]byte, r *tableRow) bool {
	if !r.gap {
		r.gap, r.cells = true, newCells(c.spec)
	}
	r.keys = keys
	return t.holds(r)
}

// rowNames gives names to what stands in the rows of Counts: metrics by the
// names of their columns, then keys. Nothing of the rows is read before a
// condition is asked, so that the Counts may still be to come.
type rowNames struct{ counts *Counts }

// Zone is that of all times of the rows, nil for those of the log.
func (n rowNames) Zone() *time.Location { return n.counts.spec.zone }

// Lookup returns a metric or a key.
func (n rowNames) Lookup(name string) (expr.Operand[tableRow], error) {
	s := n.counts.spec
	if i := s.metricNamed(name); i >= 0 {
		return n.metric(&s.metrics[i]), nil
	}
	if i := s.keyNamed(name); i >= 0 {
		return s.keys[i].operand(i), nil
	}
	return expr.Operand[tableRow]{}, n.unknown(name)
}

func (n rowNames) unknown(name string) error {
	if IsMetric(name) {
		return fmt.Errorf("%s is not measured here; add it: -m %s", name, name)
	}
	return fmt.Errorf("no %q in these rows; there are: %s", name, strings.Join(n.counts.spec.rowNames(), " "))
}

// Call returns the metric that counts the records for which the argument
// holds.
func (n rowNames) Call(c expr.Call) (expr.Operand[tableRow], error) {
	s := n.counts.spec
	if i := s.metricOf(c); i >= 0 {
		return n.metric(&s.metrics[i]), nil
	}
	return expr.Operand[tableRow]{}, fmt.Errorf("%s is not measured here; add it: -m '%s'", c.Text(), c.Text())
}

// metricNamed returns the number of the metric with a column of that name, or -1.
func (s *Spec) metricNamed(name string) int {
	return slices.IndexFunc(s.metrics, func(m metric) bool { return m.column.Name == name })
}

// metricOf returns the number of the metric that a call is, or -1.
func (s *Spec) metricOf(c expr.Call) int {
	c = newCall(c)
	return slices.IndexFunc(s.metrics, func(m metric) bool { return m.call == c })
}

// keyNamed returns the number of a key, or -1. "time" is also the first key
// made of it, whose step nobody may have typed.
func (s *Spec) keyNamed(name string) int {
	if name == "ip" {
		name = "client"
	}
	i := slices.IndexFunc(s.keys, func(k keyColumn) bool { return k.name == name })
	if i < 0 && name == "time" {
		i = slices.IndexFunc(s.keys, func(k keyColumn) bool { return strings.HasPrefix(k.name, "time/") })
	}
	return i
}

// rowNames lists what conditions on rows can name.
func (s *Spec) rowNames() []string {
	var names []string
	for _, m := range s.metrics {
		names = append(names, m.column.Name)
	}
	for _, k := range s.keys {
		names = append(names, k.name)
	}
	return names
}

// metric is how to get at the value of a metric. Whole numbers are compared as
// such, unless one of the column is beyond 64 bits.
func (n rowNames) metric(m *metric) expr.Operand[tableRow] {
	c := n.counts
	value := func(r *tableRow) Value {
		if r.gap {
			return m.none(c, r.cells)
		}
		return m.value(c, r.cells)
	}
	o := expr.Operand[tableRow]{Kind: expr.Number, Slot: -1}
	switch kind := m.column.Kind; {
	case kind == Instant:
		o.Kind = expr.Time
		o.Stamp = func(r *tableRow) parser.Stamp { return value(r).Stamp }
	case kind == Ratio:
		o.Float = func(r *tableRow) (float64, bool) {
			v := value(r)
			return v.Float, v.Kind != Absent
		}
	case c.isWide(m):
		o.Float = func(r *tableRow) (float64, bool) {
			v := value(r)
			return v.Int.Float() / float64(kind.scale()), v.Kind != Absent
		}
	default:
		o.Scale = kind.scale()
		o.Whole = func(r *tableRow) (int64, bool) {
			v := value(r)
			whole, _ := v.Int.Int64()
			return whole, v.Kind != Absent
		}
	}
	return o
}

// scale is how many units of an Integer or a Decimal are one.
func (k ValueKind) scale() int64 {
	if k == Decimal {
		return 1e9
	}
	return 1
}

// isWide reports whether an integer of the column is beyond 64 bits, which
// only sums can be.
func (c *Counts) isWide(m *metric) bool {
	wide := func(cells []byte) bool {
		_, fits := m.value(c, cells).Int.Int64()
		return !fits
	}
	if !m.sum || c.totals == nil {
		return false
	}
	for row := range c.eachRow() {
		if wide(rowCells(row)) {
			return true
		}
	}
	return len(c.spec.keys) == 0 && wide(c.totals)
}

// operand is how to get at the value of key number i.
func (k *keyColumn) operand(i int) expr.Operand[tableRow] {
	o := expr.Operand[tableRow]{Slot: -1, Text: func(r *tableRow) []byte { return r.keys[i] }}
	whole := func(scale int64, parse func([]byte) (int64, bool)) {
		o.Scale = scale
		o.Whole = func(r *tableRow) (int64, bool) {
			if r.keys[i] == nil {
				return 0, false
			}
			return parse(r.keys[i])
		}
	}
	switch {
	case k.kind == parser.Clock:
		o.Kind = expr.Time
		o.Stamp = func(r *tableRow) parser.Stamp {
			if r.keys[i] == nil {
				return parser.Stamp{}
			}
			return k.stamp(r.keys[i])
		}
	case k.kind == parser.Weekday:
		var names [8][]byte
		for day := '1'; day <= '7'; day++ {
			names[day-'0'] = parser.AppendText(nil, parser.Weekday, []byte{byte(day)})
		}
		o.Kind = expr.Weekday
		o.Text = func(r *tableRow) []byte {
			if r.keys[i] == nil {
				return nil
			}
			return names[r.keys[i][0]-'0']
		}
	case k.kind == parser.Integer:
		o.Kind = expr.Number
		whole(1, parser.ParseInteger)
	case k.kind == parser.Decimal:
		o.Kind = expr.Number
		whole(1e9, parser.ParseDecimal)
	case k.numeric:
		o.Kind = expr.Either
		whole(1e9, parser.ParseDecimal)
	}
	return o
}
