package parser

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// install is a server whose log is as its package or its image sets it up: lines
// about requests, and what it writes between them into the same file or to the
// same output.
type install struct {
	name   string
	format string
	line   string   // with CLIENT, FORWARDED, TIME, REQUEST, STATUS, BYTES, REFERRER, AGENT
	starts []string // what is written first, once
	speaks []string // what is written now and then
}

var installs = []install{
	{
		name: "nginx of Debian", format: "combined",
		line:   `CLIENT - - [TIME] "REQUEST" STATUS BYTES "REFERRER" "AGENT"`,
		speaks: nginxSpeaks,
	},
	{
		name: "nginx of nginx.org and of Red Hat, and its image", format: "main",
		line: `CLIENT - - [TIME] "REQUEST" STATUS BYTES "REFERRER" "AGENT" "FORWARDED"`,
		starts: []string{
			`/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration`,
			`/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/`,
			`/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh`,
			`10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf`,
			`10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf`,
			`/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh`,
			`/docker-entrypoint.sh: Configuration complete; ready for start up`,
		},
		speaks: nginxSpeaks,
	},
	{
		name: "Apache of Debian and of Red Hat", format: "combined",
		line:   `CLIENT - - [TIME] "REQUEST" STATUS BYTES "REFERRER" "AGENT"`,
		speaks: apacheSpeaks,
	},
	{
		name: "other_vhosts_access.log of Debian's Apache", format: "vhost_combined",
		line:   `www.example.com:443 CLIENT - - [TIME] "REQUEST" STATUS BYTES "REFERRER" "AGENT"`,
		speaks: apacheSpeaks,
	},
	{
		name: "the image of Apache", format: "common",
		line: `CLIENT - - [TIME] "REQUEST" STATUS BYTES`,
		starts: []string{
			`AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using 172.17.0.2. Set the 'ServerName' directive globally to suppress this message`,
			`AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using 172.17.0.2. Set the 'ServerName' directive globally to suppress this message`,
		},
		speaks: apacheSpeaks,
	},
	{
		name: "ingress-nginx", format: "ingress",
		line: `CLIENT - - [TIME] "REQUEST" STATUS BYTES "REFERRER" "AGENT" 431 0.005 [shop-web-80] [] 10.0.74.255:8080 BYTES 0.004 STATUS 89f3c824055b4d87942831d74343fb9a`,
		starts: []string{
			`-------------------------------------------------------------------------------`,
			`NGINX Ingress controller`,
			`  Release:       v1.13.3`,
			`  Build:         93851f05e61d99eea49140c9be73499a3cb92ccc`,
			`  Repository:    https://github.com/kubernetes/ingress-nginx`,
			`  nginx version: nginx/1.27.1`,
			``,
			`-------------------------------------------------------------------------------`,
		},
		speaks: []string{
			`I0301 10:00:00.000000       7 main.go:31] "Creating API client" host="https://10.96.0.1:443"`,
			`I0301 10:00:00.311007       7 controller.go:193] "Configuration changes detected, backend reload required"`,
			`I0301 10:00:00.412009       7 event.go:377] Event(v1.ObjectReference{Kind:"Pod", Namespace:"ingress-nginx", Name:"web-7d9c5b8f6b-x2x4z", UID:"0b9f"}): type: 'Normal' reason: 'RELOAD' NGINX reload triggered due to a change in configuration`,
			`I0301 10:00:00.500001       7 main.go:107] "successfully validated configuration, accepting" ingress="shop/web"`,
			`W0301 10:00:00.600000       7 controller.go:1216] Service "shop/web" does not have any active Endpoint.`,
			`E0301 10:00:00.700000       7 leaderelection.go:332] error retrieving resource lock ingress-nginx/leader: the server was unable to return a response in the time allotted`,
			`2026/03/01 10:00:00 [warn] 31#31: *17 a client request body is buffered to a temporary file /tmp/nginx/client-body/0000000001, client: 10.0.0.1, server: www.example.com, request: "POST /upload HTTP/1.1", host: "www.example.com"`,
		},
	},
	{
		name: "Traefik", format: "traefik",
		line: `CLIENT - - [TIME] "REQUEST" STATUS BYTES "REFERRER" "AGENT" 17 "shop@docker" "http://172.17.0.3:80" 12ms`,
		speaks: []string{
			`time="2026-03-01T10:00:00Z" level=info msg="Configuration loaded from flags."`,
			`time="2026-03-01T10:00:00Z" level=error msg="field not found, node: entrypoint" providerName=docker container=shop-7d9c`,
			`2026-03-01T10:00:00Z INF Traefik version 3.6.1 built on 2025-11-14 version=3.6.1`,
			`2026-03-01T10:00:00Z ERR Router uses a nonexistent certificate resolver certificateResolver=le routerName=shop@docker`,
		},
	},
	{
		name: "Gunicorn", format: "combined",
		line: `CLIENT - - [TIME] "REQUEST" STATUS BYTES "REFERRER" "AGENT"`,
		starts: []string{
			`[2026-03-01 10:00:00 +0000] [1] [INFO] Starting gunicorn 23.0.0`,
			`[2026-03-01 10:00:00 +0000] [1] [INFO] Listening at: http://0.0.0.0:8000 (1)`,
			`[2026-03-01 10:00:00 +0000] [7] [INFO] Booting worker with pid: 7`,
		},
		speaks: append([]string{`[2026-03-01 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:7)`}, strings.Split(pythonTrace, "\n")...),
	},
	{
		name: "uWSGI", format: "uwsgi",
		line: `[pid: 7|app: 0|req: 17/34] CLIENT () {42 vars in 730 bytes} [Sun Mar  1 10:00:00 2026] GET /index.html => generated BYTES bytes in 17 msecs (HTTP/1.1 STATUS) 5 headers in 190 bytes (1 switches on core 0)`,
		starts: []string{
			`*** Starting uWSGI 2.0.28 (64bit) on [Sun Mar  1 10:00:00 2026] ***`,
			`compiled with version: 12.2.0 on 01 March 2026 09:00:00`,
			`detected number of CPU cores: 2`,
			`spawned uWSGI master process (pid: 1)`,
			`spawned uWSGI worker 1 (pid: 7, cores: 1)`,
		},
		speaks: strings.Split(pythonTrace, "\n"),
	},
	{
		name: "Envoy", format: "envoy",
		line: `[2026-03-01T09:00:00.310Z] "REQUEST" STATUS - 0 BYTES 17 16 "CLIENT" "AGENT" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "www.example.com" "10.0.1.9:8080"`,
		speaks: []string{
			`[2026-03-01 10:00:00.000][1][info][main] [source/server/server.cc:430] initializing epoch 0 (base id=0, hot restart version=11.104)`,
			`[2026-03-01 10:00:00.100][1][warning][config] [source/extensions/config_subscription/grpc/grpc_stream.h:155] StreamAggregatedResources gRPC config stream closed: 14, connection error`,
		},
	},
	{
		name: "HAProxy", format: "haproxy",
		line: `CLIENT:33317 [01/Mar/2026:10:00:00.310] http-in static/srv1 10/0/30/69/109 STATUS BYTES - - ---- 1/1/1/1/0 0/0 "REQUEST"`,
		starts: []string{
			`[NOTICE]   (1) : New worker (8) forked`,
			`[NOTICE]   (1) : Loading success.`,
		},
		speaks: []string{
			`[WARNING]  (8) : Server static/srv2 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.`,
			`[ALERT]    (8) : backend 'static' has no server available!`,
			`192.0.2.7:33317 [01/Mar/2026:10:00:00.310] http-in/1: SSL handshake failure`,
		},
	},
	{
		name: "Caddy", format: "caddy",
		line: `{"level":"info","ts":1772355600.310742,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"CLIENT","remote_port":"41342","client_ip":"CLIENT","proto":"HTTP/2.0",` +
			`"method":"GET","host":"www.example.com","uri":"/index.html?lang=en","headers":{"User-Agent":["AGENT"]}},"bytes_read":0,"user_id":"","duration":0.017,"size":BYTES,"status":STATUS,"resp_headers":{"Server":["Caddy"]}}`,
		starts: []string{
			`{"level":"info","ts":1772355600.1,"msg":"maxprocs: Leaving GOMAXPROCS=2: CPU quota undefined"}`,
			`{"level":"info","ts":1772355600.2,"msg":"using config from file","file":"/etc/caddy/Caddyfile"}`,
			`{"level":"info","ts":1772355600.3,"logger":"admin","msg":"admin endpoint started","address":"localhost:2019","enforce_origin":false,"origins":["//localhost:2019"]}`,
		},
		speaks: []string{
			`{"level":"info","ts":1772355600.4,"logger":"tls","msg":"cleaning storage unit","storage":"FileStorage:/data/caddy"}`,
			`{"level":"error","ts":1772355600.5,"logger":"http.acme_client","msg":"validating authorization","problem":{"type":"urn:ietf:params:acme:error:dns","status":400,"detail":"NXDOMAIN"}}`,
		},
	},
	{
		name: "the image of Tomcat", format: "common",
		line:   `CLIENT - - [TIME] "REQUEST" STATUS BYTES`,
		speaks: append([]string{`01-Mar-2026 10:00:00.000 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [1234] milliseconds`}, strings.Split(javaTrace, "\n")...),
	},
}

var nginxSpeaks = []string{
	`2026/03/01 10:00:00 [notice] 1#1: using the "epoll" event method`,
	`2026/03/01 10:00:00 [notice] 1#1: start worker process 30`,
	`2026/03/01 10:00:00 [error] 30#30: *12 open() "/usr/share/nginx/html/favicon.ico" failed (2: No such file or directory), client: 192.0.2.7, server: localhost, request: "GET /favicon.ico HTTP/1.1", host: "www.example.com", referrer: "https://www.example.com/"`,
	`2026/03/01 10:00:00 [error] 30#30: *13 connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.7, server: _, request: "GET /api?a=1&b=2 HTTP/1.1", upstream: "http://127.0.0.1:9000/api?a=1&b=2", host: "www.example.com"`,
}

var apacheSpeaks = []string{
	`[Sun Mar 01 10:00:00.000000 2026] [mpm_event:notice] [pid 1:tid 139812] AH00489: Apache/2.4.66 (Unix) configured -- resuming normal operations`,
	`[Sun Mar 01 10:00:00.000000 2026] [core:notice] [pid 1:tid 139812] AH00094: Command line: 'httpd -D FOREGROUND'`,
	`[Sun Mar 01 10:00:00.000000 2026] [core:error] [pid 9:tid 139776] [client 192.0.2.7:41342] AH10244: invalid URI path (/cgi-bin/.%2e/.%2e/bin/sh)`,
	`[Sun Mar 01 10:00:00.000000 2026] [php:error] [pid 9] [client 192.0.2.7:41342] PHP Fatal error:  Uncaught Error: Call to undefined function f() in /var/www/html/index.php:3`,
	`Stack trace:`,
	`#0 {main}`,
	`  thrown in /var/www/html/index.php on line 3`,
}

const pythonTrace = `Traceback (most recent call last):
  File "/app/wsgi.py", line 17, in application
    return view(request, id=id, page=page)
KeyError: 'id'`

const javaTrace = `java.lang.IllegalStateException: no session
	at com.example.shop.Cart.find(Cart.java:42)
	at java.base/java.lang.Thread.run(Thread.java:840)
Caused by: java.sql.SQLException: Connection refused
	... 17 more`

// request returns a line about a request, made up.
func (s *install) request(rnd *rand.Rand) string {
	pick := func(from ...string) string { return from[rnd.IntN(len(from))] }
	return strings.NewReplacer(
		"CLIENT", pick("192.0.2.7", "198.51.100.23", "203.0.113.9", "2001:db8::7"),
		"FORWARDED", pick("-", "198.51.100.23, 203.0.113.9", "192.0.2.44"),
		"TIME", fmt.Sprintf("01/Mar/2026:10:%02d:%02d +0100", rnd.IntN(60), rnd.IntN(60)),
		"REQUEST", pick("GET / HTTP/1.1", "GET /index.html?lang=en&page=2 HTTP/2.0", "POST /login HTTP/1.1", "HEAD /a%20b HTTP/1.0"),
		"STATUS", pick("200", "200", "304", "404", "500"),
		"BYTES", pick("0", "5120", "617"),
		"REFERRER", pick("-", "https://example.com/?q=a=b"),
		"AGENT", pick("-", "curl/8.14.1", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
	).Replace(s.line)
}

// log returns n lines of which chatter, in per cent, are not about requests,
// but one at least is.
func (s *install) log(rnd *rand.Rand, n, chatter int) []string {
	quiet := max(n*(100-chatter)/100, 1)
	var lines []string
	for i := range n - quiet {
		if i < len(s.starts) {
			lines = append(lines, s.starts[i])
			continue
		}
		lines = append(lines, s.speaks[rnd.IntN(len(s.speaks))])
	}
	first := min(len(lines), len(s.starts)) // stay where they are
	for range quiet {
		lines = append(lines, s.request(rnd))
	}
	rnd.Shuffle(len(lines)-first, func(i, j int) {
		lines[first+i], lines[first+j] = lines[first+j], lines[first+i]
	})
	return lines
}

// around are ways to put something around a line, by the name of the wrapper.
var around = []struct {
	name string
	wrap func(line string) string
}{
	{"", func(line string) string { return line }},
	{"docker", func(line string) string {
		return `{"log":"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\t", `\t`).Replace(line) + `\n","stream":"stdout","time":"2026-03-01T09:00:00.310742001Z"}`
	}},
	{"cri", func(line string) string { return "2026-03-01T09:00:00.310742001Z stdout F " + line }},
	{"kubectl", func(line string) string { return "web-1  | " + line }},
	{"syslog", func(line string) string { return "Mar  1 10:00:00 web1 web[7]: " + line }},
	{"journald", func(line string) string { return "2026-03-01T10:00:00+0100 web1 web[7]: " + line }},
}

// TestDetectServers has logs of few lines and of many, with much between the
// requests and with nothing, plain and as collectors write them.
func TestDetectServers(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, s := range installs {
		for _, a := range around {
			want := strings.TrimPrefix(a.name+"+"+s.format, "+")
			for _, n := range []int{1, 2, 5, 30, 300} {
				for _, chatter := range []int{0, 20, 50, 80} {
					log := s.log(rnd, n, chatter)
					for i := range log {
						log[i] = a.wrap(log[i])
					}
					if got := detect(strings.Join(log, "\n")); got != want {
						t.Errorf("%s, %d lines, %d %% of them chatter: %s, want %s", s.name, n, chatter, got, want)
					}
				}
			}
		}
	}
}

// TestDetectFirstLines has logs that begin with what is no request.
func TestDetectFirstLines(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for _, s := range installs {
		for _, first := range []string{
			"", "# rotated", "garbage", "\x00\x00\x00", "\x1b[0m", "\xef\xbb\xbf", "==> access.log <==", "logrotate: log rotated",
			"-- Logs begin at Sun 2026-03-01 10:00:00 CET. --", "[01/Mar", `"`, "{", strings.Repeat("x", 10000),
		} {
			log := first + "\n" + strings.Join(s.log(rnd, 1+rnd.IntN(5), 0), "\n")
			if got := detect(log); got != s.format {
				t.Errorf("%s behind %.40q: %s, want %s", s.name, first, got, s.format)
			}
		}
	}
}

// TestDetectOrder shows that the order of the lines does not matter.
func TestDetectOrder(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	var log []string
	for i, s := range installs[:5] {
		log = append(log, s.log(rnd, 40+7*i, 20)...)
	}
	want := detect(strings.Join(log, "\n"))
	for range 50 {
		rnd.Shuffle(len(log), func(i, j int) { log[i], log[j] = log[j], log[i] })
		if got := detect(strings.Join(log, "\n")); got != want {
			t.Fatalf("%s, in another order %s", want, got)
		}
	}
}

// TestDetectNoServers has what the servers say without any requests.
func TestDetectNoServers(t *testing.T) {
	for _, s := range installs {
		for _, a := range around {
			var log [][]byte
			for _, line := range append(s.starts, s.speaks...) {
				log = append(log, []byte(a.wrap(line)))
			}
			if d := Detect(log); d.Format != nil {
				t.Errorf("%s: is %s:\n%s", s.name, d.Format.Name, bytes.Join(log, []byte("\n")))
			}
			for _, line := range log {
				if d := Detect([][]byte{line}); d.Format != nil {
					t.Errorf("%s: is %s: %s", s.name, d.Format.Name, line)
				}
			}
		}
	}
}
