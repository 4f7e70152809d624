package query

import (
	"fmt"
	"strings"
	"testing"
)

// text is an ask as the tests below write it.
func text(a Ask, err error) string {
	if err != nil {
		return err.Error()
	}
	q, v := a.Question, a.View
	return fmt.Sprintf("%s|%s|%s|%s|%s", q.Name, strings.Join(q.Keys, " "), strings.Join(q.Metrics, " "), v.Sort, strings.Join(v.Metrics, " "))
}

func TestTop(t *testing.T) {
	check := func(keys string, w Words, want string) {
		t.Helper()
		if got := text(Top(keys, w)); got != want {
			t.Errorf("Top(%q, %+v): got %s, want %s", keys, w, got, want)
		}
	}
	count := Words{Metrics: "count"}
	check("path", count, "top path|path|count||count")
	check("method, status", Words{Metrics: "count ,sum_bytes"}, "top method,status|method status|count sum_bytes||count sum_bytes")
	check("", count, `empty key in ""`)
	check("path,,status", count, `empty key in "path,,status"`)
	check("path,path", count, `key "path" stands twice in "path,path"`)
	check("path", Words{Metrics: "count,count"}, `metric "count" stands twice in "count,count"`)
	check("path", Words{Metrics: " "}, `empty metric in " "`)
	check("time/auto", count, `no field "time/auto"; time wants a step: time/5m`)
	check("time/fit", count, `no field "time/fit"; time wants a step: time/5m`)

	// What only the order wants is shown, what only a condition wants is not.
	check("path", Words{Metrics: "count", Sort: "path"}, "top path|path|count|path|count")
	check("path", Words{Metrics: "count", Sort: "sum_bytes"}, "top path|path|count sum_bytes|sum_bytes|count sum_bytes")
	check("path", Words{Metrics: "hits=count(cache == \"HIT\")", Sort: "hits"},
		`top path|path|hits=count(cache == "HIT")|hits|hits=count(cache == "HIT")`)
	check("path", Words{Metrics: "count", Having: "p95_bytes > 5 and count > 1"}, "top path|path|count p95_bytes||count")
	check("path", Words{Metrics: "count", FailIf: "share(status >= 500) > 0.1"}, "top path|path|count share(status >= 500)||count")
	check("path", Words{Metrics: "count", Having: "p95_bytes > 1", FailIf: "p95_bytes > 5"}, "top path|path|count p95_bytes||count")

	check("path", Words{Metrics: "count", Pivot: "class"}, "top path --pivot class|path class|count||count")
	check("path", Words{Metrics: "count", Pivot: "path"}, "--pivot path: it is a key already")
}

func TestTimeline(t *testing.T) {
	check := func(step, by string, w Words, gaps bool, want string) {
		t.Helper()
		a, err := Timeline(step, by, w)
		if got := text(a, err); got != want || a.View.Gaps != gaps {
			t.Errorf("Timeline(%q, %q, %+v): got %s, gaps %v; want %s, %v", step, by, w, got, a.View.Gaps, want, gaps)
		}
	}
	count := Words{Metrics: "count"}
	check("1h", "", count, true, "timeline 1h|time/1h|count|time/1h|count")
	check("", "", count, true, "timeline|time/fit|count|time/fit|count")
	check("5m", "class,vhost", count, true, "timeline 5m --by class,vhost|time/5m class vhost|count|time/5m|count")
	check("5m", "", Words{Metrics: "count", Sort: "time"}, true, "timeline 5m|time/5m|count|time/5m|count")
	check("5m", "", Words{Metrics: "count", Sort: "count"}, false, "timeline 5m|time/5m|count|count|count")
	check("5m", "", Words{Metrics: "count", Limit: 3}, true, "timeline 5m|time/5m|count|time/5m|count")
	check("5m", "", Words{Metrics: "count", Having: "count > 3"}, true, "timeline 5m|time/5m|count|time/5m|count")
	check("5m", "class,hour", count, false, "timeline 5m --by class,hour|time/5m class hour|count|time/5m|count")
	check("5m", "", Words{Metrics: "count", Pivot: "hour"}, true, "timeline 5m --pivot hour|time/5m hour|count|time/5m|count")
	check("", "class,time/1d", count, false, "--by time/1d: the rows of a timeline are steps of time already; for these steps, wf timeline 1d")
	check("5x", "", count, false, "timeline 5x: want a step such as 10s, 5m, 1h, 1d or 1w")
	check("5m", ",", count, false, `empty key in ","`)
}

func TestFind(t *testing.T) {
	if got := text(Find([]string{"1", "year"}, Words{Metrics: "count,share"})); got != "find|1 year|count share||count share" {
		t.Errorf("got %s", got)
	}
}

func TestWhole(t *testing.T) {
	a, err := Whole("share_5xx > 0.01 or count == 0")
	if got := text(a, err); got != "fail-if||count share_5xx||count" || !a.Hidden {
		t.Errorf("got %s, hidden %v", got, a.Hidden)
	}
}

func TestConditionsTogether(t *testing.T) {
	check := func(want string, where ...string) {
		t.Helper()
		if a, err := Top("path", Words{Metrics: "count", Where: where}); err != nil || a.Question.Where != want {
			t.Errorf("%q: got %q, %v; want %q", where, a.Question.Where, err, want)
		}
	}
	check("")
	check("status == 200", "status == 200")
	check("(a or b) and (c)", "a or b", "c")
}

func TestSplit(t *testing.T) {
	check := func(list string, want ...string) {
		t.Helper()
		got, err := split("metric", list)
		if err != nil || strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("split(%q): got %q, %v; want %q", list, got, err, want)
		}
	}
	check("a,b , c", "a", "b", "c")
	check(`x=share(client in ["a", "b"]),count`, `x=share(client in ["a", "b"])`, "count")
	check(`share(path == "a,b)"),count`, `share(path == "a,b)")`, "count")
	check(`share(path == "a\",)"),count`, `share(path == "a\",)")`, "count")
	check("share(path == `a\\`),count", "share(path == `a\\`)", "count")
	check(`share(path == "never closed,count`, `share(path == "never closed,count`)
	check(`a),b`, "a)", "b")
}
