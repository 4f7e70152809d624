package live

import "wf/internal/report"

// choice is the row that is chosen: where it stands, and what it is, by which it
// is found again when the answer has changed.
type choice struct {
	line, place int // place in the Rows of the line
	was         report.ScreenRow
}

// nothing is the choice of no row.
var nothing = choice{line: -1}

// row returns the row that is chosen.
func (c *choice) row(lines []report.ScreenLine) (report.ScreenRow, bool) {
	if c.line < 0 || c.line >= len(lines) || c.place >= len(lines[c.line].Rows) {
		return report.ScreenRow{}, false
	}
	return lines[c.line].Rows[c.place], true
}

// set chooses a row.
func (c *choice) set(lines []report.ScreenLine, line, place int) {
	c.line, c.place = line, place
	c.was = lines[line].Rows[place]
}

// find chooses the same row in a new answer, or else one that stands where it
// stood.
func (c *choice) find(lines []report.ScreenLine) {
	if *c == nothing {
		return
	}
	for i, l := range lines {
		for j, row := range l.Rows {
			if row.Section == c.was.Section && row.Filter == c.was.Filter && row.Filter != "" {
				c.set(lines, i, j)
				return
			}
		}
	}
	from := min(c.line, len(lines)-1)
	for i := range lines {
		for _, at := range []int{from - i, from + i} {
			if at >= 0 && at < len(lines) && len(lines[at].Rows) > 0 {
				c.set(lines, at, min(c.place, len(lines[at].Rows)-1))
				return
			}
		}
	}
	*c = nothing
}

// move chooses the row that is so many lines with rows further down, in the
// same column as far as there is one. Without a choice it comes from above the
// first row that is seen, or from below the last one: from and until are the
// lines that are.
func (c *choice) move(lines []report.ScreenLine, by, from, until int) {
	var with []int
	at, above, seen := -1, 0, 0 // in with: the choice, and how many stand above the window and its end
	for i, l := range lines {
		if len(l.Rows) == 0 {
			continue
		}
		switch {
		case i < from:
			above++
			seen++
		case i < until:
			seen++
		}
		if i == c.line {
			at = len(with)
		}
		with = append(with, i)
	}
	if len(with) == 0 {
		return
	}
	if at < 0 {
		if at = seen; by > 0 {
			at = above - 1
		}
		c.was.Column = 0
	}
	line := with[min(max(at+by, 0), len(with)-1)]
	c.set(lines, line, nearest(lines[line].Rows, c.was.Column))
}

// nearest returns the row that begins closest to a column.
func nearest(rows []report.ScreenRow, column int) int {
	best := 0
	for i, r := range rows {
		if max(r.Column-column, column-r.Column) < max(rows[best].Column-column, column-rows[best].Column) {
			best = i
		}
	}
	return best
}

// side chooses the row beside the chosen one, if there is one.
func (c *choice) side(lines []report.ScreenLine, by int) {
	if place := c.place + by; place >= 0 && place < len(lines[c.line].Rows) {
		c.set(lines, c.line, place)
	}
}
