package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"wf/aggregate"
)

// screenText is the text of lines as they are written.
func screenText(lines []ScreenLine) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.Text + "\n")
	}
	return b.String()
}

// checkRows compares where the rows of lines are said to stand with the text.
func checkRows(t *testing.T, lines []ScreenLine, width int) {
	t.Helper()
	for _, l := range lines {
		text := sgr.Replace(l.Text)
		column := 0
		for _, row := range l.Rows {
			if row.Width <= 0 || row.Column < column || row.Column+row.Width > textWidth(text) || width > 0 && row.Column+row.Width > width {
				t.Fatalf("width %d: row %+v in %q", width, row, text)
			}
			column = row.Column + row.Width
		}
		if len(l.Rows) == 0 {
			continue
		}
		if end := l.Rows[len(l.Rows)-1]; end.Column+end.Width != textWidth(text) {
			t.Fatalf("width %d: a row ends before its line: %+v in %q", width, end, text)
		}
	}
}

// TestScreen compares lines to choose from with the report that is written.
func TestScreen(t *testing.T) {
	r := made().report("access\u202e.log", allFields()...)
	for width := 20; width < 240; width += 23 {
		for _, height := range []int{0, 24, 50} {
			o := Options{Width: width, Height: height, Color: width%2 == 0, ASCII: width%3 == 0}
			lines, err := Screen(r, o)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := screenText(lines), drawn(t, r, o); got != want {
				t.Fatalf("width %d: lines\n%swritten\n%s", width, got, want)
			}
			checkRows(t, lines, width)
		}
	}
	if _, err := Screen(&aggregate.Report{}, Options{}); err == nil {
		t.Error("a report without tables: no error")
	}
}

// TestScreenRows names every row that can be chosen.
func TestScreenRows(t *testing.T) {
	lines, err := Screen(made().report("access.log", allFields()...), Options{Width: 120})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, l := range lines {
		for _, row := range l.Rows {
			b.WriteString(row.Section + ": " + row.Filter + "\n")
		}
	}
	golden(t, "screen-rows", b.String())
}

// TestTableScreen compares lines to choose from with the tables that are written.
func TestTableScreen(t *testing.T) {
	for width := 20; width < 160; width += 13 {
		o := Options{Width: width, Color: width%2 == 0}
		r := &aggregate.Report{Tables: []*aggregate.Table{few("top method", 3, 2, 1), few("other", 1)}}
		lines, err := TableScreen(r, o)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := Write(&b, "table", r, o); err != nil {
			t.Fatal(err)
		}
		if got := screenText(lines); got != b.String() {
			t.Fatalf("width %d: lines\n%swritten\n%s", width, got, b.String())
		}
		checkRows(t, lines, width)
		rows := func(l ScreenLine) bool { return len(l.Rows) > 0 }
		if !slices.ContainsFunc(lines, rows) {
			t.Fatal("no row can be chosen")
		}
	}
}

// TestRowCondition writes the conditions of keys of every kind.
func TestRowCondition(t *testing.T) {
	text := func(s string) aggregate.Value { return aggregate.Value{Kind: aggregate.Text, Bytes: []byte(s)} }
	check := func(field string, v aggregate.Value, want string) {
		t.Helper()
		columns := []aggregate.Column{numberColumn("count"), {Name: field, Key: true}}
		if got := rowCondition("", columns, []aggregate.Value{numberValue(1), v}); got != want {
			t.Errorf("%s: got %s, want %s", field, got, want)
		}
	}
	check("path", text(`/a"b\c`), `path == "/a\"b\\c"`)
	check("path", text("/a\xff\x1b[31m\n\u202eÿ\u0301é"), `path == "/a\xff\x1b[31m\x0a\xe2\x80\xaeÿ\xcc\x81é"`)
	check("path", text(""), `path == ""`)
	check("path", aggregate.Value{}, `path == nil`)
	check("status", text("404"), `status == 404`)
	check("status", text("4x4"), ``)
	check("status", text("."), ``)
	check("hour", text("02"), `hour == 02`)
	check("duration/log", text("0.005"), `duration/log == 0.005`)
	check("server_port", text("443"), `server_port == "443"`)
	check("client/24", text("192.0.2.0/24"), `client/24 == "192.0.2.0/24"`)
	check("weekday", aggregate.Value{Kind: aggregate.Weekday, Int: aggregate.Int(1)}, `weekday == "Mon"`)
	check("time/5m", clockValue(1774569600e9), `time/5m == "2026-03-27T00:00:00"`)
	check("1", text("x"), ``)
	keys := []aggregate.Column{{Name: "status", Key: true}, {Name: "path", Key: true}}
	row := []aggregate.Value{text("404"), text("/")}
	if got, want := rowCondition("(bytes > 1)", keys, row), `(bytes > 1) and status == 404 and path == "/"`; got != want {
		t.Errorf("two keys: got %s, want %s", got, want)
	}
	if got := rowCondition("status == 404", []aggregate.Column{numberColumn("count")}, []aggregate.Value{numberValue(1)}); got != "" {
		t.Errorf("a row without keys: %s", got)
	}
}
