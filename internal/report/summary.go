package report

import (
	"fmt"
	"math"
	"slices"

	"wf/aggregate"
)

// Ask is one question of the bare report and the view of its answer.
type Ask struct {
	Question aggregate.Question
	View     aggregate.View
}

// rankingRows is how many rows of a ranking the bare report wants.
const rankingRows = 10

// The raw tables that Summary asks for and gather reads. Those that are
// rankings are sections of the report under the same name.
const (
	rawTotals     = "totals"
	rawTotals5xx  = "totals_5xx"
	rawTotals4xx  = "totals_4xx"
	rawTime       = "time"
	rawLatency    = "time_duration"
	rawWorst      = "worst"
	rawFailing5xx = "failing_5xx"
	rawFailing4xx = "failing_4xx"
)

// The conditions of questions about responses that failed. They are on the
// status alone, so that they cost a look into a table for each record.
const (
	where5xx      = "status in 500..599"
	where4xx      = "status in 400..499"
	whereOther4xx = "status in 400..499 and status != 404"
	where404      = "status == 404"
)

// Summary lists the questions of the bare report, all answered by one pass.
// has tells which fields the inputs have; what no input has is left out.
func Summary(has func(field string) bool) []Ask {
	a := asking{has: has}
	a.metrics(rawTotals, "", []string{"count", "count_5xx", "count_4xx", "count_404", "sum_bytes", "distinct_client", "visitors", "first", "last",
		"p50_duration", "p95_duration", "p99_duration", "max_duration"})
	a.metrics(rawTotals5xx, where5xx, []string{"count", "distinct_client", "first", "last"})
	a.metrics(rawTotals4xx, where4xx, []string{"count", "distinct_client"})
	a.rows(rawTime, "", []string{aggregate.TimeAuto}, []string{"count", "count_4xx", "count_5xx"},
		aggregate.View{Sort: aggregate.TimeAuto})
	a.rows(rawWorst, where5xx, []string{aggregate.TimeAuto, "client"}, []string{"count"},
		aggregate.View{Sort: aggregate.TimeAuto})
	failing := []string{"count", "distinct_client", "first", "last"}
	top := aggregate.View{Sort: "count", Limit: rankingRows}
	a.rows(rawFailing5xx, where5xx, []string{"status", "path"}, failing, top)
	a.rows(rawFailing4xx, whereOther4xx, []string{"status", "path"}, failing, top)
	errors := []string{"count", "count_4xx", "count_5xx"}
	if has("duration") {
		a.rows(rawLatency, "", []string{aggregate.TimeFit}, []string{"p95_duration"}, aggregate.View{Sort: aggregate.TimeFit})
		a.rows("slow", "", []string{"route"}, []string{"p95_duration", "count", "sum_duration"},
			aggregate.View{Sort: "p95_duration", Limit: rankingRows, Having: slowHaving})
	}
	a.rows("clients", "", []string{"client"}, append(slices.Clone(errors), "sum_bytes"), top)
	a.rows("agents", "", []string{"agent"}, errors, top)
	a.rows("paths", "", []string{"path"}, errors, top)
	a.rows("notfound", where404, []string{"path"}, []string{"count", "distinct_client"}, top)
	a.rows("referrers", "", []string{"referrer"}, errors, top)
	a.rows("vhosts", "", []string{"vhost"}, errors, top)
	return a.asks
}

// asking collects the questions that the fields at hand can answer.
type asking struct {
	has  func(field string) bool
	asks []Ask
}

func (a *asking) metrics(name, where string, metrics []string) {
	a.rows(name, where, nil, metrics, aggregate.View{})
}

func (a *asking) rows(name, where string, keys, metrics []string, v aggregate.View) {
	if where != "" && !a.has("status") {
		return
	}
	for _, key := range keys {
		switch key {
		case aggregate.TimeAuto, aggregate.TimeFit:
			key = "time"
		case "duration/log":
			key = "duration"
		}
		if !a.has(key) {
			return
		}
	}
	var known []string
	for _, m := range metrics {
		if !slices.ContainsFunc(metricFields(m), func(f string) bool { return !a.has(f) }) {
			known = append(known, m)
		}
	}
	a.asks = append(a.asks, Ask{aggregate.Question{Name: name, Keys: keys, Metrics: known, Where: where}, v})
}

// metricFields names the fields that a metric of the bare report is made of.
func metricFields(metric string) []string {
	switch metric {
	case "count_5xx", "count_4xx", "count_404", "count_3xx", "count_2xx":
		return []string{"status"}
	case "sum_bytes":
		return []string{"bytes"}
	case "distinct_client":
		return []string{"client"}
	case "visitors":
		return []string{"client", "agent", "time"}
	case "first", "last":
		return []string{"time"}
	case "p50_duration", "p95_duration", "p99_duration", "max_duration", "sum_duration":
		return []string{"duration"}
	}
	return nil
}

// summary is what the bare report says, before it is drawn or put into tables.
type summary struct {
	meta      *aggregate.Meta
	totals    record
	totals5xx record
	totals4xx record
	requests  int64
	seconds   float64 // from the first to the last request, both included; 0 without times
	timed     bool    // times were asked for
	timeline  timeline
	latency   *latency // nil where durations over time were not asked for
	silence   silence
	ending    ending
	window    int64 // of worst, in nanoseconds
	worst     []outage
	failing   section // the rows of 5xx first
	failing5  int     // how many these are
	rankings  []section
}

// gather reads the raw tables of r, each of them once. It holds so many rows of
// the rankings at most, and one tick for each second or minute that saw a request.
func gather(r *aggregate.Report, most int) (*summary, error) {
	raw := make(map[string]*aggregate.Table)
	for _, t := range r.Tables {
		raw[t.Name] = t
	}
	if raw[rawTotals] == nil {
		return nil, fmt.Errorf("these are not the counts of a report: no table %q among %q", rawTotals, tableNames(r))
	}
	s := &summary{
		meta:      &r.Meta,
		totals:    only(raw[rawTotals]),
		totals5xx: only(raw[rawTotals5xx]),
		totals4xx: only(raw[rawTotals4xx]),
	}
	s.requests = s.totals.int("count")
	if m := s.meta; m.First.Valid && m.Last.Valid {
		s.seconds = spanSeconds(m)
	}
	if t := raw[rawTime]; t != nil {
		s.timed = true
		s.timeline = readTimeline(t)
		s.latency = readLatency(raw[rawLatency], "p95_duration")
		s.silence = s.timeline.silence(s.seconds, clockJump(s.meta))
		s.ending = s.timeline.ending()
		s.window = s.timeline.window()
		s.worst = s.timeline.worst(s.window, most)
		if t := raw[rawWorst]; t != nil {
			blame(s.worst, t)
		}
	}
	var requests pathCounter
	for _, name := range []string{"slow", "clients", "agents", "paths", "notfound", "referrers", "vhosts"} {
		t := raw[name]
		if t == nil {
			continue
		}
		rows := firstRows(t, math.MaxInt)
		s.rankings = append(s.rankings, ranking(t, rows[:min(most, len(rows))], s.requests))
		if name == "paths" {
			requests = countPaths(t, rows)
		}
	}
	s.failing, s.failing5 = failingSection(raw[rawFailing5xx], raw[rawFailing4xx], requests, most)
	return s, nil
}

// spanSeconds is the time from the first to the last request, both included.
func spanSeconds(m *aggregate.Meta) float64 {
	return float64(m.Last.Nanos)/1e9 - float64(m.First.Nanos)/1e9 + 1
}

// clockJump is by how much more the clock advanced from the first to the last
// request than time did, in nanoseconds: an hour where summer time began.
func clockJump(m *aggregate.Meta) int64 {
	if !m.First.Valid || !m.Last.Valid {
		return 0
	}
	return (m.Last.Clock() - m.Last.Nanos) - (m.First.Clock() - m.First.Nanos)
}

// record is a row with the names of its values.
type record struct {
	columns []aggregate.Column
	row     []aggregate.Value
}

// only is the one row of a table without keys. Without a table it is empty.
func only(t *aggregate.Table) record {
	if t == nil {
		return record{}
	}
	for row := range t.Rows {
		return record{t.Columns, copyRow(row)}
	}
	return record{}
}

// get is the value of a column, Absent if there is no such column.
func (r record) get(name string) aggregate.Value {
	i := columnIndex(r.columns, name)
	if i < 0 || i >= len(r.row) {
		return aggregate.Value{}
	}
	return r.row[i]
}

func (r record) has(name string) bool { return columnIndex(r.columns, name) >= 0 }

// int is the number in a column, 0 if there is none.
func (r record) int(name string) int64 { return whole(r.get(name)) }

func columnIndex(columns []aggregate.Column, name string) int {
	return slices.IndexFunc(columns, func(c aggregate.Column) bool { return c.Name == name })
}

// whole is the integer v, 0 if it is none.
func whole(v aggregate.Value) int64 {
	n, _ := v.Int.Int64()
	return n
}

// firstRows are so many rows of t at most, which stay valid. Of texts that are
// very long it keeps no more rows than a screen has.
func firstRows(t *aggregate.Table, most int) (rows [][]aggregate.Value) {
	const longTexts = 1 << 20
	size := 0
	for row := range t.Rows {
		if len(rows) == most || len(rows) >= rankingRows && size > longTexts {
			break
		}
		rows = append(rows, copyRow(row))
		for _, v := range row {
			size += len(v.Bytes)
		}
	}
	return rows
}

// copyRow returns a row that stays valid.
func copyRow(row []aggregate.Value) []aggregate.Value {
	own := slices.Clone(row)
	for i := range own {
		own[i].Bytes = slices.Clone(own[i].Bytes)
	}
	return own
}
