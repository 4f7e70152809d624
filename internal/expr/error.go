package expr

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error is a mistake in a condition.
type Error struct {
	Message string // one sentence that says what is wrong, and what to write
	Text    string // the condition
	At      int    // byte of Text to point at; len(Text) is behind its end
}

// Error is the message, and below it the condition with a caret under the
// place. But for the two line ends everything in it is visible.
func (e *Error) Error() string {
	line, column := excerpt(e.Text, e.At)
	return e.Message + "\n  " + line + "\n  " + strings.Repeat(" ", column) + "^"
}

// window is how many columns of a condition an Error shows: with the
// indentation and what a program says before it, a line of a small terminal.
const window = 70

// excerpt returns the text around byte at as one line, and the column of that
// byte in it, both counted in runes.
func excerpt(text string, at int) (line string, column int) {
	runes := []rune(text)
	column = utf8.RuneCountInString(text[:at])
	lo := max(0, min(column-window/2, len(runes)-window))
	hi := min(len(runes), lo+window)
	shown := make([]rune, 0, window)
	for i, r := range runes[lo:hi] {
		switch {
		case i < 3 && lo > 0 || hi-lo-i <= 3 && hi < len(runes):
			r = '.'
		case unicode.IsSpace(r):
			r = ' '
		case !unicode.IsPrint(r):
			r = '?'
		}
		shown = append(shown, r)
	}
	return string(shown), column - lo
}
