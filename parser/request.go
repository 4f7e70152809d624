package parser

import "bytes"

// scanRequest takes a request line up to its closing quote and its parts. What
// clients send need not be one: whatever cannot be told is absent.
func scanRequest(o *op, line []byte, pos int, spans []span) int {
	end := closingQuote(line, pos)
	if end < 0 {
		return -1
	}
	for _, slot := range o.slots[:requestSlots] {
		spans[slot] = absent
	}
	spans[o.slots[requestSlot]] = value(line, pos, end)
	method := methodLength(line[pos:end])
	if method == 0 {
		return end
	}
	spans[o.slots[methodSlot]] = span{uint32(pos), uint32(pos + method)}
	lo, hi := pos+method+1, end
	if lo > end {
		return end // a method alone
	}
	last := lo + bytes.LastIndexByte(line[lo:hi], ' ') + 1
	if bytes.HasPrefix(line[last:hi], []byte("HTTP/")) {
		spans[o.slots[protoSlot]] = span{uint32(last), uint32(hi)}
		hi = max(last-1, lo)
	}
	if lo < hi {
		spans[o.slots[uriSlot]] = span{uint32(lo), uint32(hi)}
		cutURI(o, line, lo, hi, spans)
	}
	return end
}

// methodLength returns the length of the method that request begins with: up
// to the first space, or all of it, in capitals; 0 if there is none.
func methodLength(request []byte) int {
	for i, c := range request {
		switch {
		case c == ' ':
			return i
		case c-'A' > 'Z'-'A' && (i == 0 || c != '-' && c != '_'):
			return 0
		}
	}
	return len(request)
}

// cutURI notes the path and the query of the uri from lo to hi. The path of
// http://host/page is /page.
func cutURI(o *op, line []byte, lo, hi int, spans []span) {
	mark := hi
	if n := bytes.IndexByte(line[lo:hi], '?'); n >= 0 {
		mark = lo + n
		spans[o.slots[querySlot]] = span{uint32(mark + 1), uint32(hi)}
	}
	if line[lo] != '/' {
		if n := bytes.Index(line[lo:mark], []byte("://")); n > 0 && isScheme(line[lo:lo+n]) {
			host := lo + n + len("://")
			slash := bytes.IndexByte(line[host:mark], '/')
			if slash < 0 {
				// The path of http://host is /, for which the slash before
				// the host stands in.
				lo, mark = host-1, host
			} else {
				lo = host + slash
			}
		}
	}
	spans[o.slots[pathSlot]] = span{uint32(lo), uint32(mark)}
}

// isScheme reports whether text may stand before :// in a uri.
func isScheme(text []byte) bool {
	for _, c := range text {
		if !isAlphanumeric(c) && c != '+' && c != '-' && c != '.' {
			return false
		}
	}
	return true
}
