package parser

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// twins are a compiled format and the same without its fused op.
type twins struct {
	format       *Format
	set          *FieldSet
	fused, plain *program
	a, b         *Record
}

func newTwins(f *Format, names ...string) *twins {
	set := NewFieldSet(f.Own()...)
	for _, name := range names {
		if _, err := set.Add(name); err != nil {
			panic(err)
		}
	}
	l := f.scheme().(*layout)
	plain := l.program(set)
	plain.ops, plain.core = plain.plain, plain.must
	return &twins{f, set, l.program(set), plain, NewRecord(set), NewRecord(set)}
}

// laidOut are the formats that are a sequence of fields.
func laidOut() []*Format {
	return slices.DeleteFunc(Formats(), func(f *Format) bool { return f.lines != nil })
}

// carriedBy are the fields in the lines of f, and extra ones.
func carriedBy(f *Format) []string {
	var names []string
	for _, s := range f.scheme().sources() {
		names = append(append(names, s.field.Name), parsedFields[s.field.Name]...)
	}
	return append(names, "extra1", "extra2")
}

// check compares what the twins make of line.
func (w *twins) check(t testing.TB, line []byte) {
	t.Helper()
	w.a.Reset("")
	w.b.Reset("")
	got, want := w.fused.Parse(line, w.a), w.plain.Parse(line, w.b)
	if got != want {
		t.Fatalf("%s: %q: outcome %d, plain %d", w.format.Name, line, got, want)
	}
	for i := range w.set.Len() {
		if got == Parsed && !same(w.a.Bytes(i), w.b.Bytes(i)) {
			t.Fatalf("%s: %q: %s is %q, plain %q", w.format.Name, line, w.set.Field(i).Name, w.a.Bytes(i), w.b.Bytes(i))
		}
	}
}

// same reports whether two values are equal, absent only like absent.
func same(a, b []byte) bool { return bytes.Equal(a, b) && (a == nil) == (b == nil) }

// mutations calls yield with every line that one byte of alphabet in the
// place of another, before it, or none in its place, makes of line.
func mutations(line, alphabet string, yield func([]byte)) {
	for i := range line {
		yield([]byte(line[:i] + line[i+1:]))
		yield([]byte(line[:i]))
		for j := range alphabet {
			yield([]byte(line[:i] + alphabet[j:j+1] + line[i+1:]))
			yield([]byte(line[:i] + alphabet[j:j+1] + line[i:]))
		}
	}
}

const nasty = " -\"\\[]:/?,.09Aa@z\x00\x80\xff+"

// TestFusedIsPlain places a small alphabet into lines, at one place and at two
// places near each other.
func TestFusedIsPlain(t *testing.T) {
	lines := []string{
		`a - - [01/Mar/2026:10:00:00 +0100] "GET /a?b HTTP/1.1" 200 5 "-" "x"`,
		`a - - [01/Mar/2026:10:00:00 +0100] "P /? HTTP/1.0" 200 - "" "`,
		`a - - [01/Mar/2026:10:00:00 +0100] "OPTIONS / HTTP/2.0" 200 1234567`,
		`a - - [01/Mar/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 12345678 `,
	}
	for _, f := range laidOut() {
		w := newTwins(f, carriedBy(f)...)
		short := newTwins(f, "client", "time", "path", "status", "bytes") // the core alone
		before := ""
		if strings.HasPrefix(f.Name, "vhost") {
			before = "v:80 "
		}
		for _, line := range lines {
			mutations(before+line, nasty, func(m []byte) {
				w.check(t, m)
				short.check(t, m)
			})
		}
	}
	w := newTwins(&combined, carriedBy(&combined)...)
	line := lines[0]
	for i := range line {
		for j := i; j < min(i+8, len(line)); j++ {
			m := []byte(line)
			for a := range nasty {
				for b := range nasty {
					m[i], m[j] = nasty[a], nasty[b]
					w.check(t, m)
				}
			}
		}
	}
}

// TestFusedIsUsed keeps the twins from being the same one.
func TestFusedIsUsed(t *testing.T) {
	for _, f := range laidOut() {
		if !strings.Contains(f.Layout, common.Layout) || f.alias != "" {
			continue
		}
		p := f.scheme().(*layout).program(NewFieldSet())
		r := NewRecord(NewFieldSet())
		if done, _ := run(p.ops, []byte(f.Sample), 0, r.spans); done < p.core || p.core >= p.must {
			t.Errorf("%s: its sample takes the plain way", f.Name)
		}
	}
}

// coreOf is the core of the common format in the words of package regexp, for
// lines with no quote and no backslash in the request.
var coreOf = regexp.MustCompile(`^((?:[^ ]*, )*[^ ]*[^ ,]) ([^ ]+) (-?|(?:[^-]|-[^ ]).*?) \[` +
	`(\d\d/(?s:...)/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "([^"\\]*)" (\d{1,3}|-) (\d+|-)(?: .*)?$`)

// checkRegexp compares the core of line with what package regexp finds.
func (w *twins) checkRegexp(t testing.TB, line []byte) {
	t.Helper()
	if bytes.ContainsAny(line, "\\\n") || bytes.Count(line, []byte{'"'}) > 2 || !ascii(line) || bytes.Count(line, []byte(" [")) > 1 {
		return
	}
	groups := coreOf.FindSubmatch(line)
	if bytes.HasPrefix(line, []byte{'"'}) { // the line is in quotes
		groups = nil
	}
	if outcome := w.fused.Parse(line, w.a); (outcome == Parsed) != (groups != nil) {
		t.Fatalf("%q: outcome %d, regexp finds %q", line, outcome, groups)
	}
	if groups == nil {
		return
	}
	for i, name := range []string{"client", "ident", "user", "time", "request", "status", "bytes"} {
		got, want := w.a.Bytes(w.set.slot(name)), groups[i+1]
		if name == "time" {
			got = w.a.Bytes(w.a.by.time)
		}
		if string(want) == "-" {
			want = nil
		}
		if !same(got, want) {
			t.Fatalf("%q: %s is %q, regexp %q", line, name, got, want)
		}
	}
}

func ascii(text []byte) bool {
	return !bytes.ContainsFunc(text, func(c rune) bool { return c >= 0x80 })
}

func TestCoreIsRegexp(t *testing.T) {
	w := newTwins(&common, carriedBy(&common)...)
	for _, line := range []string{
		`ab, cd - Ann Bo [01/Mar/2026:10:00:00 +0100] "GET /a?b HTTP/1.1" 200 5 17`,
		`a - - [01/Mar/2026:10:00:00 +0100] "-" 20 -`,
	} {
		mutations(line, nasty, func(m []byte) { w.checkRegexp(t, m) })
	}
}

// TestAcceptance shows that a line is accepted or rejected whatever is asked.
func TestAcceptance(t *testing.T) {
	for _, f := range laidOut() {
		core := newTwins(f)
		all := []*twins{newTwins(f, carriedBy(f)...)}
		for _, field := range append(f.Fields(), Fields()...) {
			all = append(all, newTwins(f, field.Name))
		}
		accept := func(line []byte) {
			core.a.Reset("")
			want := core.fused.Parse(line, core.a)
			for _, w := range all {
				w.a.Reset("")
				if got := w.fused.Parse(line, w.a); got != want {
					t.Fatalf("%s: %q: %d without fields, %d for %s ...", f.Name, line, want, got, w.set.Field(0).Name)
				}
				for i := range w.set.Len() {
					w.a.Bytes(i)
				}
			}
		}
		mutations(f.Sample, "\" -x\\", accept)
	}
}

func FuzzFormats(f *testing.F) {
	for _, format := range laidOut() {
		f.Add([]byte(format.Sample))
	}
	f.Add([]byte(`a, b - c d [01/Mar/2026:10:00:00 +0100] "G" - - - "x\" y" z "w`))
	f.Add([]byte(`a - - [31/Feb/0000:99:99:99 +9999] "GET http://h HTTP/1.1" 1 1`))
	var all []*twins
	for _, format := range laidOut() {
		var names []string
		for _, field := range format.Fields() {
			names = append(names, field.Name)
		}
		names = append(names, "extra1", "extra3", "client/24", "time/1w", "bytes/log", "bytes/10k", "origin/64")
		all = append(all, newTwins(format, names...))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		for _, w := range all {
			w.check(t, line)
			w.checkViews(t, line)
		}
		all[1].checkRegexp(t, line)
	})
}

// checkViews tests that values lie in the line or are as long as their kind
// says, and that numbers can be read without a panic.
func (w *twins) checkViews(t testing.TB, line []byte) {
	t.Helper()
	w.a.Reset("file")
	if w.fused.Parse(line, w.a) != Parsed {
		return
	}
	w.a.Instant()
	for i := range w.set.Len() {
		value, field := w.a.Bytes(i), w.set.Field(i)
		w.a.Integer(i)
		w.a.Decimal(i)
		if again := w.a.Bytes(i); !same(value, again) {
			t.Fatalf("%q: %s is %q, then %q", line, field.Name, value, again)
		}
		switch {
		case value == nil:
		case field.Kind == Clock && len(value) != 8, field.Kind == Weekday && len(value) != 1:
			t.Fatalf("%q: %s has %d bytes", line, field.Name, len(value))
		case field.Kind == Integer:
			if digits, _ := unsigned(value); len(bytes.Trim(digits, "0123456789")) > 0 || len(digits) == 0 {
				t.Fatalf("%q: %s is %q", line, field.Name, value)
			}
		}
	}
}
