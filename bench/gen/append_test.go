package gen

import (
	"strconv"
	"testing"
	"unicode/utf8"
)

// plainString is appendString, byte by byte.
func plainString(s []byte, hex string, html, valid bool) string {
	text := `"`
	for len(s) > 0 {
		c, size := s[0], 1
		switch {
		case c == '"' || c == '\\':
			text += `\` + string(rune(c))
		case c == '\n':
			text += `\n`
		case c == '\r':
			text += `\r`
		case c < ' ' || html && (c == '<' || c == '>' || c == '&'):
			text += `\u00` + hex[c>>4:c>>4+1] + hex[c&15:c&15+1]
		case c >= utf8.RuneSelf && valid:
			var r rune
			if r, size = utf8.DecodeRune(s); r == utf8.RuneError && size == 1 {
				text += `\ufffd`
			} else {
				text += string(r)
			}
		default:
			text += string(s[:1])
		}
		s = s[size:]
	}
	return text + `"`
}

// everyText calls f with all texts of up to four of these bytes, which are
// those that some format has to escape, and some others.
func everyText(f func(s []byte)) {
	const alphabet = "a \n\r\x1f\"\\<&=\x7f\xc3\xa9\xff"
	var grow func(s []byte)
	grow = func(s []byte) {
		f(s)
		if len(s) < 4 {
			for _, c := range []byte(alphabet) {
				grow(append(s, c))
			}
		}
	}
	grow(nil)
	for c := range 256 {
		f([]byte{byte(c)})
	}
}

func TestStringsOfJSONAreThoseOfThePlainLoop(t *testing.T) {
	everyText(func(s []byte) {
		for _, style := range []struct {
			name string
			jsonStyle
			html bool
		}{{"nginx", nginxJSON, false}, {"go", goJSON, true}, {"plain", plainJSON, false}} {
			want := plainString(s, style.hex, style.html, style.utf8)
			if got := string(style.appendString([]byte("x"), s)); got != "x"+want {
				t.Errorf("%s: %q is written %s, want %s", style.name, s, got[1:], want)
			}
		}
	})
}

func TestBareWordsAreThoseOfThePlainLoop(t *testing.T) {
	everyText(func(s []byte) {
		want := !utf8.Valid(s)
		for _, c := range s {
			want = want || c <= ' ' || c == '=' || c == '"'
		}
		if got := needsQuotes(s); got != want {
			t.Errorf("%q needs quotes: %v, want %v", s, got, want)
		}
	})
}

func TestEscapesAreThoseOfThePlainLoop(t *testing.T) {
	set := unprintable("\"a")
	everyText(func(s []byte) {
		want := ""
		for _, c := range s {
			if set[c] {
				want += "%" + upperHex[c>>4:c>>4+1] + upperHex[c&15:c&15+1]
			} else {
				want += string([]byte{c})
			}
		}
		if got := string(appendEscaped(nil, s, "%", &set)); got != want {
			t.Errorf("%q is escaped %s, want %s", s, got, want)
		}
	})
}

func TestOctetsAreNumbers(t *testing.T) {
	for n := range 256 {
		if got := string(appendOctet(nil, uint64(n))); got != strconv.Itoa(n) {
			t.Errorf("%d is written %s", n, got)
		}
	}
}
