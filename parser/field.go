package parser

import (
	"strconv"
	"strings"
)

// Kind tells how the bytes of a value are to be read, ordered and shown.
type Kind uint8

const (
	Text    Kind = iota // any bytes, ordered as bytes
	Integer             // decimal digits, ordered as numbers: status, bytes
	Decimal             // a decimal number with at most nine fractional digits: seconds, unknown numbers
	Clock               // eight bytes made by AppendClock, shown as 2026-03-01T10:00:00; under a zone an instant
	Weekday             // one byte, '1' for Monday to '7', shown as Mon to Sun
)

// String is the kind as people call it.
func (k Kind) String() string {
	switch k {
	case Integer:
		return "whole number"
	case Decimal:
		return "number"
	case Clock:
		return "time"
	case Weekday:
		return "weekday"
	}
	return "text"
}

// Field is a name that a user can type.
type Field struct {
	Name string
	Kind Kind
	Unit string // "bytes", "seconds" or ""
	Doc  string // one line for wf formats NAME
}

// knownFields are the fields that logs carry, under the names that they have
// here whatever the format calls them.
var knownFields = []Field{
	{"time", Clock, "", "when, by the clock of the log"},
	{"client", Text, "", "who asked: an address or a name"},
	{"ident", Text, "", "the client's user as identd has it"},
	{"user", Text, "", "the user who logged in"},
	{"vhost", Text, "", "which site"},
	{"method", Text, "", "GET, POST ..."},
	{"uri", Text, "", "what was asked for, as sent"},
	{"path", Text, "", "uri up to the question mark"},
	{"query", Text, "", "uri behind the question mark"},
	{"proto", Text, "", "HTTP/1.1 ..."},
	{"status", Integer, "", "the code of the answer"},
	{"bytes", Integer, "bytes", "the size of the answer"},
	{"referrer", Text, "", "the page that led here"},
	{"agent", Text, "", "what the client calls itself"},
	{"duration", Decimal, "seconds", "how long the answer took"},
	{"forwarded", Text, "", "X-Forwarded-For: the addresses that proxies saw"},
	{"upstream", Text, "", "the server behind this one"},
	{"upstream_duration", Decimal, "seconds", "how long the server behind took"},
	{"cache", Text, "", "HIT, MISS ..."},
	{"port", Integer, "", "the port of the site"},
	{"outer_time", Text, "", "the time that a collector of logs wrote before the line"},
	{"outer_host", Text, "", "the host, pod or unit that it wrote there"},
}

// parsedFields are those that a request line or a uri is taken apart into, or
// put together from, by the name of the source.
var parsedFields = map[string][]string{
	"request": {"method", "uri", "path", "query", "proto"},
	"uri":     {"path", "query"},
	"path":    {"uri"},
}

// Numeric reports whether values of the field may be numbers: those of known
// text fields are none, those of others nobody can tell.
func (f Field) Numeric() bool {
	switch f.Kind {
	case Integer, Decimal:
		return true
	case Text:
		_, extra := extraNumber(f.Name)
		known, ok := LookupField(f.Name)
		return extra || !ok || known != f || strings.HasPrefix(f.Name, logPrefix)
	}
	return false
}

// LookupField returns the field of that name: one that logs carry, one
// derived from it, one with a parameter (client/24, time/5m, bytes/10k,
// duration/100ms, duration/log), or extra1, extra2 ... for those beyond the
// known ones of a format.
func LookupField(name string) (Field, bool) {
	for _, f := range knownFields {
		if f.Name == name {
			return f, true
		}
	}
	if _, ok := extraNumber(name); ok {
		return Field{Name: name, Kind: Text, Doc: "a field behind those of the format, by position"}, true
	}
	if own, ok := strings.CutPrefix(name, logPrefix); ok && own != "" && own == normalName(own) {
		return Field{Name: name, Kind: Text, Doc: "the log's own " + own}, true
	}
	d, ok := lookupDerived(name, LookupField)
	return d.field, ok
}

// knownField returns one of the fields that logs carry.
func knownField(name string) Field {
	for _, f := range knownFields {
		if f.Name == name {
			return f
		}
	}
	panic("bug: no field " + name)
}

// Fields returns the fields that a user can name, in the order of the manual,
// with an example of each that takes a parameter.
func Fields() []Field {
	fields := append([]Field(nil), knownFields...)
	for _, d := range derivedFields {
		fields = append(fields, d.field)
	}
	for _, name := range []string{"client/24", "time/5m", "duration/100ms", "bytes/10k", "duration/log"} {
		f, _ := LookupField(name)
		fields = append(fields, f)
	}
	return fields
}

// maxExtra bounds the programs that a user can ask for.
const maxExtra = 99

// extraName returns extraN.
func extraName(n int) string { return "extra" + strconv.Itoa(n) }

// extraNumber returns N of extraN.
func extraNumber(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, "extra")
	if !ok || digits == "" || len(digits) > 2 || digits[0] == '0' {
		return 0, false
	}
	n, ok := ParseInteger([]byte(digits))
	return int(n), ok && 1 <= n && n <= maxExtra
}
