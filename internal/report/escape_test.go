package report

import (
	"strings"
	"testing"
	"unicode"
)

func TestEscape(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		if got := Escape(text); got != want {
			t.Errorf("Escape(%+q) is %+q, want %+q", text, got, want)
		}
		if got := string(AppendEscaped([]byte("e"), []byte(text))); got != "e"+want {
			t.Errorf("AppendEscaped(%+q) is %+q, want %+q", text, got, "e"+want)
		}
	}
	check("", "")
	check(`a\xb`, `a\xb`)
	check("a\x1b[m\x7f", `a\x1b[m\x7f`)
	check("\xff\xc3\xa9\xc3", `\xffé\xc3`)
	check("日本語 Ü 😀", "日本語 Ü 😀")

	// Blank though they are letters, marks or signs.
	check("a\u3164b", `a\xe3\x85\xa4b`)
	check("\u115f\u1160", `\xe1\x85\x9f\xe1\x85\xa0`)
	check("\uffa0", `\xef\xbe\xa0`)
	check("\u2800\u2801", `\xe2\xa0\x80⠁`)
	check("x\ufe00\ufe0f", `x\xef\xb8\x80\xef\xb8\x8f`)
	check("x\U000e0100\U000e01ef", `x\xf3\xa0\x84\x80\xf3\xa0\x87\xaf`)
	check("a\u034fb", `a\xcd\x8fb`)

	// Marks are for the character before them.
	check("e\u0301\u0302", "e\u0301\u0302")
	check("\u0301", `\xcc\x81`)
	check("\u0301\u0302e", `\xcc\x81\xcc\x82e`)
	check("\x00\u0301", `\x00\xcc\x81`)
	check("\xff\u20e3", `\xff\xe2\x83\xa3`)

	// As many of them as a language needs.
	check("e\u0301\u0302\u0303\u0304e\u0301", "e\u0301\u0302\u0303\u0304e\u0301")
	check("e\u0301\u0302\u0303\u0304\u0301\u0301e", `e`+"\u0301\u0302\u0303\u0304"+`\xcc\x81\xcc\x81e`)
	if got := Escape("é" + strings.Repeat("\u0301", 1000)); textWidth(got) != 1+8*(1000-maxMarks) {
		t.Errorf("1,000 marks have a width of %d", textWidth(got))
	}
}

// TestCellsKeepLetters has the characters that are invisible to people, which
// are data to tools.
func TestCellsKeepLetters(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		if 0xd800 <= r && r < 0xe000 || unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) {
			continue
		}
		if got := string(AppendCell(nil, []byte(string(r)))); got != string(r) {
			t.Errorf("AppendCell(%U) is %q", r, got)
		}
	}
	if got, want := string(AppendCell(nil, []byte("\t\u2028\u0085\xff"))), `\x09\xe2\x80\xa8\xc2\x85\xff`; got != want {
		t.Errorf("AppendCell is %q, want %q", got, want)
	}
}
