package cli

import (
	"strings"
	"testing"

	"wf/internal/report"
)

func TestColumns(t *testing.T) {
	check := func(width int, fit func(string, report.Options) []string, want string, rows ...[]string) {
		t.Helper()
		table := columns{indent: " ", fit: fit, place: report.Options{Width: width}}
		for _, row := range rows {
			table.add(row...)
		}
		var got strings.Builder
		table.write(&got)
		if got.String() != want {
			t.Errorf("width %d:\n%swant\n%s", width, got.String(), want)
		}
	}
	a, b := []string{"a", "", "one two three four five"}, []string{"long", "", "six"}
	check(0, wrap, " a     one two three four five\n long  six\n", a, b)
	check(23, wrap, " a     one two three\n       four five\n long  six\n", a, b)
	check(23, cut, " a     one two three f…\n long  six\n", a, b)
	check(20, wrap, " a     one two three four five\n long  six\n", a, b) // no room for columns
	check(0, wrap, " a\n long  6\n", []string{"a", ""}, []string{"long", "6"})
	check(40, wrap, " äö  x\n a   y\n", []string{"äö", "x"}, []string{"a", "y"})
	check(40, cut, "")
}
