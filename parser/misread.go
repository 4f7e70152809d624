package parser

import (
	"bytes"
	"slices"
)

// Misread says how to convert a text that is not one of lines of bytes; "" for
// one that is.
func Misread(lines [][]byte) string {
	if len(lines) == 0 {
		return ""
	}
	first := lines[0]
	if bytes.HasPrefix(first, []byte("\xff\xfe")) || bytes.HasPrefix(first, []byte("\xfe\xff")) || alternateNULs(first) {
		return "looks like UTF-16; convert: iconv -f UTF-16 -t UTF-8"
	}
	several := 0
	for _, line := range lines {
		if holdsLines(line) {
			several++
		}
	}
	if 2*several > len(lines) {
		return `lines end in CR alone; convert: tr '\r' '\n'`
	}
	return ""
}

// holdsLines reports whether what passes for a line is several, with CRs
// between them. A CR in a value, as an attacker may send it, makes none.
func holdsLines(line []byte) bool {
	known := 0
	for part := range bytes.SplitSeq(line, []byte{'\r'}) {
		if len(part) == len(line) {
			return false
		}
		if knownLine(part) {
			if known++; known == 2 {
				return true
			}
		}
	}
	return false
}

// alternateNULs reports whether every second byte of line is NUL, as ASCII is
// in UTF-16, and the others are not.
func alternateNULs(line []byte) bool {
	const few = 8 // bytes that tell nothing
	nuls := [2]int{}
	for i, c := range line {
		if c == 0 {
			nuls[i&1]++
		}
	}
	half := len(line) / 2
	return len(line) >= few && (nuls[0] >= half && nuls[1] == 0 || nuls[1] >= half && nuls[0] == 0)
}

// knownLine reports whether some format takes the line.
func knownLine(line []byte) bool {
	return slices.ContainsFunc(Formats(), func(f *Format) bool { return f.lines == nil && Explain(f, line) == "" })
}

// guess names what the lines may be, for people, in parentheses, or nothing.
func guess(lines [][]byte) string {
	kinds := []struct {
		name string
		is   func([]byte) bool
	}{
		{"an nginx error log?", isNginxError},
		{"an Apache error log?", isApacheError},
		{"JSON?", func(line []byte) bool { return line[0] == '{' || line[0] == '[' && line[len(line)-1] == ']' }},
		{"binary data?", func(line []byte) bool { return bytes.IndexByte(line, 0) >= 0 }},
	}
	for _, k := range kinds {
		n := 0
		for _, line := range lines {
			if k.is(bytes.TrimSpace(line)) {
				n++
			}
		}
		if 2*n > len(lines) {
			return " (" + k.name + ")"
		}
	}
	return ""
}

// isNginxError reports whether line is 2026/03/01 10:00:00 [error] 7#7: ...
func isNginxError(line []byte) bool {
	return len(line) > 21 && line[4] == '/' && line[7] == '/' && line[10] == ' ' && line[19] == ' ' && line[20] == '['
}

// isApacheError reports whether line is [Sun Mar 01 10:00:00.000000 2026] [core:error] ...
func isApacheError(line []byte) bool {
	return len(line) > 27 && line[0] == '[' && line[4] == ' ' && line[8] == ' ' && bytes.Contains(line[20:], []byte("] ["))
}
