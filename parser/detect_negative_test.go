package parser

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDetectOtherLogs has logs of other things.
func TestDetectOtherLogs(t *testing.T) {
	check := func(name, want string, lines ...string) {
		t.Helper()
		for _, times := range []int{1, 40} {
			text := strings.TrimSuffix(strings.Repeat(strings.Join(lines, "\n")+"\n", times), "\n")
			if got := detect(text); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
	}
	const none = "no known format"
	check("auth.log", none+" (syslog?)",
		`Mar  1 10:00:00 web1 sshd[4711]: Failed password for invalid user admin from 203.0.113.9 port 41342 ssh2`,
		`Mar  1 10:00:01 web1 sudo:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/apt update`,
		`Mar  1 10:00:02 web1 CRON[4712]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)`)
	check("kern.log", none+" (syslog?)",
		`2026-03-01T10:00:00.123456+01:00 web1 kernel: [    0.000000] Linux version 6.12.0 (gcc 14.2.0) #1 SMP`,
		`2026-03-01T10:00:01.123456+01:00 web1 kernel: [UFW BLOCK] IN=eth0 OUT= MAC=00:00 SRC=203.0.113.9 DST=192.0.2.7 LEN=40 TTL=240 ID=54321 PROTO=TCP SPT=41342 DPT=23`)
	check("the audit log", none,
		`type=SYSCALL msg=audit(1772355600.310:742): arch=c000003e syscall=2 success=no exit=-13 a0=7fff comm="cat" exe="/usr/bin/cat" key="access"`,
		`type=USER_LOGIN msg=audit(1772355600.310:743): pid=1 uid=0 auid=1000 msg='op=login acct="alice" hostname=192.0.2.7 addr=192.0.2.7 terminal=ssh res=success'`)
	check("MySQL's slow log", none,
		`# Time: 2026-03-01T10:00:00.310742Z`, `# User@Host: shop[shop] @  [192.0.2.7]  Id:    17`,
		`# Query_time: 3.141592  Lock_time: 0.000017 Rows_sent: 1  Rows_examined: 5120`, `SET timestamp=1772355600;`,
		`SELECT path, status FROM requests WHERE method='GET' AND host='www.example.com';`)
	check("PostgreSQL's log", none,
		`2026-03-01 10:00:00.310 CET [4711] shop@shop LOG:  duration: 1234.567 ms  statement: SELECT * FROM carts WHERE id = 17`,
		`2026-03-01 10:00:00.310 CET [4711] shop@shop ERROR:  duplicate key value violates unique constraint "carts_pkey"`)
	check("stack traces of Java", none, strings.Split(javaTrace, "\n")...)
	check("a log of Java", none,
		`2026-03-01 10:00:00.310  INFO 1 --- [nio-8080-exec-1] c.e.shop.CartController : GET /cart/17 took 12 ms, status=200`,
		`2026-03-01 10:00:00.311 ERROR 1 --- [nio-8080-exec-2] c.e.shop.CartController : no cart`)
	check("an application in logfmt", none,
		`time=2026-03-01T10:00:00+01:00 level=info msg="loaded configuration" path=/etc/app.conf`,
		`time=2026-03-01T10:00:01+01:00 level=info msg="job done" status=ok duration=17ms`)
	check("an application in JSON", none+" (JSON?)",
		`{"time":"2026-03-01T10:00:00+01:00","level":"info","msg":"loaded configuration","path":"/etc/app.conf"}`,
		`{"time":"2026-03-01T10:00:01+01:00","level":"info","msg":"job done","status":200,"duration":17}`)
	check("what a firewall writes in CSV", none,
		`"time","client","action","path","status"`, `"2026-03-01 10:00:00","192.0.2.7","allow","/index.html","200"`)
	check("CSV", none, `time,client,method,path,status`, `2026-03-01T10:00:00Z,192.0.2.7,GET,/index.html,200`)
	check("YAML", none, `openapi: 3.0.0`, `paths:`, `  /index.html:`, `    get:`, `      responses:`, `        "200": {description: ok}`)
	check("TSV", none, "2026-03-01T10:00:00Z\t192.0.2.7\tGET\t/index.html\t200")
	check("prose", none, `At noon the server 192.0.2.7 was asked "GET /index.html HTTP/1.1" and said 200 5120.`)
	check("a mail log", none+" (syslog?)",
		`Mar  1 10:00:00 mx postfix/smtpd[17]: connect from unknown[203.0.113.9]`,
		`Mar  1 10:00:01 mx postfix/qmgr[18]: 4ABC: from=<alice@example.com>, size=5120, nrcpt=1 (queue active)`)
	check("a notebook of requests", none, `curl -X GET 'http://www.example.com/index.html?status=200&method=GET'`, `GET /index.html`)
	check("fail2ban's log", none, `2026-03-01 10:00:00,310 fail2ban.actions        [17]: NOTICE  [sshd] Ban 203.0.113.9`)
	check("Apache's ssl_request_log", none+` (Apache's ssl_request_log? ssl_access_log says more; -f '`+sslRequest+`' reads this one)`,
		`[01/Mar/2026:10:00:00 +0100] 192.0.2.7 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET / HTTP/1.1" 5120`,
		`[01/Mar/2026:10:00:01 +0100] 2001:db8::7 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 "-" -`)
	check("a gzip file", none+" (binary data?)", "\x1f\x8b\x08\x08\x00\x03access.log\x00\xed\x9d\x6b\x73\xdb\x46\x01\x02\x96\xfe\x0b", "\x12\x9d\xa5\x04\x1a\x8c\x0e")
}

// TestDetectNothingHere shows that of the files that a system has none is an
// access log.
func TestDetectNothingHere(t *testing.T) {
	const most = 200 // of each folder
	seen := 0
	for _, dir := range []string{".", "/usr/share/doc", "/usr/local/go/src/net", "/usr/lib/go/src/net", "/etc", "/var/log"} {
		n := 0
		_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() || n == most || strings.Contains(path, "/testdata/") {
				return nil // what cannot be read tells nothing
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return nil
			}
			n++
			lines := bytes.Split(data[:min(len(data), 64<<10)], []byte("\n"))
			if d := Detect(lines); d.Format != nil && !strings.HasPrefix(dir, "/var") {
				t.Errorf("%s is %s: %s", path, d.Format.Name, d.Reason)
			}
			return nil
		})
		seen += n
	}
	t.Logf("%d files", seen)
}
