package parser

import "bytes"

// What Docker writes without being told otherwise:
// https://docs.docker.com/engine/logging/drivers/json-file/
// Fluent Bit and others pass the entries on with keys of their own, the time
// left out.
var dockerWrapper = wrapper{
	name:  "docker",
	doc:   `Docker's json-file: {"log":"...","stream":"stdout","time":"..."}`,
	has:   []string{"outer_time"},
	json:  true,
	strip: stripDocker,
}

// dockerEntry is what is of interest in an entry: where the contents of these
// strings are, absent if there is no such key or its value is no string.
type dockerEntry struct{ log, stream, time span }

// stripDocker takes an object with a log and a stream, its keys in any order,
// and of keys that are there twice the last. The line end is not the line's.
// Docker cuts a line of more than 16 KiB into entries of which only the last
// has one.
func stripDocker(line []byte) (u unwrapped, ok bool) {
	if len(line) == 0 || line[0] != '{' {
		return u, false
	}
	e, ok := scanDocker(line)
	if !ok || e.log == absent || e.stream == absent {
		return u, false
	}
	lo, hi := int(e.log.lo), int(e.log.hi)
	if end := cutEscape(line, lo, hi, 'n'); end < hi {
		hi = cutEscape(line, lo, end, 'r')
	}
	u = unwrap(lo, hi)
	u.time = e.time
	return u, true
}

// scanDocker reads the object that line is; there may be blanks between its
// parts. Of values that are no strings it only finds the end, so that it takes
// all that is JSON and some that is not.
func scanDocker(line []byte) (e dockerEntry, ok bool) {
	e = dockerEntry{absent, absent, absent}
	pos := 0
	for {
		key := dockerBlank(line, pos+1)
		stop := dockerStringEnd(line, key)
		if stop < 0 {
			return e, false
		}
		colon := dockerBlank(line, stop)
		if colon == len(line) || line[colon] != ':' {
			return e, false
		}
		lo := dockerBlank(line, colon+1)
		hi := dockerValueEnd(line, lo)
		if hi < 0 {
			return e, false
		}
		e.note(line, span{uint32(key + 1), uint32(stop - 1)}, lo, hi)
		if pos = dockerBlank(line, hi); pos == len(line) {
			return e, false
		}
		switch line[pos] {
		case ',':
		case '}':
			return e, dockerBlank(line, pos+1) == len(line)
		default:
			return e, false
		}
	}
}

// note keeps the value from lo to hi if its key is of interest.
func (e *dockerEntry) note(line []byte, key span, lo, hi int) {
	content := absent
	if line[lo] == '"' {
		content = span{uint32(lo + 1), uint32(hi - 1)}
	}
	switch string(line[key.lo:key.hi]) {
	case "log":
		e.log = content
	case "stream":
		e.stream = content
	case "time":
		e.time = content
	}
}

// dockerBlank returns the place of the first byte from pos on that is no blank.
func dockerBlank(line []byte, pos int) int {
	for pos < len(line) && (line[pos] == ' ' || line[pos] == '\t') {
		pos++
	}
	return pos
}

// dockerValueEnd returns the place behind the value at pos, -1 if there is
// none or it is not closed.
func dockerValueEnd(line []byte, pos int) int {
	if pos == len(line) {
		return -1
	}
	switch line[pos] {
	case '"':
		return dockerStringEnd(line, pos)
	case '{', '[':
		return dockerNestedEnd(line, pos)
	}
	end := pos
	for end < len(line) && line[end] != ',' && line[end] != '}' && line[end] != ' ' && line[end] != '\t' {
		end++
	}
	if end == pos {
		return -1
	}
	return end
}

// dockerNestedEnd returns the place behind the object or array at pos, -1 if
// it is not closed. It does not tell one kind of bracket from the other.
func dockerNestedEnd(line []byte, pos int) int {
	depth := 0
	for pos < len(line) {
		switch line[pos] {
		case '"':
			if pos = dockerStringEnd(line, pos); pos < 0 {
				return -1
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return pos + 1
			}
		}
		pos++
	}
	return -1
}

// dockerStringEnd returns the place behind the string that begins at pos, -1
// if none does or it is not closed.
func dockerStringEnd(line []byte, pos int) int {
	if pos >= len(line) || line[pos] != '"' {
		return -1
	}
	start := pos + 1
	for end := start; ; end++ {
		n := bytes.IndexByte(line[end:], '"')
		if n < 0 {
			return -1
		}
		if end += n; !behindBackslash(line, start, end) {
			return end + 1
		}
	}
}

// behindBackslash reports whether what is at pos is part of an escape: an odd
// number of backslashes is before it, from start on.
func behindBackslash(line []byte, start, pos int) bool {
	i := pos
	for i > start && line[i-1] == '\\' {
		i--
	}
	return (pos-i)&1 != 0
}

// cutEscape returns the end of the string's content from lo to hi without the
// escape of that letter at its end, if it is there.
func cutEscape(line []byte, lo, hi int, letter byte) int {
	if hi > lo && line[hi-1] == letter && behindBackslash(line, lo, hi-1) {
		return hi - len(`\n`)
	}
	return hi
}
