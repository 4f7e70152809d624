package gen

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// generate returns the log of o.
func generate(t *testing.T, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Generate(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// small is o for a small site, which is drawn sooner.
func small(o Options) Options {
	o.Paths, o.Clients = 2000, 5000
	return o
}

// fingerprint returns the first 8 bytes of the SHA-256 of b.
func fingerprint(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Published figures name a log by its options. A change that alters the bytes
// makes them incomparable, so it has to change a line here.
func TestGenerateGivesTheSameBytesForever(t *testing.T) {
	check := func(want string, o Options) {
		t.Helper()
		if testing.Short() && o.Format != "main" {
			return
		}
		o.Lines, o.Seed = 10_000, 1
		if got := fingerprint(generate(t, o)); got != want {
			t.Errorf("%+v: fingerprint %s, want %s", o, got, want)
		}
	}
	check("ea1589c171421643", Options{Format: "common"})
	check("54771b87fcc7cceb", Options{Format: "combined"})
	check("bd6154b761495f0c", Options{Format: "main"})
	check("289cabae2c5d280c", Options{Format: "vhost_common"})
	check("a1929e9366158405", Options{Format: "vhost_combined"})
	check("29d74d1fc2f00ac1", Options{Distinct: true})
	check("7361478b1e956ced", Options{Nasty: 0.1})
}

// The same of every format, with traps; a golden log of 2,000 lines each.
func TestEachFormatGivesTheSameBytesForever(t *testing.T) {
	for _, golden := range goldens {
		got := fingerprint(generate(t, small(Options{Lines: 2000, Seed: 1, Nasty: 0.1, Format: golden.format})))
		if got != golden.fingerprint {
			t.Errorf("format %s: fingerprint %s, want %s", golden.format, got, golden.fingerprint)
		}
	}
	for _, name := range Formats() {
		if !slices.ContainsFunc(goldens, func(g golden) bool { return g.format == name }) {
			t.Errorf("format %s has no fingerprint", name)
		}
	}
}

type golden struct{ format, fingerprint string }

var goldens = []golden{
	{"common", "2b837587418adcd7"},
	{"combined", "0d8d6f93abd03620"},
	{"main", "50343209b958e779"},
	{"vhost_common", "a7b8a50bd7783043"},
	{"vhost_combined", "5cfa24730e2cec91"},
	{"combined-extra", "568a66dbb5417c52"},
	{"gunicorn", "0d8d6f93abd03620"},
	{"litespeed", "0d8d6f93abd03620"},
	{"lighttpd", "8db9caa87e877bf5"},
	{"varnishncsa", "549325d2f52ba7b1"},
	{"traefik", "b8a30d02b564c045"},
	{"json", "19e5a553a5aa51e3"},
	{"ltsv", "b3460502a844ef58"},
	{"ingress", "e07e0b8a8006f462"},
	{"w3c", "84aec27341d69b37"},
	{"cloudfront", "01105380f8e408ea"},
	{"elb", "70e168db04b5366c"},
	{"alb", "2139a55c78faf808"},
	{"s3", "81c7d82d2894f78a"},
	{"haproxy", "513d6b42e60a73c2"},
	{"haproxy_tcp", "de2a6ab498b4969d"},
	{"haproxy_clf", "4510a879e5af8770"},
	{"envoy", "ad63b4ca0d52b2cf"},
	{"istio", "8c548c3dd606a54b"},
	{"envoy_json", "a2a5dfa8fe1e9d5c"},
	{"logfmt", "c355d75fba7d18cc"},
	{"caddy", "1ab3b0712c75fa6b"},
	{"traefik_json", "8eaaafd8475ab2a0"},
	{"squid", "effed104acc92221"},
	{"uwsgi", "e3dcf5e202fd42e0"},
	{"gcs", "655f6d78ae41f85a"},
	{"docker+combined", "3352afc64f377ed9"},
	{"syslog+haproxy", "6af0dd4ea5309a19"},
	{"syslog5424+main", "be6acb29623e147b"},
	{"cri+w3c", "ecd297f3f0e3d991"},
	{"journald+caddy", "905fdc34942b3f02"},
	{"kubectl+ltsv", "95b86417a7161a3d"},
}

// A log of any size is written at the speed of copying only if no line costs
// an allocation.
func TestLinesAllocateNothing(t *testing.T) {
	check := func(format string) {
		t.Helper()
		g, err := newGenerator(small(Options{Format: format, Attacks: 0.1}))
		if err != nil {
			t.Fatal(err)
		}
		i, buf := 0, make([]byte, 0, 64<<10)
		write := func() {
			g.next()
			g.append(buf)
			i++
		}
		for range 200 { // its scratch grows to the longest line
			write()
		}
		if n := testing.AllocsPerRun(300, write); n != 0 {
			t.Errorf("format %s: %v allocations a line", format, n)
		}
	}
	for _, name := range Formats() {
		check(name)
	}
	for _, name := range Wrappers() {
		check(name + "+combined")
	}
}

// The patterns are written from the servers' documentation of their directives,
// not from the generator: Apache's mod_log_config (%h %l %u %t "%r" %>s %b,
// with %v and %v:%p before it), nginx's ngx_http_log_module and the
// nginx.conf of its packages.
func TestLinesHaveTheShapeOfTheirFormat(t *testing.T) {
	const (
		common = `(?:[0-9.]{7,15}|[0-9a-f:]{3,39}) - (?:-|\w+) ` +
			`\[\d\d/(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] ` +
			`"(?:GET|POST|HEAD|PUT|DELETE) /[^ "]* HTTP/\d\.\d" [2-5]\d\d `
		dash   = `(?:\d+|-)`
		agents = ` "[^"]+" "[^"]+"`
	)
	check := func(format, pattern string) {
		t.Helper()
		re := regexp.MustCompile(`^` + pattern + `$`)
		for line := range strings.Lines(string(generate(t, small(Options{Lines: 4000, Format: format})))) {
			if !re.MatchString(strings.TrimSuffix(line, "\n")) {
				t.Fatalf("format %s: %q does not match %s", format, line, re)
			}
		}
	}
	check("common", common+dash)
	check("combined", common+`\d+`+agents)
	check("main", common+`\d+`+agents+` "[^"]+"`)
	check("vhost_common", `[a-z.]+ `+common+dash)
	check("vhost_combined", `[a-z.]+:443 `+common+`\d+`+agents)
	check("combined-extra", common+`\d+`+agents+` \d+\.\d{3} "[^"]+"`)
}

func TestGenerateWritesTheLinesItIsAskedFor(t *testing.T) {
	check := func(o Options) {
		t.Helper()
		log := generate(t, o)
		if got := bytes.Count(log, []byte("\n")); got != o.Lines {
			t.Errorf("%+v: %d lines", o, got)
		}
		if len(log) > 0 && log[len(log)-1] != '\n' {
			t.Errorf("%+v: the last line has no newline", o)
		}
	}
	for _, lines := range []int{0, 1, 2, 999, 20_000} {
		check(small(Options{Lines: lines}))
		check(small(Options{Lines: lines, Nasty: 1}))
		check(small(Options{Lines: lines, Distinct: true, Nasty: 0.5}))
		check(Options{Lines: lines, Paths: 1, Clients: 1})
	}
}

func TestAShortLogBeginsALongOne(t *testing.T) {
	long := generate(t, small(Options{Lines: 3000, Nasty: 0.01}))
	short := generate(t, small(Options{Lines: 1234, Nasty: 0.01}))
	if !bytes.HasPrefix(long, short) {
		t.Error("the log of 1,234 lines does not begin the log of 3,000")
	}
}

func TestSeedsGiveDifferentLogs(t *testing.T) {
	if bytes.Equal(generate(t, small(Options{Lines: 10, Seed: 1})), generate(t, small(Options{Lines: 10, Seed: 2}))) {
		t.Error("seeds 1 and 2 give the same log")
	}
}

// distinctValues counts the values of the numbered field, split as awk does.
func distinctValues(log []byte, field int) int {
	seen := map[string]bool{}
	for line := range bytes.Lines(log) {
		seen[string(bytes.Fields(line)[field])] = true
	}
	return len(seen)
}

func TestDistinctRepeatsOnlyEachTwentiethTarget(t *testing.T) {
	if got := distinctValues(generate(t, small(Options{Lines: 40_000, Distinct: true})), 6); got != 38_000 {
		t.Errorf("%d distinct targets in 40,000 lines, want 38,000", got)
	}
}

func TestPathsAndClientsBoundTheirNumbers(t *testing.T) {
	log := generate(t, Options{Lines: 50_000, Paths: 300, Clients: 200})
	if got := distinctValues(log, 6); got < 290 || got > 300 {
		t.Errorf("%d distinct targets, want nearly 300", got)
	}
	if got := distinctValues(log, 0); got != 200 {
		t.Errorf("%d distinct clients, want 200", got)
	}
}

// No two clients may share an address, or a log has fewer than it says.
func TestAddressesAreUnique(t *testing.T) {
	const n = 1 << 18
	seen := make(map[string]bool, n)
	for i := range n {
		seen[string(appendAddress(nil, mix64(uint64(i)), i))] = true
	}
	if len(seen) != n {
		t.Errorf("%d clients have %d addresses", n, len(seen))
	}
}

func TestTimesRiseButForFewSeconds(t *testing.T) {
	stamp := regexp.MustCompile(`\[([^]]+)\]`)
	var newest time.Time
	early := 0
	for line := range bytes.Lines(generate(t, small(Options{Lines: 20_000}))) {
		at, err := time.Parse("02/Jan/2006:15:04:05 -0700", string(stamp.FindSubmatch(line)[1]))
		if err != nil {
			t.Fatal(err)
		}
		if newest.Sub(at) > 4*time.Second {
			t.Fatalf("%s stands after %s", at, newest)
		}
		if at.Before(newest) {
			early++
		} else {
			newest = at
		}
	}
	if early < 50 || early > 400 {
		t.Errorf("%d of 20,000 lines are out of order, want about 156", early)
	}
}

// The Wide Finder's pattern has to find about a third of the lines, as in the
// log it was invented for.
func TestAThirdOfTheLinesAreArticles(t *testing.T) {
	re := regexp.MustCompile(`GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .]+) `)
	log := generate(t, small(Options{Lines: 30_000}))
	if got := len(re.FindAll(log, -1)); got < 9_500 || got > 10_500 {
		t.Errorf("%d of 30,000 lines are articles", got)
	}
	if !bytes.Contains(log, []byte("/-big/")) {
		t.Error("no picture tempts the pattern")
	}
}

// Every trap has to turn up, and each line of nothing but traps to be one.
func TestNastyLinesSpringEveryTrap(t *testing.T) {
	log := string(generate(t, small(Options{Lines: 20_000, Nasty: 1})))
	for _, trap := range []string{
		`"-" 408 `, `"" 400 `, `"GET" 400 `, `"GET /" 200 `, `\x16\x03\x01`, "\x16\x03\x01", "/a page with spaces.html ",
		"CONNECT ", `\"quoted\"`, `\x22quoted\x22`, "\xff\xfe", "\x1b]0;", "\u202e", strings.Repeat("long%20", 1170),
		" 000 ", `" 0 `, " 444 ", " 499 ", ` - "`, "%eth0 ", "::ffff:", "crawler-7.example.net ", "Jane Q. Public",
		` ""`, "\r\n", "\n\n", "\x00\x00", "\n\"10.", "logrotate", "\n#", "\x7fELF", "Safari/537.36\n",
	} {
		if !strings.Contains(log, trap) {
			t.Errorf("no line has %q", trap)
		}
	}
}

func TestNastyIsAShare(t *testing.T) {
	if testing.Short() {
		t.Skip("a regular expression on many lines")
	}
	plain := regexp.MustCompile(`(?m)^[0-9a-f.:]+ - \S+ \[[^]]+\] "(?:GET|POST|HEAD|PUT|DELETE) /\S* HTTP/\d\.\d" [1-5]\d\d \d+ "[^"]*" "[^"]+"$`)
	got := len(plain.FindAll(generate(t, small(Options{Lines: 20_000, Nasty: 0.25})), -1))
	if got < 14_700 || got > 17_000 { // some traps leave a line plain
		t.Errorf("%d of 20,000 lines are plain with a quarter nasty", got)
	}
}

func TestGenerateRejectsBadOptions(t *testing.T) {
	check := func(want string, o Options) {
		t.Helper()
		if err := Generate(&bytes.Buffer{}, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want one with %q", o, err, want)
		}
	}
	nan := 0.0
	nan /= nan
	check("cannot write -1 lines", Options{Lines: -1})
	check("cannot write -1 bytes", Options{Size: -1})
	check(`unknown format "xml"`, Options{Format: "xml"})
	check(`unknown format "xml"`, Options{Format: "docker+xml"})
	check(`unknown wrapper "podman"`, Options{Format: "podman+json"})
	check("cannot draw -1 paths", Options{Paths: -1})
	check("cannot draw 16777217 clients", Options{Clients: 1<<24 + 1})
	check("nasty", Options{Nasty: 1.5})
	check("nasty", Options{Nasty: nan})
	check("attacks", Options{Attacks: -0.1})
	check("attacks", Options{Attacks: nan})
}

func TestGenerateReturnsTheWritersError(t *testing.T) {
	full := errors.New("disk full")
	for _, lines := range []int{1, 5000} {
		if err := Generate(failingWriter{full}, small(Options{Lines: lines})); !errors.Is(err, full) {
			t.Errorf("%d lines: error %v", lines, err)
		}
	}
	if err := Generate(failingAfter{new(int), 1, full}, small(Options{Lines: 5000})); !errors.Is(err, full) {
		t.Errorf("second write: error %v", err)
	}
}

// failingWriter fails each write.
type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// failingAfter fails each write after the first few.
type failingAfter struct {
	writes *int
	good   int
	err    error
}

func (w failingAfter) Write(b []byte) (int, error) {
	if *w.writes++; *w.writes > w.good {
		return 0, w.err
	}
	return len(b), nil
}

// BenchmarkGenerate is the writing of a log of each format, by the number of
// goroutines. The site, which takes as long for any length, is drawn before.
func BenchmarkGenerate(b *testing.B) {
	for _, name := range append(Formats(), "docker+json", "syslog+haproxy") {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/workers=%d", name, workers), func(b *testing.B) {
				o := Options{Lines: 500_000, Format: name, Workers: workers}
				if err := o.complete(); err != nil {
					b.Fatal(err)
				}
				var size counter
				for b.Loop() {
					b.StopTimer()
					size = 0
					p := newPress(&size, o)
					b.StartTimer()
					if err := p.run(); err != nil {
						b.Fatal(err)
					}
				}
				b.SetBytes(int64(size))
				b.ReportMetric(float64(b.N*o.Lines)/b.Elapsed().Seconds(), "lines/s")
			})
		}
	}
}

// BenchmarkFormats is the writing of lines alone, without their drawing.
func BenchmarkFormats(b *testing.B) {
	for _, name := range append(Formats(), "docker+combined", "syslog+haproxy") {
		b.Run(name, func(b *testing.B) {
			g, err := newGenerator(small(Options{Format: name}))
			if err != nil {
				b.Fatal(err)
			}
			g.next()
			buf := g.append(nil)
			b.ReportAllocs()
			for b.Loop() {
				buf = g.printer.append(buf[:0], &g.line)
			}
			b.SetBytes(int64(len(buf)))
		})
	}
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(b []byte) (int, error) { *c += counter(len(b)); return len(b), nil }
