package report

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wf/aggregate"
	"wf/parser"
)

// entry is one request, read the plain way.
type entry struct {
	client, path, agent, referrer, vhost string
	stamp                                parser.Stamp
	status                               int
	bytes                                int64
	duration                             int64 // nanoseconds; noDuration is absent
}

const noDuration = -1

// counter answers the questions of Summary with maps: slowly, and in another
// way than package aggregate does.
type counter struct{ entries []entry }

func (e *entry) key(name string, step int64) aggregate.Value {
	switch name {
	case aggregate.TimeAuto:
		return clock(stepBegin(e.stamp.Clock(), step))
	case aggregate.TimeFit:
		base := int64(0)
		if step%week == 0 {
			base = monday
		}
		return clock(parser.FloorClock(e.stamp.Clock(), step, base))
	case "route":
		return text(idInPath.ReplaceAllString(e.path, "/:id"))
	case "client":
		return absentOr(e.client)
	case "path":
		return absentOr(e.path)
	case "agent":
		return absentOr(e.agent)
	case "referrer":
		return absentOr(e.referrer)
	case "vhost":
		return absentOr(e.vhost)
	case "status":
		return text(strconv.Itoa(e.status))
	}
	panic("bug: key " + name)
}

// idInPath is what a route folds in the paths of made.
var idInPath = regexp.MustCompile(`/[0-9]+$`)

func absentOr(s string) aggregate.Value {
	if s == "-" || s == "" {
		return aggregate.Value{}
	}
	return text(s)
}

func (e *entry) is(where string) bool {
	switch where {
	case "":
		return true
	case whereOther4xx:
		return e.status/100 == 4 && e.status != 404
	case where404:
		return e.status == 404
	case where4xx:
		return e.status/100 == 4
	case where5xx:
		return e.status/100 == 5
	}
	panic("bug: condition " + where)
}

func (c *counter) metric(name string, entries []*entry) aggregate.Value {
	n, distinct := int64(0), map[string]bool{}
	var first, last parser.Stamp
	for i, e := range entries {
		switch name {
		case "count":
			n++
		case "count_5xx", "count_4xx", "count_404":
			where := map[string]string{"count_5xx": where5xx, "count_4xx": where4xx, "count_404": where404}
			if e.is(where[name]) {
				n++
			}
		case "sum_bytes":
			n += e.bytes
		case "distinct_client":
			distinct[e.client] = true
			n = int64(len(distinct))
		case "visitors":
			distinct[e.client+"\x00"+e.agent+"\x00"+wall(e.stamp.Clock()).Format("2006-01-02")] = true
			n = int64(len(distinct))
		}
		if i == 0 || e.stamp.Nanos < first.Nanos {
			first = e.stamp
		}
		if i == 0 || e.stamp.Nanos > last.Nanos {
			last = e.stamp
		}
	}
	switch name {
	case "first":
		return aggregate.Value{Kind: aggregate.Instant, Stamp: first}
	case "last":
		return aggregate.Value{Kind: aggregate.Instant, Stamp: last}
	}
	if of, ok := strings.CutSuffix(name, "_duration"); ok {
		return durationOf(of, entries)
	}
	return integer(n)
}

// durationOf is a metric of durations: the percentiles are exact.
func durationOf(metric string, entries []*entry) aggregate.Value {
	var all []int64
	sum := int64(0)
	for _, e := range entries {
		if e.duration != noDuration {
			all = append(all, e.duration)
			sum += e.duration
		}
	}
	slices.Sort(all)
	switch percent, err := strconv.Atoi(strings.TrimPrefix(metric, "p")); {
	case len(all) == 0:
		return aggregate.Value{}
	case metric == "sum":
		return decimal(sum)
	case metric == "max":
		return decimal(all[len(all)-1])
	case err == nil:
		return decimal(all[(len(all)*percent+99)/100-1])
	}
	panic("bug: metric " + metric)
}

func column(name string) aggregate.Column {
	if strings.HasSuffix(name, "_duration") {
		c := aggregate.Column{Name: name, Kind: aggregate.Decimal, Unit: aggregate.Seconds}
		if name[0] == 'p' {
			c.Approx, c.Error = true, aggregate.PercentileError
		}
		return c
	}
	switch name {
	case "first", "last":
		return aggregate.Column{Name: name, Kind: aggregate.Instant}
	case "sum_bytes":
		return aggregate.Column{Name: name, Kind: aggregate.Integer, Unit: aggregate.Bytes}
	}
	return aggregate.Column{Name: name, Kind: aggregate.Integer}
}

// answer makes the raw table of a question. Its rows are all there, whatever
// the limit, when all is set: so the paths can be looked up.
func (c *counter) answer(a Ask, all bool) *aggregate.Table {
	q := a.Question
	step := minute
	if first, last := c.ends(); last.Nanos-first.Nanos <= fineRange {
		step = second
	}
	fit := c.fitStep()
	if slices.Contains(q.Keys, aggregate.TimeFit) {
		step, _, _ = parser.TimeStep(fit)
	}
	groups := map[string][]*entry{}
	for i := range c.entries {
		if e := &c.entries[i]; e.is(q.Where) {
			id := ""
			for _, k := range q.Keys {
				v := e.key(k, step)
				id += string(appendRaw(nil, v)) + "\x00"
			}
			groups[id] = append(groups[id], e)
		}
	}
	if len(q.Keys) == 0 && len(groups) == 0 {
		groups[""] = nil
	}
	t := &aggregate.Table{Name: q.Name, Total: int64(len(groups))}
	for _, k := range q.Keys {
		if k == aggregate.TimeAuto {
			t.Columns = append(t.Columns, aggregate.Column{Name: k, Key: true, Kind: aggregate.Clock})
		}
		if k == aggregate.TimeFit {
			t.Columns = append(t.Columns, aggregate.Column{Name: fit, Key: true, Kind: aggregate.Clock})
		}
	}
	for _, m := range q.Metrics {
		t.Columns = append(t.Columns, column(m))
	}
	for _, k := range q.Keys {
		if k != aggregate.TimeAuto && k != aggregate.TimeFit {
			t.Columns = append(t.Columns, aggregate.Column{Name: k, Key: true, Kind: aggregate.Text})
		}
	}
	ids := slices.SortedFunc(maps.Keys(groups), func(x, y string) int {
		switch a.View.Sort {
		case aggregate.TimeAuto, aggregate.TimeFit:
			return cmp.Compare(x, y)
		case "p95_duration":
			p := func(id string) float64 { return number(durationOf("p95", groups[id])) }
			return cmp.Or(cmp.Compare(p(y), p(x)), cmp.Compare(x, y))
		}
		return cmp.Or(cmp.Compare(len(groups[y]), len(groups[x])), cmp.Compare(x, y))
	})
	if a.View.Having == slowHaving {
		ids = slices.DeleteFunc(ids, func(id string) bool { return len(groups[id]) < 20 || none(durationOf("max", groups[id])) })
		t.Total = int64(len(ids))
	}
	if a.View.Limit > 0 && !all {
		ids = ids[:min(a.View.Limit, len(ids))]
	}
	var rows [][]aggregate.Value
	for _, id := range ids {
		var row []aggregate.Value
		for _, col := range t.Columns {
			if col.Key {
				key := col.Name
				if key == fit {
					key = aggregate.TimeFit
				}
				row = append(row, groups[id][0].key(key, step))
			} else {
				row = append(row, c.metric(col.Name, groups[id]))
			}
		}
		rows = append(rows, row)
	}
	t.Rows = slices.Values(rows)
	return t
}

// fitStep is the field of time whose steps hold the log in at most 60.
func (c *counter) fitStep() string {
	first, last := c.ends()
	list := []string{"1s", "5s", "10s", "30s", "1m", "5m", "10m", "30m", "1h", "3h", "6h", "12h", "1d", "7d", "28d", "364d"}
	for _, name := range list {
		step, base, _ := parser.TimeStep("time/" + name)
		begin := func(s parser.Stamp) float64 { return float64(parser.FloorClock(s.Clock(), step, base)) }
		if math.Round((begin(last)-begin(first))/float64(step)) < 60 {
			return "time/" + name
		}
	}
	return "time/3640d"
}

func (c *counter) ends() (first, last parser.Stamp) {
	for _, e := range c.entries {
		if !first.Valid || e.stamp.Nanos < first.Nanos {
			first = e.stamp
		}
		if !last.Valid || e.stamp.Nanos > last.Nanos {
			last = e.stamp
		}
	}
	return first, last
}

// report answers all questions for a log that has the fields.
func (c *counter) report(name string, fields ...string) *aggregate.Report {
	r := &aggregate.Report{}
	for _, a := range Summary(func(f string) bool { return slices.Contains(fields, f) }) {
		r.Tables = append(r.Tables, c.answer(a, a.Question.Name == "paths"))
	}
	lines := aggregate.Lines{Total: int64(len(c.entries)), Parsed: int64(len(c.entries))}
	r.Meta = aggregate.Meta{
		Version: "wf 1.0", Lines: lines, Complete: true,
		Files: []aggregate.File{{Name: name, Format: "combined", Lines: lines}},
	}
	if slices.Contains(fields, "time") {
		r.Meta.First, r.Meta.Last = c.ends()
		for _, e := range c.entries {
			if !slices.Contains(r.Meta.Zones, e.stamp.Offset) {
				r.Meta.Zones = append(r.Meta.Zones, e.stamp.Offset)
			}
		}
	}
	return r
}

var combined = regexp.MustCompile(`^(\S+) \S+ .*? \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)?)?`)

// readCombined reads a gzipped log in the combined format, or skips the test.
func readCombined(t *testing.T, path string) *counter {
	f, err := os.Open(path)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	c := &counter{}
	scan := bufio.NewScanner(z)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		m := combined.FindStringSubmatch(scan.Text())
		if m == nil {
			t.Fatalf("not combined: %q", scan.Text())
		}
		at, err := time.Parse("02/Jan/2006:15:04:05 -0700", m[2])
		if err != nil {
			t.Fatal(err)
		}
		_, zone := at.Zone()
		e := entry{client: m[1], referrer: m[6], agent: m[7], stamp: parser.Stamp{Nanos: at.UnixNano(), Offset: int32(zone), Valid: true}}
		e.status, _ = strconv.Atoi(m[4])
		e.bytes, _ = strconv.ParseInt(m[5], 10, 64)
		if words := strings.Fields(m[3]); len(words) > 1 {
			e.path, _, _ = strings.Cut(words[1], "?")
		}
		c.entries = append(c.entries, e)
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

// wordpress is a real log of 37 days, where it is at hand.
func wordpress(t *testing.T) *aggregate.Report {
	path := filepath.Join("..", "..", "..", "shared", "data", "wordpress-2016-combined.log.gz")
	c := readCombined(t, path)
	return c.report(filepath.Base(path), "time", "client", "path", "status", "bytes", "referrer", "agent")
}
