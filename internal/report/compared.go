package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"wf/aggregate"
)

// WriteCompared writes r, which compares two sides, as Write does. For people, as
// text, in Markdown and as a page, it says before what the sides are, and brief is
// the table that they get. In texts NAME_a and NAME_b become one column, and the
// totals the first row.
func WriteCompared(w io.Writer, output string, r *aggregate.Report, brief *aggregate.Table, o Options) error {
	b := bufio.NewWriterSize(w, bufferSize)
	switch output {
	case "table":
		writeComparedText(newPage(b, o), r, brief, o)
	case "md":
		writeComparedMarkdown(b, r, brief, o)
	case "html":
		if err := writeComparedHTML(b, r, brief, o); err != nil {
			return err
		}
	default:
		return Write(w, output, r, o)
	}
	return b.Flush()
}

func writeComparedText(p *page, r *aggregate.Report, brief *aggregate.Table, o Options) {
	for _, text := range SideLines(r.Meta.Compared) {
		p.side(text)
	}
	p.line(nil)
	f := foldOf(brief, o)
	g := &grid{columns: f.columns}
	g.add(f.totals(), nil)
	rows := int64(0)
	for row := range brief.Rows {
		g.add(f.row(row), nil)
		if rows++; rows%alignedRows == 0 {
			p.grid(g)
		}
	}
	p.grid(g)
	p.leftOut(rows, brief.Total, g, "tsv")
	p.line(words(testLine(r.Meta.Compared), dim))
	for _, l := range incompleteLines(&r.Meta) {
		p.line(l)
	}
}

// side writes what a side is, in two lines where it does not fit: when it was must
// not be cut off.
func (p *page) side(text string) {
	l := words(text[:1], bold).add(text[1:], plain)
	if last := strings.LastIndex(text, "  "); p.width > 0 && l.width() > p.width && last > 1 {
		p.line(words(text[:1], bold).add(text[1:last], plain))
		l = words(" "+text[last:], plain)
	}
	p.line(l)
}

func writeComparedMarkdown(b *bufio.Writer, r *aggregate.Report, brief *aggregate.Table, o Options) {
	for _, text := range SideLines(r.Meta.Compared) {
		fmt.Fprintf(b, "- %s: %s\n", text[:1], codeSpan(strings.TrimSpace(text[1:])))
	}
	f := foldOf(brief, o)
	var names, rules strings.Builder
	for _, c := range f.columns {
		rule := " --- |"
		if c.right {
			rule = " ---: |"
		}
		names.WriteString(" " + markdownName(c.heading) + " |")
		rules.WriteString(rule)
	}
	fmt.Fprintf(b, "\n|%s\n|%s\n", names.String(), rules.String())
	write := func(cells []cell) {
		b.WriteByte('|')
		for _, c := range cells {
			fmt.Fprintf(b, " %s%s |", c.text, c.unit)
		}
		b.WriteByte('\n')
	}
	write(f.totals())
	rows := int64(0)
	for row := range brief.Rows {
		cells := f.row(row)
		for i, from := range f.from {
			if v := row[from]; f.columns[i].cut != nil && v.Kind == aggregate.Text {
				cells[i].text = codeSpan(string(v.Bytes))
			}
		}
		write(cells)
		rows++
	}
	if rows < brief.Total {
		fmt.Fprintf(b, "\n%s of %s rows\n", Count(rows), Count(brief.Total))
	}
	fmt.Fprintf(b, "\n%s\n", testLine(r.Meta.Compared))
	writeIncomplete(b, &r.Meta)
}

// markdownName is the heading of a column in Markdown.
func markdownName(heading string) string {
	if name, ok := strings.CutPrefix(heading, "~"); ok {
		return `\~` + word(name)
	}
	return word(heading)
}

// SideLines say what the sides are, each behind its letter, what may be cut off
// last.
func SideLines(c *aggregate.Comparison) []string {
	var lines []string
	for i, s := range c.Sides {
		text := string(rune('A'+i)) + "  " + Plural(s.Requests, "request")
		if s.Seconds > 0 {
			rate, unit := humanRate(float64(s.Requests) / s.Seconds)
			text += " in " + duration(s.Seconds) + ", " + rate + unit
		}
		text += "  " + Escape(s.Name)
		if s.First.Valid {
			text += "  " + Time(s.First) + " to " + Time(s.Last)
		}
		lines = append(lines, text)
	}
	return lines
}

// testLine says what the changes can be trusted with. What is new or gone is told
// even where it is a request or two, which must not look like a finding where there
// is none.
func testLine(c *aggregate.Comparison) string {
	if c.SignificantP < 0 {
		return Plural(c.Tests, "test") + "; nothing is significant: chance explains all that differs here"
	}
	return fmt.Sprintf("%s; of the changes named, %s %% at most are expected to be chance", Plural(c.Tests, "test"), rounded(c.Alpha))
}

// changeStyle is the colour of a word for what became of a row.
func changeStyle(v aggregate.Value, c aggregate.Column) style {
	if c.Unit != aggregate.Change {
		return plain
	}
	switch string(v.Bytes) {
	case "worse":
		return red
	case "new", "gone":
		return yellow
	case "better":
		return green
	}
	return plain
}
