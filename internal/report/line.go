package report

import (
	"bufio"
	"strings"
)

// style is what a piece of text means. Without colour nothing is lost: styles
// say again what the words say.
type style uint8

const (
	plain  style = iota
	bold         // headings
	red          // failures of the server, silence
	yellow       // failures of the client
	dim          // units
	green        // what got better
)

// sgr is the sequence that turns a style on.
func (s style) sgr() string {
	switch s {
	case bold:
		return "\x1b[1m"
	case red:
		return "\x1b[31m"
	case yellow:
		return "\x1b[33m"
	case dim:
		return "\x1b[2m"
	case green:
		return "\x1b[32m"
	}
	return ""
}

// span is printable text in one style.
type span struct {
	text  string
	style style
	row   *choice // that it is part of, nil for none
}

// line is a line of a report without its end.
type line []span

// words is a line of one piece of text.
func words(text string, s style) line { return line{}.add(text, s) }

func (l line) width() int {
	width := 0
	for _, s := range l {
		width += textWidth(s.text)
	}
	return width
}

// add appends text to l.
func (l line) add(text string, s style) line {
	if text == "" {
		return l
	}
	return append(l, span{text: text, style: s})
}

// pad appends spaces to l until it is width columns wide.
func (l line) pad(width int) line {
	return l.add(strings.Repeat(" ", max(0, width-l.width())), plain)
}

// clip cuts l to width columns.
func (l line) clip(width int, mark string) line {
	if l.width() <= width {
		return l
	}
	var cut line
	for _, s := range l {
		w := textWidth(s.text)
		if w < width {
			cut = append(cut, s)
			width -= w
			continue
		}
		s.text = head(s.text, width-textWidth(mark)) + head(mark, width)
		return append(cut, s)
	}
	return cut
}

// trim cuts the spaces at the end of l.
func (l line) trim() line {
	for len(l) > 0 {
		last := &l[len(l)-1]
		text := strings.TrimRight(last.text, " ")
		if text != "" {
			if text != last.text {
				l = append(l[:len(l)-1:len(l)-1], span{text, last.style, last.row})
			}
			break
		}
		l = l[:len(l)-1]
	}
	return l
}

// page writes lines for a terminal or a file. Errors of b stay in b until it
// is flushed.
type page struct {
	b     *bufio.Writer
	width int // 0 is any
	color bool
	mark  string // shows where something was cut

	rows *[][]ScreenRow // gets what can be chosen in each line; nil where nobody chooses
}

func newPage(b *bufio.Writer, o Options) *page {
	return &page{b: b, width: o.Width, color: o.Color, mark: o.mark()}
}

// mark stands where text was cut.
func (o Options) mark() string {
	if o.ASCII {
		return "..."
	}
	return "…"
}

func (p *page) line(l line) {
	l = l.trim()
	if p.width > 0 {
		l = l.clip(p.width, p.mark)
	}
	if p.rows != nil {
		*p.rows = append(*p.rows, l.rows())
	}
	for _, s := range l {
		if !p.color || s.style == plain {
			p.b.WriteString(s.text)
			continue
		}
		p.b.WriteString(s.style.sgr())
		p.b.WriteString(s.text)
		p.b.WriteString("\x1b[0m")
	}
	p.b.WriteByte('\n')
}
