package parser

import "bytes"

// What syslog daemons write, from a packet or to a file: the packet without
// its priority, and rsyslog and its like with an ISO time if asked to.
// https://www.rfc-editor.org/rfc/rfc3164#section-4.1
// https://www.rsyslog.com/doc/reference/templates/templates-reserved-names.html
//
// nginx (nohostname) and HAProxy (without log-send-hostname) leave the host
// out. journalctl -o short, and -o short-iso from systemd 255 on, cannot be
// told from a daemon's file, and need not be.
var syslogWrapper = wrapper{
	name:  "syslog",
	doc:   "syslog (RFC 3164), in packets and files, with an ISO time too; journalctl's default",
	has:   []string{"outer_time", "outer_host"},
	strip: stripSyslog,
}

// https://www.freedesktop.org/software/systemd/man/latest/journalctl.html#-o
var journaldWrapper = wrapper{
	name:  "journald",
	doc:   "journalctl -o short-precise, short-iso and short-iso-precise",
	has:   []string{"outer_time", "outer_host"},
	strip: stripJournald,
}

// https://www.rfc-editor.org/rfc/rfc5424#section-6
var syslog5424Wrapper = wrapper{
	name:  "syslog5424",
	doc:   "syslog (RFC 5424), with structured data or without",
	has:   []string{"outer_time", "outer_host"},
	strip: stripSyslog5424,
}

// stripSyslog takes
//
//	<34>Oct 11 22:14:15 host tag[123]: line
//	2026-03-01T10:00:00.123456+01:00 host tag: line
func stripSyslog(line []byte) (u unwrapped, ok bool) {
	lo := priorityLength(line)
	length := bsdStamp
	if !isBSDStamp(line[lo:]) {
		if length = rfc3339Length(line[lo:]); length == 0 {
			return u, false
		}
	}
	return stripTag(line, lo, lo+length)
}

// stripJournald takes the times that stripSyslog does not:
//
//	Mar 01 10:00:00.123456 host tag[1]: line
//	2026-03-01T10:00:00+0100 host tag[1]: line
//	2026-03-01T10:00:00.123456+0100 host tag[1]: line
func stripJournald(line []byte) (u unwrapped, ok bool) {
	var length int
	switch {
	case isBSDStamp(line):
		fraction := fractionLength(line[bsdStamp:])
		if fraction == 0 {
			return u, false
		}
		length = bsdStamp + fraction
	case isISOStamp(line):
		length = isoStamp + fractionLength(line[isoStamp:])
		zone := plainZoneLength(line[length:])
		if zone == 0 {
			return u, false
		}
		length += zone
	default:
		return u, false
	}
	return stripTag(line, 0, length)
}

// priorityLength returns the length of the <34> that line begins with, 0 if it
// does not begin so.
func priorityLength(line []byte) int {
	const longest = len("<191>")
	if len(line) == 0 || line[0] != '<' {
		return 0
	}
	for i := 1; i < min(longest, len(line)); i++ {
		switch {
		case line[i] == '>' && i > 1:
			return i + 1
		case line[i]-'0' > 9:
			return 0
		}
	}
	return 0
}

// stripTag takes a host, or none, and a tag behind the time from lo to hi. A
// word that is a tag is no host: none ends in a colon, but for an address such
// as 2001:db8::, which has others.
func stripTag(line []byte, lo, hi int) (u unwrapped, ok bool) {
	pos := hi + 1
	if pos >= len(line) || line[hi] != ' ' {
		return u, false
	}
	host := absent
	end := tagEnd(line, pos)
	if end < 0 {
		n := bytes.IndexByte(line[pos:], ' ')
		if n < 1 {
			return u, false
		}
		host = value(line, pos, pos+n)
		if end = tagEnd(line, pos+n+1); end < 0 {
			return u, false
		}
	}
	u = unwrap(end, len(line))
	u.time, u.host = span{uint32(lo), uint32(hi)}, host
	return u, true
}

// tagEnd returns the place behind the tag at pos: a name, the process in
// brackets or nothing, a colon, and a space unless the line ends. It is -1
// if there is none. Only one space is not the line's: daemons add it.
func tagEnd(line []byte, pos int) int {
	i := pos
	for i < len(line) && line[i] != ' ' && line[i] != ':' && line[i] != '[' {
		i++
	}
	if i == pos || i == len(line) {
		return -1
	}
	if line[i] == '[' {
		for i < len(line) && line[i] != ' ' && line[i] != ']' {
			i++
		}
		if i == len(line) || line[i] == ' ' {
			return -1
		}
		i++
	}
	switch {
	case i == len(line) || line[i] != ':':
		return -1
	case i+1 == len(line):
		return i + 1
	case line[i+1] == ' ':
		return i + 2
	}
	return -1
}

// stripSyslog5424 takes
//
//	<165>1 2003-10-11T22:14:15.003Z host app procid msgid [id name="value"] line
//
// with - for what is not known.
func stripSyslog5424(line []byte) (u unwrapped, ok bool) {
	lo := versionEnd(line)
	if lo < 0 {
		return u, false
	}
	hi := wordStop(line, lo)
	if hi < 0 || hi-lo != rfc3339Length(line[lo:hi]) && string(line[lo:hi]) != "-" {
		return u, false
	}
	stop := wordStop(line, hi+1)
	if stop < 0 {
		return u, false
	}
	host := value(line, hi+1, stop)
	for range [3]int{} { // app, procid, msgid
		if stop = wordStop(line, stop+1); stop < 0 {
			return u, false
		}
	}
	end := structuredEnd(line, stop+1)
	if end < 0 {
		return u, false
	}
	u = unwrap(messageStart(line, end), len(line))
	u.time, u.host = value(line, lo, hi), host
	return u, true
}

// versionEnd returns the place behind the priority, the version and a space, -1
// if line does not begin so.
func versionEnd(line []byte) int {
	pos := priorityLength(line)
	if pos == 0 || pos == len(line) || line[pos] == '0' {
		return -1
	}
	const longest = 3
	for i := pos; i < min(pos+longest+1, len(line)); i++ {
		switch {
		case line[i] == ' ' && i > pos:
			return i + 1
		case line[i]-'0' > 9:
			return -1
		}
	}
	return -1
}

// wordStop returns the place of the space behind the word at pos, -1 if there
// is no word there or no space.
func wordStop(line []byte, pos int) int {
	n := bytes.IndexByte(line[pos:], ' ')
	if n < 1 {
		return -1
	}
	return pos + n
}

// structuredEnd returns the place behind the structured data at pos, with
// which the line ends or behind which there is a space; else -1.
func structuredEnd(line []byte, pos int) int {
	end := pos
	if end < len(line) && line[end] == '-' {
		end++
	}
	for end < len(line) && line[end] == '[' && (end == pos || line[end-1] == ']') {
		n := elementLength(line[end:])
		if n == 0 {
			return -1
		}
		end += n
	}
	if end == pos || end < len(line) && line[end] != ' ' {
		return -1
	}
	return end
}

// elementLength returns the length of the [id name="value"] that text begins
// with, 0 if it is not closed. In a value, brackets stand for themselves and
// what is behind a backslash closes nothing.
func elementLength(text []byte) int {
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case c == ']' && !quoted:
			return i + 1
		}
	}
	return 0
}

// messageStart returns where the line begins behind the structured data that
// ends at end. There may be a byte order mark; and where a daemon had the line
// from a packet of the older kind, a second space, the one behind its tag.
func messageStart(line []byte, end int) int {
	if end == len(line) {
		return end
	}
	end++
	if bytes.HasPrefix(line[end:], []byte("\xef\xbb\xbf")) {
		end += len("\xef\xbb\xbf")
	}
	if end < len(line) && line[end] == ' ' {
		end++
	}
	return end
}
