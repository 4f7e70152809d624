package expr

import (
	"errors"
	"os"
	"strings"
	"testing"

	"wf/parser"
)

// TestMistakes reads the mistakes of people as they are shown to them: a
// sentence, the condition, and a caret.
func TestMistakes(t *testing.T) {
	text, err := os.ReadFile("testdata/mistakes.txt")
	if err != nil {
		t.Fatal(err)
	}
	for block := range strings.SplitSeq(strings.TrimSuffix(string(text), "\n"), "\n\n") {
		lines := strings.Split(block, "\n")
		condition := strings.TrimPrefix(lines[1], "  ")
		_, err := NewFilter(condition, parser.NewFieldSet())
		var e *Error
		if !errors.As(err, &e) || e.Error() != block {
			t.Errorf("got\n%v\nwant\n%s", err, block)
		}
	}
}

func TestMistakesOfWholeConditions(t *testing.T) {
	check := func(condition, message string, at int) {
		t.Helper()
		_, err := NewFilter(condition, parser.NewFieldSet())
		var e *Error
		if !errors.As(err, &e) || !strings.HasPrefix(e.Message, message) || e.At != at {
			t.Errorf("%.40q: got %.300v", condition, err)
		}
	}
	check("", "the condition is empty; write one like status >= 500", 0)
	check(" \n", "the condition is empty", 0)
	check("staus >= 500", `no field "staus"; did you mean "status"?`, 0)
	check("status >= 500 or (pth == nil)", `no field "pth"; did you mean "path"?`, 18)
	check(`status == 200 and time > "garbage"`, `cannot read "garbage" as a time`, 25)
	check(strings.Repeat("(", 2000), "brackets are nested more than 1,000 deep", 1000)
	check(`path == "" or `+strings.Repeat("x", 300)+" == 5", "no field has a name as long as that", 14)
	check(strings.Repeat(" ", 65537), "a condition has at most 65,536 bytes", 65536)
	check(`path == "`+strings.Repeat("x", 70000), "a condition has at most 65,536 bytes", 65536)
	check("path == \"\xff\" and \xff", "this is no UTF-8", 16)
}

func TestCaretStaysUnderThePlace(t *testing.T) {
	check := func(condition, want string) {
		t.Helper()
		_, err := Parse(condition)
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got\n%v\nwant\n%s", err, want)
		}
	}
	check(`path == "Ärger" = 5`, "\n  path == \"Ärger\" = 5\n                  ^")
	check("path\n==\t\"\x1b\" = 5", "\n  path == \"?\" = 5\n              ^")
	long := strings.Repeat(`path != "/a" and `, 20)
	check(long+"status = 5", "\n  ...\" and path != \"/a\" and path != \"/a\" and path != \"/a\" and status = 5\n"+
		strings.Repeat(" ", 69)+"^")
	check("status = 5 and "+long+`path == "/"`,
		"\n  status = 5 and path != \"/a\" and path != \"/a\" and path != \"/a\" and p...\n         ^")
	check(long+"status = 5 and "+long+`path == "/"`,
		"\n  .../a\" and path != \"/a\" and status = 5 and path != \"/a\" and path !=...\n"+strings.Repeat(" ", 37)+"^")
}

// TestOpenSets tells a text that misses its quotes from a field where any name
// may be one.
func TestOpenSets(t *testing.T) {
	set := parser.NewFieldSet()
	set.Open()
	if _, err := NewFilter("method == GET", set); err == nil ||
		!strings.HasPrefix(err.Error(), `no field "GET"; a text is written in quotes: "GET"`) {
		t.Error(err)
	}
	f, err := NewFilter(`Status >= 500 and request.headers.user_agent contains "x" and log.status == 5 and ip != nil`, set)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(f.Fields, " "); got != "status request.headers.user_agent log.status client" {
		t.Error(got)
	}
}

// TestUnknownNames tells a name that only may be a field from those that are.
func TestUnknownNames(t *testing.T) {
	set := parser.NewFieldSet(parser.Field{Name: "slow", Kind: parser.Text})
	set.Open()
	check := func(condition, want string) {
		t.Helper()
		_, err := NewFilter(condition, set)
		var e *Error
		if !errors.As(err, &e) || e.Message != want {
			t.Errorf("got\n%v\nwant\n%s", err, want)
		}
	}
	check("stauts", `"stauts" is no condition, and no known field; did you mean "status"?`)
	check("not zzzzzz", `"zzzzzz" is no condition, and no known field; wf detect FILE lists those of the log`)
	check("slow", `slow is a text, not a condition: compare it, slow == "..." or slow != nil`)
	check("not slow", `slow is a text, not a condition: write slow == nil`)
}

// TestOwnFields compares fields that a format defines with what known ones of
// the name never are.
func TestOwnFields(t *testing.T) {
	set := parser.NewFieldSet(parser.Field{Name: "class", Kind: parser.Text}, parser.Field{Name: "date", Kind: parser.Text})
	set.Open()
	for _, condition := range []string{
		`class == "5XX"`, `class in ["gold", "500"]`, `date == "today"`, `"3.3.2026" <= date`, `log.class == "5XX"`, `log.ext == ".css"`,
	} {
		if _, err := NewFilter(condition, set); err != nil {
			t.Errorf("%s: %v", condition, err)
		}
	}
}

// TestNotRefused compiles what is near to conditions that never hold.
func TestNotRefused(t *testing.T) {
	for _, condition := range []string{
		`referrer matches "^-$"`, `path contains "-"`, `user startsWith "-"`, `user > "-"`, `client/8 == "10.0.0.0/8"`, `upstream == "10.0.0.0/8"`,
		`class == "9xx"`, `class startsWith "5"`, `class >= "4"`, `date startsWith "2026-03"`, `date in ["2026-03-03"]`, `method == "get"`,
		`ext in ["css", "7z", "tärgz"]`, `ext contains ""`, `lower(path) == "/é"`, `lower(path) == "/É"`, `lower(path) matches "(?i)X"`,
		`upper(lower(method)) == "GET"`, `bytes/1000 >= 3_000`, `bytes/1000 in 0..2999`, `bytes/10k in [0, 20000]`, `duration/100ms == 0.3`,
		`bytes/1Ki == 1024`, `duration/log > 0.3`, `bytes/log == 3`, `not cidr(client, "10.0.0.0/8")`, `hour in 2..22`,
	} {
		if _, err := NewFilter(condition, parser.NewFieldSet()); err != nil {
			t.Error(err)
		}
	}
}
