package parser

import "bytes"

// plausible reports whether the values of r look like those of an access log.
// What clients send, the request and its headers, may be anything.
func plausible(r *Record) bool {
	for i, s := range r.set.slots {
		value := r.Bytes(i)
		ok := true
		switch s.field.Name {
		case "client":
			ok = isClient(value)
		case "vhost":
			ok = isHost(value[:len(value)-len(portOf(value))])
		case "time":
			ok = value != nil
		case "status":
			ok = isStatus(value)
		case "forwarded":
			ok = isForwarded(value)
		}
		if !ok {
			return false
		}
	}
	return true
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

// hasSite reports whether r has the name or the address of a site in the place
// of the user that identd knows.
func hasSite(r *Record) bool {
	slot := r.set.slot("ident")
	if slot < 0 {
		return false
	}
	text := r.Bytes(slot)
	return bytes.IndexByte(text, '.') > 0 && isHost(text)
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

// isForwarded reports whether text is a list of addresses, or nothing.
func isForwarded(text []byte) bool {
	for len(text) > 0 {
		var one []byte
		one, text, _ = bytes.Cut(text, []byte{','})
		one = bytes.TrimSpace(one)
		if _, ok := parseAddress(one); !ok && string(one) != "unknown" && string(one) != "-" {
			return false
		}
	}
	return true
}
