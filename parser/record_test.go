package parser

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// TestViews shows that the views of a chunk's lines stay as they are until
// Reset, however much the scratch grows.
func TestViews(t *testing.T) {
	set := NewFieldSet()
	names := []string{"route", "time", "hour", "class", "bytes/log", "client/24", "bot", "uri"}
	for _, name := range names {
		if _, err := set.Add(name); err != nil {
			t.Fatal(err)
		}
	}
	r, p := NewRecord(set), combined.Compile(set)
	lines := logLines(1000)
	for range 2 {
		r.Reset("")
		var views, copies [][]byte
		for _, line := range lines {
			if p.Parse(line, r) != Parsed {
				t.Fatalf("rejected: %s", line)
			}
			for i := range set.Len() {
				view := r.Bytes(i)
				views, copies = append(views, view), append(copies, bytes.Clone(view))
			}
		}
		for i := range views {
			if !same(views[i], copies[i]) {
				t.Fatalf("value %d of %q was %q and is %q", i%set.Len(), lines[i/set.Len()], copies[i], views[i])
			}
		}
	}
}

// TestScratchIsLeft shows that a chunk without end does not fill the memory,
// and that views survive that as well.
func TestScratchIsLeft(t *testing.T) {
	set := NewFieldSet()
	route, _ := set.Add("route")
	hour, _ := set.Add("hour")
	file, _ := set.Add("file")
	r, p := NewRecord(set), combined.Compile(set)
	r.Reset("a.log")
	line := []byte(with(t, "/index.html?lang=en", "/a/1"))
	p.Parse(line, r)
	before := r.Bytes(route)
	r.Bytes(hour)
	r.scratch = append(r.scratch, make([]byte, maxScratch)...)
	p.Parse(line, r)
	for _, c := range []struct {
		got  []byte
		want string
	}{{before, "/a/:id"}, {r.Bytes(route), "/a/:id"}, {r.Bytes(hour), "10"}, {r.Bytes(file), "a.log"}} {
		if string(c.got) != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	if cap(r.scratch) >= maxScratch {
		t.Errorf("the scratch has %d bytes", cap(r.scratch))
	}
}

// TestReset shows that nothing of a file is left for the next one, of another
// format.
func TestReset(t *testing.T) {
	set := NewFieldSet()
	agent, _ := set.Add("agent")
	forwarded, _ := set.Add("forwarded")
	file, _ := set.Add("file")
	r := NewRecord(set)
	r.Reset("a.log")
	mainFormat.Compile(set).Parse([]byte(mainFormat.Sample), r)
	if r.Bytes(agent) == nil || r.Bytes(forwarded) == nil || string(r.Bytes(file)) != "a.log" {
		t.Fatalf("agent %q, forwarded %q, file %q", r.Bytes(agent), r.Bytes(forwarded), r.Bytes(file))
	}
	r.Reset("")
	if r.Bytes(agent) != nil || r.Bytes(forwarded) != nil || r.Bytes(file) == nil || len(r.Bytes(file)) > 0 {
		t.Errorf("after Reset: agent %q, forwarded %q, file %q", r.Bytes(agent), r.Bytes(forwarded), r.Bytes(file))
	}
	common.Compile(set).Parse([]byte(mainFormat.Sample), r)
	if r.Bytes(agent) != nil || r.Bytes(forwarded) != nil {
		t.Errorf("as common: agent %q, forwarded %q", r.Bytes(agent), r.Bytes(forwarded))
	}
}

func TestInstant(t *testing.T) {
	set := NewFieldSet()
	if _, err := set.Add("hour"); err != nil {
		t.Fatal(err)
	}
	r, p := NewRecord(set), combined.Compile(set)
	p.Parse([]byte(combined.Sample), r)
	if got, want := r.Instant(), (Stamp{1772355600e9, 3600, true}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	p.Parse([]byte(with(t, "Mar", "Foo")), r)
	if got := r.Instant(); got != (Stamp{}) {
		t.Errorf("%v for no month", got)
	}
	set = NewFieldSet()
	status, _ := set.Add("status")
	size, _ := set.Add("bytes")
	r = NewRecord(set)
	combined.Compile(set).Parse([]byte(combined.Sample), r)
	if n, ok := r.Integer(status); !ok || n != 200 {
		t.Errorf("status %d, %v", n, ok)
	}
	if n, ok := r.Decimal(size); !ok || n != 5120e9 {
		t.Errorf("bytes %d, %v", n, ok)
	}
}

// TestAllocations shows that a line costs no memory once a chunk's worth of
// scratch is there.
func TestAllocations(t *testing.T) {
	set := NewFieldSet()
	for _, field := range mainFormat.Fields() {
		if _, err := set.Add(field.Name); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"time/5m", "client/24", "bytes/log", "extra1"} {
		if _, err := set.Add(name); err != nil {
			t.Fatal(err)
		}
	}
	r, p := NewRecord(set), mainFormat.Compile(set)
	lines := logLines(100)
	if n := testing.AllocsPerRun(10, func() {
		r.Reset("access.log")
		for _, line := range lines {
			p.Parse(line, r)
			for i := range set.Len() {
				r.Bytes(i)
			}
		}
	}); n > 0 {
		t.Errorf("%v allocations in %d lines", n, len(lines))
	}
}

// column returns a field of lines of the combined format, - where it is absent.
func column(t testing.TB, lines [][]byte, name string) []string {
	t.Helper()
	set := NewFieldSet()
	slot, err := set.Add(name)
	if err != nil {
		t.Fatal(err)
	}
	r, p := NewRecord(set), combined.Compile(set)
	r.Reset("")
	var values []string
	for _, line := range lines {
		if p.Parse(line, r) != Parsed {
			t.Fatalf("rejected: %s", line)
		}
		value := "-"
		if view := r.Bytes(slot); view != nil {
			value = string(view)
		}
		values = append(values, value)
	}
	return values
}

// TestAwk reads fields of a real log as awk does.
func TestAwk(t *testing.T) {
	awk, err := exec.LookPath("awk")
	if err != nil {
		t.Skip("no awk")
	}
	lines := readLog(t, "wordpress-2016-combined.log.gz")
	// awk splits at blanks: lines whose user or uri holds one are left out.
	lines = lines[:50000]
	var kept [][]byte
	for _, line := range lines {
		if bytes.Count(line[:bytes.IndexByte(line, '"')], []byte(" ")) == 5 && len(bytes.Fields(bytes.Split(line, []byte(`"`))[1])) == 3 {
			kept = append(kept, line)
		}
	}
	if len(kept) < len(lines)*9/10 {
		t.Fatalf("only %d of %d lines are plain", len(kept), len(lines))
	}
	input := append(bytes.Join(kept, []byte("\n")), '\n')
	check := func(name, program string) {
		t.Helper()
		ours := column(t, kept, name)
		cmd := exec.Command(awk, program)
		cmd.Env = []string{"LC_ALL=C"}
		cmd.Stdin = bytes.NewReader(input)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		theirs := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
		if len(ours) != len(theirs) {
			t.Fatalf("%s: %d values, awk has %d", name, len(ours), len(theirs))
		}
		for i := range ours {
			if ours[i] != theirs[i] {
				t.Fatalf("%s: %q, awk has %q: %s", name, ours[i], theirs[i], kept[i])
			}
		}
	}
	check("client", `{print $1}`)
	check("uri", `{print $7}`)
	check("path", `{sub(/\?.*/, "", $7); print $7}`)
	check("status", `{print $9}`)
	check("bytes", `{print $10}`)
	check("hour", `{split($4, t, ":"); print t[2]}`)
	check("referrer", `{split($0, q, "\""); print q[4]}`)
}
