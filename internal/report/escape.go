package report

import (
	"unicode"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// Escape returns text with everything that is not visible as \xHH, one for
// each byte: control characters, invalid UTF-8, format characters (which turn
// the direction of writing, or hide), line separators, spaces that look like
// others, blanks that count as letters or signs, and marks without a character
// before them, which would change what stands before the text. A backslash stays as it is: what is shown is for eyes, and JSON tells
// the exact bytes.
func Escape(text string) string {
	if printableASCII(text) {
		return text
	}
	return string(AppendEscaped(nil, []byte(text)))
}

// AppendEscaped appends what Escape makes of text to dst.
func AppendEscaped(dst, text []byte) []byte {
	return appendEscaped(dst, text, visible)
}

// AppendCell appends text to dst for a line of separated values: only what would
// break a line or a tool is escaped, which is control characters and invalid
// UTF-8.
func AppendCell(dst, text []byte) []byte {
	return appendEscaped(dst, text, func(r rune, _ bool) bool { return !unicode.IsControl(r) })
}

// visible reports whether r can be seen, alone or, if it is a mark, on the
// character before it. Of what Unicode calls graphic it leaves out what Unicode
// says need not be drawn, and the pattern of Braille without a dot.
func visible(r rune, after bool) bool {
	const blankBraille = '\u2800'
	return unicode.IsPrint(r) && r != blankBraille && (after || !unicode.IsMark(r)) &&
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// appendEscaped appends text to dst, each byte of a rune that is not kept, and
// each byte that is not UTF-8, as \xHH. The argument after of keep tells whether
// the rune stands right behind one that is kept.
func appendEscaped(dst, text []byte, keep func(r rune, after bool) bool) []byte {
	after := false
	for i := 0; i < len(text); {
		c := text[i]
		if ' ' <= c && c <= '~' {
			dst = append(dst, c)
			after = true
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		after = (r != utf8.RuneError || size > 1) && keep(r, after)
		if after {
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
