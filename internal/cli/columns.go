package cli

import (
	"io"
	"strings"

	"wf/internal/report"
)

// columns writes rows of printable cells below each other. The last cell of a
// row takes what room there is.
type columns struct {
	indent string
	fit    func(text string, o report.Options) []string // to o.Width
	place  report.Options                               // where the rows are shown
	rows   [][]string
}

// columns returns a table without rows for standard output.
func (a *app) columns(fit func(text string, o report.Options) []string) columns {
	return columns{indent: "  ", fit: fit, place: a.options(output{}, nil)}
}

// gap is between two columns.
const gap = "  "

// add appends a row.
func (c *columns) add(cells ...string) { c.rows = append(c.rows, cells) }

// write writes the rows. A column without any text takes no room.
func (c *columns) write(w io.Writer) {
	var widths []int
	for _, row := range c.rows {
		for i, cell := range row[:len(row)-1] {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], report.TextWidth(cell))
		}
	}
	var text strings.Builder
	for _, row := range c.rows {
		text.Reset()
		text.WriteString(c.indent)
		for i, cell := range row[:len(row)-1] {
			if widths[i] > 0 {
				text.WriteString(cell + strings.Repeat(" ", widths[i]-report.TextWidth(cell)) + gap)
			}
		}
		before := report.TextWidth(text.String())
		for i, line := range c.last(row[len(row)-1], before) {
			if i > 0 {
				text.WriteString("\n" + strings.Repeat(" ", before))
			}
			text.WriteString(line)
		}
		io.WriteString(w, strings.TrimRight(text.String(), " ")+"\n")
	}
}

// last returns the lines of the last cell of a row, which begin behind so many
// columns.
func (c *columns) last(cell string, before int) []string {
	const least = 16 // columns, of which a terminal has to have that many for it
	o := c.place
	if o.Width < before+least {
		return []string{cell}
	}
	o.Width -= before
	return c.fit(cell, o)
}

// cut keeps one line of a cell, for values.
func cut(text string, o report.Options) []string { return []string{report.Cut(text, o.Width, o)} }

// wrap breaks a cell between words, for sentences.
func wrap(text string, o report.Options) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case report.TextWidth(line)+1+report.TextWidth(word) <= o.Width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}
