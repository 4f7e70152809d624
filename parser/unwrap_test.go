package parser

import "testing"

// TestUnwrappedLine has lines without a wrapper behind one with it: what stood
// around that is not theirs.
func TestUnwrappedLine(t *testing.T) {
	set := NewFieldSet()
	host, err := set.Add("outer_host")
	if err != nil {
		t.Fatal(err)
	}
	p, r := combined.within(&syslogWrapper).Compile(set), NewRecord(set)
	r.Reset("")
	for _, c := range []struct{ before, want string }{{"Oct 11 22:14:15 web1 nginx[7]: ", "web1"}, {"", ""}} {
		if p.Parse([]byte(c.before+combined.Sample), r) != Parsed || string(r.Bytes(host)) != c.want {
			t.Errorf("%q: the host is %q", c.before, r.Bytes(host))
		}
	}
}
