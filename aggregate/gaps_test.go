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

// TestHavingLeavesNoGaps checks that rows which Having left out do not come back
// as rows of zeros.
func TestHavingLeavesNoGaps(t *testing.T) {
	list := sparse(300, 3*time.Hour, 13)
	for _, keys := range [][]string{{"time/1h"}, {"time/1h", "agent"}} {
		c := count(t, Question{Keys: keys, Metrics: []string{"count", "sum_bytes", "avg_bytes", "share"}}, list, 3, 1)
		all, _ := plainGaps(list, time.Hour, len(keys) == 2, false)
		count := func(row string) int { n, _ := strconv.Atoi(strings.Fields(row)[1]); return n }
		var want []string
		first, last := -1, -1
		for i, row := range all {
			if count(row) >= 3 {
				last = i
				if first < 0 {
					first = i
				}
			}
		}
		clock := func(row string) string { return strings.Fields(row)[0] }
		for _, row := range all {
			inside := clock(row) >= clock(all[first]) && clock(row) <= clock(all[last])
			if inside && (count(row) == 0 || count(row) >= 3) {
				want = append(want, row)
			}
		}
		v := View{Sort: "time", Gaps: true, Having: "count >= 3"}
		if got := show(t, c, v); got != strings.Join(want, "") {
			t.Errorf("%v: %s", keys, firstDifference(got, strings.Join(want, "")))
		}
		if table, _ := c.Table(v, 1); table.Total != int64(len(want)) || table.Unfilled {
			t.Errorf("%v: %d rows; want %d", keys, table.Total, len(want))
		}
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
