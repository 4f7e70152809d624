package query

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wf/internal/moment"
	"wf/parser"
)

// FuzzSplit cuts any list: what stands between its commas is all there, once,
// and put together again it is cut alike.
func FuzzSplit(f *testing.F) {
	for _, list := range []string{"a,b , c", `x=share(client in ["a", "b"]),count`, `share(path == "a\",)"),count`, "p == `a\\`,b",
		`share(path == "never closed,count`, "a),b", "((,),", "a,,b", "a,a", "\"\\", "é, ,"} {
		f.Add(list)
	}
	blank := func(text string) string { return strings.Join(strings.Fields(text), "") }
	f.Fuzz(func(t *testing.T, list string) {
		items, err := split("key", list)
		if err != nil {
			if len(items) > 0 || !strings.Contains(err.Error(), "key") {
				t.Fatalf("%q: %q, %v", list, items, err)
			}
			return
		}
		if joined := strings.Join(items, ","); blank(joined) != blank(list) {
			t.Fatalf("%q became %q", list, joined)
		}
		again, err := split("key", strings.Join(items, ","))
		if err != nil || !slices.Equal(again, items) {
			t.Fatalf("%q is %q, put together again %q, %v", list, items, again, err)
		}
		for i, item := range items {
			if item == "" || item != strings.TrimSpace(item) || slices.Contains(items[:i], item) {
				t.Fatalf("%q has the item %q", list, item)
			}
		}
	})
}

// FuzzStep holds a step of time against the length that its words have.
func FuzzStep(f *testing.F) {
	for _, step := range []string{"5m", "1h30m", "90s", "1w", "0s", "500ms", "1.5s", "auto", "fit", "015m", "9999999999s", "1h 30m", "-5m"} {
		f.Add(step)
	}
	f.Fuzz(func(t *testing.T, text string) {
		step, ok := Step(text)
		if !ok {
			if d, err := moment.ParseDuration(text); err == nil && d%time.Second == 0 {
				t.Fatalf("%q is no step; its length is %v", text, d)
			}
			return
		}
		length, _, isStep := parser.TimeStep("time/" + step)
		d, err := moment.ParseDuration(text)
		if !isStep || err == nil && time.Duration(length) != d {
			t.Fatalf("%q is the step %q of %v; its length is %v, %v", text, step, time.Duration(length), d, err)
		}
		if again, ok := Step(step); !ok || again != step {
			t.Fatalf("%q is the step %q, which is %q", text, step, again)
		}
	})
}
