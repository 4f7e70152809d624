package gen

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ExampleOptions says what log Example writes.
type ExampleOptions struct {
	Lines  int    // about how many lines; 0 is 2,000
	Format string // one of Formats, alone or wrapped; "" is combined
	Seed   uint64 // 0 is 1
}

const (
	exampleSpan = 36 * 3600           // seconds the example covers
	exampleFrom = 86400 + firstSecond // Monday 2 March 2026, 00:00 UTC

	scanStart    = exampleFrom + 22*3600 + 41*60 // Monday 22:41
	silenceStart = exampleFrom + 27*3600 + 12*60 // Tuesday 03:12
	silenceEnd   = silenceStart + 47*60
	outageStart  = exampleFrom + 33*3600 + 10*60 // Tuesday 09:10
	outageEnd    = outageStart + 10*60
)

// Example writes the log of a small shop with a blog over a day and a half:
// visitors by day, robots, feed readers and a monitor around the clock, a
// scanner on Monday evening, nothing at all for 47 minutes of the night, and
// ten minutes on Tuesday morning when the application behind the server was
// down. Its addresses are those reserved for documentation (RFC 5737, RFC
// 3849). It returns the first error of w or what is wrong with o.
func Example(w io.Writer, o ExampleOptions) error {
	if o.Lines == 0 {
		o.Lines = 2000
	}
	if o.Format == "" {
		o.Format = "combined"
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	p, err := lookup(o.Format)
	if err != nil {
		return err
	}
	if o.Lines < 20 || o.Lines > 1_000_000 {
		return fmt.Errorf("cannot write %d lines; want 20 to 1000000", o.Lines)
	}
	shop := newShop(o.Seed)
	shop.open(o.Lines)
	out := bufio.NewWriter(w)
	var buf []byte
	for i := range shop.lines {
		l := &shop.lines[i]
		if buf = buf[:0]; i == 0 {
			buf = p.begin(buf, l)
		}
		buf = append(p.append(buf, l), p.end()...)
		if _, err := out.Write(buf); err != nil {
			return err
		}
	}
	return out.Flush()
}

// shop collects the lines of the example.
type shop struct {
	source   source
	clients  sampler
	browsers []string
	lines    []line
}

func newShop(seed uint64) *shop {
	return &shop{source: newSource(seed, 3), clients: newZipf(150, 12), browsers: agents()[len(robots()):]}
}

// visitor is who asks.
type visitor struct{ client, user, agent string }

// open lets everybody in until there are about n lines, and sorts them by
// time.
func (b *shop) open(n int) {
	b.monitor(n * 7 / 100)
	b.feedReaders(n * 5 / 100)
	b.robots(n * 14 / 100)
	b.scanner(n * 5 / 100)
	b.admin(n * 2 / 100)
	for until := len(b.lines) + n*6/100; len(b.lines) < until; {
		b.session(outageStart + int64(b.source.below(outageEnd-outageStart-60)))
	}
	for len(b.lines) < n {
		b.session(b.moment())
	}
	b.lines = slices.DeleteFunc(b.lines, func(l line) bool {
		return l.second >= silenceStart && l.second < silenceEnd || l.second >= exampleFrom+exampleSpan
	})
	slices.SortStableFunc(b.lines, func(x, y line) int { return cmp.Compare(x.second, y.second) })
}

// moment draws a second of the example, by day more often than by night.
func (b *shop) moment() int64 {
	for {
		second := int64(b.source.below(exampleSpan))
		if int64(b.source.below(24)) < rhythm[second/3600%24] {
			return exampleFrom + second
		}
	}
}

// ask adds a request. Where the application has to answer and is down, the
// answer is the server's: 502, or 504 after half a minute.
func (b *shop) ask(who visitor, second int64, request, status string, size int, referrer string) {
	s := b.source
	l := line{
		vhost: "shop.example.com", client: []byte(who.client), user: cmp.Or(who.user, "-"), second: second,
		request: []byte(request), status: status, bytes: size,
		referrer: []byte(cmp.Or(referrer, "-")), agent: []byte(who.agent), forwarded: []byte("-"),
		duration: 1 + s.below(5),
	}
	if isDynamic(request) {
		l.duration = 18 + s.below(60) + s.below(30)*s.below(30)
		if second >= outageStart && second < outageEnd && !s.oneIn(5) {
			l.status, l.bytes = "502", 157
			if s.oneIn(4) {
				l.status, l.bytes, l.duration = "504", 167, 30000+s.below(12)
			}
		}
	}
	if s.oneIn(12) {
		l.forwarded = fmt.Appendf(nil, "198.51.100.%d", 100+s.below(100))
	}
	b.lines = append(b.lines, l)
}

// isDynamic reports whether the application answers request, not the server
// from its files.
func isDynamic(request string) bool {
	for _, part := range []string{"/static/", "/images/", "/favicon.ico", "/robots.txt", ".php", "/.", "/blog/feed.xml"} {
		if strings.Contains(request, part) {
			return false
		}
	}
	return true
}
