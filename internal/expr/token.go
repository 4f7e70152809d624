package expr

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a text, a number or a sign of a condition.
type token struct {
	kind  tokenKind
	at    int    // byte of the condition where it begins
	end   int    // behind its last byte
	text  string // as it was typed
	value string // of a text: what it stands for
	match int    // of an opening bracket: the index of the closing one
}

type tokenKind uint8

const (
	wordToken   tokenKind = iota // a name, a function or nil
	textToken                    // in quotes
	numberToken                  // with its sign
	signToken                    // an operator or a bracket
)

// maxLength bounds a condition, in bytes: the longest that somebody needs is a
// list of a few thousand addresses.
const maxLength = 64 << 10

// maxName bounds a name, in bytes: one that is none is compared with all that
// there are, letter by letter.
const maxName = 255

// maxDepth bounds how deep brackets may be nested.
const maxDepth = 1000

// operators are the words between two values, and not.
var operators = []string{"and", "or", "not", "in", "contains", "startsWith", "endsWith", "matches"}

// isOperator reports whether word is one of the operators.
func isOperator(word string) bool { return slices.Contains(operators, word) }

// negatable reports whether not may stand before the operator: x not in y.
func negatable(operator string) bool {
	switch operator {
	case "in", "contains", "startsWith", "endsWith", "matches":
		return true
	}
	return false
}

// scanner takes a condition apart. It finds out about everything that the
// parser could only call unexpected, while it still knows what was typed.
type scanner struct {
	text    string
	at      int
	tokens  []token
	open    []int // indices of the brackets that are open
	negated bool  // the last token is a not behind a value
}

// scan returns the tokens of text, or what is wrong with it first.
func scan(text string) ([]token, error) {
	if len(text) > maxLength {
		return nil, &Error{"a condition has at most 65,536 bytes", text, maxLength}
	}
	s := &scanner{text: text}
	for s.skipSpace(); s.at < len(text); s.skipSpace() {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		if err := s.place(t); err != nil {
			return nil, err
		}
	}
	if err := s.finish(); err != nil {
		return nil, err
	}
	return s.tokens, nil
}

// fail returns an error about the byte at.
func (s *scanner) fail(at int, message string) error { return &Error{message, s.text, at} }

func (s *scanner) skipSpace() {
	rest := strings.TrimLeftFunc(s.text[s.at:], unicode.IsSpace)
	s.at = len(s.text) - len(rest)
}

// next takes one token off the text.
func (s *scanner) next() (token, error) {
	c := s.text[s.at]
	switch {
	case c == '"' || c == '\'' || c == '`':
		return s.quoted(c)
	case numberAt(s.text[s.at:]), c == '-' && !s.behindValue() && numberAt(s.text[s.at+1:]):
		return s.number()
	case c == '_' || c|0x20-'a' <= 'z'-'a':
		return s.word()
	case c >= utf8.RuneSelf:
		r, _ := utf8.DecodeRuneInString(s.text[s.at:])
		if unicode.IsLetter(r) {
			return s.word()
		}
		return token{}, s.fail(s.at, strange(r))
	}
	return s.sign()
}

// take makes a token of the text up to end.
func (s *scanner) take(kind tokenKind, end int) token {
	t := token{kind: kind, at: s.at, end: end, text: s.text[s.at:end]}
	s.at = end
	return t
}

// word takes a name: letters, digits, _, points between them, and a parameter
// such as the /24 of client/24.
func (s *scanner) word() (token, error) {
	end := s.at + nameLength(s.text[s.at:])
	t := s.take(wordToken, end)
	if isOperator(t.text) {
		t.kind = signToken
		return t, nil
	}
	if rest := s.text[end:]; len(rest) > 1 && rest[0] == '/' {
		if n := nameLength(rest[1:]); n > 0 {
			t.end = end + 1 + n
			t.text = s.text[t.at:t.end]
			s.at = t.end
		}
	}
	if len(t.text) > maxName {
		return t, s.fail(t.at, "no field has a name as long as that")
	}
	return t, nil
}

// nameLength returns how many bytes of text are letters, digits, _ and points
// with one of these behind them.
func nameLength(text string) int {
	for i, r := range text {
		if r == '.' && i > 0 {
			r, _ = utf8.DecodeRuneInString(text[i+1:])
		}
		if !isNameRune(r) {
			return i
		}
	}
	return len(text)
}

func isNameRune(r rune) bool {
	return r == '_' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// quoted takes a text in quotes. Behind matches it is a regular expression,
// whose backslashes stay; a quote with a backslash before it is part of it.
func (s *scanner) quoted(quote byte) (token, error) {
	end := s.at + 1
	for ; end < len(s.text) && s.text[end] != quote; end++ {
		if s.text[end] == '\\' && quote != '`' {
			end++
		}
	}
	if end >= len(s.text) {
		return token{}, s.fail(s.at, "the quote "+string(quote)+" is not closed")
	}
	t := s.take(textToken, end+1)
	body := t.text[1 : len(t.text)-1]
	if quote == '`' || s.behindMatches() {
		t.value = body
		return t, nil
	}
	value, bad := unescape(body)
	if bad >= 0 {
		_, size := utf8.DecodeRuneInString(body[bad+1:])
		escape := visible(body[bad : bad+1+size])
		return t, s.fail(t.at+1+bad, escape+` stands for nothing in a text: a backslash is written \\`)
	}
	t.value = value
	return t, nil
}

// behindMatches reports whether the next text is what matches asks for.
func (s *scanner) behindMatches() bool {
	i := len(s.tokens) - 1
	for i >= 0 && s.tokens[i].text == "(" {
		i--
	}
	return i >= 0 && s.tokens[i].kind == signToken && s.tokens[i].text == "matches"
}

// behindValue reports whether the last token ends a value, so that an operator
// is to follow.
func (s *scanner) behindValue() bool {
	if len(s.tokens) == 0 {
		return false
	}
	last := s.tokens[len(s.tokens)-1]
	return last.kind != signToken || last.text == ")" || last.text == "]"
}
