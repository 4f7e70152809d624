package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"wf/aggregate"
)

// Bounds of what a page holds of a log, so that it can be sent by mail and
// opened on a telephone whatever the log holds.
const (
	pageShown = 100 // columns of a text in a table or a message that are shown,
	pageTitle = 300 // and in what a browser shows beside it when it is pointed at

	// pageCellBytes is about what markup a cell has around its text.
	pageCellBytes = 40

	// mostPageRows is how many rows a table has at most; more would be slow to
	// sort and to search.
	mostPageRows = 1_000

	// shortRows is how many rows of a ranking are shown before more are asked for,
	// and on paper; shortAnswer of a table that was asked for by itself.
	shortRows   = 10
	shortAnswer = 100

	// barSteps is how many lengths a bar may have. Each is a class of the style,
	// for a page whose styles are known by their hash has none in its markup.
	barSteps = 50
)

// pageTable is a table as the template has it.
type pageTable struct {
	Name    string // of its section and of the output that has it in full
	Anchor  string // Name where that may be an id, or one that is made up
	Title   string
	About   string // what it counts
	Columns []pageColumn
	Rows    [][]pageCell
	Short   int       // rows that are shown at first
	Note    string    // what was left out
	Command string    // "" is none
	Heat    *pageHeat // in the place of columns and rows
}

type pageColumn struct {
	Name  string // as other outputs have it
	Label string
	Class string
}

type pageCell struct {
	Text  string
	Title string     // "" if Text is all of it
	Value string     // raw, "" for texts and for what is absent
	Class string     // one of a few that have a rule in the style
	Link  *pageRange // the time that it leads to in the charts
	Head  bool       // it names its row
}

// pageRange is a range of the clock in seconds.
type pageRange struct{ From, To int64 }

// tableMaker turns tables into those of a page.
type tableMaker struct {
	moment func(clock int64) string // how a time is written; nil is as in any table
	room   int                      // bytes that each table may take
}

// fill gives p the columns and rows of a table, as many as there is room for.
// labels are what people call the columns; those without one have their name.
func (m *tableMaker) fill(p *pageTable, t *aggregate.Table, labels map[string]string) {
	room := m.heading(p, t.Columns, labels)
	columns := t.Columns[:len(p.Columns)]
	bar := barColumn(columns)
	var measures []float64 // those that have bars
	shown := int64(0)
	for row := range t.Rows {
		cells := m.row(row, columns)
		for _, c := range cells {
			room -= c.size()
		}
		if room < 0 || shown == mostPageRows {
			break
		}
		p.Rows = append(p.Rows, cells)
		if bar >= 0 {
			measures = append(measures, number(row[bar]))
		}
		shown++
	}
	if bar >= 0 {
		addPageBars(p, bar, measures)
	}
	var notes []string
	if shown < t.Total {
		notes = append(notes, Count(shown)+" of "+Count(t.Total)+" rows")
	}
	if n := len(t.Columns); len(columns) < n {
		notes = append(notes, Count(int64(len(columns)))+" of "+Count(int64(n))+" columns")
	}
	p.Note = strings.Join(notes, ", ")
}

// heading gives p the columns that there is room for, and returns what is left
// of it.
func (m *tableMaker) heading(p *pageTable, columns []aggregate.Column, labels map[string]string) (room int) {
	room = m.room
	for _, c := range columns {
		column := pageColumn{Name: pageText(c.Name, pageTitle), Label: pageText(c.Name, pageShown)}
		if label, ok := labels[c.Name]; ok {
			column.Label = label
		}
		if c.Approx {
			column.Label = "~" + column.Label
		}
		column.Class = columnClass(c)
		size := 3*pageCellBytes + markupBytes(column.Name) + markupBytes(column.Label)
		if room -= size; room < m.room/2 {
			break // the rest is for a row at least
		}
		p.Columns = append(p.Columns, column)
	}
	return room
}

// row is a row of the page.
func (m *tableMaker) row(row []aggregate.Value, columns []aggregate.Column) []pageCell {
	cells := make([]pageCell, len(columns))
	for i, c := range columns {
		cells[i] = m.cell(row[i], c)
	}
	return cells
}

// cell is a value of the page.
func (m *tableMaker) cell(v aggregate.Value, c aggregate.Column) pageCell {
	out := pageCell{Head: c.Key && c.Kind == aggregate.Text}
	out.Class = columnClass(c)
	switch {
	case none(v):
		out.Text, out.Class = "-", strings.TrimSpace(out.Class+" none")
		return out
	case v.Kind == aggregate.Text && c.Unit == aggregate.Change:
		out.Text, out.Class = string(v.Bytes), string(v.Bytes)
		return out
	case v.Kind == aggregate.Text:
		out.Text, out.Title = pageKey(v.Bytes, c.Name)
		return out
	}
	out.Value = string(appendRaw(nil, v))
	switch {
	case m.moment == nil:
		out.Text = Human(v, c)
	case v.Kind == aggregate.Instant:
		out.Text = m.moment(v.Stamp.Clock())
	case v.Kind == aggregate.Clock && !v.Stamp.Valid:
		out.Text = m.moment(whole(v))
	default:
		out.Text = Human(v, c)
	}
	if out.Text == out.Value {
		out.Value = "" // which says it again
	}
	return out
}

// size is about how many bytes the markup of c takes.
func (c pageCell) size() int {
	return pageCellBytes + markupBytes(c.Text) + markupBytes(c.Title) + len(c.Value)
}

// markupBytes is how many bytes html/template makes of a text.
func markupBytes(text string) int {
	n := len(text)
	for i := range len(text) {
		switch text[i] {
		case '"', '&', '\'', '+': // &#34;
			n += len("&#34;") - 1
		case '<', '>': // &lt;
			n += len("&lt;") - 1
		}
	}
	return n
}

// columnClass is what the style knows of a column: whether its numbers stand
// under each other, and whether a telephone does without it.
func columnClass(c aggregate.Column) string {
	var list []string
	if isNumber(c) {
		list = append(list, "n")
	}
	if slices.Contains([]string{"first", "last", "until", "count_client", "share_5xx", "sum_duration", "sum_bytes"}, c.Name) {
		list = append(list, "extra")
	}
	return strings.Join(list, " ")
}

// isNumber reports whether the values of a column are for comparing.
func isNumber(c aggregate.Column) bool {
	return !c.Key && c.Kind != aggregate.Instant && c.Kind != aggregate.Clock && c.Kind != aggregate.Text
}

// barColumn is the column that bars stand in: the share, else the first number
// that adds up; -1 if there is none, or two sides are compared.
func barColumn(columns []aggregate.Column) int {
	if slices.ContainsFunc(columns, func(c aggregate.Column) bool { return c.Unit == aggregate.Change }) {
		return -1
	}
	part := func(c aggregate.Column) bool { return c.Name == "share" || c.Name == "share_of_path" }
	if i := slices.IndexFunc(columns, part); i >= 0 {
		return i
	}
	return slices.IndexFunc(columns, func(c aggregate.Column) bool { return isNumber(c) && c.Kind != aggregate.Absent })
}

// addPageBars gives the cells of a column bars, by their part of the largest.
func addPageBars(p *pageTable, column int, measures []float64) {
	most := slices.Max(append(measures, 0))
	for i, row := range p.Rows {
		if measures[i] > 0 {
			row[column].Class += fmt.Sprintf(" bar w%d", max(1, int(measures[i]/most*barSteps+0.5)))
		}
	}
}

// pageKey is a text of the log for a table, cut so that what tells it from
// others stays, and what a browser shows of it besides.
func pageKey(text []byte, column string) (shown, title string) {
	if len(text) == 0 {
		return `""`, ""
	}
	long := pageText(string(text), pageTitle)
	shown = cutterOf(column)(long, pageShown, "…")
	if shown == long {
		return shown, ""
	}
	return shown, long
}

// pageText is a text of the log as it can be seen, of at most so many columns;
// of a longer one both ends. It takes time by the columns, not by the text.
func pageText(text string, columns int) string {
	const longest = utf8.UTFMax // bytes of a column, but for marks, which are few
	if most := columns * longest; len(text) > 2*most {
		from, to := most, len(text)-most
		for from > 0 && !utf8.RuneStart(text[from]) && most-from < longest {
			from--
		}
		for to < len(text) && !utf8.RuneStart(text[to]) && to-len(text)+most < longest {
			to++
		}
		return cutMiddle(Escape(text[:from])+"…"+Escape(text[to:]), columns, "…")
	}
	return cutMiddle(Escape(text), columns, "…")
}
