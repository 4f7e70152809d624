package report

import (
	"fmt"
	"slices"
	"strings"

	"wf/aggregate"
)

// worstLines shows the times with most 5xx and who saw them. An outage has
// many clients, a scanner is one.
func (s *screen) worstLines(rows, width int) []line {
	if len(s.worst) == 0 {
		return []line{words("WORST "+s.windowName(), bold).add("  no 5xx", plain)}
	}
	shown := s.worst[:min(len(s.worst), worstRows(rows))]
	clients := shown[0].clients > 0
	g := s.worstGrid(shown, true, clients, clients)
	if g.fit(width); clients && g.cutShort(leastBlamed) {
		g = s.worstGrid(shown, false, true, true)
	}
	if g.fit(width); clients && g.cutShort(leastBlamed) {
		g = s.worstGrid(shown, false, true, false)
	}
	return s.gridLines(g, width)
}

// worstGrid has the columns that are wanted beside the times and their errors.
func (s *screen) worstGrid(shown []outage, share, clients, mostly bool) *grid {
	g := &grid{columns: []gridColumn{{heading: "WORST " + s.windowName()}, {heading: "5xx", right: true}}}
	add := func(wanted bool, c gridColumn) {
		if wanted {
			g.columns = append(g.columns, c)
		}
	}
	add(share, gridColumn{heading: "share", right: true})
	add(clients, gridColumn{heading: "clients", right: true})
	add(mostly, gridColumn{heading: "mostly", cut: cutEnd})
	for _, o := range shown {
		row := []cell{{text: s.moments(o)}, {text: Count(o.errors)}}
		if share {
			row = append(row, humanCell(partValue(o.errors, o.requests), partColumn("share"), s.ascii))
		}
		if clients {
			row = append(row, cell{text: Count(o.clients)})
		}
		if mostly {
			row = append(row, o.mostly())
		}
		g.add(row, &choice{"worst", o.condition()})
	}
	return g
}

// worstRows is how many of the worst times stand beside tables of so many rows.
func worstRows(rows int) int {
	if rows < 10 {
		return min(rows, 3)
	}
	return rows
}

// mostly names the client with most errors, and how many of them, unless all.
func (o *outage) mostly() cell {
	switch o.clients {
	case 0:
		return cell{text: "-"}
	case 1:
		return cell{text: Escape(string(o.client))}
	}
	return cell{text: Escape(string(o.client)), unit: fmt.Sprintf(" (%s)", Count(o.most))}
}

// condition keeps the 5xx of an outage.
func (o *outage) condition() string {
	return fmt.Sprintf("time >= %q and time < %q and %s",
		appendRaw(nil, clockValue(o.from)), appendRaw(nil, clockValue(o.until)), where5xx)
}

// moments is when an outage was: its window, or its beginning and end.
func (s *screen) moments(o outage) string {
	style := padded
	if s.width >= wideFrom {
		style |= withWeekday
	}
	text := s.calendar.format(o.from, style)
	if o.until-o.from <= s.window {
		return text
	}
	end := s.calendar.format(o.until, 0)
	if stepBegin(o.from, day) == stepBegin(o.until, day) {
		end = end[strings.LastIndexByte(end, ' ')+1:]
	}
	return text + " to " + end
}

// windowName is the length of the windows: 10 MINUTES.
func (s *screen) windowName() string {
	name := stepName(s.window)
	if s.width >= wideFrom {
		name = strings.Replace(name, " MIN", " MINUTES", 1)
		name = strings.Replace(name, " SEC", " SECONDS", 1)
	}
	return name
}

// failingLines shows what fails on the server's side above what fails on the
// client's, without 404, which would drown it.
func (s *screen) failingLines(rows, width int) []line {
	f := s.failing
	show5, show4 := s.failingShown(rows)
	f.rows = append(f.rows[:show5:show5], f.rows[s.failing5:s.failing5+show4]...)
	choices := f.choices("")
	headings := map[string]string{
		"count": "FAILING", "share_of_path": "of path", "distinct_client": "clients",
		"first": "first", "last": "last", "status": "status", "path": "path",
	}
	if s.width < apartFrom {
		f = f.joined("status", "path")
		delete(headings, "status")
		headings["path"] = "status path"
	}
	if s.failing5 < len(s.failing.rows) && s.width >= wideFrom && s.draws("notfound") {
		headings["path"] += " (404 below)"
	}
	return s.sectionLines(&f, choices, headings, width,
		spare{"last", leastLast}, spare{"share_of_path", leastShown}, spare{"first", leastShown}, spare{"distinct_client", leastShown})
}

// failingShown is how many of so many rows are of 5xx and of 4xx.
func (s *summary) failingShown(rows int) (show5, show4 int) {
	n5, n4 := s.failing5, len(s.failing.rows)-s.failing5
	most5 := (rows*3 + 4) / 5 // three of five, unless the others leave room
	show5 = min(n5, max(most5, rows-n4))
	return show5, min(n4, rows-show5)
}

// joined is s with the text of one key before that of another, which is
// narrower than two columns.
func (s section) joined(before, key string) section {
	from, to := columnIndex(s.columns, before), columnIndex(s.columns, key)
	rows := make([][]aggregate.Value, len(s.rows))
	for i, row := range s.rows {
		rows[i] = slices.Clone(row)
		text := append(appendKey(nil, row[from]), ' ')
		rows[i][to] = aggregate.Value{Kind: aggregate.Text, Bytes: appendKey(text, row[to])}
	}
	s.rows = rows
	return s
}

// appendKey appends a key as it is shown, "-" if it is absent.
func appendKey(dst []byte, v aggregate.Value) []byte {
	if none(v) {
		return append(dst, '-')
	}
	return appendRaw(dst, v)
}

// rankingLines shows a ranking in so many columns of the screen.
func (s *screen) rankingLines(r *section, rows, width int) []line {
	if r.name == "slow" {
		return s.slowLines(r, rows, width)
	}
	where := ""
	headings := map[string]string{
		"count": strings.ToUpper(r.name), "share": "share", "errors": "errors",
		"sum_bytes": "bytes", "distinct_client": "clients",
	}
	if r.name == "notfound" {
		headings["count"], where = "404", where404
	}
	headings[r.columns[len(r.columns)-1].Name] = "" // what the key is, the name of the ranking says
	shown := r.first(rows)
	lines := s.sectionLines(shown, shown.choices(where), headings, width,
		spare{"sum_bytes", leastShown}, spare{"share", leastShown}, spare{"errors", leastShown}, spare{"distinct_client", leastShown})
	if r.name == "clients" && s.behindProxy(r) {
		lines = append(lines, words("one client: a proxy? wf top origin", dim).clip(width, s.mark))
	}
	return lines
}

// behindProxy reports whether nearly all requests come from one address, as
// they do where a load balancer passes them on. A few requests tell nothing.
func (s *screen) behindProxy(clients *section) bool {
	const nearlyAll, few = 0.9, 50
	first := record{clients.columns, clients.rows[0]}
	return s.requests >= few && !none(first.get("client")) && first.get("share").Float > nearlyAll
}

// spare is a column that is left out where the key at the end of the row would
// else be cut to less than so many columns of the terminal.
type spare struct {
	column string
	least  int
}

const (
	leastShown  = 12 // columns of a key that are worth more than the numbers before it
	leastBlamed = 20 // the same of the client that saw most errors
	leastLast   = 32 // columns of a failing path that are worth more than when it failed last
)

// sectionLines shows the columns of a section that have a heading, all of them
// or without some that are spare, the first of these first.
func (s *screen) sectionLines(r *section, choices []*choice, headings map[string]string, width int, spares ...spare) []line {
	g := s.sectionGrid(r, choices, headings)
	for _, spare := range spares {
		if g.fit(width); !g.cutShort(spare.least) {
			break
		}
		if spare.column == "last" {
			headings["first"] = "since"
		}
		delete(headings, spare.column)
		g = s.sectionGrid(r, choices, headings)
	}
	return s.gridLines(g, width)
}

// sectionGrid has the columns of a section that have a heading.
func (s *screen) sectionGrid(r *section, choices []*choice, headings map[string]string) *grid {
	g := &grid{}
	var shown []int
	for i, c := range r.columns {
		heading, ok := headings[c.Name]
		if !ok {
			continue
		}
		if c.Approx {
			name := strings.LastIndexByte(heading, ' ') + 1 // it may stand behind that of the section
			heading = heading[:name] + "~" + heading[name:]
		}
		shown = append(shown, i)
		column := gridColumn{heading: heading, right: !c.Key && c.Kind != aggregate.Instant}
		if c.Key {
			column.cut = cutterOf(c.Name)
		}
		if c.Name == "status" {
			column.cut = nil
		}
		g.columns = append(g.columns, column)
	}
	for n, row := range r.rows {
		cells := make([]cell, len(shown))
		for j, i := range shown {
			cells[j] = s.cell(row[i], r.columns[i])
		}
		g.add(cells, choices[n])
	}
	return g
}

// cell is humanCell with dates as short as the range of the log allows.
func (s *screen) cell(v aggregate.Value, c aggregate.Column) cell {
	if v.Kind == aggregate.Instant && v.Stamp.Valid {
		return cell{text: s.calendar.format(v.Stamp.Clock(), padded)}
	}
	return humanCell(v, c, s.ascii)
}

func (s *screen) gridLines(g *grid, width int) []line {
	g.fit(width)
	lines := g.lines(s.mark)
	for i := range lines {
		lines[i] = lines[i].clip(width, s.mark)
	}
	return lines
}
