package report

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"wf/aggregate"
	"wf/parser"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// golden compares got with testdata/name.golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got\n%s\nwant\n%s", path, got, want)
	}
}

func text(s string) aggregate.Value { return aggregate.Value{Kind: aggregate.Text, Bytes: []byte(s)} }
func integer(n int64) aggregate.Value {
	return aggregate.Value{Kind: aggregate.Integer, Int: aggregate.Int(n)}
}
func decimal(nanos int64) aggregate.Value {
	return aggregate.Value{Kind: aggregate.Decimal, Int: aggregate.Int(nanos)}
}
func ratio(v float64) aggregate.Value { return aggregate.Value{Kind: aggregate.Ratio, Float: v} }
func clock(nanos int64) aggregate.Value {
	return aggregate.Value{Kind: aggregate.Clock, Int: aggregate.Int(nanos)}
}
func instant(nanos int64, offset int32) aggregate.Value {
	return aggregate.Value{Kind: aggregate.Instant, Stamp: parser.Stamp{Nanos: nanos, Offset: offset, Valid: true}}
}

// hostile are keys that attack terminals, spreadsheets, Markdown and readers.
func hostile() []string {
	keys := []string{
		"/", "", "-", "/a\tb\nc\rd", "/\x00\x7f\u0085", "\x1b]0;title\x07", "\x1b]52;c;Zm9v\x1b\\", "\x1b[2J\x1b[1;1H", "\u009b31m",
		"\x1bP+q\x1b\\", "a\b\b\bb", "/\u202egpj.exe", "\u2066x\u2069", "a\u200db\ufeff", "line\u2028sep\u2029",
		"\xff\xfe", "/caf\xe9", "/日本語/パス", "/e\u0301", "/\U0001F600", "\U000E0041", "\xc0\xaf", "\xed\xa0\x80",
		"=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "-2+3", "\t=1", "\r=1", `"quoted"`, "a,b", " leading", `back\slash`, `\x1b`,
		"|", `\|`, "`code`", "<script>alert(1)</script>", "[a](http://evil.example)", "www.evil.example", "*b* _i_ ~s~ &lt; $x$ @someone",
		"/" + strings.Repeat("long/", 60) + "end", "Mozilla/5.0 (compatible; Somebot/2.1; +http://bot.example/about-this-robot.html)",
	}
	for c := range 256 {
		keys = append(keys, "x"+string([]byte{byte(c)})+"y")
	}
	return keys
}

func handMade(keys []string) *aggregate.Report {
	const start = 1456803300e9 // 2016-03-01T03:35:00Z
	var rows [][]aggregate.Value
	for i, key := range keys {
		n := int64(len(keys) - i)
		rows = append(rows, []aggregate.Value{
			clock(start + int64(i)*minute), integer(n * 1234), integer(n * 98765), decimal(n * 12345678), ratio(float64(n) / 1000),
			ratio(float64(n) / 3), instant(start+int64(i), -5*3600), {Kind: aggregate.Weekday, Int: aggregate.Int(int64(i%7) + 1)},
			integer(200 + n%400), text(key),
		})
	}
	if len(rows) > 2 {
		rows[1][4], rows[2][4] = ratio(math.NaN()), ratio(math.Inf(1))
		rows[2][9] = aggregate.Value{}
	}
	return &aggregate.Report{
		Meta: meta(),
		Tables: []*aggregate.Table{{
			Name: "top",
			Columns: []aggregate.Column{
				{Name: "time", Key: true, Kind: aggregate.Clock},
				{Name: "count", Kind: aggregate.Integer},
				{Name: "sum_bytes", Kind: aggregate.Integer, Unit: aggregate.Bytes},
				{Name: "max_duration", Kind: aggregate.Decimal, Unit: aggregate.Seconds},
				{Name: "share", Kind: aggregate.Ratio, Unit: aggregate.Part},
				{Name: "rate", Kind: aggregate.Ratio, Unit: aggregate.PerSecond, Approx: true},
				{Name: "first", Kind: aggregate.Instant},
				{Name: "weekday", Key: true, Kind: aggregate.Weekday},
				{Name: "status", Key: true, Kind: aggregate.Integer},
				{Name: "path", Key: true, Kind: aggregate.Text},
			},
			Total:  11233,
			Totals: []aggregate.Value{{}, integer(1 << 60), {Kind: aggregate.Integer, Int: aggregate.Int128{Hi: 5, Lo: 7}}, {}, ratio(1), {}, {}, {}, {}, {}},
			Rows:   slices.Values(rows),
		}},
	}
}

func meta() aggregate.Meta {
	lines := aggregate.Lines{Total: 20, Parsed: 10, Filtered: 4, Blank: 1, Directive: 1, Incomplete: 1, Rejected: aggregate.Rejected{Format: 2, TooLong: 1}}
	return aggregate.Meta{
		Version: "wf 1.0",
		Files:   []aggregate.File{{Name: "a\xff\x1b[2J.log", Format: "combined", Lines: lines, Bytes: 1234}},
		Lines:   lines,
		Bytes:   1234,
		First:   parser.Stamp{Nanos: 1456803300e9, Offset: -5 * 3600, Valid: true},
		Last:    parser.Stamp{Nanos: 1456893301e9 + 5e8, Offset: 19800, Valid: true},
		Zones:   []int32{-5 * 3600, 19800},
		Errors:  []string{"b.log: permission denied"},
		Approx:  []aggregate.Approx{{Table: "top", Column: "rate", Error: 0.00406}},
	}
}

// written is what Write makes of r.
func written(t *testing.T, output string, r *aggregate.Report, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, output, r, o); err != nil {
		t.Fatalf("Write %s: %v", output, err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	run := &Run{Seconds: 1.5, Workers: 2, IO: "mmap", GBPerSecond: 5.25, PeakMemory: 1 << 25, Command: []string{"wf", "top", "path"}}
	header, noHeader := true, false
	check := func(name, output string, o Options) {
		t.Helper()
		golden(t, name, written(t, output, handMade(hostile()[:43]), o))
	}
	check("table", "table", Options{})
	check("table-80", "table", Options{Width: 80})
	check("table-160-color", "table", Options{Width: 160, Height: 50, Color: true})
	check("table-120-ascii", "table", Options{Width: 120, ASCII: true})
	check("tsv", "tsv", Options{})
	check("tsv-header", "tsv", Options{Header: &header})
	check("csv", "csv", Options{})
	check("csv-no-header", "csv", Options{Header: &noHeader})
	check("json", "json", Options{})
	check("json-run", "json", Options{Run: run})
	spilled := *run
	spilled.Spilled, spilled.MaxMemory = 1<<30, 256<<20
	check("json-run-spilled", "json", Options{Run: &spilled})
	check("ndjson", "ndjson", Options{})
	check("md", "md", Options{})
}

// TestBars has keys so short that there is room for bars.
func TestBars(t *testing.T) {
	r := &aggregate.Report{Meta: aggregate.Meta{Complete: true}, Tables: []*aggregate.Table{few("top", 5000, 1234, 617, 8, 0)}}
	golden(t, "bars", written(t, "table", r, Options{Width: 80}))
	golden(t, "bars-ascii", written(t, "table", r, Options{Width: 80, ASCII: true}))
}

// few is a small table of counts by method.
func few(name string, counts ...int64) *aggregate.Table {
	var rows [][]aggregate.Value
	for i, n := range counts {
		rows = append(rows, []aggregate.Value{integer(n), text("M" + string(rune('A'+i)))})
	}
	return &aggregate.Table{
		Name:    name,
		Columns: []aggregate.Column{{Name: "count", Kind: aggregate.Integer}, {Name: "method", Key: true, Kind: aggregate.Text}},
		Total:   int64(len(rows)), Rows: slices.Values(rows),
	}
}

func TestSeveralTables(t *testing.T) {
	r := &aggregate.Report{Meta: meta(), Tables: []*aggregate.Table{few("one", 3, 2), few("two", 1), few("none")}}
	for _, output := range []string{"table", "json", "ndjson", "md"} {
		golden(t, "several-"+output, written(t, output, r, Options{}))
	}
	for _, output := range []string{"tsv", "csv"} {
		err := Write(io.Discard, output, r, Options{})
		if err == nil || !strings.Contains(err.Error(), "--section: one two none") {
			t.Errorf("%s of three tables: %v", output, err)
		}
	}
}

func TestUnknownOutput(t *testing.T) {
	err := Write(io.Discard, "josn", handMade(nil), Options{})
	want := `unknown output "josn"; known: table tsv csv json ndjson md html`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// safe reports the first rune of s that must not reach a terminal.
func safe(t *testing.T, name, s, allowed string) {
	t.Helper()
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || !unicode.IsPrint(r) && !strings.ContainsRune(allowed, r) {
			t.Fatalf("%s holds %q", name, s[i:i+size])
		}
		i += size
	}
}

var sgr = strings.NewReplacer("\x1b[0m", "", "\x1b[1m", "", "\x1b[2m", "", "\x1b[31m", "", "\x1b[33m", "")

func TestHostileTextIsHarmless(t *testing.T) {
	r := handMade(hostile())
	for _, output := range Outputs() {
		allowed := "\n"
		if output == "tsv" || output == "html" { // whose script is indented
			allowed = "\t\n"
		}
		safe(t, output, sgr.Replace(written(t, output, r, Options{Terminal: true, Width: 80, Color: true})), allowed)
	}
	safe(t, "table without colour", written(t, "table", r, Options{Width: 80}), "\n")
	safe(t, "md", written(t, "md", r, Options{}), "\n")
	safe(t, "json", written(t, "json", r, Options{}), "\n")
}

func TestNoLineOfATableIsTooWide(t *testing.T) {
	c := runewidth.Condition{StrictEmojiNeutral: true}
	for width := 1; width < 200; width += 7 {
		for _, ascii := range []bool{false, true} {
			o := Options{Width: width, Color: width%2 == 0, ASCII: ascii}
			for l := range strings.Lines(sgr.Replace(written(t, "table", handMade(hostile()), o))) {
				if got := c.StringWidth(strings.TrimSuffix(l, "\n")); got > width {
					t.Fatalf("width %d: a line of %d columns: %q", width, got, l)
				}
			}
		}
	}
}

func TestColorIsOnlyAdded(t *testing.T) {
	r := handMade(hostile())
	with, without := written(t, "table", r, Options{Width: 100, Color: true}), written(t, "table", r, Options{Width: 100})
	if with == without {
		t.Error("no colour")
	}
	if sgr.Replace(with) != without {
		t.Error("the text differs with colour")
	}
}

func TestJSONReadsBack(t *testing.T) {
	keys := hostile()
	var got struct {
		Meta struct {
			Files []struct {
				Name string
				B64  []byte `json:"name_base64"`
			}
			Lines map[string]any
		}
		Tables []struct {
			Columns []string
			Rows    []map[string]any
			Total   json.Number `json:"rows_total"`
			Totals  map[string]json.Number
		}
	}
	r := handMade(keys)
	d := json.NewDecoder(strings.NewReader(written(t, "json", r, Options{})))
	d.UseNumber()
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if name := string(got.Meta.Files[0].B64); name != r.Meta.Files[0].Name {
		t.Errorf("file name %q", name)
	}
	table := got.Tables[0]
	if table.Totals["sum_bytes"] != "92233720368547758087" {
		t.Errorf("total of bytes %v", table.Totals["sum_bytes"])
	}
	for i, row := range table.Rows {
		if i == 2 {
			if row["path"] != nil || row["share"] != nil {
				t.Errorf("absent: %v", row)
			}
			continue
		}
		if exact := exactKey(t, row); exact != keys[i] {
			t.Errorf("key %q became %q", keys[i], exact)
		}
	}
	if len(table.Rows) != len(keys) {
		t.Errorf("%d rows of %d", len(table.Rows), len(keys))
	}
	lines := strings.Split(strings.TrimSuffix(written(t, "ndjson", r, Options{}), "\n"), "\n")
	for i, l := range lines {
		var row map[string]any
		if err := json.Unmarshal([]byte(l), &row); err != nil {
			t.Fatal(err)
		}
		if i != 2 && exactKey(t, row) != keys[i] {
			t.Errorf("key %q became %v", keys[i], row)
		}
	}
}

// TestJSONTellsWhatAConditionLeftOut checks that "filtered" stands in the
// tables of questions with a condition, and in no others.
func TestJSONTellsWhatAConditionLeftOut(t *testing.T) {
	r := handMade([]string{"/"})
	if text := written(t, "json", r, Options{}); strings.Contains(text, `"filtered":5`) {
		t.Errorf("without a condition: %s", text)
	}
	r.Tables[0].Where, r.Tables[0].Filtered = "status == 404", 5
	if text := written(t, "json", r, Options{}); strings.Count(text, `,"filtered":5,"totals":`) != 1 {
		t.Errorf("with a condition: %s", text)
	}
}

// exactKey is the path of a row of JSON, byte for byte.
func exactKey(t *testing.T, row map[string]any) string {
	t.Helper()
	if encoded, ok := row["path_base64"].(string); ok {
		exact, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			t.Error(err)
		}
		if utf8.Valid(exact) || row["path"] != Escape(string(exact)) {
			t.Errorf("path %q beside %q", row["path"], exact)
		}
		return string(exact)
	}
	key, _ := row["path"].(string)
	return key
}

// TestSeparatedReadsBack reads CSV with encoding/csv and TSV by cutting at
// tabs, and compares with a plain escape of the keys.
func TestSeparatedReadsBack(t *testing.T) {
	keys := hostile()
	rows, err := csv.NewReader(strings.NewReader(written(t, "csv", handMade(keys), Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	tsv := strings.Split(strings.TrimSuffix(written(t, "tsv", handMade(keys), Options{}), "\n"), "\n")
	if len(rows) != len(keys)+1 || len(tsv) != len(keys) {
		t.Fatalf("%d rows of CSV, %d of TSV, of %d", len(rows), len(tsv), len(keys))
	}
	for i, key := range keys {
		escaped := plainCell(key)
		cell, field := rows[i+1][9], strings.Split(tsv[i], "\t")[9]
		if i == 2 {
			if cell != "" || field != "-" {
				t.Errorf("absent is %q in CSV, %q in TSV", cell, field)
			}
			continue
		}
		if field != escaped {
			t.Errorf("TSV: key %q became %q", keys[i], field)
		}
		if cell != escaped && cell != "'"+escaped {
			t.Errorf("CSV: key %q became %q", keys[i], cell)
		}
		if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
			t.Errorf("CSV: a spreadsheet would run %q", cell)
		}
	}
}

// plainCell is the plain twin of AppendCell.
func plainCell(text string) string {
	escaped := ""
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && size == 1 || unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) {
			escaped += strings.ReplaceAll(strings.ToLower(hexBytes(text[:size])), "%", `\x`)
		} else {
			escaped += text[:size]
		}
		text = text[size:]
	}
	return escaped
}

func hexBytes(s string) string {
	out := ""
	for i := range len(s) {
		out += "%" + string(hexDigits[s[i]>>4]) + string(hexDigits[s[i]&15])
	}
	return out
}

// failing is a writer that takes so many bytes.
type failing struct{ left int }

var errFull = errors.New("no space left on device")

func (f *failing) Write(p []byte) (int, error) {
	if len(p) > f.left {
		n := f.left
		f.left = 0
		return n, errFull
	}
	f.left -= len(p)
	return len(p), nil
}

// TestWriteErrorsComeBack fills the disk at every byte of a small report, and
// at many of one that is larger than the buffer.
func TestWriteErrorsComeBack(t *testing.T) {
	check := func(r *aggregate.Report, step int) {
		t.Helper()
		for _, output := range Outputs() {
			size := len(written(t, output, r, Options{}))
			step := step
			if output == "html" {
				step = size / 20 // it is large, whatever is in it, and written at once
			}
			for left := 0; left < size; left += step {
				if err := Write(&failing{left}, output, r, Options{}); !errors.Is(err, errFull) {
					t.Fatalf("%s: error after %d of %d bytes: %v", output, left, size, err)
				}
			}
			if err := Write(&failing{size}, output, r, Options{}); err != nil {
				t.Errorf("%s: %v though all %d bytes were taken", output, err, size)
			}
		}
	}
	check(handMade(hostile()[:8]), 1)
	check(handMade(slices.Concat(hostile(), hostile(), hostile(), hostile())), 5003)
}

func TestFullDiskEndsALongTable(t *testing.T) {
	rows := 0
	row := []aggregate.Value{integer(7), text(strings.Repeat("x", 100))}
	long := few("top")
	long.Rows = func(yield func([]aggregate.Value) bool) {
		for rows = range 10_000_000 {
			if !yield(row) {
				return
			}
		}
	}
	for _, output := range Outputs() {
		err := Write(&failing{1000}, output, &aggregate.Report{Tables: []*aggregate.Table{long}}, Options{})
		if !errors.Is(err, errFull) || rows > 50_000 {
			t.Errorf("%s: %v after %d rows", output, err, rows)
		}
	}
}
