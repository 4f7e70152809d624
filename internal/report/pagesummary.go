package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"wf/aggregate"
)

// pageTile is one of the totals.
type pageTile struct {
	Label, Number, Unit, Class string
	Says                       []string
}

// WritePageSummary writes the bare report as a page, from the raw tables that
// answer the questions of PageSummary.
func WritePageSummary(w io.Writer, r *aggregate.Report, o Options) error {
	s, err := gather(r, pageRows)
	if err != nil {
		return err
	}
	raw := make(map[string]*aggregate.Table)
	for _, t := range r.Tables {
		raw[t.Name] = t
	}
	b := &pageBuilder{summary: s, raw: raw, o: o, screen: newScreen(s, Options{Width: pageTitle})}
	p := newWebPage(r, s.requests, pageApprox(r.Meta.Approx), o)
	if b.draws("totals") {
		p.Tiles = b.tiles()
	}
	if b.draws("time") {
		p.Charts = s.charts(raw)
		if len(p.Charts) > 0 {
			p.Times = b.times()
		}
	}
	p.Tables = b.tables()
	return p.write(w)
}

// pageApprox names the estimates of the raw tables as the page does.
func pageApprox(raw []aggregate.Approx) []aggregate.Approx {
	out := sectionApprox(raw)
	for _, a := range raw {
		if name, ok := strings.CutPrefix(a.Table, "page_"); ok {
			a.Table = name
			out = append(out, a)
		}
	}
	return out
}

// pageBuilder makes the parts of the page of a report.
type pageBuilder struct {
	*summary
	raw    map[string]*aggregate.Table
	o      Options
	screen *screen
}

// draws reports whether a section is among those to draw. What no screen has
// is drawn where nothing in particular was asked for.
func (b *pageBuilder) draws(section string) bool {
	all := len(b.o.Sections) == len(SectionNames())
	return b.o.Sections == nil || all || slices.Contains(b.o.Sections, section)
}

// tiles are the totals, in the words of the screen.
func (b *pageBuilder) tiles() (tiles []pageTile) {
	for _, t := range b.screen.totalsShown() {
		tile := pageTile{Label: t.label, Number: t.number.text, Unit: strings.TrimSpace(t.number.unit)}
		if n, ok := strings.CutPrefix(tile.Number, "p50 "); ok {
			tile.Label, tile.Number = t.label+", p50", n
		}
		switch t.style {
		case red:
			tile.Class = "bad"
		case yellow:
			tile.Class = "poor"
		}
		if len(t.says) > 0 && t.says[0] != "" {
			tile.Says = strings.Split(strings.ReplaceAll(t.says[0], ", last ", "; last "), "; ")
		}
		tiles = append(tiles, tile)
	}
	return tiles
}

// moment writes a time as short as the range of the log allows.
func (b *pageBuilder) moment(clock int64) string { return b.screen.calendar.format(clock, 0) }

// card is a table of the page, and the question of the command that prints it.
type card struct {
	section      // without rows if the log has nothing for it
	title, about string
	labels       map[string]string
	ask          []string  // the words behind "wf"
	linked       bool      // the first column leads to its time in the charts
	heat         *pageHeat // in the place of rows
}

// tables are the cards in the order in which one looks for a cause.
func (b *pageBuilder) tables() (out []*pageTable) {
	cards := slices.DeleteFunc(b.cards(), func(c card) bool { return len(c.rows) == 0 && c.heat == nil || !b.draws(c.name) })
	if len(cards) == 0 {
		return nil
	}
	maker := tableMaker{moment: b.moment, room: tableBytes / (len(cards) + 1)}
	for _, c := range cards {
		p := &pageTable{Name: c.name, Anchor: c.name, Title: c.title, About: c.about, Short: shortRows, Heat: c.heat}
		p.Command = b.o.Origin.asks(append([]string{"wf"}, c.ask...)...)
		if c.heat == nil {
			maker.fill(p, c.table(), c.labels)
		}
		if c.linked {
			b.link(p, c.rows)
		}
		if c.name == "latency" {
			nameSteps(p)
		}
		out = append(out, p)
	}
	return out
}

// link makes the times of the rows links to them in the charts.
func (b *pageBuilder) link(p *pageTable, rows [][]aggregate.Value) {
	if !b.draws("time") {
		return
	}
	for i, cells := range p.Rows {
		cells[0].Link = &pageRange{floorSeconds(whole(rows[i][0])), floorSeconds(whole(rows[i][1]))}
	}
}

// nameSteps says in the unit of people from where to where the steps of 1, 2 and 5
// go that the last column has the beginnings of, in seconds.
func nameSteps(p *pageTable) {
	for _, cells := range p.Rows {
		c := &cells[len(cells)-1]
		from, err := strconv.ParseFloat(c.Text, 64)
		if err != nil || from <= 0 {
			continue // none takes less than no time, but clocks are set back
		}
		least, unit := humanSeconds(from, false)
		to := from * 2
		if strings.HasPrefix(strings.TrimLeft(c.Text, "0."), "2") {
			to = from * 2.5
		}
		most, mostUnit := humanSeconds(to, false)
		c.Value, c.Text = c.Text, least+unit+" to "+most+mostUnit
	}
}

// times are the numbers of the charts as a table.
func (b *pageBuilder) times() *pageTable {
	t := b.timeSection()
	step := stepWord(b.timeline.fitStep(timeCells))
	if b.latency != nil {
		step = stepWord(b.latency.step)
	}
	p := &pageTable{Name: t.name, Anchor: t.name, Title: "The numbers of the charts", About: "requests every " + step, Short: timeCells}
	var metrics []string
	for _, c := range t.columns {
		if !c.Key {
			metrics = append(metrics, c.Name)
		}
	}
	p.Command = b.o.Origin.asks("wf", "timeline", step, "-m", strings.Join(metrics, ","))
	maker := tableMaker{moment: b.moment, room: tableBytes / len(SectionNames())}
	maker.fill(p, t.table(), pageLabels)
	return p
}

// pageLabels are what people call the columns.
var pageLabels = map[string]string{
	"count": "requests", "errors": "errors", "share": "share", "sum_bytes": "bytes", "distinct_client": "clients",
	"count_4xx": "4xx", "count_5xx": "5xx", "share_5xx": "share", "share_of_path": "of path",
	"p95_duration": "p95", "sum_duration": "total time", "until": "to", "duration/log": "duration",
	"count_client": "its 5xx",
}

// cards are all that the page can show, of which the log may have nothing.
func (b *pageBuilder) cards() []card {
	errors := "count,share,count_4xx,count_5xx"
	list := []card{b.worstCard(), b.failingCard()}
	add := func(name, title, about string, ask ...string) {
		if c, ok := b.rankingCard(name); ok {
			c.title, c.about, c.ask = title, about, ask
			list = append(list, c)
		}
	}
	rows := fmt.Sprint(pageRows)
	add("slow", "Slow", "routes by the time that 95 % of their requests stay below; routes of under 20 requests left out",
		"top", "route", "-m", "p95_duration,count,sum_duration", "--having", slowHaving, "-n", rows)
	add("latency", "Latency", "requests by duration, in steps that begin with 1, 2 and 5", "top", "duration/log", "-s", "duration/log", "-m", "count,share", "-n", "0")
	add("clients", "Clients", "who asks", "top", "client", "-m", b.measured(errors, "sum_bytes"), "-n", rows)
	add("agents", "Agents", "what they ask with", "top", "agent", "-m", b.measured(errors), "-n", rows)
	add("paths", "Paths", "what is asked for", "top", "path", "-m", b.measured(errors), "-n", rows)
	add("routes", "Routes", "paths, with numbers and names in them folded", "top", "route", "-m", b.measured(errors, "p95_duration"), "-n", rows)
	add("notfound", "Not found", "paths answered with 404", "top", "path", "-w", where404, "-m", b.measured("count,distinct_client"), "-n", rows)
	add("referrers", "Referrers", "where they come from", "top", "referrer", "-m", b.measured(errors), "-n", rows)
	add("bots", "Bots", "robots by name; - is everybody else", "top", "bot", "-m", b.measured(errors, "sum_bytes"), "-n", rows)
	add("vhosts", "Sites", "which site is asked", "top", "vhost", "-m", b.measured(errors), "-n", rows)
	add("statuses", "Statuses", "answers by their code", "top", "status", "-m", b.measured("count,share,sum_bytes"), "-n", rows)
	if h := b.heatMap(); h != nil {
		list = append(list, card{section: section{name: "heat"}, title: "Weekday and hour", heat: h,
			about: "requests by the clock of the log", ask: []string{"top", "weekday,hour", "-n", "0"}})
	}
	return list
}

// measured is a list of metrics without those that the log has no fields for.
func (b *pageBuilder) measured(lists ...string) string {
	fields := map[string]string{
		"share": "", "count": "", "count_4xx": "count_5xx", "count_5xx": "count_5xx",
		"sum_bytes": "sum_bytes", "distinct_client": "distinct_client", "first": "first", "last": "last", "p95_duration": "p95_duration",
	}
	metrics := strings.Split(strings.Join(lists, ","), ",")
	return strings.Join(slices.DeleteFunc(metrics, func(m string) bool { return fields[m] != "" && !b.totals.has(fields[m]) }), ",")
}

// rankingCard is a ranking; false if nothing was counted for it.
func (b *pageBuilder) rankingCard(name string) (card, bool) {
	if i := slices.IndexFunc(b.rankings, func(s section) bool { return s.name == name }); i >= 0 {
		return card{section: b.rankings[i], labels: pageLabels}, true
	}
	t := b.raw[map[string]string{"latency": rawHistogram, "routes": rawRoutes, "bots": rawBots, "statuses": rawStatuses}[name]]
	if t == nil {
		return card{}, false
	}
	s := ranking(t, firstRows(t, pageRows), b.requests)
	s.name = name
	if name == "bots" && len(s.rows) == 1 && none(s.rows[0][len(s.columns)-1]) {
		s.rows = nil // no robots at all
	}
	if name == "latency" {
		s.rows = slices.DeleteFunc(s.rows, func(row []aggregate.Value) bool { return none(row[len(row)-1]) })
		s.total = int64(len(s.rows))
	}
	return card{section: s, labels: pageLabels}, true
}

// worstCard is the times with most 5xx.
func (b *pageBuilder) worstCard() card {
	if len(b.worst) == 0 {
		return card{section: section{name: "worst"}}
	}
	s := b.worstSection()
	labels := map[string]string{"time": "from", "client": "mostly"}
	for name, label := range pageLabels {
		if labels[name] == "" {
			labels[name] = label
		}
	}
	return card{
		section: s, linked: true, labels: labels,
		title: "Worst " + windowWords(b.window),
		about: "times with most 5xx; one client behind them is no outage. A time leads to the charts",
		ask:   []string{"--section", "worst"}, // no timeline joins neighbours, or names a client
	}
}

// failingCard is what fails. Its first rows are those of the terminal, so that
// neither class hides the other.
func (b *pageBuilder) failingCard() card {
	f := b.failing
	show5, show4 := b.failingShown(rankingRows)
	end4 := b.failing5 + show4
	f.rows = slices.Concat(f.rows[:show5], f.rows[b.failing5:end4], f.rows[show5:b.failing5], f.rows[end4:])
	return card{
		section: f, labels: pageLabels, title: "Failing", about: "paths by their errors, 5xx first; 404 apart",
		ask: []string{"top", "status,path", "-w", "status >= 400 and status != 404", "-m", b.measured("count,distinct_client,first,last"), "-n", fmt.Sprint(2 * pageRows)},
	}
}

// windowWords is the length of a window: 10 minutes.
func windowWords(window int64) string {
	return strings.NewReplacer(" min", " minutes", " sec", " seconds").Replace(strings.ToLower(stepName(window)))
}

// stepWord is a step as it is typed: 10m.
func stepWord(step int64) string {
	for _, unit := range []struct {
		length int64
		name   string
	}{{week, "w"}, {day, "d"}, {hour, "h"}, {minute, "m"}} {
		if step%unit.length == 0 {
			return fmt.Sprint(step/unit.length) + unit.name
		}
	}
	return fmt.Sprint(step/second) + "s"
}
