package report

import "slices"

// A table that is wider than the terminal gives up what says least, in this
// order: the middle of long keys and of long headings, whole measures from the
// right, and more of the keys. A number is never cut, and a key never left out.

const (
	leastHeading = 20 // columns below which a heading is not cut
	readableKey  = 16 // columns below which a key is not cut while a measure can be left out instead
	leastKey     = 8  // columns below which a key is not cut while there is a measure at all
)

// fit finds the widths of the columns, and those to be left out. Width 0 is any.
func (g *grid) fit(width int) {
	for i := range g.columns {
		c := &g.columns[i]
		c.cells, c.hidden = 0, false
		for _, row := range g.rows {
			c.cells = max(c.cells, row[i].width())
		}
		c.width = max(c.cells, textWidth(c.heading))
		if width > 0 {
			c.width = max(min(c.width, width), c.least(1))
		}
	}
	if width <= 0 {
		return
	}
	g.leaveOut(width)
	for _, key := range []int{readableKey, leastKey, 1} {
		g.narrow(width, key)
	}
}

// least is the width to which c may be narrowed when keys need so many columns.
func (c *gridColumn) least(key int) int {
	switch {
	case c.cut != nil:
		return min(c.width, key)
	case c.measure:
		return min(c.width, max(c.cells, leastHeading))
	}
	return c.width
}

// leaveOut hides measures, the last one first, until readable keys have room
// beside the others. The first goes only where short keys have none.
func (g *grid) leaveOut(width int) {
	first := slices.IndexFunc(g.columns, func(c gridColumn) bool { return c.measure })
	for i := len(g.columns) - 1; i >= 0 && g.leastWidth(readableKey) > width; i-- {
		if g.columns[i].measure && (i > first || g.leastWidth(leastKey) > width) {
			g.columns[i].hidden = true
		}
	}
}

// narrow narrows the widest of the columns that may be narrowed, one column of
// the terminal at a time, until all fit.
func (g *grid) narrow(width, key int) {
	for over := g.width() - width; over > 0; over-- {
		var widest *gridColumn
		for i := range g.columns {
			c := &g.columns[i]
			if !c.hidden && c.width > c.least(key) && (widest == nil || c.width > widest.width) {
				widest = c
			}
		}
		if widest == nil {
			return
		}
		widest.width--
	}
}

// cutShort reports whether the last column, a key, got less than so many columns
// of the terminal though it has cells that need more.
func (g *grid) cutShort(least int) bool {
	c := &g.columns[len(g.columns)-1]
	return c.width < min(c.cells, least)
}

// width is the width of a row, once fit has been called.
func (g *grid) width() int {
	return g.sum(func(c *gridColumn) int { return c.width })
}

// leastWidth is the width of a row as narrow as it may be.
func (g *grid) leastWidth(key int) int {
	return g.sum(func(c *gridColumn) int { return c.least(key) })
}

// sum adds up the widths of the columns that are shown, and the gaps.
func (g *grid) sum(width func(c *gridColumn) int) int {
	sum := -gap
	for i := range g.columns {
		if c := &g.columns[i]; !c.hidden {
			sum += gap + width(c)
		}
	}
	return max(0, sum)
}

// hidden is how many columns are left out.
func (g *grid) hidden() int {
	n := 0
	for i := range g.columns {
		if g.columns[i].hidden {
			n++
		}
	}
	return n
}
