package parser

import (
	"bytes"
	"slices"
	"strings"
	"sync"
)

// The extended log file format of the W3C, as IIS writes it, and Amazon
// CloudFront: a line #Fields: says what the lines behind it hold, and may come
// again at any place.
// https://www.w3.org/TR/WD-logfile.html
// https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
//
// IIS writes times in UTC, + for a space in a header, durations in
// milliseconds. CloudFront writes tabs between the fields, headers with
// percent escapes twice, and durations in seconds.

// w3c is the scheme of such logs.
type w3c struct {
	usual  string   // the #Fields: line that servers write if nobody changed it
	before string   // the one in force where there is none, or ""
	seen   []string // those of a sample
}

const (
	fieldsDirective = "#Fields:"
	dateDirective   = "#Date:"
)

var w3cFormat = Format{
	Name:   "w3c",
	Doc:    "W3C extended: IIS",
	Layout: "as its #Fields: lines say",
	Sample: `2026-03-01 09:00:00 192.0.2.1 GET /index.html lang=en 443 - 198.51.100.7 Mozilla/5.0+(X11;+Linux+x86_64)+Firefox/140.0 https://example.com/ 200 0 0 17`,
	lines: &w3c{usual: "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip " +
		"cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"},
}

var cloudFront = Format{
	Name:   "cloudfront",
	Doc:    "Amazon CloudFront's standard log",
	Layout: "as its #Fields: lines say",
	Sample: "2026-03-01\t09:00:00\tFRA56-P3\t5120\t198.51.100.7\tGET\td111111abcdef8.cloudfront.net\t/index.html\t200\thttps://example.com/\t" +
		"Mozilla/5.0%20(X11;%20Linux%20x86_64)%20Firefox/140.0\tlang=en\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\t" +
		"www.example.com\thttps\t312\t0.017\t203.0.113.9\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t50372\t0.001\tHit\ttext/html\t5120\t-\t-",
	lines: &w3c{usual: cloudFrontFields, before: cloudFrontFields},
}

// cloudFrontFields are always the same, so that a file without its first lines
// can be read as well.
const cloudFrontFields = "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) " +
	"cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken " +
	"x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port " +
	"time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end"

// w3cFields are our fields by the names that W3C logs have for them, the
// better one first where two are for the same.
var w3cFields = []struct{ name, field string }{
	{"c-ip", "client"},
	{"cs-username", "user"},
	{"x-host-header", "vhost"}, {"cs-host", "vhost"}, {"cs(Host)", "vhost"}, {"s-sitename", "vhost"},
	{"cs-method", "method"},
	{"cs-uri", "uri"}, {"cs-uri-stem", "path"}, {"cs-uri-query", "query"},
	{"cs-version", "proto"}, {"cs-protocol-version", "proto"},
	{"sc-status", "status"},
	{"sc-bytes", "bytes"},
	{"cs(Referer)", "referrer"}, {"cs(Referrer)", "referrer"},
	{"cs(User-Agent)", "agent"},
	{"time-taken", "duration"},
	{"x-forwarded-for", "forwarded"}, {"cs(X-Forwarded-For)", "forwarded"},
	{"x-edge-result-type", "cache"},
	{"s-port", "port"}, {"cs-uri-port", "port"},
}

// w3cNumbers are fields of their own that are whole numbers.
var w3cNumbers = []string{"sc-substatus", "sc-win32-status", "cs-bytes", "c-port", "sc-content-len"}

// columns turns a #Fields: line into the pieces of a layout. date is that of
// the #Date: line before it, for logs that write the clock alone.
func w3cColumns(line, date string) *layout {
	names := strings.Fields(strings.TrimPrefix(line, fieldsDirective))
	amazon := slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, "x-edge-") })
	separator := " "
	if amazon {
		separator = "\t"
	}
	l := &layout{}
	add := func(it item) {
		if len(l.items) > 0 {
			l.items = append(l.items, item{text: separator})
		}
		l.items = append(l.items, it)
	}
	for i := 0; i < len(names); i++ {
		switch name := names[i]; {
		case name == "date" && i+1 < len(names) && names[i+1] == "time":
			add(item{source: source{name: "date time", field: knownField("time"), notation: utcNotation}})
			i++
		case name == "time" && !slices.Contains(names, "date") && date != "":
			add(item{source: source{name: name, field: knownField("time"), notation: utcNotation, convert: onDate(date)}})
		default:
			add(item{shape: shapeWord, source: w3cSource(name, names, amazon)})
		}
	}
	return l
}

// w3cSource is the column of a name among others.
func w3cSource(name string, names []string, amazon bool) source {
	s := source{name: name, field: Field{Name: normalName(strings.ReplaceAll(strings.ReplaceAll(name, "(", "_"), ")", "")), Kind: Text}}
	if slices.Contains(w3cNumbers, name) {
		s.field.Kind = Integer
	}
	for _, known := range w3cFields {
		if strings.EqualFold(known.name, name) && !betterColumn(known.field, name, names) {
			s.field, _ = LookupField(known.field)
			break
		}
	}
	header := strings.HasPrefix(name, "cs(")
	switch {
	case s.field.Name == "duration" && !amazon:
		s.convert = fromMillis
	case header && amazon:
		s.convert = percentDecodedTwice
	case s.field.Name == "forwarded" && amazon:
		s.convert = percentDecoded
	case header:
		s.convert = plusSpaces
	}
	return s
}

// betterColumn reports whether another one of names is the better one for the
// field.
func betterColumn(field, name string, names []string) bool {
	for _, known := range w3cFields {
		if known.field != field {
			continue
		}
		if strings.EqualFold(known.name, name) {
			return false
		}
		if slices.ContainsFunc(names, func(other string) bool { return strings.EqualFold(other, known.name) }) {
			return true
		}
	}
	return false
}

// onDate puts a date before a clock.
func onDate(date string) derivation {
	return func(r *Record, _ int, from []int) span {
		clock := r.Bytes(from[0])
		if clock == nil {
			return absent
		}
		lo := len(r.scratch)
		r.scratch = append(append(append(r.scratch, date...), ' '), clock...)
		return r.since(lo)
	}
}

// sources implements scheme.
func (w *w3c) sources() []source {
	var list []source
	for _, line := range w.lines() {
		for _, s := range w3cColumns(line, "2000-01-01").sources() {
			if !slices.ContainsFunc(list, func(have source) bool { return have.field.Name == s.field.Name }) {
				list = append(list, s)
			}
		}
	}
	return list
}

// lines are the #Fields: lines that say what the log holds.
func (w *w3c) lines() []string {
	if len(w.seen) == 0 {
		return []string{w.usual}
	}
	return w.seen
}

// fixed returns the scheme for lines that a collector of logs put something
// around, so that the directives among them cannot be followed: they all have
// the form that the sample showed, if it showed but one.
func (w *w3c) fixed() *w3c {
	if len(w.seen) != 1 {
		return w
	}
	return &w3c{usual: w.usual, before: w.seen[0], seen: w.seen}
}

// compile implements scheme.
func (w *w3c) compile(set *FieldSet) Parser {
	root := &w3cParser{fields: w.before}
	root.root = root
	root.set = set
	root.bind()
	return root
}

// w3cParser is a Directed parser, for the lines behind certain directives.
type w3cParser struct {
	set          *FieldSet
	fields, date string   // the directives in force
	program      *program // nil before the first #Fields:
	none         *binding // then

	root  *w3cParser
	known sync.Map // of the root: parsers by their directives
	count int      // of those, guarded by mu
	mu    sync.Mutex
}

// maxForms is how many different pairs of directives are remembered: logs have
// a few, hostile ones as many as lines.
const maxForms = 64

func (p *w3cParser) bind() {
	if p.fields == "" {
		p.none = bind(p.set, nil, false)
		return
	}
	p.program = w3cColumns(p.fields, p.date).program(p.set)
}

// Directives implements Directed.
func (p *w3cParser) Directives() []string { return []string{fieldsDirective, dateDirective} }

// Direct implements Directed.
func (p *w3cParser) Direct(line []byte) Parser {
	fields, date := p.fields, p.date
	text := strings.TrimRight(string(line), " \t\r\n")
	switch {
	case strings.HasPrefix(text, fieldsDirective):
		fields = text
	case strings.HasPrefix(text, dateDirective):
		date, _, _ = strings.Cut(strings.TrimSpace(text[len(dateDirective):]), " ")
	}
	if fields == p.fields && date == p.date {
		return p
	}
	return p.root.form(fields, date)
}

// form returns the parser for the lines behind the two directives.
func (p *w3cParser) form(fields, date string) Parser {
	key := fields + "\n" + date
	if known, ok := p.known.Load(key); ok {
		return known.(*w3cParser)
	}
	made := &w3cParser{set: p.set, fields: fields, date: date, root: p}
	made.bind()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.count < maxForms {
		p.count++
		p.known.Store(key, made)
	}
	return made
}

// Parse implements Parser.
func (p *w3cParser) Parse(line []byte, r *Record) Outcome {
	if len(line) > 0 && line[0] == '#' {
		return Directive
	}
	if p.program == nil {
		return Rejected
	}
	return p.program.Parse(line, r)
}

// fit implements scheme.
func (w *w3c) fit(p Parser, r *Record, line []byte) fit {
	if p.Parse(line, r) != Parsed {
		return fit{}
	}
	return fit{parsed: true, whole: true, fields: strings.Count(w.lines()[0], " ")}
}

// explain implements scheme.
func (w *w3c) explain(line []byte) string {
	if bytes.HasPrefix(line, []byte{'#'}) {
		return ""
	}
	if len(w.seen) == 0 && w.before == "" {
		return "no #Fields: line before it"
	}
	last := w.lines()[len(w.lines())-1]
	return w3cColumns(last, "2000-01-01").explain(line)
}

// fitted returns the format for a log with the #Fields: lines among lines, or
// nil if there are none.
func (w *w3c) fitted(f *Format, lines [][]byte) *Format {
	var seen []string
	for _, line := range lines {
		line = bytes.TrimSpace(line)
		if len(seen) == maxForms || !bytes.HasPrefix(line, []byte(fieldsDirective)) {
			continue
		}
		if text := string(line); !slices.Contains(seen, text) {
			seen = append(seen, text)
		}
	}
	if len(seen) == 0 {
		return nil
	}
	bound := *f
	bound.lines = &w3c{usual: w.usual, before: w.before, seen: seen}
	if strings.Contains(seen[0], "x-edge-") {
		bound.Name, bound.Doc, bound.Sample = cloudFront.Name, cloudFront.Doc, cloudFront.Sample
	}
	return &bound
}
