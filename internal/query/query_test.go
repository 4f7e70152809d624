package query

import (
	"fmt"
	"strings"
	"testing"
)

func TestTop(t *testing.T) {
	check := func(keys, metrics, want string) {
		t.Helper()
		q, err := Top(keys, metrics)
		got := fmt.Sprintf("%s|%s|%s", q.Name, strings.Join(q.Keys, " "), strings.Join(q.Metrics, " "))
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("Top(%q, %q): got %s, want %s", keys, metrics, got, want)
		}
	}
	check("path", "count", "top path|path|count")
	check("method, status", "count ,sum_bytes", "top method,status|method status|count sum_bytes")
	check("", "count", `empty key in ""`)
	check("path,,status", "count", `empty key in "path,,status"`)
	check("path,path", "count", `key "path" stands twice in "path,path"`)
	check("path", "count,count", `metric "count" stands twice in "count,count"`)
	check("path", " ", `empty metric in " "`)
	check("time/auto", "count", `no field "time/auto"; time wants a step: time/5m`)
}

func TestFind(t *testing.T) {
	q, err := Find([]string{"1", "year"}, "count,share")
	if err != nil || q.Name != "find" || strings.Join(q.Keys, " ") != "1 year" || strings.Join(q.Metrics, " ") != "count share" {
		t.Errorf("got %+v, %v", q, err)
	}
}
