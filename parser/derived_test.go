package parser

import (
	"bytes"
	"errors"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// derive returns a field derived from one piece of the combined sample, "-" if
// it is absent.
func derive(t testing.TB, name, old, new string) string {
	t.Helper()
	got := fieldsOf(t, &combined, with(t, old, new), name)
	if got == "" {
		return "-"
	}
	return strings.TrimPrefix(got, name+"=")
}

func TestDerivedFromPath(t *testing.T) {
	check := func(uri, ext, route string) {
		t.Helper()
		if got := derive(t, "ext", "/index.html?lang=en", uri); got != ext {
			t.Errorf("%s: ext %s, want %s", uri, got, ext)
		}
		if got := derive(t, "route", "/index.html?lang=en", uri); got != route {
			t.Errorf("%s: route %s, want %s", uri, got, route)
		}
	}
	check("/", "-", "/")
	check("/a.css?v=1.js", "css", "/a.css")
	check("/v1.2/A.JPEG", "jpeg", "/v1.2/A.JPEG")
	check("/v1.2/a", "-", "/v1.2/a")
	check("/a.", "-", "/a.")
	check("/a.b-c", "-", "/a.b-c")
	check("/.htaccess", "htaccess", "/.htaccess")
	check("/a.abcdefghijk", "-", "/a.abcdefghijk")
	check("/user/17/photo/3.jpg", "jpg", "/user/:id/photo/:id.jpg")
	check("/api/v2/550e8400-e29b-41d4-a716-446655440000/x", "-", "/api/v2/:uuid/x")
	check("/f/550E8400-E29B-41D4-A716-446655440000.png", "png", "/f/:uuid.png")
	check("/f/550e8400-e29b-41d4-a716-44665544000g", "-", "/f/550e8400-e29b-41d4-a716-44665544000g")
	check("/commit/0123456789abcdef", "-", "/commit/:hash")
	check("/commit/0123456789abcde", "-", "/commit/0123456789abcde")
	check("/day/2026-03-01/x", "-", "/day/:date/x")
	check("/day/20260301", "-", "/day/:date")
	check("/day/2026-13-01", "-", "/day/2026-13-01")
	check("/2026/03/01/a-story", "-", "/:date/a-story")
	check("/2026/03/", "-", "/:date/")
	check("/2026/13/", "-", "/:id/:id/")
	check("/2026/033", "-", "/:id/:id")
	check("/u/ann@example.com/x", "-", "/u/:email/x")
	check("/u/ann%40example.com", "com", "/u/:email")
	check("/u/@ann", "-", "/u/@ann")
	check("/reset/eyJhbGciOiJIUzI1NiIsInR5cCI6", "-", "/reset/:token")
	check("/blog/10-things-to-know-about-2026", "-", "/blog/10-things-to-know-about-2026")
	check("//1//2", "-", "//:id//:id")
}

// TestRoute has parts of paths and what each is in a route.
func TestRoute(t *testing.T) {
	check := func(part, want string) {
		t.Helper()
		if got := string(appendRoute(nil, []byte("/a/"+part+"/b"))); got != "/a/"+want+"/b" {
			t.Errorf("%s: %s, want %s", part, got, want)
		}
	}
	same := func(parts ...string) {
		t.Helper()
		for _, part := range parts {
			check(part, part)
		}
	}
	// Numbers and the endings of files.
	check("17.tar.gz", ":id.tar.gz")
	check("17.min.js", ":id.min.js")
	check("17.MP3", ":id.MP3")
	same("17.4.js", "17.a8f3c2.js", "1.2.3", "v2", "1.2", "IMG_1234.jpg", "10023-blue-shoes", ".17")
	// Hashes and UUIDs.
	check("DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", ":hash")
	check("ABCDEF0123456789.png", ":hash.png")
	check("507f1f77bcf86cd799439011", ":hash")
	check("{550e8400-e29b-41d4-a716-446655440000}", ":uuid")
	check("%7B550E8400-E29B-41D4-A716-446655440000%7D", ":uuid")
	same("%7B550E8400-E29B-41D4-A716-44665544000%7D", "{550e8400-e29b-41d4-a716-446655440000", "3f2a9c1")
	// Dates.
	check("2026-03-01T10:00:00Z", ":date")
	check("2026-03-01T10:00:00.25+01:00", ":date")
	check("2026-03-01T10%3A00%3A00%2B01%3A00", ":date")
	check("20260301T100000Z", ":date")
	check("01-03-2026", ":date")
	check("12-31-2026", ":date")
	check("2026-03-01.csv", ":date.csv")
	same("2026-03-01Tomorrow", "2026-03-01T10-years-on", "13-13-2026", "32-01-2026", "01-03-0026")
	// E-mail, and what else has an at sign.
	check("ann@163.com", ":email")
	check("ann+x@mail.example.co", ":email")
	same("icon@2x.png", "icon@1.5x.png", "react@18.2.0", "react@18.3.0-canary.next", "ann@localhost", "@angular", "@", "a@.b", "a@b.", "a@1.", "a@1x")
	// Tokens: base64 for addresses, JWT, ULID.
	check("V1StGXR8_Z5jdHi6B-myT", ":token")
	check("aB3-dE5fG7hI9_jK1lM3nO", ":token")
	check("dGVzdDEyMzQ1Njc4OTA%3D", ":token")
	check("01ARZ3NDEKTSV4RRFFQ69G5FAV", ":token")
	check("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", ":token")
	check("screenshot20260301.png", ":token.png")
	check("main.0123456789abcdef.chunk.js", ":token.chunk.js")
	same("internationalization2026", "HowToInstallTheNewVersionOf2026Edition", "the-very-Long-Title-Of-2026-and-17-things",
		"iPhone-15-Pro-Max-256GB", "mp3-to-mp4-with-h264-or-x265", "dQw4w9WgXcQ")
	// Letters that are not of ASCII are no ids, encoded or not.
	same("%D0%9C%D0%BE%D1%81%D0%BA%D0%B2%D0%B02026", "Москва2026", "東京17", "%E6%9D%B1%E4%BA%AC17", "caf\xe9-17")
}

func TestReferrerHost(t *testing.T) {
	check := func(referrer, want string) {
		t.Helper()
		if got := derive(t, "referrer_host", "https://example.com/", referrer); got != want {
			t.Errorf("%s: %s, want %s", referrer, got, want)
		}
	}
	check("https://Example.com/a", "Example.com")
	check("http://me:pw@example.com:8080/?u=http://other/", "example.com")
	check("http://example.com", "example.com")
	check("http://example.com?x@y", "example.com")
	check("http://[2001:db8::1]:80/", "[2001:db8::1]")
	check("http://2001:db8::1/", "2001:db8::1")
	check("android-app://com.example/", "com.example")
	check("http:///a", "-")
	check("http://:80/", "-")
	check("example.com/a", "-")
	check("://x", "-")
	check("-", "-")
	check("", "-")
}

func TestBot(t *testing.T) {
	check := func(agent, want string) {
		t.Helper()
		if got := derive(t, "bot", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", agent); got != want {
			t.Errorf("%s: %s, want %s", agent, got, want)
		}
	}
	check("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "-")
	check("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot")
	check("Googlebot-Image/1.0", "Googlebot-Image")
	check("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)", "GPTBot")
	check("Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)", "ClaudeBot")
	check("curl/8.14.1", "curl")
	check("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; OAI-SearchBot/1.3; +https://openai.com/searchbot)", "OAI-SearchBot")
	check("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) (Applebot-Extended/0.1; +http://www.apple.com/go/applebot)", "Applebot-Extended")
	check("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) (Applebot/0.1; +http://www.apple.com/go/applebot)", "Applebot")
	check("meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)", "meta-externalagent")
	check("Mozilla/5.0 (compatible; Kangaroo Bot/1.0; +https://kangaroollm.com.au)", "Kangaroo Bot")
	check("omgilibot/0.4 +http://omgili.com", "omgili")
	for _, name := range []string{"ChatGPT-User", "ChatGPT Agent", "Claude-User", "Claude-SearchBot", "Claude-Code", "PerplexityBot", "Perplexity-User",
		"Google-CloudVertexBot", "Google-NotebookLM", "Google-Firebase", "GoogleAgent-Mariner", "Google-Agent", "Gemini-Deep-Research",
		"Google-Gemini-CLI", "Amazonbot", "amazon-kendra", "AmazonBuyForMe", "Amzn-SearchBot", "Amzn-User", "bedrockbot", "NovaAct",
		"Bytespider", "meta-webindexer", "cohere-training-data-crawler", "MistralAI-User", "DeepSeekBot", "ChatGLM-Spider", "GrokBot",
		"Grok-DeepSearch", "xAI-Grok", "PanguBot", "AzureAI-SearchBot", "Cloudflare-AutoRAG", "DuckAssistBot", "YouBot", "Timpibot",
		"Webzio-Extended", "ICC-Crawler", "FirecrawlAgent", "Crawl4AI", "TavilyBot", "kagi-fetcher", "LAIONDownloader", "img2dataset",
		"VelenPublicWebCrawler", "Sidetrade indexer bot", "Cotoyogi", "Poseidon Research Crawler", "Devin", "Manus-User", "Shap-User",
		"Poggio-Citations"} {
		check("Mozilla/5.0 (compatible; "+name+"/1.0)", name)
	}
	check("MyOwnBot/0.1 (+http://example.com)", "MyOwnBot")
	check("Mozilla/5.0 (compatible; acme-crawler; 1)", "acme-crawler")
	check("Mozilla/5.0 (Linux; Android 9; CUBOT) Mobile", "-")
	check("Mozilla/5.0 (Linux; Android 9; Bottle) Mobile", "-")
	check("-", "-")
	check("", "-")
}

// TestBotBound shows that made up agents do not fill the memory.
func TestBotBound(t *testing.T) {
	set := NewFieldSet()
	bot, _ := set.Add("bot")
	r := NewRecord(set)
	p := combined.Compile(set)
	line := []byte(with(t, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "00000000 Googlebot"))
	at := bytes.Index(line, []byte("00000000"))
	for n := range 2*maxBots + 10 {
		appendDigits(line[:at], int64(n), 8)
		p.Parse(line, r)
		if string(r.Bytes(bot)) != "Googlebot" || len(r.bots) > maxBots {
			t.Fatalf("%s: %q, %d remembered", line[at:], r.Bytes(bot), len(r.bots))
		}
	}
}

func TestNetwork(t *testing.T) {
	check := func(client, name, want string) {
		t.Helper()
		if got := derive(t, name, "192.0.2.7", client); got != want {
			t.Errorf("%s: %s is %s, want %s", client, name, got, want)
		}
	}
	check("10.1.2.3", "client/24", "10.1.2.0/24")
	check("10.1.2.3", "client/0", "0.0.0.0/0")
	check("10.1.2.3", "client/64", "10.1.2.3/32")
	check("2001:db8:1:2::3", "client/48", "2001:db8:1::/48")
	check("2001:db8:1:2::3%eth0", "client/48", "2001:db8:1::/48")
	check("::ffff:10.1.2.3", "client/24", "10.1.2.0/24")
	check("[::1]", "client/128", "::1/128")
	check("example.com", "client/24", "example.com")
	check("10.1.2.256", "client/24", "10.1.2.256")
	check("10.1.2.03", "client/24", "10.1.2.03")
	check("10.1.2", "client/24", "10.1.2")
	check("10.1.2.3.4", "client/24", "10.1.2.3.4")
	check("-", "client/24", "-")
	check("10.1.2.3", "origin/8", "10.0.0.0/8")
}

// checkAddress compares the address that text is with what netip reads.
func checkAddress(t testing.TB, text string) {
	t.Helper()
	got, ok := parseAddress([]byte(text))
	if want, err := netip.ParseAddr(text); ok != (err == nil) || ok && got != want.WithZone("") {
		t.Fatalf("%q: %v, %v; want %v, %v", text, got, ok, want, err)
	}
}

// TestAddress compares all texts of a few letters, alone, and behind the begin
// of an address, with what netip reads.
func TestAddress(t *testing.T) {
	const letters = ":1f.%"
	size := 6
	if testing.Short() {
		size = 4
	}
	var check func(text string, left int)
	check = func(text string, left int) {
		for _, begin := range []string{"", "1:2:3:4:5:", "::ffff:1.2.3.", "1::2:3:4:5:"} {
			checkAddress(t, begin+text)
		}
		for _, c := range letters[:min(left, 1)*len(letters)] {
			check(text+string(c), left-1)
		}
	}
	check("", size)
}

func FuzzAddress(f *testing.F) {
	for _, text := range []string{"10.1.2.3", "256.1.1.1", "01.1.1.1", "::1", "fe80::1%eth0", "::ffff:1.2.3.4", "face", "a:b",
		"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4", "1::2:3:4:5:6:7", "::%a", "::ffff:1.2.3.4%a", "fffff::", "1:2:3:4:5:6:7::"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !strings.HasPrefix(text, "[") && len(text) <= maxAddress {
			checkAddress(t, text)
		}
	})
}

func TestTimeSteps(t *testing.T) {
	check := func(time, names, want string) {
		t.Helper()
		if got := fieldsOf(t, &combined, with(t, "01/Mar/2026:10:00:00 +0100", time), names); got != want {
			t.Errorf("%s: %s, want %s", time, got, want)
		}
	}
	const at = "04/Mar/2026:23:47:38 -0800"
	check(at, "time/1s time/10s time/1m", "time/1s=2026-03-04T23:47:38 time/10s=2026-03-04T23:47:30 time/1m=2026-03-04T23:47:00")
	check(at, "time/5m time/1h time/12h", "time/5m=2026-03-04T23:45:00 time/1h=2026-03-04T23:00:00 time/12h=2026-03-04T12:00:00")
	check(at, "time/1d time/1w time/2w", "time/1d=2026-03-04T00:00:00 time/1w=2026-03-02T00:00:00 time/2w=2026-03-02T00:00:00")
	check(at, "date hour weekday", "date=2026-03-04 hour=23 weekday=Wed")
	check("01/Mar/2026:00:00:00 +1400", "date hour weekday time/1w", "date=2026-03-01 hour=00 weekday=Sun time/1w=2026-02-23T00:00:00")
	check("31/Dec/1969:23:59:59 +0000", "date hour weekday time/1d time/1w", "date=1969-12-31 hour=23 weekday=Wed time/1d=1969-12-31T00:00:00 time/1w=1969-12-29T00:00:00")
	check("01/Jan/1678:10:00:00 +0000", "time/3640d time/10000d", "time/3640d=1677-09-26T00:00:00 time/10000d=1677-09-22T00:00:00")
	check("99/Mar/2026:00:00:00 +1400", "date hour weekday time/1w", "")
}

func TestNumberSteps(t *testing.T) {
	check := func(bytes, names, want string) {
		t.Helper()
		if got := fieldsOf(t, &combined, with(t, "5120", bytes), names); got != want {
			t.Errorf("%s: %s, want %s", bytes, got, want)
		}
	}
	check("5120", "bytes/1k bytes/1Ki bytes/10k bytes/log", "bytes/1k=5000 bytes/1Ki=5120 bytes/10k=0 bytes/log=5000")
	check("0", "bytes/10k bytes/log", "bytes/10k=0 bytes/log=0")
	check("1", "bytes/log", "bytes/log=1")
	check("4999", "bytes/log", "bytes/log=2000")
	check("1999", "bytes/log", "bytes/log=1000")
	check("9223372036", "bytes/1M bytes/log", "bytes/1M=9223000000 bytes/log=5000000000")
	check("9223372037", "bytes/1M bytes/log", "")
	check("-", "bytes/1M bytes/log", "")
	check("5120", "status/100", "status/100=200")
}

// TestDurations has a format with durations of its own.
func TestDurations(t *testing.T) {
	check := func(duration, name, want string) {
		t.Helper()
		set := NewFieldSet()
		slot, err := set.Add(name)
		if err != nil {
			t.Fatal(err)
		}
		r := NewRecord(set)
		(&Format{Layout: "{duration|word}"}).Compile(set).Parse([]byte(duration), r)
		if got := string(r.Bytes(slot)); got != want {
			t.Errorf("%s: %s is %s, want %s", duration, name, got, want)
		}
	}
	check("0.257", "duration/100ms", "0.2")
	check("0.057", "duration/100ms", "0")
	check("12.5", "duration/5s", "10")
	check("12.5", "duration/5", "10")
	check("90", "duration/1m", "60")
	check("0.257", "duration/log", "0.2")
	check("0.0057", "duration/log", "0.005")
	check("-0.257", "duration/log", "-0.2")
	check("-0.257", "duration/100ms", "-0.3")
	check("0.257", "duration/50us", "0.257")
	check("x", "duration/log", "")
}

func TestFieldSet(t *testing.T) {
	set := NewFieldSet(Field{Name: "mine"}, Field{Name: "status", Kind: Text, Doc: "own"})
	check := func(name string, want int, kind Kind) {
		t.Helper()
		got, err := set.Add(name)
		if err != nil || got != want || set.Field(got).Kind != kind {
			t.Errorf("%s: slot %d, %v, kind %d; want %d, kind %d", name, got, err, set.Field(got).Kind, want, kind)
		}
	}
	check("path", 0, Text)
	check("mine", 1, Text)
	check("ip", 2, Text)
	check("client", 2, Text)
	check("hour", 4, Integer)
	check("time", 3, Clock)
	check("status", 5, Text)
	check("extra12", 6, Text)
	check("time/5m", 7, Clock)
	check("weekday", 8, Weekday)
	check("duration/log", 10, Decimal)
	if set.Len() != 11 || set.Field(2).Name != "client" {
		t.Errorf("%d fields, the third is %s", set.Len(), set.Field(2).Name)
	}
}

func TestUnknownField(t *testing.T) {
	check := func(name, nearest string) {
		t.Helper()
		_, err := NewFieldSet(Field{Name: "mine"}).Add(name)
		var unknown *UnknownField
		if !errors.As(err, &unknown) || unknown.Name != name || unknown.Nearest != nearest {
			t.Fatalf("%s: %v", name, err)
		}
		if text := err.Error(); strings.Contains(text, "\n") || name != "host" && !strings.Contains(text, "upstream_duration") {
			t.Errorf("%s: %s", name, text)
		}
		if !slices.Contains(unknown.Known, "mine") {
			t.Errorf("%s: own field is not known", name)
		}
	}
	check("pahts", "path")
	check("Statuz", "status")
	check("staus", "status")
	check("user_agent", "agent")
	check("remote_addr", "client")
	check("request_uri", "uri")
	check("latency", "duration")
	check("apptime", "duration")
	check("domain", "")
	check("useragent", "agent")
	check("ua", "agent")
	check("host", "")
	check("mime", "mine")
	check("extra0", "")
	check("extra01", "")
	check("extra100", "")
	check("time/5x", "time/5m")
	check("time/0s", "time/5m")
	check("client/129", "client/24")
	check("client/024", "client/24")
	check("path/2", "path")
	check("bytes/1.5", "bytes/10k")
	check("/5", "")
	check("", "")
}

func TestLookupField(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Fields() {
		got, ok := LookupField(f.Name)
		if !ok || got != f || f.Doc == "" || seen[f.Name] {
			t.Errorf("%s: %v, %v", f.Name, got, ok)
		}
		seen[f.Name] = true
		if cure := Missing(f.Name); strings.Contains(cure, "\n") || !strings.HasPrefix(cure, "this log has no ") || !strings.Contains(cure, f.Name) {
			t.Errorf("%s: %s", f.Name, cure)
		}
	}
	if got, want := Missing("duration"), "this log has no duration; nginx: add $request_time; Apache: %D"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := Missing("duration/log"), "this log has no duration, which duration/log is made from; nginx: add $request_time; Apache: %D"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// FuzzRoute shows that routes stay paths of as many parts, or fewer where a
// date took several, and that the route of a route is itself.
func FuzzRoute(f *testing.F) {
	for _, path := range []string{"/icon@2x.png", "/%7B550e8400-e29b-41d4-a716-446655440000%7D/1.tar.gz", "/V1StGXR8_Z5jdHi6B-myT/2026-03-01T10:00Z", "/user/17/3.jpg", "/2026/03/01/x", "/a@b.c/%40", "/0123456789abcdef0.x1", "//", "2026/03"} {
		f.Add([]byte(path))
	}
	f.Fuzz(func(t *testing.T, path []byte) {
		route := appendRoute([]byte("before"), path)[len("before"):]
		if again := appendRoute(nil, route); !bytes.Equal(again, route) {
			t.Fatalf("%q: %q, then %q", path, route, again)
		}
		if got, want := bytes.Count(route, []byte("/")), bytes.Count(path, []byte("/")); got > want {
			t.Fatalf("%q: %q has %d slashes, not %d", path, route, got, want)
		}
		for _, part := range bytes.Split(route, []byte("/")) {
			if len(part) > 0 && len(bytes.Trim(part, "0123456789")) == 0 {
				t.Fatalf("%q: %q has a number", path, route)
			}
		}
	})
}

// TestFloorClock compares with the arithmetic of package big, for steps that
// begin within the clocks that there are and before them.
func TestFloorClock(t *testing.T) {
	first, last := daysFromCivil(firstYear, 1, 1)*day, int64(endOfYears*second-1)
	for _, field := range []string{"time/1ms", "time/7s", "time/1d", "time/1w", "time/28d", "time/3640d", "time/100000d"} {
		step, base, ok := TimeStep(field)
		if !ok {
			t.Fatalf("%s is no step of time", field)
		}
		for _, at := range []int64{first, first + 1, first + day, -1, 0, 1, base - 1, base, base + 1, 1_772_000_000 * second, last} {
			steps := new(big.Int).Div(big.NewInt(0).Sub(big.NewInt(at), big.NewInt(base)), big.NewInt(step))
			start := steps.Mul(steps, big.NewInt(step)).Add(steps, big.NewInt(base))
			got := FloorClock(at, step, base)
			switch {
			case start.IsInt64() && got != start.Int64():
				t.Errorf("%s: %d is cut to %d, want %s", field, at, got, start)
			case !start.IsInt64() && (got > at || FloorClock(got, step, base) != got):
				t.Errorf("%s: %d is cut to %d, which is not in its step", field, at, got)
			}
		}
	}
	if _, _, ok := TimeStep("bytes/10k"); ok {
		t.Error("bytes/10k is a step of time")
	}
}
