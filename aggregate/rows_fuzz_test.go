package aggregate

import (
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"wf/internal/expr"
)

// FuzzPivot makes columns of any values: their names differ and can be printed,
// and no record is lost between them.
func FuzzPivot(f *testing.F) {
	f.Add("-\n\nother\ncount\npath\nagent:count", uint8(2))
	f.Add("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nother", uint8(1))
	f.Add("\x00\n\\x00\n\xff\né\n\u202e\n\"\n\"-\"", uint8(3))
	f.Fuzz(func(t *testing.T, text string, paths uint8) {
		var list []request
		for i, agent := range strings.Split(text, "\n") {
			if len(list) > 300 || strings.ContainsAny(agent, "\"\\\r") {
				continue // quotes and backslashes end a field of the log
			}
			path := "/" + strconv.Itoa(i%(int(paths)+1))
			list = append(list, request{client: "a", path: path, agent: agent, status: 200, at: time.Unix(0, 0).UTC()})
		}
		v := View{Pivot: "agent"}
		parts := countParts(t, Question{Keys: []string{"path", "agent"}, Metrics: []string{"count"}}, v, list, 2)
		table, err := Show(parts, v, 2)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, c := range table.Columns {
			if seen[c.Name] || c.Name == "" || !utf8.ValidString(c.Name) {
				t.Errorf("column %q, of %q", c.Name, text)
			}
			seen[c.Name] = true
		}
		check := func(row []Value) {
			whole, _ := row[0].Int.Int64()
			var sum int64
			for _, cell := range row[1 : len(row)-1] {
				n, _ := cell.Int.Int64()
				sum += n
			}
			if sum != whole {
				t.Errorf("the columns of %q come to %d, not %d", text, sum, whole)
			}
		}
		for row := range table.Rows {
			check(row)
		}
		check(table.Totals)
	})
}

// FuzzMetric compiles any text as a metric. What compiles can be measured,
// sorted by, and, if it has a name, asked for.
func FuzzMetric(f *testing.F) {
	for _, text := range []string{"count", "x=share(status >= 500)", "count( path == \"(\" )", "share_5xx", "p95_bytes",
		"not=count(status)", "a=b=count(status==1)", "count(", "=share()", "sum_log.x", "x=count(count(status == 1) > 1)"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		set := newSet()
		set.Open()
		spec, err := Compile(Question{Keys: []string{"path"}, Metrics: []string{"count", text}}, set)
		if err != nil {
			return
		}
		name := columnName(text)
		if err := spec.Check(View{Sort: name, Metrics: []string{text}}); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		c, conditional := parseConditional(text)
		if !conditional {
			return
		}
		ask := c.call.Text() + " != 7"
		if c.named {
			ask = name + " != 7"
		}
		e, err := expr.Parse(ask)
		if err != nil {
			t.Fatalf("%q cannot be asked for: %v", text, err)
		}
		if needed := NeededMetrics(e, spec.Question); len(needed) > 0 {
			t.Errorf("%q needs %q", text, needed)
		}
		if err := spec.CheckTest(ask); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	})
}
