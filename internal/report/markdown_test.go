package report

import (
	"slices"
	"strings"
	"testing"

	"wf/aggregate"
)

// markup are texts that try to be more than code in Markdown.
func markup() []string {
	return slices.Concat(hostile(), []string{
		"me@evil.example", "www.evil.example", "WWW.evil.example/?a=b", "http://evil.example", "ftp://evil.example", "xmpp:me@evil.example",
		"mailto:me@evil.example", "&#64;someone", "me&#64;evil&#46;example", "<http://evil.example>", "<me@evil.example>", "<img src=x onerror=y>",
		"`", "``", "`a", "a`", "` a", "a `", "`a`b``c```", "```", " ", "  ", " a", "a ", " a ", " `", "` ", `\`, "\\`", "`\\", `\|`, `\\|`, `a\`, "|`|", "`|`", "a|b",
		strings.Repeat("`", 77), strings.Repeat("`", 78) + "www.a.example", strings.Repeat("`", 79) + "www.a.example", "a" + strings.Repeat("`", 2000) + " http://a.example",
		"![x](http://evil.example/x.png)", "~~x~~", "**x**", "__x__", "[^1]", "<!-- x -->", "#1", "someone/repo#1", `""`, "$`x`$", "--- | ---",
	})
}

// TestMarkdownCells reads the cells of keys as CommonMark says a code span is
// read, and compares with a plain escape.
func TestMarkdownCells(t *testing.T) {
	keys := markup()
	lines := strings.Split(written(t, "md", handMade(keys), Options{}), "\n")
	for i, key := range keys {
		cells := strings.Split(lines[2+i], "|")
		if len(cells) != 12 || cells[0] != "" || cells[11] != "" {
			t.Errorf("%q makes cells of another number in %q", key, lines[2+i])
			continue
		}
		got := strings.TrimSuffix(strings.TrimPrefix(cells[10], " "), " ")
		want := strings.ReplaceAll(Escape(key), "|", `\x7c`)
		if strings.Contains(key, strings.Repeat("`", 79)) {
			want = strings.ReplaceAll(want, "`", `\x60`)
		}
		switch {
		case i == 2:
			if got != "-" {
				t.Errorf("absent is %q", got)
			}
		case key == "":
			if got != `""` {
				t.Errorf("the empty text is %q", got)
			}
		default:
			if code, rest, ok := readSpan(got); !ok || rest != "" || code != want {
				t.Errorf("%q is %q, which reads as code %q and %q", key, got, code, rest)
			}
		}
	}
}

// readSpan reads the code span that s begins with, by the words of CommonMark
// 0.31, 6.1.
func readSpan(s string) (code, rest string, ok bool) {
	fence := len(s) - len(strings.TrimLeft(s, "`"))
	if fence == 0 || fence > 80 {
		return "", s, false
	}
	for i := fence; i < len(s); {
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if run != fence {
			i += max(run, 1)
			continue
		}
		code = s[fence:i]
		if strings.HasPrefix(code, " ") && strings.HasSuffix(code, " ") && strings.Trim(code, " ") != "" {
			code = code[1 : len(code)-1]
		}
		return code, s[i+run:], true
	}
	return "", s, false
}

// TestMarkdownNames has columns and tables with names of their own.
func TestMarkdownNames(t *testing.T) {
	check := func(name, want string) {
		t.Helper()
		c := aggregate.Column{Name: name, Kind: aggregate.Integer}
		r := &aggregate.Report{Tables: []*aggregate.Table{{Name: name, Columns: []aggregate.Column{c}}, {Name: "x", Columns: []aggregate.Column{c}}}}
		for _, table := range r.Tables {
			table.Rows = slices.Values([][]aggregate.Value{})
		}
		out := written(t, "md", r, Options{})
		if want := "### " + want + "\n\n| " + want + " |\n| ---: |\n"; !strings.HasPrefix(out, want) {
			t.Errorf("the name %q is written as %q, want %q", name, out, want)
		}
	}
	check("count", "count")
	check("distinct_client", "distinct_client")
	check("p95_Z", "p95_Z")
	check("", `""`)
	check("-", "`-`")
	check("_x_", "`_x_`")
	check("x_", "`x_`")
	check("www.evil.example", "`www.evil.example`")
	check("a|b`c", "``a\\x7cb`c``")
	check("cs(User-Agent)", "`cs(User-Agent)`")
	check("\x1b[m", "`\\x1b[m`")
	check("été", "`été`")
}
