package gen

// drawer draws the requests of a log, one after another. It is the only part
// of a log that must be done in order, so it does no more than it must: what
// is drawn stays numbers until somebody writes it.
type drawer struct {
	source   source
	site     *site
	distinct bool
	nasty    int   // share of nasty lines, of 2^30
	number   int   // of the next request
	now      int64 // ticks since firstSecond
}

func newDrawer(o Options) *drawer {
	return &drawer{
		source:   newSource(o.Seed, 2),
		site:     newSite(o.Seed, o.Paths, o.Clients),
		distinct: o.Distinct,
		nasty:    of30(o.Nasty),
	}
}

// request is what is drawn for a line.
type request struct {
	second    int64 // of the stamp, since 1970-01-01 UTC
	target    *target
	unique    uint64 // the number of a target of a distinct log
	method    string
	status    string
	size      int // of the body, or noBytes
	client    int
	referrer  link
	forwarded [2]int // the addresses of appendForwarded; none is -1
	pace      [2]uint64
	trap      trap
}

// draw makes the next request r.
func (d *drawer) draw(r *request) {
	s := d.source
	r.second = d.tick()
	size := d.target(r)
	t := r.target
	r.status = d.site.statuses[t.kind][s.below(1000)]
	r.method = method(s, t.kind)
	r.client = d.site.clientRank.draw(s)
	if d.distinct {
		r.unique = d.unique()
	}
	r.size = answerSize(s, r.method, r.status, t.kind, size)
	r.referrer = d.site.link(s, t.kind)
	r.forwarded = forwarded(s)
	r.pace = [2]uint64{s.pcg.Uint64(), s.pcg.Uint64()}
	r.trap = none
	if d.nasty > 0 && s.below(1<<30) < d.nasty {
		r.trap = drawTrap(s)
	}
	d.number++
}

// rhythm is how busy each hour of the day (UTC) is; the mean is 16.
var rhythm = [24]int64{9, 7, 6, 5, 5, 6, 9, 13, 17, 20, 22, 23, 22, 23, 24, 24, 23, 22, 21, 22, 22, 18, 12, 9}

// tick lets time pass: twelve requests a second over the day. One line in 128
// carries a stamp of up to 4 seconds earlier, as lines of long requests do
// where the server stamps their start.
func (d *drawer) tick() int64 {
	second := firstSecond + d.now/tick
	mean := tick / 12 * 16 / rhythm[second/3600%24]
	d.now += int64(d.source.below(int(2 * mean)))
	if second = firstSecond + d.now/tick; d.source.oneIn(128) {
		second = max(firstSecond, second-1-int64(d.source.below(4)))
	}
	return second
}

// target draws what r asks for and returns the bytes of a full answer. A third
// of the lines ask for articles.
func (d *drawer) target(r *request) int {
	s, w := d.source, d.site
	switch {
	case d.distinct:
		r.target = &w.unnamed
		return bodySize(s)
	case s.oneIn(3):
		r.target = &w.articles[w.articleRank.draw(s)]
	default:
		r.target = &w.others[w.otherRank.draw(s)]
	}
	return r.target.size
}

// unique returns the number of the next target of a distinct log: the line's
// own, but for each twentieth line that of an earlier one.
func (d *drawer) unique() uint64 {
	i := d.number
	if i%20 == 19 {
		i = d.source.below(i/20*19 + 19)
		i += i / 19
	}
	return uint64(i)
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

// answerSize returns the bytes of the answer's body, of which a full one for
// something of kind k has size.
func answerSize(s source, method, status string, k kind, size int) int {
	switch {
	case method == "HEAD" || status == "304":
		return noBytes
	case status == "499":
		return 0
	case status == "206":
		return 1 + s.below(size)
	case status[0] == '3':
		return 162 + s.below(32)
	case status[0] != '2':
		return 146 + s.below(1024)
	case k == asset || k == picture:
		return size
	}
	return size + s.below(128)
}

// link is where a request came from: nowhere below 0, then the articles, then
// the referrers from elsewhere.
type link int

// link draws where a request for something of kind k came from.
func (w *site) link(s source, k kind) link {
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
		return link(w.articleRank.draw(s))
	case n < outside:
		return link(len(w.articles) + s.below(len(w.referrers)))
	}
	return -1
}

// forwarded draws the addresses of an X-Forwarded-For, mostly none: the client
// behind a proxy, and the last proxy.
func forwarded(s source) [2]int {
	switch n := s.below(64); {
	case n < 8:
		return [2]int{-1, s.below(1 << clientBits)}
	case n < 10:
		client := s.below(1 << clientBits)
		return [2]int{client, s.below(1 << clientBits)}
	}
	return [2]int{-1, -1}
}
