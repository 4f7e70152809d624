package report

import (
	"strings"

	"wf/aggregate"
)

// fold shows the columns NAME_a and NAME_b of a table as one, NAME.
type fold struct {
	table   *aggregate.Table
	columns []gridColumn
	from    []int // the first column of the table in each
	pair    []bool
	options Options
}

func foldOf(t *aggregate.Table, o Options) *fold {
	f := &fold{table: t, options: o}
	for i := 0; i < len(t.Columns); i++ {
		c := gridColumnOf(t.Columns[i])
		name, isA := strings.CutSuffix(t.Columns[i].Name, "_a")
		pair := isA && i+1 < len(t.Columns) && t.Columns[i+1].Name == name+"_b"
		f.from, f.pair = append(f.from, i), append(f.pair, pair)
		if pair {
			c.heading = strings.TrimSuffix(c.heading, "_a")
			i++
		}
		if t.Columns[i].Unit == aggregate.Change {
			c.measure = false // it is what the rest is for
		}
		f.columns = append(f.columns, c)
	}
	return f
}

// row is the cells of a row.
func (f *fold) row(values []aggregate.Value) []cell {
	cells := make([]cell, len(f.columns))
	for i, from := range f.from {
		c := f.table.Columns[from]
		cells[i] = humanCell(values[from], c, f.options.ASCII)
		if f.pair[i] {
			cells[i] = f.beside(cells[i], humanCell(values[from+1], c, f.options.ASCII))
		}
	}
	return cells
}

// beside is one cell for what was before and what is after. A unit that both have
// stands once.
func (f *fold) beside(before, after cell) cell {
	arrow := " → "
	if f.options.ASCII {
		arrow = " -> "
	}
	if before.unit != after.unit {
		before.text += before.unit
	}
	return cell{text: before.text + arrow + after.text, unit: after.unit}
}

// totals is the first row: that of all keys.
func (f *fold) totals() []cell {
	cells := f.row(f.table.Totals)
	named := false
	for i, from := range f.from {
		if f.table.Columns[from].Key {
			cells[i] = cell{}
			if !named {
				cells[i], named = cell{text: "all", style: bold}, true
			}
		}
	}
	return cells
}
