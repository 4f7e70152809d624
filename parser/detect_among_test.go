package parser

import (
	"slices"
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
