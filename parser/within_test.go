package parser

import (
	"regexp"
	"testing"
)

// withinTwins are a pattern within a format, and the two one after the other.
type withinTwins struct {
	*keepTwins
	groups      *FieldSet
	both, alone Parser
	c, d        *Record
}

func newWithinTwins(t testing.TB, f *Format, need string) *withinTwins {
	t.Helper()
	pattern := NewPattern(regexp.MustCompile(`/(\w+)|x+(y)`))
	w := &withinTwins{keepTwins: newKeepTwins(t, f, nil, need), groups: NewFieldSet(pattern.Fields()...)}
	for _, name := range []string{"1", "2", "file"} {
		if _, err := w.groups.Add(name); err != nil {
			t.Fatal(err)
		}
	}
	w.both, w.alone = pattern.Within(w.early, w.set, w.groups), pattern.Compile(w.groups)
	w.c, w.d = NewRecord(w.groups), NewRecord(w.groups)
	return w
}

// check compares what the twins make of line.
func (w *withinTwins) check(t testing.TB, line []byte) {
	t.Helper()
	for _, r := range []*Record{w.a, w.b, w.c, w.d} {
		r.Reset("a.log")
	}
	got, want := w.both.Parse(line, w.c), w.keepTwins.check(t, line)
	if want == Parsed {
		want = w.alone.Parse(line, w.d)
	}
	if got != want {
		t.Fatalf("%s: %q: outcome %d, want %d", w.format.Name, line, got, want)
	}
	for i := range w.groups.Len() {
		if got == Parsed && !same(w.c.Bytes(i), w.d.Bytes(i)) {
			t.Fatalf("%s: %q: %s is %q, want %q", w.format.Name, line, w.groups.Field(i).Name, w.c.Bytes(i), w.d.Bytes(i))
		}
	}
	if directed, ok := w.both.(Directed); ok && got == Directive {
		w.both = directed.Direct(line)
	}
}

// TestWithin has the logs that keep is tested with, their lines cut in two.
func TestWithin(t *testing.T) {
	for _, log := range keptLogs(t) {
		for _, need := range []string{"status", "agent", "outer_host", "file"} {
			w := newWithinTwins(t, log.format, need)
			for range 2 {
				for _, line := range log.lines {
					w.check(t, line)
					w.check(t, line[:len(line)/3])
					w.check(t, line[len(line)/3:])
				}
			}
		}
	}
}

func FuzzWithin(f *testing.F) {
	var all []*withinTwins
	for _, log := range keptLogs(f) {
		for _, line := range log.lines {
			f.Add(line)
		}
		all = append(all, newWithinTwins(f, log.format, "status"), newWithinTwins(f, log.format, "uri"))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		for _, w := range all {
			twins, keeps := *w, *w.keepTwins // with the directives in force at the start
			twins.keepTwins = &keeps
			twins.check(t, line)
		}
	})
}

// TestWithinDirected has the directives of the format inside.
func TestWithinDirected(t *testing.T) {
	fields, groups := NewFieldSet(), NewFieldSet()
	p := NewPattern(regexp.MustCompile(`a`))
	directed, ok := p.Within(w3cFormat.Compile(fields), fields, groups).(Directed)
	if !ok || len(directed.Directives()) != 2 {
		t.Fatal("not directed")
	}
	r := NewRecord(groups)
	check := func(p Parser, line string, want Outcome) {
		t.Helper()
		if got := p.Parse([]byte(line), r); got != want {
			t.Errorf("%s: %d, want %d", line, got, want)
		}
	}
	check(directed, "/a 200", Rejected)
	check(directed, "#Fields: cs-uri-stem sc-status", Directive)
	next := directed.Direct([]byte("#Fields: cs-uri-stem sc-status"))
	check(next, "/a 200", Parsed)
	check(next, "/b 200", Filtered)
	check(next, "/a", Rejected)
	check(next, "#Date: 2026-03-01", Directive)
	if _, ok := p.Within(combined.Compile(fields), fields, groups).(Directed); ok {
		t.Error("directed")
	}
}

// TestWithinAllocates shows that neither a line nor a chunk costs an
// allocation: the inner record lives as long as the outer one.
func TestWithinAllocates(t *testing.T) {
	fields, groups := NewFieldSet(), NewFieldSet()
	status, _ := fields.Add("status")
	class, _ := fields.Add("class")
	fields.Keep(func(r *Record) bool { return r.Bytes(status)[0] == '2' && len(r.Bytes(class)) == 3 }, status, class)
	p := newWithin(combined.Compile(fields), fields, common.Compile(groups)) // package regexp has allocations of its own
	r := NewRecord(groups)
	line := []byte(combined.Sample)
	if n := testing.AllocsPerRun(100, func() {
		r.Reset("access.log")
		for range 2 {
			if p.Parse(line, r) != Parsed {
				t.Fatal("not parsed")
			}
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
