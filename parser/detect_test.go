package parser

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"testing"
)

// detect returns the name of the format found in text, or the reason why none.
func detect(text string) string {
	d := Detect(bytes.Split([]byte(text), []byte("\n")))
	if d.Format == nil {
		return d.Reason
	}
	return d.Format.Name
}

func TestDetect(t *testing.T) {
	check := func(want string, lines ...string) {
		t.Helper()
		if got := detect(strings.Join(lines, "\n")); got != want {
			t.Errorf("%.100q: %s, want %s", lines, got, want)
		}
	}
	for _, f := range Formats() {
		want := cmp.Or(f.alias, f.Name)
		if f == &caddy { // a kind of JSON that says what it is
			want = f.Name
		}
		log := string(bytes.Join(logOf(f), []byte{'\n'}))
		check(want, log)
		check(want, "", "# comment", log, strings.Repeat(f.Sample+"\n", 11)+f.Sample[:len(f.Sample)-30])
		check(want, strings.Repeat("starting up\n", 5)+log)
	}
	check("combined", combined.Sample, common.Sample, common.Sample)
	check("combined", combined.Sample, mainFormat.Sample)
	check("combined", combined.Sample+` 0.5`)
	check("combined", combined.Sample+` "HIT"`)
	check("combined", combined.Sample+` "HIT" 0.5`)
	check("combined", strings.Replace(combined.Sample, `"https://example.com/"`, "-", 1))
	check("main", combined.Sample+` "-"`)
	check("main", combined.Sample+` "-" 0.5`)
	check("main", strings.Repeat(mainFormat.Sample+"\n", 19)+combined.Sample+` "';DROP TABLE"`)
	check("common", common.Sample+` 17 "x" "-"`)
	check("common", common.Sample+` 0.5`)
	check("vhost_combined", "example.com "+combined.Sample)
	check("vhost_common", "[2001:db8::1]:80 "+common.Sample)
	check("vhost_common", "_:80 "+common.Sample)
	check("combined", "10.0.0.1, "+combined.Sample)
	check("only 1 of 30 lines are combined; -f combined reads them", strings.Repeat("x\n", 29)+combined.Sample)
}

func TestDetectNone(t *testing.T) {
	check := func(line, want string) {
		t.Helper()
		for _, n := range []int{1, 20} {
			if got := detect(strings.TrimSuffix(strings.Repeat(line+"\n", n), "\n")); got != want {
				t.Errorf("%q: %s, want %s", line, got, want)
			}
		}
	}
	check("", "no known format (no lines)")
	check("# only a comment", "no known format (no lines)")
	check("It was a dark and stormy night; the rain fell in torrents.", "no known format")
	check(`{"time":"01/Mar/2026:10:00:00 +0100","status":200}`, "no known format (JSON?)")
	check("2026/03/01 10:00:00 [error] 7#7: *1 open() failed, client: 192.0.2.7, request: \"GET / HTTP/1.1\"", "no known format (an nginx error log?)")
	check("[Sun Mar 01 10:00:00.000000 2026] [core:error] [pid 7] AH00126: Invalid URI in request GET / HTTP/1.1", "no known format (an Apache error log?)")
	check("[10/Aug/2018:09:45:56 +0200] 172.30.0.119 TLSv1.2 ECDHE \"GET / HTTP/1.1\" 1375", "no known format")
	check(`"`+strings.ReplaceAll(combined.Sample, `"`, `""`)+`"`, "no known format")
	check("?? "+combined.Sample[10:], "no known format")
	check("\x7fELF\x00\x01\x02", "no known format (binary data?)")
}

func TestDetectMisread(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		if got := detect(text); got != want {
			t.Errorf("%.60q: %s, want %s", text, got, want)
		}
	}
	const utf16 = "looks like UTF-16; convert: iconv -f UTF-16 -t UTF-8"
	var little, big strings.Builder
	for _, c := range combined.Sample + "\n" + combined.Sample {
		fmt.Fprintf(&little, "%c\x00", c)
		fmt.Fprintf(&big, "\x00%c", c)
	}
	check(little.String(), utf16)
	check(big.String(), utf16)
	check("\xff\xfe"+little.String(), utf16)
	check("\xfe\xff"+big.String(), utf16)
	check(strings.Repeat(common.Sample+"\r", 3), `lines end in CR alone; convert: tr '\r' '\n'`)
	check(combined.Sample[:len(combined.Sample)-5]+"\r"+combined.Sample+"\n"+strings.Repeat(combined.Sample+"\n", 9), "combined")
	check(combined.Sample+"\r\n"+combined.Sample+"\r", "combined")
}

// TestDetectShared has the logs of others, with the number of lines that are
// no requests.
func TestDetectShared(t *testing.T) {
	check := func(name, want string, rejects int) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			lines := readLog(t, name)
			d := Detect(lines[:min(len(lines), 1000)])
			if want == "" {
				if d.Format != nil {
					t.Errorf("is %s", d.Format.Name)
				}
				return
			}
			if d.Format == nil || d.Format.Name != want {
				t.Fatalf("%v, want %s: %s", d.Format, want, d.Reason)
			}
			rejected := 0
			parseAll(d.Format, NewFieldSet(), lines, func(_ *Record, line []byte, outcome Outcome) {
				if len(line) > 0 && outcome == Rejected {
					rejected++
				}
			})
			if rejected != rejects {
				t.Errorf("%d lines were rejected, want %d", rejected, rejects)
			}
		})
	}
	check("wordpress-2016-combined.log.gz", "combined", 0)
	check("elastic/apache-combined-10k.log.gz", "combined", 0)
	check("elastic/nginx-combined-51k.log.gz", "combined", 0)
	check("filebeat/apache-access/darwin-2.4.23.log", "common", 0)
	check("filebeat/apache-access/test.log", "combined", 0)
	check("filebeat/apache-access/ubuntu-2.2.22.log", "combined", 0)
	check("filebeat/nginx-access/access.log", "combined", 0)
	check("filebeat/nginx-access/test.log", "combined", 2) // lines with a list before the client
	check("filebeat/traefik-access/test.log", "traefik", 0)
	check("crowdsec/apache2-logs/apache2-logs.log", "combined,vhost_combined", 2) // error log lines
	check("crowdsec/apache2-malformed/apache2-logs.log", "combined", 0)
	check("crowdsec/nginx-http-malformed/nginx_http-logs.log", "combined", 0)
	check("crowdsec/traefik_clf/traefik_clf.log", "traefik", 0)
	check("crowdsec/litespeed-logs/litespeed-logs.log", "combined", 2) // error log lines
	check("lnav/logfile_access_log.0", "combined", 0)
	check("mtail/apache-combined.log", "combined", 0)
	check("mtail/apache-common.log", "common", 0)
	check("mtail/lighttpd_access.log", "common", 0) // with the site in the place of ident
	check("request-log-analyzer/apache_combined.log", "combined", 0)
	check("request-log-analyzer/apache_common.log", "common", 0)
	check("webreadr/log.clf", "common", 0)
	check("alp/combined_access.log", "main", 0)
	check("crowdsec/aws-alb-logs/aws-alb-logs.log", "alb", 0)
	check("crowdsec/haproxy-logs/haproxy-logs.log", "haproxy", 3) // failed handshakes
	check("filebeat/haproxy-log/haproxy.log", "syslog+haproxy", 0)
	check("filebeat/haproxy-log/httplog-no-headers.log", "syslog+haproxy", 0)
	check("filebeat/haproxy-log/tcplog.log", "syslog+haproxy_tcp", 0)
	check("lnav/logfile_haproxy.0", "syslog+haproxy", 4) // notices of the start, and a failed handshake
	check("filebeat/iis-access/test.log", "w3c", 2)      // lines without some of the fields that the directive before them names
	check("filebeat/iis-access/test-ipv6zone.log", "w3c", 0)
	check("filebeat/iis-access/test-iis-7.5.log", "w3c", 0)
	check("lnav/logfile_w3c.0", "w3c", 0)
	check("lnav/logfile_w3c.2", "w3c", 0)
	check("webreadr/iis.log", "w3c", 0)
	check("webreadr/log.aws", "cloudfront", 0)
	check("webreadr/log.squid", "squid", 0)
	check("webreadr/s3.log", "s3", 0)
	check("request-log-analyzer/s3_logs__2012-10-05-16-18-11-F9AAC5D1A55AEBAD", "s3", 0)
	check("alp/json_access.log", "json", 0)
	check("alp/ltsv_access.log", "ltsv", 0)
	check("crowdsec/caddy-logs/caddy-logs.log", "caddy", 1) // a line about something else
	check("crowdsec/envoy-logs/envoy.log", "cri+json,envoy", 0)
	check("crowdsec/traefik_json/traefik_json.log", "json", 1) // a plugin speaks
	check("lnav/logfile_caddy_log.0", "kubectl+caddy", 35)     // what the server says of itself
	check("elastic/nginxplus-json.log", "", 0)
	check("filebeat/apache-access/ssl-request.log", "", 0)
	check("filebeat/haproxy-log/default.log", "", 0)
}
