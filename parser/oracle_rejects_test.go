package parser

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// other is a log of others, the format that is found without being told, and
// the lines that are not of it.
type other struct {
	log     string // within the data of others
	format  string // "" for none, then why says what else it is
	rejects []passage
	why     string
}

var others = []other{
	{log: "wordpress-2016-combined.log.gz", format: "combined"},
	{log: "elastic/apache-combined-10k.log.gz", format: "combined"},
	{log: "elastic/nginx-combined-51k.log.gz", format: "combined"},
	{log: "elastic/nginxplus-json.log", why: "a server's status, again and again"},
	{log: "filebeat/apache-access/darwin-2.4.23.log", format: "common"},
	{log: "filebeat/apache-access/test.log", format: "combined"},
	{log: "filebeat/apache-access/ubuntu-2.2.22.log", format: "combined"},
	{log: "filebeat/apache-access/ssl-request.log", why: "mod_ssl's log of ciphers, which has no status"},
	{log: "filebeat/nginx-access/access.log", format: "combined"},
	{
		log: "filebeat/nginx-access/test.log", format: "combined",
		rejects: []passage{{[]int{5, 6}, "another log_format, with X-Forwarded-For before the client"}},
	},
	{log: "filebeat/traefik-access/test.log", format: "traefik"},
	{
		log: "filebeat/iis-access/test.log", format: "w3c",
		rejects: []passage{{[]int{16, 17}, "fewer fields than the directive before them names"}},
	},
	{log: "filebeat/iis-access/test-iis-7.5.log", format: "w3c"},
	{log: "filebeat/iis-access/test-ipv6zone.log", format: "w3c"},
	{log: "filebeat/haproxy-log/haproxy.log", format: "syslog+haproxy"},
	{log: "filebeat/haproxy-log/httplog-no-headers.log", format: "syslog+haproxy"},
	{log: "filebeat/haproxy-log/tcplog.log", format: "syslog+haproxy_tcp"},
	{log: "filebeat/haproxy-log/default.log", why: "HAProxy without a log format: a connection, and no word of what came of it"},
	{
		log: "crowdsec/apache2-logs/apache2-logs.log", format: "combined,vhost_combined",
		rejects: []passage{{[]int{8, 9}, "of the error log"}},
	},
	{log: "crowdsec/apache2-malformed/apache2-logs.log", format: "combined"},
	{log: "crowdsec/nginx-http-malformed/nginx_http-logs.log", format: "combined"},
	{
		log: "crowdsec/litespeed-logs/litespeed-logs.log", format: "combined",
		rejects: []passage{{[]int{1, 3}, "of the error log"}},
	},
	{log: "crowdsec/traefik_clf/traefik_clf.log", format: "traefik"},
	{
		log: "crowdsec/traefik_json/traefik_json.log", format: "json",
		rejects: []passage{{[]int{6}, "a plugin speaks"}},
	},
	{
		log: "crowdsec/caddy-logs/caddy-logs.log", format: "caddy",
		rejects: []passage{{[]int{11}, "the proxy says which server it chose"}},
	},
	{log: "crowdsec/envoy-logs/envoy.log", format: "cri+json,envoy"},
	{
		log: "crowdsec/haproxy-logs/haproxy-logs.log", format: "haproxy",
		rejects: []passage{{[]int{3, 4, 5}, "a handshake failed: there was no request"}},
	},
	{log: "crowdsec/aws-alb-logs/aws-alb-logs.log", format: "alb"},
	{log: "mtail/apache-combined.log", format: "combined"},
	{log: "mtail/apache-common.log", format: "common"},
	{log: "mtail/lighttpd_access.log", format: "common"}, // with the site in the place of ident
	{log: "lnav/logfile_access_log.0", format: "combined"},
	{
		log: "lnav/logfile_haproxy.0", format: "syslog+haproxy",
		rejects: []passage{
			{[]int{1, 2, 3}, "the server says that it has started"},
			{[]int{14}, "a handshake failed: there was no request"},
		},
	},
	{log: "lnav/logfile_w3c.0", format: "w3c"},
	{log: "lnav/logfile_w3c.2", format: "w3c"},
	{
		log: "lnav/logfile_caddy_log.0", format: "kubectl+caddy",
		rejects: []passage{{slices.Concat(linesFrom(1, 15), linesFrom(17, 36)), "what the server says of itself"}},
	},
	{log: "webreadr/log.clf", format: "common"},
	{log: "webreadr/iis.log", format: "w3c"},
	{log: "webreadr/log.aws", format: "cloudfront"},
	{log: "webreadr/log.squid", format: "squid"},
	{log: "webreadr/s3.log", format: "s3"},
	{log: "request-log-analyzer/apache_combined.log", format: "combined"},
	{log: "request-log-analyzer/apache_common.log", format: "common"},
	{log: "request-log-analyzer/s3_logs__2012-10-05-16-18-11-F9AAC5D1A55AEBAD", format: "s3"},
	{log: "alp/combined_access.log", format: "main"},
	{log: "alp/json_access.log", format: "json"},
	{log: "alp/ltsv_access.log", format: "ltsv"},
	{
		log: "angle-grinder/tests__structured_tests__aliases__k8s-ingress_nginx.toml", format: "ingress",
		rejects: []passage{{[]int{1, 2, 4, 5, 6, 7}, "a test, in which the log is"}},
	},
}

// TestRejects shows that each line of the logs of others is either a record, or
// one that a person would not take for one. There are few of those.
func TestRejects(t *testing.T) {
	total, rejected := 0, 0
	for _, o := range others {
		t.Run(o.log, func(t *testing.T) {
			lines, rejects := o.read(t)
			total += lines
			rejected += rejects
		})
	}
	if rejected*200 > total { // 0.5 %
		t.Errorf("%d of %d lines were rejected", rejected, total)
	}
}

// read parses the log and returns how many lines it has that say something, and
// how many of them were rejected.
func (o other) read(t *testing.T) (total, rejected int) {
	lines := readLog(t, o.log)
	d := Detect(lines[:min(len(lines), 1000)])
	if o.format == "" {
		if d.Format != nil {
			t.Errorf("is %s, but it is %s", d.Format.Name, o.why)
		}
		return 0, 0
	}
	if d.Format == nil || d.Format.Name != o.format {
		t.Fatalf("%v, want %s: %s", d.Format, o.format, d.Reason)
	}
	number := 0
	parseAll(d.Format, NewFieldSet(), lines, func(_ *Record, line []byte, outcome Outcome) {
		number++
		if outcome == Directive || len(bytes.TrimSpace(line)) == 0 {
			return
		}
		total++
		bad := outcome == Rejected
		if bad {
			rejected++
		}
		if bad != listed(o.rejects, number) {
			t.Errorf("line %d: rejected is %v: %s", number, bad, Explain(d.Format, line))
		}
	})
	return total, rejected
}

// TestRejectsOfAll shows that no log was left out.
func TestRejectsOfAll(t *testing.T) {
	err := filepath.WalkDir(sharedData, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, _ := filepath.Rel(sharedData, path)
		known := slices.ContainsFunc(others, func(o other) bool { return o.log == filepath.ToSlash(name) })
		about := strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".assert") ||
			strings.HasSuffix(name, "-expected.json")
		if known == about {
			t.Errorf("%s: known is %v", name, known)
		}
		return nil
	})
	if os.IsNotExist(err) {
		t.Skip("no " + sharedData)
	}
	if err != nil {
		t.Fatal(err)
	}
}
