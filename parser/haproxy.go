package parser

// HAProxy's formats, most often behind the prefix of syslog:
// https://docs.haproxy.org/3.2/configuration.html#8.2
// Its timers are in milliseconds; they and the status are -1 where a request did
// not get so far. With option logasap the duration and the bytes have a plus before them: they are
// those up to the line. What option httpslog adds are extra fields.

var haproxy = Format{
	Name: "haproxy",
	Doc:  "HAProxy with option httplog",
	Layout: `{client}:{client_port} [{time|haproxy}] {frontend} {backend}/{server} {tr|ms}/{tw|ms}/{tc|ms}/{upstream_duration|ms}/{duration|ms} ` +
		`{status|reached} {bytes|reached} {request_cookie} {response_cookie} {termination_state} {actconn}/{feconn}/{beconn}/{srv_conn}/{retries} ` +
		`{srv_queue}/{backend_queue}{captures|captures} "{request}"`,
	Core:   "request",
	Sample: `198.51.100.7:33317 [01/Mar/2026:10:00:00.310] http-in static/srv1 10/0/30/69/109 200 5120 - - ---- 1/1/1/1/0 0/0 {www.example.com} {} "GET /index.html?lang=en HTTP/1.1"`,
	own:    haproxyFields,
	made:   haproxyUpstream,
	short:  true,
}

// The format clf that HAProxy's documentation gives.
var haproxyCLF = Format{
	Name: "haproxy_clf",
	Doc:  "HAProxy with option httplog clf",
	Layout: `{client} - - [{time}] "{request}" {status|reached} {bytes} "" "" {client_port} {msec} "{frontend}" "{backend}" "{server}" ` +
		`{tr|ms} {tw|ms} {tc|ms} {upstream_duration|ms} {duration|ms} "{termination_state}" {actconn} {feconn} {beconn} {srv_conn} {retries} ` +
		`{srv_queue} {backend_queue} "{request_cookie}" "{response_cookie}"{captures|captures}`,
	Core: "bytes",
	Sample: `198.51.100.7 - - [01/Mar/2026:10:00:00 +0100] "GET /index.html?lang=en HTTP/1.1" 200 5120 "" "" 33317 310 "http-in" "static" "srv1" 10 0 30 69 109 ` +
		`"----" 1 1 1 1 0 0 0 "" ""`,
	own:  haproxyFields,
	made: haproxyUpstream,
}

var haproxyTCP = Format{
	Name: "haproxy_tcp",
	Doc:  "HAProxy with option tcplog",
	Layout: `{client}:{client_port} [{time|haproxy}] {frontend} {backend}/{server} {tw|ms}/{tc|ms}/{duration|ms} ` +
		`{bytes|reached} {termination_state} {actconn}/{feconn}/{beconn}/{srv_conn}/{retries} {srv_queue}/{backend_queue}`,
	Core:   "bytes",
	Sample: `198.51.100.7:33317 [01/Mar/2026:10:00:00.310] tcp-in mail/srv1 0/30/109 5120 -- 1/1/1/1/0 0/0`,
	own:    haproxyFields,
	made:   haproxyUpstream,
	short:  true,
}

// haproxyUpstream is backend/server, absent if no server got the request.
var haproxyUpstream = []source{{
	field:   knownField("upstream"),
	convert: backendServer,
	from:    []string{"backend", "server"},
}}

// fromReached drops the -1 of what never happened, and what is no whole number.
func fromReached(r *Record, _ int, from []int) span {
	if n, ok := ParseInteger(r.Bytes(from[0])); !ok || n < 0 {
		return absent
	}
	return r.copyOf(from[0])
}

var haproxyFields = []Field{
	{"client_port", Integer, "", "the port of the client"},
	{"frontend", Text, "", "the frontend that took the connection"},
	{"backend", Text, "", "the backend it went to"},
	{"server", Text, "", "the server of the backend"},
	{"tr", Decimal, "seconds", "waiting for the whole request (TR)"},
	{"tw", Decimal, "seconds", "waiting in queues (Tw)"},
	{"tc", Decimal, "seconds", "connecting to the server (Tc)"},
	{"termination_state", Text, "", "how the session ended"},
	{"actconn", Integer, "", "connections of the process"},
	{"feconn", Integer, "", "connections of the frontend"},
	{"beconn", Integer, "", "connections of the backend"},
	{"srv_conn", Integer, "", "connections of the server"},
	{"srv_queue", Integer, "", "requests before this one in the server's queue"},
	{"backend_queue", Integer, "", "requests before this one in the backend's queue"},
	{"captures", Text, "", "the captured headers, in braces"},
}
