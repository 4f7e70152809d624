package cli

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// shownTable is a table of the command's JSON.
type shownTable struct {
	Name    string
	Columns []string
	Rows    []map[string]json.RawMessage
	Total   int `json:"rows_total"`
	Totals  map[string]json.RawMessage
}

// tables runs the command and returns what it shows.
func tables(t testing.TB, args ...string) []shownTable {
	t.Helper()
	stdout, stderr, code := wf(t, "", append(args, "--json")...)
	if code != 0 {
		t.Fatalf("wf %s: exit %d: %s", quotedWords(args), code, stderr)
	}
	var answer struct{ Tables []shownTable }
	if err := json.Unmarshal([]byte(stdout), &answer); err != nil {
		t.Fatal(err)
	}
	return answer.Tables
}

// quotedWords writes arguments so that a shell takes them.
func quotedWords(args []string) string {
	var words []string
	for _, a := range args {
		words = append(words, "'"+strings.ReplaceAll(a, "'", `'\''`)+"'")
	}
	return strings.Join(words, " ")
}

// cellOf returns the value of a key in a row.
func cellOf(row map[string]json.RawMessage, name string) (plainCell, error) {
	if encoded := row[name+"_base64"]; encoded != nil {
		var text string
		err := json.Unmarshal(encoded, &text)
		raw, err2 := base64.StdEncoding.DecodeString(text)
		return plainCell{string(raw), true}, cmp.Or(err, err2)
	}
	var text *string
	if err := json.Unmarshal(row[name], &text); err != nil || text == nil {
		return plainCell{}, err
	}
	return plainCell{*text, true}, nil
}

// compare compares all rows of a table, which no limit has cut, with the plain
// program's.
func (q *question) compare(table *shownTable, records []plainRecord) error {
	rows, kept := q.group(records)
	if len(table.Rows) != table.Total {
		return fmt.Errorf("%d rows of %d", len(table.Rows), table.Total)
	}
	var before *plainRow
	var beforeShown map[string]json.RawMessage
	for _, shown := range table.Rows {
		key := make([]plainCell, len(q.keys))
		for i, name := range q.keys {
			var err error
			if key[i], err = cellOf(shown, name); err != nil {
				return fmt.Errorf("%s of %s: %w", name, shown, err)
			}
		}
		row := rows[fmt.Sprint(key)]
		if row == nil {
			return fmt.Errorf("a row too much, or twice: %s", shown)
		}
		delete(rows, fmt.Sprint(key))
		if err := q.compareRow(shown, row, kept); err != nil {
			return err
		}
		if before != nil {
			if err := q.inOrder(before, row, beforeShown, shown, kept); err != nil {
				return err
			}
		}
		before, beforeShown = row, shown
	}
	for _, row := range rows {
		if holds, sure := q.holds(row, kept); holds && sure {
			return fmt.Errorf("a row is missing: %v", row.key)
		}
	}
	return q.compareTotals(table, kept)
}

func (q *question) compareRow(shown map[string]json.RawMessage, row *plainRow, kept []*plainRecord) error {
	for _, metric := range q.shown() {
		want := q.value(metric, row, kept)
		if got := string(shown[nameOf(metric)]); !want.agrees(got) {
			return fmt.Errorf("%s of %v: got %s, want %s", metric, row.key, got, want)
		}
	}
	if holds, sure := q.holds(row, kept); !holds && sure {
		return fmt.Errorf("--having does not hold: %s", shown)
	}
	return nil
}

// value returns a metric of a row.
func (q *question) value(metric string, row *plainRow, kept []*plainRecord) plainValue {
	v, ok := row.values[metric]
	if !ok {
		v = q.measure(metric, row.records, kept)
		row.values[metric] = v
	}
	return v
}

// measure is measure for what questions about time have of their own: rates
// are those of a step, and in a timeline the sums of steps without records are
// 0.
func (q *question) measure(metric string, some, kept []*plainRecord) plainValue {
	if step := stepOf(q.keys); metric == "rate" && step != "" && len(kept) > 0 {
		return ratio(len(some), int(plainDuration(step)/time.Second))
	}
	if q.step != "" && strings.HasPrefix(metric, "sum_") && len(some) == 0 {
		return whole(0)
	}
	return measure(metric, some, kept, q.of)
}

// stepOf returns the step of time that the only clock among keys has, or "".
func stepOf(keys []string) string {
	step, clocks := "", 0
	for _, key := range keys {
		name, of, _ := strings.Cut(key, "/")
		if name == "time" {
			step = of
			clocks++
		}
	}
	if clocks != 1 {
		return ""
	}
	return step
}

func (q *question) holds(row *plainRow, kept []*plainRecord) (holds, sure bool) {
	if q.having == nil {
		return true, true
	}
	value := func(metric string) plainValue { return q.value(metric, row, kept) }
	return q.having.holds(value, func(name string) plainCell { return row.key[slices.Index(q.keys, name)] })
}

// compareTotals compares what all records together are.
func (q *question) compareTotals(table *shownTable, kept []*plainRecord) error {
	for _, metric := range q.shown() {
		got, ok := table.Totals[nameOf(metric)]
		if want := measure(metric, kept, kept, q.of); ok && !want.agrees(string(got)) {
			return fmt.Errorf("%s of all: got %s, want %s", metric, got, want)
		}
	}
	return nil
}
