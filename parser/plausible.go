package parser

import "bytes"

// plausible says of fields what their values are like in an access log. What
// clients send, the request and its headers, may be anything.
var plausible = []struct {
	field string
	like  func(value []byte) bool
}{
	{"client", isClient},
	{"vhost", isHostPort},
	{"time", func(value []byte) bool { return value != nil }},
	{"status", isStatus},
	{"forwarded", isForwarded},
	{"before", isBefore},
}

// isClient reports whether text is an address, the name of a host, or a list
// of them.
func isClient(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	for len(text) > 0 {
		var one []byte
		one, text, _ = bytes.Cut(text, []byte(", "))
		if _, ok := parseAddress(one); !ok && !isName(one) {
			return false
		}
	}
	return true
}

// isHost reports whether text is an address or the name of a host, as far as
// it is there.
func isHost(text []byte) bool {
	_, ok := parseAddress(text)
	return ok || isName(text)
}

// isName reports whether text may be the name of a host: letters, digits,
// hyphens and dots, or the _ of a default server, or unix:.
func isName(text []byte) bool {
	for _, c := range text {
		if !isAlphanumeric(c) && c != '-' && c != '.' && c != '_' {
			return string(text) == "unix:"
		}
	}
	return len(text) > 0
}

// isStatus reports whether a server sends text, or writes it for a request
// that it never answered.
func isStatus(text []byte) bool {
	n, ok := ParseInteger(text)
	return text == nil || ok && (n == 0 || 100 <= n && n <= 999)
}

// isForwarded reports whether text is a list of addresses, or nothing. Only the
// last is looked at: a proxy adds what it knows to what the client says, which
// may be anything.
func isForwarded(text []byte) bool {
	last := bytes.TrimSpace(text[bytes.LastIndexByte(text, ',')+1:])
	_, ok := parseAddress(last)
	return ok || len(text) == 0 || string(last) == "unknown" || string(last) == "-"
}

// isBefore reports whether uWSGI writes text before its lines: the use of
// memory, or the site. Anything else is another line, with one of uWSGI's in
// what the client sent.
func isBefore(text []byte) bool {
	text = bytes.TrimSpace(text)
	return len(text) == 0 || bytes.HasPrefix(text, []byte("{address space usage: ")) || isHostPort(text)
}
