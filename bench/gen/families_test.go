package gen

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wf/aggregate"
	"wf/parser"
)

// family is a log in memory and what reads it.
type family struct {
	format  *parser.Format
	headers [][]byte // the lines before the first
	data    []byte   // the others
	lines   int
}

func newFamily(t testing.TB, o Options) *family {
	t.Helper()
	f := &family{format: detected(t, o), lines: o.Lines}
	var b bytes.Buffer
	if err := Generate(&b, o); err != nil {
		t.Fatal(err)
	}
	f.data = b.Bytes()
	p, err := lookup(o.Format)
	if err != nil {
		t.Fatal(err)
	}
	for header := range bytes.Lines(p.begin(nil, &line{second: firstSecond})) {
		end := bytes.IndexByte(f.data, '\n') + 1
		f.headers = append(f.headers, bytes.TrimRight(header, "\r\n"))
		f.data = f.data[end:]
	}
	return f
}

// compile returns the Parser of the lines behind the headers.
func (f *family) compile(set *parser.FieldSet) parser.Parser {
	p := f.format.Compile(set)
	for _, header := range f.headers {
		if d, ok := p.(parser.Directed); ok {
			p = d.Direct(header)
		}
	}
	return p
}

// Lines of any format are read without allocating anything, in whatever they
// are wrapped, and whatever field is asked for.
func TestReadingAllocatesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing runs side by side in it")
	}
	for _, name := range slices.Concat(Formats(), wrapped()) {
		f := newFamily(t, small(Options{Lines: 200, Format: name, Seed: 3, Nasty: 0.2}))
		set := parser.NewFieldSet(f.format.Own()...)
		for _, field := range f.format.Fields() {
			if _, err := set.Add(field.Name); err != nil {
				t.Fatal(err)
			}
		}
		p, r := f.compile(set), parser.NewRecord(set)
		read := func() {
			r.Reset("access.log")
			for line := range bytes.Lines(f.data) {
				if p.Parse(asRead(bytes.TrimSuffix(line, []byte{'\n'})), r) != parser.Parsed {
					continue
				}
				r.Instant()
				for slot := range set.Len() {
					r.Bytes(slot)
				}
			}
		}
		if n := testing.AllocsPerRun(3, read); n != 0 {
			t.Errorf("%s: %v allocations for %d lines", name, n, f.lines)
		}
	}
}

// Expressions for the beginning of the lines of each format, as somebody would
// write them who has only package regexp. Those of JSON take the keys in the
// order in which the server writes them.
const (
	askedRE    = `"(?P<method>\S+) (?P<path>[^? "]+)(?:\?(?P<query>[^ "]*))?(?: (?P<proto>[^"]*))?"`
	commonRE   = `(?P<client>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]+)\] ` + askedRE + ` (?P<status>\d+) (?P<bytes>\d+|-)`
	headersRE  = ` "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)"`
	combinedRE = commonRE + headersRE
	balancerRE = `(?P<time>\S+) \S+ (?P<client>\S+):\d+ (?P<upstream>\S+) (?P<first>\S+) (?P<second>\S+) (?P<third>\S+) ` +
		`(?P<status>\d+) \S+ \d+ (?P<bytes>\d+) ` + askedRE + ` "(?P<agent>[^"]*)"`
	haproxyRE = `(?P<client>\S+):\d+ \[(?P<time>[^\]]+)\] \S+ (?P<upstream>\S+) `
	jsonURI   = `":"(?P<path>[^"?]*)(?:\?(?P<query>[^"]*))?"`
)

var familyExpressions = map[string]string{
	"common":         commonRE,
	"combined":       combinedRE,
	"gunicorn":       combinedRE,
	"litespeed":      combinedRE,
	"varnishncsa":    combinedRE,
	"combined-extra": combinedRE,
	"main":           combinedRE + ` "(?P<forwarded>[^"]*)"`,
	"vhost_common":   `(?P<vhost>\S+) ` + commonRE,
	"vhost_combined": `(?P<vhost>[^ :]+):(?P<port>\d+) ` + combinedRE,
	"lighttpd":       `(?P<client>\S+) (?P<vhost>\S+) (?P<user>\S+) \[(?P<time>[^\]]+)\] ` + askedRE + ` (?P<status>\d+) (?P<bytes>\d+|-)` + headersRE,
	"traefik":        combinedRE + ` \d+ "[^"]*" "(?P<upstream>[^"]*)" (?P<duration>\d+)ms`,
	"ingress":        combinedRE + ` \d+ (?P<duration>[\d.]+) \[[^\]]*\] \[[^\]]*\] (?P<upstream>\S+)`,
	"json": `\{"time_iso8601":"(?P<time>[^"]*)","remote_addr":"(?P<client>[^"]*)".*"request_method":"(?P<method>[^"]*)","request_uri` + jsonURI +
		`.*"status":"(?P<status>\d+)","body_bytes_sent":(?P<bytes>\d+)`,
	"envoy_json":   `.*?"bytes_sent":(?P<bytes>\d+).*"method":"(?P<method>[^"]*)".*"response_code":(?P<status>\d+).*"start_time":"(?P<time>[^"]*)".*"x-envoy-origin-path` + jsonURI,
	"caddy":        `.*?"ts":(?P<time>[\d.]+).*"client_ip":"(?P<client>[^"]*)".*"method":"(?P<method>[^"]*)".*"uri` + jsonURI + `.*"size":(?P<bytes>\d+),"status":(?P<status>\d+)`,
	"traefik_json": `.*?"ClientHost":"(?P<client>[^"]*)".*"DownstreamStatus":(?P<status>\d+).*"RequestMethod":"(?P<method>[^"]*)","RequestPath` + jsonURI + `.*"StartUTC":"(?P<time>[^"]*)"`,
	"ltsv": `time:(?P<time>[^\t]*)\thost:(?P<client>[^\t]*)\t.*\treq:(?P<method>\S+) (?P<path>[^? \t]+)(?:\?(?P<query>[^ \t]*))?(?: [^\t]*)?\tstatus:(?P<status>\d+)` +
		`\tsize:(?P<bytes>\d+)\treferer:(?P<referrer>[^\t]*)\tua:(?P<agent>[^\t]*)`,
	"logfmt": `ts=(?P<time>\S+) .*remote_addr=(?P<client>\S+) .*method=(?P<method>\S+) uri="?(?P<path>[^? "]+)(?:\?(?P<query>[^ "]*))?"? proto=\S+ status=(?P<status>\d+) bytes=(?P<bytes>\d+)`,
	"w3c":    `(?P<time>\S+ \S+) \S+ (?P<method>\S+) (?P<path>\S+) (?P<query>\S+) \d+ (?P<user>\S+) (?P<client>\S+) (?P<agent>\S+) (?P<referrer>\S+) (?P<status>\d+)`,
	"cloudfront": `(?P<time>\S+\t\S+)\t\S+\t(?P<bytes>\d+)\t(?P<client>\S+)\t(?P<method>\S+)\t\S+\t(?P<path>[^\t]+)\t(?P<status>\d+)\t(?P<referrer>[^\t]+)\t` +
		`(?P<agent>[^\t]+)\t(?P<query>[^\t]+)`,
	"elb": balancerRE,
	"alb": `\S+ ` + balancerRE,
	"s3": `\S+ (?P<vhost>\S+) \[(?P<time>[^\]]+)\] (?P<client>\S+) (?P<user>\S+) \S+ \S+ \S+ ` + askedRE + ` (?P<status>\d+) \S+ (?P<bytes>\d+|-) \S+ (?P<duration>\d+) \d+` +
		headersRE,
	"gcs":         `"(?P<time>\d+)","(?P<client>[^"]*)","\d","","(?P<method>[^"]*)","(?P<path>[^"?]*)(?:\?(?P<query>[^"]*))?","(?P<status>\d+)","\d+","(?P<bytes>\d+)","(?P<duration>\d+)"`,
	"haproxy":     haproxyRE + `(?P<timers>[\d/-]+) (?P<status>\d+) (?P<bytes>\d+) \S+ \S+ \S+ \S+ \S+ ` + askedRE,
	"haproxy_clf": `(?P<client>\S+) - - \[(?P<time>[^\]]+)\] ` + askedRE + ` (?P<status>\d+) (?P<bytes>\d+) "" "" \d+ \d+ "[^"]*" "(?P<backend>[^"]*)" "(?P<server>[^"]*)"`,
	"squid":       `(?P<time>[\d.]+) +(?P<duration>\d+) (?P<client>\S+) (?P<cache>[^/]+)/(?P<status>\d+) (?P<bytes>\d+) (?P<method>\S+) (?P<path>[^? ]+)(?:\?(?P<query>\S*))?`,
	"envoy":       `\[(?P<time>[^\]]+)\] ` + askedRE + ` (?P<status>\d+) \S+ \d+ (?P<bytes>\d+) (?P<duration>\d+) \S+ "(?P<forwarded>[^"]*)" "(?P<agent>[^"]*)"`,
	"istio":       `\[(?P<time>[^\]]+)\] ` + askedRE + ` (?P<status>\d+) \S+ \S+ \S+ "[^"]*" \d+ (?P<bytes>\d+) (?P<duration>\d+) \S+ "(?P<forwarded>[^"]*)" "(?P<agent>[^"]*)"`,
	"uwsgi": `\[[^\]]+\] (?P<client>\S+) \((?P<user>[^)]*)\) \{[^}]*\} \[(?P<time>[^\]]+)\] (?P<method>\S+) (?P<path>[^? ]+)(?:\?(?P<query>\S*))? => generated (?P<bytes>\d+) ` +
		`bytes in (?P<duration>\d+) msecs \((?P<proto>\S+) (?P<status>\d+)\)`,
}

// BenchmarkFamilies counts what wf top path counts in a log of each format, in
// memory, on one core: as wf does it, and with an expression and a map. A log
// has 100,000 lines, so that -benchtime 10x reads a million.
func BenchmarkFamilies(b *testing.B) {
	const lines = 100_000
	for _, name := range Formats() {
		if name == "haproxy_tcp" { // has no path
			continue
		}
		b.Run(name, func(b *testing.B) {
			f := newFamily(b, Options{Lines: lines, Format: name, Seed: 1})
			b.Run("wf", func(b *testing.B) { f.run(b, f.counter(b)) })
			b.Run("regexp", func(b *testing.B) { f.run(b, f.matcher(b, name)) })
		})
	}
}

// run times a function that counts all lines and returns how many.
func (f *family) run(b *testing.B, count func() int) {
	b.SetBytes(int64(len(f.data)))
	b.ReportAllocs()
	for b.Loop() {
		if n := count(); n != f.lines {
			b.Fatalf("%d lines counted of %d", n, f.lines)
		}
	}
	b.ReportMetric(float64(b.N*f.lines)/b.Elapsed().Seconds(), "lines/s")
	b.ReportMetric(float64(b.N*len(f.data))/b.Elapsed().Seconds()/1e9, "GB/s")
}

// counter counts as a worker does, in chunks of whole lines.
func (f *family) counter(t testing.TB) func() int {
	t.Helper()
	set := parser.NewFieldSet(f.format.Own()...)
	spec, err := aggregate.Compile(aggregate.Question{Keys: []string{"path"}, Metrics: []string{"count"}}, set)
	if err != nil {
		t.Fatal(err)
	}
	p, r, partial := f.compile(set), parser.NewRecord(set), aggregate.NewPartial(spec, nil)
	return func() (lines int) {
		for rest := f.data; len(rest) > 0; {
			size := min(len(rest), 256<<10)
			size = bytes.LastIndexByte(rest[:size], '\n') + 1
			chunk := rest[:size]
			rest = rest[size:]
			r.Reset("access.log")
			for len(chunk) > 0 {
				end := bytes.IndexByte(chunk, '\n')
				if p.Parse(bytes.TrimSuffix(chunk[:end], []byte{'\r'}), r) == parser.Parsed {
					partial.Add(r)
					lines++
				}
				chunk = chunk[end+1:]
			}
			partial.Flush()
		}
		return lines
	}
}

// matcher counts by the group path of an expression.
func (f *family) matcher(t testing.TB, name string) func() int {
	t.Helper()
	re := regexp.MustCompile("^" + familyExpressions[name])
	group := 2 * re.SubexpIndex("path")
	paths := map[string]*int{}
	return func() (lines int) {
		for line := range bytes.Lines(f.data) {
			m := re.FindSubmatchIndex(line)
			if m == nil || m[group] < 0 {
				continue
			}
			path := line[m[group]:m[group+1]]
			n, ok := paths[string(path)]
			if !ok {
				n = new(int)
				paths[strings.Clone(string(path))] = n
			}
			*n++
			lines++
		}
		return lines
	}
}
