package parser

import "bytes"

// Proxies that write a line of the common family and more behind it, or a
// line of their own.

// The upstreaminfo log format of ingress-nginx:
// https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/
var ingress = Format{
	Name: "ingress",
	Doc:  "ingress-nginx, the controller of Kubernetes",
	Layout: combined.Layout + ` {request_length} {duration|s} [{proxy_upstream_name|text}] [{proxy_alternative_upstream_name|text}] ` +
		`{upstream|last} {upstream_response_length|list} {upstream_duration|sum} {upstream_status|list} {req_id|word}`,
	Core:   "bytes",
	Sample: combined.Sample + ` 431 0.005 [shop-web-80] [] 10.0.74.255:8080 5120 0.004 200 89f3c824055b4d87942831d74343fb9a`,
	own: []Field{
		{"request_length", Integer, "bytes", "the size of the request, its headers included"},
		{"proxy_upstream_name", Text, "", "the service and port of the ingress: namespace-service-port"},
		{"upstream_response_length", Text, "", "the size of the answer of the server behind"},
		{"upstream_status", Text, "", "the status of the server behind"},
		{"req_id", Text, "", "the id of the request"},
	},
}

// https://doc.traefik.io/traefik/observe/logs-and-access-logs/: the common
// format, referrer and agent, how many requests there were so far, the router
// and the server behind, and the duration in milliseconds. Nothing is escaped;
// old versions write a dash without quotes for a header that was not sent.
var traefik = Format{
	Name:   "traefik",
	Doc:    "Traefik's access log (CLF)",
	Layout: combined.Layout + ` {request_count} "{router}" "{upstream}" {duration|ms}ms`,
	Core:   "bytes",
	Sample: combined.Sample + ` 17 "shop@docker" "http://172.17.0.3:80" 12ms`,
	own: []Field{
		{"request_count", Integer, "", "the number of the request since the start"},
		{"router", Text, "", "the router that took the request"},
	},
}

// https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#default-format-string
var envoy = Format{
	Name: "envoy",
	Doc:  "Envoy's default text format",
	Layout: `[{time|iso}] "{request}" {status} {response_flags} {bytes_received} {bytes} {duration|ms} {upstream_duration|ms} ` +
		`"{forwarded}" "{agent}" "{request_id}" "{vhost}" "{upstream}"`,
	Core: "bytes",
	Sample: `[2026-03-01T09:00:00.310Z] "GET /index.html?lang=en HTTP/1.1" 200 - 0 5120 17 16 "198.51.100.7" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" ` +
		`"cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "www.example.com" "10.0.1.9:8080"`,
	own:   envoyFields,
	short: true,
}

// Istio's default text format since 1.9:
// https://istio.io/latest/docs/tasks/observability/logs/access-log/#default-access-log-format
var istio = Format{
	Name: "istio",
	Doc:  "Istio's default text format",
	Layout: `[{time|iso}] "{request}" {status} {response_flags} {response_code_details} {connection_termination_details} "{upstream_transport_failure_reason}" ` +
		`{bytes_received} {bytes} {duration|ms} {upstream_duration|ms} "{forwarded}" "{agent}" "{request_id}" "{vhost}" "{upstream}" ` +
		`{upstream_cluster} {upstream_local_address} {downstream_local_address} {client|host} {requested_server_name} {route_name}`,
	Core: "bytes",
	Sample: `[2026-03-01T09:00:00.310Z] "GET /index.html?lang=en HTTP/1.1" 200 - via_upstream - "-" 0 5120 17 16 "198.51.100.7" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" ` +
		`"84961386-6d84-929d-98bd-c5aee93b5c88" "www.example.com" "10.0.1.9:8080" inbound|8080|| 127.0.0.6:41854 10.0.1.9:8080 198.51.100.7:37652 ` +
		`outbound_.80_._.shop.default.svc.cluster.local default`,
	own:   envoyFields,
	short: true,
}

// envoyFields are those that Envoy's and Istio's formats have in common.
var envoyFields = []Field{
	{"response_flags", Text, "", "what went wrong, in Envoy's letters"},
	{"bytes_received", Integer, "bytes", "the size of the request's body"},
	{"request_id", Text, "", "X-Request-Id"},
}

// The native format of Squid: https://wiki.squid-cache.org/Features/LogFormat.
// It is padded with spaces, and logs no referrer and no agent.
var squid = Format{
	Name:   "squid",
	Doc:    "Squid's native format",
	Layout: `{time|epoch}  {duration|ms} {client} {cache}/{status} {bytes} {method} {uri} {user} {hierarchy}/{upstream} {content_type}`,
	Core:   "uri",
	Sample: `1772355600.310     17 198.51.100.7 TCP_MISS/200 5120 GET http://www.example.com/index.html?lang=en - HIER_DIRECT/192.0.2.1 text/html`,
	own: []Field{
		{"hierarchy", Text, "", "how the object was fetched: HIER_DIRECT ..."},
		{"content_type", Text, "", "the type of the answer"},
	},
	short: true,
}

// https://uwsgi-docs.readthedocs.io/en/latest/LogFormat.html#uwsgi-default-logging
// With --memory-report the use of memory stands before the line, with --vhost
// the site; with --log-micros the duration is in microseconds. How the answer
// was sent may stand behind it: 17 msecs via sendfile().
var uwsgi = Format{
	Name: "uwsgi",
	Doc:  "uWSGI's default",
	Layout: `{before|text,filled}[pid: {pid|number}|app: {app|text}|req: {req|text}] {client} ({user|text,filled}) {{{vars|number} vars in {vars_bytes|number} bytes} [{time|asctime}] ` +
		`{method} {uri} => generated {bytes} bytes in {duration|uwsgi} ({proto} {status}) {headers|number} headers in {header_bytes|number} bytes ` +
		`({switches|number} switches on core {core|number})`,
	Core: "status",
	Sample: `[pid: 7|app: 0|req: 17/34] 198.51.100.7 () {42 vars in 730 bytes} [Sun Mar  1 10:00:00 2026] GET /index.html?lang=en => generated 5120 bytes in 17 msecs ` +
		`(HTTP/1.1 200) 5 headers in 190 bytes (1 switches on core 0)`,
	own: []Field{
		{"before", Text, "", "the site or the use of memory, if that is logged"},
		{"pid", Integer, "", "the process"},
		{"app", Text, "", "the number of the application in it"},
		{"req", Text, "", "requests of the process and of all, up to this one"},
		{"vars", Integer, "", "variables of the request"},
		{"vars_bytes", Integer, "bytes", "their size"},
		{"headers", Integer, "", "headers of the answer"},
		{"header_bytes", Integer, "bytes", "their size"},
		{"switches", Integer, "", "switches between tasks"},
		{"core", Integer, "", "the core of the process that answered"},
	},
	short: true,
}

// fromUWSGI makes 0.017 of 17 msecs, and of 17000 micros via sendfile().
func fromUWSGI(r *Record, slot int, from []int) span {
	number, unit, _ := bytes.Cut(r.Bytes(from[0]), []byte(" "))
	size := int64(second / 1e3)
	if bytes.HasPrefix(unit, []byte("micros")) {
		size = second / 1e6
	}
	nanos, ok := inNanos(number, size)
	if !ok {
		return absent
	}
	return r.putDecimal(slot, nanos)
}
