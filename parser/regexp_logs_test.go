package parser

import "testing"

// logRegexp is an expression as people and tools write them for a log, with
// lines of such a log.
type logRegexp struct {
	expr  string
	lines []string
}

// Lines of the logs that the expressions are for.
var (
	combinedSamples = []string{
		`192.0.2.7 - - [01/Mar/2026:10:00:00 +0100] "GET /index.html?a=b HTTP/1.1" 200 5120 "https://www.example.com/" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"`,
		`2001:db8::7 - ann [01/Mar/2026:10:00:01 +0100] "POST /api/v1/items HTTP/2.0" 404 - "-" "curl/8.14.1"`,
		`192.0.2.8 - - [01/Mar/2026:10:00:02 +0100] "GET /größe \xff HTTP/1.1" 302 0 "-" "a \"quoted\" agent"`,
	}
	commonSamples = []string{
		`192.0.2.7 - - [01/Mar/2026:10:00:00 +0100] "GET /index.html HTTP/1.1" 200 5120`,
		`host.example.com - bob [01/Mar/2026:10:00:00 +0100] "HEAD / HTTP/1.0" 304 -`,
		`www.example.com:80 192.0.2.7 - - [01/Mar/2026:10:00:00 +0100] "POST /wp-login.php HTTP/1.1" 403 199`,
	}
	timedSamples = []string{
		`192.0.2.7 - - [01/Mar/2026:10:00:00 +0100] "GET /a HTTP/1.1" 200 512 "-" "curl/8.14.1" "203.0.113.9, 192.0.2.1" 0.012 0.011`,
		`192.0.2.7 - - [01/Mar/2026:10:00:00 +0100] "GET /a HTTP/1.1" 502 512 "-" "curl/8.14.1" "-" 0.012 -`,
	}
	haproxySamples = []string{
		`Mar  1 10:00:00 lb haproxy[1234]: 192.0.2.7:50123 [01/Mar/2026:10:00:00.123] http-in~ app/web1 0/0/1/15/16 200 512 - - ---- 1/1/0/0/0 0/0 {www.example.com|curl} {} "GET /a HTTP/1.1"`,
		`Mar  1 10:00:00 lb haproxy[1234]: 192.0.2.7:50123 [01/Mar/2026:10:00:00.123] http-in app/<NOSRV> -1/-1/-1/-1/0 503 212 - - SC-- 1/1/0/0/0 0/0 "GET / HTTP/1.0"`,
	}
	syslogSamples = []string{
		`Mar  1 10:00:00 web1 sshd[4242]: Failed password for invalid user admin from 192.0.2.7 port 50123 ssh2`,
		`<34>1 2026-03-01T10:00:00.003Z web1.example.com su - ID47 - 'su root' failed for ann on /dev/pts/8`,
		`Mar 11 22:14:15 web1 postfix/smtpd[99]: connect from unknown[192.0.2.9]`,
	}
	errorSamples = []string{
		`2026/03/01 10:00:00 [error] 1234#1234: *5 open() "/srv/www/favicon.ico" failed (2: No such file or directory), client: 192.0.2.7, server: www.example.com, request: "GET /favicon.ico HTTP/1.1", host: "www.example.com"`,
		`[Sun Mar 01 10:00:00.123456 2026] [core:error] [pid 1234:tid 5678] [client 192.0.2.7:50123] AH00126: Invalid URI in request GET /../.. HTTP/1.1`,
		` [error] 1234#1234: *6 limiting requests, excess: 1.2 by zone "slow", client: 192.0.2.7, server: www.example.com, request: "GET / HTTP/1.1"`,
		` [error] 1234#1234: *7 user "ann" was not found in "/etc/htpasswd", client: 192.0.2.7, server: www.example.com, request: "GET / HTTP/1.1"`,
	}
	keyedSamples = []string{
		`time:01/Mar/2026:10:00:00 +0100` + "\t" + `host:192.0.2.7` + "\t" + `method:GET` + "\t" + `uri:/a` + "\t" + `status:200` + "\t" + `size:512` + "\t" + `reqtime:0.012`,
		`level=info ts=2026-03-01T10:00:00Z method=GET path=/a status=200 duration=12ms msg="all is well"`,
		`{"time":"2026-03-01T10:00:00Z","method":"GET","uri":"/a","status":200,"bytes":512,"seconds":0.012}`,
	}
	proxySamples = []string{
		`1772355600.123     12 192.0.2.7 TCP_MISS/200 512 GET http://www.example.com/a - HIER_DIRECT/203.0.113.9 text/html`,
		`2026-03-01 10:00:00 W3SVC1 192.0.2.1 GET /a.aspx id=1 80 - 192.0.2.7 Mozilla/5.0+(X11) - 200 0 0 15`,
		`http 2026-03-01T10:00:00.123456Z app/lb/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - -`,
	}
)

// logRegexps are in the manner of the documentation and the filters of
// servers and tools.
var logRegexps = []logRegexp{
	// Written by hand for the combined and the common format.
	{`^(?P<client>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<method>\S+) (?P<uri>\S+) [^"]*" (?P<status>\d+) (?P<bytes>\d+|-)`, combinedSamples},
	{`(?P<client>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<method>\S+) (?P<uri>\S+) [^"]*" (?P<status>\d+) (?P<bytes>\d+|-)`, combinedSamples},
	{`^(\S+) (\S+) (\S+) \[([\w:/]+\s[+\-]\d{4})\] "(\S+)\s?(\S+)?\s?(\S+)?" (\d{3}|-) (\d+|-)\s?"?([^"]*)"?\s?"?([^"]*)?"?$`, combinedSamples},
	{`^(\S+) (\S+) (\S+) \[([^\]]+)\] "([A-Z]+) ([^ "]+) ?([^"]*)" ([0-9]{3}) ([0-9]+|-) "([^"]*)" "([^"]*)"$`, combinedSamples},
	{`^(?P<client>[^ ]+) (?P<ident>[^ ]+) (?P<user>[^ ]+) \[(?P<time>.+?)\] "(?P<request>.*?)" (?P<status>\d{3}) (?P<bytes>\S+) "(?P<referrer>.*?)" "(?P<agent>.*?)"$`, combinedSamples},
	{`^(.*?) (.*?) (.*?) \[(.*?)\] "(.*?) (.*?) (.*?)" (.*?) (.*?) "(.*?)" "(.*?)"$`, combinedSamples},
	{`^(.+) (.+) (.+) \[(.+)\] "(.+) (.+) (.+)" (\d+) (\d+) "(.+)" "(.+)"$`, combinedSamples},
	{`^([\d.]+) - ([^ ]+) \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"`, combinedSamples},
	{`^([0-9a-fA-F.:]+) - (.+?) \[(.+?)\] "(.*?)" (\d{3}) (\d+) "(.*?)" "(.*?)"`, combinedSamples},
	{`^(?P<client>\S+)\s+\S+\s+\S+\s+\[(?P<time>[^\]]+)\]\s+"(?P<method>[A-Z]+)\s+(?P<uri>\S+)\s+HTTP/(?P<version>[\d.]+)"\s+(?P<status>\d{3})\s+(?P<bytes>\S+)`, combinedSamples},
	{`^(\S+) - - \[(\d\d)/(\w{3})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})\] "(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH) (\S+) (HTTP/\d\.\d)" (\d\d\d) (\d+|-)`, combinedSamples},
	{`^(?P<client>\S+) .*? \[(?P<time>.*?)\]  ?"(?P<method>\S+) +(?P<path>[^ ?"]+)(?:\?(?P<query>[^ "]*))? [^"]+" (?P<status>\d+) (?P<bytes>\S+)(?: "(?P<referrer>[^"]*)")?(?: "(?P<agent>[^"]*)")?`, combinedSamples},
	{`^(?P<client>\S+) (?P<ident>\S+) (?P<user>\S+) \[(?P<time>[^\]]+)\] "(?P<request>[^"]*)" (?P<status>\d+) (?P<bytes>\S+)(?: "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)")?(?P<rest>.*)$`, combinedSamples},
	{`^(?P<client>\S+) (?P<ident>\S+) (?P<user>\S+) \[(?P<time>[^\]]+)\] "(?P<request>[^"]*)" (?P<status>\d+) (?P<bytes>\S+)$`, commonSamples},
	{`^(?:(?P<site>\S+):(?P<port>\d+) )?(?P<client>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<request>[^"]*)" (?P<status>\d+) (?P<bytes>\d+|-)`, commonSamples},
	{`"(?P<method>GET|POST) (?P<path>/[^ ?]*)[^"]*" (?P<status>[1-5]\d\d) `, combinedSamples},
	{`GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .]+) `, []string{`192.0.2.7 - - [01/Mar/2026:10:00:00 +0100] "GET /ongoing/When/200x/2003/07/05/Wide HTTP/1.1" 200 5120`}},
	{`" (?P<status>\d{3}) (?P<bytes>\d+|-) "`, combinedSamples},
	{`\[(?P<time>[^\]]+)\]`, combinedSamples},
	{`(\d+\.\d+\.\d+\.\d+)`, combinedSamples},
	{`^.*"([^"]*)"$`, combinedSamples},
	{`(?i)"(get|post|head) ([^ "]+)`, combinedSamples},
	{`^(?P<client>\S+).*" (?P<status>\d{3}) `, combinedSamples},

	// The parsers of Fluentd and Fluent Bit.
	{`^(?P<host>[^ ]*) [^ ]* (?P<user>[^ ]*) \[(?P<time>[^\]]*)\] "(?P<method>\S+)(?: +(?P<path>(?:[^\"]|\\.)*?)(?: +\S*)?)?" (?P<code>[^ ]*) (?P<size>[^ ]*)(?: "(?P<referer>(?:[^\"]|\\.)*)" "(?P<agent>(?:[^\"]|\\.)*)")?$`, combinedSamples},
	{`^(?P<remote>[^ ]*) (?P<host>[^ ]*) (?P<user>[^ ]*) \[(?P<time>[^\]]*)\] "(?P<method>\S+)(?: +(?P<path>[^\"]*?)(?: +\S*)?)?" (?P<code>[^ ]*) (?P<size>[^ ]*)(?: "(?P<referer>[^\"]*)" "(?P<agent>[^\"]*)"(?:\s+(?P<forwarded>[^ ]+))?)?$`, combinedSamples},
	{`^(?P<host>[^ ]*) [^ ]* (?P<user>[^ ]*) \[(?P<time>[^\]]*)\] "(?P<method>\S+)(?: +(?P<path>[^ ]*) +\S*)?" (?P<code>[^ ]*) (?P<size>[^ ]*)(?: "(?P<referer>[^\"]*)" "(?P<agent>.*)")?$`, combinedSamples},
	{`^(?P<time>[^ ]* {1,2}[^ ]* [^ ]*) (?P<host>[^ ]*) (?P<ident>[a-zA-Z0-9_/.\-]*)(?:\[(?P<pid>[0-9]+)\])?(?:[^:]*:)? *(?P<message>.*)$`, syslogSamples},
	{`^<(?P<pri>[0-9]{1,5})>1 (?P<time>[^ ]+) (?P<host>[^ ]+) (?P<ident>[^ ]+) (?P<pid>[-0-9]+) (?P<msgid>[^ ]+) (?P<extra>\[(?:.*?)\]|-) (?P<message>.+)$`, syslogSamples},
	{`^(?P<time>[^ ]+) (?P<stream>stdout|stderr) (?P<flags>[^ ]*) (?P<message>.*)$`, []string{`2026-03-01T10:00:00.123456789+01:00 stdout F 192.0.2.7 - -`}},
	{`^\[[^ ]* (?P<time>[^\]]*)\] \[(?P<level>[^\]]*)\](?: \[pid (?P<pid>[^\]]*)\])?( \[client (?P<client>[^\]]*)\])? (?P<message>.*)$`, errorSamples},

	// Filters of fail2ban, with a host in the place of its <HOST>.
	{`^(?P<host>\S+) -.*"(?:GET|POST|HEAD).*HTTP.*" 404 `, combinedSamples},
	{`^(?P<host>\S+) \S+ \S+ \[[^\]]*\] "[A-Z]+ /(?:wp-login|xmlrpc)\.php\b[^"]*" (?:200|403)`, []string{`192.0.2.7 - - [01/Mar/2026:10:00:00 +0100] "POST /wp-login.php HTTP/1.1" 403 199`}},
	{`Failed (?:password|publickey) for (?:invalid user )?(?P<user>\S+) from (?P<host>\S+)(?: port \d+)?(?: ssh\d*)?$`, syslogSamples},
	{`^\s*\S+\s+\d+ [\d:]+ \S+ sshd\[\d+\]: Failed \S+ for (?:invalid user )?(.*) from (\S+) port (\d+)`, syslogSamples},
	{`^ *\[\w+\] \d+#\d+: \*\d+ .*, client: (?P<host>\S+), server: `, errorSamples},
	{`\[error\] \d+#\d+: \*\d+ user "(?P<user>(?:[^"]+|.*?))":? .*, client: (?P<host>\S+), server: \S*`, errorSamples},
	{`\[client (?P<host>[^\]:]+)(?::\d+)?\] (?P<code>AH\d+): (?P<message>.*)`, errorSamples},
	{`client: (?P<client>[^,]+), server: (?P<server>[^,]*), request: "(?P<method>\S+) (?P<uri>\S+) [^"]*"(?:, upstream: "(?P<upstream>[^"]+)")?, host: "(?P<host>[^"]+)"`, errorSamples},

	// Patterns of grok, spelled out.
	{`^(?P<clientip>(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f:]+) (?P<ident>[a-zA-Z0-9._-]+) (?P<auth>[a-zA-Z0-9._-]+) \[(?P<timestamp>\d{2}/\w{3}/\d{4}:\d{2}:\d{2}:\d{2} [+-]?\d+)\] "(?:(?P<verb>\w+) (?P<request>\S+)(?: HTTP/(?P<httpversion>\d+(?:\.\d+)?))?|(?P<rawrequest>.*?))" (?P<response>\d+) (?:(?P<bytes>\d+)|-) (?P<referrer>"[^"]*") (?P<agent>"[^"]*")`, combinedSamples},
	{`(?P<clientip>\b(?:[0-9A-Za-z][0-9A-Za-z-]{0,62})(?:\.(?:[0-9A-Za-z][0-9A-Za-z-]{0,62}))*(?:\.?|\b)) (?P<ident>\S+) (?P<auth>\S+) \[(?P<timestamp>[^\]]+)\]`, commonSamples},
	{`^(?P<timestamp>\w{3} +\d{1,2} \d{2}:\d{2}:\d{2}) (?P<logsource>\S+) (?P<program>[\x21-\x5a\x5c\x5e-\x7e]+)(?:\[(?P<pid>\d+)\])?: (?P<message>.*)`, syslogSamples},
	{`(?P<timestamp>\d{4}-\d{2}-\d{2}[T ]\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)`, syslogSamples},
	{`(?P<number>[+-]?(?:\d+(?:\.\d+)?|\.\d+)) (?P<word>\b\w+\b)`, proxySamples},

	// HAProxy.
	{`haproxy\[(?P<pid>\d+)\]: (?P<client>[\d.]+):(?P<port>\d+) \[(?P<time>[^\]]+)\] (?P<frontend>\S+) (?P<backend>[^ /]+)/(?P<server>\S+) (?P<tq>-?\d+)/(?P<tw>-?\d+)/(?P<tc>-?\d+)/(?P<tr>-?\d+)/(?P<tt>\+?\d+) (?P<status>\d{3}|-1) (?P<bytes>\+?\d+) `, haproxySamples},
	{`^(?P<syslog>\w+ +\d+ \S+) (?P<host>\S+) (?P<process>\w+)\[(?P<pid>\d+)\]: (?P<client>\S+):(?P<port>\d+) \[(?P<time>.+)\] (?P<frontend>\S+) (?P<backend>.+)/(?P<server>\S+) (?P<timers>[-\d/]+) (?P<status>\d+) (?P<bytes>\d+)`, haproxySamples},
	{`(?:\{(?P<requested>[^}]*)\} )?(?:\{(?P<answered>[^}]*)\} )?"(?P<request>[^"]*)"?$`, haproxySamples},
	{`(\d+)/(\d+)/(\d+)/(\d+)/(\d+) (\d+)/(\d+)`, haproxySamples},

	// alp and ngxtop.
	{`^(\S+)\s\S+\s+(?:\S+\s+)+\[([^]]+)\]\s"(\S*)\s?((?:[^"]*(?:\\")?)*)\s([^"]*)"\s(\S+)\s(\S+)\s"((?:[^"]*(?:\\")?)*)"\s"(.*)"$`, combinedSamples},
	{`^(?P<remote_addr>.*)\ \-\ (?P<remote_user>.*)\ \[(?P<time_local>.*)\]\ "(?P<request>.*)"\ (?P<status>.*)\ (?P<body_bytes_sent>.*)\ "(?P<http_referer>.*)"\ "(?P<http_user_agent>.*)"`, combinedSamples},
	{`^(\S+) - (\S+) \[([^\]]+)\] "(\S+) (\S+) (\S+)" (\d+) (\d+) "([^"]*)" "([^"]*)" "([^"]*)" (\d+\.\d+) (\d+\.\d+|-)$`, timedSamples},
	{`" (?P<forwarded>"[^"]*") (?P<seconds>[\d.]+)(?: (?P<upstream>[\d.]+|-))?$`, timedSamples},
	{`(?P<seconds>\d+\.\d{3}) (?P<upstream>\d+\.\d{3}|-)$`, timedSamples},
	{`"(?P<forwarded>[^,"]+)(?:, [^,"]+)*" (?P<seconds>\S+) (?P<upstream>\S+)`, timedSamples},

	// Labels, keys and other servers.
	{`^time:(?P<time>[^\t]*)\thost:(?P<client>[^\t]*)\t(?:[^\t]*\t)*?status:(?P<status>\d+)\tsize:(?P<bytes>\d+|-)`, keyedSamples},
	{`\tstatus:(?P<status>[^\t]*)(?:\t|$)`, keyedSamples},
	{`method=(?P<method>\w+) path=(?P<path>\S+) .*?status=(?P<status>\d+)`, keyedSamples},
	{`(?:^| )level=(\w+)(?: |$)`, keyedSamples},
	{`msg="((?:[^"\\]|\\.)*)"`, keyedSamples},
	{`"status": ?(?P<status>\d+)[,}]`, keyedSamples},
	{`^(?P<time>\d+\.\d{3}) +(?P<elapsed>\d+) (?P<client>\S+) (?P<cache>\w+)/(?P<status>\d+) (?P<bytes>\d+) (?P<method>\S+) (?P<uri>\S+) (?P<user>\S+) (?P<hierarchy>\w+)/(?P<peer>\S+) (?P<type>\S+)$`, proxySamples},
	{`^(?P<date>\d{4}-\d\d-\d\d) (?P<clock>\d\d:\d\d:\d\d)(?: \S+){2} (?P<method>[A-Z]+) (?P<path>\S+) (?P<query>\S+) (?P<port>\d+)`, proxySamples},
	{`^(?P<type>https?|h2|wss?) (?P<time>\S+) (?P<lb>\S+) (?P<client>[^ ]*):(?P<port>[0-9]*) (?P<target>[^ ]*)[:-]([0-9]*) ([-.0-9]*) ([-.0-9]*) ([-.0-9]*) (|[-0-9]*) (-|[-0-9]*) ([-0-9]*) ([-0-9]*) "([^ ]*) (.*) (- |[^ ]*)" "([^"]*)"`, proxySamples},
	{`^(?:\[(?P<level>\w+)\] )?(?P<date>\d+[-/]\d+[-/]\d+)[ T](?P<clock>[\d:.]+)`, append(errorSamples, proxySamples...)},
	{`(?P<host>\pL+[\pL\d]*)=(?P<value>[^ü\s]+)`, keyedSamples},
}

// TestLogRegexps has the lines of each log, and what mutation makes of them.
func TestLogRegexps(t *testing.T) {
	alphabet := "\" -]\xff"
	if testing.Short() {
		alphabet = "\" "
	}
	compiled, whole, sure, mutated, unsure := 0, 0, 0, 0, 0
	for _, log := range logRegexps {
		w := newLineTwins(t, log.expr)
		if w.scans != nil {
			compiled++
		}
		found := false
		for _, line := range log.lines {
			w.check(t, []byte(line))
			found = found || w.re.MatchString(line)
		}
		if !found {
			t.Errorf("%s finds nothing", log.expr)
		}
		whole += len(log.lines)
		sure += w.sure
		w.sure, w.unsure = 0, 0
		for _, line := range log.lines {
			mutations(line, alphabet, func(m []byte) { w.check(t, m) })
		}
		mutated += w.sure
		unsure += w.unsure
	}
	t.Logf("%d of %d expressions compiled; scans sure of %d of %d lines; of mutated ones sure of %d, unsure of %d",
		compiled, len(logRegexps), sure, whole, mutated, unsure)
	if compiled < len(logRegexps)-1 || sure < whole*75/100 || mutated < 2*unsure {
		t.Errorf("%d of %d expressions compiled; scans sure of %d of %d lines; of mutated ones sure of %d, unsure of %d",
			compiled, len(logRegexps), sure, whole, mutated, unsure)
	}
}

// TestLogRegexpsOnLogs has lines that servers wrote.
func TestLogRegexpsOnLogs(t *testing.T) {
	for _, name := range []string{"elastic/apache-combined-10k.log.gz", "crowdsec/nginx-http-malformed/nginx_http-logs.log", "lnav/logfile_haproxy.0"} {
		lines := readLog(t, name)
		step := 1 + len(lines)/1000
		for _, log := range logRegexps {
			w := newLineTwins(t, log.expr)
			for i := 0; i < len(lines); i += step {
				w.check(t, lines[i])
			}
		}
	}
}
