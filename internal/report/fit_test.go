package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"wf/aggregate"
)

// pivoted is a table of requests by path and status, with a column for each of
// the names, as a pivot makes them. Each path has so many requests; with none,
// the table has no bars.
func pivoted(count int64, names ...string) *aggregate.Table {
	columns := []aggregate.Column{{Name: "count", Kind: aggregate.Integer}}
	for i, name := range names {
		columns = append(columns, aggregate.Column{Name: name, Kind: aggregate.Integer, Approx: i%3 == 2})
	}
	columns = append(columns,
		aggregate.Column{Name: "path", Key: true, Kind: aggregate.Text},
		aggregate.Column{Name: "status", Key: true, Kind: aggregate.Integer})
	var rows [][]aggregate.Value
	for i, path := range []string{"/", "/search", "/blog/2016/03/01/a-long-title-of-an-article.html", "/\x1b[2J\t/日本語"} {
		row := []aggregate.Value{integer(count)}
		for j := range names {
			row = append(row, integer(count*int64(i+1)*int64(j)))
		}
		rows = append(rows, append(row, text(path), integer(200+int64(i))))
	}
	return &aggregate.Table{Name: "top", Columns: columns, Total: 1234, Rows: slices.Values(rows)}
}

// pivotNames are values that became names of columns.
func pivotNames() []string {
	return []string{
		"GET", "https://www.google.com/search?q=wide+finder", "-", "/api/v1/orders/export.csv", "count:/static/site.css",
		`"/tab\there and on and on"`, "/日本語/パス/日本語/パス", "203.0.113.250", "other",
	}
}

func TestLeftOutColumns(t *testing.T) {
	check := func(name string, o Options) {
		t.Helper()
		r := &aggregate.Report{Meta: aggregate.Meta{Complete: true}, Tables: []*aggregate.Table{pivoted(12345, pivotNames()...)}}
		golden(t, name, written(t, "table", r, o))
	}
	check("pivot", Options{})
	check("pivot-40", Options{Width: 40})
	check("pivot-80", Options{Width: 80})
	check("pivot-80-ascii", Options{Width: 80, ASCII: true})
	check("pivot-200", Options{Width: 200})
}

// TestLeftOutAsIfNeverThere compares a table that leaves measures out with one
// that never had them: the same lines, and one measure more would not fit.
func TestLeftOutAsIfNeverThere(t *testing.T) {
	names := pivotNames()
	lines := func(n, width int, ascii bool) []string {
		r := &aggregate.Report{Meta: aggregate.Meta{Complete: true}, Tables: []*aggregate.Table{pivoted(0, names[:n]...)}}
		return strings.Split(strings.TrimSuffix(written(t, "table", r, Options{Width: width, ASCII: ascii}), "\n"), "\n")
	}
	all := len(names) + 3
	for width := 40; width <= 240; width++ {
		for _, ascii := range []bool{false, true} {
			got := lines(len(names), width, ascii)
			fit := 0 // names that a table may have and leave none out
			for n := range len(names) + 1 {
				if !strings.Contains(strings.Join(lines(n, width, ascii), "\n"), " columns;") {
					fit = n
				}
			}
			if want := lines(fit, width, ascii)[:5]; !slices.Equal(got[:5], want) {
				t.Fatalf("width %d: got\n%s\nwant\n%s", width, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			note := fmt.Sprintf("%d of %d columns", fit+3, all)
			if said := strings.Contains(strings.Join(got[5:], "\n"), note); said != (fit < len(names)) {
				t.Errorf("width %d: %d names fit, and the end is %q", width, fit, got[5:])
			}
		}
	}
}

// TestKeysStay checks that the keys of a table have a heading and cells at
// every width of a terminal, whatever stands before them.
func TestKeysStay(t *testing.T) {
	for width := 30; width < 200; width++ {
		r := &aggregate.Report{Tables: []*aggregate.Table{pivoted(1e15, pivotNames()...)}}
		lines := strings.Split(written(t, "table", r, Options{Width: width}), "\n")
		if got := strings.Fields(lines[0]); !slices.Equal(got[len(got)-2:], []string{"path", "status"}) {
			t.Errorf("width %d: the heading is %q", width, lines[0])
		}
		for i, l := range lines[1:5] {
			if !strings.HasSuffix(l, fmt.Sprint("  ", 200+i)) {
				t.Errorf("width %d: a row is %q", width, l)
			}
		}
	}
}

// TestFit looks at widths of a key, a measure with a long heading and one
// without, in this order; 0 is a column left out.
func TestFit(t *testing.T) {
	check := func(width int, want ...int) {
		t.Helper()
		g := &grid{columns: []gridColumn{
			{heading: strings.Repeat("k", 30), cut: cutMiddle},
			{heading: strings.Repeat("h", 40), measure: true},
			{heading: "count", measure: true},
		}}
		g.add([]cell{{text: "a"}, {text: "123"}, {text: "1234567"}}, nil)
		g.fit(width)
		var got []int
		for _, c := range g.columns {
			if c.hidden {
				c.width = 0
			}
			got = append(got, c.width)
		}
		if !slices.Equal(got, want) {
			t.Errorf("width %d: got %d, want %d", width, got, want)
		}
	}
	check(0, 30, 40, 7)
	check(81, 30, 40, 7)
	check(80, 30, 39, 7)
	check(71, 30, 30, 7)
	check(61, 25, 25, 7)
	check(48, 17, 20, 7)
	check(47, 16, 20, 7)
	check(46, 22, 22, 0)
	check(38, 16, 20, 0)
	check(37, 15, 20, 0) // a measure stays for as long as it can
	check(30, 8, 20, 0)
	check(29, 29, 0, 0)
	check(5, 5, 0, 0)
}

// TestLateRowsLeaveOutTheSame writes more rows than the widths are taken from.
func TestLateRowsLeaveOutTheSame(t *testing.T) {
	table := pivoted(7, pivotNames()...)
	row := slices.Collect(table.Rows)[0]
	table.Rows = func(yield func([]aggregate.Value) bool) {
		for range alignedRows + 50 {
			if !yield(row) {
				return
			}
		}
	}
	table.Total = alignedRows + 50
	lines := strings.Split(written(t, "table", &aggregate.Report{Tables: []*aggregate.Table{table}}, Options{Width: 60}), "\n")
	if first, last := lines[1], lines[alignedRows+50]; first != last {
		t.Errorf("the first row is %q, the last %q", first, last)
	}
	if note := lines[alignedRows+51]; !strings.HasSuffix(note, "of 12 columns; -o tsv prints all") {
		t.Errorf("below stands %q", note)
	}
}

// TestSeveralTablesNameAnOutputForAll has two tables, which TSV cannot hold.
func TestSeveralTablesNameAnOutputForAll(t *testing.T) {
	r := &aggregate.Report{Tables: []*aggregate.Table{pivoted(5, pivotNames()...), few("two", 1)}}
	out := written(t, "table", r, Options{Width: 80})
	if strings.Count(out, "columns;") != 1 || !strings.Contains(out, " of 12 columns; -n 0 -o json prints all\n") {
		t.Errorf("got\n%s", out)
	}
}
