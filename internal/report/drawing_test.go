package report

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"

	"wf/parser"
)

// chance is a log of up to some hundred requests in which anything can happen:
// few or many clients, texts of all kinds and widths, ranges from seconds to
// years, outages and silence.
func chance(random *rand.Rand) *counter {
	texts := append(hostile(), "/שלום/עולם", "/العربية", "/👩‍👩‍👧/🇩🇪", "/ﾊﾝｶｸ", "/한국어/"+strings.Repeat("길", 40), "/ก็็็็", "2001:db8:85a3:8d3:1319:8a2e:370:7348")
	c := &counter{}
	step := []int64{second / 50, second, minute, hour, 9 * day}[random.IntN(5)]
	at, failing := int64(1774569600e9), 0
	for range random.IntN(400) {
		at += int64(random.ExpFloat64() * float64(step))
		if random.IntN(100) == 0 {
			at += 50 * step
		}
		if random.IntN(80) == 0 {
			failing = random.IntN(30)
		}
		pick := func() string { return texts[random.IntN(1+random.IntN(len(texts)))] }
		e := entry{
			client: fmt.Sprintf("192.0.2.%d", random.IntN(1+random.IntN(250))), path: pick(), agent: pick(), referrer: pick(), vhost: pick(),
			status: []int{200, 200, 200, 304, 404, 403, 500}[random.IntN(7)], bytes: random.Int64N(1 << random.IntN(40)),
			duration: random.Int64N(30e9), stamp: parser.Stamp{Nanos: at, Valid: true},
		}
		if failing--; failing > 0 {
			e.status = 503
		}
		if random.IntN(9) == 0 {
			e.client = pick()
		}
		c.entries = append(c.entries, e)
	}
	return c
}

// sectionRows are the rows of each section as encoding/json reads them.
func sectionRows(t *testing.T, text string) map[string][]map[string]any {
	t.Helper()
	var file struct {
		Tables []struct {
			Name string
			Rows []map[string]any
		}
	}
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		t.Fatal(err)
	}
	rows := make(map[string][]map[string]any)
	for _, table := range file.Tables {
		rows[table.Name] = table.Rows
	}
	return rows
}

// columnsOf is what stands in so many columns of a terminal.
func columnsOf(text string, from, width int) string {
	c := runewidth.Condition{StrictEmojiNeutral: true}
	var b strings.Builder
	at := 0
	for _, r := range text {
		if at >= from && at+c.RuneWidth(r) <= from+width {
			b.WriteRune(r)
		}
		at += c.RuneWidth(r)
	}
	return b.String()
}

// shownNumber is a number of JSON as the report shows it under a heading.
func shownNumber(v any, part bool) string {
	n, ok := v.(float64)
	if !ok {
		return "-"
	}
	if part {
		switch p := n * 100; {
		case p > 0 && p < 0.05:
			return "<0.1 %"
		case p < 100 && p >= 99.95:
			return ">99.9 %"
		default:
			return strconv.FormatFloat(p, 'f', 1, 64) + " %"
		}
	}
	digits := strconv.FormatFloat(n, 'f', 0, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// headed matches the headings of measures, by the columns of JSON that may stand
// below them.
var headed = map[string][]string{
	"share": {"share", "share_5xx"}, "of path": {"share_of_path"}, "errors": {"errors"}, "clients": {"distinct_client"}, "5xx": {"count_5xx"},
	"count": {"count"}, "FAILING": {"count"}, "CLIENTS": {"count"}, "AGENTS": {"count"}, "PATHS": {"count"}, "404": {"count"},
	"REFERRERS": {"count"}, "VHOSTS": {"count"},
}

var headingWords = regexp.MustCompile(`~?(of path|[^ ~]+)`)

// below compares a row of the drawing with one of JSON: under each heading of a
// measure ends its number.
func below(heading, row string, values map[string]any) error {
	for _, at := range headingWords.FindAllStringSubmatchIndex(heading, -1) {
		word, end := heading[at[2]:at[3]], at[3]
		for _, name := range headed[word] {
			v, ok := values[name]
			if !ok {
				continue
			}
			want := shownNumber(v, strings.HasPrefix(name, "share"))
			got := strings.TrimRight(row[:min(end, len(row))], " ")
			if len(got) < end && len(row) >= end || !strings.HasSuffix(" "+got, " "+want) {
				return fmt.Errorf("%s is %q, want it to end with %q", word, got, want)
			}
		}
	}
	return nil
}

// checkDrawing compares a drawing of the report with its sections in JSON.
func checkDrawing(t *testing.T, lines []ScreenLine, sections map[string][]map[string]any) {
	t.Helper()
	next := make(map[string]int)
	headings := ""
	for _, l := range lines {
		text := sgr.Replace(l.Text)
		if len(l.Rows) == 0 {
			headings = text
		}
		for _, row := range l.Rows {
			rows := sections[row.Section]
			heading := columnsOf(headings, row.Column, row.Width)
			shown := columnsOf(text, row.Column, row.Width)
			i := next[row.Section]
			err := fmt.Errorf("no row left")
			for ; i < len(rows); i++ {
				if err = below(heading, shown, rows[i]); err == nil || row.Section != "failing" {
					break // of what fails not the first rows are shown, but some of each class
				}
			}
			if err != nil {
				t.Fatalf("row %d of %s: %v in\n%s", i, row.Section, err, screenText(lines))
			}
			next[row.Section] = i + 1
		}
	}
	checkLeftOut(t, lines, sections, next)
}

// checkLeftOut finds each section with rows in the drawing or in its last line.
func checkLeftOut(t *testing.T, lines []ScreenLine, sections map[string][]map[string]any, drawn map[string]int) {
	t.Helper()
	text := sgr.Replace(screenText(lines))
	last := sgr.Replace(lines[len(lines)-1].Text)
	var missing []string
	for _, name := range SectionNames() {
		there := drawn[name] > 0 || name == "time" && strings.Contains(text, "\nEVERY ") || name == "totals" && strings.Contains(text, "\nrequests ") ||
			name == "worst" && strings.Contains(text, "  no 5xx")
		if !there && (len(sections[name]) > 0 || name == "worst") && sections[name] != nil {
			missing = append(missing, name)
		}
	}
	known := strings.HasSuffix(last, "; --section all")
	if rest, ok := strings.CutPrefix(last, "not shown: "); ok && known {
		if got := strings.Split(strings.TrimSuffix(rest, "; --section all"), ", "); !slices.Equal(sorted(got), sorted(missing)) {
			t.Fatalf("missing are %v, want %v:\n%s", missing, got, text)
		}
	} else if n, _, _ := strings.Cut(last, " "); known && n != strconv.Itoa(len(missing)) {
		t.Fatalf("missing are %v:\n%s", missing, text)
	} else if !known && slices.ContainsFunc(missing, func(s string) bool { return s != "referrers" && s != "vhosts" }) {
		t.Fatalf("missing and not named are %v:\n%s", missing, text)
	}
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// TestDrawingTellsWhatJSONDoes draws logs of chance in windows of chance: no
// line is too wide, numbers stand below their headings and are those of JSON,
// rows are in its order, and what is left out is named.
func TestDrawingTellsWhatJSONDoes(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	width := runewidth.Condition{StrictEmojiNeutral: true}
	for range 40 {
		fields := allFields()
		if random.IntN(2) == 0 {
			fields = timedFields()
		}
		r := chance(random).report("access.log", fields...)
		tables, err := Sections(r)
		if err != nil {
			t.Fatal(err)
		}
		sections := sectionRows(t, written(t, "json", tables, Options{}))
		for range 6 {
			o := Options{Width: 44 + random.IntN(200), Height: random.IntN(4) * (12 + random.IntN(20)), Color: random.IntN(2) == 0, ASCII: random.IntN(2) == 0}
			lines, err := Screen(r, o)
			if err != nil {
				t.Fatal(err)
			}
			if o.Height > 13 && len(lines) >= o.Height {
				t.Fatalf("%d lines in a window of %d", len(lines), o.Height)
			}
			for _, l := range lines {
				if w := width.StringWidth(sgr.Replace(l.Text)); w > o.Width {
					t.Fatalf("%d columns of %d: %s", w, o.Width, l.Text)
				}
			}
			checkRows(t, lines, o.Width)
			checkDrawing(t, lines, sections)
		}
	}
}

// TestWindows draws one log in windows that people have, with and without
// colour and Unicode.
func TestWindows(t *testing.T) {
	r := timed().report("access.log", timedFields()...)
	for _, window := range [][2]int{{40, 15}, {60, 24}, {80, 24}, {120, 50}, {200, 60}} {
		for _, color := range []string{"", "-color"} {
			for _, ascii := range []string{"", "-ascii"} {
				o := Options{Width: window[0], Height: window[1], Color: color != "", ASCII: ascii != ""}
				golden(t, fmt.Sprintf("window-%dx%d%s%s", window[0], window[1], color, ascii), drawn(t, r, o))
			}
		}
	}
}
