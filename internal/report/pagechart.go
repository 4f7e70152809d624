package report

import (
	"slices"
	"strconv"
	"strings"

	"wf/aggregate"
	"wf/parser"
)

// pageSteps is how many steps of time a chart of a page has at most. More would
// make the page heavy; with so many a month can be looked at by ten minutes.
const pageSteps = 6_000

// pageFigure is a chart: numbers for the script, which can zoom, and a drawing
// for paper and for readers without scripts.
type pageFigure struct {
	ID, Title, Kind string
	About           string // what it shows, for who cannot see it
	Start, Step     int64  // of the values, in seconds of the clock
	From, Until     int64  // the range of the axis, in seconds of the clock
	Legend          []pageLegend
	Values          string // of each series; an empty one is 0, or nothing in a chart of latencies
	Silences        string // seconds of the clock, from and until, in pairs
	Drawing         *drawing
}

// pageLegend names a series and says how much it is of the whole range.
type pageLegend struct{ Label, Class, Total string }

// classCounts are requests over time by class.
type classCounts struct {
	start, step int64 // nanoseconds of the clock
	labels      []string
	counts      [][]int64 // by label, then by step
}

// classMetrics are the series of a chart of requests by what counts them, from
// the bottom up: what is rare and bad stands on a flat base.
var classMetrics = []struct{ label, metric string }{
	{"5xx", "count_5xx"}, {"4xx", "count_4xx"}, {"3xx", "count_3xx"}, {"2xx", "count_2xx"},
}

// readClasses reads a table of counts over time. Classes that nothing was
// answered with are left out.
func (s *summary) readClasses(t *aggregate.Table) *classCounts {
	from, until := s.timeline.span()
	c := &classCounts{step: s.timeline.fitStep(pageSteps)}
	c.start = stepBegin(from, c.step)
	cells := stepCount(from, until, c.step)
	key := slices.IndexFunc(t.Columns, func(c aggregate.Column) bool { return c.Key })
	all := columnIndex(t.Columns, "count")
	var columns []int
	for _, m := range classMetrics {
		if i := columnIndex(t.Columns, m.metric); i >= 0 {
			columns = append(columns, i)
			c.labels = append(c.labels, m.label)
		}
	}
	c.labels = append(c.labels, "other")
	if len(columns) == 0 {
		c.labels = []string{"requests"}
	}
	for range c.labels {
		c.counts = append(c.counts, make([]int64, cells))
	}
	for row := range t.Rows {
		if none(row[key]) {
			continue
		}
		clock := min(max(whole(row[key]), -lifetime), lifetime)
		at := (stepBegin(clock, c.step) - c.start) / c.step
		rest := whole(row[all])
		for i, column := range columns {
			n := whole(row[column])
			c.counts[i][at] += n
			rest -= n
		}
		c.counts[len(columns)][at] += rest
	}
	c.dropEmpty()
	return c
}

// dropEmpty leaves out the series without a request.
func (c *classCounts) dropEmpty() {
	labels, counts := c.labels, c.counts
	c.labels, c.counts = nil, nil
	for i := range labels {
		if sumOf(counts[i]) > 0 {
			c.labels, c.counts = append(c.labels, labels[i]), append(c.counts, counts[i])
		}
	}
}

// series is the counts of a label, nil if there are none.
func (c *classCounts) series(label string) []int64 {
	if i := slices.Index(c.labels, label); i >= 0 {
		return c.counts[i]
	}
	return nil
}

// coarser are the counts in at most so many longer steps.
func (c *classCounts) coarser(tl *timeline, cells int) *classCounts {
	from, until := tl.span()
	out := &classCounts{step: max(tl.fitStep(cells), c.step), labels: c.labels}
	out.start = stepBegin(from, out.step)
	for _, counts := range c.counts {
		sums := make([]int64, stepCount(from, until, out.step))
		for i, n := range counts {
			sums[(stepBegin(c.start+int64(i)*c.step, out.step)-out.start)/out.step] += n
		}
		out.counts = append(out.counts, sums)
	}
	return out
}

func sumOf(counts []int64) (sum int64) {
	for _, n := range counts {
		sum += n
	}
	return sum
}

// charts are the charts of the page: requests by class, 5xx among them, and
// latencies, all on one axis. Of a single step there are none.
func (s *summary) charts(raw map[string]*aggregate.Table) []*pageFigure {
	from, until := s.timeline.span()
	if until-from <= s.timeline.step {
		return nil
	}
	classes := s.readClasses(raw[rawTime])
	silences, _ := s.timeline.silences(s.seconds, clockJump(s.meta))
	var pairs []string
	for _, p := range silences {
		end := p.from + s.timeline.step
		pairs = append(pairs, seconds(end), seconds(end+p.length))
	}
	base := pageFigure{
		From: floorSeconds(from), Until: floorSeconds(until), Start: floorSeconds(classes.start), Step: classes.step / second,
		Silences: strings.Join(pairs, ","),
	}
	figures := []*pageFigure{s.requestFigure(base, classes, silences)}
	if errors := classes.series("5xx"); errors != nil {
		figures = append(figures, s.errorFigure(base, classes, silences))
	}
	if f := s.latencyFigure(base, raw[rawLatency], silences); f != nil {
		figures = append(figures, f)
	}
	return figures
}

// requestFigure is the requests, stacked by class.
func (s *summary) requestFigure(base pageFigure, c *classCounts, silences []pause) *pageFigure {
	f := base
	f.ID, f.Title, f.Kind = "chart-requests", "Requests", "stack"
	var values []string
	for i, label := range c.labels {
		f.Legend = append(f.Legend, pageLegend{label, "s-" + label, Count(sumOf(c.counts[i]))})
		values = append(values, sparse(c.counts[i]))
	}
	f.Values = strings.Join(values, "|")
	coarse := c.coarser(&s.timeline, drawnCells)
	f.About = "Requests over time by class of their answer: " + Count(s.requests) + " in all"
	f.Drawing = s.newDrawing(&f, silences)
	f.Drawing.stack(coarse)
	f.Drawing.Every = "every " + strings.ToLower(stepName(coarse.step))
	return &f
}

// errorFigure is the part of the requests that failed. Its values are those of
// the requests.
func (s *summary) errorFigure(base pageFigure, c *classCounts, silences []pause) *pageFigure {
	f := base
	f.ID, f.Title, f.Kind = "chart-errors", "Share of 5xx", "share"
	errors := sumOf(c.series("5xx"))
	f.Legend = []pageLegend{{"5xx", "s-5xx", s.partText(errors)}}
	f.About = "Part of the requests answered with 5xx over time: " + s.partText(errors) + " in all"
	coarse := c.coarser(&s.timeline, drawnCells)
	f.Drawing = s.newDrawing(&f, silences)
	f.Drawing.shares(coarse)
	f.Drawing.Every = "every " + strings.ToLower(stepName(coarse.step))
	return &f
}

// partText is the part of all requests that n are.
func (s *summary) partText(n int64) string {
	return rounded(float64(n)/float64(max(s.requests, 1))) + " %"
}

// percentiles are those of the chart of latencies, from the top down.
var percentiles = []string{"p99", "p95", "p50"}

// latencyFigure is percentiles of durations over time, nil without any.
func (s *summary) latencyFigure(base pageFigure, t *aggregate.Table, silences []pause) *pageFigure {
	if s.latency == nil || len(s.latency.values) == 0 || t == nil || columnIndex(t.Columns, "p99_duration") < 0 {
		return nil
	}
	f := base
	f.ID, f.Title, f.Kind = "chart-latency", "Latency", "lines"
	from, until := s.timeline.span()
	step := s.latency.step
	start := parser.FloorClock(from, step, s.latency.base)
	f.Start, f.Step = floorSeconds(start), step/second
	var lines [][]aggregate.Value
	var values []string
	for _, p := range percentiles {
		l := readLatency(t, p+"_duration")
		var line []aggregate.Value
		var texts []string
		for clock := start; clock < until; clock += step {
			v := l.at(clock)
			line = append(line, v)
			texts = append(texts, string(appendRaw(nil, v)))
		}
		lines = append(lines, line)
		values = append(values, strings.Join(texts, ","))
		text, unit := roughSeconds(number(s.totals.get(p+"_duration")), false)
		f.Legend = append(f.Legend, pageLegend{p, "s-" + p, text + unit})
	}
	f.Values = strings.Join(values, "|")
	f.About = "Percentiles of durations over time"
	f.Drawing = s.newDrawing(&f, silences)
	f.Drawing.lines(lines, start, step)
	f.Drawing.Every = "every " + strings.ToLower(stepName(step))
	return &f
}

// sparse writes counts with commas between, nothing for 0.
func sparse(counts []int64) string {
	var b []byte
	for i, n := range counts {
		if i > 0 {
			b = append(b, ',')
		}
		if n != 0 {
			b = strconv.AppendInt(b, n, 10)
		}
	}
	return string(b)
}

// floorSeconds is a clock of whole seconds in seconds.
func floorSeconds(nanos int64) int64 { return stepBegin(nanos, second) / second }

func seconds(nanos int64) string { return strconv.FormatInt(floorSeconds(nanos), 10) }
