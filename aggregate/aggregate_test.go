package aggregate

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// keysOfRequests are keys of the tests: the Question's names, and how show
// prints the values and what orders them.
var keysOfRequests = []struct {
	names []string
	key   func(r request) (shown, sort string)
	time  bool // the key stands in front of the measures
}{
	{[]string{"path"}, func(r request) (string, string) { return strconv.Quote(r.path), r.path }, false},
	{[]string{"agent"}, func(r request) (string, string) { return shownText(r.agent), sortText(r.agent) }, false},
	{[]string{"agent", "client"}, func(r request) (string, string) {
		return shownText(r.agent) + " " + strconv.Quote(r.client), sortText(r.agent) + sortable(r.client)
	}, false},
	{[]string{"status", "path", "agent"}, func(r request) (string, string) {
		status := strconv.Itoa(r.status)
		return strconv.Quote(status) + " " + strconv.Quote(r.path) + " " + shownText(r.agent),
			status + sortable(r.path) + sortText(r.agent)
	}, false},
	{[]string{"time/1h"}, func(r request) (string, string) {
		hour := r.at.Format("2006-01-02T15") + ":00:00"
		return hour, hour
	}, true},
}

func shownText(s string) string {
	if s == "-" {
		return "-"
	}
	return strconv.Quote(s)
}

// sortText orders texts as bytes, absent first.
func sortText(s string) string {
	if s == "-" {
		return "/"
	}
	return sortable(s)
}

// sortable makes a text that a shorter one with the same beginning precedes,
// also with something behind both.
func sortable(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteString("1" + string([]byte{'0' + s[i]>>4, '0' + s[i]&15}))
	}
	return b.String() + "0"
}

func TestTablesEqualThePlainCount(t *testing.T) {
	names := slices.Sorted(maps.Keys(measures))
	names = append([]string{"count"}, slices.DeleteFunc(names, func(s string) bool { return s == "count" })...)
	workerCounts, most := []int{1, 2, 3, 8}, 15_000
	if testing.Short() {
		workerCounts, most = []int{1, 3}, 3_000
	}
	for _, size := range []struct{ n, keys int }{{0, 1}, {1, 1}, {300, 5}, {2 * most / 5, 300}, {most, 4 * most}} {
		list := requests(size.n, size.keys, uint64(size.n))
		for _, keys := range keysOfRequests {
			names := names
			if keys.names[0] == "time/1h" { // too many visitors an hour to be exact, and a rate of its own
				names = slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == "visitors" || s == "rate" })
			}
			want := plainTable(list, names, keys.key, keys.time)
			for _, workers := range workerCounts {
				c := count(t, Question{Keys: keys.names, Metrics: names}, list, workers, uint64(workers))
				if got := show(t, c, View{}); got != want {
					t.Fatalf("%d requests by %v with %d workers:\n%s", size.n, keys.names, workers, firstDifference(got, want))
				}
			}
		}
	}
}

// plainTable prints what show prints for the table of all rows.
func plainTable(list []request, metrics []string, key func(request) (string, string), keyFirst bool) string {
	var b strings.Builder
	for _, g := range groups(list, key) {
		var cells []string
		for _, m := range metrics {
			cells = append(cells, measures[m](g.list, list))
		}
		if keyFirst {
			cells = append([]string{g.key}, cells...)
		} else {
			cells = append(cells, g.key)
		}
		b.WriteString(strings.Join(cells, " ") + "\n")
	}
	return b.String()
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return "row " + strconv.Itoa(i) + "\n got " + x + "\nwant " + y
		}
	}
	return "no difference"
}

// TestTimeAuto checks that the step follows from the records alone: seconds as
// long as they span no more than fineSpan, wherever the workers notice.
func TestTimeAuto(t *testing.T) {
	const second, minute = "2006-01-02T15:04:05", "2006-01-02T15:04"
	list := requests(4000, 90, 23)
	slices.SortFunc(list, byInstant(1))
	check := func(list []request, layout string, keys ...string) {
		t.Helper()
		key := func(r request) (string, string) {
			clock := r.at.Format(layout)
			if layout == minute {
				clock += ":00"
			}
			if len(keys) == 1 {
				return clock, clock
			}
			return clock + " " + shownText(r.agent), clock + sortText(r.agent)
		}
		want := plainTable(list, []string{"count"}, key, true)
		if len(keys) == 2 { // the agent stands behind the count
			var b strings.Builder
			for _, g := range groups(list, key) {
				clock, agent, _ := strings.Cut(g.key, " ")
				b.WriteString(clock + " " + strconv.Itoa(len(g.list)) + " " + agent + "\n")
			}
			want = b.String()
		}
		for _, workers := range []int{1, 2, 3, 8} {
			c := count(t, Question{Keys: keys, Metrics: []string{"count"}}, list, workers, uint64(workers))
			if got := show(t, c, View{}); got != want {
				t.Fatalf("%d requests by %v with %d workers:\n%s", len(list), keys, workers, firstDifference(got, want))
			}
		}
	}
	oneZone := filter(list, func(r request) bool { _, offset := r.at.Zone(); return offset == 0 })
	end := func(span time.Duration) int {
		n, _ := slices.BinarySearchFunc(oneZone, oneZone[0].at.Add(span), func(r request, at time.Time) int { return r.at.Compare(at) })
		return n
	}
	check(oneZone[:end(fineSpan*time.Second)], second, TimeAuto)
	check(oneZone[:end(fineSpan*time.Second)], second, TimeAuto, "agent")
	check(oneZone, minute, TimeAuto)
	check(list, minute, TimeAuto)
	check(list, minute, TimeAuto, "agent")
}

func TestWithoutKeysThereIsOneRow(t *testing.T) {
	list := requests(5000, 400, 7)
	names := slices.Sorted(maps.Keys(measures))
	var want []string
	for _, m := range names {
		want = append(want, measures[m](list, list))
	}
	for _, workers := range []int{1, 2, 8} {
		got := show(t, count(t, Question{Metrics: names}, list, workers, 3), View{})
		if got != strings.Join(want, " ")+"\n" {
			t.Errorf("%d workers:\n got %s\nwant %s", workers, got, want)
		}
	}
	if got := show(t, count(t, Question{Metrics: []string{"count", "share", "first", "sum_bytes"}}, nil, 2, 3), View{}); got != "0 - - -\n" {
		t.Errorf("of nothing: %s", got)
	}
}

// TestDistinctDependsOnTheSetAlone counts around the bounds beyond which
// distinct values are estimated.
func TestDistinctDependsOnTheSetAlone(t *testing.T) {
	check := func(different int, keys []string, bound int) {
		t.Helper()
		var list []request
		for i := range different + min(different, 2*distinctGroup) { // some come again
			k := i * 7919 % different
			list = append(list, request{client: "c" + strconv.Itoa(k), path: "/", agent: "-", status: 200, at: time.Unix(0, 0).UTC()})
		}
		var first string
		for _, workers := range []int{1, 5} {
			c := count(t, Question{Keys: keys, Metrics: []string{"distinct_client"}}, list, workers, uint64(workers))
			table, _ := c.Table(View{}, 1)
			got := show(t, c, View{})
			if first == "" {
				first = got
			}
			n, _ := strconv.Atoi(strings.Fields(got)[0])
			exact := different <= bound
			switch {
			case got != first:
				t.Errorf("%d values: %s with %d workers, %s with one", different, got, workers, first)
			case table.Columns[0].Approx == exact:
				t.Errorf("%d values: approximate is %v", different, !exact)
			case exact && n != different, math.Abs(float64(n-different)) > 4*SketchError*float64(different):
				t.Errorf("%d values are counted as %d", different, n)
			}
		}
	}
	for _, n := range []int{1, 2, 100, distinctGroup - 1, distinctGroup, distinctGroup + 1, 3 * distinctGroup} {
		check(n, []string{"path"}, distinctGroup)
		check(n, nil, distinctRows)
	}
	if !testing.Short() { // a million records, twice
		check(distinctRows+1, nil, distinctRows)
	}
}

func TestTotals(t *testing.T) {
	list := requests(500, 40, 29)
	q := Question{Keys: []string{"path"}, Metrics: []string{"count", "share", "sum_bytes", "min_bytes", "last", "distinct_client", "visitors"}}
	table, err := count(t, q, list, 2, 1).Table(View{Limit: 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range q.Metrics {
		want := measures[m](list, list)
		if m == "distinct_client" || m == "visitors" {
			want = "-" // the rows' values overlap: they have no sum
		}
		if got := showValue(table.Totals[i]); got != want {
			t.Errorf("%s over all rows: got %s, want %s", m, got, want)
		}
	}
}

func TestWhere(t *testing.T) {
	list := requests(3000, 100, 9)
	check := func(where string, keep func(request) bool) {
		t.Helper()
		kept := filter(list, keep)
		for _, keys := range keysOfRequests {
			q := Question{Keys: keys.names, Metrics: []string{"count", "share", "distinct_agent"}, Where: where}
			if !keys.time { // then it is of the step
				q.Metrics = append(q.Metrics, "rate")
			}
			want := plainTable(kept, q.Metrics, keys.key, keys.time)
			for _, workers := range []int{1, 2, 8} {
				c := count(t, q, list, workers, 1)
				if got := show(t, c, View{}); got != want {
					t.Errorf("%s by %v: %s", where, keys.names, firstDifference(got, want))
				}
				table, _ := c.Table(View{Limit: 1}, 1)
				if table.Where != where || table.Filtered != int64(len(list)-len(kept)) {
					t.Errorf("%s: got %q, %d filtered; want %d", where, table.Where, table.Filtered, len(list)-len(kept))
				}
			}
		}
	}
	check("status in 400..499 and status != 404", func(r request) bool { return r.status/100 == 4 && r.status != 404 })
	check("bytes == nil", func(r request) bool { return r.bytes < 0 })
	check(`bytes > 50000.5 and path contains "7"`, func(r request) bool { return r.bytes > 50000 && strings.Contains(r.path, "7") })
	check(`not (agent == "curl/8") or status >= 500`, func(r request) bool { return r.agent != "curl/8" || r.status >= 500 })
	check("status > 1000", func(request) bool { return false })
}

// TestFieldsOfConditions checks that whoever asks what fields a question needs
// learns of those in its conditions.
func TestFieldsOfConditions(t *testing.T) {
	spec, err := Compile(Question{
		Keys:    []string{"path"},
		Metrics: []string{"count", `slow=share(duration > 1 or upstream == "a")`, "count(status == 200)"},
		Where:   "ip != vhost",
	}, newSet())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"path", "duration", "upstream", "status", "client", "vhost"} {
		if !slices.Contains(spec.Fields(), name) {
			t.Errorf("%s is not among %v", name, spec.Fields())
		}
	}
}

func TestLimitTakesTheFirstRows(t *testing.T) {
	list := requests(30_000, 20_000, 11)
	c := count(t, Question{Keys: []string{"path"}, Metrics: []string{"count", "sum_bytes"}}, list, 3, 1)
	for _, v := range []View{{}, {Sort: "sum_bytes"}, {Sort: "path"}, {Reverse: true}, {Sort: "path", Reverse: true}} {
		all := strings.SplitAfter(show(t, c, v), "\n")
		for _, n := range []int{1, 2, 10, 1000, 100_000} {
			v.Limit = n
			if got, want := show(t, c, v), strings.Join(all[:min(n, len(all))], ""); got != want {
				t.Errorf("%+v: %s", v, firstDifference(got, want))
			}
		}
	}
}

func TestSort(t *testing.T) {
	list := requests(2000, 50, 13)
	check := func(v View, less func(a, b []string) bool) {
		t.Helper()
		c := count(t, Question{Keys: []string{"status", "agent"}, Metrics: []string{"count", "avg_bytes", "last"}}, list, 2, 1)
		rows := strings.Split(strings.TrimSuffix(show(t, c, v), "\n"), "\n")
		for i := 1; i < len(rows); i++ {
			if a, b := strings.Fields(rows[i-1]), strings.Fields(rows[i]); less(b, a) {
				t.Errorf("%+v: %s\nstands before %s", v, rows[i-1], rows[i])
			}
		}
	}
	number := func(s string) float64 { f, _ := strconv.ParseFloat(s, 64); return f }
	instant := func(s string) time.Time { at, _ := time.Parse(time.RFC3339, s); return at }
	check(View{}, func(a, b []string) bool { return number(a[0]) > number(b[0]) })
	check(View{Reverse: true}, func(a, b []string) bool { return number(a[0]) < number(b[0]) })
	check(View{Sort: "avg_bytes"}, func(a, b []string) bool { return number(a[1]) > number(b[1]) })
	check(View{Sort: "last"}, func(a, b []string) bool { return instant(a[2]).After(instant(b[2])) })
	check(View{Sort: "status"}, func(a, b []string) bool { return a[3] < b[3] })
	check(View{Sort: "status", Reverse: true}, func(a, b []string) bool { return a[3] > b[3] })
}

func TestSortKnowsNumbers(t *testing.T) {
	list := requests(500, 50, 17)
	c := count(t, Question{Keys: []string{"bytes"}, Metrics: []string{"count"}}, list, 2, 1)
	last := -1
	for line := range strings.Lines(show(t, c, View{Sort: "bytes"})) {
		value := strings.Fields(line)[1]
		if value == "-" {
			last = 1 << 62 // absent is last: nothing may follow
			continue
		}
		text, _ := strconv.Unquote(value)
		n, _ := strconv.Atoi(text)
		if n <= last {
			t.Errorf("%d stands behind %d", n, last)
		}
		last = n
	}
}

func TestFind(t *testing.T) {
	list := requests(30_000, 30_000, 19)
	c := count(t, Question{Keys: []string{"path", "agent"}, Metrics: []string{"count"}}, list, 3, 1)
	table, err := c.Table(View{Limit: 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	all, _ := c.Table(View{}, 1)
	n := 0
	for row := range all.Rows {
		got, ok := table.Find(row[1], row[2])
		if !ok || showValue(got[0]) != showValue(row[0]) {
			t.Fatalf("Find(%s, %s) = %v, %v; want %s", showValue(row[1]), showValue(row[2]), got, ok, showValue(row[0]))
		}
		n++
	}
	if int64(n) != table.Total {
		t.Errorf("%d rows, Total is %d", n, table.Total)
	}
	if _, ok := table.Find(Value{Kind: Text, Bytes: []byte("/nowhere")}, Value{}); ok {
		t.Error("found a row that is not there")
	}
}

func TestUnknownNames(t *testing.T) {
	check := func(q Question, want string) {
		t.Helper()
		_, err := Compile(q, newSet())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %v; want an error with %q", q, err, want)
		}
	}
	check(Question{Keys: []string{"path"}, Metrics: []string{"cuont"}}, `unknown metric "cuont"; did you mean "count"? known: count`)
	check(Question{Keys: []string{"paht"}, Metrics: []string{"count"}}, "paht")
	check(Question{Metrics: []string{"sum_pahts"}}, "pahts")
	check(Question{Metrics: []string{"count_6x"}}, "6x")
	check(Question{Metrics: []string{"count"}, Where: "stauts == 404"}, "status")
	check(Question{Metrics: []string{"count"}, Where: "status = 404"}, "^")
	check(Question{Metrics: []string{"x=count(status = 404)"}}, "^")
	check(Question{Metrics: []string{"x=count(count(status == 404) > 1)"}}, "x=count")
	check(Question{Metrics: []string{"count="}}, `unknown metric "count="`)
	check(Question{Metrics: []string{"median(status == 404)"}}, "unknown metric")
	check(Question{Metrics: []string{"count=share(status == 404)"}}, `"count" is a metric of its own`)
	check(Question{Metrics: []string{"sum_x=share(status == 404)"}}, `"sum_x" is a metric of its own`)
	check(Question{Metrics: []string{"not=share(status == 404)"}}, `"not" is a word`)
	check(Question{Metrics: []string{"nil=share(status == 404)"}}, `"nil" is a word`)
	check(Question{Metrics: []string{"=share(status == 404)"}}, `"" is no name`)
	check(Question{Metrics: []string{"a b=share(status == 404)"}}, `"a b" is no name`)
	check(Question{Metrics: []string{"a/b=share(status == 404)"}}, `"a/b" is no name`)
	check(Question{Metrics: []string{"5xx=share(status == 404)"}}, `"5xx" is no name`)
	check(Question{Keys: []string{"path"}, Metrics: []string{"path=share(status == 404)"}}, `"path" is a key`)
	check(Question{Metrics: []string{"e=share(status == 404)", "e=count(status == 404)"}}, `"e" stands twice`)
	check(Question{Metrics: []string{"count", "count"}}, `"count" stands twice`)
	check(Question{Metrics: []string{"sum_time"}}, "metric sum_time: time is not a number")
	check(Question{Metrics: []string{"avg_agent"}}, "not a number")
	check(Question{Keys: []string{"client", "ip"}, Metrics: []string{"count"}}, `"client" stands twice`)
	check(Question{Keys: []string{TimeAuto, TimeFit}, Metrics: []string{"count"}}, "only one key")
	check(Question{Keys: []string{"path"}}, "no metric")
}
