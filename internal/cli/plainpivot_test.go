package cli

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// pivotColumns is how many values of a pivot key have columns of their own.
const pivotColumns = 8

// pivotValues returns the values of the pivot key that have columns, in their
// order: the largest, those of calendars, classes and numbers in their own
// order. The texts of the keys must be plain ones.
func (q *question) pivotValues(kept []*plainRecord) []plainCell {
	counts := map[plainCell]int{}
	for _, r := range kept {
		var c plainCell
		c.text, c.there = r.field(q.pivot)
		counts[c]++
	}
	var values []plainCell
	for c := range counts {
		values = append(values, c)
	}
	ties := func(a, b plainCell) int { return compareTies([]string{q.pivot}, []plainCell{a}, []plainCell{b}) }
	slices.SortFunc(values, func(a, b plainCell) int { return cmp.Or(counts[b]-counts[a], ties(a, b)) })
	values = values[:min(len(values), pivotColumns)]
	if field, _, _ := strings.Cut(q.pivot, "/"); slices.Contains([]string{"class", "status", "hour", "weekday", "date", "time", "bytes"}, field) {
		slices.SortFunc(values, func(a, b plainCell) int {
			return cmp.Or(compareKeys(q.pivot, a, b, false), ties(a, b))
		})
	}
	return values
}

// comparePivot compares the columns of a pivot.
func (q *question) comparePivot(table *shownTable, records []plainRecord) error {
	rows, kept := q.group(records)
	values := q.pivotValues(kept)
	names := q.pivotNames(values, kept)
	var columns []string
	for _, metric := range q.shown() {
		for _, name := range names {
			columns = append(columns, q.pivotColumn(metric, name))
		}
	}
	if !containsInOrder(table.Columns, columns) {
		return fmt.Errorf("columns %q; want among them %q", table.Columns, columns)
	}
	for _, shown := range table.Rows {
		key := make([]plainCell, len(q.keys))
		for i, name := range q.keys {
			key[i], _ = cellOf(shown, name)
		}
		byValue := map[int][]*plainRecord{} // by the number of the column's name
		row := rows[fmt.Sprint(key)]
		for _, r := range row.records {
			at := r.columnAmong(values, q.pivot)
			byValue[at] = append(byValue[at], r)
		}
		for i, name := range names {
			for _, metric := range q.shown() {
				want := q.pivotCell(metric, byValue[i], kept, i == len(values))
				if len(row.records) == 0 && strings.HasPrefix(metric, "sum_") {
					want = whole(0) // as in the row itself
				}
				if got := string(shown[q.pivotColumn(metric, name)]); !want.agrees(got) {
					return fmt.Errorf("%s where %s is %s, of %v: got %s, want %s", metric, q.pivot, name, key, got, want)
				}
			}
		}
	}
	return nil
}

// columnAmong returns which of the values r has for the key, or how many there
// are if it has another one.
func (r *plainRecord) columnAmong(values []plainCell, key string) int {
	text, there := r.field(key)
	if i := slices.Index(values, plainCell{text, there}); i >= 0 {
		return i
	}
	return len(values)
}

// pivotNames returns what the values are called, and the others if there are
// any.
func (q *question) pivotNames(values []plainCell, kept []*plainRecord) []string {
	names := make([]string, len(values), len(values)+1)
	for i, v := range values {
		names[i] = v.text
		if !v.there {
			names[i] = "-"
		}
	}
	if slices.ContainsFunc(kept, func(r *plainRecord) bool { return r.columnAmong(values, q.pivot) == len(values) }) {
		names = append(names, "other")
	}
	return names
}

// pivotCell is what stands in a column. Of all other values it is nothing where
// it cannot be put together from theirs.
func (q *question) pivotCell(metric string, in, kept []*plainRecord, other bool) plainValue {
	cells := question{keys: append(slices.Clone(q.keys), q.pivot), of: q.of}
	v := cells.measure(metric, in, kept)
	function, _, _ := strings.Cut(metric, "_")
	if other && (v.kind == estimated || function == "distinct" || function == "visitors") {
		return plainValue{}
	}
	return v
}

// pivotColumn is the name of a column.
func (q *question) pivotColumn(metric, value string) string {
	if len(q.shown()) == 1 {
		return value
	}
	return nameOf(metric) + ":" + value
}

// containsInOrder reports whether some stands in list, in one piece.
func containsInOrder(list, some []string) bool {
	for i := range list {
		if len(list)-i >= len(some) && slices.Equal(list[i:i+len(some)], some) {
			return true
		}
	}
	return len(some) == 0
}

// pivotBy makes columns of a key's values. What the question says of that key
// elsewhere goes, and so do metrics that have no name but their condition.
func (q *question) pivotBy(key string) {
	q.pivot = key
	q.metrics = slices.DeleteFunc(q.metrics, func(m string) bool { return strings.Contains(nameOf(m), "(") })
	if len(q.metrics) == 0 {
		q.metrics = []string{"count"}
	}
	if strings.Contains(q.sort, "(") || q.sort == key {
		q.sort = ""
	}
	if at := slices.Index(q.keys, key); at >= 0 {
		q.keys, q.having = slices.Delete(q.keys, at, at+1), nil
	}
	if len(q.keys) == 0 {
		q.keys = []string{"path"}
	}
}

// TestRandomPivots compares tables and timelines with a key's values as
// columns.
func TestRandomPivots(t *testing.T) {
	lines, most := 3000, 12
	switch {
	case testing.Short() || raceDetector:
		lines, most = 800, 5
	case os.Getenv("CI") != "":
		lines, most = 10_000, 24
	}
	d, path := busyDrawing(t, 4, lines)
	pivots := []string{"class", "method", "status", "hour", "weekday", "date", "ext", "client/12", "bytes/10k", "referrer_host"}
	for i := range most {
		q := d.question()
		if i%3 == 0 {
			q = d.timeline()
		}
		q.pivotBy(pivots[d.IntN(len(pivots))])
		args := append(q.args(), "-f", busyFormat, path)
		table := tables(t, append(args, "-n", "0", "-j", "2")...)[0]
		if err := cmp.Or(q.compare(&table, d.records), q.comparePivot(&table, d.records)); err != nil {
			t.Errorf("wf %s -n 0: %v", quotedWords(args), err)
		}
		sameForWorkers(t, args, table)
	}
}
