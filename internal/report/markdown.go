package report

import (
	"bufio"
	"fmt"
	"strings"

	"wf/aggregate"
)

// writeMarkdown writes the tables of r as GitHub's Markdown has them, with the
// numbers of people. Rows are not aligned in the source.
func writeMarkdown(b *bufio.Writer, r *aggregate.Report, o Options) error {
	for i, t := range r.Tables {
		if i > 0 {
			b.WriteByte('\n')
		}
		if len(r.Tables) > 1 {
			fmt.Fprintf(b, "### %s\n\n", markdown(t.Name))
		}
		if err := markdownTable(b, t, o); err != nil {
			return err
		}
	}
	return nil
}

func markdownTable(b *bufio.Writer, t *aggregate.Table, o Options) error {
	var names, rules strings.Builder
	for _, c := range t.Columns {
		g := gridColumnOf(c)
		rule := " --- |"
		if g.right {
			rule = " ---: |"
		}
		names.WriteString(" " + markdown(g.heading) + " |")
		rules.WriteString(rule)
	}
	fmt.Fprintf(b, "|%s\n|%s\n", names.String(), rules.String())
	rows := int64(0)
	for row := range t.Rows {
		rows++
		b.WriteByte('|')
		for i, v := range row {
			c := humanCell(v, t.Columns[i], o.ASCII)
			if v.Kind == aggregate.Text {
				c.text = markdown(c.text)
			}
			fmt.Fprintf(b, " %s%s |", c.text, c.unit)
		}
		if err := b.WriteByte('\n'); err != nil {
			return err
		}
	}
	if rows < t.Total {
		fmt.Fprintf(b, "\n%s of %s rows\n", count(rows), count(t.Total))
	}
	return nil
}

// markdown escapes printable text so that nothing in it is markup, neither of
// CommonMark nor of GitHub. What would end a cell, or a backslash before it, is
// written as an entity, which needs no look at its neighbours.
func markdown(text string) string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case strings.IndexByte(entities, c) >= 0 || c == '.' && endsInWWW(text[:i]):
			fmt.Fprintf(&b, "&#%d;", c)
		case strings.IndexByte(emphasis, c) >= 0:
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

const (
	// entities holds escapes, code, tables, HTML, entities, mathematics, and
	// what makes a link of an address: the colon of http:// and the at sign.
	entities = "\\`|<>&$:@"

	// emphasis holds emphasis, links, images and strike-through.
	emphasis = "*_[]~"
)

// endsInWWW reports whether a dot behind text would make GitHub see a link.
func endsInWWW(text string) bool {
	return len(text) >= 3 && strings.EqualFold(text[len(text)-3:], "www")
}
