package parser

// Lines with a key beside each value. What the keys mean is told by them and
// by the values; keynames.go and dialect.go have the tables.

var jsonFormat = Format{
	Name:   "json",
	Doc:    "an object a line: nginx with escape=json, Traefik, Envoy and many more",
	Layout: `{"KEY": VALUE, ...}`,
	Sample: `{"time":"2026-03-01T10:00:00+01:00","remote_addr":"192.0.2.7","request":"GET /index.html?lang=en HTTP/1.1","status":200,"body_bytes_sent":5120,` +
		`"http_referer":"https://example.com/","http_user_agent":"Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0","request_time":0.017}`,
	lines: &keyed{keyLanguage: jsonLanguage},
}

// https://caddyserver.com/docs/caddyfile/directives/log
var caddy = Format{
	Name:   "caddy",
	Doc:    "Caddy's access log (JSON)",
	Layout: `{"level": "info", "ts": VALUE, "request": {"client_ip": VALUE, ...}, ...}`,
	Sample: `{"level":"info","ts":1772355600.310742,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"198.51.100.7","remote_port":"41342",` +
		`"client_ip":"198.51.100.7","proto":"HTTP/2.0","method":"GET","host":"www.example.com","uri":"/index.html?lang=en","headers":{"User-Agent":["Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"],` +
		`"Referer":["https://example.com/"]}},"bytes_read":0,"user_id":"","duration":0.017,"size":5120,"status":200,"resp_headers":{"Server":["Caddy"]}}`,
	lines: &keyed{keyLanguage: jsonLanguage},
	alias: "json",
}

// http://ltsv.org
var ltsvFormat = Format{
	Name:   "ltsv",
	Doc:    "labelled values with tabs between",
	Layout: "LABEL:VALUE<tab>...",
	Sample: "time:01/Mar/2026:10:00:00 +0100\thost:192.0.2.7\treq:GET /index.html?lang=en HTTP/1.1\tstatus:200\tsize:5120\treferer:https://example.com/\t" +
		"ua:Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0\treqtime:0.017\tvhost:www.example.com",
	lines: &keyed{keyLanguage: ltsvLanguage},
}

// https://brandur.org/logfmt
var logfmtFormat = Format{
	Name:   "logfmt",
	Doc:    "key=value with spaces between",
	Layout: `KEY=VALUE KEY="VALUE" ...`,
	Sample: `time=2026-03-01T10:00:00+01:00 level=info method=GET path="/index.html?lang=en" host=www.example.com remote_addr=192.0.2.7 status=200 bytes=5120 duration=17ms user_agent="Mozilla/5.0 (X11; Linux x86_64)"`,
	lines:  &keyed{keyLanguage: logfmtLanguage},
}
