package report

import (
	"strings"
	"testing"

	"wf/aggregate"
	"wf/parser"
)

// countLines answers questions about the entries of c as a run does.
func countLines(t *testing.T, c *counter, questions []aggregate.Question, views []aggregate.View) []*aggregate.Table {
	t.Helper()
	format, err := parser.NewFormat("combined $request_time")
	if err != nil {
		t.Fatal(err)
	}
	set := parser.NewFieldSet()
	var partials []*aggregate.Partial
	var specs []*aggregate.Spec
	for _, q := range questions {
		spec, err := aggregate.Compile(q, set)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		specs = append(specs, spec)
	}
	for _, spec := range specs {
		partials = append(partials, aggregate.NewPartial(spec, nil))
	}
	lines, record := format.Compile(set), parser.NewRecord(set)
	for _, e := range c.entries {
		record.Reset("access.log")
		line := append(append(e.line(), ' '), e.seconds()...)
		if lines.Parse(line, record) != parser.Parsed {
			t.Fatalf("not parsed: %q", line)
		}
		for _, p := range partials {
			p.Add(record)
			p.Flush()
		}
	}
	var tables []*aggregate.Table
	for i := range questions {
		table, err := aggregate.Merge(partials[i:i+1], 2).Table(views[i], 2)
		if err != nil {
			t.Fatal(err)
		}
		tables = append(tables, table)
	}
	return tables
}

// TestConditionsKeepTheirRows counts with the condition of each row of tables
// with every kind of key: it keeps as many records as the row has.
func TestConditionsKeepTheirRows(t *testing.T) {
	c := timed()
	c.entries = c.entries[:1500]
	for i := range c.entries {
		e := &c.entries[i]
		e.stamp.Nanos -= e.stamp.Nanos % second
		e.client = strings.TrimSpace(logged(e.client))
		e.path = strings.NewReplacer(" ", "+").Replace(logged(e.path))
		e.agent, e.referrer = logged(e.agent), logged(e.referrer)
	}
	var questions []aggregate.Question
	var views []aggregate.View
	for _, keys := range []string{
		"client", "client/24", "path", "agent", "referrer", "status", "class", "time/1h", "date", "hour", "weekday", "bytes/10k",
		"duration/log", "duration/100ms", "route", "ext", "bot", "query", "method,proto", "status,path", "time", "bytes", "duration",
	} {
		questions = append(questions, aggregate.Question{Name: keys, Keys: strings.Split(keys, ","), Metrics: []string{"count"}})
		views = append(views, aggregate.View{Sort: "count", Limit: 25})
	}
	lines, err := TableScreen(&aggregate.Report{Tables: countLines(t, c, questions, views)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	var again []aggregate.Question
	for _, l := range lines {
		for _, row := range l.Rows {
			if row.Filter == "" {
				t.Fatalf("no condition: %s", l.Text)
			}
			texts = append(texts, l.Text)
			again = append(again, aggregate.Question{Name: row.Section, Metrics: []string{"count"}, Where: row.Filter})
		}
	}
	for i, table := range countLines(t, c, again, make([]aggregate.View, len(again))) {
		count := Count(only(table).int("count"))
		if fields := strings.Fields(texts[i]); fields[0] != count && (len(fields) < 2 || fields[1] != count) {
			t.Errorf("%s keeps %s records of %q", again[i].Where, count, texts[i])
		}
	}
}
