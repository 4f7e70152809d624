package report

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"wf/aggregate"
	"wf/parser"
)

// timedFields are those of logs with durations.
func timedFields() []string { return append(allFields(), "duration", "route") }

// timed is the log that made makes, with durations in milliseconds. Some pages
// take longer than others, all take longer at noon, an outage is waited for,
// and some requests have none.
func timed() *counter {
	random := rand.New(rand.NewPCG(11, 13))
	c := made()
	for i := range c.entries {
		e := &c.entries[i]
		noon := 1 + 4*math.Exp(-math.Pow(float64(e.stamp.Clock()%day-12*hour)/float64(2*hour), 2))
		seconds := 0.02 * noon * float64(1+len(e.path)%7) * math.Exp(0.6*random.NormFloat64())
		switch {
		case e.status == 503:
			seconds = 30
		case strings.HasPrefix(e.path, "/admin"):
			seconds += 1.5
		}
		e.duration = int64(seconds*1e3) * 1e6
		if random.IntN(50) == 0 {
			e.duration = noDuration
		}
	}
	return c
}

func TestSummaryOfDurations(t *testing.T) {
	r := timed().report("access.log", timedFields()...)
	check := func(name string, o Options) {
		t.Helper()
		golden(t, "timed-"+name, drawn(t, r, o))
	}
	for _, width := range []int{60, 80, 100, 200} {
		check(fmt.Sprint(width), Options{Width: width})
	}
	check("100x40", Options{Width: 100, Height: 40})
	check("100x50-color", Options{Width: 100, Height: 50, Color: true})
	check("60x24", Options{Width: 60, Height: 24})
	check("piped-ascii", Options{ASCII: true})
	check("slow", Options{Width: 120, Sections: []string{"slow", "notfound"}})
}

// TestLatencyOfRanges draws p95 over minutes, an hour and years, on cells that
// are its own steps, shorter, and none.
func TestLatencyOfRanges(t *testing.T) {
	c := timed()
	first := c.entries[0].stamp.Nanos
	check := func(name string, stretch, by int64, width int, label string) {
		t.Helper()
		d := &counter{entries: slices.Clone(c.entries)}
		for i := range d.entries {
			d.entries[i].stamp.Offset = 0
			d.entries[i].stamp.Nanos = first + (d.entries[i].stamp.Nanos-first)*stretch/by
		}
		out := drawn(t, d.report("access.log", timedFields()...), Options{Width: width, Sections: []string{"time"}})
		golden(t, "timed-"+name, out)
		found := ""
		for l := range strings.Lines(out) {
			if strings.HasPrefix(l, "p95") {
				found = strings.TrimRight(l[:strings.IndexAny(l, "▁▂▃▄▅▆▇█")], " ")
			}
		}
		if found != label {
			t.Errorf("%s: row %q, want %q, in\n%s", name, found, label, out)
		}
	}
	check("minutes", 1, 1000, 100, "p95")
	check("hour", 1, 120, 100, "p95/5 min")
	check("day", 1, 7, 100, "p95")
	check("day-60", 1, 7, 60, "") // in half hours, for which there is no room
	check("years", 100, 1, 100, "p95/28 d")
}

// TestLatencyCells compares the cells for a step with all lengths there are.
func TestLatencyCells(t *testing.T) {
	for _, field := range []string{"time/1s", "time/5s", "time/30s", "time/1m", "time/10m", "time/3h", "time/12h", "time/1d", "time/7d", "time/28d", "time/364d", "time/3640d"} {
		l := latency{}
		l.step, l.base, _ = parser.TimeStep(field)
		for _, least := range append(steps(), 2*week, 4*week, 8*week, 512*week) {
			want := int64(0)
			for _, step := range append(steps(), 2*week, 4*week, 8*week) {
				begins := step < week || stepBegin(l.base, step) == l.base
				if step >= least && l.step%step == 0 && begins && want == 0 {
					want = step
				}
			}
			if got, ok := l.cell(least); got != want || ok != (want > 0) {
				t.Errorf("%s in cells of at least %v: %v, want %v", field, least, got, want)
			}
		}
	}
}

// TestNoDurations draws a log whose format has durations and whose lines have
// none: as text it is the report of a log without.
func TestNoDurations(t *testing.T) {
	c := timed()
	for i := range c.entries {
		c.entries[i].duration = noDuration
	}
	r := c.report("access.log", timedFields()...)
	want := drawn(t, c.report("access.log", allFields()...), Options{Width: 100})
	if got := drawn(t, r, Options{Width: 100}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := drawn(t, r, Options{Sections: []string{"slow"}}); !strings.HasSuffix(got, "\nslow: nothing to show\n") {
		t.Errorf("got\n%s", got)
	}
	s, err := Sections(r)
	if err != nil {
		t.Fatal(err)
	}
	out := written(t, "json", s, Options{})
	for _, want := range []string{`"p95_duration":null`, `"max_duration":null`, `{"name":"slow","columns":["p95_duration","count","sum_duration","route"],"rows":[],`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in the sections", want)
		}
	}
}

// TestDurationsLackFields draws logs that have durations and lack what others
// have.
func TestDurationsLackFields(t *testing.T) {
	c := timed()
	for _, lacking := range timedFields() {
		fields := slices.DeleteFunc(timedFields(), func(f string) bool { return f == lacking })
		r := c.report("access.log", fields...)
		out := drawn(t, r, Options{Width: 100})
		for _, part := range []struct {
			text  string
			needs []string
		}{{"\nduration   p50 ", []string{"duration"}}, {"\np95 ", []string{"duration", "time"}}, {"\nSLOW ", []string{"duration", "route"}}} {
			if got, want := strings.Contains(out, part.text), !slices.Contains(part.needs, lacking); got != want {
				t.Errorf("without %s: %q is there: %v, want %v, in\n%s", lacking, part.text, got, want, out)
			}
		}
		if _, err := Sections(r); err != nil {
			t.Error(err)
		}
	}
}

func TestSectionsOfDurations(t *testing.T) {
	r := timed().report("access.log", timedFields()...)
	r.Meta.Approx = aggregate.Approximations(r.Tables)
	s, err := Sections(r)
	if err != nil {
		t.Fatal(err)
	}
	if got := tableNames(s); !slices.Equal(got, SectionNames()) {
		t.Errorf("sections %q, want %q", got, SectionNames())
	}
	want := []aggregate.Approx{}
	for _, column := range []string{"totals p50", "totals p95", "totals p99", "time p95", "slow p95"} {
		table, metric, _ := strings.Cut(column, " ")
		want = append(want, aggregate.Approx{Table: table, Column: metric + "_duration", Error: aggregate.PercentileError})
	}
	if !slices.Equal(s.Meta.Approx, want) {
		t.Errorf("estimates %v, want %v", s.Meta.Approx, want)
	}
	for _, table := range s.Tables {
		if slices.Contains([]string{"totals", "time", "slow"}, table.Name) {
			one := &aggregate.Report{Meta: s.Meta, Tables: []*aggregate.Table{table}}
			golden(t, "timed-section-"+table.Name, written(t, "csv", one, Options{}))
		}
	}
}

// TestDurationsFitTheWindow draws them at many widths.
func TestDurationsFitTheWindow(t *testing.T) {
	r := timed().report("access.log", timedFields()...)
	for width := 1; width < 240; width += 11 {
		for _, height := range []int{0, 24, 40} {
			o := Options{Width: width, Height: height, ASCII: width%2 == 0}
			plain := drawn(t, r, o)
			for l := range strings.Lines(plain) {
				if l = strings.TrimSuffix(l, "\n"); textWidth(l) > width || strings.HasSuffix(l, " ") {
					t.Fatalf("width %d: a line of %d columns: %q", width, textWidth(l), l)
				}
			}
			o.Color = true
			if colored := drawn(t, r, o); sgr.Replace(colored) != plain {
				t.Fatalf("width %d: colour changes the text", width)
			}
		}
	}
}

func TestRoughSeconds(t *testing.T) {
	check := func(v float64, want string) {
		t.Helper()
		text, unit := roughSeconds(v, false)
		if got := text + unit; got != want {
			t.Errorf("%v: %q, want %q", v, got, want)
		}
	}
	check(0, "0 s")
	check(1e-9, "1 ns")
	check(45.6e-6, "46 µs")
	check(0.012, "12 ms")
	check(0.0124, "12 ms")
	check(0.3149, "310 ms")
	check(0.996, "1 s")
	check(1.249, "1.2 s")
	check(9.96, "10 s")
	check(30, "30 s")
	check(99.6, "100 s")
	check(119.6, "2 min")
	check(154, "2 min 34 s")
	check(40_000, "11 h")
	check(-0.0123, "-12 ms")
}

// TestEngineOfDurations asks package aggregate: its percentiles are as near to
// the exact ones as it says, and all else is the same.
func TestEngineOfDurations(t *testing.T) {
	c := timed()
	for i := range c.entries {
		e := &c.entries[i]
		e.stamp.Nanos -= e.stamp.Nanos % second
		e.client, e.agent, e.referrer = "192.0.2.1", "-", "-"
		if strings.HasPrefix(e.path, "/lost/") {
			e.path = "/lost"
		}
	}
	fields := []string{"time", "client", "path", "status", "bytes", "duration", "route"}
	get := func(r *aggregate.Report) *summary {
		s, err := gather(r, rankingRows)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	got, want := get(counted(t, c, fields)), get(c.report("access.log", fields...))
	near := func(what string, got, want aggregate.Value) {
		t.Helper()
		if g, w := number(got), number(want); got.Kind != want.Kind || math.Abs(g-w) > w*aggregate.PercentileError {
			t.Errorf("%s: %v, want %v", what, g, w)
		}
	}
	for _, name := range []string{"p50_duration", "p95_duration", "p99_duration", "max_duration"} {
		near(name, got.totals.get(name), want.totals.get(name))
	}
	if got.latency.step != want.latency.step || len(got.latency.values) != len(want.latency.values) {
		t.Fatalf("%d steps of %v, want %d of %v", len(got.latency.values), got.latency.step, len(want.latency.values), want.latency.step)
	}
	for at, v := range want.latency.values {
		near("p95 at "+wall(at).String(), got.latency.values[at], v)
	}
	slow, plain := got.rankings[0], want.rankings[0]
	if slow.name != "slow" || slow.total != plain.total || len(slow.rows) != len(plain.rows) || len(plain.rows) < 3 {
		t.Fatalf("%s: %d rows of %d, want %d of %d", slow.name, len(slow.rows), slow.total, len(plain.rows), plain.total)
	}
	for i, row := range plain.rows {
		near("p95 of "+string(row[3].Bytes), slow.rows[i][0], row[0])
		for j := 1; j < 4; j++ {
			if g, w := Raw(slow.rows[i][j]), Raw(row[j]); g != w {
				t.Errorf("row %d: %s, want %s", i, g, w)
			}
		}
	}
}
