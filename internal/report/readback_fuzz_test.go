package report

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"wf/aggregate"
)

// FuzzReadBack has any text as a key, as the name of a column, of the table, of
// the log and in an error. Readers that know nothing of this package find it
// again, each in its own place.
func FuzzReadBack(f *testing.F) {
	for _, text := range markup() {
		f.Add(text, text)
	}
	f.Add("=1", "a,b")
	f.Fuzz(func(t *testing.T, key, name string) {
		r := named(key, name)
		readJSON(t, written(t, "json", r, Options{}), key, name)
		readNDJSON(t, written(t, "ndjson", r, Options{}), key, name)
		readCSV(t, written(t, "csv", r, Options{}), key, name)
		cells := strings.Split(strings.TrimSuffix(written(t, "tsv", r, Options{}), "\n"), "\t")
		if want := []string{plainCell(key), "7"}; !slices.Equal(cells, want) {
			t.Fatalf("TSV: %q, want %q", cells, want)
		}
		readMarkdown(t, written(t, "md", r, Options{}), key, name)
	})
}

// named is a report of one row: a key in a column of that name, and 7.
func named(key, name string) *aggregate.Report {
	r := &aggregate.Report{Meta: meta(), Tables: []*aggregate.Table{{
		Name:    name,
		Columns: []aggregate.Column{{Name: name, Key: true, Kind: aggregate.Text}, {Name: "count", Kind: aggregate.Integer}},
		Total:   1,
		Totals:  []aggregate.Value{{}, integer(7)},
		Rows:    slices.Values([][]aggregate.Value{{text(key), integer(7)}}),
	}}}
	r.Meta.Files[0].Name, r.Meta.Errors = name, []string{name}
	return r
}

// inJSON is what a reader of JSON has of a name: what is not UTF-8 is escaped.
func inJSON(name string) string {
	if !utf8.ValidString(name) {
		return Escape(name)
	}
	return name
}

// readMembers compares the members of a row of JSON.
func readMembers(t *testing.T, row map[string]any, key, name string) {
	t.Helper()
	if name = inJSON(name); name == "count" || name+"_base64" == "count" {
		return // two members of one name
	}
	exact := map[string]any{"path": row[name]}
	if encoded, ok := row[name+"_base64"]; ok {
		exact["path_base64"] = encoded
	}
	if got := exactKey(t, exact); got != key || row["count"] != 7.0 {
		t.Fatalf("JSON: %v, want %q under %q", row, key, name)
	}
}

func readJSON(t *testing.T, out, key, name string) {
	t.Helper()
	var answer struct {
		Meta struct {
			Files  []struct{ Name string }
			Errors []string
		}
		Tables []struct {
			Name    string
			Columns []string
			Rows    []map[string]any
		}
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	table := answer.Tables[0]
	got := []string{answer.Meta.Files[0].Name, answer.Meta.Errors[0], table.Name, table.Columns[0]}
	if want := slices.Repeat([]string{inJSON(name)}, 4); !slices.Equal(got, want) {
		t.Fatalf("JSON: log, error, table and column are %q, want %q", got, want)
	}
	readMembers(t, table.Rows[0], key, name)
}

func readNDJSON(t *testing.T, out, key, name string) {
	t.Helper()
	var row map[string]any
	if err := json.Unmarshal([]byte(out), &row); err != nil || strings.Count(out, "\n") != 1 {
		t.Fatalf("%v in %q", err, out)
	}
	readMembers(t, row, key, name)
}

func readCSV(t *testing.T, out, key, name string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) != 2 || len(rows[0]) != 2 || len(rows[1]) != 2 || rows[1][1] != "7" {
		t.Fatalf("CSV: %q: %v", out, err)
	}
	for i, text := range []string{name, key} {
		want := plainCell(text)
		if text != "" && text != "-" && strings.Contains("=+-@\t\r", text[:1]) {
			want = "'" + want
		}
		if rows[i][0] != want {
			t.Fatalf("CSV: %q is %q, want %q", text, rows[i][0], want)
		}
	}
}

// readMarkdown looks at the first cell of the header and of the row.
func readMarkdown(t *testing.T, out, key, name string) {
	t.Helper()
	lines := strings.Split(out, "\n")
	for i, text := range map[int]string{0: name, 2: key} {
		cells := strings.Split(lines[i], "|")
		if len(cells) != 4 {
			t.Fatalf("Markdown: cells of %q", lines[i])
		}
		cell := strings.TrimSuffix(strings.TrimPrefix(cells[1], " "), " ")
		want := strings.ReplaceAll(Escape(text), "|", `\x7c`)
		if longestTicks(want) >= 79 {
			want = strings.ReplaceAll(want, "`", `\x60`)
		}
		code, rest, ok := readSpan(cell)
		plain := i == 0 && cell == text && strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
		if !plain && !(text == "" && cell == `""`) && !(ok && rest == "" && code == want) {
			t.Fatalf("Markdown: %q is %q, which reads as %q and %q", text, cell, code, rest)
		}
	}
}

// longestTicks is how many backticks stand in a row.
func longestTicks(text string) int {
	n := 0
	for strings.Contains(text, strings.Repeat("`", n+1)) {
		n++
	}
	return n
}
