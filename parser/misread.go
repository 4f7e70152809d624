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
	alternate := 0
	for _, line := range lines {
		if alternateNULs(line) {
			alternate++
		}
	}
	first := lines[0]
	if bytes.HasPrefix(first, []byte("\xff\xfe")) || bytes.HasPrefix(first, []byte("\xfe\xff")) || 2*alternate > len(lines) {
		return "looks like UTF-16; convert: iconv -f UTF-16 -t UTF-8"
	}
	var returned [][]byte // lines with a CR in them
	for _, line := range lines {
		if bytes.IndexByte(bytes.TrimRight(line, "\r"), '\r') >= 0 {
			returned = append(returned, line)
		}
	}
	if 2*len(returned) > len(lines) && holdLines(returned) {
		return `lines end in CR alone; convert: tr '\r' '\n'`
	}
	return ""
}

// holdLines reports whether most of what passes for lines is several, with CRs
// between them. A CR in a value, as an attacker may send it, makes none.
func holdLines(lines [][]byte) bool {
	const enough = 100
	lines = lines[:min(len(lines), enough)]
	var judges []*judge
	for _, f := range Formats() {
		if f.lines == nil && f.alias == "" {
			judges = append(judges, newJudge(f, 0))
		}
	}
	several := 0
	for _, line := range lines {
		if holdsLines(line, judges) {
			several++
		}
	}
	return 2*several > len(lines)
}

// holdsLines reports whether two of the first parts of line between CRs are
// lines of known formats.
func holdsLines(line []byte, judges []*judge) bool {
	const enough = 10
	known, parts := 0, 0
	for part := range bytes.SplitSeq(line, []byte{'\r'}) {
		if len(part) == 0 {
			continue
		}
		if slices.ContainsFunc(judges, func(j *judge) bool { return j.fit(j.parser, part).parsed }) {
			known++
		}
		if parts++; parts == enough {
			break
		}
	}
	return known > 1
}

// alternateNULs reports whether every second byte of line is NUL, as ASCII is
// in UTF-16, and the others are not.
func alternateNULs(line []byte) bool {
	const few = 8 // bytes that tell nothing
	if bytes.IndexByte(line, 0) < 0 {
		return false
	}
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
		is   func(line []byte) bool
	}{
		{"binary data?", isBinary},
		{"an nginx error log?", isNginxError},
		{"an Apache error log?", isApacheError},
		{"Apache's ssl_request_log? ssl_access_log says more; -f '" + sslRequest + "' reads this one", isSSLRequest()},
		{"JSON?", func(line []byte) bool { return line[0] == '{' || line[0] == '[' && line[len(line)-1] == ']' }},
		{"syslog?", func(line []byte) bool { _, ok := stripSyslog(line); return ok }},
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

// isBinary reports whether line has bytes that no text has.
func isBinary(line []byte) bool {
	return bytes.ContainsFunc(line, func(c rune) bool { return c < ' ' && c != '\t' && c != '\r' && c != '\f' && c != '\x1b' })
}

// sslRequest is a log that Apache's package of Red Hat keeps beside the access
// log of the same requests. It has no status.
const sslRequest = `%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x \"%r\" %b`

// isSSLRequest returns a test of lines for sslRequest.
func isSSLRequest() func(line []byte) bool {
	l, err := logFormat(sslRequest)
	if err != nil {
		panic("bug: " + err.Error())
	}
	c := newCriteria(l)
	r := NewRecord(c.set)
	return func(line []byte) bool {
		return bytes.HasPrefix(line, []byte("[")) && c.parser.Parse(line, r) == Parsed
	}
}

// isNginxError reports whether line is 2026/03/01 10:00:00 [error] 7#7: ...
func isNginxError(line []byte) bool {
	return len(line) > 21 && line[4] == '/' && line[7] == '/' && line[10] == ' ' && line[19] == ' ' && line[20] == '['
}

// isApacheError reports whether line is [Sun Mar 01 10:00:00.000000 2026] [core:error] ...
func isApacheError(line []byte) bool {
	return len(line) > 27 && line[0] == '[' && line[4] == ' ' && line[8] == ' ' && bytes.Contains(line[20:], []byte("] ["))
}
