package cli

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"math/big"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"wf/bench/gen"
)

// The answers of the command are compared with those of a plain program: lines
// taken apart by package regexp, times by package time, networks by
// net/netip, and groups of records in Go's maps.

// plainRecord is a line taken apart. A text that is absent is a dash.
type plainRecord struct {
	client, user, method, uri, proto, status, bytes, referrer, agent, duration string

	time time.Time // in the line's own zone
}

// plainLine is a combined line, alone or with the request's time and the
// addresses it came through behind it.
var plainLine = regexp.MustCompile(`^(\S+) \S+ (.*?) \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"(?: ([\d.]+) "[^"]*")?$`)

// plainRequest is a request line.
var plainRequest = regexp.MustCompile(`^([A-Z_-]+)(?: (.*?)(?: (HTTP/\S*))?)?$`)

// plainLog takes the lines of a log apart, or each so-manieth of them, and
// returns those lines as well.
func plainLog(t testing.TB, text []byte, every int) (records []plainRecord, lines []byte) {
	t.Helper()
	n := 0
	for line := range bytes.Lines(text) {
		if n++; n%every != 0 {
			continue
		}
		lines = append(lines, line...)
		line := strings.TrimSuffix(string(line), "\n")
		m := plainLine.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("no combined line: %s", line)
		}
		stamp, err := time.Parse("02/Jan/2006:15:04:05 -0700", m[3])
		if err != nil {
			t.Fatal(err)
		}
		r := plainRecord{client: m[1], user: m[2], time: stamp, status: m[5], bytes: m[6],
			referrer: m[7], agent: m[8], duration: orDash(m[9]), method: "-", uri: "-", proto: "-"}
		if q := plainRequest.FindStringSubmatch(m[4]); q != nil && m[4] != "-" {
			r.method, r.uri, r.proto = q[1], orDash(q[2]), orDash(q[3])
		}
		records = append(records, r)
	}
	return records, lines
}

var (
	plainExt  = regexp.MustCompile(`\.([0-9A-Za-z]{1,10})$`)
	plainHost = regexp.MustCompile(`^[^:]+://(?:[^/?#]*@)?([^/?#@:]+)`)
)

// field returns the text of a field as the command shows it, and whether it is
// there.
func (r *plainRecord) field(name string) (value string, ok bool) {
	name, step, _ := strings.Cut(name, "/")
	if step != "" {
		return r.stepped(name, step)
	}
	switch name {
	case "client":
		value = r.client
	case "user":
		value = r.user
	case "method":
		value = r.method
	case "uri":
		value = r.uri
	case "proto":
		value = r.proto
	case "status":
		value = r.status
	case "bytes":
		value = r.bytes
	case "duration":
		value = r.duration
	case "referrer":
		value = r.referrer
	case "agent":
		value = r.agent
	default:
		return r.derived(name)
	}
	return unlessDash(value)
}

// derived returns a field that is made of others.
func (r *plainRecord) derived(name string) (string, bool) {
	path, query, asks := strings.Cut(r.uri, "?")
	switch name {
	case "path":
		return unlessDash(path)
	case "query":
		return query, asks
	case "ext":
		return unlessDash(strings.ToLower(submatch(plainExt, path)))
	case "class":
		return r.status[:1] + "xx", true
	case "referrer_host":
		return unlessDash(submatch(plainHost, r.referrer))
	case "hour":
		return r.time.Format("15"), true
	case "weekday":
		return r.time.Format("Mon"), true
	case "date":
		return r.time.Format("2006-01-02"), true
	}
	panic("bug: no plain field " + name)
}

func unlessDash(s string) (string, bool) {
	if s == "-" {
		return "", false
	}
	return s, true
}

// submatch returns the first group of the match in text, or a dash.
func submatch(re *regexp.Regexp, text string) string {
	if m := re.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return "-"
}

func orDash(s string) string { return cmp.Or(s, "-") }

// stepped returns a field cut down to a multiple of a step, or to a network.
func (r *plainRecord) stepped(name, step string) (string, bool) {
	switch name {
	case "client":
		bits, _ := strconv.Atoi(step)
		a, err := netip.ParseAddr(r.client)
		if err != nil {
			return r.client, true
		}
		network, err := a.Prefix(min(bits, a.BitLen()))
		if err != nil {
			panic(err)
		}
		return network.String(), true
	case "time":
		return plainStep(r.time, step).Format("2006-01-02T15:04:05"), true
	}
	n, ok := r.number(name)
	if !ok {
		return "", false
	}
	size := plainUnits[step]
	whole := new(big.Int).Quo(new(big.Int).Mul(n.Num(), size.Denom()), new(big.Int).Mul(n.Denom(), size.Num()))
	return plainDecimal(new(big.Rat).Mul(new(big.Rat).SetInt(whole), size)), true
}

// plainUnits are the steps of numbers that the tests use.
var plainUnits = map[string]*big.Rat{"10k": big.NewRat(10_000, 1), "1KiB": big.NewRat(1024, 1), "100ms": big.NewRat(1, 10), "5ms": big.NewRat(1, 200)}

// plainStep cuts the clock of t down to a step. Weeks begin on Mondays. The
// result is that clock, in UTC.
func plainStep(t time.Time, step string) time.Time {
	clock := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	if step == "1w" {
		days := (int(clock.Weekday()) + 6) % 7
		return time.Date(clock.Year(), clock.Month(), clock.Day()-days, 0, 0, 0, 0, time.UTC)
	}
	return clock.Truncate(plainDuration(step)) // no step here is over a day, and days begin at multiples of one
}

func plainDuration(step string) time.Duration {
	if days, ok := strings.CutSuffix(step, "d"); ok {
		n, _ := strconv.Atoi(days)
		return time.Duration(n) * 24 * time.Hour
	}
	if step == "1w" {
		return 7 * 24 * time.Hour
	}
	d, err := time.ParseDuration(step)
	if err != nil {
		panic(err)
	}
	return d
}

// number returns the value of a numeric field.
func (r *plainRecord) number(name string) (*big.Rat, bool) {
	text, ok := r.field(name)
	if !ok {
		return nil, false
	}
	n, ok := new(big.Rat).SetString(text)
	return n, ok
}

// float is number for conditions, whose constants are far from what a float64
// cannot tell apart. It is NaN for what is absent, so that no comparison holds.
func (r *plainRecord) float(name string) float64 {
	text, ok := r.field(name)
	if !ok {
		return math.NaN()
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// plainDecimal writes n, which has at most nine digits behind the point.
func plainDecimal(n *big.Rat) string {
	text := n.FloatString(9)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// busyLog returns a generated log with durations that goes over twelve days,
// in which the clocks are set forward: the offset of its stamps changes.
func busyLog(t testing.TB, lines int) []byte {
	t.Helper()
	var b bytes.Buffer
	err := gen.Generate(&b, gen.Options{Lines: lines, Format: "combined-extra", Seed: 28, Paths: 120, Clients: 150})
	if err != nil {
		t.Fatal(err)
	}
	first := time.Date(2026, 3, 22, 20, 0, 0, 0, time.UTC)
	change := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC)
	pause := 12 * 24 * time.Hour / time.Duration(lines)
	stamp := regexp.MustCompile(`\[[^\]]+\]`)
	var log []byte
	n := 0
	for line := range bytes.Lines(b.Bytes()) {
		at := first.Add(time.Duration(n) * pause)
		if at.Day()%5 == 0 { // on these days all come at midnight
			at = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
		}
		zone := time.FixedZone("", 3600)
		if !at.Before(change) {
			zone = time.FixedZone("", 7200)
		}
		at = at.Truncate(time.Second).In(zone)
		log = append(log, stamp.ReplaceAll(line, fmt.Appendf(nil, "[%s]", at.Format("02/Jan/2006:15:04:05 -0700")))...)
		n++
	}
	return log
}

// busyFormat is the log_format of busyLog.
const busyFormat = `combined $request_time "$http_x_forwarded_for"`

// wordpressText returns the lines of a real log; the test is skipped if it is
// not there.
func wordpressText(t testing.TB) []byte {
	t.Helper()
	f, err := os.Open(wordpress)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// logFile writes a log into a folder of its own.
func logFile(t testing.TB, log []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "access.log")
	if err := os.WriteFile(path, log, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
