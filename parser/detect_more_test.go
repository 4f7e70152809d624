package parser

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestDetectUndecided has lines that two formats read alike.
func TestDetectUndecided(t *testing.T) {
	given := func(texts ...string) []*Format {
		var formats []*Format
		for i, text := range texts {
			f, err := NewFormat(text)
			if err != nil {
				t.Fatal(err)
			}
			f.Name = string(rune('a' + i))
			f.Option = "@nginx.conf:" + f.Name
			formats = append(formats, f)
		}
		return formats
	}
	check := func(want string, formats []*Format, lines ...string) {
		t.Helper()
		d := DetectAmong(bytesOf(lines), formats)
		got := d.Reason
		if d.Format != nil {
			got = d.Format.Name
		}
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	two := given(`$remote_addr [$time_local] "$request" $status $request_time`, `$remote_addr [$time_local] "$request" $status $upstream_response_time`)
	line := `192.0.2.7 [01/Mar/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 0.017`
	check("may be a or b; -f @nginx.conf:a or -f @nginx.conf:b says which", two, line)
	check("may be a or b; -f @nginx.conf:a or -f @nginx.conf:b says which", two, "Mar  1 10:00:00 web1 nginx: "+line)
	check("a", two[:1], line)
	check("a", two[:1], "starting up", line, "{}")
	check("no known format", two, combined.Sample)
	check("no known format (no lines)", two, "", "# nothing")

	// A format is chosen by what more it reads.
	three := given(`$remote_addr [$time_local] "$request" $status`, `$remote_addr [$time_local] "$request" $status $body_bytes_sent "$http_referer"`)
	check("a", three, `192.0.2.7 [01/Mar/2026:10:00:00 +0100] "GET / HTTP/1.1" 200`)
	check("b", three, `192.0.2.7 [01/Mar/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 5120 "-"`)
	check("a", []*Format{three[0], &jsonFormat}, `192.0.2.7 [01/Mar/2026:10:00:00 +0100] "GET / HTTP/1.1" 200`)
	check("json", []*Format{three[0], &jsonFormat}, jsonFormat.Sample)
	check("syslog+json", []*Format{three[0], &jsonFormat}, "Mar  1 10:00:00 web1 nginx: "+jsonFormat.Sample)
}

// TestDetectTotal shows that no two known formats are alike: what lines of one
// are is never in doubt.
func TestDetectTotal(t *testing.T) {
	for _, f := range Formats() {
		for _, other := range Formats() {
			if f == &jsonFormat && other == &caddy || f == &caddy && other == &jsonFormat {
				continue // the keys of a log have one meaning
			}
			lines := append(logOf(f), logOf(other)...)
			one, reverse := Detect(lines), Detect(append(logOf(other), logOf(f)...))
			if one.Format == nil || reverse.Format == nil {
				t.Errorf("%s and %s: %s", f.Name, other.Name, one.Reason)
				continue
			}
			if one.Format.Name != reverse.Format.Name && !ordered(one.Format) {
				t.Errorf("%s and %s: is %s, or else %s", f.Name, other.Name, one.Format.Name, reverse.Format.Name)
			}
		}
	}
}

// TestDetectApplication has logs of applications, in which few lines are about
// requests.
func TestDetectApplication(t *testing.T) {
	rnd := rand.New(rand.NewPCG(15, 16))
	speaks := map[*Format][]string{
		&jsonFormat: {
			`{"time":"2026-03-01T10:00:00+01:00","level":"info","msg":"loaded configuration","path":"/etc/app.conf"}`,
			`{"time":"2026-03-01T10:00:01+01:00","level":"info","msg":"job done","status":"ok","request_time":17}`,
			`{"time":"2026-03-01T10:00:02+01:00","level":"error","msg":"no answer","error":{"code":110,"text":"timed out"}}`,
		},
		&logfmtFormat: {
			`time=2026-03-01T10:00:00+01:00 level=info msg="loaded configuration" file=/etc/app.conf`,
			`time=2026-03-01T10:00:01+01:00 level=error msg="no answer" error="timed out" duration=17ms`,
		},
		&ltsvFormat: {
			"time:01/Mar/2026:10:00:00 +0100\tlevel:info\tmsg:loaded configuration",
		},
	}
	for f, others := range speaks {
		for _, requests := range []int{0, 1, 10, 30, 50, 200} {
			log := slices.Repeat([]string{f.Sample}, requests)
			for len(log) < 1000 {
				log = append(log, others[rnd.IntN(len(others))])
			}
			rnd.Shuffle(len(log), func(i, j int) { log[i], log[j] = log[j], log[i] })
			want := f.Name
			switch {
			case requests == 0 && f == &jsonFormat:
				want = "no known format (JSON?)"
			case requests == 0:
				want = "no known format"
			case requests == 1:
				want = fmt.Sprintf("only 1 of 1000 lines is %s; -f %s reads it", f.Name, f.Name)
			case requests == 10:
				want = fmt.Sprintf("only 10 of 1000 lines are %s; -f %s reads them", f.Name, f.Name)
			}
			if got := detect(strings.Join(log, "\n")); got != want {
				t.Errorf("%s: %d requests: %s, want %s", f.Name, requests, got, want)
			}
		}
	}
}

// TestDetectTwice has lines that passed two collectors.
func TestDetectTwice(t *testing.T) {
	for _, outer := range around[1:] {
		for _, inner := range around[1:] {
			if outer.name == "kubectl" && inner.name == "cri" {
				continue // the first can have such a time itself
			}
			for _, f := range []*Format{&combined, &haproxy, &jsonFormat} {
				want := outer.name + "+" + inner.name + "+" + f.Name
				line := outer.wrap(inner.wrap(f.Sample))
				got := detect(line + "\n" + line)
				if got != want {
					t.Errorf("%s, want %s: %s", got, want, line)
					continue
				}
				given, ok := LookupFormat(want)
				if !ok || given.Name != want || Explain(given, []byte(line)) != "" {
					t.Errorf("%s: %v", want, given)
				}
				if d := DetectAmong([][]byte{[]byte(line)}, []*Format{f}); d.Format == nil || d.Format.Name != want {
					t.Errorf("given %s: %s", f.Name, d.Reason)
				}
			}
		}
	}
}

// TestUnwrapTwice shows whose time and host is told.
func TestUnwrapTwice(t *testing.T) {
	check := func(name, line, time, host string) {
		t.Helper()
		f, ok := LookupFormat(name)
		if !ok {
			t.Fatalf("no format %s", name)
		}
		set := NewFieldSet()
		slots := [3]int{}
		for i, field := range []string{"outer_time", "outer_host", "client"} {
			if !f.Has(field) {
				t.Errorf("%s has no %s", name, field)
			}
			slots[i], _ = set.Add(field)
		}
		p, r := f.Compile(set), NewRecord(set)
		for _, l := range []struct{ line, time, host string }{
			{line, time, host},
			{combined.Sample, "", ""}, // nothing is left of the line before
			{line, time, host},
		} {
			if p.Parse([]byte(l.line), r) != Parsed {
				t.Fatalf("%s: rejected: %s", name, l.line)
			}
			if got := string(r.Bytes(slots[0])); got != l.time {
				t.Errorf("%s: time %q, want %q", name, got, l.time)
			}
			if got := string(r.Bytes(slots[1])); got != l.host {
				t.Errorf("%s: host %q, want %q", name, got, l.host)
			}
			if got := string(r.Bytes(slots[2])); got != "192.0.2.7" {
				t.Errorf("%s: client %q", name, got)
			}
		}
	}
	const syslog = "Mar  1 10:00:00 web1 nginx: "
	check("syslog+combined", syslog+combined.Sample, "Mar  1 10:00:00", "web1")
	check("cri+syslog+combined", "2026-03-01T09:00:01.310742001Z stdout F "+syslog+combined.Sample, "2026-03-01T09:00:01.310742001Z", "web1")
	check("kubectl+syslog+combined", "web-1  | "+syslog+combined.Sample, "Mar  1 10:00:00", "web-1")
	check("docker+syslog+combined", around[1].wrap(syslog+combined.Sample), "2026-03-01T09:00:00.310742001Z", "web1")
}

// TestLookupMixed shows that what detection calls a log can be given.
func TestLookupMixed(t *testing.T) {
	for _, name := range []string{"combined,vhost_combined", "cri+json,envoy", "combined,json,haproxy,squid"} {
		f, ok := LookupFormat(name)
		if !ok || f.Name != name {
			t.Errorf("%s: %v", name, f)
		}
	}
	for _, name := range []string{"", ",", "combined,", "combined,combined", "combined,x", "x+combined", "combined+syslog", "combined,common,main,squid,json"} {
		if f, ok := LookupFormat(name); ok {
			t.Errorf("%q is %s", name, f.Name)
		}
	}
	f, _ := LookupFormat("json,combined")
	d := DetectAmong([][]byte{[]byte(jsonFormat.Sample), []byte(combined.Sample), []byte("x")}, []*Format{f})
	if d.Format == nil || d.Candidates[0].Parsed != 2 {
		t.Fatalf("%s: %v", d.Reason, d.Candidates)
	}
	fields := d.Format.Fields()
	for _, want := range []string{"duration", "agent", "ident"} {
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.Name == want }) {
			t.Errorf("no %s in %v", want, fields)
		}
	}
}

// FuzzDetect shows that any text has a format or a reason why not, the same
// one each time, and that the candidates have a total order.
func FuzzDetect(f *testing.F) {
	for _, known := range Formats() {
		f.Add(bytes.Join(logOf(known), []byte("\n")))
		for _, a := range around {
			f.Add([]byte(a.wrap(known.Sample) + "\n" + a.wrap(combined.Sample)))
		}
	}
	for _, text := range hostile() {
		f.Add([]byte(combined.Sample + "\n" + text + "\r" + text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		lines := bytes.Split(text, []byte("\n"))
		d, again := Detect(lines), Detect(lines)
		if d.outcome() != again.outcome() {
			t.Fatalf("%s, then %s", d.outcome(), again.outcome())
		}
		if d.Format == nil && d.Reason == "" {
			t.Fatal("no format and no reason")
		}
		for i := 1; i < len(d.Candidates); i++ {
			if a, b := d.Candidates[i-1], d.Candidates[i]; a.compare(b) >= 0 || b.compare(a) <= 0 {
				t.Fatalf("%s before %s", a.Format.Name, b.Format.Name)
			}
		}
		if d.Format == nil {
			return
		}
		slices.Reverse(lines)
		if reverse := Detect(lines); !ordered(d.Format) && Misread(lines) == "" && reverse.Reason != d.Reason {
			t.Fatalf("%s, in reverse %s", d.Reason, reverse.Reason)
		}
		set := NewFieldSet(d.Format.Own()...)
		for _, field := range d.Format.Fields() {
			if _, err := set.Add(field.Name); err != nil {
				t.Fatal(err)
			}
		}
		parsed := 0
		parseAll(d.Format, set, lines, func(r *Record, _ []byte, outcome Outcome) {
			if outcome != Parsed {
				return
			}
			parsed++
			for slot := range set.Len() {
				r.Bytes(slot)
			}
		})
		if parsed == 0 && !ordered(d.Format) {
			t.Fatalf("%s takes no line", d.Format.Name)
		}
	})
}

// ordered reports whether the lines of f mean what the ones before them say, or
// a sample of them decides what they mean.
func ordered(f *Format) bool {
	switch s := f.lines.(type) {
	case *w3c, *keyed:
		return true
	case *mixture:
		return slices.ContainsFunc(s.formats, ordered)
	}
	return false
}
