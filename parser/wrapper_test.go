package parser

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// wrapperSamples are lines in what each wrapper is about.
var wrapperSamples = map[string][]string{
	"docker": {
		`{"log":"a \"b\" \\\r\n","stream":"stdout","time":"2026-03-01T10:00:00.5Z"}`,
		`{"time":"x","attrs":{"a":["]",1]},"log":"a\\n","stream":"stderr"}`,
		`{ "a" : 1 , "log" :	"\n" , "stream" : "" } `,
	},
	"cri": {
		`2026-03-01T10:00:00.000000000+01:00 stdout F a b`,
		`2026-03-01T10:00:00Z stderr P:x `,
	},
	"syslog": {
		`<34>Oct 11 22:14:15 host su[123]: a: b`,
		`Oct  1 22:14:15 su: a`,
		`2026-03-01T10:00:00.123456+01:00 - a[1]: b[2]: c`,
		`Mar 01 10:00:00 2001:db8:: a:`,
	},
	"syslog5424": {
		`<165>1 2003-10-11T22:14:15.003Z host app p m [a b="\]\"" c="["][d] ` + "\ufeff" + `a`,
		`<1>1 - - - - - -  a`,
	},
	"journald": {
		`Mar 01 10:00:00.123456 host a[1]: b`,
		`2026-03-01T10:00:00+0100 a: b`,
		`2026-03-01T10:00:00.5-0100 host a: b`,
	},
	"kubectl": {
		`[pod/web-5d4/nginx] a`,
		`web-5d4c-x2x9k nginx a b`,
		`web_1  | a | b`,
		`web | 2026-03-01T10:00:00.123456789Z a`,
	},
	"quotes": {
		`"a - "b" "c""`,
		`""`,
	},
}

func TestStrip(t *testing.T) {
	check := func(w *wrapper, line, wantLine, wantTime, wantHost string) {
		t.Helper()
		u, ok := w.strip([]byte(line))
		if !ok {
			t.Errorf("%s: %s: no", w.name, line)
			return
		}
		if got := line[u.lo:u.hi]; got != wantLine {
			t.Errorf("%s: %s: line is %q", w.name, line, got)
		}
		if u.time != absent && line[u.time.lo:u.time.hi] != wantTime || (u.time == absent) != (wantTime == "") {
			t.Errorf("%s: %s: time at %d", w.name, line, u.time)
		}
		if u.host != absent && line[u.host.lo:u.host.hi] != wantHost || (u.host == absent) != (wantHost == "") {
			t.Errorf("%s: %s: host at %d", w.name, line, u.host)
		}
	}
	const bsd, iso = "Oct 11 22:14:15", "2026-03-01T10:00:00.123456+01:00"
	syslog := &syslogWrapper
	check(syslog, `<34>Oct 11 22:14:15 mymachine su[123]: 'su root' failed`, `'su root' failed`, bsd, "mymachine")
	check(syslog, `Oct 11 22:14:15 mymachine su: a`, `a`, bsd, "mymachine")
	check(syslog, `<190>Oct 11 22:14:15 nginx: a`, `a`, bsd, "") // nohostname
	check(syslog, `Mar  1 10:00:00 h nginx: access: a`, `access: a`, "Mar  1 10:00:00", "h")
	check(syslog, iso+` h postfix/smtpd[1]:  a`, ` a`, iso, "h")
	check(syslog, iso+` app[web.1]: a`, `a`, iso, "") // Heroku
	check(syslog, bsd+` 2001:db8:: a: b`, `b`, bsd, "2001:db8::")
	check(syslog, bsd+` h a[1]: `+bsd+` g b[2]: c`, bsd+` g b[2]: c`, bsd, "h")
	check(syslog, bsd+` h a:`, ``, bsd, "h")

	check(&journaldWrapper, `Mar 01 10:00:00.123456 h nginx[7]: a`, `a`, "Mar 01 10:00:00.123456", "h")
	check(&journaldWrapper, `2026-03-01T10:00:00+0100 h nginx[7]: a`, `a`, "2026-03-01T10:00:00+0100", "h")
	check(&journaldWrapper, `2026-03-01T10:00:00.123456-0100 h nginx[7]: a`, `a`, "2026-03-01T10:00:00.123456-0100", "h")

	// The examples of RFC 5424, section 6.5.
	rfc := &syslog5424Wrapper
	check(rfc, `<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - `+"\ufeff"+`'su root' failed for lonvick on /dev/pts/8`,
		`'su root' failed for lonvick on /dev/pts/8`, "2003-10-11T22:14:15.003Z", "mymachine.example.com")
	check(rfc, `<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.`,
		`%% It's time to make the do-nuts.`, "2003-08-24T05:14:15.000003-07:00", "192.0.2.1")
	check(rfc, `<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"] `+
		"\ufeff"+`An application event`, `An application event`, "2003-10-11T22:14:15.003Z", "mymachine.example.com")
	check(rfc, `<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3"][examplePriority@32473 class="high"]`,
		``, "2003-10-11T22:14:15.003Z", "mymachine.example.com")
	check(rfc, `<1>1 - - - - - [a b="\"] \] [\\"] c`, `c`, "", "")
	check(rfc, `<190>1 2026-03-01T10:00:00Z h nginx - - -  a`, `a`, "2026-03-01T10:00:00Z", "h")

	docker := &dockerWrapper
	check(docker, `{"log":"a\n","stream":"stdout","time":"2026-03-01T10:00:00Z"}`, `a`, "2026-03-01T10:00:00Z", "")
	check(docker, `{"stream":"stdout","attrs":{"log":"b"},"log":"\"a\"\r\n"}`, `\"a\"`, "", "")
	check(docker, `{"log":"a\\n","stream":"stdout","time":"t"}`, `a\\n`, "t", "")
	check(docker, `{"log":"a\r","stream":"stdout","time":"t"}`, `a\r`, "t", "")
	check(docker, `{"log":"\n","stream":"stdout","time":"t"}`, ``, "t", "")

	check(&criWrapper, `2026-03-01T10:00:00.000000000+01:00 stdout F a b`, `a b`, "2026-03-01T10:00:00.000000000+01:00", "")
	check(&criWrapper, `2026-03-01T10:00:00.1Z stderr P `, ``, "2026-03-01T10:00:00.1Z", "")
	check(&criWrapper, `2026-03-01T10:00:00.1Z stdout F:X:Y  a`, ` a`, "2026-03-01T10:00:00.1Z", "")

	kubectl := &kubectlWrapper
	check(kubectl, `[pod/name-5d4/container] a b`, `a b`, "", "name-5d4")
	check(kubectl, `[pod/n/c] 2026-03-01T10:00:00.123456789Z a`, `a`, "2026-03-01T10:00:00.123456789Z", "n")
	check(kubectl, `[pod/n/c] 2026-03-01T10:00:00.123456Z a`, `2026-03-01T10:00:00.123456Z a`, "", "n")
	check(kubectl, `web-7c5ddbdf54-x2x9k nginx 192.0.2.1 - -`, `192.0.2.1 - -`, "", "web-7c5ddbdf54-x2x9k")
	check(kubectl, `service  | a`, `a`, "", "service")
	check(kubectl, `service-1  | 2026-03-01T10:00:00.123456789+01:00 a`, `a`, "2026-03-01T10:00:00.123456789+01:00", "service-1")
	check(kubectl, `web_1 |`, ``, "", "web_1")

	check(&quotesWrapper, `"1.2.3.4 - - [..] "GET / HTTP/1.1" 200 5 "-" "UA""`, `1.2.3.4 - - [..] "GET / HTTP/1.1" 200 5 "-" "UA"`, "", "")
	check(&quotesWrapper, `"a "" 400 """`, `a "" 400 ""`, "", "")
}

// TestNotWrapped has lines that are much like wrapped ones.
func TestNotWrapped(t *testing.T) {
	lines := []string{
		``, `a`, `-`,
		combined.Sample, vhostCombined.Sample,
		`<34>`, `<>Oct 11 22:14:15 h a: b`, `<1234>Oct 11 22:14:15 h a: b`, `<3x>Oct 11 22:14:15 h a: b`,
		`Oct 11 22:14:15`, `Oct 11 22:14:15 `, `Oct 11 22:14:15 h`, `Oct 11 22:14:15 h a b`, `Oct 11 22:14:15 h g a: b`,
		`Oct 11 22:14:15 h a:b`, `Oct 11 22:14:15 h a[1: b`, `Oct 11 22:14:15 h a[1 2]: b`, `Oct 11 22:14:15 h a[1] b`,
		`oct 11 22:14:15 h a: b`, `Oct x1 22:14:15 h a: b`, `Oct 11 22:14:1 h a: b`, `Oct 11 22:14:15. h a: b`,
		`2026-03-01 10:00:00Z h a: b`, `2026-03-01T10:00:00 h a: b`, `2026-03-01T10:00:00.Z h a: b`,
		`2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET / HTTP/1.1" "-"`,
		`<1>0 - - - - - - a`, `<1>1 - - - - - a`, `<1>1 - - - - - [a`, `<1>1 - - - - - [a="]`, `<1>1 - - - - - -[a] b`, `<1>1 x - - - - - a`, `1 - - - - - - a`,
		`<1>1234 - - - - - - a`, `<1>1 -  - - - - - a`,
		`{}`, `[]`, `{"log":"a"}`, `{"log":"a","stream":1}`, `{"log":{"level":"info"},"stream":"stdout"}`, `{"log":"a","stream":"stdout"`,
		`{"log":"a","stream":"stdout"}}`, `{"log":"a","stream":"stdout",}`, `{"log":"a" "stream":"stdout"}`, `{"log":"a","stream":"stdout\"}`,
		`2026-03-01T10:00:00Z stdout`, `2026-03-01T10:00:00Z stdout F`, `2026-03-01T10:00:00Z stdout X a`, `2026-03-01T10:00:00Z stdin F a`, `2026-03-01T10:00:00Z stdout Fx a`,
		`[pod/a] b`, `[pod//b] c`, `[pod/a/] c`, `[pod/a/b]c`, `[pod/A/b] c`, `[node/a/b] c`,
		`a |b`, `| b`, `a| b`, `a  |b`, `1:2 | b`,
		`web-abcde nginx a`, `web-x2x9k 192.0.2.1 - -`, `web-x2x9k nginx`, `-x2x9k nginx a`, `www.example.com nginx a`,
		`"`, `"a`, `a"`, `"a","b"`, `"a" "b"`, `"a \"b\""`, `"GET / HTTP/1.1" 200 "-"`, `"a ""b"" c"`, `"a """" c"`,
	}
	for _, line := range lines {
		for _, w := range wrappers {
			if u, ok := w.strip([]byte(line)); ok {
				t.Errorf("%s: %q: line is %q", w.name, line, line[u.lo:u.hi])
			}
		}
	}
}

// TestStripIsRegexp compares with the twins what one byte more, less or other
// makes of the samples.
func TestStripIsRegexp(t *testing.T) {
	const alphabet = " -\"\\[]:/.|<>{},0AaFZTn\t\n\x00\x80\xff+"
	for _, w := range wrappers {
		for _, sample := range wrapperSamples[w.name] {
			if !checkWrapper(t, w, sample) {
				t.Errorf("%s: %q: no", w.name, sample)
			}
			mutations(sample, alphabet, func(line []byte) {
				for _, w := range wrappers {
					checkWrapper(t, w, string(line))
				}
			})
			line := []byte(sample)
			for i, was := range line {
				for c := range 256 {
					line[i] = byte(c)
					checkWrapper(t, w, string(line))
				}
				line[i] = was
			}
		}
	}
}

// TestStripSmall compares with the twins all short texts behind beginnings.
func TestStripSmall(t *testing.T) {
	check := func(w *wrapper, before, alphabet string, length int) {
		t.Helper()
		text := make([]byte, length)
		for n := range length + 1 {
			every(text[:n], alphabet, func() { checkWrapper(t, w, before+string(text[:n])) })
		}
	}
	check(&syslogWrapper, "Oct 11 22:14:15", " a:[]", 7)
	check(&syslogWrapper, "", "<0>", 6)
	check(&syslog5424Wrapper, "<1>1 - a a a a ", ` -[]"\`, 6)
	check(&syslog5424Wrapper, "<1>1 - a a a a -", " \xef\xbb\xbf", 6)
	check(&syslog5424Wrapper, "<1>", "01 -", 7)
	check(&criWrapper, "2026-03-01T10:00:00Z stdout ", "FP: a", 5)
	check(&kubectlWrapper, "", "a-|. ", 6)
	check(&kubectlWrapper, "[pod/", "a/] ", 7)
	check(&kubectlWrapper, "a-bcdf", "g a.-", 6)
	check(&quotesWrapper, "", "a \"\\", 7)
	check(&dockerWrapper, `{"log":"`, "\"\\nr,}", 6)
	check(&dockerWrapper, `{"stream":"","log":"\`, "\"\\nr}", 6)
	check(&dockerWrapper, `{"log":"","stream":""`, `,:" {}[]1`, 5)
}

// every calls yield with all texts of the alphabet's bytes in text.
func every(text []byte, alphabet string, yield func()) {
	if len(text) == 0 {
		yield()
		return
	}
	for i := range alphabet {
		text[0] = alphabet[i]
		every(text[1:], alphabet, yield)
	}
}

// TestWrappersApart shows that a line is wrapped as one wrapper says, and that
// only quotes may be around another.
func TestWrappersApart(t *testing.T) {
	check := func(line []byte) {
		var names []string
		for _, w := range wrappers {
			if _, ok := w.strip(line); ok && w != &quotesWrapper {
				names = append(names, w.name)
			}
		}
		if len(names) > 1 {
			t.Fatalf("%q: %s", line, names)
		}
	}
	for _, samples := range wrapperSamples {
		for _, sample := range samples {
			mutations(sample, nasty, check)
		}
	}
}

func TestWrappers(t *testing.T) {
	var none *wrapper
	if none.fields() != nil {
		t.Error("no wrapper brings fields")
	}
	for _, w := range wrappers {
		if w.doc == "" || len(wrapperSamples[w.name]) == 0 || wrapperTwins[w.name] == nil {
			t.Errorf("%s: doc %q, %d samples", w.name, w.doc, len(wrapperSamples[w.name]))
		}
		for _, sample := range wrapperSamples[w.name] {
			line := []byte(sample)
			if n := testing.AllocsPerRun(10, func() { w.strip(line) }); n != 0 {
				t.Errorf("%s: %g allocations", w.name, n)
			}
		}
	}
}

// TestStripLong has lines that would take minutes if each byte were looked at
// for each other one.
func TestStripLong(t *testing.T) {
	const size = 1 << 16
	for _, w := range wrappers {
		for _, sample := range wrapperSamples[w.name] {
			for cut := range sample {
				for _, unit := range []string{sample[cut : cut+1], `\"`, `[a]`} {
					w.strip([]byte(sample[:cut] + strings.Repeat(unit, size/len(unit)) + sample[cut:]))
				}
			}
		}
	}
}

// TestStripLogs strips the logs of others.
func TestStripLogs(t *testing.T) {
	check := func(name string, w *wrapper, host, inside string) {
		t.Run(name, func(t *testing.T) {
			begins := regexp.MustCompile(inside)
			for _, line := range readLog(t, name) {
				if len(line) == 0 {
					continue
				}
				if !checkWrapper(t, w, string(line)) {
					t.Errorf("%s: no: %s", w.name, line)
					continue
				}
				u, _ := w.strip(line)
				if rest := line[u.lo:u.hi]; !begins.Match(rest) {
					t.Errorf("line is %s", rest)
				}
				if u.host != absent && string(line[u.host.lo:u.host.hi]) != host {
					t.Errorf("host is %s", line[u.host.lo:u.host.hi])
				}
			}
		})
	}
	const haproxy = `^(\d+\.\d+\.\d+\.\d+:\d+ \[|Proxy |Connect from )`
	check("lnav/logfile_haproxy.0", &syslogWrapper, "192.168.4.2", haproxy)
	check("filebeat/haproxy-log/default.log", &syslogWrapper, "1.2.3.4", haproxy)
	check("filebeat/haproxy-log/haproxy.log", &syslogWrapper, "localhost", haproxy)
	check("filebeat/haproxy-log/httplog-no-headers.log", &syslogWrapper, "voyager", haproxy)
	check("filebeat/haproxy-log/tcplog.log", &syslogWrapper, "127.0.0.1", haproxy)
	check("lnav/logfile_caddy_log.0", &kubectlWrapper, "caddy", `^{"level"`)
}

// TestStripEnvoy compares with the messages that CrowdSec expects.
func TestStripEnvoy(t *testing.T) {
	message := regexp.MustCompile(`^results\["s00-raw"\]\["crowdsecurity/cri-logs"\]\[(\d+)\]\.Evt\.Parsed\["message"\] == (".*")$`)
	want := map[string]string{}
	for _, line := range readLog(t, "crowdsec/envoy-logs/parser.assert") {
		if m := message.FindSubmatch(line); m != nil {
			text, err := strconv.Unquote(string(m[2]))
			if err != nil {
				t.Fatal(err)
			}
			want[string(m[1])] = text
		}
	}
	lines := readLog(t, "crowdsec/envoy-logs/envoy.log")
	if len(want) != len(lines) {
		t.Fatalf("%d messages for %d lines", len(want), len(lines))
	}
	for i, line := range lines {
		checkWrapper(t, &criWrapper, string(line))
		u, _ := criWrapper.strip(line)
		if got := string(line[u.lo:u.hi]); got != want[strconv.Itoa(i)] {
			t.Errorf("line %d is %s", i, got)
		}
	}
}

// TestLogsNotWrapped has logs with nothing around their lines.
func TestLogsNotWrapped(t *testing.T) {
	for _, name := range []string{
		"wordpress-2016-combined.log.gz", "elastic/nginx-combined-51k.log.gz", "elastic/apache-combined-10k.log.gz", "elastic/nginxplus-json.log",
		"crowdsec/aws-alb-logs/aws-alb-logs.log", "crowdsec/caddy-logs/caddy-logs.log", "crowdsec/traefik_json/traefik_json.log",
		"alp/json_access.log", "alp/ltsv_access.log", "webreadr/log.squid", "webreadr/s3.log", "webreadr/log.aws", "mtail/lighttpd_access.log",
		"filebeat/iis-access/test.log",
	} {
		t.Run(name, func(t *testing.T) {
			for _, line := range readLog(t, name) {
				for _, w := range wrappers {
					if u, ok := w.strip(line); ok {
						t.Fatalf("%s: %s: line is %q", w.name, line, line[u.lo:u.hi])
					}
				}
			}
		})
	}
}

func FuzzWrapper(f *testing.F) {
	for _, samples := range wrapperSamples {
		for _, sample := range samples {
			f.Add([]byte(sample))
		}
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		before := slices.Clone(line)
		for _, w := range wrappers {
			checkWrapper(t, w, string(line))
			w.strip(line)
		}
		if !bytes.Equal(line, before) {
			t.Fatalf("%q became %q", before, line)
		}
	})
}

func BenchmarkStrip(b *testing.B) {
	line := string(logLines(1)[0])
	cases := []struct {
		name string
		w    *wrapper
		line string
	}{
		{"syslog", &syslogWrapper, `Mar  1 10:00:00 www.example.com nginx[123]: ` + line},
		{"syslog-priority", &syslogWrapper, `<190>Mar  1 10:00:00 nginx: ` + line},
		{"syslog-iso", &syslogWrapper, `2026-03-01T10:00:00.123456+01:00 www.example.com nginx[123]: ` + line},
		{"syslog5424", &syslog5424Wrapper, `<190>1 2026-03-01T10:00:00.123456+01:00 www.example.com nginx 123 - - ` + line},
		{"structured", &syslog5424Wrapper, `<190>1 2026-03-01T10:00:00.123456+01:00 www.example.com nginx 123 - [a@1 b="c" d="e"] ` + line},
		{"journald", &journaldWrapper, `2026-03-01T10:00:00+0100 www.example.com nginx[123]: ` + line},
		{"docker", &dockerWrapper, fmt.Sprintf(`{"log":%q,"stream":"stdout","time":"2026-03-01T10:00:00.123456789Z"}`, line+"\n")},
		{"cri", &criWrapper, `2026-03-01T10:00:00.123456789+01:00 stdout F ` + line},
		{"kubectl", &kubectlWrapper, `[pod/web-7c5ddbdf54-x2x9k/nginx] ` + line},
		{"stern", &kubectlWrapper, `web-7c5ddbdf54-x2x9k nginx ` + line},
		{"compose", &kubectlWrapper, `web-1  | ` + line},
		{"quotes", &quotesWrapper, `"` + line + `"`},
		{"none", &kubectlWrapper, line},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			line := []byte(c.line)
			b.SetBytes(int64(len(line)))
			b.ReportAllocs()
			found := false
			for b.Loop() {
				_, found = c.w.strip(line)
			}
			if found != (c.name != "none") {
				b.Fatal(found)
			}
		})
	}
}
