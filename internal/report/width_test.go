package report

import (
	"strings"
	"testing"

	"wf/parser"
)

func TestCutsKeepCharactersWhole(t *testing.T) {
	check := func(cut cutter, text string, width int, want string) {
		t.Helper()
		if got := cut(text, width, "…"); got != want {
			t.Errorf("%q in %d columns: got %q, want %q", text, width, got, want)
		}
	}
	check(cutMiddle, "/abcdef", 5, "/a…ef")
	check(cutMiddle, "/e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", 5, "/e\u0301…e\u0301e\u0301")
	check(cutMiddle, "/abcdefge\u0301", 4, "/a…e\u0301")
	check(cutMiddle, "/日本語パス", 6, "/日…ス")
	check(cutMiddle, "/abc日\u0301b", 4, "/a…b") // the mark does not stay behind
	check(cutEnd, "日本語", 4, "日…")
	check(cutAgent, "Mozilla/5.0 (compatible; Somebot/2.1; +http://bot.example/)", 14, "…Somebot/2.1;…")
}

// TestBehindProxy names the client that may be a load balancer.
func TestBehindProxy(t *testing.T) {
	check := func(want bool, others int) {
		t.Helper()
		c := &counter{}
		for i := range 60 {
			e := entry{client: "10.0.0.1", path: "/", agent: "a", status: 200, stamp: parser.Stamp{Nanos: 1774569600e9, Valid: true}}
			if i < others {
				e.client = "192.0.2.1"
			}
			c.entries = append(c.entries, e)
		}
		lines, err := Screen(c.report("access.log", allFields()...), Options{Width: 100})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, l := range lines {
			found = found || strings.HasPrefix(l.Text, "one client: a proxy? wf top origin")
		}
		if found != want {
			t.Errorf("%d others: the note is there: %v", others, found)
		}
	}
	check(true, 0)
	check(true, 5)
	check(false, 6)
}
