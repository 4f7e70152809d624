package parser

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestPattern(t *testing.T) {
	check := func(expr, line, want string) {
		t.Helper()
		p := NewPattern(regexp.MustCompile(expr))
		set := NewFieldSet(p.Fields()...)
		for _, f := range p.Fields() {
			if _, err := set.Add(f.Name); err != nil {
				t.Fatal(err)
			}
		}
		r := NewRecord(set)
		r.Reset("")
		got := "filtered"
		if p.Compile(set).Parse([]byte(line), r) == Parsed {
			var found []string
			for i := range set.Len() {
				if value := r.Bytes(i); value != nil {
					found = append(found, set.Field(i).Name+"="+string(value))
				}
			}
			got = strings.Join(found, " ")
		}
		if got != want {
			t.Errorf("%s on %q: %s, want %s", expr, line, got, want)
		}
	}
	check(`a+`, "baaac aaaa", "match=aaa")
	check(`x`, "abc", "filtered")
	check(`x*`, "abc", "match=")
	check(`^$`, "", "match=")
	check(`(x*)`, "", "1=")
	check(`(a)(b)?(?:c)`, "ac", "1=a")
	check(`(a)(?P<name>b)?(d*)`, "ab", "1=a name=b 3=")
	check(`(?P<path>/\S*)`, "GET /a HTTP", "path=/a")
	check(`(?P<2>a)(b)`, "ab", "2=a group2=b")
	check(`-`, "-", "match=-")
	check(`(-)`, "-", "1=-")
	check(`GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .]+) `, `"GET /ongoing/When/200x/2003/07/05/Wide HTTP/1.1"`, "1=2003/07/05/Wide")
}

// TestPatternDerived has fields derived from groups and the file.
func TestPatternDerived(t *testing.T) {
	p := NewPattern(regexp.MustCompile(`(?P<path>/\S*) (?P<status>\d+)`))
	set := NewFieldSet(p.Fields()...)
	route, _ := set.Add("route")
	class, _ := set.Add("class")
	file, _ := set.Add("file")
	r := NewRecord(set)
	r.Reset("a.log")
	parser := p.Compile(set)
	if parser.Parse([]byte("x /a/1 200"), r) != Parsed || string(r.Bytes(route)) != "/a/:id" || string(r.Bytes(class)) != "2xx" ||
		string(r.Bytes(file)) != "a.log" {
		t.Errorf("route %q, class %q, file %q", r.Bytes(route), r.Bytes(class), r.Bytes(file))
	}
}

func TestLiteral(t *testing.T) {
	check := func(expr, want string) {
		t.Helper()
		if got := requiredLiteral(expr); got != want {
			t.Errorf("%s: %q, want %q", expr, got, want)
		}
	}
	check(`GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .]+) `, "GET /ongoing/When/")
	check(`\d+ (error|warning): disk`, ": disk")
	check(`(abc)(d)`, "abcd")
	check(`a(?:bcd)?e`, "a")
	check(`(?:bcd)+e`, "bcd")
	check(`ab{3}c`, "abbbc")
	check(`a{2,}bcd`, "bcd")
	check(`(?i)get /`, " /")
	check(`^abc$`, "abc")
	check(`foo|bar`, "")
	check(`[a]b`, "ab")
	check(`x*`, "")
	check(`a\bb`, "ab")
	check(`größe`, "größe")
	check("a\\x{FFFD}bc", "bc")
	check(`a**b`, "") // POSIX
}

// checkBegins has package regexp search for re from the literals on with which
// every match is said to begin.
func checkBegins(t testing.TB, re *regexp.Regexp, literals []Literal, line []byte) {
	t.Helper()
	for _, literal := range literals {
		if !literal.Begins {
			continue
		}
		want := re.FindSubmatchIndex(line)
		at := bytes.Index(line, literal.Text)
		if at < 0 {
			if want != nil {
				t.Fatalf("%s matches %q without %q", re, line, literal.Text)
			}
			continue
		}
		got := re.FindSubmatchIndex(line[at:])
		for i := range got {
			if got[i] >= 0 {
				got[i] += at
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s on %q from %q on: %v, want %v", re, line, literal.Text, got, want)
		}
	}
}

// TestLiteralBegins has expressions of which a match does not depend on what
// is before its first letter, and others.
func TestLiteralBegins(t *testing.T) {
	check := func(expr string, want bool) {
		t.Helper()
		for _, literal := range NewPattern(regexp.MustCompile(expr)).Literals() {
			if literal.Begins != want {
				t.Errorf("%s: %q begins it: %v", expr, literal.Text, !want)
			}
		}
	}
	check(`GET /(\S+)`, true)
	check(`(?:(GET) /)(\S+)`, true)
	check(`GET$`, true)
	check(`(?:ab)+`, true)
	check(`\bGET /`, false)
	check(`^GET /`, false)
	check(`(^)GET`, false)
	check(`(?m:^)GET`, false)
	check(`\d GET`, false)
	check(`x?GET`, false)
	check(`(?:^|x)GET`, false)
	check(`(?:a|b)*GET`, false)
	check(`(a*)*GET`, false)
}

func FuzzLiteral(f *testing.F) {
	for _, expr := range []string{`GET /\d\dx/(\d+) `, `(?i)k(ab)+c`, `a(?:b|c)d{2,3}e?`, `^x$|y`, `\x{FFFD}a`, `[k]K`, `(?s).+b`, `(a|)b{0}c`} {
		f.Add(expr, []byte("GET /20x/17 HTTP ababcddexyK\xffakKb"))
	}
	f.Fuzz(func(t *testing.T, expr string, line []byte) {
		re, err := regexp.Compile(expr)
		if err != nil || len(expr) > 100 {
			return
		}
		for _, literal := range NewPattern(re).Literals() {
			if re.Match(line) && !bytes.Contains(line, literal.Text) {
				t.Fatalf("%s matches %q without %q", expr, line, literal.Text)
			}
		}
	})
}
