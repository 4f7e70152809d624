package report

import (
	"unicode"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// Escape returns text with everything that is not printable as \xHH, one for
// each byte: control characters, invalid UTF-8, format characters (which turn
// the direction of writing, or hide), line separators and spaces that look like
// others. A backslash stays as it is: what is shown is for eyes, and JSON tells
// the exact bytes.
func Escape(text string) string {
	if printableASCII(text) {
		return text
	}
	return string(AppendEscaped(nil, []byte(text)))
}

// AppendEscaped appends what Escape makes of text to dst.
func AppendEscaped(dst, text []byte) []byte {
	return appendEscaped(dst, text, unicode.IsPrint)
}

// AppendCell appends text to dst for a line of separated values: only what would
// break a line or a tool is escaped, which is control characters and invalid
// UTF-8.
func AppendCell(dst, text []byte) []byte {
	return appendEscaped(dst, text, func(r rune) bool { return !unicode.IsControl(r) })
}

// appendEscaped appends text to dst, each byte of a rune that is not kept, and
// each byte that is not UTF-8, as \xHH.
func appendEscaped(dst, text []byte, keep func(rune) bool) []byte {
	for i := 0; i < len(text); {
		c := text[i]
		if ' ' <= c && c <= '~' {
			dst = append(dst, c)
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if (r != utf8.RuneError || size > 1) && keep(r) {
			dst = append(dst, text[i:i+size]...)
		} else {
			for _, c := range text[i : i+size] {
				dst = append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
			}
		}
		i += size
	}
	return dst
}

func printableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
