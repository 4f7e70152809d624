// Package gen makes access logs to measure and to test with.
//
// Generate writes logs of any size that look like a busy site's; Example
// writes the small one that the documentation shows. Both give the same bytes
// for the same options everywhere, so that figures can be compared.
package gen

import (
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Options says what log Generate writes.
type Options struct {
	Lines  int
	Format string // one of Formats, alone or wrapped; "" is combined
	Seed   uint64

	// Paths is how many different request targets there are, queries
	// included, and Clients how many addresses; 0 is 60,000 and 350,000.
	// Both follow Zipf's law, so that a short log does not show them all.
	Paths, Clients int

	// Distinct makes 19 of 20 lines ask for something never asked for
	// before, and the twentieth for something asked for already.
	Distinct bool

	// Nasty is the share, 0 to 1, of lines that hold one of the traps of
	// real logs: most are valid, some are no line of the format at all.
	Nasty float64
}

const (
	defaultPaths   = 60_000
	defaultClients = 350_000

	// firstSecond is the midnight UTC before the first line,
	// 2026-03-01.
	firstSecond = 1772323200

	// tick is the resolution of the generator's clock in 1/second.
	tick = 1 << 16

	// flushSize is how much Generate collects before it writes.
	flushSize = 256 << 10
)

// Generate writes o.Lines lines to w, each ended as the format's are, and
// before the first those that begin a log of the format. The first n lines of
// a log are the log of n lines. It writes w only in large pieces, and returns
// the first error of w or what is wrong with o.
func Generate(w io.Writer, o Options) error { return GenerateWith(w, o, nil) }

// GenerateWith is Generate and calls each, unless it is nil, for every line
// with what a reader must find in it: values under wf's names, as say has
// them, and nil for a line that is damaged. The map is valid until each
// returns.
func GenerateWith(w io.Writer, o Options, each func(fields map[string]string)) error {
	g, err := newGenerator(o)
	if err != nil {
		return err
	}
	buf := make([]byte, 0, flushSize+64<<10)
	fields := map[string]string{}
	for i := range o.Lines {
		g.next(i)
		buf = append(g.append(buf), g.printer.end()...)
		if each != nil {
			each(g.say(fields))
		}
		if len(buf) >= flushSize || i == o.Lines-1 {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	return nil
}

// generator is a log in the making.
type generator struct {
	source   source
	site     *site
	printer  *printer
	distinct bool
	nasty    int   // share of nasty lines, of 2^30
	now      int64 // ticks since firstSecond
	line     line
	damaged  bool // the line is no line of the format any more
}

func newGenerator(o Options) (*generator, error) {
	if o.Format == "" {
		o.Format = "combined"
	}
	if o.Paths == 0 {
		o.Paths = defaultPaths
	}
	if o.Clients == 0 {
		o.Clients = defaultClients
	}
	printer, err := lookup(o.Format)
	switch {
	case err != nil:
		return nil, err
	case o.Lines < 0:
		return nil, fmt.Errorf("cannot write %d lines", o.Lines)
	case o.Paths < 0 || o.Paths > 1<<clientBits:
		return nil, fmt.Errorf("cannot draw %d paths; want 1 to %d", o.Paths, 1<<clientBits)
	case o.Clients < 0 || o.Clients > 1<<clientBits:
		return nil, fmt.Errorf("cannot draw %d clients; want 1 to %d", o.Clients, 1<<clientBits)
	case !(o.Nasty >= 0 && o.Nasty <= 1):
		return nil, errors.New("the share of nasty lines must be from 0 to 1")
	}
	return &generator{
		source:   newSource(o.Seed, 2),
		site:     newSite(o.Seed, o.Paths, o.Clients),
		printer:  printer,
		distinct: o.Distinct,
		nasty:    int(o.Nasty * (1 << 30)),
	}, nil
}

// next makes request i the line.
func (g *generator) next(i int) {
	g.tick()
	g.request(i)
}

// append appends the line without its end, and before the first one what
// begins a log.
func (g *generator) append(dst []byte) []byte {
	dst = g.printer.begin(dst, &g.line)
	g.damaged = false
	if g.nasty > 0 && g.source.below(1<<30) < g.nasty {
		dst, g.damaged = spoil(dst, g.printer, &g.line, g.source)
		return dst
	}
	return g.printer.append(dst, &g.line)
}

// say returns what a reader must find in the line that append wrote last.
func (g *generator) say(fields map[string]string) map[string]string {
	if g.damaged {
		return nil
	}
	g.printer.say(fields, &g.line)
	return fields
}

// rhythm is how busy each hour of the day (UTC) is; the mean is 16.
var rhythm = [24]int64{9, 7, 6, 5, 5, 6, 9, 13, 17, 20, 22, 23, 22, 23, 24, 24, 23, 22, 21, 22, 22, 18, 12, 9}

// tick lets time pass: twelve requests a second over the day. One line in 128
// carries a stamp of up to 4 seconds earlier, as lines of long requests do
// where the server stamps their start.
func (g *generator) tick() {
	second := firstSecond + g.now/tick
	mean := tick / 12 * 16 / rhythm[second/3600%24]
	g.now += int64(g.source.below(int(2 * mean)))
	if second = firstSecond + g.now/tick; g.source.oneIn(128) {
		second = max(firstSecond, second-1-int64(g.source.below(4)))
	}
	g.line.second = second
}

// request fills the line with request i.
func (g *generator) request(i int) {
	s, w, l := g.source, g.site, &g.line
	t := g.target(i)
	status := w.statuses[t.kind][s.below(1000)]
	method := method(s, t.kind)
	client := w.clientRank.draw(s)
	identity := mix64(uint64(client))

	l.vhost = vhost(t.kind)
	l.client = appendAddress(l.client[:0], identity, client)
	l.user = "-"
	if identity%61 == 0 {
		l.user = vocabulary[identity/61%uint64(len(vocabulary))]
	}
	l.request = append(append(l.request[:0], method...), ' ')
	if g.distinct {
		l.request = appendUnique(l.request, g.unique(i))
	} else {
		l.request = append(l.request, t.uri...)
	}
	l.request = append(append(l.request, " HTTP/"...), protocols[identity>>32%8]...)
	l.status = status
	l.bytes = answerSize(s, method, status, t)
	l.referrer = w.appendReferrer(l.referrer[:0], s, t.kind)
	l.agent = append(l.agent[:0], w.agents[w.clientAgents[client]]...)
	l.forwarded = appendForwarded(l.forwarded[:0], s)
	l.duration = 1 + s.below(16)<<s.below(8)
}

// protocols are the versions of HTTP that clients speak, as often as each
// stands here.
var protocols = [8]string{"1.1", "1.1", "1.1", "1.1", "1.1", "2.0", "2.0", "1.1"}

// target draws what line i asks for. A third of the lines ask for articles.
func (g *generator) target(i int) target {
	s, w := g.source, g.site
	switch {
	case g.distinct:
		return target{kind: page, size: bodySize(s)}
	case s.oneIn(3):
		return w.articles[w.articleRank.draw(s)]
	}
	return w.others[w.otherRank.draw(s)]
}

// unique returns the number of the target of line i of a distinct log: its
// own, but for each twentieth line that of an earlier one.
func (g *generator) unique(i int) uint64 {
	if i%20 == 19 {
		i = g.source.below(i/20*19 + 19)
		i += i / 19
	}
	return uint64(i)
}

// appendUnique appends target number n of a distinct log.
func appendUnique(dst []byte, n uint64) []byte {
	const digits = "0123456789abcdef"
	id := mix64(n)
	dst = append(dst, "/shop/"...)
	dst = append(dst, vocabulary[id%101]...)
	dst = append(dst, '/')
	for shift := 60; shift >= 0; shift -= 4 {
		dst = append(dst, digits[id>>shift&15])
	}
	dst = append(dst, "?from="...)
	return append(dst, vocabulary[id%103]...)
}

// method draws the method of a request for something of kind k.
func method(s source, k kind) string {
	n := s.below(100)
	switch {
	case k == login && n < 70, k == api && n < 15:
		return "POST"
	case k == api && n < 20:
		return "PUT"
	case k == api && n < 22:
		return "DELETE"
	case (k == page || k == missing) && n < 2:
		return "HEAD"
	}
	return "GET"
}

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

// answerSize returns the bytes of the answer's body.
func answerSize(s source, method, status string, t target) int {
	switch {
	case method == "HEAD" || status == "304":
		return noBytes
	case status == "499":
		return 0
	case status == "206":
		return 1 + s.below(t.size)
	case status[0] == '3':
		return 162 + s.below(32)
	case status[0] != '2':
		return 146 + s.below(1024)
	case t.kind == asset || t.kind == picture:
		return t.size
	}
	return t.size + s.below(128)
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

// appendReferrer appends where a request for something of kind k came from:
// nowhere, a page of the site, or elsewhere.
func (w *site) appendReferrer(dst []byte, s source, k kind) []byte {
	n := s.below(100)
	inside, outside := 35, 60 // of 100; the rest has none
	switch k {
	case asset, picture, api:
		inside, outside = 85, 90
	case feed, login, missing:
		inside, outside = 5, 8
	}
	switch {
	case n < inside:
		dst = append(dst, "https://www.example.com"...)
		return append(dst, w.articles[w.articleRank.draw(s)].uri...)
	case n < outside:
		return append(dst, s.pick(w.referrers)...)
	}
	return append(dst, '-')
}

// appendForwarded appends an X-Forwarded-For: mostly none.
func appendForwarded(dst []byte, s source) []byte {
	switch n := s.below(64); {
	case n < 8:
		return appendAddress(dst, 1<<40, s.below(1<<clientBits))
	case n < 10:
		dst = appendAddress(dst, 0, s.below(1<<clientBits))
		dst = append(dst, ", "...)
		return appendAddress(dst, 1<<40, s.below(1<<clientBits))
	}
	return append(dst, '-')
}
