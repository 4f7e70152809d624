package aggregate

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wf/internal/expr"
)

// rowConditions are conditions on the rows of the tests, and their twins, which
// are given the measures of the row as texts.
var rowConditions = []struct {
	text string
	keys string // the question that has what it names; "" is any
	hold func(m func(string) float64, absent func(string) bool, r request) bool
}{
	{"count >= 3", "", func(m func(string) float64, _ func(string) bool, _ request) bool { return m("count") >= 3 }},
	{"count > 1.5 and sum_bytes >= 100_000", "", func(m func(string) float64, _ func(string) bool, _ request) bool {
		return m("count") > 1.5 && m("sum_bytes") >= 100_000
	}},
	{"avg_bytes < 50000.5", "", func(m func(string) float64, absent func(string) bool, _ request) bool {
		return !absent("avg_bytes") && m("avg_bytes") < 50000.5
	}},
	{"max_bytes == nil or share(status >= 500) > 0.2", "", func(m func(string) float64, absent func(string) bool, _ request) bool {
		return absent("max_bytes") || m("failing=share(status >= 500)") > 0.2
	}},
	{"not (failing < 0.1) and share_404 != 1", "", func(m func(string) float64, absent func(string) bool, _ request) bool {
		return m("failing=share(status >= 500)") >= 0.1 && m("share_404") != 1
	}},
	{"distinct_agent in 2..3", "", func(m func(string) float64, _ func(string) bool, _ request) bool {
		return m("distinct_agent") == 2 || m("distinct_agent") == 3
	}},
	{`last >= "2026-03-01T14:00:00Z"`, "", func(m func(string) float64, _ func(string) bool, _ request) bool {
		return m("last") >= float64(time.Date(2026, 3, 1, 14, 0, 0, 0, time.UTC).Unix())
	}},
	{`path endsWith "1" or count == 1`, "path", func(m func(string) float64, _ func(string) bool, r request) bool {
		return strings.HasSuffix(r.path, "1") || m("count") == 1
	}},
	{`agent == nil or agent < "B"`, "agent", func(_ func(string) float64, _ func(string) bool, r request) bool {
		return r.agent == "-" || r.agent < "B"
	}},
	{"status >= 400.5 and status != 404", "status,path,agent", func(_ func(string) float64, _ func(string) bool, r request) bool {
		return r.status > 400 && r.status != 404
	}},
	{`time/1h >= "2026-03-01T13:00:00"`, "time/1h", func(_ func(string) float64, _ func(string) bool, r request) bool {
		return r.at.Format("2006-01-02T15") >= "2026-03-01T13"
	}},
	{`time < "2026-03-01 13:00"`, "time/1h", func(_ func(string) float64, _ func(string) bool, r request) bool {
		return r.at.Format("2006-01-02T15") < "2026-03-01T13"
	}},
}

// measuresOf returns what rowConditions are given for a group.
func measuresOf(g group, list []request) (m func(string) float64, absent func(string) bool) {
	m = func(name string) float64 {
		text := measures[name](g.list, list)
		if name == "last" {
			at, _ := time.Parse(time.RFC3339, text)
			return float64(at.Unix())
		}
		number, _ := strconv.ParseFloat(text, 64)
		return number
	}
	return m, func(name string) bool { return measures[name](g.list, list) == "-" }
}

func TestHaving(t *testing.T) {
	list := requests(3000, 200, 41)
	metrics := []string{"count", "sum_bytes", "avg_bytes", "max_bytes", "failing=share(status >= 500)", "share_404", "distinct_agent", "last"}
	for _, keys := range keysOfRequests {
		c := count(t, Question{Keys: keys.names, Metrics: metrics}, list, 3, 1)
		all := groups(list, keys.key)
		whole, _ := c.Table(View{}, 1)
		for _, condition := range rowConditions {
			if condition.keys != "" && condition.keys != strings.Join(keys.names, ",") {
				continue
			}
			var kept []request
			rows := 0
			for _, g := range all {
				m, absent := measuresOf(g, list)
				if condition.hold(m, absent, g.list[0]) {
					kept = append(kept, g.list...)
					rows++
				}
			}
			want := strings.SplitAfter(plainTable(kept, []string{"count"}, keys.key, keys.time), "\n")
			for _, limit := range []int{0, 1, 5} {
				v := View{Metrics: []string{"count"}, Having: condition.text, Limit: limit}
				wantRows := want
				if limit > 0 {
					wantRows = want[:min(limit, rows)]
				}
				if got := show(t, c, v); got != strings.Join(wantRows, "") {
					t.Errorf("%s: %s", condition.text, firstDifference(got, strings.Join(wantRows, "")))
				}
				table, _ := c.Table(v, 2)
				if table.Total != int64(rows) {
					t.Errorf("%s: %d rows; want %d", condition.text, table.Total, rows)
				}
				if showValue(table.Totals[slices.IndexFunc(table.Columns, func(c Column) bool { return c.Name == "count" })]) != strconv.Itoa(len(list)) {
					t.Errorf("%s changes the totals", condition.text)
				}
			}
			checkVerdict(t, c, condition.text, rows, want[0])
		}
		if len(whole.Columns) != len(metrics)+len(keys.names) {
			t.Errorf("%d columns", len(whole.Columns))
		}
	}
}

// checkVerdict compares what Test says of a condition with the first row of
// those for which it holds.
func checkVerdict(t *testing.T, c *Counts, condition string, rows int, first string) {
	t.Helper()
	v, err := c.Test(condition, false, 3)
	if err != nil {
		t.Fatal(err)
	}
	if v.Holds != (rows > 0) || v.Rows != int64(rows) {
		t.Errorf("%s: %v, %d rows; want %d", condition, v.Holds, v.Rows, rows)
	}
	if rows == 0 {
		return
	}
	var key []string
	for _, k := range v.Key {
		key = append(key, showValue(k.Value))
	}
	if shown := strings.Join(key, " "); !strings.Contains(" "+first, " "+shown+"\n") && !strings.HasPrefix(first, shown+" ") {
		t.Errorf("%s: the first row is %q; want %q", condition, shown, first)
	}
}

func TestVerdictWithoutKeys(t *testing.T) {
	list := requests(500, 40, 43)
	q := Question{Metrics: []string{"count", "share_404", "max_bytes", "errors=share(status >= 500)", "last"}}
	check := func(list []request, condition, want string) {
		t.Helper()
		v, err := count(t, q, list, 2, 1).Test(condition, false, 1)
		if err != nil {
			t.Fatal(err)
		}
		got := strconv.FormatBool(v.Holds)
		for _, m := range v.Measured {
			got += " " + m.Name + "=" + showValue(m.Value)
		}
		if got != want || len(v.Key) > 0 {
			t.Errorf("%s: got %s, want %s", condition, got, want)
		}
	}
	measure := func(name string) string { return measures[name](list, list) }
	errors := measure("failing=share(status >= 500)")
	check(list, "count == 500", "true count=500")
	check(list, "count != 500 or max_bytes > 1e9", "false count=500 max_bytes="+measure("max_bytes"))
	check(list, "share( status >= 500 ) > 0.1 and errors < 0.9", "true errors="+errors+" share(status >= 500)="+errors)
	check(nil, "count == 0", "true count=0")
	check(nil, "errors < 1", "false errors=-")
	check(nil, "errors >= 0 or max_bytes < 5 or share_404 <= 1", "false errors=- max_bytes=- share_404=-")
	check(nil, "errors == nil", "true errors=-")
}

// TestHavingKnowsLargeSums compares sums that 64 bits do not hold.
func TestHavingKnowsLargeSums(t *testing.T) {
	var list []request
	for range 3 {
		list = append(list, request{client: "a", path: "/large", agent: "-", status: 200, bytes: 1<<63 - 1, at: time.Unix(0, 0).UTC()})
	}
	list = append(list, request{client: "a", path: "/small", agent: "-", status: 200, bytes: 1<<63 - 1, at: time.Unix(0, 0).UTC()})
	check := func(having, want string) {
		t.Helper()
		c := count(t, Question{Keys: []string{"path"}, Metrics: []string{"count", "sum_bytes"}}, list, 2, 1)
		if got := show(t, c, View{Metrics: []string{"count"}, Having: having}); got != want {
			t.Errorf("%s: got %q, want %q", having, got, want)
		}
	}
	check("sum_bytes > 1e19", "3 \"/large\"\n")
	check("sum_bytes < 1e19", "1 \"/small\"\n")
	check("sum_bytes > 0", "3 \"/large\"\n1 \"/small\"\n")
}

func TestNeededMetrics(t *testing.T) {
	check := func(condition string, q Question, want ...string) {
		t.Helper()
		e, err := expr.Parse(condition)
		if err != nil {
			t.Fatal(err)
		}
		if got := NeededMetrics(e, q); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", condition, got, want)
		}
		q.Metrics = append(q.Metrics, NeededMetrics(e, q)...)
		spec, err := Compile(q, newSet())
		if err == nil {
			err = spec.CheckTest(condition)
		}
		if err != nil {
			t.Errorf("%s: %v", condition, err)
		}
	}
	count := Question{Keys: []string{"path"}, Metrics: []string{"count"}}
	check("count > 5", count)
	check(`path == "/" and sum_bytes > 5 or share_5xx > 0.1 or sum_bytes < 2`, count, "sum_bytes", "share_5xx")
	check("share(status >= 500) > 0.1 and count( bytes > 5 ) > 3 and share(status >= 500 ) < 1", count,
		"share(status >= 500)", "count(bytes > 5)")
	check("e > 1 and share(status >= 500) > 1", Question{Metrics: []string{"count", "e=share( status >= 500)"}})
	check("count_5xx > 1", Question{Keys: []string{"path"}, Metrics: []string{"count", "count_5xx"}})
}

func TestConditionsOnRowsThatCannotBe(t *testing.T) {
	q := Question{Keys: []string{"path"}, Metrics: []string{"count", "e=share(status >= 500)"}}
	spec, err := Compile(q, newSet())
	if err != nil {
		t.Fatal(err)
	}
	check := func(having, want string) {
		t.Helper()
		for _, err := range []error{spec.Check(View{Having: having}), spec.CheckTest(having)} {
			if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "^") {
				t.Errorf("%s: got %v; want an error with %q and a caret", having, err, want)
			}
		}
	}
	check("cuont > 1", "there are: count e path")
	check("sum_bytes > 1", "add it: -m sum_bytes")
	check("share(status == 404) > 1", "add it: -m 'share(status == 404)'")
	check("status > 1", "there are: count e path")
	check("share(status >= 500) > 5", "shares are between 0 and 1: write 0.05")
	check("count = 1", "==")
}

func TestShownMetrics(t *testing.T) {
	list := requests(300, 20, 47)
	q := Question{Keys: []string{"path"}, Metrics: []string{"count", "sum_bytes", "e=share(status >= 500)", "last"}}
	c := count(t, q, list, 2, 1)
	var names []string
	table, err := c.Table(View{Metrics: []string{"e", "count"}, Sort: "sum_bytes"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, column := range table.Columns {
		names = append(names, column.Name)
	}
	if got := strings.Join(names, " "); got != "e count path" {
		t.Errorf("columns: %s", got)
	}
	var bySum []string
	for row := range strings.Lines(show(t, c, View{Sort: "sum_bytes"})) {
		bySum = append(bySum, strings.Fields(row)[4])
	}
	i := 0
	for row := range table.Rows {
		if got := showValue(row[2]); got != bySum[i] {
			t.Errorf("row %d is %s; want %s", i, got, bySum[i])
		}
		i++
	}
	first := func(v View) string { return strings.Fields(show(t, c, v))[0] }
	if first(View{Metrics: []string{"sum_bytes"}}) != first(View{Metrics: []string{"sum_bytes"}, Sort: "sum_bytes"}) {
		t.Error("rows are not in the order of the first metric shown")
	}
}

func TestViewsThatCannotBe(t *testing.T) {
	check := func(q Question, v View, want string) {
		t.Helper()
		spec, err := Compile(q, newSet())
		if err != nil {
			t.Fatal(err)
		}
		if err := spec.Check(v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %v; want an error with %q", v, err, want)
		}
	}
	q := Question{Keys: []string{"path", "time/1h"}, Metrics: []string{"count", "sum_bytes"}}
	check(q, View{Sort: "nonsense", Metrics: []string{"count"}}, `columns: count path time/1h; -m adds metrics`)
	check(q, View{Sort: "last"}, "it is not measured; add it: -m last")
	check(q, View{Metrics: []string{"last"}}, `cannot show "last": it is not measured`)
	check(q, View{Metrics: []string{"count", "count"}}, "stands twice")
	check(q, View{Metrics: []string{}}, "no metric")
	check(q, View{Gaps: true, Sort: "path"}, "the first key must be one")
	q.Keys = []string{"time/1h", "path"}
	check(q, View{Gaps: true, Sort: "path"}, "sorted by anything but time/1h")
	check(q, View{Gaps: true}, "sorted by anything but time/1h")
	check(Question{Keys: []string{"date"}, Metrics: []string{"count"}}, View{Gaps: true, Sort: "date"}, "the first key must be one")
	check(Question{Metrics: []string{"count"}}, View{Gaps: true}, "the first key must be one")
}
