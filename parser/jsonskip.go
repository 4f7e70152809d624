package parser

import (
	"encoding/binary"
	"math/bits"
)

// jsonMaxDepth is how deep objects and arrays may be nested, as encoding/json
// has it.
const jsonMaxDepth = 10000

// Each of the functions below takes a piece of JSON text (RFC 8259) at pos of
// line and returns the place behind it, or -1 if it is not well-formed. They
// accept what encoding/json does, which lets bytes that are not UTF-8 pass.

// jsonSkip takes a value with depth objects and arrays around it.
func jsonSkip(line []byte, pos, depth int) int {
	if pos < len(line) && line[pos] == '"' { // the most common
		end, _ := jsonString(line, pos)
		return end
	}
	levels := 0        // open
	kinds := uint64(0) // of those, the innermost lowest: 1 for an object
	for {
		if pos >= len(line) {
			return -1
		}
		switch c := line[pos]; {
		case c != '{' && c != '[':
			pos = jsonScalar(line, pos)
		case levels == 64: // as many as kinds holds: at most one call for each 64
			pos = jsonSkip(line, pos, depth+levels)
		case depth+levels == jsonMaxDepth:
			return -1
		default:
			levels++
			kinds = kinds<<1 | uint64(c>>5&1)
			if pos = jsonSpace(line, pos+1); pos < len(line) && line[pos] == c+2 {
				break // empty, to be closed below
			}
			if c == '{' {
				pos = jsonKey(line, pos)
			}
			if pos < 0 {
				return -1
			}
			continue
		}
		if pos, levels, kinds = jsonClose(line, pos, levels, kinds); levels == 0 || pos < 0 {
			return pos
		}
	}
}

// jsonClose takes what follows a value in so many levels: ends of levels, and
// then a comma and what stands before the next value.
func jsonClose(line []byte, pos, levels int, kinds uint64) (int, int, uint64) {
	for pos >= 0 && levels > 0 {
		pos = jsonSpace(line, pos)
		if pos == len(line) {
			break
		}
		switch c := line[pos]; {
		case c == ']'|byte(kinds&1)<<5: // or }
			pos++
			levels--
			kinds >>= 1
			continue
		case c != ',':
			return -1, levels, kinds
		}
		pos = jsonSpace(line, pos+1)
		if kinds&1 != 0 {
			pos = jsonKey(line, pos)
		}
		return pos, levels, kinds
	}
	if levels > 0 {
		pos = -1
	}
	return pos, levels, kinds
}

// jsonKey takes a key with its colon and the spaces around that.
func jsonKey(line []byte, pos int) int {
	end, _ := jsonString(line, pos)
	if end < 0 {
		return -1
	}
	return jsonColon(line, end)
}

// jsonColon takes a colon and the spaces around it.
func jsonColon(line []byte, pos int) int {
	if pos+1 < len(line) && line[pos] == ':' && line[pos+1] > ' ' {
		return pos + 1
	}
	pos = jsonSpace(line, pos)
	if pos == len(line) || line[pos] != ':' {
		return -1
	}
	return jsonSpace(line, pos+1)
}

// jsonSpace takes spaces, also none.
func jsonSpace(line []byte, pos int) int {
	for pos < len(line) && line[pos] <= ' ' {
		switch line[pos] {
		case ' ', '\t', '\r', '\n':
			pos++
		default:
			return pos
		}
	}
	return pos
}

// jsonScalar takes a value that is no object and no array. pos is in the line.
func jsonScalar(line []byte, pos int) int {
	switch c := line[pos]; {
	case c == '"':
		end, _ := jsonString(line, pos)
		return end
	case c == '-' || c-'0' <= 9:
		return jsonNumber(line, pos)
	case c == 't':
		return jsonWord(line, pos, "true")
	case c == 'f':
		return jsonWord(line, pos, "false")
	case c == 'n':
		return jsonWord(line, pos, "null")
	}
	return -1
}

// jsonWord takes word.
func jsonWord(line []byte, pos int, word string) int {
	if len(line)-pos < len(word) || string(line[pos:pos+len(word)]) != word {
		return -1
	}
	return pos + len(word)
}

// jsonNumber takes a number, of which the first byte is there.
func jsonNumber(line []byte, pos int) int {
	if line[pos] == '-' {
		pos++
	}
	end := jsonDigits(line, pos)
	if end == pos || line[pos] == '0' && end-pos > 1 {
		return -1
	}
	if end < len(line) && line[end] == '.' {
		pos = end + 1
		if end = jsonDigits(line, pos); end == pos {
			return -1
		}
	}
	if end < len(line) && line[end]|0x20 == 'e' {
		pos = end + 1
		if pos < len(line) && (line[pos] == '+' || line[pos] == '-') {
			pos++
		}
		if end = jsonDigits(line, pos); end == pos {
			return -1
		}
	}
	return end
}

// jsonDigits takes digits, also none.
func jsonDigits(line []byte, pos int) int {
	for ; len(line)-pos >= 8; pos += 8 {
		if others := unlike(binary.LittleEndian.Uint64(line[pos:]), '0'*each, 0x76*each); others != 0 {
			return pos + bits.TrailingZeros64(others)/8
		}
	}
	for pos < len(line) && line[pos]-'0' <= 9 {
		pos++
	}
	return pos
}

// jsonString takes a string with its quotes, and says whether there are
// escapes in it.
func jsonString(line []byte, pos int) (end int, escaped bool) {
	if pos >= len(line) || line[pos] != '"' {
		return -1, false
	}
	for pos++; len(line)-pos >= 8; pos += 8 {
		if specials := jsonSpecial(binary.LittleEndian.Uint64(line[pos:])); specials != 0 {
			pos += bits.TrailingZeros64(specials) / 8
			if line[pos] == '"' {
				return pos + 1, false
			}
			break
		}
	}
	return jsonEscaped(line, pos)
}

// jsonEscaped is jsonString from some byte in the string on, where an escape
// or the end of the line is near.
func jsonEscaped(line []byte, pos int) (end int, escaped bool) {
	for pos = jsonPlain(line, pos); pos < len(line); pos = jsonPlain(line, pos) {
		switch line[pos] {
		case '"':
			return pos + 1, escaped
		case '\\':
			_, length := jsonEscape(line[pos:])
			if length == 0 {
				return -1, true
			}
			escaped = true
			pos += length
		default:
			return -1, escaped
		}
	}
	return -1, escaped
}

// jsonPlain takes the bytes that stand for themselves in a string, also none.
func jsonPlain(line []byte, pos int) int {
	for ; len(line)-pos >= 8; pos += 8 {
		if specials := jsonSpecial(binary.LittleEndian.Uint64(line[pos:])); specials != 0 {
			return pos + bits.TrailingZeros64(specials)/8
		}
	}
	for pos < len(line) && line[pos] >= ' ' && line[pos] != '"' && line[pos] != '\\' {
		pos++
	}
	return pos
}

// jsonSpecial sets the top bit of the first byte of word that is a quote, a
// backslash or below 0x20; what it sets of the bytes behind that one is
// undefined. It returns 0 if there is none.
//
// Subtracting sets the top bit of a byte that is less than the subtrahend, and
// borrows from the next one only then. A quote with 2 inverted is 0x20, and the
// bytes below 0x20 stay there.
func jsonSpecial(word uint64) uint64 {
	low := word ^ 2*each
	backslashes := word ^ '\\'*each
	return ((low-0x21*each)&^low | (backslashes-each)&^backslashes) & top
}
