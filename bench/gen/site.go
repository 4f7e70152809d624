package gen

import (
	"fmt"
	"slices"
	"strings"
)

// kind says what a request target is, which decides its status and size.
type kind uint8

const (
	article kind = iota // a Wide Finder line
	page
	asset
	picture
	feed
	api
	login
	missing
	kinds
)

// target is something that can be asked for.
type target struct {
	uri  string
	kind kind
	size int // bytes of a full answer
	pace int // how much longer it takes than others of its kind, in 1/64 of an octave
}

// site is what the generated log is about: drawn once, then only read.
type site struct {
	articles    []target
	others      []target
	otherKinds  []kind // of others
	articleRank sampler
	otherRank   sampler

	clientRank   sampler
	clientAgents []uint16 // index into agents, by client
	agents       []string
	referrers    []string // from elsewhere
	statuses     [kinds][1000]uint8
}

// clientBits is the width of a synthetic address: 10.0.0.0/8 and as many in
// 2001:db8::/32.
const clientBits = 24

// newSite draws a site of so many request targets and clients.
func newSite(seed uint64, paths, clients int) *site {
	s := newSource(seed, 1)
	w := &site{
		clientRank:   newZipf(clients, 20),
		clientAgents: make([]uint16, clients),
		agents:       agents(),
		statuses:     statuses(),
	}
	agentRank := newZipf(len(w.agents), 6)
	for i := range w.clientAgents {
		w.clientAgents[i] = uint16(agentRank.draw(s))
	}
	n := max(1, paths/6) // of them articles
	for i := range n {
		w.articles = append(w.articles, target{articleURI(s, i), article, bodySize(s), pace(i)})
	}
	for i := range max(1, paths-n) {
		t := otherTarget(s, i)
		w.others = append(w.others, t)
		w.otherKinds = append(w.otherKinds, t.kind)
	}
	w.articleRank = newZipf(len(w.articles), 8)
	w.otherRank = newZipf(len(w.others), 3)
	for range 2000 {
		w.referrers = append(w.referrers, referrer(s))
	}
	return w
}

// bodySize draws a size whose logarithm is nearly normal: the sum of four
// uniform draws, 1/64 of an octave the unit, octaves filled linearly. Half of
// the sizes are under 8 KiB, one in a hundred over 110 KiB.
func bodySize(s source) int {
	log := 7 * octave
	for range 4 {
		log += s.below(3 * octave)
	}
	return int(exp(log))
}

// pace returns how much longer the i-th target takes than others of its kind:
// up to an octave, or as much shorter.
func pace(i int) int { return int(mix64(uint64(i))%(2*octave+1)) - octave }

// articleURI returns the address of article i, as in the log of the Wide
// Finder: /ongoing/When/200x/2003/07/25/NotGaming.
func articleURI(s source, i int) string {
	year := 2003 + s.below(23)
	name := title(s) + title(s)
	if s.oneIn(8) {
		name += "-" + title(s)
	}
	return fmt.Sprintf("/ongoing/When/%dx/%d/%02d/%02d/%s%d",
		year/10, year, 1+s.below(12), 1+s.below(28), name, i)
}

// otherTarget returns the i-th target that is no article; the first few are
// what every site's log is full of.
func otherTarget(s source, i int) target {
	if i < len(everySite) {
		t := everySite[i]
		t.size, t.pace = bodySize(s), pace(i)
		return t
	}
	t := target{kind: page, size: bodySize(s), pace: pace(i)}
	switch n := s.below(100); {
	case n < 22:
		t.uri = fmt.Sprintf("/shop/%s/%s-%s-%d", s.pick(vocabulary[:]), s.pick(vocabulary[:]), s.pick(vocabulary[:]), i)
	case n < 34:
		t.uri = fmt.Sprintf("/blog/%d/%02d/%s-%s-and-the-%s-%d/", 2008+s.below(18), 1+s.below(12), s.pick(vocabulary[:]), s.pick(vocabulary[:]), s.pick(vocabulary[:]), i)
	case n < 46:
		t.pace += 2 * octave
		t.uri = fmt.Sprintf("/search?q=%s+%s&page=%d&sort=%s", s.pick(vocabulary[:]), s.pick(vocabulary[:]), i, s.pick([]string{"price", "new", "relevance"}))
	case n < 58:
		t.kind = asset
		t.uri = fmt.Sprintf("/static/%s/%s.%08x.%s", s.pick([]string{"css", "js", "fonts"}), s.pick(vocabulary[:]), uint32(mix64(uint64(i))), s.pick([]string{"css", "js", "woff2"}))
	case n < 70:
		t.kind = picture
		year := 2003 + s.below(23)
		t.uri = fmt.Sprintf("/ongoing/When/%dx/%d/%02d/%02d/-big/%s%d.%s", year/10, year, 1+s.below(12), 1+s.below(28), title(s), i, s.pick([]string{"jpg", "png", "webp"}))
	case n < 84:
		t.kind = api
		t.uri = fmt.Sprintf("/api/v%d/%s/%d?fields=id,name,%s&_=%d", 1+s.below(3), s.pick(vocabulary[:]), i, s.pick(vocabulary[:]), s.below(1<<30))
	case n < 90:
		t.uri = fmt.Sprintf("/tags/%s%s", encoded(s, 3+s.below(5)), s.pick(vocabulary[:]))
	case n < 92:
		t.pace += 2 * octave
		t.uri = fmt.Sprintf("/search?utf8=%%E2%%9C%%93&q=%s&p=%d", encoded(s, 15+s.below(50)), i)
	default:
		t.kind = missing
		t.uri = fmt.Sprintf("/%s/%s%d.php", s.pick(vocabulary[:]), s.pick(vocabulary[:]), i)
	}
	return t
}

// everySite are the targets that lead any site's log, most asked first. It is
// only read.
var everySite = [...]target{
	{uri: "/", kind: page}, {uri: "/ongoing/ongoing.atom", kind: feed}, {uri: "/favicon.ico", kind: asset},
	{uri: "/robots.txt", kind: asset}, {uri: "/static/css/site.css", kind: asset}, {uri: "/static/js/site.js", kind: asset},
	{uri: "/wp-login.php", kind: login}, {uri: "/api/v1/session", kind: api}, {uri: "/ongoing/", kind: page},
	{uri: "/static/img/logo.svg", kind: picture}, {uri: "/cart", kind: page}, {uri: "/xmlrpc.php", kind: login},
	{uri: "/ongoing/picInfo.xml?o=https://www.example.com/ongoing/", kind: feed}, {uri: "/apple-touch-icon.png", kind: missing},
	{uri: "/feed/", kind: feed}, {uri: "/.env", kind: missing}, {uri: "/sitemap.xml", kind: asset},
}

// encoded returns n percent-encoded letters of hiragana.
func encoded(s source, n int) string {
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "%%E3%%81%%%02X", 0x81+s.below(0x3f))
	}
	return b.String()
}

// title returns a word as it stands in a title.
func title(s source) string {
	w := s.pick(vocabulary[:])
	return strings.ToUpper(w[:1]) + w[1:]
}

// referrer returns an address elsewhere that links to the site.
func referrer(s source) string {
	switch s.below(4) {
	case 0:
		return fmt.Sprintf("https://search.example.net/search?q=%s+%s&hl=en&start=%d", s.pick(vocabulary[:]), s.pick(vocabulary[:]), 10*s.below(5))
	case 1:
		return fmt.Sprintf("https://%s.example.org/%s/%d", s.pick(vocabulary[:]), s.pick(vocabulary[:]), s.below(100000))
	case 2:
		return "https://search.example.net/"
	}
	return fmt.Sprintf("https://news.example.net/item?id=%d", s.below(40000000))
}

// agents returns the user agents, the commonest first. They are the shapes
// that real browsers, robots and tools send, their versions varied.
func agents() []string {
	platforms := []string{
		"Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64",
		"Linux; Android 10; K", "Windows NT 6.1; WOW64", "X11; CrOS x86_64 14541.0.0",
	}
	list := robots()
	for version := 140; version > 90; version-- {
		for _, p := range platforms {
			list = append(list, fmt.Sprintf("Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36", p, version))
		}
		list = append(list,
			fmt.Sprintf("Mozilla/5.0 (%s; rv:%d.0) Gecko/20100101 Firefox/%d.0", platforms[version%3], version, version),
			fmt.Sprintf("Mozilla/5.0 (iPhone; CPU iPhone OS %d_%d like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%d.%d Mobile/15E148 Safari/604.1", version/8, version%8, version/8, version%8),
			fmt.Sprintf("Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36 Edg/%d.0.%d.%d", platforms[0], version, version, version*17, version%97))
	}
	return list
}

// robots returns the agents of robots and tools.
func robots() []string {
	return []string{
		"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
		"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36",
		"Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
		"Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
		"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
		"Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
		"Feedly/1.0 (+http://www.feedly.com/fetcher.html; 217 subscribers; like FeedFetcher-Google)",
		"curl/8.5.0", "python-requests/2.32.3", "Go-http-client/2.0", "-",
	}
}

// statusCodes are the statuses of answers.
var statusCodes = [...]string{
	"304", "301", "302", "206", "400", "401", "403", "404", "405", "429", "499", "500", "502", "503", "504", "200", "414",
}

// statuses returns for each kind a list to draw a status from, each status
// standing in it as often as it is likely, as an index into statusCodes.
func statuses() (lists [kinds][1000]uint8) {
	fill := func(k kind, common string, others map[string]int) {
		n := 0
		for i, status := range statusCodes {
			for range others[status] {
				lists[k][n] = uint8(i)
				n++
			}
		}
		for ; n < 1000; n++ {
			lists[k][n] = uint8(slices.Index(statusCodes[:], common))
		}
	}
	fill(article, "200", map[string]int{"304": 170, "301": 12, "404": 3, "499": 2, "500": 1})
	fill(page, "200", map[string]int{"304": 40, "301": 35, "302": 20, "404": 5, "499": 4, "500": 2, "502": 1, "503": 1})
	fill(asset, "200", map[string]int{"304": 260, "404": 2, "499": 1})
	fill(picture, "200", map[string]int{"304": 190, "206": 45, "404": 4, "499": 3})
	fill(feed, "200", map[string]int{"304": 450, "429": 10, "503": 1})
	fill(api, "200", map[string]int{"400": 12, "401": 25, "404": 8, "429": 5, "499": 6, "500": 3, "502": 3, "503": 2, "504": 1})
	fill(login, "403", map[string]int{"301": 60, "404": 300, "405": 90, "503": 5})
	fill(missing, "404", map[string]int{"301": 90, "403": 110})
	return lists
}

// vocabulary has the words of paths and titles. It is only read.
var vocabulary = [...]string{
	"amber", "anchor", "apple", "arrow", "autumn", "basket", "beacon", "birch", "bottle", "bridge", "butter", "button",
	"candle", "canvas", "carbon", "castle", "cedar", "cherry", "cinder", "clover", "copper", "coral", "cotton", "crystal",
	"dahlia", "desert", "dragon", "eagle", "ember", "engine", "falcon", "feather", "fennel", "forest", "garden", "ginger",
	"glacier", "granite", "harbor", "hazel", "honey", "indigo", "island", "ivory", "jasmine", "jungle", "kettle", "lantern",
	"lemon", "linen", "lunar", "magnet", "maple", "marble", "meadow", "meteor", "mirror", "mountain", "nectar", "needle",
	"nutmeg", "ocean", "olive", "onyx", "orbit", "orchard", "paper", "parcel", "pebble", "pepper", "pixel", "planet",
	"pocket", "poplar", "prairie", "prism", "quarry", "quartz", "rabbit", "raven", "ribbon", "river", "rocket", "saffron",
	"salmon", "sapphire", "scarlet", "shadow", "silver", "spiral", "spring", "summit", "sunset", "thistle", "timber", "tulip",
	"tundra", "turquoise", "valley", "velvet", "violet", "walnut", "willow", "window", "winter", "yarrow", "zephyr", "zinnia",
}
