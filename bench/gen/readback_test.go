package gen

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"wf/parser"
)

// What wf reads in a generated log is what the generator says is there, all of
// it and nothing else, in lines with traps as well: the format is detected
// from a sample, then all fields are asked for.
//
// 20,000 lines of each format are read where the environment has CI, which
// takes 10 s with two cores, and otherwise 5,000; 500 with -short.
func TestLogsReadBack(t *testing.T) {
	for _, name := range Formats() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newReadback(t, name).run()
		})
	}
}

// wrappable are formats of each kind: in plain text and quotes, in JSON, and
// with lines before the first.
var wrappable = []string{"combined", "haproxy", "json", "caddy", "logfmt", "squid", "gcs", "w3c", "cloudfront"}

// wrapped returns the names of all these, wrapped. Quotes around lines of CSV,
// JSON and the like cannot be told from those that begin and end a field.
func wrapped() (names []string) {
	for _, wrapper := range Wrappers() {
		for _, name := range wrappable {
			if wrapper != "quotes" || !strings.Contains("json caddy logfmt gcs w3c", name) {
				names = append(names, wrapper+"+"+name)
			}
		}
	}
	return names
}

func TestWrappedLogsReadBack(t *testing.T) {
	for _, name := range wrapped() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newReadback(t, name).run()
		})
	}
}

// detectedAs are the names by which wf knows the formats and wrappers that
// other programs have as well. What journalctl writes by default is what
// syslog does.
var detectedAs = map[string]string{
	"combined-extra": "combined",
	"gunicorn":       "combined",
	"litespeed":      "combined",
	"varnishncsa":    "combined",
	"envoy_json":     "json",
	"traefik_json":   "json",
	"journald":       "syslog",
}

// detectedName is the name by which wf knows a format of the generator.
func detectedName(name string) string {
	parts := strings.Split(name, "+")
	for i, part := range parts {
		if other, ok := detectedAs[part]; ok {
			parts[i] = other
		}
	}
	return strings.Join(parts, "+")
}

// readback is a log that is read back line by line as it is generated.
type readback struct {
	*testing.T
	options Options
	set     *parser.FieldSet
	parser  parser.Parser
	record  *parser.Record
	fields  []int // slots of the fields that the generator speaks of

	carried  map[string]bool // fields that some line had
	accounts map[string]int  // lines by what was done to them
	failures int
}

// knownNames are the fields of wf that the generator speaks of.
const knownNames = "time client ident user vhost method uri path query proto status bytes referrer agent duration " +
	"forwarded upstream upstream_duration cache port outer_time outer_host"

func newReadback(t *testing.T, name string) *readback {
	t.Helper()
	o := small(Options{Lines: 5_000, Format: name, Seed: 7, Nasty: 0.2, Attacks: 0.1})
	switch {
	case testing.Short():
		o.Lines = 500
	case os.Getenv("CI") != "":
		o.Lines = 20_000
	}
	format := detected(t, o)
	b := &readback{T: t, options: o, carried: map[string]bool{}, accounts: map[string]int{}}
	b.set = parser.NewFieldSet(format.Own()...)
	for field := range strings.FieldsSeq(knownNames) {
		slot, err := b.set.Add(field)
		if err != nil {
			t.Fatal(err)
		}
		b.fields = append(b.fields, slot)
	}
	b.parser = format.Compile(b.set)
	b.record = parser.NewRecord(b.set)
	return b
}

// detected returns the format that wf finds in the first lines of a log, which
// must be the one it has.
func detected(t testing.TB, o Options) *parser.Format {
	t.Helper()
	o.Lines = min(o.Lines, 1_000)
	var b bytes.Buffer
	if err := Generate(&b, o); err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(b.Next(256<<10), []byte{'\n'})
	lines = lines[:len(lines)-1]
	for i, line := range lines {
		lines[i] = asRead(line)
	}
	found := parser.Detect(lines)
	if found.Format == nil || found.Format.Name != detectedName(o.Format) {
		t.Fatalf("format %+v found: %s", found.Format, found.Reason)
	}
	return found.Format
}

// asRead returns a line as wf gives it to a Parser: without the carriage
// return of its end, and without a hole of NULs before it.
func asRead(line []byte) []byte {
	return bytes.TrimLeft(bytes.TrimSuffix(line, []byte{'\r'}), "\x00")
}

// run generates the log and reads each line.
func (b *readback) run() {
	g, err := newGenerator(b.options)
	if err != nil {
		b.Fatal(err)
	}
	g.next()
	for header := range bytes.Lines(g.printer.begin(nil, &g.line)) {
		if outcome := b.parse(bytes.TrimRight(header, "\r\n")); outcome != parser.Directive {
			b.Errorf("outcome %d, want Directive: %q", outcome, header)
		}
	}
	truth := map[string]string{}
	for i := range b.options.Lines {
		if i > 0 {
			g.next()
		}
		line := append(g.append(nil), strings.TrimSuffix(g.printer.end(), "\n")...)
		g.printer.say(truth, &g.line)
		if g.damaged {
			b.damaged(line, g.printer.append(nil, &g.line), truth)
		} else {
			b.whole(line, truth)
		}
		if b.failures > 5 {
			return
		}
	}
	b.check(&g.printer.format)
}

// parse parses a line, and takes what it says of the next ones.
func (b *readback) parse(line []byte) parser.Outcome {
	b.record.Reset("")
	outcome := b.parser.Parse(line, b.record)
	if d, ok := b.parser.(parser.Directed); ok && outcome == parser.Directive {
		b.parser = d.Direct(line)
	}
	return outcome
}

// whole reads a line with nothing wrong around its fields.
func (b *readback) whole(line []byte, truth map[string]string) {
	b.accounts["whole"]++
	outcome := b.parse(asRead(line))
	if outcome != parser.Parsed {
		b.fail(line, "outcome %d, want Parsed", outcome)
		return
	}
	for name := range truth {
		b.carried[name] = true
	}
	for _, slot := range b.fields {
		name := b.set.Field(slot).Name
		want, there := truth[name]
		if !b.same(slot, want, there) {
			b.fail(line, "%s is %.300q (absent: %v), want %.300q (absent: %v)",
				name, b.record.Bytes(slot), b.record.Bytes(slot) == nil, want, !there)
		}
	}
}

func (b *readback) fail(line []byte, message string, args ...any) {
	b.failures++
	b.Errorf("%s\n\tin %.900q", fmt.Sprintf(message, args...), line)
}

// damaged reads a line that a trap made of an undamaged one: what is left of
// it is read as far as it goes, and what is something else is rejected.
func (b *readback) damaged(line, undamaged []byte, truth map[string]string) {
	read := asRead(line)
	outcome := b.parse(read)
	kind, want := "another", []parser.Outcome{parser.Rejected, parser.Directive}
	switch {
	case len(read) == 0:
		kind, want = "blank", []parser.Outcome{parser.Rejected}
	case bytes.Equal(read, undamaged):
		kind, want = "end or hole", []parser.Outcome{parser.Parsed}
	case bytes.HasPrefix(undamaged, read) || bytes.HasPrefix(read, undamaged):
		kind, want = "cut", []parser.Outcome{parser.Parsed, parser.Rejected}
	case bytes.Contains(read, undamaged):
		kind, want = "quoted", []parser.Outcome{parser.Rejected}
	}
	b.accounts[kind]++
	if !slices.Contains(want, outcome) {
		b.fail(line, "%s: outcome %d, want one of %d", kind, outcome, want)
		return
	}
	if outcome != parser.Parsed {
		return
	}
	wrong := map[string]bool{}
	for _, slot := range b.fields {
		name := b.set.Field(slot).Name
		if want, there := truth[name]; len(b.record.Bytes(slot)) > 0 && !b.same(slot, want, there) {
			if strings.Contains("method uri path query proto", name) {
				name = "request"
			}
			wrong[name] = true
		}
	}
	if most := map[string]int{"cut": 1}[kind]; len(wrong) > most {
		b.fail(line, "%s: wrong are %s", kind, slices.Sorted(maps.Keys(wrong)))
	}
}

// same reports whether the Record has want in the slot: the same number, the
// same instant, the same text, or nothing. What is there and empty is nothing
// to the generator.
func (b *readback) same(slot int, want string, there bool) bool {
	field, got := b.set.Field(slot), b.record.Bytes(slot)
	switch {
	case !there:
		return len(got) == 0
	case field.Name == "time":
		at, err := time.Parse(time.RFC3339Nano, want)
		stamp := b.record.Instant()
		return err == nil && stamp.Valid && stamp.Nanos == at.UnixNano()
	case field.Name == "outer_time":
		at, err := time.Parse(time.RFC3339Nano, want)
		if err != nil { // no year
			break
		}
		stamp, err := time.Parse(time.RFC3339Nano, string(got))
		return err == nil && stamp.Equal(at)
	case field.Numeric():
		return got != nil && sameNumber(string(got), want)
	}
	return string(got) == want
}

// sameNumber reports whether two decimal numbers are the same.
func sameNumber(a, b string) bool {
	trim := func(number string) string {
		whole, fraction, _ := strings.Cut(number, ".")
		whole = strings.TrimLeft(whole, "0")
		return whole + "." + strings.TrimRight(fraction, "0")
	}
	return trim(a) == trim(b)
}

// check fails the test if it has not seen what it is to see.
func (b *readback) check(f *format) {
	for name := range strings.FieldsSeq(f.carries) {
		if !b.carried[name] {
			b.Errorf("no line has %s", name)
		}
	}
	for _, kind := range []string{"whole", "blank", "end or hole", "cut", "quoted", "another"} {
		if b.accounts[kind] == 0 {
			b.Errorf("no line is %s: %v", kind, b.accounts)
		}
	}
}
