package parser

import (
	"bytes"
	"strings"
	"testing"
)

// trap is a line that servers write and many tools misread: the sample of a
// format with a piece of it replaced.
type trap struct{ old, new, want string }

// checkTraps reads the lines of traps and compares the fields named with what
// is wanted, as fieldsOf writes them.
func checkTraps(t *testing.T, f *Format, fields string, traps ...trap) {
	t.Helper()
	for _, trap := range traps {
		if strings.Count(f.Sample, trap.old) != 1 {
			t.Fatalf("%s: %q is not once in the sample", f.Name, trap.old)
		}
		line := strings.Replace(f.Sample, trap.old, trap.new, 1)
		log := [][]byte{[]byte(line)}
		if w, ok := f.lines.(*w3c); ok {
			log = [][]byte{[]byte(w.usual), []byte(line)}
		}
		if got := lastFieldsOf(t, f.Fit(log), log, fields); got != trap.want {
			t.Errorf("%s: %s instead of %s: %s, want %s", f.Name, trap.new, trap.old, got, trap.want)
		}
	}
}

// lastFieldsOf is fieldsOf for the last line of a log, in which lines before it
// say how it is to be read.
func lastFieldsOf(t *testing.T, f *Format, log [][]byte, names string) (fields string) {
	t.Helper()
	set := NewFieldSet(f.Own()...)
	for name := range strings.FieldsSeq(names) {
		if _, err := set.Add(name); err != nil {
			t.Fatal(err)
		}
	}
	parseAll(f, set, log, func(r *Record, _ []byte, outcome Outcome) {
		if outcome != Parsed {
			fields = "rejected"
			return
		}
		var found []string
		for name := range strings.FieldsSeq(names) {
			if value := r.Bytes(set.slot(name)); value != nil {
				found = append(found, name+"="+string(AppendText(nil, set.Field(set.slot(name)).Kind, value)))
			}
		}
		fields = strings.Join(found, " ")
	})
	return fields
}

// nginx asks several servers for one request, and other groups of servers
// behind a colon.
func TestTrapsUpstreamLists(t *testing.T) {
	const fields = "duration upstream upstream_duration upstream_status req_id"
	checkTraps(t, &ingress, fields,
		trap{"10.0.74.255:8080 5120 0.004 200", "10.0.0.1:80, [2001:db8::1]:80 0, 5120 0.100, 0.004 502, 200",
			"duration=0.005 upstream=[2001:db8::1]:80 upstream_duration=0.104 upstream_status=502, 200 req_id=89f3c824055b4d87942831d74343fb9a"},
		trap{"10.0.74.255:8080 5120 0.004 200", "10.0.0.1:80 : 10.0.0.2:80 0 : 5 0.1 : - 502 : 200",
			"duration=0.005 upstream=10.0.0.2:80 upstream_duration=0.1 upstream_status=502 : 200 req_id=89f3c824055b4d87942831d74343fb9a"},
		trap{"10.0.74.255:8080 5120 0.004 200", "- - - -", "duration=0.005 req_id=89f3c824055b4d87942831d74343fb9a"})
	const key = `"request_time":0.017`
	checkTraps(t, &jsonFormat, "duration upstream upstream_duration",
		trap{key, key + `,"upstream_addr":"10.0.0.1:80, unix:/run/app.sock","upstream_response_time":"0.100, 0.004"`,
			"duration=0.017 upstream=unix:/run/app.sock upstream_duration=0.104"},
		trap{key, key + `,"upstream_addr":"-","upstream_response_time":"-"`, "duration=0.017"},
		trap{key, `"request_time":"0.017","upstream_response_time":"0.1, 0.2 : -"`, "duration=0.017 upstream_duration=0.3"})
	checkTraps(t, &ltsvFormat, "duration upstream_duration",
		trap{"reqtime:0.017", "reqtime:0.017\tupstream_response_time:0.1, 0.2 : -", "duration=0.017 upstream_duration=0.3"},
		trap{"reqtime:0.017", "reqtime:-\tupstream_response_time:-", ""})
}

// A dash is no value, nowhere.
func TestTrapsDash(t *testing.T) {
	checkTraps(t, &traefik, "client user status bytes referrer agent router upstream duration",
		trap{`200 5120 "https://example.com/" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" 17 "shop@docker" "http://172.17.0.3:80" 12ms`,
			`- - - - 17 "-" "-" 0ms`, "client=192.0.2.7 duration=0"})
	checkTraps(t, &lighttpd, "client vhost user status",
		trap{"192.0.2.7 www.example.com -", "- 127.0.0.1 -", "vhost=127.0.0.1 status=200"})
	checkTraps(t, &w3cFormat, "query user referrer agent status duration",
		trap{"lang=en 443 - 198.51.100.7 Mozilla/5.0+(X11;+Linux+x86_64)+Firefox/140.0 https://example.com/ 200 0 0 17",
			"- 443 - - - - - - - -", ""})
	checkTraps(t, &cloudFront, "bytes query user status referrer duration forwarded",
		trap{"5120\t198", "-\t198", "query=lang=en status=200 referrer=https://example.com/ duration=0.017 forwarded=203.0.113.9"},
		trap{"\t203.0.113.9\t", "\t-\t", "bytes=5120 query=lang=en status=200 referrer=https://example.com/ duration=0.017"})
	checkTraps(t, &alb, "upstream duration upstream_duration status backend_status method path vhost",
		trap{"10.0.0.1:80 0.000 0.017 0.000 200 200", "- -1 -1 -1 502 -", "status=502 method=GET path=/index.html vhost=www.example.com"},
		trap{`"GET https://www.example.com:443/index.html?lang=en HTTP/1.1"`, `"- http://www.example.com:80- -"`,
			"upstream=10.0.0.1:80 duration=0.017 upstream_duration=0.017 status=200 backend_status=200 vhost=www.example.com"})
	checkTraps(t, &elb, "upstream duration status method agent",
		trap{`"GET https://www.example.com:443/index.html?lang=en HTTP/1.1" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2`,
			`"- - - " "-" - -`, "upstream=10.0.0.1:80 duration=0.001178 status=200"})
	checkTraps(t, &s3, "user method status bytes duration turn_around_time referrer",
		trap{"200 - 5120 5120 17 16", "404 NoSuchKey 297 - 17 -", "user=79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be method=GET status=404 bytes=297 duration=0.017 referrer=https://example.com/"},
		trap{`"GET /shop-media/cat.jpg?lang=en HTTP/1.1" 200 - 5120 5120 17 16`, `"-" 204 - - 5120 - -`,
			"user=79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be status=204 referrer=https://example.com/"})
	checkTraps(t, &gcs, "status bytes referrer agent",
		trap{`"https://example.com/"`, `""`, "status=200 bytes=5120 agent=Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
	checkTraps(t, &envoy, "status bytes upstream_duration forwarded agent upstream",
		trap{`17 16 "198.51.100.7"`, `17 - "-"`, "status=200 bytes=5120 agent=Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0 upstream=10.0.1.9:8080"})
	checkTraps(t, &squid, "method user upstream content_type",
		trap{"GET http://www.example.com/index.html?lang=en - HIER_DIRECT/192.0.2.1 text/html", "- error:transaction-end-before-headers - HIER_NONE/- -", ""})
	checkTraps(t, &jsonFormat, "client status bytes referrer duration",
		trap{`"status":200,"body_bytes_sent":5120,"http_referer":"https://example.com/"`, `"status":"200","body_bytes_sent":"-","http_referer":"-"`,
			"client=192.0.2.7 status=200 duration=0.017"},
		trap{`"request_time":0.017`, `"request_time":null`, "client=192.0.2.7 status=200 bytes=5120 referrer=https://example.com/"})
	checkTraps(t, &ltsvFormat, "status bytes referrer duration",
		trap{"size:5120\treferer:https://example.com/", "size:-\treferer:-", "status=200 duration=0.017"})
}

// HAProxy writes -1 for what never happened, and words in angle brackets for
// what there was not.
func TestTrapsHAProxy(t *testing.T) {
	const fields = "client status bytes duration upstream upstream_duration request method"
	checkTraps(t, &haproxy, fields,
		trap{`static/srv1 10/0/30/69/109 200 5120 - - ---- 1/1/1/1/0 0/0 {www.example.com} {} "GET /index.html?lang=en HTTP/1.1"`,
			`http-in/<NOSRV> -1/-1/-1/-1/5001 408 212 - - cR-- 1/1/0/0/0 0/0 "<BADREQ>"`,
			"client=198.51.100.7 status=408 bytes=212 duration=5.001 request=<BADREQ>"},
		trap{"10/0/30/69/109 200 5120 - - ----", "10/0/30/-1/109 -1 0 - - CD--",
			"client=198.51.100.7 bytes=0 duration=0.109 upstream=static/srv1 request=GET /index.html?lang=en HTTP/1.1 method=GET"},
		trap{"10/0/30/69/109 200 5120", "9/10/7/14/+30 200 +243",
			"client=198.51.100.7 status=200 bytes=243 duration=0.03 upstream=static/srv1 upstream_duration=0.014 request=GET /index.html?lang=en HTTP/1.1 method=GET"},
		trap{"1/1/1/1/0 0/0 {www.example.com} {}", `1/1/1/1/+2 0/0 {a #22b#7D c|d} {|}`,
			"client=198.51.100.7 status=200 bytes=5120 duration=0.109 upstream=static/srv1 upstream_duration=0.069 request=GET /index.html?lang=en HTTP/1.1 method=GET"},
		trap{"198.51.100.7:", "2001:db8::7:", "client=2001:db8::7 status=200 bytes=5120 duration=0.109 upstream=static/srv1 upstream_duration=0.069 request=GET /index.html?lang=en HTTP/1.1 method=GET"},
		trap{"198.51.100.7:", "fe80::1%eth0:", "client=fe80::1%eth0 status=200 bytes=5120 duration=0.109 upstream=static/srv1 upstream_duration=0.069 request=GET /index.html?lang=en HTTP/1.1 method=GET"},
		trap{"198.51.100.7:33317", "unix:1", "client=unix status=200 bytes=5120 duration=0.109 upstream=static/srv1 upstream_duration=0.069 request=GET /index.html?lang=en HTTP/1.1 method=GET"})
	checkTraps(t, &haproxyTCP, "client bytes duration upstream",
		trap{"mail/srv1 0/30/109 5120", "mail/<NOSRV> -1/-1/+0 +0", "client=198.51.100.7 bytes=0 duration=0"})
	checkTraps(t, &haproxyCLF, fields,
		trap{`"GET /index.html?lang=en HTTP/1.1" 200 5120 "" "" 33317 310 "http-in" "static" "srv1" 10 0 30 69 109`,
			`"<BADREQ>" 400 187 "" "" 33317 310 "http-in" "http-in" "<NOSRV>" -1 -1 -1 -1 0`,
			"client=198.51.100.7 status=400 bytes=187 duration=0 request=<BADREQ>"})
	const https = ` 0/0000000000000000/0/0/0 www.example.com/TLSv1.3/TLS_AES_256_GCM_SHA384`
	if got := fieldsOf(t, &haproxy, haproxy.Sample+https, "status path extra1 extra2"); got !=
		"status=200 path=/index.html extra1=0/0000000000000000/0/0/0 extra2=www.example.com/TLSv1.3/TLS_AES_256_GCM_SHA384" {
		t.Errorf("option httpslog: %s", got)
	}
}

// Some requests were never answered, and some answered with no status.
func TestTrapsStatus(t *testing.T) {
	for _, f := range []*Format{&vhostCombined, &mainFormat, &ingress, &traefik, &lighttpd, &haproxyCLF} {
		checkTraps(t, f, "status class bytes",
			trap{"200 5120 ", "000 0 ", "status=000 bytes=0"},
			trap{"200 5120 ", "0 - ", "status=0"},
			trap{"200 5120 ", "499 0 ", "status=499 class=4xx bytes=0"},
			trap{"200 5120 ", "444 0 ", "status=444 class=4xx bytes=0"})
	}
	checkTraps(t, &squid, "cache status class", trap{"TCP_MISS/200", "NONE_NONE/000", "cache=NONE_NONE status=000"})
	checkTraps(t, &envoy, "status class", trap{" 200 - 0", " 0 DC 0", "status=0"})
	checkTraps(t, &caddy, "status class", trap{`"status":200`, `"status":0`, "status=0"})
	checkTraps(t, &jsonFormat, "status class", trap{`"status":200`, `"status":"000"`, "status=000"}, trap{`"status":200`, `"status":499`, "status=499 class=4xx"})
	checkTraps(t, &cloudFront, "status class", trap{"\t200\t", "\t000\t", "status=000"})
}

// What clients send need not be a request.
func TestTrapsRequest(t *testing.T) {
	const fields = "method uri proto status"
	for _, f := range []*Format{&vhostCombined, &mainFormat, &ingress, &traefik, &lighttpd, &haproxyCLF, &envoy} {
		checkTraps(t, f, fields,
			trap{"GET /index.html?lang=en HTTP/1.1", "-", "status=200"},
			trap{"GET /index.html?lang=en HTTP/1.1", "", "status=200"},
			trap{"GET /index.html?lang=en HTTP/1.1", `\x16\x03\x01\x00t`, "status=200"},
			trap{"GET /index.html?lang=en HTTP/1.1", "GET /old", "method=GET uri=/old status=200"},
			trap{"GET /index.html?lang=en HTTP/1.1", "GET", "method=GET status=200"},
			trap{"GET /index.html?lang=en HTTP/1.1", "GET /a b c HTTP/1.0", "method=GET uri=/a b c proto=HTTP/1.0 status=200"},
			trap{"GET /index.html?lang=en HTTP/1.1", `GET /\"a\" HTTP/1.1`, `method=GET uri=/\"a\" proto=HTTP/1.1 status=200`},
			trap{"GET /index.html?lang=en HTTP/1.1", `GET /\x22a\x22 HTTP/1.1`, `method=GET uri=/\x22a\x22 proto=HTTP/1.1 status=200`})
	}
	checkTraps(t, &envoy, fields, trap{"GET /index.html?lang=en HTTP/1.1", "- - -", "status=200"})
	checkTraps(t, &uwsgi, fields, trap{"GET /index.html?lang=en =>", "- - =>", "proto=HTTP/1.1 status=200"},
		trap{"GET /index.html?lang=en =>", "GET /a => b =>", "method=GET uri=/a => b proto=HTTP/1.1 status=200"})
	checkTraps(t, &jsonFormat, fields,
		trap{"GET /index.html?lang=en HTTP/1.1", `\u0016\u0003\u0001`, "status=200"},
		trap{"GET /index.html?lang=en HTTP/1.1", `GET /\"a\" HTTP/1.1`, `method=GET uri=/"a" proto=HTTP/1.1 status=200`},
		trap{"GET /index.html?lang=en HTTP/1.1", "", "status=200"})
	checkTraps(t, &ltsvFormat, fields,
		trap{"GET /index.html?lang=en HTTP/1.1", `\x16\x03`, "status=200"},
		trap{"GET /index.html?lang=en HTTP/1.1", "GET /old", "method=GET uri=/old status=200"})
}

// Quotes that a client sent, and one that it did not close.
func TestTrapsQuotes(t *testing.T) {
	const agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
	for _, f := range []*Format{&combined, &vhostCombined, &lighttpd} {
		checkTraps(t, f, "status agent",
			trap{agent, `a \"b\" c`, `status=200 agent=a \"b\" c`},
			trap{agent, `a \x22b\x22 c`, `status=200 agent=a \x22b\x22 c`},
			trap{agent + `"`, `a "b c`, `status=200 agent=a "b c`},
			trap{agent + `"`, `a`, `status=200 agent=a`})
	}
	checkTraps(t, &traefik, "agent duration", trap{agent, `a "b"`, `agent=a "b" duration=0.012`}) // which escapes nothing
	checkTraps(t, &s3, "agent version_id tls", trap{agent, `a "b"`, `agent=a "b" tls=TLSv1.2`})
	checkTraps(t, &gcs, "agent cs_object", trap{agent, `a ""b"", c`, `agent=a "b", c cs_object=cat.jpg`})
	checkTraps(t, &jsonFormat, "agent", trap{agent, `a \"b\" \\ \u00e9`, `agent=a "b" \ é`})
	checkTraps(t, &logfmtFormat, "agent", trap{`"Mozilla/5.0 (X11; Linux x86_64)"`, `"a \"b\" c"`, `agent=a "b" c`})
}

// Clients are addresses, names and lists of them, users have spaces, sites have
// ports.
func TestTrapsNames(t *testing.T) {
	for _, f := range []*Format{&combined, &mainFormat, &ingress, &traefik} {
		checkTraps(t, f, "client user",
			trap{"192.0.2.7 - - ", "fe80::1%eth0 - - ", "client=fe80::1%eth0"},
			trap{"192.0.2.7 - - ", "::ffff:192.0.2.7 - - ", "client=::ffff:192.0.2.7"},
			trap{"192.0.2.7 - - ", "host-7.example.com - Ann Bo ", "client=host-7.example.com user=Ann Bo"},
			trap{"192.0.2.7 - - ", "10.0.0.2, 10.0.0.1 - - ", "client=10.0.0.2, 10.0.0.1"})
	}
	checkTraps(t, &vhostCombined, "vhost port client",
		trap{"www.example.com:443 ", "www.example.com ", "vhost=www.example.com client=192.0.2.7"},
		trap{"www.example.com:443 ", "[2001:db8::1]:443 ", "vhost=[2001:db8::1] port=443 client=192.0.2.7"})
	checkTraps(t, &mainFormat, "forwarded origin",
		trap{"198.51.100.23, 203.0.113.9", "2001:db8::1, unknown", "forwarded=2001:db8::1, unknown origin=2001:db8::1"},
		trap{"198.51.100.23, 203.0.113.9", "198.51.100.23:4711", "forwarded=198.51.100.23:4711 origin=198.51.100.23"},
		trap{"198.51.100.23, 203.0.113.9", "[2001:db8::1]:4711, 10.0.0.1", "forwarded=[2001:db8::1]:4711, 10.0.0.1 origin=2001:db8::1"},
		trap{"198.51.100.23, 203.0.113.9", "' OR 1=1", "forwarded=' OR 1=1 origin=192.0.2.7"})
	checkTraps(t, &envoy, "client forwarded origin", // which has no client
		trap{"198.51.100.7", "[2001:db8::1], 10.0.0.1", "forwarded=[2001:db8::1], 10.0.0.1 origin=2001:db8::1"})
	checkTraps(t, &istio, "client origin vhost upstream upstream_duration route_name",
		trap{"198.51.100.7:37652", "[2001:db8::1]:37652", "client=2001:db8::1 origin=198.51.100.7 vhost=www.example.com upstream=10.0.1.9:8080 upstream_duration=0.016 route_name=default"},
		trap{`17 16 "198.51.100.7"`, `17 - "-"`, "client=198.51.100.7 origin=198.51.100.7 vhost=www.example.com upstream=10.0.1.9:8080 route_name=default"})
	checkTraps(t, &w3cFormat, "client user agent",
		trap{"- 198.51.100.7 Mozilla/5.0+(X11;+Linux+x86_64)+Firefox/140.0", `CORP\ann fe80::1%7 a+b`, `client=fe80::1%7 user=CORP\ann agent=a b`})
	checkTraps(t, &cloudFront, "client agent forwarded",
		trap{"Mozilla/5.0%20(X11;%20Linux%20x86_64)%20Firefox/140.0", "a%2520%2522b%2522", `client=198.51.100.7 agent=a "b" forwarded=203.0.113.9`},
		trap{"\t203.0.113.9\t", "\t203.0.113.9,%20198.51.100.1\t", "client=198.51.100.7 agent=Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0 forwarded=203.0.113.9, 198.51.100.1"})
	checkTraps(t, &alb, "client client_port", trap{"198.51.100.7:2817", "2001:db8::7:2817", "client=2001:db8::7 client_port=2817"})
	checkTraps(t, &squid, "client user", trap{"198.51.100.7 ", "2001:db8::7 ", "client=2001:db8::7"})
	checkTraps(t, &uwsgi, "client user", trap{"198.51.100.7 ()", "2001:db8::7 (Ann Bo)", "client=2001:db8::7 user=Ann Bo"})
	checkTraps(t, &jsonFormat, "client forwarded",
		trap{`"remote_addr":"192.0.2.7"`, `"remote_addr":"fe80::1%eth0","http_x_forwarded_for":"198.51.100.23, 10.0.0.1"`,
			"client=fe80::1%eth0 forwarded=198.51.100.23, 10.0.0.1"})
}

// uWSGI's line depends on its options.
func TestTrapsUWSGI(t *testing.T) {
	const fields = "before client bytes duration proto status"
	checkTraps(t, &uwsgi, fields,
		trap{"17 msecs ", "17042 micros ", "client=198.51.100.7 bytes=5120 duration=0.017042 proto=HTTP/1.1 status=200"},
		trap{"17 msecs ", "17 msecs via sendfile() ", "client=198.51.100.7 bytes=5120 duration=0.017 proto=HTTP/1.1 status=200"},
		trap{"[pid: 7|", "{address space usage: 67108864 bytes/64MB} {rss usage: 33554432 bytes/32MB} [pid: 7|",
			"before={address space usage: 67108864 bytes/64MB} {rss usage: 33554432 bytes/32MB}  client=198.51.100.7 bytes=5120 duration=0.017 proto=HTTP/1.1 status=200"})
}

// Squid pads the duration to six places.
func TestTrapsPadding(t *testing.T) {
	checkTraps(t, &squid, "duration client",
		trap{"     17 ", "      0 ", "duration=0 client=198.51.100.7"},
		trap{"     17 ", " 1234567 ", "duration=1234.567 client=198.51.100.7"})
}

func TestTrapsLeapSecond(t *testing.T) {
	const after = "time=2017-01-01T00:00:00"
	clf := trap{"01/Mar/2026:10:00:00", "31/Dec/2016:23:59:60", after}
	for _, f := range []*Format{&combined, &common, &mainFormat, &vhostCommon, &vhostCombined, &ingress, &traefik, &lighttpd, &haproxyCLF, &ltsvFormat} {
		checkTraps(t, f, "time", clf)
	}
	checkTraps(t, &haproxy, "time", trap{"01/Mar/2026:10:00:00.310", "31/Dec/2016:23:59:60.000", after})
	checkTraps(t, &s3, "time", trap{"01/Mar/2026:09:00:00", "31/Dec/2016:23:59:60", after})
	checkTraps(t, &w3cFormat, "time", trap{"2026-03-01 09:00:00", "2016-12-31 23:59:60", after})
	checkTraps(t, &cloudFront, "time", trap{"2026-03-01\t09:00:00", "2016-12-31\t23:59:60", after})
	checkTraps(t, &envoy, "time", trap{"2026-03-01T09:00:00.310Z", "2016-12-31T23:59:60.000Z", after})
	checkTraps(t, &jsonFormat, "time", trap{"2026-03-01T10:00:00+01:00", "2016-12-31T23:59:60Z", after})
	checkTraps(t, &uwsgi, "time", trap{"Sun Mar  1 10:00:00 2026", "Sat Dec 31 23:59:60 2016", after})
}

// What turns logs over leaves a note in them.
func TestTrapsNotes(t *testing.T) {
	for _, note := range []string{
		"Mar  1 00:00:00 www newsyslog[4711]: logfile turned over",
		"Mar  1 00:00:00 www newsyslog[4711]: logfile turned over due to size>100K",
		"# rotated by logrotate at 2026-03-01",
		"/usr/local/apache/bin/httpd, Version: Apache/2.4",
	} {
		for _, f := range Formats() {
			if f.alias != "" {
				continue
			}
			log := append([][]byte{[]byte(note)}, logOf(f)...)
			log = append(log, []byte(f.Sample))
			if d := Detect(log); d.Format == nil || d.Format.Name != f.Name {
				t.Errorf("%s behind %q: %s", f.Name, note, d.Reason)
			}
		}
	}
}

// LiteSpeed puts whole lines into quotes, and escapes none within.
func TestTrapsQuotedLines(t *testing.T) {
	for _, f := range []*Format{&combined, &common, &mainFormat, &vhostCombined, &lighttpd} {
		line := []byte(`"` + f.Sample + `"`)
		d := Detect([][]byte{line, line})
		if d.Format == nil || !strings.HasSuffix(d.Format.Name, "+"+f.Name) {
			t.Errorf("%s: %s", bytes.TrimSpace(line), d.Reason)
		}
	}
}
