package aggregate

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// countParts counts the questions of a view of q.
func countParts(t testing.TB, q Question, v View, list []request, workers int) []*Counts {
	t.Helper()
	questions, err := Parts(q, v)
	if err != nil {
		t.Fatal(err)
	}
	var parts []*Counts
	for _, q := range questions {
		parts = append(parts, count(t, q, list, workers, 1))
	}
	return parts
}

// showTable prints the columns, the rows and the totals of a table.
func showTable(t testing.TB, parts []*Counts, v View) string {
	t.Helper()
	table, err := Show(parts, v, 3)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, c := range table.Columns {
		b.WriteString(c.Name + "|")
	}
	write := func(row []Value) {
		b.WriteByte('\n')
		for _, v := range row {
			b.WriteString(showValue(v) + "|")
		}
	}
	for row := range table.Rows {
		write(row)
	}
	write(table.Totals)
	return b.String() + "\n"
}

// pivotKey is a key of the tests by which they pivot.
type pivotKey struct {
	name    string
	key     func(request) (shown, sort string)
	column  func(shown string) string
	natural bool // columns are in the order of the values
}

var (
	byAgent = pivotKey{"agent", func(r request) (string, string) { return shownText(r.agent), sortText(r.agent) }, plainName, false}
	byClass = pivotKey{"class", func(r request) (string, string) {
		class := strconv.Itoa(r.status/100) + "xx"
		return strconv.Quote(class), class
	}, plainName, true}
	byStatus = pivotKey{"status", func(r request) (string, string) {
		return strconv.Quote(strconv.Itoa(r.status)), strconv.Itoa(r.status)
	}, plainName, true}
	byHour = pivotKey{"hour", func(r request) (string, string) {
		return strconv.Quote(r.at.Format("15")), r.at.Format("15")
	}, plainName, true}
	byPath = pivotKey{"path", func(r request) (string, string) { return strconv.Quote(r.path), r.path }, plainName, false}
)

// plainName is the name of a column for a value as show prints it.
func plainName(shown string) string {
	text, err := strconv.Unquote(shown)
	if err != nil || text == "" || text == "-" || text == "other" || strconv.Quote(text) != `"`+text+`"` {
		return shown
	}
	return text
}

// plainPivot prints what showTable prints for rows by key and columns by pivot.
func plainPivot(list []request, metrics []string, names []string, key func(request) (string, string), keyFirst bool, pivot pivotKey) string {
	values := groups(list, pivot.key)
	largest := values[:min(len(values), pivotValues)]
	if pivot.natural {
		slices.SortFunc(largest, func(a, b group) int { return strings.Compare(a.sort, b.sort) })
	}
	value := func(g []request, name string) []request {
		return filter(g, func(r request) bool { shown, _ := pivot.key(r); return shown == name })
	}
	others := func(g []request) []request {
		return filter(g, func(r request) bool {
			shown, _ := pivot.key(r)
			return !slices.ContainsFunc(largest, func(v group) bool { return v.key == shown })
		})
	}
	cells := func(g []request, sets bool) (row []string) {
		for _, m := range metrics {
			measure := func(g []request, sets bool) string {
				if (strings.HasPrefix(m, "distinct") || strings.HasPrefix(m, "p50")) && !sets {
					return "-"
				}
				return measures[m](g, list)
			}
			for _, v := range largest {
				row = append(row, measure(value(g, v.key), sets))
			}
			if len(values) > pivotValues {
				row = append(row, measure(others(g), false))
			}
		}
		return row
	}
	measured := func(g []request, sets bool) (row []string) {
		for _, m := range metrics {
			if strings.HasPrefix(m, "distinct") && !sets {
				row = append(row, "-")
			} else {
				row = append(row, measures[m](g, list))
			}
		}
		return row
	}
	var b strings.Builder
	write := func(key string, row []string) {
		if keyFirst {
			row = append([]string{key}, row...)
		} else if key != "" {
			row = append(row, key)
		}
		b.WriteString(strings.Join(row, "|") + "|\n")
	}
	var header []string
	header = append(header, metrics...)
	for _, m := range metrics {
		prefix := m + ":"
		if len(metrics) == 1 {
			prefix = ""
		}
		for _, v := range largest {
			header = append(header, prefix+pivot.column(v.key))
		}
		if len(values) > pivotValues {
			header = append(header, prefix+"other")
		}
	}
	write(strings.Join(names, "|"), header)
	for _, g := range groups(list, key) {
		write(g.key, append(measured(g.list, true), cells(g.list, true)...))
	}
	absent := strings.TrimSuffix(strings.Repeat("-|", len(names)), "|")
	write(absent, append(measured(list, len(names) == 0), cells(list, false)...))
	return b.String()
}

func TestPivot(t *testing.T) {
	metrics := []string{"count", "sum_bytes", "distinct_client", "avg_bytes", "share", "share_404", "p50_bytes", "stddev_bytes"}
	none := func(request) (string, string) { return "", "" }
	for _, size := range []struct{ n, keys int }{{1, 1}, {60, 9}, {900, 60}} {
		list := requests(size.n, size.keys, uint64(size.n))
		check := func(names []string, key func(request) (string, string), keyFirst bool, pivot pivotKey) {
			t.Helper()
			for _, metrics := range [][]string{metrics, {"count"}} {
				want := plainPivot(list, metrics, names, key, keyFirst, pivot)
				for _, workers := range []int{1, 3} {
					q := Question{Keys: append([]string{pivot.name}, names...), Metrics: append(slices.Clone(metrics), "last")}
					v := View{Pivot: pivot.name, Metrics: metrics}
					if got := showTable(t, countParts(t, q, v, list, workers), v); got != want {
						t.Fatalf("%v by %s: %s", names, pivot.name, firstDifference(got, want))
					}
				}
			}
		}
		for _, keys := range keysOfRequests {
			if len(keys.names) > 1 {
				continue
			}
			for _, pivot := range []pivotKey{byAgent, byClass, byStatus, byHour, byPath} {
				if pivot.name != keys.names[0] {
					check(keys.names, keys.key, keys.time, pivot)
				}
			}
		}
		check(nil, none, false, byAgent)
		check(nil, none, false, byStatus)
	}
}

// TestPivotKeepsTheView checks that the rows of a pivot are those of its view
// without one.
func TestPivotKeepsTheView(t *testing.T) {
	list := requests(4000, 120, 51)
	q := Question{Keys: []string{"path", "agent"}, Metrics: []string{"count", "sum_bytes", "distinct_client"}}
	for _, v := range []View{{Limit: 5}, {Sort: "sum_bytes", Limit: 20, Metrics: []string{"count"}}, {Sort: "path"},
		{Having: "count > 10 and sum_bytes > 1000", Metrics: []string{"distinct_client", "count"}, Reverse: true}} {
		v.Pivot = "agent"
		parts := countParts(t, q, v, list, 3)
		got, err := Show(parts, v, 2)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := parts[0].Table(v, 1)
		added := len(got.Columns) - len(want.Columns)
		var rows []string
		for row := range want.Rows {
			rows = append(rows, showRow(row))
		}
		i := 0
		for row := range got.Rows {
			short := append(slices.Clone(row[:len(row)-1-added]), row[len(row)-1])
			if showRow(short) != rows[i] {
				t.Errorf("%+v: row %d is %v; want %s", v, i, showRow(short), rows[i])
			}
			if found, ok := got.Find(row[len(row)-1]); !ok || showRow(found) != showRow(row) {
				t.Errorf("%+v: found %v; want %v", v, showRow(found), showRow(row))
			}
			i++
		}
		if i != len(rows) || got.Total != want.Total {
			t.Errorf("%+v: %d rows of %d; want %d of %d", v, i, got.Total, len(rows), want.Total)
		}
	}
}

// TestPivotWithGaps checks a timeline: rows of zeros have zeros in the columns
// of all values.
func TestPivotWithGaps(t *testing.T) {
	list := sparse(60, 9*time.Hour, 53)
	q := Question{Keys: []string{"time/1h", "class"}, Metrics: []string{"count", "sum_bytes"}}
	v := View{Sort: "time/1h", Gaps: true, Pivot: "class"}
	parts := countParts(t, q, v, list, 2)
	if err := parts[0].spec.Check(v); err != nil {
		t.Fatal(err)
	}
	table, err := Show(parts, v, 1)
	if err != nil {
		t.Fatal(err)
	}
	values := (len(table.Columns) - 3) / 2
	want, missing := plainGaps(list, time.Hour, false, false)
	rows := 0
	for row := range table.Rows {
		fields := strings.Fields(want[rows])
		if showValue(row[0]) != fields[0] || showValue(row[1]) != fields[1] || showValue(row[2]) != fields[2] {
			t.Errorf("row %d is %v; want %v", rows, showRow(row), fields)
		}
		var sum int64
		for _, v := range row[3 : 3+values] {
			n, _ := v.Int.Int64()
			sum += n
		}
		if strconv.FormatInt(sum, 10) != fields[1] {
			t.Errorf("row %d: the classes come to %d; want %s", rows, sum, fields[1])
		}
		rows++
	}
	if rows != len(want) || table.Total != int64(rows) || missing == 0 {
		t.Errorf("%d rows, Total is %d; want %d", rows, table.Total, len(want))
	}
}

// TestPivotOfFittedSteps checks a timeline whose step nobody typed.
func TestPivotOfFittedSteps(t *testing.T) {
	list := sparse(200, 9*time.Hour, 57)
	metrics := []string{"count", "rate", "sum_bytes", "p50_bytes"}
	v := View{Sort: "time", Gaps: true, Pivot: "class", Having: `time >= "2026-03-01 13:00" and count > 1`}
	fitted := countParts(t, Question{Keys: []string{TimeFit, "class"}, Metrics: metrics}, v, list, 3)
	if err := fitted[0].spec.Check(v); err != nil {
		t.Fatal(err)
	}
	got := showTable(t, fitted, v)
	step, _, _ := strings.Cut(got, "|")
	typed := countParts(t, Question{Keys: []string{step, "class"}, Metrics: metrics}, v, list, 1)
	if want := showTable(t, typed, v); got != want || strings.Count(got, "\n") < 10 {
		t.Error(firstDifference(got, want))
	}
}

// TestPivotNamesColumns checks that each column of hostile values has a name
// of its own.
func TestPivotNamesColumns(t *testing.T) {
	check := func(metrics []string, values []string, want string) {
		t.Helper()
		var list []request
		for i, value := range values {
			for range 100 - i {
				list = append(list, request{client: "a", path: "/", agent: value, status: 200, at: time.Unix(0, 0).UTC()})
			}
		}
		q := Question{Keys: []string{"path", "agent"}, Metrics: metrics}
		table, err := Show(countParts(t, q, View{Pivot: "agent"}, list, 1), View{Pivot: "agent"}, 1)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range table.Columns {
			names = append(names, c.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%q: got %s\nwant %s", values, got, want)
		}
	}
	one := []string{"count"}
	check(one, []string{"-", "", "other", "count", "path", "agent:count"}, `count - "" "other" agent:count agent:path agent:agent:count path`)
	check(one, []string{"a", "b", "c", "d", "e", "f", "g", "other", "i"}, `count a b c d e f g "other" other path`)
	check(one, []string{"\x00", `\x00`, "\xff", "é", "\u202e", "path"}, `count "\x00" "\\x00" "\xff" é "\u202e" agent:path path`)
	check([]string{"count", "share"}, []string{"-", "b"}, "count share count:- count:b share:- share:b path")
	long := strings.Repeat("x", 5000)
	cut := `"` + long[:200] + `"...`
	check(one, []string{long, long + "y"}, "count "+cut+" agent:"+cut+" path")
}

func TestPivotsThatCannotBe(t *testing.T) {
	q := Question{Keys: []string{"path", "agent"}, Metrics: []string{"count"}}
	check := func(v View, want string) {
		t.Helper()
		questions, err := Parts(q, v)
		if err == nil {
			spec, _ := Compile(questions[0], newSet())
			err = spec.Check(v)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %v; want an error with %q", v, err, want)
		}
	}
	check(View{Pivot: "class"}, `cannot pivot by "class": it is no key`)
	check(View{Pivot: "agent", Metrics: []string{"last"}}, `cannot show "last"`)
	check(View{Pivot: "agent", Sort: "agent"}, `cannot sort by "agent"`)
	check(View{Pivot: "agent", Having: `agent == "x"`}, "there are: count path")
}
