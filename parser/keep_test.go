package parser

import (
	"bytes"
	"hash/maphash"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// keepTwins are a format compiled for a set with a keep, and the plain way to
// the same: for a set without one, and keep called for what is parsed.
type keepTwins struct {
	format      *Format
	set         *FieldSet
	keep        func(*Record) bool
	early, late Parser
	a, b        *Record
	needs       string
}

// newKeepTwins takes the fields named, and keeps half of the records by the
// values of those in needs.
func newKeepTwins(t testing.TB, f *Format, fields []string, needs ...string) *keepTwins {
	t.Helper()
	add := func() (*FieldSet, []int) {
		set := NewFieldSet(f.Own()...)
		var slots []int
		for i, name := range append(needs, fields...) {
			slot, err := set.Add(name)
			if err != nil {
				t.Fatal(err)
			}
			if i < len(needs) {
				slots = append(slots, slot)
			}
		}
		return set, slots
	}
	set, slots := add()
	w := &keepTwins{format: f, set: set, needs: strings.Join(needs, " ")}
	seed := maphash.MakeSeed()
	w.keep = func(r *Record) bool {
		odd := 0
		for i, slot := range slots {
			value := r.Bytes(slot)
			odd += len(value) + int(maphash.Bytes(seed, value))
			if needs[i] == "time" {
				odd += int(r.Instant().Nanos)
			}
			if n, ok := r.Integer(slot); ok {
				odd += int(n)
			}
		}
		return odd&1 == 1
	}
	plain, _ := add()
	w.late, w.b = f.Compile(plain), NewRecord(plain)
	set.Keep(w.keep, slots...)
	w.early, w.a = f.Compile(set), NewRecord(set)
	return w
}

// check compares what the twins make of line, without Reset: what a record
// dropped must not be seen in the next one.
func (w *keepTwins) check(t testing.TB, line []byte) Outcome {
	t.Helper()
	got, want := w.early.Parse(line, w.a), w.late.Parse(line, w.b)
	if want == Parsed && !w.keep(w.b) {
		want = Filtered
	}
	if got != want {
		t.Fatalf("%s, keep by %s: %q: outcome %d, plain %d", w.format.Name, w.needs, line, got, want)
	}
	if directed, ok := w.early.(Directed); ok && got == Directive {
		w.early, w.late = directed.Direct(line), w.late.(Directed).Direct(line)
	}
	if got != Parsed {
		return got
	}
	for i := range w.set.Len() {
		if a, b := w.a.Bytes(i), w.b.Bytes(i); !same(a, b) {
			t.Fatalf("%s, keep by %s: %q: %s is %q, plain %q", w.format.Name, w.needs, line, w.set.Field(i).Name, a, b)
		}
	}
	if a, b := w.a.Instant(), w.b.Instant(); a != b {
		t.Fatalf("%s, keep by %s: %q: at %v, plain %v", w.format.Name, w.needs, line, a, b)
	}
	return got
}

// keptLog is a format and lines of it.
type keptLog struct {
	format *Format
	lines  [][]byte
}

// keptLogs are logs of all schemes, alone, mixed, and with wrappers around
// them.
func keptLogs(t testing.TB) []keptLog {
	t.Helper()
	var logs []keptLog
	add := func(f *Format, lines ...string) {
		log := keptLog{format: f}
		for _, line := range lines {
			log.lines = append(log.lines, []byte(line))
		}
		log.format = f.Fit(log.lines)
		logs = append(logs, log)
	}
	named := func(text string, lines ...string) {
		t.Helper()
		f, err := NewFormat(text)
		if err != nil {
			t.Fatal(err)
		}
		add(f, lines...)
	}
	for _, f := range Formats() {
		var lines []string
		for _, line := range logOf(f) {
			lines = append(lines, string(line))
		}
		add(f, lines...)
	}
	const syslog = "Mar  1 10:00:00 web1 nginx: "
	const cri = "2026-03-01T09:00:01.310742001Z stdout F "
	named("vhost_combined,combined,haproxy", vhostCombined.Sample, combined.Sample, haproxy.Sample, "lost")
	named("json,combined", caddy.Sample, combined.Sample, "{", combined.Sample)
	named("syslog+combined", syslog+combined.Sample, combined.Sample, syslog+"lost")
	named("cri+syslog+combined", cri+syslog+combined.Sample, syslog+combined.Sample, cri+combined.Sample, combined.Sample)
	named("docker+json,common", around[1].wrap(caddy.Sample), around[1].wrap(common.Sample), common.Sample)
	named(`(?P<client>\S+) .* \[(?P<time>[^]]+)\] "(?P<request>[^"]*)" (?P<status>\d+) (?P<size>\d+)`, combined.Sample, common.Sample)
	named(`$remote_addr [$time_iso8601] "$http_user_agent" $request_time "$request" $status "$http_referer" $upstream_response_time`,
		`192.0.2.7 [2026-03-01T10:00:00+01:00] "x" 0.25 "GET /a?b HTTP/1.1" 200 "-" 0.1, 0.2 : -`)
	named("w3c", "#Fields: date time cs-uri-stem sc-status cs(User-Agent)", "2026-03-01 09:00:00 /a 200 x+y",
		"#Fields: cs(User-Agent) time cs-uri-stem", "x+y 09:00:00 /b", "#Date: 2026-03-02 00:00:00", "z 09:00:01 /c")
	return logs
}

// TestKeep has each field of a log as the one that keep needs, and damages the
// lines anywhere.
func TestKeep(t *testing.T) {
	var others [][]byte
	files, err := filepath.Glob("../testdata/logs/*.log")
	if err != nil || len(files) == 0 {
		t.Fatal("no logs")
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
		others = append(others, lines[:min(len(lines), 12)]...)
	}
	for _, log := range keptLogs(t) {
		var fields []string
		for _, f := range log.format.Fields() {
			fields = append(fields, f.Name)
		}
		fields = append(fields, "route", "bytes/10k", "client/24", "extra1", "extra2")
		var outcomes [4]int
		for i, need := range append(fields, "time/5m", "file", "outer_time", "outer_host") {
			w := newKeepTwins(t, log.format, fields, need)
			for j, line := range append(log.lines, others...) {
				if j < len(log.lines) || (i+j)%8 == 0 {
					outcomes[w.check(t, line)]++
				}
			}
			line := log.lines[i%len(log.lines)]
			if i%16 > 0 && need != "agent" && need != "outer_time" || line[0] == '#' {
				continue
			}
			mutations(string(line[:min(len(line), 400)]), `"`, func(m []byte) { outcomes[w.check(t, m)]++ })
		}
		if outcomes[Parsed] == 0 || outcomes[Filtered] == 0 || outcomes[Rejected] == 0 {
			t.Errorf("%s: outcomes %v", log.format.Name, outcomes)
		}
	}
}

// TestKeepNothingNeeded has a keep that reads nothing, and one that drops all:
// the rejects stay what they are.
func TestKeepNothingNeeded(t *testing.T) {
	for _, log := range keptLogs(t) {
		for _, keeps := range []bool{true, false} {
			w := newKeepTwins(t, log.format, []string{"uri", "extra1"})
			w.keep = func(*Record) bool { return keeps }
			w.set.Keep(w.keep)
			w.early = log.format.Compile(w.set)
			for _, line := range log.lines {
				w.check(t, line)
				w.check(t, line[:len(line)/2])
			}
		}
	}
}

// TestKeepIsEarly shows that what keep does not need is scanned only for the
// records that are kept, and that the fused op stays in use.
func TestKeepIsEarly(t *testing.T) {
	check := func(need string, before, behind int) {
		t.Helper()
		set := NewFieldSet()
		slot, err := set.Add(need)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"uri", "referrer", "agent"} {
			if _, err := set.Add(name); err != nil {
				t.Fatal(err)
			}
		}
		set.Keep(func(*Record) bool { return true }, slot)
		p := combined.Compile(set).(*program)
		if len(p.ops) != before || len(p.rest) != behind || p.ops[0].code != opUsual {
			t.Errorf("%s: %d ops, then %d", need, len(p.ops), len(p.rest))
		}
	}
	check("status", 1, 2)
	check("time/5m", 1, 2)
	check("route", 1, 2)
	check("referrer_host", 2, 1)
	check("bot", 3, 0)
	check("extra1", 4, 0)
	check("file", 1, 2)
}

func FuzzKeep(f *testing.F) {
	var all []*keepTwins
	for _, log := range keptLogs(f) {
		for _, line := range log.lines {
			f.Add(line)
		}
		for _, need := range []string{"status", "agent", "date", "outer_host", "extra2"} {
			all = append(all, newKeepTwins(f, log.format, []string{"uri", "referrer", "agent", "extra1"}, need))
		}
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		for _, w := range all {
			w := *w // with the directives in force at the start
			w.a.Reset("a")
			w.b.Reset("a")
			w.check(t, line)
			w.check(t, []byte(w.format.Sample))
		}
	})
}
