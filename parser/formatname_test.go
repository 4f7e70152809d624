package parser

import "testing"

func TestFormatNames(t *testing.T) {
	check := func(text, name string) {
		t.Helper()
		f, err := NewFormat(text)
		switch {
		case err != nil:
			t.Errorf("%s: %v", text, err)
		case f.Name != name:
			t.Errorf("%s is called %q, want %q", text, f.Name, name)
		}
	}
	check("combined", "combined")
	check("syslog+haproxy", "syslog+haproxy")
	check("combined $request_time", "combined $request_time")
	check("docker+$remote_addr [$time_local]", "docker+$remote_addr [$time_local]")
	check("cri+(?P<path>/.*)", "cri+(?P<path>/.*)")
	check("log_format main '$remote_addr '\n\t'$status';", "log_format main '$remote_addr ' '$status';")
	check("x+$remote_addr", "x+$remote_addr")
}

func TestUnknownFormat(t *testing.T) {
	check := func(name, nearest string) {
		t.Helper()
		if _, err := NewFormat(name); err == nil {
			t.Errorf("%s is a format", name)
		}
		var names []string
		for _, f := range Formats() {
			names = append(names, f.Name)
		}
		if got := (&UnknownFormat{name}).nearest(names); got != nearest {
			t.Errorf("nearest to %s is %q, want %q", name, got, nearest)
		}
	}
	check("combind", "combined")
	check("Combined", "combined")
	check("haproxy-tcp", "haproxy_tcp")
	check("sylog+combind", "syslog+combined")
	check("syslog+", "")
	check("+", "")
	check("nothing", "")
	check("nothing+combined", "")
	check("syslog+docker+cri+combined", "")
}
