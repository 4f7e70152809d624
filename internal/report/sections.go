package report

import (
	"bytes"
	"slices"

	"wf/aggregate"
)

// section is a part of the bare report as a table, its rows its own.
type section struct {
	name    string
	columns []aggregate.Column
	rows    [][]aggregate.Value
	total   int64
	totals  []aggregate.Value
}

func (s *section) table() *aggregate.Table {
	return &aggregate.Table{
		Name: s.name, Columns: s.columns, Total: s.total, Totals: s.totals, Rows: slices.Values(s.rows),
	}
}

// first is s with so many of its rows at most.
func (s *section) first(rows int) *section {
	shorter := *s
	shorter.rows = s.rows[:min(len(s.rows), rows)]
	return &shorter
}

// choices are the rows of s as they can be chosen. All of their records are
// among those for which where holds, "" for any.
func (s *section) choices(where string) []*choice {
	var list []*choice
	for _, row := range s.rows {
		list = append(list, &choice{s.name, rowCondition(where, s.columns, row)})
	}
	return list
}

// timeCells is how many rows the section time has at most.
const timeCells = 60

// SectionNames lists the sections in their order.
func SectionNames() []string {
	return []string{"totals", "time", "worst", "failing", "slow", "clients", "agents", "paths", "notfound", "referrers", "vhosts"}
}

// Sections turns the raw tables that answer the questions of Summary into the
// sections of the bare report, as ordinary tables with the same accounting. A
// section about fields that no input has is left out. The tables of r are read
// once, and those of the result hold their rows.
func Sections(r *aggregate.Report) (*aggregate.Report, error) {
	s, err := gather(r, rankingRows)
	if err != nil {
		return nil, err
	}
	out := &aggregate.Report{Meta: r.Meta}
	out.Meta.Approx = sectionApprox(r.Meta.Approx)
	all := []section{s.totalsSection()}
	if s.timed {
		all = append(all, s.timeSection())
	}
	if s.timed && s.timeline.status {
		all = append(all, s.worstSection())
	}
	if s.failing.columns != nil {
		all = append(all, s.failing)
	}
	for _, section := range append(all, s.rankings...) {
		out.Tables = append(out.Tables, section.table())
	}
	return out, nil
}

// sectionApprox names the estimates of the raw tables as the sections do.
func sectionApprox(raw []aggregate.Approx) []aggregate.Approx {
	var out []aggregate.Approx
	for _, a := range raw {
		if pageOnly(a.Table) || a.Table == rawLatency && a.Column != "p95_duration" {
			continue // they are of the page
		}
		switch a.Table {
		case rawTotals5xx:
			a.Table, a.Column = "totals", a.Column+"_5xx"
		case rawTotals4xx:
			a.Table, a.Column = "totals", a.Column+"_4xx"
		case rawFailing5xx, rawFailing4xx:
			a.Table = "failing"
		case rawLatency:
			a.Table = "time"
		}
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

func numberColumn(name string) aggregate.Column {
	return aggregate.Column{Name: name, Kind: aggregate.Integer}
}

func partColumn(name string) aggregate.Column {
	return aggregate.Column{Name: name, Kind: aggregate.Ratio, Unit: aggregate.Part}
}

func spanColumn(name string) aggregate.Column {
	return aggregate.Column{Name: name, Kind: aggregate.Decimal, Unit: aggregate.Seconds}
}

func clockColumn(name string) aggregate.Column {
	return aggregate.Column{Name: name, Kind: aggregate.Clock}
}

func numberValue(n int64) aggregate.Value {
	return aggregate.Value{Kind: aggregate.Integer, Int: aggregate.Int(n)}
}

func clockValue(clock int64) aggregate.Value {
	return aggregate.Value{Kind: aggregate.Clock, Int: aggregate.Int(clock)}
}

// spanValue is a time of so many nanoseconds, in seconds.
func spanValue(nanos int64) aggregate.Value {
	return aggregate.Value{Kind: aggregate.Decimal, Int: aggregate.Int(nanos)}
}

// partValue is n of all, Absent where there is nothing to be a part of.
func partValue(n, all int64) aggregate.Value {
	if all == 0 {
		return aggregate.Value{}
	}
	return aggregate.Value{Kind: aggregate.Ratio, Float: float64(n) / float64(all)}
}

// totalsSection is one row: the totals, the same of the errors, then the peak,
// the silence and the end.
func (s *summary) totalsSection() section {
	out := section{name: "totals", total: 1}
	add := func(c aggregate.Column, v aggregate.Value) {
		out.columns = append(out.columns, c)
		out.totals = append(out.totals, v)
	}
	for i, c := range s.totals.columns {
		add(c, s.totals.row[i])
	}
	for _, errors := range []struct {
		record
		suffix string
	}{{s.totals5xx, "_5xx"}, {s.totals4xx, "_4xx"}} {
		for i, c := range errors.columns {
			if c.Name != "count" { // which the totals have
				c.Name += errors.suffix
				add(c, errors.row[i])
			}
		}
	}
	if len(s.timeline.ticks) > 0 {
		peak := s.timeline.peak(minute)
		add(numberColumn("peak"), numberValue(peak.all))
		add(clockColumn("peak_time"), clockValue(peak.clock))
		add(spanColumn("silent"), spanValue(s.silence.total))
		add(numberColumn("silences"), numberValue(int64(s.silence.times)))
		from, lastFrom := aggregate.Value{}, aggregate.Value{}
		if s.silence.times > 0 {
			from, lastFrom = clockValue(s.silence.from), clockValue(s.silence.lastFrom)
		}
		add(spanColumn("longest_silence"), spanValue(s.silence.longest))
		add(clockColumn("longest_silence_from"), from)
		add(spanColumn("last_silence"), spanValue(s.silence.last))
		add(clockColumn("last_silence_from"), lastFrom)
		if e := s.ending; e.length > 0 {
			add(spanColumn("ending"), spanValue(e.length))
			add(numberColumn("ending_count"), numberValue(e.requests))
			add(numberColumn("ending_5xx"), numberValue(e.errors))
		}
	}
	out.rows = [][]aggregate.Value{out.totals}
	return out
}

// timeSection has a row for each cell from the first to the last request, also
// for those without any. A percentile of durations has the cells of its own
// steps.
func (s *summary) timeSection() section {
	time := clockColumn("time")
	time.Key = true
	out := section{name: "time", columns: []aggregate.Column{time, numberColumn("count")}}
	if s.timeline.status {
		out.columns = append(out.columns, numberColumn("count_4xx"), numberColumn("count_5xx"))
	}
	step := s.timeline.fitStep(timeCells)
	if s.latency != nil {
		step = s.latency.step
		out.columns = append(out.columns, s.latency.column)
	}
	for _, t := range s.timeline.filled(step) {
		row := []aggregate.Value{clockValue(t.clock), numberValue(t.all)}
		if s.timeline.status {
			row = append(row, numberValue(t.e4xx), numberValue(t.e5xx))
		}
		if s.latency != nil {
			row = append(row, s.latency.at(t.clock))
		}
		out.rows = append(out.rows, row)
	}
	out.total = int64(len(out.rows))
	return out
}

// filled is every cell from the first to the last tick.
func (tl *timeline) filled(step int64) []tick {
	from, until := tl.span()
	cells := make([]tick, stepCount(from, until, step))
	begin := stepBegin(from, step)
	for i := range cells {
		cells[i].clock = begin + int64(i)*step
	}
	for t := range tl.cells(step) {
		cells[(t.clock-begin)/step] = t
	}
	return cells
}

// worstSection has the times with most 5xx.
func (s *summary) worstSection() section {
	time := clockColumn("time")
	time.Key = true
	out := section{name: "worst", total: int64(len(s.worst)), columns: []aggregate.Column{
		time, clockColumn("until"), numberColumn("count_5xx"), partColumn("share_5xx"), numberColumn("distinct_client"),
		numberColumn("count_client"), {Name: "client", Key: true, Kind: aggregate.Text},
	}}
	for _, o := range s.worst {
		row := []aggregate.Value{
			clockValue(o.from), clockValue(o.until), numberValue(o.errors), partValue(o.errors, o.requests),
			{}, {}, {},
		}
		if o.clients > 0 {
			row[4], row[5] = numberValue(o.clients), numberValue(o.most)
			row[6] = aggregate.Value{Kind: aggregate.Text, Bytes: o.client}
		}
		out.rows = append(out.rows, row)
	}
	return out
}

// failingSection joins what fails on the server's side and what fails on the
// client's, most rows of each at most. It returns how many rows the first has.
// requests tells how many requests a path had in all; nil where paths were not
// counted.
func failingSection(raw5xx, raw4xx *aggregate.Table, requests pathCounter, most int) (out section, rows5xx int) {
	out.name = "failing"
	for _, t := range []*aggregate.Table{raw5xx, raw4xx} {
		if t == nil {
			continue
		}
		columns, _ := failingRow(record{columns: t.Columns}, requests)
		if out.columns == nil {
			out.columns = columns
		}
		for i := range columns {
			out.columns[i].Approx = out.columns[i].Approx || columns[i].Approx
		}
		for _, row := range firstRows(t, most) {
			_, values := failingRow(record{t.Columns, row}, requests)
			out.rows = append(out.rows, values)
		}
		if t == raw5xx {
			rows5xx = len(out.rows)
		}
		out.total += t.Total
	}
	return out, rows5xx
}

// failingRow puts the part of the path's requests beside the count of r.
func failingRow(r record, requests pathCounter) (columns []aggregate.Column, values []aggregate.Value) {
	for _, c := range r.columns {
		columns, values = append(columns, c), append(values, r.get(c.Name))
		if c.Name == "count" && requests != nil {
			part := partValue(r.int("count"), requests(r.get("path")))
			columns, values = append(columns, partColumn("share_of_path")), append(values, part)
		}
	}
	return columns, values
}

// A pathCounter tells how many requests a path had, 0 if that is not known.
type pathCounter func(path aggregate.Value) int64

// countPaths looks a path up in a raw table of paths, whatever its limit, or,
// where the table was made without a way to look up, among the rows shown.
func countPaths(t *aggregate.Table, shown [][]aggregate.Value) pathCounter {
	at := columnIndex(t.Columns, "path")
	return func(path aggregate.Value) int64 {
		if row, ok := t.Find(path); ok {
			return record{t.Columns, row}.int("count")
		}
		for _, row := range shown {
			if r := (record{t.Columns, row}); bytes.Equal(row[at].Bytes, path.Bytes) && row[at].Kind == path.Kind {
				return r.int("count")
			}
		}
		return 0
	}
}

// ranking is a raw ranking, of which shown are the rows, with shares of all
// requests and with the classes of errors added up. A ranking of errors or of
// times has neither.
func ranking(t *aggregate.Table, shown [][]aggregate.Value, requests int64) section {
	out := section{name: t.Name, total: t.Total}
	out.columns, _ = rankingRow(record{columns: t.Columns}, t.Name, requests)
	for _, row := range shown {
		_, values := rankingRow(record{t.Columns, row}, t.Name, requests)
		out.rows = append(out.rows, values)
	}
	if len(t.Totals) == len(t.Columns) {
		_, out.totals = rankingRow(record{t.Columns, copyRow(t.Totals)}, t.Name, requests)
	}
	return out
}

func rankingRow(r record, name string, requests int64) (columns []aggregate.Column, values []aggregate.Value) {
	add := func(c aggregate.Column, v aggregate.Value) {
		columns = append(columns, c)
		values = append(values, v)
	}
	for _, c := range r.columns {
		if c.Name == "count_4xx" || c.Name == "count_5xx" {
			continue
		}
		add(c, r.get(c.Name))
		if c.Name == "count" && name != "notfound" && name != "slow" {
			add(partColumn("share"), partValue(r.int("count"), requests))
			if r.has("count_4xx") && r.has("count_5xx") {
				add(numberColumn("errors"), numberValue(r.int("count_4xx")+r.int("count_5xx")))
			}
		}
	}
	return columns, values
}
