package aggregate

import (
	"fmt"
	"testing"
	"time"

	"wf/parser"
)

// TestLookAheadAfterCoarsening has rows made coarser in a table that is large
// enough to look ahead in, and comes out so small that it is split in the midst
// of the next keys.
func TestLookAheadAfterCoarsening(t *testing.T) {
	const clients = splitRows - 1
	set := parser.NewFieldSet()
	spec, err := Compile(Question{Keys: []string{TimeAuto, "client"}, Metrics: []string{"count"}}, set)
	if err != nil {
		t.Fatal(err)
	}
	format, _ := parser.LookupFormat("combined")
	parse, record, p := format.Compile(set), parser.NewRecord(set), NewPartial(spec, nil)
	start, added := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), int64(0)
	add := func(client int, after time.Duration) {
		one := request{client: fmt.Sprintf("client-%d", client), path: "/", agent: "-", status: 200, at: start.Add(after)}
		if parse.Parse([]byte(one.line()), record) != parser.Parsed {
			t.Fatalf("rejected: %q", one.line())
		}
		p.Add(record)
		added++
	}
	for i := range 4 * clients {
		add(i%clients, time.Duration(i/clients)*time.Second)
	}
	p.Flush()
	if !p.ahead {
		t.Fatal("the table is too small to look ahead")
	}
	for i := range 3 {
		add(i, fineSpan*time.Second+time.Minute) // by the minute from here on
	}
	for i := range pendingKeys - 3 {
		add(i, 0)
	}
	c := Merge([]*Partial{p}, 1)
	if n := getInt64(c.totals); n != added || c.rows != clients+3 {
		t.Errorf("%d records in %d rows, want %d in %d", n, c.rows, added, clients+3)
	}
}
