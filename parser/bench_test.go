package parser

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"
)

// logLines returns lines of the combined format as a busy site writes them:
// few paths asked for often, many clients, a new second every few lines. They
// are the same on every call.
func logLines(n int) [][]byte {
	agents := []string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
		"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
		"curl/8.14.1",
	}
	referrers := []string{"-", "-", "https://www.example.com/", "https://search.example/?q=wide+finder"}
	methods := []string{"GET", "GET", "GET", "GET", "GET", "GET", "GET", "POST", "HEAD", "PUT"}
	uris := []string{
		"/ongoing/When/200x/2003/07/%02d/Article-%d", "/img/%02d/photo-%d.jpg", "/search?page=%d&q=%d", "/api/v1/users/%02d/items/%d",
		"/static/%02d/app.%d.js",
	}
	statuses := []int{200, 200, 200, 200, 200, 304, 301, 404, 500}
	rnd := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(rnd, 1.1, 4, 60000)
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.FixedZone("", 3600))
	lines := make([][]byte, n)
	for i := range lines {
		if rnd.IntN(4) == 0 {
			now = now.Add(time.Second)
		}
		k := int(zipf.Uint64())
		lines[i] = fmt.Appendf(nil, `%d.%d.%d.%d - - [%s] "%s %s HTTP/1.%d" %d %d "%s" "%s"`,
			1+rnd.IntN(223), rnd.IntN(256), rnd.IntN(256), rnd.IntN(256), now.Format("02/Jan/2006:15:04:05 -0700"),
			methods[rnd.IntN(len(methods))], fmt.Sprintf(uris[k%len(uris)], k%31, k), rnd.IntN(2),
			statuses[rnd.IntN(len(statuses))], rnd.IntN(100000), referrers[rnd.IntN(len(referrers))], agents[rnd.IntN(len(agents))])
	}
	return lines
}

// benchmark times parser on the lines of a chunk that stays in the cache, as
// those of the chunker do, and reads the fields that are derived.
func benchmark(b *testing.B, set *FieldSet, parser Parser, read ...int) {
	chunk := bytes.Join(logLines(1200), []byte("\n"))
	lines := bytes.Split(chunk, []byte("\n"))
	r := NewRecord(set)
	b.SetBytes(int64(len(chunk) / len(lines)))
	b.ReportAllocs()
	i := len(lines)
	for b.Loop() {
		if i == len(lines) {
			r.Reset("access.log")
			i = 0
		}
		if parser.Parse(lines[i], r) == Rejected {
			b.Fatalf("rejected: %s", lines[i])
		}
		for _, slot := range read {
			r.Bytes(slot)
		}
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}

func BenchmarkParse(b *testing.B) {
	cases := []struct {
		name   string
		fields []string
		read   bool
	}{
		{"core", nil, false},
		{"uri", []string{"uri"}, false},
		{"path", []string{"path"}, false},
		{"status", []string{"status"}, false},
		{"client", []string{"client"}, false},
		{"logged", []string{"client", "ident", "user", "time", "method", "uri", "proto", "status", "bytes", "referrer", "agent"}, false},
		{"time", []string{"time"}, true},
		{"class", []string{"class"}, true},
		{"route", []string{"route"}, true},
		{"bot", []string{"bot"}, true},
		{"client24", []string{"client/24"}, true},
		{"hour", []string{"hour"}, true},
		{"ext", []string{"ext"}, true},
		{"bytes10k", []string{"bytes/10k"}, true},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			set := NewFieldSet()
			var read []int
			for _, name := range c.fields {
				slot, err := set.Add(name)
				if err != nil {
					b.Fatal(err)
				}
				if c.read {
					read = append(read, slot)
				}
			}
			benchmark(b, set, combined.Compile(set), read...)
		})
	}
}

// BenchmarkPlain is what the fused ops save.
func BenchmarkPlain(b *testing.B) {
	set := NewFieldSet()
	if _, err := set.Add("uri"); err != nil {
		b.Fatal(err)
	}
	p := combined.scheme().(*layout).program(set)
	p.ops, p.core = p.plain, p.must
	benchmark(b, set, p)
}

func BenchmarkPattern(b *testing.B) {
	p := NewPattern(regexp.MustCompile(`GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .]+) `))
	set := NewFieldSet(p.Fields()...)
	if _, err := set.Add("1"); err != nil {
		b.Fatal(err)
	}
	benchmark(b, set, p.Compile(set))
}

// BenchmarkKeep has a condition that holds for all lines, for those of errors,
// and for an agent, which is the last field.
func BenchmarkKeep(b *testing.B) {
	keeps := []struct {
		name, need string
		keep       func(r *Record, slot int) bool
	}{
		{"all", "", func(*Record, int) bool { return true }},
		{"none", "", func(*Record, int) bool { return false }},
		{"status", "status", func(r *Record, slot int) bool { n, ok := r.Integer(slot); return ok && n >= 500 }},
		{"agent", "agent", func(r *Record, slot int) bool { return bytes.Contains(r.Bytes(slot), []byte("Firefox")) }},
	}
	for _, fields := range []string{"uri", "uri referrer agent extra1"} {
		for _, k := range keeps {
			b.Run(strings.ReplaceAll(k.name+" of "+fields, " ", "_"), func(b *testing.B) {
				set := NewFieldSet()
				for _, name := range strings.Fields(fields) {
					set.Add(name)
				}
				slot := 0
				if k.need != "" {
					slot, _ = set.Add(k.need)
				}
				set.Keep(func(r *Record) bool { return k.keep(r, slot) }, slot)
				benchmark(b, set, combined.Compile(set))
			})
		}
		b.Run(strings.ReplaceAll("no keep of "+fields, " ", "_"), func(b *testing.B) {
			set := NewFieldSet()
			for _, name := range strings.Fields(fields) {
				set.Add(name)
			}
			benchmark(b, set, combined.Compile(set))
		})
	}
}
