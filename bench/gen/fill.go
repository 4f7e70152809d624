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
	client := w.clientRank.at(r.client)
	identity := mix64(uint64(client))
	l.second = r.second
	l.vhost = vhost(r.kind)
	l.client = appendAddress(l.client[:0], identity, client)
	l.user = "-"
	if identity%61 == 0 {
		l.user = vocabulary[identity/61%uint64(len(vocabulary))]
	}
	l.request = append(append(l.request[:0], methods[r.method]...), ' ')
	var full int
	l.request, full = w.appendTarget(l.request, r)
	l.request = append(append(l.request, " HTTP/"...), protocols[identity>>32%8]...)
	l.status = statusCodes[r.status]
	l.bytes = r.size(full)
	l.referrer = w.appendReferrer(l.referrer[:0], r)
	l.agent = append(l.agent[:0], w.agents[w.clientAgents[client]]...)
	l.forwarded = appendForwarded(l.forwarded[:0], r)
	l.duration = r.duration()
}

// appendTarget appends what r asks for, and returns the bytes of a full answer.
func (w *site) appendTarget(dst []byte, r *request) ([]byte, int) {
	if r.full > 0 {
		return appendUnique(dst, uint64(r.target)), int(r.full)
	}
	t := &w.others[r.other]
	if r.kind == article {
		t = &w.articles[w.articleRank.at(r.target)]
	}
	return append(dst, t.uri...), t.size
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

// appendReferrer appends where r comes from.
func (w *site) appendReferrer(dst []byte, r *request) []byte {
	switch r.from {
	case inside:
		dst = append(dst, "https://www.example.com"...)
		return append(dst, w.articles[w.articleRank.at(r.referrer)].uri...)
	case outside:
		return append(dst, w.referrers[r.referrer.below(len(w.referrers))]...)
	}
	return append(dst, '-')
}

// appendForwarded appends an X-Forwarded-For.
func appendForwarded(dst []byte, r *request) []byte {
	switch r.through {
	case 0:
		return append(dst, '-')
	case 2:
		dst = appendAddress(dst, 0, r.forwarded[0].below(1<<clientBits))
		dst = append(dst, ", "...)
	}
	return appendAddress(dst, 1<<40, r.forwarded[r.through-1].below(1<<clientBits))
}
