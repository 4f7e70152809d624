package parser

import (
	"testing"
)

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
