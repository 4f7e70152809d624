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
	var known knownLines
	for _, line := range lines {
		if known.several(line) {
			several++
		}
	}
	if 2*several > len(lines) {
		return `lines end in CR alone; convert: tr '\r' '\n'`
	}
	return ""
}

// knownLines tells the lines that some format takes. It compiles the formats
// when it is first asked.
type knownLines struct {
	parsers []Parser
	record  *Record
}

// maxParts is how many pieces of a line are looked at: two known ones tell.
const maxParts = 10

// several reports whether what passes for a line is several, with CRs between
// them. A CR in a value, as an attacker may send it, makes none.
func (k *knownLines) several(line []byte) bool {
	if bytes.IndexByte(line, '\r') < 0 {
		return false
	}
	known, parts := 0, 0
	for part := range bytes.SplitSeq(line, []byte{'\r'}) {
		if len(part) == 0 {
			continue
		}
		if k.takes(part) {
			known++
		}
		if parts++; known == 2 || parts == maxParts {
			break
		}
	}
	return known == 2
}

// takes reports whether some format takes the line.
func (k *knownLines) takes(line []byte) bool {
	if k.parsers == nil {
		set := NewFieldSet()
		k.record = NewRecord(set)
		for _, f := range Formats() {
			if f.lines == nil && f.alias == "" {
				k.parsers = append(k.parsers, f.Compile(set))
			}
		}
	}
	return slices.ContainsFunc(k.parsers, func(p Parser) bool { return p.Parse(line, k.record) == Parsed })
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
