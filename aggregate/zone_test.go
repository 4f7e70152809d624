package aggregate

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wf/internal/expr"
	"wf/parser"
)

// zoneStep cuts an instant to a step of the clock of its zone, of those for which
// package time is sure.
type zoneStep struct {
	field string
	begin func(at time.Time) time.Time
}

var zoneSteps = []zoneStep{
	{"time/10m", func(at time.Time) time.Time { return at.Truncate(10 * time.Minute) }},
	{"time/30m", func(at time.Time) time.Time { return at.Truncate(30 * time.Minute) }},
	{"time/1h", func(at time.Time) time.Time {
		begin := at.Add(-time.Duration(at.Minute()) * time.Minute).Add(-time.Duration(at.Second()) * time.Second)
		change, _ := at.ZoneBounds()
		switch {
		case !begin.Before(change):
			return begin
		case begin.Hour() == at.Hour(): // the change was within the hour
			return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), 0, 0, 0, at.Location())
		}
		return change
	}},
	{"time/6h", func(at time.Time) time.Time {
		return time.Date(at.Year(), at.Month(), at.Day(), at.Hour()/6*6, 0, 0, 0, at.Location())
	}},
	{"time/1d", func(at time.Time) time.Time {
		return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
	}},
}

// zoneRequests draws requests of the days around a change, few in the hours right
// beside it.
func zoneRequests(change time.Time, n int) []request {
	list := requests(n, 20, 17)
	for i := range list {
		at := change.Add(-40*time.Hour + time.Duration(i*7919%(80*3600))*time.Second)
		if away := at.Sub(change).Abs(); away < 3*time.Hour && i%3 > 0 {
			at = change.Add(time.Duration(i%2*8-4) * time.Hour)
		}
		list[i].at = at.In(time.FixedZone("", (i%5-2)*3600))
	}
	return list
}

// plainZone is the rows of a timeline, from the first request to the last.
func plainZone(list []request, zone *time.Location, step zoneStep) (rows []string) {
	counts := map[int64]int{}
	var first, last time.Time
	for i, r := range list {
		begin := step.begin(r.at.In(zone))
		counts[begin.Unix()]++
		if i == 0 || begin.Before(first) {
			first = begin
		}
		if begin.After(last) {
			last = begin
		}
	}
	for at := first; !at.After(last); {
		next := at
		for step.begin(next.In(zone)).Equal(at) {
			next = next.Add(time.Minute)
		}
		n := counts[at.Unix()]
		rows = append(rows, fmt.Sprintf("%s %d %.9g\n", at.In(zone).Format(time.RFC3339), n, float64(n)/next.Sub(at).Seconds()))
		at = next
	}
	return rows
}

// showZone prints a timeline as plainZone does.
func showZone(t *testing.T, c *Counts, v View) string {
	t.Helper()
	table, err := c.Table(v, 2)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for row := range table.Rows {
		s := row[0].Stamp
		n, _ := row[1].Int.Int64()
		at := time.Unix(0, s.Nanos).In(time.FixedZone("", int(s.Offset)))
		if clock, _ := row[0].Int.Int64(); clock != s.Clock() {
			t.Errorf("%v has the clock %d", at, clock)
		}
		fmt.Fprintf(&b, "%s %d %.9g\n", at.Format(time.RFC3339), n, row[2].Float)
		if found, ok := table.Find(row[0]); ok != (n > 0) || ok && showRow(found) != showRow(row) {
			t.Errorf("%v is not found", at)
		}
	}
	return b.String()
}

// zoneChanges are when the clocks of zones went ahead and back.
var zoneChanges = map[string][]time.Time{
	"America/New_York":    {time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC)},
	"Europe/Berlin":       {time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC)},
	"Australia/Lord_Howe": {time.Date(2026, 10, 3, 15, 30, 0, 0, time.UTC), time.Date(2026, 4, 4, 15, 0, 0, 0, time.UTC)},
}

// TestConditionsOnRowsKnowTheZone wants days such as today to be those of the
// zone, for rows as for records.
func TestConditionsOnRowsKnowTheZone(t *testing.T) {
	for _, zone := range []*time.Location{nil, time.UTC, time.FixedZone("", 14*3600)} {
		c := Merge(fillIn(t, Question{Keys: []string{"time/1h"}, Metrics: []string{"count"}}, zone, nil, 1, 1, func(*Partial) {}), 1)
		var env expr.Zoned = rowNames{c}
		if got := env.Zone(); got != zone {
			t.Errorf("got %v, want %v", got, zone)
		}
	}
}

// TestTimelineOfZone compares with package time: an hour that comes twice has two
// rows, one that is left out has none, and each has its offset and its rate.
func TestTimelineOfZone(t *testing.T) {
	metrics := []string{"count", "rate"}
	for name, changes := range zoneChanges {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Skip(err)
		}
		for _, change := range changes {
			list := zoneRequests(change, 400)
			for _, step := range zoneSteps {
				want := plainZone(list, zone, step)
				for _, workers := range []int{1, 2, 3, 8} {
					c := Merge(fillIn(t, Question{Keys: []string{step.field}, Metrics: metrics}, zone, list, workers, 3, func(*Partial) {}), workers)
					if got := showZone(t, c, View{Sort: "time", Gaps: true}); got != strings.Join(want, "") {
						t.Fatalf("%s, %v, %s: %s", name, change, step.field, firstDifference(got, strings.Join(want, "")))
					}
					turned := slices.Clone(want)
					slices.Reverse(turned)
					if got := showZone(t, c, View{Sort: "time", Reverse: true, Gaps: true, Limit: 9}); got != strings.Join(turned[:min(9, len(turned))], "") {
						t.Fatalf("%s, %v, %s: %s", name, change, step.field, got)
					}
				}
			}
			checkZoneFit(t, zone, list, metrics)
		}
	}
}

// checkZoneFit checks that a timeline of no given step is that of the least step
// with at most fitRows, whatever the workers.
func checkZoneFit(t *testing.T, zone *time.Location, list []request, metrics []string) {
	t.Helper()
	fields := []string{"time/30m", "time/1h", "time/3h"}
	rows := map[string]string{}
	fit := ""
	for _, field := range fields {
		c := Merge(fillIn(t, Question{Keys: []string{field}, Metrics: metrics}, zone, list, 1, 3, func(*Partial) {}), 1)
		rows[field] = showZone(t, c, View{Sort: "time", Gaps: true})
		if fit == "" && strings.Count(rows[field], "\n") <= fitRows {
			fit = field
		}
	}
	for _, workers := range []int{1, 2, 3, 8} {
		c := Merge(fillIn(t, Question{Keys: []string{TimeFit}, Metrics: metrics}, zone, list, workers, 5, func(*Partial) {}), workers)
		if c.step.field != fit {
			t.Errorf("%s: %s fits; want %s", zone, c.step.field, fit)
		}
		if got := showZone(t, c, View{Sort: "time", Gaps: true}); got != rows[fit] {
			t.Errorf("%s: %s", zone, firstDifference(got, rows[fit]))
		}
	}
}

// TestChartOfZone checks that a chart is cut by the clock: what it shows twice is
// one row.
func TestChartOfZone(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skip(err)
	}
	list := zoneRequests(zoneChanges["America/New_York"][1], 3000)
	want := map[int64]int64{}
	for _, r := range list {
		_, offset := r.at.In(zone).Zone()
		want[parser.FloorClock(r.at.UnixNano()+int64(offset)*1e9, 60e9, 0)]++
	}
	c := Merge(fillIn(t, Question{Keys: []string{TimeAuto}, Metrics: []string{"count"}}, zone, list, 3, 1, func(*Partial) {}), 3)
	table, err := c.Table(View{Sort: TimeAuto}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for row := range table.Rows {
		clock, _ := row[0].Int.Int64()
		if n, _ := row[1].Int.Int64(); n != want[clock] {
			t.Errorf("%d: %d requests; want %d", clock, n, want[clock])
		}
		delete(want, clock)
	}
	if len(want) > 0 {
		t.Errorf("%d minutes are missing", len(want))
	}
}
