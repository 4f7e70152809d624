package report

import (
	"bufio"
	"slices"
	"strings"

	"wf/aggregate"
)

// writeComparedHTML writes brief as a page that says before what the sides are
// and what became of all requests. Here each side has columns of its own, for
// they can be sorted.
func writeComparedHTML(b *bufio.Writer, r *aggregate.Report, brief *aggregate.Table, o Options) error {
	p := newWebPage(r, r.Meta.Lines.Parsed, r.Meta.Approx, o)
	sides := r.Meta.Compared.Sides
	p.Read.Names = pageText(sides[0].Name, pageShown) + " → " + pageText(sides[1].Name, pageShown)
	p.Title = "wf: " + p.Read.Names
	p.Read.Facts = slices.Concat(sideFacts(r.Meta.Compared, brief, o), p.Read.Facts)

	table := &pageTable{Name: pageText(brief.Name, pageShown), Anchor: "table-1", Title: pageText(brief.Name, pageShown), Short: shortAnswer}
	maker := tableMaker{room: tableBytes}
	maker.fill(table, brief, nil)
	notes := []string{testLine(r.Meta.Compared), "-o csv has every column"}
	if table.Note != "" {
		notes = slices.Insert(notes, 0, table.Note)
	}
	table.Note = strings.Join(notes, "; ")
	table.Command, p.Command = o.Origin.asks(), ""
	p.Tables = append(p.Tables, table)
	return p.write(b)
}

// sideFacts are the sides, and how they differ as a whole.
func sideFacts(c *aggregate.Comparison, brief *aggregate.Table, o Options) []pageFact {
	var facts []pageFact
	for _, text := range SideLines(c) {
		text, letter := strings.TrimSpace(text[1:]), text[:1]
		facts = append(facts, pageFact{letter, pageText(strings.ReplaceAll(text, "  ", ", "), pageTitle)})
	}
	f := foldOf(brief, o)
	var says []string
	for i, cell := range f.totals() {
		switch c := brief.Columns[f.from[i]]; {
		case c.Key:
		case c.Unit == aggregate.Change:
			says = append(says, cell.text)
		case !strings.HasPrefix(c.Name, "share"): // that of all is all
			says = append(says, f.columns[i].heading+" "+cell.text+cell.unit)
		}
	}
	return append(facts, pageFact{"all", strings.Join(says, "; ")})
}
