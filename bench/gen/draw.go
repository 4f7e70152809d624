package gen

// drawer draws the requests of a log, one after another. It is the only part
// of a log that must be done in order, so it does no more than it must: what
// is drawn stays numbers until somebody writes it.
type drawer struct {
	source   source
	site     *site
	distinct bool
	nasty    int   // share of nasty lines, of 2^30
	attacks  int   // share of attacks, of 2^30
	number   int   // of the next request
	now      int64 // ticks since firstSecond

	attackers sampler
	campaigns [8]campaign // that go on at the same time
}

func newDrawer(o Options) *drawer {
	return &drawer{
		source:   newSource(o.Seed, 2),
		site:     newSite(o.Seed, o.Paths, o.Clients),
		distinct: o.Distinct,
		nasty:    of30(o.Nasty),
		attacks:  of30(o.Attacks),

		attackers: newZipf(attackersEach, 2),
	}
}

// request is what is drawn for a line.
type request struct {
	second  int64 // of the stamp, since 1970-01-01 UTC
	kind    kind  // of what is asked for
	method  uint8 // index into methods
	status  uint8 // index into statusCodes
	from    origin
	through uint8 // how many addresses X-Forwarded-For has
	trap    trap
	attack  attack

	attacker uint16 // of its sort
	step     uint32 // of the attack

	other uint32 // what is asked for, if it is no article: index into site.others
	full  uint32 // bytes of a full answer, in a distinct log

	target    draw // which article, or the number of a target of a distinct log
	client    draw
	amount    draw // of the answer
	referrer  draw
	forwarded [2]draw
	pace      [2]draw

	found found
}

// draw makes the next request r.
func (d *drawer) draw(r *request) {
	s := d.source
	r.second = d.tick()
	if d.attacks > 0 && s.below(1<<30) < d.attacks {
		d.attack(r)
	} else {
		d.visit(r)
	}
	r.trap = none
	if d.nasty > 0 && s.below(1<<30) < d.nasty {
		r.trap = drawTrap(s)
	}
	d.number++
}

// visit makes r the request of somebody who visits the site.
func (d *drawer) visit(r *request) {
	s := d.source
	r.attack = peace
	d.target(r)
	r.status = d.site.statuses[r.kind][s.below(1000)]
	r.method = drawMethod(s, r.kind)
	r.client = s.draw()
	if d.distinct {
		r.target = d.unique()
	}
	if r.drawsAmount() {
		r.amount = s.draw()
	}
	d.referrer(r)
	d.forwarded(r)
	r.pace = [2]draw{s.draw(), s.draw()}
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

// target draws what r asks for. A third of the lines ask for articles.
func (d *drawer) target(r *request) {
	s, w := d.source, d.site
	switch {
	case d.distinct:
		r.kind, r.full = page, uint32(bodySize(s))
	case s.oneIn(3):
		r.kind, r.target = article, s.draw()
	default:
		r.other = uint32(w.otherRank.draw(s))
		r.kind = w.otherKinds[r.other]
	}
}

// unique returns the number of the next target of a distinct log: the line's
// own, but for each twentieth line that of an earlier one.
func (d *drawer) unique() draw {
	i := d.number
	if i%20 == 19 {
		i = d.source.below(i/20*19 + 19)
		i += i / 19
	}
	return draw(i)
}

// Indices into methods.
const (
	get = iota
	head
	post
	put
	del
)

var methods = [...]string{"GET", "HEAD", "POST", "PUT", "DELETE"}

// drawMethod draws the method of a request for something of kind k.
func drawMethod(s source, k kind) uint8 {
	n := s.below(100)
	switch {
	case k == login && n < 70, k == api && n < 15:
		return post
	case k == api && n < 20:
		return put
	case k == api && n < 22:
		return del
	case (k == page || k == missing) && n < 2:
		return head
	}
	return get
}

// drawsAmount reports whether the bytes of the answer are left to chance.
func (r *request) drawsAmount() bool {
	switch status := statusCodes[r.status]; {
	case r.method == head || status == "304" || status == "499":
		return false
	case status == "200":
		return r.kind != asset && r.kind != picture
	}
	return true
}

// size returns the bytes of the answer's body, of which a full one has full.
func (r *request) size(full int) int {
	status := statusCodes[r.status]
	switch {
	case r.method == head || status == "304":
		return noBytes
	case status == "499":
		return 0
	case status == "206":
		return 1 + r.amount.below(full)
	case status[0] == '3':
		return 162 + r.amount.below(32)
	case status[0] != '2':
		return 146 + r.amount.below(1024)
	case r.kind == asset || r.kind == picture:
		return full
	}
	return full + r.amount.below(128)
}

// origin is where a request comes from.
type origin uint8

const (
	nowhere origin = iota
	inside
	outside
)

// referrer draws where r comes from: nowhere, a page of the site, or
// elsewhere.
func (d *drawer) referrer(r *request) {
	n := d.source.below(100)
	in, out := 35, 60 // of 100; the rest has none
	switch r.kind {
	case asset, picture, api:
		in, out = 85, 90
	case feed, login, missing:
		in, out = 5, 8
	}
	switch {
	case n < in:
		r.from = inside
	case n < out:
		r.from = outside
	default:
		r.from = nowhere
		return
	}
	r.referrer = d.source.draw()
}

// forwarded draws an X-Forwarded-For, mostly none: the last proxy, or the
// client behind it and that.
func (d *drawer) forwarded(r *request) {
	switch n := d.source.below(64); {
	case n < 8:
		r.through = 1
	case n < 10:
		r.through = 2
	default:
		r.through = 0
	}
	for i := range r.through {
		r.forwarded[i] = d.source.draw()
	}
}
