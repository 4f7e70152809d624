package report

import (
	"bufio"
	"fmt"
	"math"
	"strings"

	"wf/aggregate"
)

const (
	// Bars stand in tables from this width of the terminal on; they take what
	// is left of it, within limits: a short bar says nothing, and a long one
	// takes the eye away from the numbers.
	barsFrom = 80
	leastBar = 10
	mostBar  = 20
)

// writeTables writes every table of r aligned, for people, and last what makes
// the figures partial.
func writeTables(b *bufio.Writer, r *aggregate.Report, o Options) error {
	return writePageTables(newPage(b, o), r, o)
}

func writePageTables(p *page, r *aggregate.Report, o Options) error {
	whole := "tsv"
	if len(r.Tables) > 1 {
		whole = "json" // TSV holds one table
	}
	for i, t := range r.Tables {
		if len(r.Tables) > 1 {
			if i > 0 {
				p.line(nil)
			}
			p.line(words(Escape(t.Name), bold))
		}
		if err := p.table(t, o, whole); err != nil {
			return err
		}
	}
	lines := incompleteLines(&r.Meta)
	if len(r.Tables) > 1 && len(lines) > 0 {
		p.line(nil) // they are about all of the tables
	}
	for _, l := range lines {
		p.line(l)
	}
	return nil
}

// table writes t. Its first alignedRows rows set the widths. The output named
// whole is the one to name where columns are left out.
func (p *page) table(t *aggregate.Table, o Options, whole string) error {
	g := &grid{}
	for _, c := range t.Columns {
		g.columns = append(g.columns, gridColumnOf(c))
	}
	rows := int64(0)
	var measures []float64 // of the rows in g
	first := measure(t.Columns)
	for row := range t.Rows {
		rows++
		cells := make([]cell, len(row))
		for i, v := range row {
			cells[i] = humanCell(v, t.Columns[i], o.ASCII)
		}
		chosen := p.choice(t, row)
		if rows > alignedRows {
			p.line(g.line(cells, p.mark).of(chosen))
			if _, err := p.b.Write(nil); err != nil {
				return err // a full disk is noticed before the last of many rows
			}
			continue
		}
		g.add(cells, chosen)
		if first >= 0 {
			measures = append(measures, number(row[first]))
		}
		if rows == alignedRows {
			p.grid(g)
		}
	}
	if rows < alignedRows {
		g.fit(p.width)
		if first >= 0 {
			g.addBars(first, measures, p.width, o.ASCII)
		}
		p.grid(g)
	}
	p.leftOut(rows, t.Total, g, whole)
	return nil
}

// leftOut says what of a table is not shown: rows beyond the limit, and columns
// of g that had no room, which the output named whole has.
func (p *page) leftOut(rows, total int64, g *grid, whole string) {
	var missing, flags []string
	if rows < total {
		missing = append(missing, Count(rows)+" of "+Count(total)+" rows")
		flags = append(flags, "-n 0")
	}
	if n := g.hidden(); n > 0 {
		missing = append(missing, fmt.Sprintf("%d of %d columns", len(g.columns)-n, len(g.columns)))
		flags = append(flags, "-o "+whole)
	}
	const all = " prints all"
	together := strings.Join(missing, ", ") + "; " + strings.Join(flags, " ") + all
	if len(missing) > 0 && (p.width <= 0 || textWidth(together) <= p.width) {
		p.line(words(together, dim))
		return
	}
	for i := range missing {
		p.line(words(missing[i]+"; "+flags[i]+all, dim))
	}
}

// grid writes the heading and the rows of g and lets the rows go.
func (p *page) grid(g *grid) {
	g.fit(p.width)
	for _, l := range g.lines(p.mark) {
		p.line(l)
	}
	g.rows, g.choices = nil, nil
}

// choice is what a row of t is, nil where nobody chooses.
func (p *page) choice(t *aggregate.Table, row []aggregate.Value) *choice {
	if p.rows == nil {
		return nil
	}
	where := t.Where
	if where != "" {
		where = "(" + where + ")"
	}
	return &choice{t.Name, rowCondition(where, t.Columns, row)}
}

// addBars puts a column of bars behind the measure in a column, if they differ
// and width has room for them without cutting a key. Where measures are left
// out there are none: they would stand in the place of numbers.
func (g *grid) addBars(column int, measures []float64, width int, ascii bool) {
	room := min(mostBar, width-g.width()-gap)
	if width < barsFrom || g.hidden() > 0 || room < leastBar || len(measures) < 2 {
		return
	}
	most := 0.0
	for _, m := range measures {
		if m < 0 {
			return
		}
		most = max(most, m)
	}
	if most == 0 {
		return
	}
	at := column + 1
	g.columns = insert(g.columns, at, gridColumn{heading: strings.Repeat(" ", room)})
	for i, row := range g.rows {
		g.rows[i] = insert(row, at, cell{text: bar(measures[i]/most, room, ascii)})
	}
}

// insert returns list with e at index i, in an array of its own.
func insert[E any](list []E, i int, e E) []E {
	longer := append(make([]E, 0, len(list)+1), list[:i]...)
	return append(append(longer, e), list[i:]...)
}

// number is v as a number, 0 where it is none.
func number(v aggregate.Value) float64 {
	switch v.Kind {
	case aggregate.Integer:
		return v.Int.Float()
	case aggregate.Decimal:
		return v.Int.Float() / 1e9
	case aggregate.Ratio:
		if !math.IsNaN(v.Float) && !math.IsInf(v.Float, 0) {
			return v.Float
		}
	}
	return 0
}
