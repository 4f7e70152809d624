package expr

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// signs are the operators and brackets that are no words, and what is typed in
// their place; the longer ones first.
var signs = []struct {
	text string
	cure string // "" if text is one
}{
	{"!~*", `!~* is written not matches "(?i)..."`},
	{"===", "=== is written =="},
	{"!==", "!== is written !="},
	{"<=>", "<=> compares nothing; write == or <"},
	{"...", "a range is written with two points: 500..599"},
	{"==", ""}, {"!=", ""}, {"<=", ""}, {">=", ""}, {"&&", ""}, {"||", ""}, {"..", ""},
	{"<>", "<> is written !="},
	{"=>", "=> is written >="},
	{"=<", "=< is written <="},
	{"=~", "=~ is written matches"},
	{"!~", "!~ is written not matches"},
	{"~*", `~* is written matches "(?i)..."`},
	{"~=", "~= is written matches"},
	{":=", ":= compares nothing; write =="},
	{"??", "wf's conditions have no ??; == nil asks for what is absent"},
	{"?.", "wf's conditions have no ?.; a field inside of another is written with a point"},
	{"<", ""}, {">", ""}, {"!", ""}, {"(", ""}, {")", ""}, {"[", ""}, {"]", ""}, {",", ""},
	{"=", "= compares nothing; write =="},
	{"~", "~ is written matches"},
	{"&", "& is written and"},
	{"|", "| is written or; wf's conditions have no pipes"},
	{"?", "wf's conditions have no ?:"},
	{";", "; joins nothing; write and"},
	{"{", "wf's conditions have no { }; a list is written [500, 502]"},
	{"}", "wf's conditions have no { }; a list is written [500, 502]"},
}

// sign takes an operator or a bracket.
func (s *scanner) sign() (token, error) {
	rest := s.text[s.at:]
	for _, g := range signs {
		if !strings.HasPrefix(rest, g.text) {
			continue
		}
		if g.cure != "" {
			return token{}, s.fail(s.at, g.cure)
		}
		return s.take(signToken, s.at+len(g.text)), nil
	}
	return token{}, s.fail(s.at, s.noSign(rest))
}

const noArithmetic = "wf's conditions have no arithmetic"

// noSign says what may have been meant by rest, which begins with no sign.
func (s *scanner) noSign(rest string) string {
	name := rest[1 : 1+nameLength(rest[1:])]
	c := rest[0]
	switch {
	case c == '$' && name != "":
		return "a field has no $ before its name: write " + name
	case c == '%' && !s.behindValue():
		return "a field has no % before its name, and none of one letter: status, client, path"
	case c == '-' && name != "" && s.touches():
		field := s.tokens[len(s.tokens)-1].text + "_" + name
		return "names have _ where the log has -: write " + field
	case c == '%' && s.percent(rest):
		number := s.tokens[len(s.tokens)-1].text
		return "shares are between 0 and 1, without %: write " + decimal(hundredth(rational(number)))
	case strings.IndexByte("+-*/%^", c) >= 0 && s.behindValue():
		return noArithmetic
	}
	text := bare(rest)
	if s.behindMatches() {
		return "a regular expression is written in quotes: " + inQuotes(strings.Trim(text, "/"))
	}
	if s.behindValue() || len(text) < 2 && c != '/' {
		return visible(rest[:1]) + " means nothing here"
	}
	return aText(text)
}

// percent reports whether rest begins with a % that belongs to the number
// before it: 1%, but not 5%2.
func (s *scanner) percent(rest string) bool {
	if len(s.tokens) == 0 || len(rest) > 1 && rest[1]-'0' <= 9 {
		return false
	}
	last := s.tokens[len(s.tokens)-1]
	return last.kind == numberToken && last.end == s.at && len(last.text) < 20 && !strings.ContainsAny(last.text, "eE")
}

// touches reports whether the last token is a word and ends where the scanner
// is.
func (s *scanner) touches() bool {
	if len(s.tokens) == 0 {
		return false
	}
	last := s.tokens[len(s.tokens)-1]
	return last.kind == wordToken && last.end == s.at
}

// aText says that text wants quotes.
func aText(text string) string { return "a text is written in quotes: " + inQuotes(text) }

// inQuotes is text as a sentence shows it.
func inQuotes(text string) string { return `"` + visible(shortened(text)) + `"` }

// shortened returns the start of text, if it is too long for a sentence.
func shortened(text string) string {
	left := 60 // runes
	for i := range text {
		if left == 0 {
			return text[:i] + "..."
		}
		left--
	}
	return text
}

// bare returns the start of text up to a space, a bracket, a comma or a quote.
func bare(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("()[]{},\"'`", r)
	})
	if end < 0 {
		return text
	}
	return text[:end]
}

// strange says what is wrong with a rune that no condition has outside of
// quotes.
func strange(r rune) string {
	switch {
	case strings.ContainsRune("“”„‟«»＂", r):
		return string(r) + ` is a quote for print; write "`
	case strings.ContainsRune("‘’‚‛′", r):
		return string(r) + " is a quote for print; write '"
	case strings.ContainsRune("–—−‐", r):
		return string(r) + " is a dash for print; write -"
	case r == '≥':
		return "≥ is written >="
	case r == '≤':
		return "≤ is written <="
	case r == '≠':
		return "≠ is written !="
	case r == '…':
		return "a range is written with two points: 500..599"
	case r == utf8.RuneError:
		return "this is no UTF-8"
	}
	return visible(string(r)) + " means nothing here"
}
