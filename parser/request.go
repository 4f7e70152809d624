package parser

import "bytes"

// requestLine says where in a request line its parts are: the method is
// text[:method], the uri text[uri:end] and the protocol text[proto:]. What
// clients send need not have them: a part that cannot be told is empty.
type requestLine struct{ method, uri, end, proto int }

// partSlots are the slots of opRequest by the names of the fields.
var partSlots = map[string]int{"method": methodSlot, "uri": uriSlot, "proto": protoSlot, "path": pathSlot, "query": querySlot}

// takeApart finds the parts of a request line.
func takeApart(text []byte) requestLine {
	p := requestLine{method: methodLength(text), proto: len(text)}
	if p.method == 0 || p.method == len(text) {
		return p
	}
	p.uri, p.end = p.method+1, len(text)
	last := p.uri + bytes.LastIndexByte(text[p.uri:], ' ') + 1
	if bytes.HasPrefix(text[last:], []byte("HTTP/")) {
		p.proto = last
		p.end = max(last-1, p.uri)
	}
	return p
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

// pathIn returns where in a uri its path is; behind it is the end, or the
// question mark and the query. The path of http://host/page is /page.
func pathIn(uri []byte) (lo, hi int) {
	hi = len(uri)
	if n := bytes.IndexByte(uri, '?'); n >= 0 {
		hi = n
	}
	if hi == 0 || uri[0] == '/' {
		return 0, hi
	}
	n := bytes.Index(uri[:hi], []byte("://"))
	if n < 1 || !isScheme(uri[:n]) {
		return 0, hi
	}
	host := n + len("://")
	if slash := bytes.IndexByte(uri[host:hi], '/'); slash >= 0 {
		return host + slash, hi
	}
	// The path of http://host is /, for which the slash before the host
	// stands in.
	return host - 1, host
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

// scanRequest takes a request line up to its closing quote and its parts.
func scanRequest(o *op, line []byte, pos int, spans []span) int {
	end := o.closing(line, pos)
	if end < 0 {
		return -1
	}
	for _, slot := range o.slots[:requestSlots] {
		spans[slot] = absent
	}
	spans[o.slots[requestSlot]] = value(line, pos, end)
	p := takeApart(line[pos:end])
	if p.method > 0 {
		spans[o.slots[methodSlot]] = span{uint32(pos), uint32(pos + p.method)}
	}
	if p.proto < end-pos {
		spans[o.slots[protoSlot]] = span{uint32(pos + p.proto), uint32(end)}
	}
	if p.uri < p.end {
		uri, behind := pos+p.uri, pos+p.end
		spans[o.slots[uriSlot]] = span{uint32(uri), uint32(behind)}
		lo, hi := pathIn(line[uri:behind])
		spans[o.slots[pathSlot]] = span{uint32(uri + lo), uint32(uri + hi)}
		if n := bytes.IndexByte(line[uri:behind], '?'); n >= 0 {
			spans[o.slots[querySlot]] = span{uint32(uri + n + 1), uint32(behind)}
		}
	}
	return end
}

// The derivations below make the parts of a request, or of a uri, that a format
// has as one value.

func deriveMethod(r *Record, _ int, from []int) span {
	if p := takeApart(r.Bytes(from[0])); p.method > 0 {
		return r.part(from[0], 0, p.method)
	}
	return absent
}

func deriveURI(r *Record, _ int, from []int) span {
	if p := takeApart(r.Bytes(from[0])); p.uri < p.end {
		return r.part(from[0], p.uri, p.end-p.uri)
	}
	return absent
}

func deriveProto(r *Record, _ int, from []int) span {
	text := r.Bytes(from[0])
	if p := takeApart(text); p.proto < len(text) {
		return r.part(from[0], p.proto, len(text)-p.proto)
	}
	return absent
}

func derivePath(r *Record, _ int, from []int) span {
	uri := r.Bytes(from[0])
	if len(uri) == 0 {
		return absent
	}
	lo, hi := pathIn(uri)
	return r.part(from[0], lo, hi-lo)
}

func deriveQuery(r *Record, _ int, from []int) span {
	uri := r.Bytes(from[0])
	n := bytes.IndexByte(uri, '?')
	if n < 0 {
		return absent
	}
	return r.part(from[0], n+1, len(uri)-n-1)
}

// deriveJoined puts a uri together from its path and its query.
func deriveJoined(r *Record, _ int, from []int) span {
	path, query := r.Bytes(from[0]), r.Bytes(from[1])
	if path == nil || query == nil {
		return r.copyOf(from[0])
	}
	lo := len(r.scratch)
	r.scratch = append(append(append(r.scratch, path...), '?'), query...)
	return r.since(lo)
}

// deriveCopy is the value of another slot.
func deriveCopy(r *Record, _ int, from []int) span { return r.copyOf(from[0]) }
