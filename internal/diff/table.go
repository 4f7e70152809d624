package diff

import (
	"cmp"
	"slices"

	"wf/aggregate"
)

// Table has all columns of the answer.
func (a *Answer) Table(name string) *aggregate.Table { return a.table(name, a.columns) }

// Brief has the columns that people look at, what matters least behind the others,
// and the keys last.
func (a *Answer) Brief(name string) *aggregate.Table {
	columns := slices.DeleteFunc(slices.Clone(a.columns), func(c column) bool { return c.brief == 0 })
	slices.SortStableFunc(columns, func(x, y column) int { return cmp.Compare(x.brief, y.brief) })
	return a.table(name, columns)
}

func (a *Answer) table(name string, columns []column) *aggregate.Table {
	t := &aggregate.Table{Name: name, Total: a.Total}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.Column)
		t.Totals = append(t.Totals, c.value(&a.totals))
	}
	for _, key := range a.keys {
		t.Columns = append(t.Columns, key)
		t.Totals = append(t.Totals, aggregate.Value{})
	}
	t.Rows = func(yield func([]aggregate.Value) bool) {
		var values []aggregate.Value
		for _, r := range a.rows {
			values = values[:0]
			for _, c := range columns {
				values = append(values, c.value(r))
			}
			if !yield(a.spec.KeyValues(values, r.key)) {
				return
			}
		}
	}
	return t
}

// Requests are those of a side.
func (a *Answer) Requests(side int) int64 { return a.totals.requests[side] }

// SignificantP is the greatest p that is significant, below 0 if none is.
func (a *Answer) SignificantP() float64 { return a.limit }
