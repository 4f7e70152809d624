package expr

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"wf/parser"
)

// lines of the combined format, with fields behind it, and hostile ones.
var lines = []string{
	combinedLine,
	combinedLine + ` 0.5 "x"`,
	combinedLine + ` 404 14454`,
	combinedLine + ` 18446744073709551616 1e3`,
	`2001:db8::1 - - [01/Mar/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 - "https://example.com/" "curl/8.0" "-" -0.0000000001`,
	`::ffff:203.0.113.9 a B [28/Feb/2026:23:59:60 -0330] "get /\xc3\xa9?\xff HTTP/1.1" 000 0 "" ""`,
	`[::1] - - [07/Mar/2026:12:00:00 +0000] "-" 400 9223372036854775807 "-" "-"`,
	"client.example.com\t- - [07/Mar/2026:12:00:00 +0000] \"\xff\xfe \xc3\x28\" 599 1 \"-\" \"\xe2\x82\"",
}

// agree checks that the functions of a condition and its plain twin say the
// same of a line.
func agree(t *testing.T, seed uint64, line string) {
	t.Helper()
	texts := append(strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(` "[]`, r) }),
		"", "GET", "get", "4xx", "chair", "CHAIR", "/blog", "203.0.113.4", "203.0.113.0/24", "é", "Googlebot", "404", "\xff")
	d := &dice{state: seed, texts: texts}
	condition := d.condition(3)
	set := parser.NewFieldSet()
	e, err := Parse(condition)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Compile(e, Env[parser.Record](newRecords(set)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := NewFilter(condition, set)
	if err != nil {
		t.Fatal(err)
	}
	for _, mistake := range d.refused {
		addFields(t, set, mistake)
	}
	format, _ := parser.LookupFormat("combined")
	p := format.Compile(set)
	r := parser.NewRecord(set)
	if p.Parse([]byte(line), r) != parser.Parsed {
		return
	}
	for _, mistake := range d.refused {
		refusedIsConstant(t, mistake, set, r)
	}
	want := plainly{set, r}.holds(e.root)
	if f.Keep(r) != want || plain(r) != want {
		t.Errorf("%s\n%s\nfilter %v, compiled %v, plainly %v", condition, line, f.Keep(r), plain(r), want)
	}
}

// addFields adds the fields that a condition names.
func addFields(t *testing.T, set *parser.FieldSet, condition string) {
	t.Helper()
	e, err := Parse(condition)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range e.Names() {
		if _, err := set.Add(name); err != nil {
			t.Fatal(err)
		}
	}
}

// refusedIsConstant checks that a comparison which is called a mistake is one:
// that it says the same of every record. That a path is - or a client a
// network, broken lines can say.
func refusedIsConstant(t *testing.T, condition string, set *parser.FieldSet, r *parser.Record) {
	t.Helper()
	_, refused := NewFilter(condition, parser.NewFieldSet())
	message, _, _ := strings.Cut(refused.Error(), "\n")
	e, err := Parse(condition)
	if err != nil || !neverMessage.MatchString(message) {
		t.Errorf("%s\n%v", condition, refused)
		return
	}
	n, want := e.root, false
	if n.op == opNot {
		n, want = n.kids[0], true
	}
	if strings.HasPrefix(message, `"-"`) || strings.HasPrefix(message, "no address") || n.op != opEqual && n.op != opUnequal && !n.op.isSearch() {
		return // an element of a list, or what is above or below
	}
	if got := (plainly{set, r}).holds(e.root); got != (want != (n.op == opUnequal)) {
		t.Errorf("%s\n%s\nplainly %v", condition, message, got)
	}
}

var neverMessage = regexp.MustCompile(`^"-" stands for|^no address is|\(\) leaves no|^a class is|^class is|^a date is|^ext |has no ext|is cut down to`)

func TestTwins(t *testing.T) {
	for seed := range uint64(1500) {
		agree(t, seed*7919, lines[seed%uint64(len(lines))])
	}
}

func FuzzCompile(f *testing.F) {
	for i, line := range lines {
		f.Add(uint64(i), line)
	}
	f.Fuzz(agree)
}

func FuzzParse(f *testing.F) {
	for _, c := range costly {
		f.Add(c.condition)
	}
	for _, condition := range []string{
		"status = 500", "not path contains 'y'", "path == \"x", "((((", "]", "x in [", "a.b/c == 1..2", "-5 < x", "count(a == 1) > 2", "x not",
		"“", "x matches \"(\"", "\xff", "time > \"10:00\"", "10.0.0.1", "5ms", "not not x", "x ?? y", "1 < 2 < x", "x[1]", "\"\\x41\" == x", "``",
		"f(x)(y)", "x is not null", "nil == nil", "weekday == \"x\"", "a and b or c", "\u2028 == 1", "[] in []", "x in [1..2,3,]", "()()",
		"x==1,000,'a'", "x>1,000)", "x == 'a', \"b\" or", "x icontains '%", "x not ilike `A`", "x !contains", "x in [1 'a']", "x > 5%%", "count()",
		"lower(x) in ['A', '-']", "bytes/1e3 == 3", "bytes/.5 in 1..2", "-1h == time", "ip in '::/0'", "not x", "class == '-'", "ext == '.'", "!x!=!y",
	} {
		f.Add(condition)
	}
	f.Fuzz(func(t *testing.T, condition string) {
		set := parser.NewFieldSet()
		set.Open()
		filter, err := NewFilter(condition, set)
		if err == nil {
			filter.Keep(record(t, set, combinedLine))
			return
		}
		var e *Error
		if !errors.As(err, &e) || e.Text != condition || e.At < 0 || e.At > len(condition) {
			t.Fatalf("%#v", err)
		}
		shown := strings.Split(e.Error(), "\n")
		if len(shown) != 3 || strings.ContainsFunc(e.Error(), func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
			t.Fatalf("%q", e.Error())
		}
		caret, columns := len(shown[2])-1, len([]rune(shown[1]))
		if caret > columns || columns > 2+window || len(e.Message) > 2000 {
			t.Fatalf("%s", e.Error())
		}
	})
}
