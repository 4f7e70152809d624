package report

import (
	"unicode"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// Escape returns text with everything that is not visible as \xHH, one for
// each byte: control characters, invalid UTF-8, format characters (which turn
// the direction of writing, or hide), line separators, spaces that look like
// others, blanks that count as letters or signs, marks without a character
// before them, which would change what stands before the text, and all but the
// first few marks of a character. A backslash stays as it is: what is shown is
// for eyes, and JSON tells the exact bytes.
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
// break a line or a tool is escaped, which is control characters, the line and
// the paragraph separator, at which some tools begin a line, and invalid UTF-8.
func AppendCell(dst, text []byte) []byte {
	return appendEscaped(dst, text, func(r rune, _ bool) bool {
		return !unicode.IsControl(r) && r != '\u2028' && r != '\u2029'
	})
}

// maxMarks is how many marks on a character are shown. Languages need three or
// four at most; a thousand of them take one column of a terminal, and some
// terminals draw them over the lines around.
const maxMarks = 4

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
// a mark may stand there: the rune stands right behind one that is kept, which
// has not yet as many marks as it may have.
func appendEscaped(dst, text []byte, keep func(r rune, after bool) bool) []byte {
	room := 0 // for marks
	for i := 0; i < len(text); {
		c := text[i]
		if ' ' <= c && c <= '~' {
			dst = append(dst, c)
			room = maxMarks
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if (r != utf8.RuneError || size > 1) && keep(r, room > 0) {
			dst = append(dst, text[i:i+size]...)
			room = roomForMarks(r, room)
		} else {
			room = 0
			for _, c := range text[i : i+size] {
				dst = append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
			}
		}
		i += size
	}
	return dst
}

// roomForMarks is how many marks may stand behind r, which is kept, if there was
// room for so many before it.
func roomForMarks(r rune, before int) int {
	if unicode.IsMark(r) {
		return before - 1
	}
	return maxMarks
}

func printableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
