package report

import (
	"slices"
	"strings"

	"wf/aggregate"
)

// cell is a printable text and the unit behind it.
type cell struct {
	text  string
	unit  string
	style style // of the text
}

func (c cell) width() int { return textWidth(c.text) + textWidth(c.unit) }

// gridColumn says how cells stand in a column.
type gridColumn struct {
	heading string
	right   bool   // aligned to the right, as numbers are
	cut     cutter // of cells and heading; nil: never cut
	measure bool   // its heading may be cut, its cells not; left out where there is no room for them

	width  int  // of the widest cell, heading included, or what fit made of it
	cells  int  // of the widest cell
	hidden bool // fit found no room for it
}

// grid aligns rows of cells.
type grid struct {
	columns []gridColumn
	rows    [][]cell
	choices []*choice // what each of the rows is, nil for one that cannot be chosen
}

const gap = 2 // columns between two cells

func (g *grid) add(row []cell, c *choice) {
	g.rows = append(g.rows, row)
	g.choices = append(g.choices, c)
}

// lines are the heading and the rows, once fit has been called.
func (g *grid) lines(mark string) []line {
	lines := []line{g.heading(mark)}
	for i, row := range g.rows {
		lines = append(lines, g.line(row, mark).of(g.choices[i]))
	}
	return lines
}

func (g *grid) heading(mark string) line {
	row := make([]cell, len(g.columns))
	for i, c := range g.columns {
		row[i].text = c.heading
		if c.measure {
			row[i].text = cutMiddle(c.heading, c.width, mark)
		}
	}
	l := g.line(row, mark)
	for i := range l {
		if strings.TrimSpace(l[i].text) != "" {
			l[i].style = bold
		}
	}
	return l
}

func (g *grid) line(row []cell, mark string) line {
	var l line
	shown := 0
	for i, c := range g.columns {
		if c.hidden {
			continue
		}
		text := row[i]
		if c.cut != nil && text.width() > c.width {
			text.text = c.cut(text.text, c.width-textWidth(text.unit), mark)
		}
		blank := max(0, c.width-text.width())
		before, after := 0, blank
		if c.right {
			before, after = blank, 0
		}
		if shown > 0 {
			before += gap
		}
		shown++
		l = l.add(strings.Repeat(" ", before), plain)
		l = l.add(text.text, text.style).add(text.unit, dim)
		if i < len(g.columns)-1 {
			l = l.add(strings.Repeat(" ", after), plain)
		}
	}
	return l
}

// gridColumnOf is the column for the values of c under its own name.
func gridColumnOf(c aggregate.Column) gridColumn {
	g := gridColumn{heading: Escape(c.Name), right: !c.Key && c.Kind != aggregate.Text, measure: !c.Key}
	if c.Approx {
		g.heading = "~" + g.heading
	}
	if c.Key && c.Kind == aggregate.Text {
		g.cut = cutterOf(c.Name)
	}
	return g
}

// humanCell shows v to people: thousands apart, units, text escaped.
func humanCell(v aggregate.Value, c aggregate.Column, ascii bool) cell {
	if none(v) {
		return cell{text: "-"}
	}
	number := 0.0
	switch v.Kind {
	case aggregate.Text:
		return cell{text: Escape(string(v.Bytes)), style: changeStyle(v, c)}
	case aggregate.Instant:
		return cell{text: wall(v.Stamp.Clock()).Format(secondsLayout)}
	case aggregate.Integer:
		number = v.Int.Float()
	case aggregate.Decimal:
		number = v.Int.Float() / 1e9
	case aggregate.Ratio:
		number = v.Float
	default:
		return cell{text: string(appendRaw(nil, v))}
	}
	if c.Key {
		return cell{text: string(appendRaw(nil, v))}
	}
	switch c.Unit {
	case aggregate.Bytes:
		text, unit := humanBytes(number)
		return cell{text: text, unit: unit}
	case aggregate.Seconds:
		text, unit := humanSeconds(number, ascii)
		return cell{text: text, unit: unit}
	case aggregate.Part:
		return cell{text: percent(number), unit: " %"}
	case aggregate.PerSecond:
		text, unit := humanRate(number)
		return cell{text: text, unit: unit}
	}
	if v.Kind == aggregate.Ratio {
		return cell{text: significant(number)}
	}
	return cell{text: separate(appendRaw(nil, v))}
}

// bar draws part of one as a bar of at most width columns.
func bar(part float64, width int, ascii bool) string {
	if ascii {
		return strings.Repeat("#", int(part*float64(width)+0.5))
	}
	eighths := int(part*float64(width)*8 + 0.5)
	text := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		text += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return text
}

// measure is the first column that is no key, or -1.
func measure(columns []aggregate.Column) int {
	return slices.IndexFunc(columns, func(c aggregate.Column) bool { return !c.Key })
}
