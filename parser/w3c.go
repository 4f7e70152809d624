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

	once sync.Once
	list []source // of all columns, once asked for
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

// maxColumns bounds what a hostile directive can cost: more are no fields.
const maxColumns = 1000

// w3cColumns turns a #Fields: line into a layout. date is that of the #Date:
// line before it, for logs that write the clock alone, or "".
func w3cColumns(line, date string) *layout {
	names := strings.Fields(strings.TrimPrefix(line, fieldsDirective))
	c := w3cNaming{names: names[:min(len(names), maxColumns)], present: make(map[string]bool)}
	for _, name := range c.names {
		c.present[strings.ToLower(name)] = true
		c.amazon = c.amazon || strings.HasPrefix(name, "x-edge-")
	}
	separator := item{text: " "}
	if c.amazon {
		separator.text = "\t"
	}
	l := &layout{}
	for i := 0; i < len(c.names); i++ {
		if i > 0 {
			l.items = append(l.items, separator)
		}
		if c.names[i] == "date" && i+1 < len(c.names) && c.names[i+1] == "time" {
			l.items = append(l.items, item{source: source{name: "date time", field: knownField("time"), notation: utcNotation}})
			c.timed = true
			i++
			continue
		}
		l.items = append(l.items, item{shape: shapeWord, source: c.source(c.names[i], date)})
	}
	if !c.timed && c.present["date"] && c.present["time"] {
		l.made = append(l.made, source{field: knownField("time"), notation: utcNotation, convert: dateAndClock, from: []string{"log.date", "log.time"}})
	}
	return l
}

// w3cNaming finds which column of a log is which field.
type w3cNaming struct {
	names   []string
	present map[string]bool // in lower case
	amazon  bool            // of CloudFront
	timed   bool            // a column is the time
}

// source is the column of a name. The first of two for one field is it.
func (c *w3cNaming) source(name, date string) source {
	switch {
	case name == "date", name == "time" && (c.timed || c.present["date"]):
		return source{name: name, field: Field{Name: logPrefix + name, Kind: Text}}
	case name == "time":
		c.timed = true
		return source{name: name, field: knownField("time"), notation: utcNotation, convert: onDate(date)}
	}
	s := source{name: name, field: Field{Name: normalName(strings.ReplaceAll(strings.ReplaceAll(name, "(", "_"), ")", "")), Kind: Text}}
	if slices.Contains(w3cNumbers, name) {
		s.field.Kind = Integer
	}
	for _, known := range w3cFields {
		if strings.EqualFold(known.name, name) && !c.better(known.field, name) {
			s.field = knownField(known.field)
			return c.written(s)
		}
	}
	if _, known := LookupField(s.field.Name); known { // and means something else
		s.field.Name = logPrefix + s.field.Name
	}
	return c.written(s)
}

// written adds how the values of a column are written.
func (c *w3cNaming) written(s source) source {
	header := strings.HasPrefix(s.name, "cs(")
	switch {
	case s.field.Name == "duration" && !c.amazon:
		s.convert = fromMillis
	case header && c.amazon:
		s.convert = percentDecodedTwice
	case s.field.Name == "forwarded" && c.amazon:
		s.convert = percentDecoded
	case header:
		s.convert = plusSpaces
	}
	return s
}

// better reports whether another column is the better one for the field.
func (c *w3cNaming) better(field, name string) bool {
	for _, known := range w3cFields {
		if known.field != field {
			continue
		}
		if strings.EqualFold(known.name, name) {
			return false
		}
		if c.present[strings.ToLower(known.name)] {
			return true
		}
	}
	return false
}

// onDate puts a date before a clock; there is no time without one.
func onDate(date string) derivation {
	return func(r *Record, _ int, from []int) span {
		clock := r.Bytes(from[0])
		if clock == nil || date == "" {
			return absent
		}
		lo := len(r.scratch)
		r.scratch = append(append(append(r.scratch, date...), ' '), clock...)
		return r.since(lo)
	}
}

// dateAndClock puts a date before a clock that stands elsewhere in the line.
func dateAndClock(r *Record, _ int, from []int) span {
	date, clock := r.Bytes(from[0]), r.Bytes(from[1])
	if date == nil || clock == nil {
		return absent
	}
	lo := len(r.scratch)
	r.scratch = append(append(append(r.scratch, date...), ' '), clock...)
	return r.since(lo)
}

// sources implements scheme.
func (w *w3c) sources() []source {
	w.once.Do(func() {
		have := make(map[string]bool)
		for _, line := range w.lines() {
			for _, s := range w3cColumns(line, "2000-01-01").sources() {
				if !have[s.field.Name] {
					have[s.field.Name] = true
					w.list = append(w.list, s)
				}
			}
		}
	})
	return w.list
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
	for _, fields := range w.lines() {
		if why := w3cColumns(fields, "2000-01-01").explain(line); why != "" && len(w.lines()) == 1 {
			return why
		}
	}
	return "not as the #Fields: line before it says"
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
