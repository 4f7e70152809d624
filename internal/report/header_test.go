package report

import (
	"strings"
	"testing"

	"wf/aggregate"
)

// TestHeaderInputs looks at how inputs that gave nothing stand in the header.
// Those whose names begin with "bad" have an error.
func TestHeaderInputs(t *testing.T) {
	check := func(want string, files ...aggregate.File) {
		t.Helper()
		r := (&counter{}).report("", "path")
		r.Meta.Files = files
		for _, f := range files {
			if strings.HasPrefix(f.Name, "bad") {
				r.Meta.Errors = append(r.Meta.Errors, f.Name+": no such file or directory")
			}
		}
		got, _, _ := strings.Cut(drawn(t, r, Options{Width: 200}), "\n")
		if want += "  0 lines, 0 rejected"; got != want {
			t.Errorf("header is %q, want %q", got, want)
		}
	}
	some, blank := aggregate.Lines{Total: 3, Parsed: 3}, aggregate.Lines{Total: 2, Blank: 2}
	a := aggregate.File{Name: "a.log", Format: "combined", Lines: some}
	b := aggregate.File{Name: "b.log", Format: "common", Lines: some}
	empty := aggregate.File{Name: "empty.log"}
	missing := aggregate.File{Name: "bad.log"}
	skipped := aggregate.File{Name: "bad.txt"}

	check("a.log  combined", a, missing)
	check("a.log  combined", missing, skipped, a)
	check("a.log, b.log  combined, common", a, missing, b, skipped)
	check("a.log, b.log and 1 more  combined, common", a, missing, b, a, skipped)
	check("a.log, empty.log  combined", a, empty, missing)
	check("empty.log  no format", missing, empty)
	check("ba  no format", aggregate.File{Name: "ba"}, missing)
	check("bad.log, bad.txt  no format", missing, skipped)
	check("no input  no format")

	// Read in part, and known to have lines.
	check("bad.gz, bad.zst  combined",
		aggregate.File{Name: "bad.gz", Format: "combined", Lines: some}, aggregate.File{Name: "bad.zst", Lines: blank})
}

// TestOneOfEach draws a log of one request, not found: it is one client, and
// it is 404.
func TestOneOfEach(t *testing.T) {
	check := func(n int, want string) {
		t.Helper()
		c := &counter{entries: made().entries[:n]}
		for i := range c.entries {
			c.entries[i].status, c.entries[i].client = 404, "192.0.2.1"
		}
		out := drawn(t, c.report("one.log", allFields()...), Options{Width: 120})
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	check(1, "100 %; 1 client; 1 is 404\n")
	check(2, "100 %; 1 client; 2 are 404\n")
	check(1, "1 line, 0 rejected\n")
	check(1, "1 client; 1 visitor\n")
}

// TestHeaderFits looks at the first line where names are longer than it.
func TestHeaderFits(t *testing.T) {
	check := func(width int, want string, names []string, formats ...string) {
		t.Helper()
		r := (&counter{}).report("", "path")
		r.Meta.Files = nil
		for i, name := range names {
			r.Meta.Files = append(r.Meta.Files, aggregate.File{Name: name, Format: formats[i], Lines: aggregate.Lines{Total: 1}})
		}
		got, _, _ := strings.Cut(drawn(t, r, Options{Width: width}), "\n")
		if got != want {
			t.Errorf("header is %q, want %q", got, want)
		}
		if textWidth(got) > width {
			t.Errorf("header is %d wide, of %d", textWidth(got), width)
		}
	}
	check(80, "a.log  combined,vhost_combined  0 lines, 0 rejected", []string{"a.log"}, "combined,vhost_combined")
	check(40, "a.log  combined,vhost_combined", []string{"a.log"}, "combined,vhost_combined")
	check(30, "a.log  combined,vhost_combined", []string{"a.log"}, "combined,vhost_combined")
	check(29, "a.log  combined,vhost_combin…", []string{"a.log"}, "combined,vhost_combined")
	check(30, "/var/lo…ess.log  $remote_addr…", []string{"/var/log/nginx/shop/access.log"}, "$remote_addr [$time_local]")
	check(40, "/var/log/nginx/…hop/access.log  combined", []string{"/var/log/nginx/shop/www/shop/access.log"}, "combined")
	four := []string{"a", "b", "c", "d"}
	check(50, "a, b and 2 more  combined, common, main, json", four, "combined", "common", "main", "json")
	check(43, "a, b and 2 more  combined and 3 other form…", four, "combined", "common", "main", "json")
	check(60, "a, b and 2 more  vhost_combined and 3 other formats", four, "vhost_combined", "vhost_common", "varnishncsa", "haproxy_tcp")
}
