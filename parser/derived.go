package parser

import (
	"bytes"
	"strings"
)

// A derivation makes the value of a slot of r from the values in the slots
// from: a piece of one of them, or something put into the scratch. It is
// called at most once a line, and only if the value is asked for.
type derivation func(r *Record, slot int, from []int) span

// derived is a field that no log holds, made from others. It is absent where
// they are.
type derived struct {
	field  Field
	from   []string
	derive derivation
}

// derivedFields are the derived fields without a parameter, in the order of
// the manual. request is among them for its place only: a format that has it
// fills it.
var derivedFields = []derived{
	{Field{"request", Text, "", "the whole request line"}, nil, nil},
	{Field{"class", Text, "", "2xx, 4xx ..."}, []string{"status"}, deriveClass},
	{Field{"route", Text, "", "path with ids folded: /user/:id"}, []string{"path"}, deriveRoute},
	{Field{"ext", Text, "", "the ending of the path's last part: css"}, []string{"path"}, deriveExt},
	{Field{"referrer_host", Text, "", "the host of the referrer"}, []string{"referrer"}, deriveReferrerHost},
	{Field{"origin", Text, "", "the first address of forwarded, else client"}, []string{"forwarded", "client"}, deriveOrigin},
	{Field{"file", Text, "", "the file that holds the line"}, nil, nil},
	{Field{"date", Text, "", "2026-03-01, by the line's own clock"}, []string{"time"}, deriveDate},
	{Field{"hour", Integer, "", "00 to 23, by the line's own clock"}, []string{"time"}, deriveHour},
	{Field{"weekday", Weekday, "", "Mon to Sun, by the line's own clock"}, []string{"time"}, deriveWeekday},
	{Field{"bot", Text, "", "the name of the robot, absent for people"}, []string{"agent"}, deriveBot},
}

// lookupDerived returns the derived field of that name, with or without a
// parameter. The source of a parameter is looked up by lookup.
func lookupDerived(name string, lookup func(string) (Field, bool)) (derived, bool) {
	for _, d := range derivedFields {
		if d.field.Name == name {
			return d, true
		}
	}
	source, parameter, ok := strings.Cut(name, "/")
	if !ok || source == "" || parameter == "" {
		return derived{}, false
	}
	f, ok := lookup(source)
	if !ok {
		return derived{}, false
	}
	d := derived{field: Field{Name: name, Kind: f.Kind, Unit: f.Unit}, from: []string{source}}
	switch {
	case f.Kind == Clock:
		d.field.Doc = "time, cut down to a multiple of the step"
		d.derive, ok = timeStep(parameter)
	case f.Kind == Integer || f.Kind == Decimal:
		d.field.Doc = source + ", cut down to the lower end of its step"
		d.derive, ok = numberStep(f, parameter)
	case source == "client" || source == "origin":
		d.field.Doc = "the network of " + source
		d.derive, ok = networkOf(parameter)
	default:
		return derived{}, false
	}
	return d, ok
}

// deriveClass makes 2xx of 200. A request that was never answered, status 000
// or 0, is in no class.
func deriveClass(r *Record, _ int, from []int) span {
	status := r.Bytes(from[0])
	if len(status) != 3 || status[0] < '1' || status[0] > '9' {
		return absent
	}
	lo := len(r.scratch)
	r.scratch = append(r.scratch, status[0], 'x', 'x')
	return r.since(lo)
}

// maxExt is the longest ending of a file's name: more is no kind of file.
const maxExt = 10

// deriveExt takes css from /theme/v1.2/style.CSS.
func deriveExt(r *Record, _ int, from []int) span {
	path := r.Bytes(from[0])
	dot := len(path) - 1
	upper := false
	for ; dot >= 0 && path[dot] != '.'; dot-- {
		c := path[dot]
		if !isAlphanumeric(c) {
			return absent
		}
		upper = upper || 'A' <= c && c <= 'Z'
	}
	length := len(path) - dot - 1
	if dot < 0 || length == 0 || length > maxExt {
		return absent
	}
	if !upper {
		return r.part(from[0], dot+1, length)
	}
	s := r.put(path[dot+1:])
	for i := s.lo &^ inScratch; i < s.hi; i++ {
		if c := r.scratch[i]; 'A' <= c && c <= 'Z' {
			r.scratch[i] = c | 0x20
		}
	}
	return s
}

// deriveReferrerHost takes example.com from https://me@example.com:8080/page,
// as it is written.
func deriveReferrerHost(r *Record, _ int, from []int) span {
	referrer := r.Bytes(from[0])
	scheme := bytes.Index(referrer, []byte("://"))
	if scheme < 1 {
		return absent
	}
	lo := scheme + len("://")
	host := referrer[lo:]
	if end := bytes.IndexAny(host, "/?#"); end >= 0 {
		host = host[:end]
	}
	if at := bytes.LastIndexByte(host, '@'); at >= 0 {
		lo += at + 1
		host = host[at+1:]
	}
	host = host[:len(host)-len(portOf(host))]
	if len(host) == 0 {
		return absent
	}
	return r.part(from[0], lo, len(host))
}

// portOf returns the end of host that is a port, with its colon. The colons of
// a bare IPv6 address begin none.
func portOf(host []byte) []byte {
	colon := bytes.LastIndexByte(host, ':')
	if colon < 0 || bytes.IndexByte(host, ':') != colon && (colon == 0 || host[colon-1] != ']') {
		return nil
	}
	for _, c := range host[colon+1:] {
		if c < '0' || c > '9' {
			return nil
		}
	}
	return host[colon:]
}

// deriveOrigin takes the address of the client that the first proxy saw, without
// the port and the brackets that some proxies write. What clients write into
// X-Forwarded-For need not be an address: unknown, a name, an attack. Then it is
// the client that counts.
func deriveOrigin(r *Record, _ int, from []int) span {
	forwarded := r.Bytes(from[0])
	first, _, _ := bytes.Cut(forwarded, []byte{','})
	lo := 0
	for lo < len(first) && first[lo] == ' ' {
		lo++
	}
	hi := len(first)
	for hi > lo && first[hi-1] == ' ' {
		hi--
	}
	hi -= len(portOf(first[lo:hi]))
	if hi-lo > 1 && first[lo] == '[' && first[hi-1] == ']' {
		lo, hi = lo+1, hi-1
	}
	if _, ok := parseAddress(first[lo:hi]); ok {
		return r.part(from[0], lo, hi-lo)
	}
	return r.copyOf(from[1])
}

// copyOf returns the span of another slot's value.
func (r *Record) copyOf(slot int) span {
	r.Bytes(slot) // derive it if it is pending
	return r.spans[slot]
}

// isAlphanumeric reports whether c is an ASCII letter or digit.
func isAlphanumeric(c byte) bool {
	return c-'0' <= 9 || c|0x20-'a' <= 'z'-'a'
}
