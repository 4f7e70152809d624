package aggregate

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// spread returns requests whose clocks lie within span from start, one of them at
// each end, in any order or in that of time.
func spread(n int, start time.Time, span time.Duration, sorted bool) []request {
	list := requests(n, 90, uint64(span))
	r := rand.New(rand.NewPCG(uint64(span), 8))
	for i := range list {
		list[i].at = start.Add(time.Duration(r.Int64N(int64(span) + 1))).Truncate(time.Second)
	}
	list[0].at, list[1].at = start.Add(span), start
	if sorted {
		slices.SortFunc(list, byInstant(1))
	}
	return list
}

// plainFit is the field of the step that TimeFit should choose: it counts the
// steps from the first to the last one by one.
func plainFit(list []request) string {
	first, last := slices.MinFunc(list, byInstant(1)).at, slices.MinFunc(list, byInstant(-1)).at
	const day = 24 * time.Hour
	for _, step := range []struct {
		field string
		step  time.Duration
	}{
		{"time/1s", time.Second}, {"time/5s", 5 * time.Second}, {"time/10s", 10 * time.Second}, {"time/30s", 30 * time.Second},
		{"time/1m", time.Minute}, {"time/5m", 5 * time.Minute}, {"time/10m", 10 * time.Minute}, {"time/30m", 30 * time.Minute},
		{"time/1h", time.Hour}, {"time/3h", 3 * time.Hour}, {"time/6h", 6 * time.Hour}, {"time/12h", 12 * time.Hour}, {"time/1d", day},
	} {
		if n := 1 + int(last.Truncate(step.step).Sub(first.Truncate(step.step))/step.step); n <= 60 {
			return step.field
		}
	}
	monday := first.Truncate(day).AddDate(0, 0, -(int(first.Weekday())+6)%7)
	if last.Before(monday.AddDate(0, 0, 60*7)) {
		return "time/7d"
	}
	return "a longer one"
}

// TestTimeFit compares the rows by time/fit with those by the step that it
// chooses, over ranges around those at which the step changes.
func TestTimeFit(t *testing.T) {
	metrics := []string{"count", "p50_bytes", "p95_bytes", "stddev_bytes", "distinct_client", "distinct_agent", "visitors", "last", "rate"}
	start := time.Date(2026, 2, 25, 21, 59, 58, 0, time.UTC)
	var spans []time.Duration
	for _, step := range fitSteps[:14] {
		full := time.Duration(60*step.seconds) * time.Second
		spans = append(spans, full-2*time.Second, full+time.Duration(step.seconds)*time.Second)
	}
	for i, span := range append(spans, 0) {
		list := spread(400, start, span, i%4 < 2)
		want := plainFit(list)
		check := func(keys ...string) {
			t.Helper()
			q := Question{Keys: keys, Metrics: metrics}
			for _, workers := range []int{1, 3} {
				c := count(t, q, list, workers, 1)
				if i%2 == 0 {
					c = countBy(t, q, list, workers, 1, func(p *Partial) { p.budget, p.aside.floor = 3000, 9000 })
				}
				table, _ := c.Table(View{}, 1)
				field := table.Columns[0].Name
				if want != field && want != "a longer one" {
					t.Fatalf("%v: the step is that of %s, want %s", span, field, want)
				}
				plain := Question{Keys: slices.Clone(keys), Metrics: metrics}
				plain.Keys[slices.Index(keys, TimeFit)] = field
				if got, want := show(t, c, View{}), show(t, count(t, plain, list, 1, 1), View{}); got != want {
					t.Fatalf("%v by %v, %d workers: %s", span, plain.Keys, workers, firstDifference(got, want))
				}
			}
		}
		check(TimeFit)
		check("status", TimeFit)
	}
}

// TestTimeFitHasFewRows counts hostile ranges: all times that a record can have.
func TestTimeFitHasFewRows(t *testing.T) {
	first, last := time.Date(1678, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2261, 12, 31, 23, 59, 59, 0, time.UTC)
	for _, to := range []time.Time{first.AddDate(1, 0, 0), first.AddDate(59, 0, 0), first.AddDate(290, 0, 0), last} {
		list := spread(300, first, 0, true)
		r := rand.New(rand.NewPCG(9, 9))
		for i := range list[2:] {
			list[i+2].at = time.Unix(first.Unix()+r.Int64N(to.Unix()-first.Unix()+1), 0).UTC()
		}
		list[0].at, list[1].at = to, first
		c := count(t, Question{Keys: []string{TimeFit}, Metrics: []string{"count", "p50_bytes"}}, list, 2, 1)
		table, _ := c.Table(View{Sort: TimeFit}, 1)
		if table.Total > fitRows {
			t.Errorf("%d rows by %s up to %v", table.Total, table.Columns[0].Name, to)
		}
		same := count(t, Question{Keys: []string{table.Columns[0].Name}, Metrics: []string{"count", "p50_bytes"}}, list, 1, 1)
		if got, want := show(t, c, View{}), show(t, same, View{}); got != want {
			t.Errorf("up to %v: %s", to, firstDifference(got, want))
		}
	}
}

// TestStepsAreMadeOfTheOnesBefore checks what coarsening rests on.
func TestStepsAreMadeOfTheOnesBefore(t *testing.T) {
	for _, auto := range autoSteps {
		for i, step := range auto.steps[1:] {
			before := auto.steps[i]
			if step.seconds%before.seconds != 0 || (step.base-before.base)%before.seconds != 0 {
				t.Errorf("%+v is not made of %+v", step, before)
			}
		}
	}
}

// TestCoarseSketches makes rows coarser that have sketches, some that are over
// the bound only together, and rows with windows of samples.
func TestCoarseSketches(t *testing.T) {
	start := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	var list []request
	for i := range 4 * distinctGroup {
		one := request{client: "c" + strconv.Itoa(i), path: "/", agent: "-", status: 200, bytes: i, at: start.Add(time.Duration(i%4) * time.Second)}
		if i < distinctGroup+distinctGroup/2 {
			one.at = start
		}
		list = append(list, one)
	}
	list = append(list, list[0], list[100])
	list[len(list)-2].at = start.Add(3 * time.Hour)
	metrics := []string{"count", "distinct_client", "visitors", "p95_bytes"}
	for _, key := range []string{TimeFit, TimeAuto} {
		want := ""
		for _, workers := range []int{1, 2, 3, 8} {
			c := count(t, Question{Keys: []string{key}, Metrics: metrics}, list, workers, uint64(workers))
			if want == "" {
				field := c.step.field
				want = show(t, count(t, Question{Keys: []string{field}, Metrics: metrics}, list, 1, 1), View{})
			}
			if got := show(t, c, View{}); got != want {
				t.Errorf("%s, %d workers: %s", key, workers, firstDifference(got, want))
			}
		}
	}
}

// TestRateOfAStep checks that a row of a timeline has the rate of its step, and
// all rows together that of the span.
func TestRateOfAStep(t *testing.T) {
	list := spread(600, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), 5*time.Hour, true)
	list[0].at, list[599].at = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 1, 4, 59, 59, 0, time.UTC)
	list = slices.DeleteFunc(list, func(r request) bool { return r.at.Hour() > 4 })
	check := func(seconds float64, keys ...string) {
		t.Helper()
		table, err := count(t, Question{Keys: keys, Metrics: []string{"rate", "count"}}, list, 2, 1).Table(View{}, 1)
		if err != nil {
			t.Fatal(err)
		}
		rate := slices.IndexFunc(table.Columns, func(c Column) bool { return c.Name == "rate" })
		for row := range table.Rows {
			n, _ := row[rate+1].Int.Int64()
			if got := row[rate].Float; got != float64(n)/seconds {
				t.Errorf("%v: %d records are %g a second", keys, n, got)
			}
		}
		if got := table.Totals[rate].Float; got != float64(len(list))/18_000 {
			t.Errorf("%v: %g a second in all", keys, got)
		}
	}
	check(60, "time/1m")
	check(3600, "time/1h", "path")
	check(0.25, "time/250ms")
	check(300, TimeFit)
	check(60, TimeAuto, "client")
	check(18_000, "path")
	check(18_000, "date")
	check(3600, "time/1h", "hour")
	check(3600, "weekday", "time/1h", "date", "path")
	check(300, TimeFit, "weekday")
	check(18_000, "time/1h", "time/1m")
	check(18_000, "time", "time/1h")
	check(18_000, "time")
	if got := strings.TrimSpace(show(t, count(t, Question{Keys: []string{TimeFit}, Metrics: []string{"rate"}}, nil, 1, 1), View{})); got != "" {
		t.Errorf("of nothing: %s", got)
	}
}
