package sweep

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Options describes the place that a sweep is written to.
type Options struct {
	Width  int  // columns of text; 0 is 80
	Height int  // lines of the terminal, which the text is to fit in if it can; 0 is any number
	ASCII  bool // no other characters
}

const (
	defaultWidth = 80
	leastWidth   = 40 // below it, lines are longer than the terminal
	leastRows    = 8  // of the plot
	mostRows     = 24
	widestText   = 100 // of sentences, which the eye loses in longer lines
)

// marks are the characters of a plot.
type marks struct {
	median, best, spread, law, ideal, cores rune
	lawSample, idealSample                  string // as they look in the legend
	frame, corner, tick, floor, under       string
	more                                    string
}

var (
	unicodeMarks = marks{'●', '◆', '│', 0, 0, '┊', "⠒⠒⠒", "⠂ ⠂ ⠂", "│", "└", "┤", "─", "┬", "more workers than cores →"}
	asciiMarks   = marks{'o', '@', '|', '+', '.', ':', "+++", "...", "|", "+", "+", "-", "+", "more workers than cores ->"}
)

// gap is that of the dots of the ideal line, in ASCII and in Braille.
func (o Options) gap() int {
	if o.ASCII {
		return 1
	}
	return 4
}

func (o Options) marks() *marks {
	if o.ASCII {
		return &asciiMarks
	}
	return &unicodeMarks
}

// text draws the sweep for a terminal: plot, table, facts.
func (s *Sweep) text(o Options) string {
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, leastWidth)
	var below strings.Builder
	s.writeTable(&below, o.Width)
	below.WriteByte('\n')
	for _, fact := range s.Facts() {
		below.WriteString(wrap(fact, min(o.Width, widestText)))
	}
	head := wrap(s.title(), o.Width) + wrap(s.conditions(), o.Width) + "\n"
	rows := min(max(o.Width/5, leastRows), mostRows)
	if o.Height > 0 { // axis, labels, legend, two blank lines and the prompt
		rest := strings.Count(head+below.String(), "\n") + 6
		rows = min(rows, max(o.Height-rest, leastRows))
	}
	return head + s.plot(o, rows) + "\n" + below.String()
}

// writeTable writes the points, aligned, with as many columns as fit.
func (s *Sweep) writeTable(b *strings.Builder, width int) {
	lines := [][]string{s.headers()}
	for _, p := range s.Points {
		lines = append(lines, s.row(p))
	}
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], len(cell))
		}
	}
	for _, line := range lines {
		used := 0
		for i, cell := range line {
			if i > 0 {
				cell = "  " + fmt.Sprintf("%*s", widths[i], cell)
			} else {
				cell = fmt.Sprintf("%*s", widths[i], cell)
			}
			if used += len(cell); used > width {
				break
			}
			b.WriteString(cell)
		}
		b.WriteByte('\n')
	}
}

// A plot is a canvas with its axes.
type plot struct {
	*canvas
	*marks
	x, y axis
	gap  int
}

// plot draws the points and both lines, with axes and legend.
func (s *Sweep) plot(o Options, rows int) string {
	x, y := s.axes()
	u := s.unit()
	labels := map[int]string{} // by row
	p := plot{&canvas{rows: rows}, o.marks(), x, y, o.gap()}
	margin := len(u.name)
	for _, v := range y.ticks(rows/3 + 1) {
		labels[p.row(v)] = u.label(v)
		margin = max(margin, len(u.label(v)))
	}
	p.canvas = newCanvas(o.Width-margin-2, rows, o.ASCII)
	p.drawLines(s)
	p.drawPoints(s)
	p.drawCores(s)
	var b strings.Builder
	fmt.Fprintf(&b, "%*s by workers\n", margin, u.name)
	for row := range rows {
		edge := p.frame
		if labels[row] != "" {
			edge = p.tick
		}
		fmt.Fprintf(&b, "%s\n", strings.TrimRight(fmt.Sprintf("%*s %s%s", margin, labels[row], edge, p.line(row)), " "))
	}
	b.WriteString(p.bottom(s, margin))
	b.WriteString(s.legend(p.marks, o.Width))
	return b.String()
}

// position is where a number of workers is, in columns; the points at the ends
// are in the middle of the second and the last but one.
func (p *plot) position(n float64) float64 { return 1.5 + p.x.place(n)*float64(p.columns-3) }

// column is the cell of a number of workers.
func (p *plot) column(n float64) int { return int(p.position(n)) }

// row is the cell of a time in seconds, the uppermost one being 0.
func (p *plot) row(seconds float64) int {
	return int(math.Round((1 - p.y.place(seconds)) * float64(p.rows-1)))
}

// drawLines draws the ideal and, over it, the law. Both keep to the points.
func (p *plot) drawLines(s *Sweep) {
	wide, high := p.dots()
	curve := func(f func(n float64) float64, gap int, mark rune) {
		dotRow := func(x int) int {
			place := ((float64(x)+0.5)/float64(wide) - 1.5) / float64(p.columns-3)
			n := p.x.value(min(max(place, 0), 1))
			top := (1 - p.y.place(f(n))) * float64(p.rows-1)
			return int(math.Floor((top + 0.5) * float64(high)))
		}
		first, last := p.position(p.x.low)*float64(wide), p.position(p.x.high)*float64(wide)
		p.curve(int(first), int(last), dotRow, gap, mark)
	}
	curve(s.ideal, p.gap, p.ideal)
	if s.Fit != nil {
		curve(s.law, 1, p.law)
	}
}

// drawPoints draws the medians with the ranges of their runs.
func (p *plot) drawPoints(s *Sweep) {
	for i, point := range s.Points {
		column := p.column(float64(point.Workers))
		for row := p.row(point.Times.Max().Seconds()); row <= p.row(point.Times.Min().Seconds()); row++ {
			p.set(column, row, p.spread)
		}
		mark := p.median
		if i == s.Best {
			mark = p.best
		}
		p.set(column, p.row(point.Times.Median().Seconds()), mark)
	}
}

// drawCores draws where workers begin to share cores, if any do, in what is
// still blank.
func (p *plot) drawCores(s *Sweep) {
	if !s.shared() || s.Points[0].Workers > s.Cores {
		return
	}
	column := p.column(float64(s.Cores))
	if next := p.column(min(float64(s.Cores+1), p.x.high)); next > column+1 {
		column = (column + next) / 2
	}
	for row := range p.rows {
		p.write(column, row, string(p.cores))
	}
	for row := range p.rows / 2 {
		if p.write(column+2, row, p.more) || p.write(column-1-utf8.RuneCountInString(p.more), row, p.more) {
			return
		}
	}
}

// bottom is the axis of the workers with its labels, of which as many are
// written as there is room for.
func (p *plot) bottom(s *Sweep, margin int) string {
	line := []rune(strings.Repeat(p.floor, p.columns))
	text := []byte(strings.Repeat(" ", p.columns))
	free := 0
	for _, point := range s.Points {
		column := p.column(float64(point.Workers))
		label := strconv.Itoa(point.Workers)
		from := column - len(label)/2
		if from < free || from+len(label) > len(text) {
			continue
		}
		line[column] = []rune(p.under)[0]
		copy(text[from:], label)
		free = from + len(label) + 1
	}
	indent := strings.Repeat(" ", margin+1)
	return indent + p.corner + string(line) + "\n" + strings.TrimRight(indent+" "+string(text), " ") + "\n"
}

// legend says what the marks stand for.
func (s *Sweep) legend(m *marks, width int) string {
	list := []string{string(m.median) + " median", string(m.best) + " best", string(m.spread) + " fastest to slowest", m.idealSample + " ideal"}
	if s.Fit != nil {
		list = append(list, m.lawSample+" Amdahl's law")
	}
	return fill(list, "   ", width)
}

// wrap breaks text into lines of at most width columns, longer words aside.
func wrap(text string, width int) string { return fill(strings.Split(text, " "), " ", width) }

// fill writes parts with a separator between them into lines of at most width
// columns, longer parts aside. It takes characters for one column wide; others
// make a line longer or shorter, and nothing is lost.
func fill(parts []string, separator string, width int) string {
	var b strings.Builder
	used := 0
	for i, part := range parts {
		long := utf8.RuneCountInString(part)
		switch {
		case i == 0:
		case used+len(separator)+long > width:
			b.WriteByte('\n')
			used = 0
		default:
			b.WriteString(separator)
			used += len(separator)
		}
		b.WriteString(part)
		used += long
	}
	b.WriteByte('\n')
	return b.String()
}
