package aggregate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// sparse draws requests with long pauses between them.
func sparse(n int, pause time.Duration, seed uint64) []request {
	list := requests(n, 20, seed)
	for i := range list {
		at := list[i].at
		list[i].at = at.Add(time.Duration(i*i%7) * pause)
		list[i].agent = []string{"a", "-", "", "\x00b"}[i%4]
	}
	return list
}

// plainGaps prints what show prints for counts by step, and by agent too if
// agents is set, without gaps.
func plainGaps(list []request, step time.Duration, agents, falling bool) (rows []string, missing int) {
	monday := time.Date(2026, 2, 2, 0, 0, 0, 0, time.UTC)
	clock := func(r request) time.Time {
		wall, _ := time.Parse(time.DateTime, r.at.Format(time.DateTime))
		return monday.Add(wall.Sub(monday) / step * step)
	}
	byStep := map[time.Time]map[string][]request{}
	var first, last time.Time
	others := map[string]string{} // by what orders them
	for i, r := range list {
		at, other := clock(r), ""
		if agents {
			other = " " + shownText(r.agent)
		}
		if i == 0 || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
		if byStep[at] == nil {
			byStep[at] = map[string][]request{}
		}
		byStep[at][other] = append(byStep[at][other], r)
		others[sortText(r.agent)] = other
		if !agents {
			others = map[string]string{"": ""}
		}
	}
	if len(list) == 0 {
		return nil, 0
	}
	steps := int(last.Sub(first) / step)
	for i := range steps + 1 {
		if falling {
			i = steps - i
		}
		at := first.Add(time.Duration(i) * step)
		for _, key := range sortedKeys(others) {
			other := others[key]
			g := byStep[at][other]
			sum := "0"
			if g == nil {
				missing++
			} else {
				sum = measures["sum_bytes"](g, list)
			}
			rows = append(rows, fmt.Sprintf("%s %d %s %s %s%s\n", at.Format("2006-01-02T15:04:05"), len(g),
				sum, measures["avg_bytes"](g, list), ratio(len(g), len(list)), other))
		}
	}
	return rows, missing
}

func sortedKeys(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func TestGaps(t *testing.T) {
	check := func(list []request, step string, length time.Duration) {
		t.Helper()
		for _, keys := range [][]string{{"time/" + step}, {"time/" + step, "agent"}} {
			c := count(t, Question{Keys: keys, Metrics: []string{"count", "sum_bytes", "avg_bytes", "share"}}, list, 3, 1)
			for _, falling := range []bool{false, true} {
				v := View{Sort: keys[0], Reverse: falling, Gaps: true}
				want, missing := plainGaps(list, length, len(keys) == 2, falling)
				table, err := c.Table(v, 2)
				if err != nil {
					t.Fatal(err)
				}
				if missing > maxFilled {
					v.Gaps = false
					want = []string{show(t, c, v)}
					v.Gaps = true
				} else if table.Total != int64(len(want)) {
					t.Errorf("%v: %d rows; want %d", keys, table.Total, len(want))
				}
				if table.Unfilled != (missing > maxFilled) {
					t.Errorf("%v: unfilled is %v with %d missing", keys, table.Unfilled, missing)
				}
				if got := show(t, c, v); got != strings.Join(want, "") {
					t.Errorf("%v: %s", keys, firstDifference(got, strings.Join(want, "")))
				}
			}
		}
	}
	check(nil, "1h", time.Hour)
	check(sparse(1, 0, 3), "1h", time.Hour)
	check(sparse(30, 5*time.Hour, 5), "1h", time.Hour)
	check(sparse(400, 37*time.Minute, 7), "5m", 5*time.Minute)
	check(sparse(50, 40*24*time.Hour, 9), "1w", 7*24*time.Hour)
	check(sparse(20, 3*24*time.Hour, 11), "1m", time.Minute)
	for _, missing := range []int{maxFilled - 1, maxFilled, maxFilled + 1} {
		at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		end := at.Add(time.Duration(missing+1) * time.Second)
		check([]request{{client: "a", agent: "a", path: "/", at: at}, {client: "a", agent: "a", path: "/", at: end}}, "1s", time.Second)
	}
}

// gapViews are conditions, and whether they hold for a row of plainGaps.
var gapViews = []struct {
	having string
	hold   func(clock string, count int) bool
}{
	{"", func(string, int) bool { return true }},
	{"count >= 3", func(_ string, n int) bool { return n >= 3 }},
	{"count < 3", func(_ string, n int) bool { return n < 3 }},
	{"count == 0", func(_ string, n int) bool { return n == 0 }},
	{"sum_bytes == 0 and count == 0", func(_ string, n int) bool { return n == 0 }},
	{"avg_bytes > 0 and count == 0", func(string, int) bool { return false }},
	{`count == 0 and time >= "2026-03-02T00:00:00"`, func(clock string, n int) bool { return n == 0 && clock >= "2026-03-02" }},
	{`count == 0 and time < "1970-01-01"`, func(string, int) bool { return false }},
}

// TestGapsBeforeHavingAndLimit checks that rows are filled in, then chosen, then
// cut, and that a test counts the same rows.
func TestGapsBeforeHavingAndLimit(t *testing.T) {
	list := sparse(300, 3*time.Hour, 13)
	for _, keys := range [][]string{{"time/1h"}, {"time/1h", "agent"}} {
		for _, falling := range []bool{false, true} {
			all, _ := plainGaps(list, time.Hour, len(keys) == 2, falling)
			for _, workers := range []int{1, 2, 3, 8} {
				c := count(t, Question{Keys: keys, Metrics: []string{"count", "sum_bytes", "avg_bytes", "share"}}, list, workers, 1)
				for _, view := range gapViews {
					var want []string
					for _, row := range all {
						n, _ := strconv.Atoi(strings.Fields(row)[1])
						if view.hold(strings.Fields(row)[0], n) {
							want = append(want, row)
						}
					}
					for _, limit := range []int{0, 1, 7, len(all), len(all) + 5} {
						v := View{Sort: "time", Reverse: falling, Gaps: true, Having: view.having, Limit: limit}
						checkGaps(t, c, v, want)
					}
					if view.having != "" {
						checkGapVerdict(t, c, view.having, want, falling)
					}
				}
			}
		}
	}
}

// checkGaps compares a view with the rows that it has without its limit.
func checkGaps(t *testing.T, c *Counts, v View, want []string) {
	t.Helper()
	total := int64(len(want))
	if v.Limit > 0 {
		want = want[:min(v.Limit, len(want))]
	}
	if got := show(t, c, v); got != strings.Join(want, "") {
		t.Errorf("%+v: %s", v, firstDifference(got, strings.Join(want, "")))
	}
	if table, _ := c.Table(v, 1); table.Total != total || table.Unfilled {
		t.Errorf("%+v: %d rows; want %d", v, table.Total, total)
	}
}

// checkGapVerdict compares what Test says with the rows that a condition holds
// for: of those with the most records it names the first.
func checkGapVerdict(t *testing.T, c *Counts, condition string, rows []string, falling bool) {
	t.Helper()
	v, err := c.Test(condition, true, 2)
	if err != nil {
		t.Fatal(err)
	}
	if v.Holds != (len(rows) > 0) || v.Rows != int64(len(rows)) {
		t.Errorf("%s: %v, %d rows; want %d", condition, v.Holds, v.Rows, len(rows))
	}
	if len(rows) == 0 || falling {
		return
	}
	most := func(row string) int { n, _ := strconv.Atoi(strings.Fields(row)[1]); return n }
	first := slices.MaxFunc(rows, func(a, b string) int { return most(a) - most(b) })
	got := showValue(v.Key[0].Value)
	if len(v.Key) > 1 {
		got += " " + showValue(v.Key[1].Value)
	}
	fields := strings.SplitN(strings.TrimSuffix(first, "\n"), " ", 6)
	if want := strings.Join(append(fields[:1], fields[5:]...), " "); got != want {
		t.Errorf("%s: %s is named; want %s", condition, got, want)
	}
}

// TestVerdictOfUnfilledGaps checks that one gap of too many is enough.
func TestVerdictOfUnfilledGaps(t *testing.T) {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	check := func(list []request, keys []string, condition, want string) {
		t.Helper()
		for _, workers := range []int{1, 2, 3, 8} {
			v, err := count(t, Question{Keys: keys, Metrics: []string{"count"}}, list, workers, 1).Test(condition, true, 2)
			if err != nil {
				t.Fatal(err)
			}
			got := fmt.Sprint(v.Rows)
			for _, k := range v.Key {
				got += " " + showValue(k.Value)
			}
			if got != want || v.Holds != (v.Rows > 0) {
				t.Errorf("%v, %s: got %s; want %s", keys, condition, got, want)
			}
		}
	}
	far := []request{{client: "a", agent: "x", path: "/", at: at}, {client: "a", agent: "x", path: "/", at: at.Add(time.Second)},
		{client: "a", agent: "x", path: "/", at: at.AddDate(9, 0, 0)}}
	check(far, []string{"time/1s"}, "count == 0", "1 2026-03-01T00:00:02")
	check(far, []string{"time/1s"}, "count > 0", "3 2026-03-01T00:00:00")
	check(far, []string{"time/1s"}, "count >= 0", "4 2026-03-01T00:00:00")
	check(far, []string{"time/1s", "agent"}, "count < 1", `1 2026-03-01T00:00:02 "x"`)
	var wide []request // two steps of many agents: all of one, one of the other
	for i := range 2 * maxFilled {
		wide = append(wide, request{client: "a", agent: fmt.Sprintf("%05d", i), path: "/", at: at})
	}
	wide = append(wide, request{client: "a", agent: "00000", path: "/", at: at.Add(time.Hour)})
	check(wide, []string{"time/1h", "agent"}, "count == 0", `1 2026-03-01T01:00:00 "00001"`)
	check(wide[:2*maxFilled], []string{"time/1h", "agent"}, "count == 0", "0")
	c := count(t, Question{Keys: []string{"agent"}, Metrics: []string{"count"}}, far, 1, 1)
	if _, err := c.Test("count == 0", true, 1); err == nil {
		t.Error("gaps of agents")
	}
}

// TestGapsOfEndsOfTime checks that the first and the last time there is leave
// the gaps between them open.
func TestGapsOfEndsOfTime(t *testing.T) {
	var list []request
	for _, year := range []int{1678, 1900, 2261} {
		list = append(list, request{client: "a", path: "/" + strconv.Itoa(year), agent: "-", at: time.Date(year, 5, 1, 0, 0, 0, 0, time.UTC)})
	}
	for _, step := range []string{"time/1ms", "time/1h", "time/100000d"} {
		c := count(t, Question{Keys: []string{step, "path"}, Metrics: []string{"count"}}, list, 1, 1)
		table, err := c.Table(View{Sort: step, Gaps: true}, 1)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for row := range table.Rows {
			if n, _ := row[1].Int.Int64(); n == 1 {
				rows++
			}
		}
		if rows != len(list) {
			t.Errorf("%s: %d rows with requests; want %d", step, rows, len(list))
		}
	}
}
