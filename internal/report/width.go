package report

import (
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// runeWidth is the number of terminal columns of a printable rune. The
// environment, which go-runewidth consults by default, is left out of it: the
// same report has the same columns everywhere.
func runeWidth(r rune) int {
	if r < utf8.RuneSelf {
		return 1
	}
	c := runewidth.Condition{StrictEmojiNeutral: true}
	return c.RuneWidth(r)
}

// TextWidth is the number of terminal columns of a printable text.
func TextWidth(s string) int { return textWidth(s) }

// Cut shortens a printable text to width columns, with dots for its end.
func Cut(s string, width int, o Options) string { return cutEnd(s, width, o.mark()) }

// textWidth is the number of terminal columns of a printable text.
func textWidth(s string) int {
	if printableASCII(s) {
		return len(s)
	}
	width := 0
	for _, r := range s {
		width += runeWidth(r)
	}
	return width
}

// head is the longest beginning of s that fits in width columns.
func head(s string, width int) string {
	for i, r := range s {
		if width -= runeWidth(r); width < 0 {
			return s[:i]
		}
	}
	return s
}

// tail is the longest end of s that fits in width columns. It does not begin
// with marks, which would stand on what is before it.
func tail(s string, width int) string {
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if width -= runeWidth(r); width < 0 {
			return strings.TrimLeftFunc(s[i:], func(r rune) bool { return runeWidth(r) == 0 })
		}
		i -= size
	}
	return s
}

// A cutter shortens a text to width columns, putting mark where it cut.
type cutter func(s string, width int, mark string) string

// cutEnd keeps the beginning.
func cutEnd(s string, width int, mark string) string {
	if textWidth(s) <= width {
		return s
	}
	if room := width - textWidth(mark); room > 0 {
		return head(s, room) + mark
	}
	return head(s, max(width, 0))
}

// cutMiddle keeps both ends, which is where paths differ.
func cutMiddle(s string, width int, mark string) string {
	if textWidth(s) <= width {
		return s
	}
	room := width - textWidth(mark)
	if room < 2 {
		return cutEnd(s, width, mark)
	}
	return head(s, room-room/2) + mark + tail(s, room/2)
}

// cutAgent keeps what tells user agents apart: the words that nearly all of
// them begin with are the first to go.
func cutAgent(s string, width int, mark string) string {
	if textWidth(s) <= width {
		return s
	}
	for _, same := range []string{"Mozilla/5.0 (compatible; ", "Mozilla/5.0 ("} {
		if rest, ok := strings.CutPrefix(s, same); ok && width > 2*textWidth(mark) {
			return mark + cutEnd(rest, width-textWidth(mark), mark)
		}
	}
	return cutEnd(s, width, mark)
}

// cutterOf is the cutter for the values of a key.
func cutterOf(key string) cutter {
	switch key {
	case "path", "uri", "route", "request", "referrer", "file":
		return cutMiddle
	case "agent":
		return cutAgent
	}
	return cutEnd
}
