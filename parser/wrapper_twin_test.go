package parser

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The wrappers in the words of package regexp. The groups line, time and host,
// or what stands for it, are what strip finds.
const (
	anyDate    = `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`
	anyRFC3339 = anyDate + `(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)`
	anyBSD     = `[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d`
	anyTag     = `[^ :\[]+(?:\[[^ \]]*\])?:(?: |$)`
	anyTagged  = ` (?:` + anyTag + `|(?P<host>[^ ]+) ` + anyTag + `)(?P<line>.*)$`
	anyElement = `\[[^"\]]*(?:"(?:[^"\\]|\\.)*"[^"\]]*)*\]`
	anyNanos   = `(?:(?P<time>` + anyDate + `\.\d{9}(?:Z|[+-]\d\d:\d\d)) )?(?P<line>.*)$`
	anyString  = `"(?:[^"\\]|\\.)*"`
	anyPair    = `[ \t]*` + anyString + `[ \t]*:[ \t]*(?:` + anyString + `|[^ \t,}\[{"][^ \t,}]*)[ \t]*`
)

// wrapperTwins take what strip takes. That of docker has no nested values, and
// says nothing about what is in the object.
var wrapperTwins = map[string]*regexp.Regexp{
	"syslog":   regexp.MustCompile(`(?s)^(?:<\d{1,3}>)?(?P<time>` + anyBSD + `|` + anyRFC3339 + `)` + anyTagged),
	"journald": regexp.MustCompile(`(?s)^(?P<time>` + anyBSD + `\.\d+|` + anyDate + `(?:\.\d+)?[+-]\d{4})` + anyTagged),
	"syslog5424": regexp.MustCompile(`(?s)^<\d{1,3}>[1-9]\d{0,2} (?P<time>-|` + anyRFC3339 + `) (?P<host>[^ ]+) [^ ]+ [^ ]+ [^ ]+ ` +
		`(?:-|(?:` + anyElement + `)+)(?: (?:\x{feff})? ?|$)(?P<line>.*)$`),
	"cri": regexp.MustCompile(`(?s)^(?P<time>` + anyRFC3339 + `) std(?:out|err) [FP](?::[^ ]+)? (?P<line>.*)$`),
	"kubectl": regexp.MustCompile(`(?s)^(?:\[pod/(?P<pod>[a-z\d.-]+)/[a-z\d.-]+\] ` +
		`|(?P<name>[a-z\d.-]+-[bcdfghjklmnpqrstvwxz2456789]{5}) [a-z][a-z\d-]* ` +
		`|(?P<service>[a-zA-Z\d._-]+) +\|(?: |$))` + anyNanos),
	"quotes": regexp.MustCompile(`(?s)^"(?P<line>[^"]*|[^"]* "(?:[^"].*|"(?: .*)?)?)"$`),
	"docker": regexp.MustCompile(`(?s)^\{` + anyPair + `(?:,` + anyPair + `)*\}[ \t]*$`),
}

// checkWrapper compares what w finds in line with what its twin does, and
// tests that all of it is in the line.
func checkWrapper(t testing.TB, w *wrapper, line string) (wrapped bool) {
	t.Helper()
	got, ok := w.strip([]byte(line))
	if ok {
		checkUnwrapped(t, w, line, got)
	}
	if w == &dockerWrapper {
		checkDocker(t, line, got, ok)
		return ok
	}
	m := wrapperTwins[w.name].FindStringSubmatchIndex(line)
	if ok != (m != nil) {
		t.Fatalf("%s: %q: %v, twin %v", w.name, line, ok, m != nil)
	}
	if want := twinUnwrapped(w, line, m); ok && got != want {
		t.Fatalf("%s: %q: %v, twin %v", w.name, line, got, want)
	}
	return ok
}

// twinUnwrapped returns what strip should find, from the groups of the twin.
func twinUnwrapped(w *wrapper, line string, m []int) unwrapped {
	u := unwrap(0, 0)
	for i, name := range wrapperTwins[w.name].SubexpNames() {
		if m == nil || m[2*i] < 0 {
			continue
		}
		lo, hi := m[2*i], m[2*i+1]
		place := span{uint32(lo), uint32(hi)}
		switch {
		case name == "line":
			u.lo, u.hi = lo, hi
		case (name == "time" || name == "host") && line[lo:hi] == "-":
		case name == "time":
			u.time = place
		case name != "":
			u.host = place
		}
	}
	return u
}

// checkUnwrapped tests that what was found is in the line, and that w says so.
func checkUnwrapped(t testing.TB, w *wrapper, line string, u unwrapped) {
	t.Helper()
	if u.lo < 0 || u.lo > u.hi || u.hi > len(line) {
		t.Fatalf("%s: %q: line from %d to %d", w.name, line, u.lo, u.hi)
	}
	for name, s := range map[string]span{"outer_time": u.time, "outer_host": u.host} {
		if s != absent && (s.lo > s.hi || int(s.hi) > len(line) || !slices.Contains(w.fields(), name)) {
			t.Fatalf("%s: %q: %s from %d to %d", w.name, line, name, s.lo, s.hi)
		}
	}
}

// checkDocker compares with encoding/json, which must find the same in all
// that it takes for an object, and with the twin, which has the grammar of
// scanDocker for objects without nested values.
func checkDocker(t testing.TB, line string, u unwrapped, ok bool) {
	t.Helper()
	if strings.LastIndexAny(line, "{[") == 0 && line[0] == '{' {
		_, scanned := scanDocker([]byte(line))
		if want := wrapperTwins["docker"].MatchString(line); scanned != want {
			t.Fatalf("docker: %q: scanned is %v, twin %v", line, scanned, want)
		}
	}
	object, known := dockerObject(line)
	if !known {
		return
	}
	log, isText := dockerText(t, object["log"])
	if rest, found := strings.CutSuffix(log, "\n"); found {
		log = strings.TrimSuffix(rest, "\r")
	}
	if _, hasStream := dockerText(t, object["stream"]); ok != (isText && hasStream) {
		t.Fatalf("docker: %q: %v", line, ok)
	}
	if !ok {
		return
	}
	if got, _ := dockerText(t, json.RawMessage(`"`+line[u.lo:u.hi]+`"`)); got != log {
		t.Fatalf("docker: %q: line is %q, encoding/json %q", line, got, log)
	}
	time, hasTime := "", u.time != absent
	if hasTime {
		time = line[u.time.lo-1 : u.time.hi+1]
	}
	if _, want := dockerText(t, object["time"]); hasTime != want || hasTime && time != string(object["time"]) {
		t.Fatalf("docker: %q: time is %s, encoding/json %s", line, time, object["time"])
	}
}

// dockerObject returns the values of the object that line is, as they stand in
// it. known is false if it is none, and if it has spaces of other kinds than
// strip skips, or keys with escapes, which strip does not take for what they
// stand for.
func dockerObject(line string) (object map[string]json.RawMessage, known bool) {
	if !json.Valid([]byte(line)) || line[0] != '{' || strings.ContainsAny(line, "\r\n") {
		return nil, false
	}
	object = make(map[string]json.RawMessage)
	d := json.NewDecoder(strings.NewReader(line))
	if _, err := d.Token(); err != nil {
		panic(err)
	}
	for d.More() {
		token, err := d.Token()
		key, isKey := token.(string)
		var value json.RawMessage
		if err != nil || !isKey || !strings.HasSuffix(line[:d.InputOffset()], `"`+key+`"`) || d.Decode(&value) != nil {
			return nil, false
		}
		object[key] = value
	}
	return object, true
}

// dockerText returns the string that raw is; false if it is none.
func dockerText(t testing.TB, raw json.RawMessage) (text string, isText bool) {
	t.Helper()
	if len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	if err := json.Unmarshal(raw, &text); err != nil {
		t.Fatalf("docker: %q: %v", raw, err)
	}
	return text, true
}
