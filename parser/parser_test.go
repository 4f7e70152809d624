package parser

import (
	"fmt"
	"strings"
	"testing"
)

// fieldsOf parses line and returns the fields named, as `a=x b=y`; absent ones
// are left out. The Parser is compiled for these fields alone.
func fieldsOf(t testing.TB, f *Format, line, names string) string {
	t.Helper()
	set := NewFieldSet()
	var slots []int
	for _, name := range strings.Fields(names) {
		slot, err := set.Add(name)
		if err != nil {
			t.Fatal(err)
		}
		slots = append(slots, slot)
	}
	r := NewRecord(set)
	r.Reset("access.log")
	if f.Compile(set).Parse([]byte(line), r) == Rejected {
		return "rejected"
	}
	var found []string
	for _, slot := range slots {
		if value := r.Bytes(slot); value != nil {
			field := set.Field(slot)
			found = append(found, fmt.Sprintf("%s=%s", field.Name, AppendText(nil, field.Kind, value)))
		}
	}
	return strings.Join(found, " ")
}

// with returns the sample of the combined format with one piece replaced.
func with(t testing.TB, old, new string) string {
	t.Helper()
	if strings.Count(combined.Sample, old) != 1 {
		t.Fatalf("%q is not once in the sample", old)
	}
	return strings.Replace(combined.Sample, old, new, 1)
}

// logOf returns the lines of a log of f that its sample stands in.
func logOf(f *Format) [][]byte {
	if w, ok := f.lines.(*w3c); ok {
		return [][]byte{[]byte(w.usual), []byte(f.Sample)}
	}
	return [][]byte{[]byte(f.Sample)}
}

// parseAll parses lines as f, directives among them, and calls see for each.
func parseAll(f *Format, set *FieldSet, lines [][]byte, see func(r *Record, line []byte, outcome Outcome)) {
	p, r := f.Compile(set), NewRecord(set)
	for _, line := range lines {
		r.Reset("access.log")
		outcome := p.Parse(line, r)
		if directed, ok := p.(Directed); ok && outcome == Directive {
			p = directed.Direct(line)
		}
		see(r, line, outcome)
	}
}

// TestSamples shows that the sample of each format is one, and has what wf is
// asked for most.
func TestSamples(t *testing.T) {
	for _, f := range Formats() {
		f = f.Fit(logOf(f))
		set := NewFieldSet(f.Own()...)
		for _, field := range f.Fields() {
			if _, err := set.Add(field.Name); err != nil {
				t.Fatal(err)
			}
			if !f.Has(field.Name) {
				t.Errorf("%s: Has denies %s", f.Name, field.Name)
			}
		}
		var r *Record
		parseAll(f, set, logOf(f), func(record *Record, line []byte, outcome Outcome) {
			if outcome == Rejected {
				t.Errorf("%s: its sample is not parsed: %s", f.Name, Explain(f, line))
			}
			r = record
		})
		usual := "client time method path query status bytes"
		switch f.Name {
		case "haproxy_tcp":
			usual = "client time bytes duration"
		case "w3c":
			usual = "client time method path query status"
		case "envoy":
			usual = "origin time method path query status bytes"
		}
		for _, name := range strings.Fields(usual) {
			if slot := set.slot(name); slot < 0 || r.Bytes(slot) == nil {
				t.Errorf("%s: its sample has no %s", f.Name, name)
			}
		}
		if at := r.Instant(); !at.Valid || at.Nanos/day != int64(1772355600e9)/day {
			t.Errorf("%s: the time of its sample is %d", f.Name, at.Nanos)
		}
	}
}

func TestCommon(t *testing.T) {
	check := func(line, names, want string) {
		t.Helper()
		if got := fieldsOf(t, &common, line, names); got != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
	const rest = ` [01/Mar/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 5`
	check("::1 - -"+rest, "client ident user status bytes", "client=::1 status=200 bytes=5")
	check("fe80::1%eth0 - -"+rest, "client", "client=fe80::1%eth0")
	check("localhost id frank"+rest, "client ident user", "client=localhost ident=id user=frank")
	check("a - Ann Bo Cy"+rest, "user", "user=Ann Bo Cy")
	check("a - "+rest, "user", "user=")
	check("a - \"\""+rest, "user", `user=""`)
	check("10.0.0.2, 10.0.0.1, 10.0.0.3 - -"+rest, "client ident user", "client=10.0.0.2, 10.0.0.1, 10.0.0.3")
	check("a, - -"+rest, "client", "rejected")
	check("- - -"+rest, "client status", "status=200")
	check("a -"+rest, "client", "rejected")
	check(" - -"+rest, "client", "rejected")
	check("", "client", "rejected")
	check("a - -"+rest+" 17 \"x y\" - \"-\" z", "bytes extra1 extra2 extra3 extra4 extra5 extra6", "bytes=5 extra1=17 extra2=x y extra5=z")
	check("a - -"+rest+"x", "client", "rejected")
	check("a - -"+rest+" ", "bytes extra1", "bytes=5")
}

func TestTimeShape(t *testing.T) {
	check := func(time, want string) {
		t.Helper()
		line := with(t, "01/Mar/2026:10:00:00 +0100", time)
		if got := fieldsOf(t, &combined, line, "time status"); got != want {
			t.Errorf("%s: got %s, want %s", time, got, want)
		}
	}
	check("29/Feb/2024:23:59:59 -0530", "time=2024-02-29T23:59:59 status=200")
	check("29/feb/2024:23:59:59 +0000", "time=2024-02-29T23:59:59 status=200")
	check("31/Dec/2016:23:59:60 +0000", "time=2017-01-01T00:00:00 status=200")
	check("01/Foo/2026:10:00:00 +0100", "status=200")
	check("29/Feb/2023:10:00:00 +0100", "status=200")
	check("01/Mar/2026:24:00:00 +0100", "status=200")
	check("00/Mar/2026:10:00:00 +0100", "status=200")
	check("01/Mar/2262:10:00:00 +0100", "status=200")
	check("1/Mar/2026:10:00:00 +0100", "rejected")
	check("01/Mar/2026:10:00:00  0100", "rejected")
	check("01/Mar/2026:10:00:00 )0100", "rejected")
	check("01/Mar/2026:10:0x:00 +0100", "rejected")
	check("01/Mar/2026:10:00:00", "rejected")
	check("-", "rejected")
}

func TestRequest(t *testing.T) {
	check := func(request, want string) {
		t.Helper()
		line := with(t, "GET /index.html?lang=en HTTP/1.1", request)
		if got := fieldsOf(t, &combined, line, "method uri path query proto status"); got != want {
			t.Errorf("%s\n got %s\nwant %s", request, got, want)
		}
		if got := fieldsOf(t, &combined, line, "request"); want != "rejected" && got != "request="+request && request != "-" {
			t.Errorf("%s: request is %s", request, got)
		}
	}
	check("GET / HTTP/1.1", "method=GET uri=/ path=/ proto=HTTP/1.1 status=200")
	check("PROPFIND /a?b?c HTTP/2.0", "method=PROPFIND uri=/a?b?c path=/a query=b?c proto=HTTP/2.0 status=200")
	check("GET /a? HTTP/2", "method=GET uri=/a? path=/a query= proto=HTTP/2 status=200")
	check("GET /a b c HTTP/1.0", "method=GET uri=/a b c path=/a b c proto=HTTP/1.0 status=200")
	check("GET  /a HTTP/1.0", "method=GET uri= /a path= /a proto=HTTP/1.0 status=200")
	check("GET /a", "method=GET uri=/a path=/a status=200")
	check("GET HTTP/1.1", "method=GET proto=HTTP/1.1 status=200")
	check("GET ", "method=GET status=200")
	check("GET", "method=GET status=200")
	check("VERSION-CONTROL /a HTTP/1.1", "method=VERSION-CONTROL uri=/a path=/a proto=HTTP/1.1 status=200")
	check("get / HTTP/1.1", "status=200")
	check("-", "status=200")
	check("", "status=200")
	check(`\x16\x03\x01\x02`, "status=200")
	check("\x16\x03 \x01", "status=200")
	check("OPTIONS * HTTP/1.1", "method=OPTIONS uri=* path=* proto=HTTP/1.1 status=200")
	check("CONNECT example.com:443 HTTP/1.1", "method=CONNECT uri=example.com:443 path=example.com:443 proto=HTTP/1.1 status=200")
	check("GET http://h/p/q?r HTTP/1.1", "method=GET uri=http://h/p/q?r path=/p/q query=r proto=HTTP/1.1 status=200")
	check("GET http://h HTTP/1.1", "method=GET uri=http://h path=/ proto=HTTP/1.1 status=200")
	check("GET http://h?r HTTP/1.1", "method=GET uri=http://h?r path=/ query=r proto=HTTP/1.1 status=200")
	check("GET /r?u=http://h/p HTTP/1.1", "method=GET uri=/r?u=http://h/p path=/r query=u=http://h/p proto=HTTP/1.1 status=200")
	check("GET r?u=http://h/p HTTP/1.1", "method=GET uri=r?u=http://h/p path=r query=u=http://h/p proto=HTTP/1.1 status=200")
	check(`GET /\"a\" HTTP/1.1`, `method=GET uri=/\"a\" path=/\"a\" proto=HTTP/1.1 status=200`)
	check(`GET /a\" HTTP/1.1`, `method=GET uri=/a\" path=/a\" proto=HTTP/1.1 status=200`)
	check(`GET /a"b HTTP/1.1`, `method=GET uri=/a"b path=/a"b proto=HTTP/1.1 status=200`)
	check(`GET /a\x22 HTTP/1.1`, `method=GET uri=/a\x22 path=/a\x22 proto=HTTP/1.1 status=200`)
	check(`GET /a\\`, `method=GET uri=/a\\ path=/a\\ status=200`)
	check(`GET /a" b HTTP/1.1`, "rejected")
}

func TestStatusAndBytes(t *testing.T) {
	check := func(values, want string) {
		t.Helper()
		if got := fieldsOf(t, &combined, with(t, "200 5120", values), "status class bytes agent"); got != want {
			t.Errorf("%s: got %s, want %s", values, got, want)
		}
	}
	const agent = " agent=Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
	check("404 0", "status=404 class=4xx bytes=0"+agent)
	check("000 0", "status=000 bytes=0"+agent)
	check("0 -", "status=0"+agent)
	check("- 12345678901234567890", "bytes=12345678901234567890"+agent)
	check("- -", strings.TrimSpace(agent))
	check("499 1", "status=499 class=4xx bytes=1"+agent)
	check("2000 1", "rejected")
	check("x 1", "rejected")
	check("200 x", "rejected")
	check("200 ", "rejected")
	check("200 --", "rejected")
	check("200 1x", "rejected")
	check("200  1", "rejected")
}

func TestTail(t *testing.T) {
	check := func(tail, want string) {
		t.Helper()
		line := common.Sample + tail
		if got := fieldsOf(t, &combined, line, "bytes referrer agent extra1 extra2"); got != "bytes=5120"+want {
			t.Errorf("%s: got %s, want %s", tail, got, want)
		}
	}
	check("", "")
	check(" ", "")
	check(` "-" "-"`, "")
	check(` "" ""`, " referrer= agent=")
	check(` "a" "b c"`, " referrer=a agent=b c")
	check(` "a" "b c`, " referrer=a agent=b c")
	check(` "a" "`, " referrer=a agent=")
	check(` "a`, " referrer=a")
	check(` "a"`, " referrer=a")
	check(` "a" x`, " referrer=a")
	check(` x "a"`, "")
	check(` - "a"`, " agent=a")
	check(` - -`, "")
	check(` -- "a"`, "")
	check(` "a\"b" "c\\"`, ` referrer=a\"b agent=c\\`)
	check(` "a"b" "c"`, ` referrer=a"b agent=c`)
	check(` "a" "b" "-" 0.5`, " referrer=a agent=b extra2=0.5")
	check(` "a" "b" "c d" 0.5 9`, " referrer=a agent=b extra1=c d extra2=0.5")
}

func TestVhost(t *testing.T) {
	check := func(site, want string) {
		t.Helper()
		if got := fieldsOf(t, &vhostCombined, site+" "+combined.Sample, "vhost port client status"); got != want {
			t.Errorf("%s: got %s, want %s", site, got, want)
		}
	}
	const rest = " client=192.0.2.7 status=200"
	check("example.com:80", "vhost=example.com port=80"+rest)
	check("example.com", "vhost=example.com"+rest)
	check("example.com:", "vhost=example.com"+rest)
	check("[::1]:8080", "vhost=[::1] port=8080"+rest)
	check("::1", "vhost=::1"+rest)
	check("-:80", "port=80"+rest)
	check(":80", "rejected")
	check("", "rejected")
}

func TestForwarded(t *testing.T) {
	check := func(forwarded, want string) {
		t.Helper()
		if got := fieldsOf(t, &mainFormat, combined.Sample+forwarded, "forwarded origin extra1"); got != want {
			t.Errorf("%s: got %s, want %s", forwarded, got, want)
		}
	}
	check(` "-"`, "origin=192.0.2.7")
	check("", "origin=192.0.2.7")
	check(` "203.0.113.9"`, "forwarded=203.0.113.9 origin=203.0.113.9")
	check(` " 203.0.113.9 , 10.0.0.1" 7`, "forwarded= 203.0.113.9 , 10.0.0.1 origin=203.0.113.9 extra1=7")
	check(` "unknown, 10.0.0.1"`, "forwarded=unknown, 10.0.0.1 origin=192.0.2.7")
	check(` "2001:db8::1"`, "forwarded=2001:db8::1 origin=2001:db8::1")
}

func TestExplain(t *testing.T) {
	check := func(line, want string) {
		t.Helper()
		if got := Explain(&combined, []byte(line)); got != want {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
	check(combined.Sample, "")
	check(common.Sample, "")
	check("", "column 1: the line ends before its client")
	check("hello", "column 6: the line ends before its ident")
	check(`"`+combined.Sample+`"`, "column 1: a quote before the client")
	check(with(t, "] ", "]"), `column 42: '] "' expected`)
	check(with(t, "01/Mar", "1/Mar"), "column 16: time is not like 01/Mar/2026:10:00:00 +0100")
	check(with(t, "200", "2x0"), "column 80: space expected")
	check(with(t, "200", "OK"), "column 79: status is not a number")
	check(with(t, "5120", "5120B"), "column 87: space expected behind bytes")
	check(combined.Sample[:60], "column 45: request has no closing quote")
	check(combined.Sample[:78], "column 79: the line ends before its status")
}
