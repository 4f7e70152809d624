package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"wf/aggregate"
)

// FuzzWrite writes a table of two rows around one key and one set of numbers
// in every output, at any width, and reads back what can be read.
func FuzzWrite(f *testing.F) {
	for i, key := range hostile() {
		f.Add([]byte(key), int64(i)<<40, int64(-i), float64(i)/7, i)
	}
	f.Add([]byte("\u0301\u3164\ufe0f\u2800"), int64(1), int64(2), 0.5, 80)
	f.Add([]byte("key"), int64(math.MinInt64), int64(math.MaxInt64), math.Inf(-1), 0)
	f.Fuzz(func(t *testing.T, key []byte, a, b int64, v float64, width int) {
		r := handMade([]string{"first", string(key)})
		rows := slices.Collect(r.Tables[0].Rows)
		rows[1][0], rows[1][1], rows[1][2] = clock(a), integer(b), aggregate.Value{Kind: aggregate.Integer, Int: aggregate.Int128{Hi: a, Lo: uint64(b)}}
		rows[1][3], rows[1][4], rows[1][5], rows[1][6] = decimal(a), ratio(v), ratio(-v), instant(b, int32(a%86400))
		o := Options{Width: width & 255, Color: width&256 != 0, ASCII: width&512 != 0}
		for _, output := range []string{"table", "md", "json", "ndjson"} {
			safe(t, output, sgr.Replace(written(t, output, r, o)), "\n")
		}
		var row map[string]any
		lines := strings.Split(written(t, "ndjson", r, o), "\n")
		if err := json.Unmarshal([]byte(lines[1]), &row); err != nil || exactKey(t, row) != string(key) {
			t.Fatalf("%q in JSON is %q: %v", key, lines[1], err)
		}
		d := json.NewDecoder(strings.NewReader(lines[1]))
		d.UseNumber()
		if err := d.Decode(&row); err != nil || row["count"].(json.Number).String() != string(aggregate.Int(b).Append(nil)) {
			t.Fatalf("%d in JSON is %q: %v", b, lines[1], err)
		}
		cells, err := csv.NewReader(strings.NewReader(written(t, "csv", r, o))).ReadAll()
		if err != nil || len(cells) != 3 || len(cells[2]) != 10 {
			t.Fatalf("%q in CSV: %q, %v", key, cells, err)
		}
		if tsv := written(t, "tsv", r, o); strings.Count(tsv, "\n") != 2 || strings.Count(tsv, "\t") != 18 || !utf8.ValidString(tsv) {
			t.Fatalf("%q in TSV: %q", key, tsv)
		}
	})
}

// FuzzCut shortens printable texts.
func FuzzCut(f *testing.F) {
	for i, key := range hostile() {
		f.Add(key, i%50)
	}
	f.Fuzz(func(t *testing.T, key string, width int) {
		width &= 255
		key = Escape(key)
		for _, cut := range []cutter{cutEnd, cutMiddle, cutAgent} {
			for _, mark := range []string{"…", "..."} {
				got := cut(key, width, mark)
				if textWidth(got) > width || !utf8.ValidString(got) || textWidth(key) <= width && got != key {
					t.Fatalf("%q at %d columns: %q", key, width, got)
				}
			}
		}
	})
}

// FuzzSummary draws a log of a few requests whose times and texts are wild.
func FuzzSummary(f *testing.F) {
	f.Add("192.0.2.1", "/", "agent", int64(0), int64(1774569600e9), 200, 503, 100)
	f.Add("\x1b[2J", "\u202e", "", int64(math.MinInt64), int64(math.MaxInt64), 404, 500, 1)
	f.Add("192.0.2.1", "/", "agent", int64(0), int64(1774569600e9), 200, 503, 1<<21|100)
	f.Add("192.0.2.1", "/", "agent", int64(1774569600e9), int64(1774569600e9+70*minute), 200, 503, 1<<21|200)
	f.Add("192.0.2.1", "/", "agent", int64(math.MinInt64), int64(math.MaxInt64), 200, 503, 1<<21|100)
	f.Fuzz(func(t *testing.T, client, path, agent string, first, last int64, s1, s2, size int) {
		e := entry{client: client, path: path, agent: agent, status: s1 & 1023}
		e.stamp.Nanos, e.stamp.Valid = min(first, last), true
		e.duration = max(noDuration, last)
		c := &counter{entries: []entry{e, e, e}}
		c.entries[2].stamp.Nanos, c.entries[1].status, c.entries[2].status = max(first, last), s2&1023, s2&1023
		fields := allFields()
		if size&(1<<21) != 0 {
			fields = timedFields()
		}
		r := c.report(path, fields...)
		o := Options{Width: 1 + size&255, Height: size >> 8 & 63, ASCII: size&(1<<20) != 0}
		out := drawn(t, r, o)
		safe(t, "the summary", out, "\n")
		for l := range strings.Lines(out) {
			if textWidth(strings.TrimSuffix(l, "\n")) > o.Width {
				t.Fatalf("wider than %d: %q", o.Width, l)
			}
		}
		s, err := Sections(r)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := Write(&b, "json", s, o); err != nil || !json.Valid(b.Bytes()) {
			t.Fatalf("%v: %s", err, b.Bytes())
		}
	})
}
