package report

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-runewidth"

	"wf/aggregate"
	"wf/parser"
)

func allFields() []string {
	return []string{"time", "client", "path", "status", "bytes", "referrer", "agent", "vhost"}
}

// made is the log of a site of our own: six days in which summer time begins
// (31 March), with a night's silence, an outage that lasts 25 minutes, a
// scanner, and requests that attack who reads the report.
func made() *counter {
	random := rand.New(rand.NewPCG(7, 42))
	attacks := hostile()
	c := &counter{}
	const start = 1774569600e9 // 2026-03-27T00:00:00Z
	const changes = 1774746000e9
	for at := int64(start); at < start+6*day; at += int64(random.ExpFloat64() * 40e9) {
		if hours := (at - start) / hour; hours >= 30 && hours < 34 {
			continue
		}
		e := entry{
			client: fmt.Sprintf("192.0.2.%d", random.IntN(40)*random.IntN(6)),
			path:   fmt.Sprintf("/page/%d", random.IntN(12)*random.IntN(12)),
			agent:  "Mozilla/5.0 (compatible; Somebot/2.1; +http://bot.example/)", referrer: "-",
			vhost: "www.example", status: 200, bytes: int64(random.IntN(90_000)),
			stamp: parser.Stamp{Nanos: at, Offset: 3600, Valid: true},
		}
		if at >= changes {
			e.stamp.Offset = 7200
		}
		if random.IntN(9) == 0 {
			e.agent, e.referrer = "curl/8.5.0", "https://search.example/?q=wide+finder"
		}
		switch minutes := (at - start) / minute; {
		case minutes >= 4000 && minutes < 4025:
			e.status = 503
		case random.IntN(300) == 0:
			e.status = 500
		case random.IntN(20) == 0:
			e.status, e.path = 404, "/lost/"+attacks[random.IntN(len(attacks))]
		case random.IntN(60) == 0:
			e.status, e.path, e.client = 403, "/admin/login/with/a/rather/long/path/index.html", "2001:db8:85a3:8d3:1319:8a2e:370:7348"
		}
		if random.IntN(200) == 0 {
			e.agent, e.client, e.referrer = attacks[random.IntN(len(attacks))], "\x1b[31mhost\n", "\u202e"
		}
		c.entries = append(c.entries, e)
	}
	return c
}

// drawn is the bare report of r.
func drawn(t *testing.T, r *aggregate.Report, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteSummary(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteSummary(t *testing.T) {
	r := made().report("access.log", allFields()...)
	check := func(name string, o Options) {
		t.Helper()
		golden(t, "summary-"+name, drawn(t, r, o))
	}
	for _, width := range []int{60, 80, 100, 120, 200} {
		check(fmt.Sprint(width), Options{Width: width})
	}
	check("60x24", Options{Width: 60, Height: 24})
	check("80x24", Options{Width: 80, Height: 24})
	check("100x40", Options{Width: 100, Height: 40})
	check("100x40-color", Options{Width: 100, Height: 40, Color: true})
	check("120x40-ascii", Options{Width: 120, Height: 40, ASCII: true})
	check("piped-ascii", Options{ASCII: true})
	if got, want := drawn(t, r, Options{}), drawn(t, r, Options{Width: 80}); got != want {
		t.Errorf("piped it differs from 80 columns:\n%s", got)
	}
}

// TestLackingFields draws logs that lack what others have.
func TestLackingFields(t *testing.T) {
	c := made()
	for _, lacking := range allFields() {
		fields := slices.DeleteFunc(allFields(), func(f string) bool { return f == lacking })
		golden(t, "summary-no-"+lacking, drawn(t, c.report("access.log", fields...), Options{Width: 100, Height: 40}))
	}
	golden(t, "summary-path-only", drawn(t, c.report("-", "path"), Options{}))
	golden(t, "summary-empty", drawn(t, (&counter{}).report("empty.log", "path", "client", "status", "bytes", "agent"), Options{}))
	golden(t, "summary-empty-times", drawn(t, (&counter{}).report("empty.log", allFields()...), Options{}))
	one := &counter{entries: c.entries[:1]}
	golden(t, "summary-one", drawn(t, one.report("one.log", allFields()...), Options{}))
}

// TestShortRanges draws logs of an hour, of minutes and of years.
func TestShortRanges(t *testing.T) {
	c := made()
	check := func(name string, stretch, by int64) {
		t.Helper()
		d := &counter{entries: slices.Clone(c.entries)}
		first := d.entries[0].stamp.Nanos
		for i := range d.entries {
			d.entries[i].stamp.Offset = 0
			d.entries[i].stamp.Nanos = first + (d.entries[i].stamp.Nanos-first)*stretch/by
		}
		golden(t, "summary-"+name, drawn(t, d.report("access.log", allFields()...), Options{Width: 100}))
	}
	check("minutes", 1, 1000)
	check("hour", 1, 120)
	check("day", 1, 7)
	check("years", 100, 1)
}

func TestIncomplete(t *testing.T) {
	r := made().report("a\x1b[2J.log", allFields()...)
	r.Meta.Complete = false
	r.Meta.Errors = []string{"b.log: permission denied", "c\x07.log: no known format", "d.log: is a directory", "e.log: truncated", "f"}
	r.Meta.Lines.Rejected = aggregate.Rejected{Format: 3, TooLong: 2}
	r.Meta.Lines.Blank, r.Meta.Lines.Filtered = 7, 12345
	for _, name := range []string{"b.log", "c.log"} {
		r.Meta.Files = append(r.Meta.Files, aggregate.File{Name: name, Format: "nginx-json"})
	}
	head, _, _ := strings.Cut(drawn(t, r, Options{Width: 80}), "\n\n")
	golden(t, "summary-incomplete", head+"\n")
	r.Meta.Errors = nil
	if !strings.Contains(drawn(t, r, Options{}), "\nincomplete\n\n") {
		t.Error("an incomplete report does not say so")
	}
}

func TestSummaryFitsItsWindow(t *testing.T) {
	c := runewidth.Condition{StrictEmojiNeutral: true}
	r := made().report("access\u202e.log", allFields()...)
	for width := 1; width < 240; width += 7 {
		for _, height := range []int{0, 12, 24, 40, 100} {
			o := Options{Width: width, Height: height, ASCII: width%2 == 0}
			plain := drawn(t, r, o)
			safe(t, "the summary", plain, "\n")
			lines := strings.Split(strings.TrimSuffix(plain, "\n"), "\n")
			for _, l := range lines {
				if c.StringWidth(l) > width || strings.HasSuffix(l, " ") {
					t.Fatalf("width %d: a line of %d columns: %q", width, c.StringWidth(l), l)
				}
			}
			if least := 13; height > least && len(lines) >= height {
				t.Fatalf("%d lines in a window of %d", len(lines), height)
			}
			o.Color = true
			if colored := drawn(t, r, o); sgr.Replace(colored) != plain || colored == plain {
				t.Fatalf("width %d: colour changes the text", width)
			}
		}
	}
}

func TestSummaryOfSections(t *testing.T) {
	r := made().report("access.log", allFields()...)
	all := Options{Width: 120, Height: 24, Sections: SectionNames()}
	if got := drawn(t, r, all); got != drawn(t, r, Options{Width: 120}) {
		t.Errorf("all sections in a window are not those of a file:\n%s", got)
	}
	golden(t, "summary-sections", drawn(t, r, Options{Width: 120, Height: 5, Sections: []string{"time", "agents", "paths", "notfound"}}))
}

func TestSummaryErrors(t *testing.T) {
	r := made().report("access.log", allFields()...)
	size := len(drawn(t, r, Options{}))
	for left := 0; left < size; left += 97 {
		if err := WriteSummary(&failing{left}, r, Options{}); !errors.Is(err, errFull) {
			t.Fatalf("error after %d of %d bytes: %v", left, size, err)
		}
	}
	other := &aggregate.Report{Tables: []*aggregate.Table{few("top")}}
	if err := WriteSummary(io.Discard, other, Options{}); err == nil || !strings.Contains(err.Error(), `["top"]`) {
		t.Errorf("the tables of another question: %v", err)
	}
	if _, err := Sections(other); err == nil {
		t.Error("the sections of another question: no error")
	}
}

func TestSections(t *testing.T) {
	r := made().report("access.log", allFields()...)
	r.Meta.Approx = []aggregate.Approx{
		{Table: "totals", Column: "visitors", Error: 0.004},
		{Table: "totals_5xx", Column: "distinct_client", Error: 0.004},
		{Table: "failing_5xx", Column: "distinct_client", Error: 0.02},
		{Table: "failing_4xx", Column: "distinct_client", Error: 0.02},
	}
	s, err := Sections(r)
	if err != nil {
		t.Fatal(err)
	}
	want := slices.DeleteFunc(SectionNames(), func(name string) bool { return name == "slow" }) // which takes durations
	if got := tableNames(s); !slices.Equal(got, want) {
		t.Errorf("sections %q, want %q", got, want)
	}
	golden(t, "sections-json", written(t, "json", s, Options{}))
	golden(t, "sections-md", written(t, "md", s, Options{}))
	for _, table := range s.Tables {
		one := &aggregate.Report{Meta: s.Meta, Tables: []*aggregate.Table{table}}
		golden(t, "section-"+table.Name, written(t, "csv", one, Options{}))
	}
}

// TestSectionsAddUp checks the sections against the requests themselves.
func TestSectionsAddUp(t *testing.T) {
	c := made()
	s, err := gather(c.report("access.log", allFields()...), rankingRows)
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range []int{2, 7, 60, 100, 1000} {
		step, sum := s.timeline.fitStep(cells), tick{}
		filled := s.timeline.filled(step)
		if len(filled) > cells {
			t.Errorf("%d cells, want at most %d", len(filled), cells)
		}
		for i, f := range filled {
			sum = tick{0, sum.all + f.all, sum.e4xx + f.e4xx, sum.e5xx + f.e5xx}
			if i > 0 && f.clock != filled[i-1].clock+step {
				t.Errorf("cell %d begins at %v", i, wall(f.clock))
			}
		}
		want := tick{all: int64(len(c.entries))}
		for _, e := range c.entries {
			switch e.status / 100 {
			case 4:
				want.e4xx++
			case 5:
				want.e5xx++
			}
		}
		if sum != want {
			t.Errorf("cells of %v add up to %+v, want %+v", step, sum, want)
		}
	}
	for _, o := range s.worst {
		errors, requests, clients := int64(0), int64(0), map[string]int64{}
		for _, e := range c.entries {
			if at := e.stamp.Clock(); o.from <= at && at < o.until {
				requests++
				if e.status/100 == 5 {
					errors++
					clients[e.client]++
				}
			}
		}
		if errors != o.errors || requests != o.requests || int64(len(clients)) != o.clients || clients[string(o.client)] != o.most {
			t.Errorf("outage %+v, want %d errors of %d requests, clients %v", o, errors, requests, clients)
		}
	}
	if length := s.worst[0].until - s.worst[0].from; length < 20*minute || length > 40*minute {
		t.Errorf("the outage of 25 minutes is one of %d", length/minute)
	}
}

func TestSilence(t *testing.T) {
	at := func(clocks ...int64) *timeline {
		tl := &timeline{step: minute}
		for _, c := range clocks {
			tl.ticks = append(tl.ticks, tick{clock: c * minute, all: 100})
		}
		return tl
	}
	check := func(tl *timeline, jump int64, times int, total, from int64) {
		t.Helper()
		s := tl.silence(3600, jump)
		if s.times != times || s.total != total*minute || s.from != from*minute {
			t.Errorf("%d times, %d minutes, from %d; want %d, %d, %d", s.times, s.total/minute, s.from/minute, times, total, from)
		}
	}
	check(at(), 0, 0, 0, 0)
	check(at(5), 0, 0, 0, 0)
	check(at(0, 1, 2, 12), 0, 0, 0, 0)
	check(at(0, 1, 2, 13), 0, 1, 10, 2)
	check(at(0, 11, 32, 33), 0, 2, 30, 11)
	check(at(119, 180, 181), 0, 1, 60, 119)
	check(at(119, 180, 181), hour, 0, 0, 0)    // summer time
	check(at(119, 200, 201), hour, 1, 20, 119) // and twenty minutes besides
	check(at(0, 100, 161, 162), hour, 1, 99, 0)
	check(at(0, 1, 101, 102), -hour, 1, 99, 1)
	check(at(0, 1, 2), hour, 0, 0, 0)
}

// TestWildClocks draws logs whose clocks are as wrong as they can be.
func TestWildClocks(t *testing.T) {
	wild := []int64{-1 << 63, 1<<63 - 1, 0, 1, -1, 1774569600e9, -lifetime, lifetime}
	for _, a := range wild {
		for _, b := range wild {
			first, last := min(a, b), max(a, b)
			c := &counter{}
			for _, at := range []int64{first, last} {
				c.entries = append(c.entries, entry{client: "a", path: "/", status: 500, stamp: parser.Stamp{Nanos: at, Valid: true}})
			}
			r := c.report("wild.log", timedFields()...)
			if out := drawn(t, r, Options{Width: 100}); !strings.Contains(strings.Join(strings.Fields(out), " "), " 5xx 2 100 %; 1 client; ") {
				t.Errorf("from %d to %d:\n%s", first, last, out)
			}
			if _, err := Sections(r); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestQuestionsCompile binds the questions to a parser's fields.
func TestQuestionsCompile(t *testing.T) {
	none := Summary(func(string) bool { return false })
	if len(none) != 1 || !slices.Equal(none[0].Question.Metrics, []string{"count"}) {
		t.Errorf("without any field the questions are %+v", none)
	}
	for _, a := range Summary(func(string) bool { return true }) {
		if _, err := aggregate.Compile(a.Question, parser.NewFieldSet()); err != nil {
			t.Errorf("%s: %v", a.Question.Name, err)
		}
	}
}

// TestEngine asks the questions of package aggregate and of maps: the reports
// are the same to the byte.
func TestEngine(t *testing.T) {
	c := made()
	for i := range c.entries {
		e := &c.entries[i]
		e.vhost = "-" // which the combined format has not, nor parts of seconds
		e.stamp.Nanos -= e.stamp.Nanos % second
		e.client = strings.TrimSpace(logged(e.client))
		e.path = strings.NewReplacer(" ", "+", "?", "+").Replace(logged(e.path))
		e.agent, e.referrer = logged(e.agent), logged(e.referrer)
	}
	fields := []string{"time", "client", "path", "status", "bytes", "referrer", "agent"}
	plain := c.report("access.log", fields...)
	engine := counted(t, c, fields)
	engine.Meta = plain.Meta
	for _, o := range []Options{{}, {Width: 120}} {
		if got, want := drawn(t, engine, o), drawn(t, plain, o); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
	got, err := Sections(engine)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Sections(plain)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got.Tables {
		one := func(r *aggregate.Report) string {
			return written(t, "tsv", &aggregate.Report{Tables: r.Tables[i : i+1]}, Options{})
		}
		g, w := one(got), one(want)
		if got.Tables[i].Name == "paths" {
			w = w[:min(len(w), len(g))] // the plain table has them all, to be looked up
		}
		if g != w {
			t.Errorf("%s: got\n%s\nwant\n%s", got.Tables[i].Name, g, w)
		}
	}
}

// counted is the report of c's log, parsed and counted as a run does it.
func counted(t *testing.T, c *counter, fields []string) *aggregate.Report {
	t.Helper()
	return answered(t, c, fields, Summary)
}

// answered is what c's log answers to questions.
func answered(t testing.TB, c *counter, fields []string, questions func(has func(string) bool) []Ask) *aggregate.Report {
	t.Helper()
	format, _ := parser.LookupFormat("combined")
	if slices.Contains(fields, "duration") {
		var err error
		if format, err = parser.NewFormat("combined $request_time"); err != nil {
			t.Fatal(err)
		}
	}
	set := parser.NewFieldSet()
	var specs []*aggregate.Spec
	var partials []*aggregate.Partial
	asks := questions(func(f string) bool { return slices.Contains(fields, f) })
	for _, a := range asks {
		spec, err := aggregate.Compile(a.Question, set)
		if err != nil {
			t.Fatal(err)
		}
		specs = append(specs, spec)
	}
	for _, spec := range specs {
		partials = append(partials, aggregate.NewPartial(spec, nil))
	}
	lines, record := format.Compile(set), parser.NewRecord(set)
	for _, e := range c.entries {
		record.Reset("access.log")
		line := e.line()
		if slices.Contains(fields, "duration") {
			line = append(append(line, ' '), e.seconds()...)
		}
		if lines.Parse(line, record) != parser.Parsed {
			t.Fatalf("not parsed: %q", line)
		}
		for _, p := range partials {
			p.Add(record)
			p.Flush()
		}
	}
	r := &aggregate.Report{}
	for i, a := range asks {
		table, err := aggregate.Merge(partials[i:i+1], 2).Table(a.View, 2)
		if err != nil {
			t.Fatal(err)
		}
		r.Tables = append(r.Tables, table)
	}
	return r
}

// logged is a text as servers write it between quotes.
func logged(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			fmt.Fprintf(&b, `\x%02x`, c)
		} else {
			b.WriteByte(c)
		}
	}
	return cmp.Or(b.String(), "-")
}

// seconds is the duration of e as nginx writes it.
func (e *entry) seconds() string {
	if e.duration == noDuration {
		return "-"
	}
	return fmt.Sprintf("%.3f", float64(e.duration)/1e9)
}

// line is e, its texts as they are, in the combined format.
func (e *entry) line() []byte {
	at := time.Unix(0, e.stamp.Nanos).In(time.FixedZone("", int(e.stamp.Offset)))
	return fmt.Appendf(nil, `%s - - [%s] "GET %s HTTP/1.1" %d %d "%s" "%s"`, e.client,
		at.Format("02/Jan/2006:15:04:05 -0700"), e.path, e.status, e.bytes, e.referrer, e.agent)
}

// TestWordpress draws a log of the world, and finds in it what awk does.
func TestWordpress(t *testing.T) {
	r := wordpress(t)
	out := drawn(t, r, Options{Width: 100, Height: 40})
	for _, want := range []string{
		"combined  206,860 lines, 0 rejected\n",
		"Sat 20 Feb 2016 00:00:45 to Mon 28 Mar 14:59:20, 37 d 14 h, clock as logged (-0500, then -0400)\n",
		"requests   206,860   3.8/min; peak 448 in a minute, Tue 1 Mar 15:35\n",
		"5xx          1,106   0.53 %; 156 clients; first 20 Feb 05:52, last 28 Mar 12:56, 2 h before the end\n",
		"4xx         27,842   13.5 %; 3,313 clients; 21,611 are 404\n",
		"silent     5 d 1 h   5 times; longest 48 h from Fri 26 Feb 23:59, last 15 h from Fri 25 Mar 08:59\n",
		"bytes      5.80 GB   8,799 clients; 30,270 visitors\n",
		"EVERY 12 H 20 Feb        27 Feb        5 Mar         12 Mar        19 Mar        26 Mar\n",
		"Sun 27 Mar 03:20   91  42.9 %        1  ",
		"Tue  8 Mar 03:30   67  39.0 %        2  ",
		"Wed  9 Mar 02:40   44  54.3 %        1  ",
		"     52    0.9 %       27  20 Feb 22:49  28 Mar 10:38  500     /wp-login.php\n",
		"     33   11.6 %        5  20 Feb 11:40  28 Mar 11:37  500     /th1s_1s_a_4o4.html\n",
		"  2,221   37.2 %      454  20 Feb 09:42  28 Mar 14:54  403     /wp-login.php\n",
		" 37,506  18.1 %       2      0 B  192.0.101.226    56,288  27.2 %       3  jetmon/1.0",
		" 5,972   2.9 %   4,229  /wp-login.php                 66        3  /CHANGELOG.txt\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	first := strings.Join(strings.SplitAfter(out, "\n")[:15], "")
	for _, question := range []string{"5xx ", "silent ", "before the end\n", "FAILING ", " 406     /wp-login.php\n"} {
		if !strings.Contains(first, question) {
			t.Errorf("no %q in the first fifteen lines:\n%s", question, first)
		}
	}
	if lines := strings.Count(out, "\n"); lines != 39 {
		t.Errorf("%d lines, want 39", lines)
	}
}
