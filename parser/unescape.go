package parser

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// appendJSONUnescaped appends text, what stands between the quotes of a JSON
// string (RFC 8259, section 7), with its escapes resolved. Half a surrogate
// pair becomes U+FFFD, as encoding/json has it. What is no escape stays as it
// is, and so do bytes that are not UTF-8: servers write what clients send.
func appendJSONUnescaped(dst, text []byte) []byte {
	for {
		n := bytes.IndexByte(text, '\\')
		if n < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:n]...)
		text = text[n:]
		c, length := jsonEscape(text)
		if length == 0 {
			c, length = '\\', 1
		}
		dst = utf8.AppendRune(dst, c)
		text = text[length:]
	}
}

// jsonEscape returns the character that the escape at the start of text stands
// for, and the length of the escape, 0 if it is none.
func jsonEscape(text []byte) (c rune, length int) {
	if len(text) < 2 {
		return 0, 0
	}
	switch text[1] {
	case '"', '\\', '/':
		return rune(text[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	}
	c, ok := jsonUnit(text)
	switch {
	case !ok:
		return 0, 0
	case !utf16.IsSurrogate(c):
		return c, 6
	}
	if low, ok := jsonUnit(text[6:]); ok {
		if pair := utf16.DecodeRune(c, low); pair != utf8.RuneError {
			return pair, 12
		}
	}
	return utf8.RuneError, 6
}

// jsonUnit reads the \u20ac that text begins with.
func jsonUnit(text []byte) (unit rune, ok bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	for _, c := range text[2:6] {
		digit, ok := hexDigit(c)
		if !ok {
			return 0, false
		}
		unit = unit<<4 | rune(digit)
	}
	return unit, true
}

// hexDigit returns the number that a hexadecimal digit stands for.
func hexDigit(c byte) (byte, bool) {
	switch {
	case c-'0' <= 9:
		return c - '0', true
	case c|0x20-'a' <= 'f'-'a':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}
