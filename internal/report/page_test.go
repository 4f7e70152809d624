package report

import (
	"bytes"
	"fmt"
	"html/template"
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"wf/aggregate"
)

// pageOf is the page of the report of r.
func pageOf(t testing.TB, r *aggregate.Report, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := WritePageSummary(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// pageReport is a report of the questions of the page, counted as a run does it.
func pageReport(t testing.TB, c *counter, fields ...string) *aggregate.Report {
	t.Helper()
	r := answered(t, c, fields, PageSummary)
	r.Meta = c.report("access.log", "time").Meta
	r.Meta.Approx = aggregate.Approximations(r.Tables)
	return r
}

// timedLog is a small log with all that a page can show.
func timedLog() *counter {
	c := timed()
	for i := range c.entries {
		e := &c.entries[i]
		e.client = strings.TrimSpace(logged(e.client))
		e.path = strings.NewReplacer(" ", "+", "?", "+").Replace(logged(e.path))
		e.agent, e.referrer = logged(e.agent), logged(e.referrer)
	}
	return c
}

// pageFields are those of the log that pages are tested with.
func pageFields() []string {
	return []string{"time", "client", "path", "status", "bytes", "referrer", "agent", "duration", "duration/log", "route", "bot"}
}

// element is a start tag of a page, that of a cell, a style or a script with the
// text inside of it.
type element struct {
	tag   string
	attrs map[string]string
	text  string
}

// elements reads the elements of a page as browsers do, and their order as tags
// and names of attributes.
func elements(t testing.TB, page string) (list []*element, shape []string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(page))
	var open []*element
	for {
		switch z.Next() {
		case html.ErrorToken:
			return list, shape
		case html.TextToken:
			text := z.Token().Data
			for _, e := range open {
				if slices.Contains([]string{"td", "th", "style", "script"}, e.tag) {
					e.text += text
				}
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			e := &element{tag: token.Data, attrs: map[string]string{}}
			names := []string{token.Data}
			for _, a := range token.Attr {
				if _, twice := e.attrs[a.Key]; twice {
					t.Errorf("<%s> has %s twice", e.tag, a.Key)
				}
				e.attrs[a.Key] = a.Val
				names = append(names, a.Key)
			}
			list, shape = append(list, e), append(shape, strings.Join(names, " "))
			if !slices.Contains([]string{"meta", "link", "input", "br"}, e.tag) {
				open = append(open, e)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1].tag != string(name) {
				t.Fatalf("</%s> closes nothing that is open", name)
			}
			open = open[:len(open)-1]
			shape = append(shape, "/"+string(name))
		case html.CommentToken:
			t.Errorf("a comment: %q", z.Token().Data)
		}
	}
}

// having are the elements with an attribute, and its value unless that is "".
func having(list []*element, name, value string) (found []*element) {
	for _, e := range list {
		if v, ok := e.attrs[name]; ok && (value == "" || v == value) {
			found = append(found, e)
		}
	}
	return found
}

func TestPagePolicy(t *testing.T) {
	page := pageOf(t, pageReport(t, timedLog(), pageFields()...), Options{})
	list, _ := elements(t, page)
	var styles, scripts []string
	for _, e := range list {
		switch e.tag {
		case "style":
			styles = append(styles, sourceHash(e.text))
		case "script":
			scripts = append(scripts, sourceHash(e.text))
		}
		for name, value := range e.attrs {
			if name == "style" || strings.HasPrefix(name, "on") || name == "src" ||
				name == "href" && value != "data:," && value != "#chart-requests" {
				t.Errorf("<%s %s=%q>", e.tag, name, value)
			}
		}
	}
	want := "default-src 'none'; style-src " + strings.Join(styles, " ") + "; script-src " + strings.Join(scripts, " ") +
		"; img-src data:; base-uri 'none'; form-action 'none'"
	meta := having(list, "http-equiv", "Content-Security-Policy")
	if len(meta) != 1 || meta[0].attrs["content"] != want || len(styles) != 1 || len(scripts) != 2 {
		t.Errorf("the policy is\n%v\nwant\n%s", meta, want)
	}
	for _, word := range []string{"<style", "<script", "style=", "javascript:"} {
		if strings.Contains(pageTemplate, word) {
			t.Errorf("%s in the template: actions beside it would be in another language", word)
		}
	}
	for _, script := range []string{plotScript, pageScript} {
		if strings.Contains(script, "</script") || strings.Contains(script, "<!--") {
			t.Error("a script ends before its end")
		}
	}
	for _, way := range []string{"fetch(", "XMLHttpRequest", "innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write", "WebSocket", "sendBeacon"} {
		if strings.Contains(pageScript, way) {
			t.Errorf("the script of the page has %s", way)
		}
	}
	if !strings.Contains(page, "The MIT License (MIT)") || !strings.Contains(page, "Leon Sorokin") {
		t.Error("the licence of uPlot is missing")
	}
}

// disguised is r with other texts in its tables and its account.
func disguised(r *aggregate.Report, text func(n int) string) *aggregate.Report {
	out := &aggregate.Report{Meta: r.Meta}
	n := 0
	next := func() string { n++; return text(n) }
	for _, t := range r.Tables {
		own := *t
		rows := firstRows(t, 1<<30)
		for _, row := range rows {
			for i := range row {
				if row[i].Kind == aggregate.Text && !slices.Contains([]string{"duration/log", "status"}, t.Columns[i].Name) {
					row[i].Bytes = []byte(next())
				}
			}
		}
		own.Rows = slices.Values(rows)
		out.Tables = append(out.Tables, &own)
	}
	out.Meta.Complete = false
	out.Meta.Files = slices.Clone(r.Meta.Files)
	for range 3 {
		out.Meta.Files = append(out.Meta.Files, aggregate.File{Name: next(), Format: next()})
		out.Meta.Errors = append(out.Meta.Errors, next())
	}
	return out
}

// TestHostilePage compares a page of texts that attack it with one of harmless
// ones: they have the same elements and attributes, and nothing in the first
// cannot be seen.
func TestHostilePage(t *testing.T) {
	r := pageReport(t, timedLog(), pageFields()...)
	attacks := []string{
		"<script>alert(1)</script>", "</script><script>alert(1)</script>", "</style><script>", "\" onmouseover=\"alert(1)", "' onx='", "</td></tr></table>",
		"<!--", "-->", "]]>", "{{.Title}}", "${alert(1)}", "`", "javascript:alert(1)", "&lt;b&gt;", "&#60;", "<img src=x onerror=alert(1)>",
		"</title><svg onload=alert(1)>", "\x00", "\xff\xfe", "\u202e\u2066", "\u2028", "+ADw-script+AD4-", "\x1b]0;x\x07", "<plaintext>", "</textarea>", "\ufeff",
	}
	for _, k := range hostile() {
		if text, title := pageKey([]byte(k), "path"); title == "" && text != `""` && k != "-" {
			attacks = append(attacks, k)
		}
	}
	o := func(text func(int) string) Options {
		return Options{Origin: &Origin{Words: []string{"wf", text(1)}, Select: []string{"-w", text(2)}, Files: []string{text(3), text(4)}}}
	}
	bad := func(n int) string { return attacks[n%len(attacks)] }
	good := func(n int) string { return fmt.Sprint("harmless", n) }
	_, want := elements(t, pageOf(t, disguised(r, good), o(good)))
	page := pageOf(t, disguised(r, bad), o(bad))
	list, got := elements(t, page)
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("element %d is <%s>, want <%s>", i, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d elements, want %d", len(got), len(want))
	}
	body := page[strings.Index(page, "</style>"):strings.Index(page, "<script>")]
	safe(t, "the page", body, "\n")
	cells := 0
	for _, e := range list {
		if e.tag == "th" && e.attrs["scope"] == "row" && strings.Contains(e.text, "alert(1)") {
			cells++
		}
	}
	if cells == 0 {
		t.Error("no attack is shown")
	}
}

// TestPageLacks leaves fields out, and what is about them is left out.
func TestPageLacks(t *testing.T) {
	c := timedLog()
	check := func(missing, names string, fields ...string) {
		t.Helper()
		list, _ := elements(t, pageOf(t, pageReport(t, c, fields...), Options{}))
		ids := map[string]bool{}
		for _, e := range having(list, "id", "") {
			if ids[e.attrs["id"]] {
				t.Errorf("without %s: two elements are called %s", missing, e.attrs["id"])
			}
			ids[e.attrs["id"]] = true
		}
		for _, name := range strings.Fields("read totals charts chart-requests chart-errors chart-latency times worst failing slow latency clients agents bots paths routes notfound referrers heat statuses") {
			if want := !slices.Contains(strings.Fields(names), name); ids[name] != want {
				t.Errorf("without %s: %s is there: %v, want %v", missing, name, ids[name], want)
			}
		}
	}
	without := func(names ...string) []string {
		return slices.DeleteFunc(pageFields(), func(f string) bool { return slices.Contains(names, f) })
	}
	check("anything", "vhosts", pageFields()...)
	check("durations", "chart-latency slow latency", without("duration", "duration/log")...)
	check("agents", "agents bots", without("agent", "bot")...)
	check("status", "chart-errors worst failing notfound statuses", without("status")...)
	check("clients", "clients", without("client")...)
	check("paths", "paths routes slow failing notfound", without("path", "route")...)
	times := "charts chart-requests chart-errors chart-latency times worst heat"
	check("times", times, without("time")...)
	c = &counter{}
	check("lines", times+" failing slow latency clients agents bots paths routes notfound referrers statuses", pageFields()...)
}

// endless yields the same row again and again.
func endless(rows int64, row ...aggregate.Value) iter.Seq[[]aggregate.Value] {
	return func(yield func([]aggregate.Value) bool) {
		for range rows {
			if !yield(row) {
				return
			}
		}
	}
}

// TestPageSize makes the largest pages that there can be.
func TestPageSize(t *testing.T) {
	check := func(name, page string) {
		t.Helper()
		if len(page) > mostPageBytes {
			t.Errorf("%s: %d bytes, want at most %d", name, len(page), mostPageBytes)
		}
		if !utf8.ValidString(page) {
			t.Errorf("%s: not UTF-8", name)
		}
		elements(t, page)
	}
	long := func(s string) func(int) string { return func(int) string { return strings.Repeat(s, 16<<10/len(s)) } }
	r := pageReport(t, timedLog(), pageFields()...)
	for _, s := range []string{"\"", "+", "\xff", "a\u0301\u0301\u0301\u0301"} {
		r := disguised(r, long(s))
		for range 100_000 {
			r.Meta.Files = append(r.Meta.Files, aggregate.File{Name: r.Meta.Files[1].Name})
		}
		for range 10_000 {
			r.Meta.Errors = append(r.Meta.Errors, r.Meta.Errors[0])
		}
		word := long(s)(0)
		o := Options{Origin: &Origin{Words: []string{"wf"}, Select: []string{"-w", word[:4<<10]}, Files: slices.Repeat([]string{word[:1000]}, 1000)}}
		page := pageOf(t, r, o)
		check(fmt.Sprintf("keys of %q", s), page)
		for _, note := range []string{"more messages; -o json has all of them", "more files; -o json has all of them"} {
			if !strings.Contains(page, note) {
				t.Errorf("keys of %q: not a word of %q", s, note)
			}
		}
		wide := handMade(nil).Tables[0]
		columns, row := slices.Repeat(wide.Columns[1:2], 5000), slices.Repeat([]aggregate.Value{integer(-1 << 63)}, 5000)
		columns, row = append(columns, aggregate.Column{Name: word, Key: true, Kind: aggregate.Text}), append(row, text(word))
		table := &aggregate.Table{Name: word, Columns: columns, Total: 1e6, Rows: endless(1e6, row...)}
		check("wide rows", written(t, "html", &aggregate.Report{Meta: r.Meta, Tables: []*aggregate.Table{table}}, o))
		table = &aggregate.Table{Name: word, Columns: columns[4999:], Total: 1e6, Rows: endless(1e6, row[4999:]...)}
		check("many rows", written(t, "html", &aggregate.Report{Meta: r.Meta, Tables: []*aggregate.Table{table}}, o))
		check("many tables", written(t, "html", &aggregate.Report{Meta: r.Meta, Tables: slices.Repeat([]*aggregate.Table{table}, 10_000)}, o))
	}
}

// TestMarkupBytes compares with what html/template makes of all bytes that a page
// may have, as a text and as an attribute.
func TestMarkupBytes(t *testing.T) {
	const around = `<p title=""></p>`
	page := template.Must(template.New("").Parse(`<p title="{{.}}">{{.}}</p>`))
	for c := byte(' '); c <= '~'; c++ {
		text := "a" + string(c) + "\u00e4"
		var b strings.Builder
		if err := page.Execute(&b, text); err != nil {
			t.Fatal(err)
		}
		if got, want := markupBytes(text), (b.Len()-len(around))/2; got != want {
			t.Errorf("%q: %d bytes, want %d", text, got, want)
		}
	}
}

func TestPageBanners(t *testing.T) {
	r := pageReport(t, timedLog(), pageFields()...)
	check := func(name string, partial, approximate int) {
		t.Helper()
		list, _ := elements(t, pageOf(t, r, Options{}))
		if n := len(having(list, "class", "banner partial")); n != partial {
			t.Errorf("%s: %d banners of partial figures, want %d", name, n, partial)
		}
		if n := len(having(list, "class", "banner approximate")); n != approximate {
			t.Errorf("%s: %d banners of estimates, want %d", name, n, approximate)
		}
	}
	check("whole", 0, 0)
	r.Meta.Complete = false
	check("incomplete", 1, 0)
	r.Meta.Complete, r.Meta.Errors = true, []string{"a.log: permission denied"}
	check("an error", 1, 0)
	r.Meta.Errors = nil
	r.Meta.Approx = append(r.Meta.Approx, aggregate.Approx{Table: "totals", Column: "distinct_client", Error: 0.008})
	check("an estimate", 0, 1)
}

// TestPageLeavesOthersAlone compares the other outputs beside a page with those
// without one.
func TestPageLeavesOthersAlone(t *testing.T) {
	c := timedLog()
	page, plain := pageReport(t, c, pageFields()...), answered(t, c, pageFields(), Summary)
	plain.Meta = page.Meta
	plain.Meta.Approx = aggregate.Approximations(plain.Tables)
	for _, o := range []Options{{}, {Width: 120, Height: 40}} {
		if got, want := drawn(t, page, o), drawn(t, plain, o); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
	got, err := Sections(page)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Sections(plain)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := written(t, "json", got, Options{}), written(t, "json", want, Options{}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestPageErrors(t *testing.T) {
	r := pageReport(t, timedLog(), pageFields()...)
	if err := WritePageSummary(&failing{100}, r, Options{}); err != errFull {
		t.Errorf("error %v, want %v", err, errFull)
	}
	if err := WritePageSummary(&failing{100}, &aggregate.Report{}, Options{}); err == nil {
		t.Error("no error without tables")
	}
}

// FuzzPage writes a table with any names and keys, and finds in it what harmless
// ones have.
func FuzzPage(f *testing.F) {
	for _, k := range hostile() {
		f.Add(k, k)
	}
	f.Add("<script>", strings.Repeat("\"", 1000))
	blank := regexp.MustCompile(` title`)
	f.Fuzz(func(t *testing.T, key, name string) {
		long := len(key)+len(name) > 900 // of such words no command is made
		shape := func(key, name string) (page, tags string) {
			r := named(key, name)
			r.Meta.Files, r.Meta.Errors = []aggregate.File{{Name: name}, {Name: key}}, []string{key}
			o := Options{Origin: &Origin{Words: []string{"wf", key}, Files: []string{name}}}
			if long {
				o.Origin = nil
			}
			page = written(t, "html", r, o)
			_, list := elements(t, page)
			return page, blank.ReplaceAllString(strings.Join(list, "\n"), "")
		}
		page, got := shape(key, name)
		if _, want := shape("k", "n"); got != want {
			t.Errorf("the elements are\n%s\nwant\n%s", got, want)
		}
		safe(t, "the page", page[strings.Index(page, "</style>"):strings.Index(page, "<script>")], "\n")
		if len(page) > mostPageBytes {
			t.Errorf("%d bytes", len(page))
		}
	})
}
