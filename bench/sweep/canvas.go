package sweep

import "strings"

// A canvas is a rectangle of character cells to draw curves on. With Braille
// patterns a cell has two by four dots; in ASCII it is one dot itself.
type canvas struct {
	columns, rows int
	ascii         bool
	cells         []rune // rows of columns; 0 is blank
}

func newCanvas(columns, rows int, ascii bool) *canvas {
	return &canvas{columns, rows, ascii, make([]rune, columns*rows)}
}

// dots is how many dots a cell is wide and high.
func (c *canvas) dots() (wide, high int) {
	if c.ascii {
		return 1, 1
	}
	return 2, 4
}

// set writes mark into a cell, over what was there.
func (c *canvas) set(column, row int, mark rune) {
	if 0 <= column && column < c.columns && 0 <= row && row < c.rows {
		c.cells[row*c.columns+column] = mark
	}
}

// write writes text from a cell on, if all of its cells are blank, and reports
// whether it did.
func (c *canvas) write(column, row int, text string) bool {
	marks := []rune(text)
	if column < 0 || column+len(marks) > c.columns || row < 0 || row >= c.rows {
		return false
	}
	at := c.cells[row*c.columns+column:][:len(marks)]
	for _, mark := range at {
		if mark != 0 {
			return false
		}
	}
	copy(at, marks)
	return true
}

// braille has the bit of the dot at [row][column] of a pattern (Unicode Standard,
// 21.1).
var braille = [4][2]rune{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

const blankBraille = '\u2800'

// dot sets a dot, counted from the upper left one. In ASCII it is mark.
func (c *canvas) dot(x, y int, mark rune) {
	wide, high := c.dots()
	column, row := x/wide, y/high
	if x < 0 || y < 0 || column >= c.columns || row >= c.rows {
		return
	}
	cell := &c.cells[row*c.columns+column]
	if c.ascii {
		*cell = mark
		return
	}
	if *cell < blankBraille || *cell > blankBraille+0xff {
		*cell = blankBraille
	}
	*cell |= braille[y%high][x%wide]
}

// curve draws a function from the dot column first to the dot column last. f
// gives the row of dots at a column. Of the dots on the way every gap-th is
// set.
func (c *canvas) curve(first, last int, f func(x int) int, gap int, mark rune) {
	before := f(first)
	passed := 0
	for x := first; x <= last; x++ {
		to := f(x)
		y := before
		if y < to {
			y++
		} else if y > to {
			y--
		}
		for { // down or up to the row, without a hole in a steep place
			if passed%gap == 0 {
				c.dot(x, y, mark)
			}
			passed++
			if y == to {
				break
			}
			if y < to {
				y++
			} else {
				y--
			}
		}
		before = to
	}
}

// line is a row of cells as text, without blanks at its end.
func (c *canvas) line(row int) string {
	var b strings.Builder
	for _, mark := range c.cells[row*c.columns:][:c.columns] {
		if mark == 0 {
			mark = ' '
		}
		b.WriteRune(mark)
	}
	return strings.TrimRight(b.String(), " ")
}
