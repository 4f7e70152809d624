package gen

import (
	"fmt"
	"strings"
)

// products and posts are what the shop of the example has.
var (
	products = [...]string{"oak-table", "walnut-shelf", "linen-curtain", "copper-lamp", "wool-blanket", "ceramic-bowl", "cedar-box", "garden-bench", "brass-hook", "willow-basket", "felt-slippers", "beech-stool"}
	posts    = [...]string{"how-we-oil-oak", "spring-sale", "a-lamp-from-scrap", "why-wool", "repairing-a-chair", "our-new-workshop"}
)

// shopURL begins the referrers within the shop.
const shopURL = "https://shop.example.com"

// session adds the visit of a person that starts at second: a way in, some
// pages with what they need, now and then a purchase.
func (b *shop) session(second int64) {
	s := b.source
	who := b.person()
	from, page := b.entrance()
	b.page(who, &second, page, from)
	for n := s.below(4); n > 0; n-- {
		second += 5 + int64(s.below(70))
		next := "/products/" + s.pick(products[:])
		switch s.below(8) {
		case 0:
			next = "/search?q=" + strings.ReplaceAll(s.pick(products[:]), "-", "+")
		case 1:
			next = "/blog/" + s.pick(posts[:])
		}
		b.page(who, &second, next, shopURL+page)
		page = next
	}
	if strings.HasPrefix(page, "/products/") && s.oneIn(3) {
		b.buy(who, second+10, page)
	}
}

// person draws who visits: 150 addresses, each with its own browser.
func (b *shop) person() visitor {
	n := b.clients.draw(b.source)
	identity := mix64(uint64(n) + 77)
	who := visitor{agent: b.browsers[identity%90]}
	switch n % 5 {
	case 0, 1:
		who.client = fmt.Sprintf("198.51.100.%d", 2+n)
	case 4:
		who.client = fmt.Sprintf("2001:db8:%x::%x", 16+n, identity>>20&0xffff)
	default:
		who.client = fmt.Sprintf("203.0.113.%d", 2+n)
	}
	return who
}

// entrance draws where a visit comes from and the page it starts at.
func (b *shop) entrance() (from, page string) {
	s := b.source
	switch s.below(8) {
	case 0, 1:
		return "https://search.example.net/", "/products/" + s.pick(products[:])
	case 2:
		return "https://search.example.net/", "/blog/" + s.pick(posts[:])
	case 3:
		return "https://news.example.org/item/4711", "/blog/repairing-a-chair"
	case 4:
		return "", "/?utm_source=newsletter&utm_campaign=spring"
	}
	return "", "/"
}

// page adds the request for a page and for what a browser then loads with it,
// most of which it has from before.
func (b *shop) page(who visitor, second *int64, page, from string) {
	s := b.source
	status, size := "200", 6200+s.below(9000)
	if strings.HasPrefix(page, "/search") && s.oneIn(12) {
		status, size = "500", 2318
	}
	b.ask(who, *second, "GET "+page+" HTTP/2.0", status, size, from)
	if b.lines[len(b.lines)-1].status >= "500" {
		return // an error page needs nothing else
	}
	url := shopURL + page
	if s.oneIn(3) {
		b.file(who, *second, "/static/site.css", 18211, url)
		b.file(who, *second, "/static/site.js", 44870, url)
		*second++
	}
	name, isProduct := strings.CutPrefix(page, "/products/")
	switch {
	case isProduct:
		b.file(who, *second, "/images/"+name+".webp", 38000+977*len(name), url)
		b.ask(who, *second+1, "GET /api/stock?sku="+name+" HTTP/2.0", "200", 61, url)
	case strings.HasPrefix(page, "/?") || page == "/":
		b.ask(who, *second, "GET /images/spring-sale.png HTTP/2.0", "404", 548, url)
		b.file(who, *second, "/favicon.ico", 1150, url)
	}
}

// file adds the request for a file, which the browser may have already.
func (b *shop) file(who visitor, second int64, path string, size int, from string) {
	if b.source.below(5) < 2 {
		b.ask(who, second, "GET "+path+" HTTP/2.0", "304", noBytes, from)
		return
	}
	b.ask(who, second, "GET "+path+" HTTP/2.0", "200", size, from)
}

// buy adds a purchase, given up halfway now and then.
func (b *shop) buy(who visitor, second int64, page string) {
	s := b.source
	b.ask(who, second, "POST /cart HTTP/2.0", "302", 0, shopURL+page)
	b.ask(who, second, "GET /cart HTTP/2.0", "200", 5120+s.below(900), shopURL+page)
	if s.oneIn(2) {
		return
	}
	second += 30 + int64(s.below(90))
	b.ask(who, second, "GET /checkout HTTP/2.0", "200", 8843+s.below(300), shopURL+"/cart")
	second += 40 + int64(s.below(120))
	if s.oneIn(6) {
		b.ask(who, second, "POST /checkout HTTP/2.0", "499", 0, shopURL+"/checkout")
		return
	}
	b.ask(who, second, "POST /checkout HTTP/2.0", "303", 0, shopURL+"/checkout")
	b.ask(who, second+1, "GET /thanks HTTP/2.0", "200", 3911, shopURL+"/checkout")
}

// monitor adds n checks at even intervals.
func (b *shop) monitor(n int) {
	who := visitor{client: "192.0.2.10", agent: "uptime-check/2.1 (+https://status.example.org)"}
	for i := range n {
		b.ask(who, exampleFrom+int64(7+i*exampleSpan/n), "GET /health HTTP/1.1", "200", 2, "")
	}
}

// feedReaders adds n requests for the feed by two programs that know it.
func (b *shop) feedReaders(n int) {
	readers := []visitor{
		{client: "192.0.2.77", agent: "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers; like FeedFetcher-Google)"},
		{client: "2001:db8:feed::5", agent: "NetNewsWire (RSS Reader; https://netnewswire.com/)"},
	}
	for i := range n {
		status, size := "304", noBytes
		if i%9 == 0 {
			status, size = "200", 21877
		}
		b.ask(readers[i%2], exampleFrom+int64(61+i*exampleSpan/n+b.source.below(40)), "GET /blog/feed.xml HTTP/1.1", status, size, "")
	}
}

// robots adds n requests of search engines, robots.txt first each time they
// come by.
func (b *shop) robots(n int) {
	s := b.source
	for until := len(b.lines) + n; len(b.lines) < until; {
		i := s.below(6)
		who := visitor{client: fmt.Sprintf("192.0.2.%d", 100+7*i), agent: robots()[i]}
		second := exampleFrom + int64(s.below(exampleSpan))
		b.ask(who, second, "GET /robots.txt HTTP/1.1", "200", 74, "")
		for range 1 + s.below(6) {
			second += 2 + int64(s.below(20))
			switch s.below(5) {
			case 0:
				b.ask(who, second, fmt.Sprintf("GET /shop.php?item=%d HTTP/1.1", 1+s.below(30)), "301", 169, "")
			case 1:
				b.ask(who, second, "GET /blog/"+s.pick(posts[:])+" HTTP/1.1", "200", 7411+s.below(5000), "")
			default:
				b.ask(who, second, "GET /products/"+s.pick(products[:])+" HTTP/1.1", "200", 6920+s.below(3000), "")
			}
		}
	}
}

// scanner adds n probes for other people's mistakes, two a second.
func (b *shop) scanner(n int) {
	who := visitor{client: "203.0.113.250", agent: "Mozilla/5.0 zgrab/0.x"}
	for i := range n {
		status, size := "404", 548
		if i%23 == 22 {
			status = "403"
		}
		path := probes[i%exampleProbes]
		if round := i / exampleProbes; round > 0 {
			path = fmt.Sprintf("/%s%s", vocabulary[round], path)
		}
		b.ask(who, scanStart+int64(i/2), "GET "+path+" HTTP/1.1", status, size, "")
	}
}

// admin adds n requests of the owner, who has a name.
func (b *shop) admin(n int) {
	who := visitor{client: "198.51.100.4", user: "ann", agent: b.browsers[7]}
	for i := range n {
		second := exampleFrom + int64(16*3600+i*95)
		b.ask(who, second, fmt.Sprintf("GET /admin/orders?page=%d HTTP/2.0", 1+i), "200", 9100+b.source.below(2000), shopURL+"/admin/")
	}
}
