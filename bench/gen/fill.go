package gen

import "strconv"

// scribe makes lines of requests. Each goroutine has its own.
type scribe struct {
	site    *site
	printer *printer
	line    line
	damaged bool // the line is no line of the format any more
}

// newScribe returns one that writes a format that exists.
func newScribe(w *site, format string) *scribe {
	p, err := lookup(format)
	if err != nil {
		panic("bug: " + err.Error())
	}
	return &scribe{site: w, printer: p}
}

// take makes r the line.
func (b *scribe) take(r *request) {
	w, l := b.site, &b.line
	identity := mix64(uint64(r.client))
	l.second = r.second
	l.vhost = vhost(r.target.kind)
	l.client = appendAddress(l.client[:0], identity, r.client)
	l.user = "-"
	if identity%61 == 0 {
		l.user = vocabulary[identity/61%uint64(len(vocabulary))]
	}
	l.request = append(append(l.request[:0], r.method...), ' ')
	if r.target == &w.unnamed {
		l.request = appendUnique(l.request, r.unique)
	} else {
		l.request = append(l.request, r.target.uri...)
	}
	l.request = append(append(l.request, " HTTP/"...), protocols[identity>>32%8]...)
	l.status = r.status
	l.bytes = r.size
	l.referrer = w.appendLink(l.referrer[:0], r.referrer)
	l.agent = append(l.agent[:0], w.agents[w.clientAgents[r.client]]...)
	l.forwarded = appendForwarded(l.forwarded[:0], r.forwarded)
	l.duration = r.duration()
}

// append appends the line without its end, with the trap t in it.
func (b *scribe) append(dst []byte, t trap) []byte {
	if b.damaged = t.damages(); t == none {
		return b.printer.append(dst, &b.line)
	}
	return t.spring(dst, b.printer, &b.line)
}

// protocols are the versions of HTTP that clients speak, as often as each
// stands here.
var protocols = [8]string{"1.1", "1.1", "1.1", "1.1", "1.1", "2.0", "2.0", "1.1"}

// vhost returns the site that has things of kind k.
func vhost(k kind) string {
	switch k {
	case api:
		return "api.example.com"
	case asset, picture:
		return "static.example.com"
	}
	return "www.example.com"
}

// appendUnique appends target number n of a distinct log.
func appendUnique(dst []byte, n uint64) []byte {
	id := mix64(n)
	dst = append(dst, "/shop/"...)
	dst = append(dst, vocabulary[id%101]...)
	dst = appendHex(append(dst, '/'), id, 16)
	dst = append(dst, "?from="...)
	return append(dst, vocabulary[id%103]...)
}

// appendAddress appends the address of a client: one of 10.0.0.0/8, or for one
// in sixteen of 2001:db8::/32. No two clients share one.
func appendAddress(dst []byte, identity uint64, client int) []byte {
	// Multiplication by an odd number permutes the addresses.
	a := uint64(client)*0x9e3779b1 + 0x5bd1e9
	x, y, z := a>>16&255, a>>8&255, a&255
	if identity>>40%16 == 0 {
		dst = append(dst, "2001:db8:"...)
		dst = strconv.AppendUint(dst, x<<8|y, 16)
		dst = append(dst, ':')
		dst = strconv.AppendUint(dst, z, 16)
		dst = append(dst, "::"...)
		return strconv.AppendUint(dst, 1+identity&0xfff, 16)
	}
	dst = append(dst, "10."...)
	dst = append(strconv.AppendUint(dst, x, 10), '.')
	dst = append(strconv.AppendUint(dst, y, 10), '.')
	return strconv.AppendUint(dst, z, 10)
}

// appendLink appends where a request came from.
func (w *site) appendLink(dst []byte, from link) []byte {
	switch i := int(from); {
	case i < 0:
		return append(dst, '-')
	case i < len(w.articles):
		dst = append(dst, "https://www.example.com"...)
		return append(dst, w.articles[i].uri...)
	default:
		return append(dst, w.referrers[i-len(w.articles)]...)
	}
}

// appendForwarded appends an X-Forwarded-For.
func appendForwarded(dst []byte, through [2]int) []byte {
	client, proxy := through[0], through[1]
	if client >= 0 {
		dst = append(appendAddress(dst, 0, client), ", "...)
	}
	if proxy >= 0 {
		return appendAddress(dst, 1<<40, proxy)
	}
	return append(dst, '-')
}
