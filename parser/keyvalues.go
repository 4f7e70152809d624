package parser

import (
	"bytes"
	"slices"
)

// fits reports whether the values of a candidate may be those of the field.
// One in ten may be anything: what clients send stands in logs as it came.
func (n *naming) fits(field string, c named) bool {
	k := n.keys[c.key]
	if !k.quoted && anyValue(k.values, isCompound) {
		return false
	}
	there := given(k.values) > 0
	switch field {
	case "time":
		return there && most(k.values, isTime)
	case "status":
		return anyValue(k.values, isAnswered) && most(k.values, isStatus) || n.unanswered(k)
	case "client":
		return there && most(k.values, isClientKey)
	case "request":
		// A method and a path may be the name of a route. That is less than a
		// uri says.
		return there && some(k.values, isRequestLine) && (!n.has("uri") || anyValue(k.values, hasVersion))
	case "method":
		return there && most(k.values, isMethod)
	case "uri", "path":
		return there && most(k.values, isURI)
	case "duration", "upstream_duration":
		// Without a value nothing may tell the unit.
		return (there || c.convert != nil) && most(k.values, isDurationList)
	}
	is, ok := valueTests[field]
	return !ok || most(k.values, is)
}

// unanswered reports whether k may be a status though no request of the sample
// was answered: Caddy writes 0 for one that no route takes.
func (n *naming) unanswered(k sampledKey) bool {
	return given(k.values) > 0 && plainName(k.path) == "status" && (n.has("method") || n.has("request")) && most(k.values, isStatus)
}

// valueTests are the tests of the fields that may be absent in a whole sample,
// and yet be what their names say. Of those that are not here any text may be
// the value.
var valueTests = map[string]func([]byte) bool{
	"bytes":     isCount,
	"vhost":     isHostPort,
	"proto":     isProto,
	"forwarded": isAddressList,
	"upstream":  isUpstream,
	"cache":     isCacheState,
	"port":      isServerPort,
}

// conversion returns what makes a field's value of such values; nil if they
// are the same. Whole numbers of a duration are in the unit whole, if it is
// not nil.
func conversion(field string, values [][]byte, whole derivation) derivation {
	switch field {
	case "client":
		if anyValue(values, func(v []byte) bool { return len(portOf(v)) > 0 }) {
			return hostOnly
		}
	case "proto":
		if anyValue(values, isVersion) {
			return httpVersion
		}
	case "query":
		if anyValue(values, hasQuery) {
			return behindMark
		}
	case "upstream":
		if anyValue(values, isList) {
			return lastOfList
		}
	case "duration":
		return durationUnit(values, whole)
	case "upstream_duration":
		// nginx asks several servers now and then, perhaps not in the sample.
		if anyValue(values, hasFraction) && !anyValue(values, isSpelledDuration) {
			return sumList
		}
		return durationUnit(values, whole)
	}
	return nil
}

// manyUnits is a duration that no server takes in milliseconds.
const manyUnits = 100_000

// durationUnit returns what makes seconds of values whose unit is not known
// otherwise; see meaning.
func durationUnit(values [][]byte, whole derivation) derivation {
	switch {
	case anyValue(values, isList):
		return sumList
	case anyValue(values, isSpelledDuration):
		return fromSpelled
	case anyValue(values, hasFraction):
		return fromSeconds
	case whole != nil:
		return whole
	}
	var numbers []int64
	for _, v := range values {
		if number, ok := ParseInteger(v); ok {
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	if len(numbers) > 0 && numbers[len(numbers)/2] >= manyUnits {
		return fromNanos
	}
	return fromMillis
}

// httpVersion makes HTTP/1.1 of 1.1, and leaves what is no number.
func httpVersion(r *Record, _ int, from []int) span {
	version := r.Bytes(from[0])
	if !isVersion(version) {
		return r.copyOf(from[0])
	}
	lo := len(r.scratch)
	r.scratch = append(r.scratch, "HTTP/"...)
	r.scratch = append(r.scratch, version...)
	return r.since(lo)
}

// behindMark makes a=b of ?a=b. No query at all is written as nothing.
func behindMark(r *Record, _ int, from []int) span {
	query := r.Bytes(from[0])
	switch {
	case len(query) == 0:
		return absent
	case query[0] != '?':
		return r.copyOf(from[0])
	}
	return r.part(from[0], 1, len(query)-1)
}

// isGiven reports whether a log means a value by v.
func isGiven(v []byte) bool {
	return len(v) > 0 && string(v) != "-" && string(v) != "null"
}

// given returns how many of the values are there.
func given(values [][]byte) int {
	n := 0
	for _, v := range values {
		if isGiven(v) {
			n++
		}
	}
	return n
}

// most reports whether is holds for nine in ten of the values that are there.
func most(values [][]byte, is func([]byte) bool) bool {
	bad := 0
	for _, v := range values {
		if isGiven(v) && !is(v) {
			bad++
		}
	}
	return 10*bad <= given(values)
}

// some reports whether is holds for one in ten of the values that are there.
// That is enough for a request line: a client may send anything in its place.
func some(values [][]byte, is func([]byte) bool) bool {
	good := 0
	for _, v := range values {
		if isGiven(v) && is(v) {
			good++
		}
	}
	return 10*good >= given(values)
}

// anyValue reports whether is holds for any of the values that are there.
func anyValue(values [][]byte, is func([]byte) bool) bool {
	return slices.ContainsFunc(values, func(v []byte) bool { return isGiven(v) && is(v) })
}

// isTime reports whether v is a time.
func isTime(v []byte) bool { return autoNotation.scan(v) == len(v) && autoNotation.read(v).Valid }

// isAnswered reports whether v is the status of an answer.
func isAnswered(v []byte) bool {
	n, ok := ParseInteger(v)
	return ok && 100 <= n && n <= 599
}

// isClientKey reports whether v is an address or the name of a host, with a
// port or without, or a list of them.
func isClientKey(v []byte) bool {
	return isClient(v[:len(v)-len(portOf(v))]) || isAddressList(v)
}

// isAddressList reports whether v is a list of addresses, with ports or
// without, as proxies write it.
func isAddressList(v []byte) bool {
	for one := range bytes.SplitSeq(v, []byte{','}) {
		one = bytes.TrimSpace(one)
		if !isHostAddress(one) && string(one) != "unknown" && isGiven(one) {
			return false
		}
	}
	return true
}

// isHostAddress reports whether v is an address, with a port or without.
func isHostAddress(v []byte) bool {
	_, ok := parseAddress(v[:len(v)-len(portOf(v))])
	return ok
}

// isHostPort reports whether v is a host, with a port or without.
func isHostPort(v []byte) bool { return isHost(v[:len(v)-len(portOf(v))]) }

// isSite reports whether v is a host as a client asks for it, not the name of
// a machine.
func isSite(v []byte) bool {
	host := v[:len(v)-len(portOf(v))]
	return isHostAddress(v) || string(host) == "localhost" || isName(host) && bytes.IndexByte(host, '.') > 0
}

// isMethod reports whether v is GET, M-SEARCH or the like.
func isMethod(v []byte) bool { return methodLength(v) == len(v) && len(v) > 1 }

// isRequestLine reports whether v is GET / HTTP/1.1 or the like.
func isRequestLine(v []byte) bool {
	n := methodLength(v)
	return 0 < n && n+1 < len(v) && (v[n+1] == '/' || bytes.Contains(v[n+1:], []byte("://")) || hasVersion(v))
}

// isURI reports whether v is a path, a URL or the * of OPTIONS.
func isURI(v []byte) bool {
	if n := bytes.Index(v, []byte("://")); n > 0 && isScheme(v[:n]) {
		return true
	}
	return v[0] == '/' || string(v) == "*"
}

// isProto reports whether v is HTTP/1.1, 1.1, h2 or the like. The scheme http
// is none.
func isProto(v []byte) bool {
	slash := bytes.IndexByte(v, '/')
	return isVersion(v) || slash > 0 && isVersion(v[slash+1:]) || len(v) == 2 && v[0]|0x20 == 'h' && isVersion(v[1:])
}

// isVersion reports whether v is 1.1 or 2.
func isVersion(v []byte) bool {
	return (len(v) == 1 || len(v) == 3 && v[1] == '.' && v[2]-'0' <= 9) && v[0]-'0' <= 3
}

// isCount reports whether v is a number of bytes.
func isCount(v []byte) bool {
	n, ok := ParseInteger(v)
	return ok && n >= 0
}

// isDuration reports whether v is a number, or has its unit behind it.
func isDuration(v []byte) bool {
	_, ok := ParseDecimal(v)
	return ok || isSpelledDuration(v)
}

// isDurationList reports whether v is a list of durations as nginx writes it.
func isDurationList(v []byte) bool {
	for len(v) > 0 {
		end := bytes.IndexAny(v, ",:")
		if end < 0 {
			end = len(v)
		}
		if one := bytes.TrimSpace(v[:end]); string(one) != "-" && !isDuration(one) {
			return false
		}
		v = v[min(end+1, len(v)):]
	}
	return true
}

// durationLetters are what units are spelled with: h, min, m, sec, s, ms, us, ns
// and µs, whose first letter has two characters in Unicode.
const durationLetters = "hmnsuiec\u00b5\u03bc "

// isSpelledDuration reports whether v is 12ms, 1m2.5s or the like.
func isSpelledDuration(v []byte) bool {
	number := bytes.TrimRight(v, durationLetters)
	if len(number) == len(v) || len(number) == 0 {
		return false
	}
	v = bytes.TrimPrefix(v, []byte("-"))
	for len(v) > 0 {
		unit := bytes.TrimLeft(v, "0123456789.")
		rest := bytes.TrimLeft(unit, durationLetters)
		if len(unit) == len(v) || len(rest) == len(unit) {
			return false
		}
		v = rest
	}
	return true
}

// isUpstream reports whether v is the address of a server, or a list of them.
func isUpstream(v []byte) bool {
	return isList(v) || bytes.Contains(v, []byte("://")) || bytes.HasPrefix(v, []byte("unix:")) || isHostPort(v)
}

// isCacheState reports whether v is HIT, TCP_MISS, HIT-CLUSTER or the like,
// and not a flag.
func isCacheState(v []byte) bool {
	for _, c := range v {
		if c|0x20-'a' > 'z'-'a' && c != '_' && c != '-' && c != ' ' {
			return false
		}
	}
	return string(v) != "true" && string(v) != "false"
}

// isServerPort reports whether v is a port that servers listen on. Above are
// those that systems lend to clients.
func isServerPort(v []byte) bool {
	n, ok := ParseInteger(v)
	return ok && 0 < n && n < 1<<15
}

// isCompound reports whether v, which has no quotes, is an object or an array.
func isCompound(v []byte) bool { return (v[0] == '{' || v[0] == '[') && jsonSkip(v, 0, 0) == len(v) }

func isList(v []byte) bool {
	return bytes.Contains(v, []byte(", ")) || bytes.Contains(v, []byte(" : "))
}
func hasQuery(v []byte) bool    { return bytes.IndexByte(v, '?') >= 0 }
func hasFraction(v []byte) bool { return bytes.ContainsAny(v, ".eE") }
func hasVersion(v []byte) bool  { return bytes.Contains(v, []byte(" HTTP/")) }
