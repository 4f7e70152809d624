package report

import (
	"strings"
	"testing"

	"wf/aggregate"
)

// TestIncompleteTables looks at what stands behind tables whose figures are
// partial: in the outputs for people, and in no other.
func TestIncompleteTables(t *testing.T) {
	whole := aggregate.Meta{Complete: true}
	check := func(output, want string, o Options, errors ...string) {
		t.Helper()
		for _, tables := range [][]*aggregate.Table{{few("top", 3, 2)}, {few("one", 3), few("two", 2)}} {
			r := &aggregate.Report{Meta: whole, Tables: tables}
			before := written(t, output, r, o)
			r.Meta.Complete, r.Meta.Errors = false, errors
			blank := ""
			if output == "table" && len(tables) > 1 {
				blank = "\n"
			}
			if got, ok := strings.CutPrefix(written(t, output, r, o), before); !ok || got != blank+want {
				t.Errorf("%s with errors %q: %q is added, want %q", output, errors, got, blank+want)
			}
		}
	}
	check("table", "incomplete\n", Options{})
	check("table", "incomplete: a\nincomplete: b\nincomplete: c\n", Options{}, "a", "b", "c")
	check("table", "incomplete: a\nincomplete: b\nincomplete: c\nand 1 more\n", Options{}, "a", "b", "c", "d")
	check("table", "incomplete: \\x1b[m\\x0a: x\n", Options{}, "\x1b[m\n: x")
	check("table", "incomplete: interr…\n", Options{Width: 19}, "interrupted after 37% (12.3 GB)")
	check("table", "\x1b[31mincomplete: a\x1b[0m\n", Options{Color: true}, "a")
	check("md", "\nincomplete\n", Options{})
	check("md", "\nincomplete: `a`\n", Options{Width: 10}, "a")
	check("md", "\nincomplete: `a`; `www.b.example: x`; ``c`\\x0a``; and 1,000 more\n", Options{},
		append([]string{"a", "www.b.example: x", "c`\n"}, make([]string, 1000)...)...)
	check("ndjson", "", Options{}, "a")
}
