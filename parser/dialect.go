package parser

// dialect is a layout of keyed logs that some server writes.
type dialect struct {
	name    string
	typical []string // keys that hardly another log has
	need    int      // so many of typical, at least, make a log one of this dialect
	keys    []keyName
}

// keyName says which of our fields a key is. Among the keys of one field the
// one to be preferred stands first.
type keyName struct {
	field   string
	key     string     // as the documentation spells it
	convert derivation // nil if the values tell
}

// dialects are the known layouts, in the order in which they are tried. What
// they leave open, and all that other logs write, goes by names and values:
// people add keys, and in many servers every key is theirs to choose.
var dialects = []dialect{
	{
		// https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/
		name:    "ingress-nginx",
		typical: []string{"x_forward_for", "request_proto", "request_query", "vhost", "request_time", "remote_addr"},
		need:    5,
		keys: []keyName{
			{"time", "time", nil},
			{"client", "remote_addr", nil},
			{"forwarded", "x_forward_for", nil},
			{"duration", "request_time", fromSeconds},
		},
	},
	{
		// The variables of nginx as keys: https://nginx.org/en/docs/varindex.html
		name: "nginx",
		typical: []string{
			"remote_addr", "remote_user", "time_local", "time_iso8601", "msec", "request_method", "request_uri",
			"server_protocol", "body_bytes_sent", "http_referer", "http_user_agent", "http_x_forwarded_for",
			"request_time", "upstream_addr", "upstream_response_time", "upstream_cache_status",
		},
		need: 3,
		keys: []keyName{
			{"time", "time_iso8601", nil},
			{"time", "time_local", nil},
			{"time", "msec", nil},
			{"client", "remote_addr", nil},
			{"client", "realip_remote_addr", nil},
			{"user", "remote_user", nil},
			{"request", "request", nil},
			{"method", "request_method", nil},
			{"uri", "request_uri", nil},
			{"proto", "server_protocol", nil},
			{"status", "status", nil},
			{"bytes", "body_bytes_sent", nil},
			{"bytes", "bytes_sent", nil},
			{"referrer", "http_referer", nil},
			{"agent", "http_user_agent", nil},
			{"forwarded", "http_x_forwarded_for", nil},
			{"forwarded", "proxy_add_x_forwarded_for", nil},
			{"duration", "request_time", fromSeconds},
			{"upstream", "upstream_addr", lastOfList},
			{"upstream_duration", "upstream_response_time", sumList},
			{"cache", "upstream_cache_status", nil},
			{"port", "server_port", nil},
		},
	},
	{
		// https://caddyserver.com/docs/logging, and the encoder's time_format and duration_format in
		// https://caddyserver.com/docs/caddyfile/directives/log. Before 2.5 the client was remote_addr, with its
		// port. Lines about other things than requests have ts as well.
		name: "caddy",
		typical: []string{
			"request.remote_ip", "request.remote_addr", "request.client_ip", "request.proto", "request.tls.proto",
			"resp_headers.Server", "bytes_read", "user_id",
		},
		need: 2,
		keys: []keyName{
			{"time", "ts", nil},
			{"client", "request.client_ip", nil},
			{"client", "request.remote_ip", nil},
			{"client", "request.remote_addr", hostOnly},
			{"user", "user_id", nil},
			{"vhost", "request.host", nil},
			{"method", "request.method", nil},
			{"uri", "request.uri", nil},
			{"proto", "request.proto", nil},
			{"status", "status", nil},
			{"bytes", "size", nil},
			{"referrer", "request.headers.Referer", nil},
			{"agent", "request.headers.User-Agent", nil},
			{"forwarded", "request.headers.X-Forwarded-For", nil},
			{"duration", "duration", nil},
		},
	},
	{
		// https://doc.traefik.io/traefik/observability/access-logs/. time has the offset of the server; it is
		// when the line was written, as in the logs of other servers.
		name: "traefik",
		typical: []string{
			"ClientAddr", "ClientHost", "DownstreamStatus", "DownstreamContentSize", "OriginStatus", "RequestPath", "StartUTC",
		},
		need: 3,
		keys: []keyName{
			{"time", "StartUTC", nil}, // as in its CLF; time is when the line was written
			{"time", "StartLocal", nil},
			{"time", "time", nil},
			{"client", "ClientHost", nil},
			{"client", "ClientAddr", hostOnly},
			{"user", "ClientUsername", nil},
			{"vhost", "RequestHost", nil},
			{"vhost", "RequestAddr", nil},
			{"method", "RequestMethod", nil},
			{"uri", "RequestPath", nil},
			{"proto", "RequestProtocol", nil},
			{"status", "DownstreamStatus", nil},
			{"bytes", "DownstreamContentSize", nil},
			{"referrer", "request_Referer", nil},
			{"agent", "request_User-Agent", nil},
			{"forwarded", "request_X-Forwarded-For", nil},
			{"duration", "Duration", fromNanos},
			{"upstream", "ServiceAddr", nil},
			{"upstream_duration", "OriginDuration", fromNanos},
		},
	},
	{
		// https://gateway.envoyproxy.io/docs/tasks/observability/proxy-accesslog/ and
		// https://istio.io/latest/docs/tasks/observability/logs/access-log/, by the operators in
		// https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage
		name: "envoy",
		typical: []string{
			"response_code", "response_flags", "downstream_remote_address", "downstream_local_address",
			"upstream_cluster", "upstream_host", "upstream_transport_failure_reason", "requested_server_name",
		},
		need: 3,
		keys: []keyName{
			{"time", "start_time", nil},
			{"client", "downstream_remote_address", hostOnly},
			{"vhost", ":authority", nil},
			{"vhost", "authority", nil},
			{"method", "method", nil},
			{"method", ":method", nil},
			{"uri", "x-envoy-origin-path", nil},
			{"uri", "x-envoy-original-path", nil},
			{"uri", "path", nil},
			{"uri", ":path", nil},
			{"proto", "protocol", nil},
			{"status", "response_code", nil},
			{"bytes", "bytes_sent", nil},
			{"referrer", "referer", nil},
			{"agent", "user-agent", nil},
			{"forwarded", "x-forwarded-for", nil},
			{"duration", "duration", fromMillis},
			{"upstream", "upstream_host", nil},
			{"upstream_duration", "upstream_service_time", fromMillis},
			{"upstream_duration", "x-envoy-upstream-service-time", fromMillis},
		},
	},
	{
		// https://github.com/trentm/node-bunyan#core-fields, and the audit log of
		// http://restify.com/docs/plugins-api/#auditlogger
		name:    "bunyan",
		typical: []string{"v", "hostname", "pid", "req.method", "res.statusCode"},
		need:    5,
		keys:    append([]keyName{{"duration", "latency", fromMillis}}, nodeKeys...),
	},
	{
		// https://github.com/pinojs/pino-http and https://fastify.dev/docs/latest/Reference/Logging/
		name:    "pino",
		typical: []string{"req.method", "req.url", "req.remoteAddress", "res.statusCode", "responseTime"},
		need:    3,
		keys:    nodeKeys,
	},
	{
		// https://www.elastic.co/docs/reference/ecs/ecs-field-reference
		name: "ecs",
		typical: []string{
			"http.request.method", "http.response.status_code", "http.response.body.bytes", "url.path", "url.original",
			"user_agent.original", "source.ip", "source.address", "client.ip", "event.duration", "ecs.version",
		},
		need: 3,
		keys: []keyName{
			{"time", "@timestamp", nil},
			{"client", "client.ip", nil},
			{"client", "source.ip", nil},
			{"client", "client.address", nil},
			{"client", "source.address", nil},
			{"user", "user.name", nil},
			{"vhost", "url.domain", nil},
			{"vhost", "destination.domain", nil},
			{"method", "http.request.method", nil},
			{"uri", "url.original", nil},
			{"path", "url.path", nil},
			{"query", "url.query", nil},
			{"proto", "http.version", nil},
			{"status", "http.response.status_code", nil},
			{"bytes", "http.response.body.bytes", nil},
			{"bytes", "http.response.bytes", nil},
			{"referrer", "http.request.referrer", nil},
			{"agent", "user_agent.original", nil},
			{"duration", "event.duration", fromNanos},
		},
	},
	{
		// https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/zone/http_requests/
		name: "cloudflare",
		typical: []string{
			"ClientRequestMethod", "ClientRequestURI", "ClientRequestHost", "EdgeResponseStatus", "EdgeStartTimestamp",
			"EdgeResponseBytes", "RayID",
		},
		need: 3,
		keys: []keyName{
			{"time", "EdgeStartTimestamp", nil},
			{"time", "EdgeEndTimestamp", nil},
			{"client", "ClientIP", nil},
			{"vhost", "ClientRequestHost", nil},
			{"method", "ClientRequestMethod", nil},
			{"uri", "ClientRequestURI", nil},
			{"uri", "ClientRequestPath", nil},
			{"proto", "ClientRequestProtocol", nil},
			{"status", "EdgeResponseStatus", nil},
			{"bytes", "EdgeResponseBytes", nil},
			{"referrer", "ClientRequestReferer", nil},
			{"agent", "ClientRequestUserAgent", nil},
			{"upstream", "OriginIP", nil},
			{"upstream_duration", "OriginResponseTime", fromNanos},
			{"upstream_duration", "OriginResponseDurationMs", fromMillis},
			{"cache", "CacheCacheStatus", nil},
		},
	},
	{
		// https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#HttpRequest
		name: "gcp",
		typical: []string{
			"httpRequest.requestMethod", "httpRequest.requestUrl", "httpRequest.status", "httpRequest.remoteIp",
			"httpRequest.latency",
		},
		need: 3,
		keys: []keyName{
			{"time", "timestamp", nil},
			{"client", "httpRequest.remoteIp", nil},
			{"method", "httpRequest.requestMethod", nil},
			{"uri", "httpRequest.requestUrl", nil},
			{"proto", "httpRequest.protocol", nil},
			{"status", "httpRequest.status", nil},
			{"bytes", "httpRequest.responseSize", nil},
			{"referrer", "httpRequest.referer", nil},
			{"agent", "httpRequest.userAgent", nil},
			{"duration", "httpRequest.latency", fromSpelled},
			{"upstream", "httpRequest.serverIp", nil},
		},
	},
	{
		// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html. A log that has no path
		// has the route, GET /pets/{id}, which reads like a request line.
		name:    "apigateway",
		typical: []string{"requestId", "httpMethod", "routeKey", "resourcePath", "responseLength", "requestTime"},
		need:    4,
		keys: []keyName{
			{"time", "requestTime", nil},
			{"time", "requestTimeEpoch", nil},
			{"client", "ip", nil},
			{"client", "sourceIp", nil},
			{"user", "user", nil},
			{"vhost", "domainName", nil},
			{"method", "httpMethod", nil},
			{"uri", "path", nil},
			{"uri", "resourcePath", nil},
			{"request", "routeKey", nil},
			{"proto", "protocol", nil},
			{"status", "status", nil},
			{"bytes", "responseLength", nil},
			{"agent", "userAgent", nil},
			{"duration", "responseLatency", fromMillis},
			{"upstream_duration", "integrationLatency", fromMillis},
		},
	},
	{
		// The examples of https://www.fastly.com/documentation/guides/integrations/streaming-logs/, where request is the
		// method and time_elapsed is time.elapsed.usec.
		name: "fastly",
		typical: []string{
			"service_id", "time_start", "time_elapsed", "client_ip", "request_user_agent", "request_referer", "is_tls",
			"geo_city", "resp_status", "fastly_is_edge",
		},
		need: 5,
		keys: []keyName{
			{"time", "timestamp", nil},
			{"time", "time_start", nil},
			{"client", "client_ip", nil},
			{"vhost", "host", nil},
			{"method", "request", nil},
			{"method", "request_method", nil},
			{"uri", "url", nil},
			{"proto", "protocol", nil},
			{"proto", "request_protocol", nil},
			{"status", "resp_status", nil},
			{"status", "response_status", nil},
			{"bytes", "resp_body_size", nil},
			{"bytes", "response_body_size", nil},
			{"referrer", "request_referer", nil},
			{"agent", "request_user_agent", nil},
			{"duration", "time_elapsed", fromMicros},
			{"cache", "cache_status", nil},
			{"cache", "fastly_info_state", nil},
			{"cache", "response_state", nil},
		},
	},
	{
		// https://developer.konghq.com/plugins/http-log/
		name:    "kong",
		typical: []string{"latencies.request", "latencies.proxy", "latencies.kong", "started_at", "client_ip"},
		need:    4,
		keys: []keyName{
			{"time", "started_at", nil},
			{"client", "client_ip", nil},
			{"vhost", "request.headers.host", nil},
			{"method", "request.method", nil},
			{"uri", "request.uri", nil},
			{"status", "response.status", nil},
			{"bytes", "response.size", nil},
			{"referrer", "request.headers.referer", nil},
			{"agent", "request.headers.user-agent", nil},
			{"forwarded", "request.headers.x-forwarded-for", nil},
			{"duration", "latencies.request", fromMillis},
			{"upstream_duration", "latencies.proxy", fromMillis},
		},
	},
	{
		// https://github.com/serilog/serilog-aspnetcore#request-logging. Its JSON formatters put the properties at
		// the top or under Properties.
		name:    "serilog",
		typical: []string{"RequestMethod", "RequestPath", "StatusCode", "Elapsed"},
		need:    4,
		keys: []keyName{
			{"time", "@t", nil},
			{"method", "RequestMethod", nil},
			{"status", "StatusCode", nil},
			{"duration", "Elapsed", fromMillis},
		},
	},
	{
		name:    "serilog",
		typical: []string{"Properties.RequestMethod", "Properties.RequestPath", "Properties.StatusCode", "Properties.Elapsed"},
		need:    4,
		keys: []keyName{
			{"time", "Timestamp", nil},
			{"method", "Properties.RequestMethod", nil},
			{"status", "Properties.StatusCode", nil},
			{"duration", "Properties.Elapsed", fromMillis},
		},
	},
	{
		// https://learn.microsoft.com/aspnet/core/fundamentals/http-logging/ through the console's JSON formatter
		name:    "aspnet",
		typical: []string{"State.Protocol", "State.Method", "State.Path", "State.StatusCode", "State.Duration"},
		need:    4,
		keys: []keyName{
			{"time", "Timestamp", nil},
			{"method", "State.Method", nil},
			{"proto", "State.Protocol", nil},
			{"status", "State.StatusCode", nil},
			{"duration", "State.Duration", fromMillis},
			{"duration", "State.ElapsedMilliseconds", fromMillis},
		},
	},
	{
		// What the pattern COMBINEDAPACHELOG of Logstash's grok makes of a line; @timestamp is when it read it.
		// https://github.com/logstash-plugins/logstash-patterns-core/blob/main/patterns/legacy/httpd
		name:    "logstash",
		typical: []string{"clientip", "verb", "httpversion", "response", "@version"},
		need:    4,
		keys: []keyName{
			{"time", "timestamp", nil},
			{"time", "@timestamp", nil},
			{"client", "clientip", nil},
			{"ident", "ident", nil},
			{"user", "auth", nil},
			{"method", "verb", nil},
			{"uri", "request", nil},
			{"proto", "httpversion", nil},
			{"status", "response", nil},
			{"bytes", "bytes", nil},
		},
	},
	{
		// https://devcenter.heroku.com/articles/http-routing#heroku-router-log-format. fwd is all that is said of
		// the client; the time stands before the keys.
		name:    "heroku",
		typical: []string{"fwd", "dyno", "connect", "service", "request_id"},
		need:    4,
		keys: []keyName{
			{"client", "fwd", nil},
			{"vhost", "host", nil},
			{"method", "method", nil},
			{"uri", "path", nil},
			{"status", "status", nil},
			{"bytes", "bytes", nil},
			{"duration", "service", fromSpelled},
		},
	},
}

// nodeKeys are what the usual serializers for Node.js write of a request and
// its response.
var nodeKeys = []keyName{
	{"time", "time", nil},
	{"client", "req.remoteAddress", nil},
	{"client", "req.ip", nil},
	{"client", "remoteAddress", nil},
	{"vhost", "req.headers.host", nil},
	{"vhost", "req.host", nil},
	{"method", "req.method", nil},
	{"uri", "req.originalUrl", nil},
	{"uri", "req.url", nil},
	{"proto", "req.httpVersion", nil},
	{"status", "res.statusCode", nil},
	{"bytes", "res.headers.content-length", nil},
	{"referrer", "req.headers.referer", nil},
	{"referrer", "req.headers.referrer", nil},
	{"agent", "req.headers.user-agent", nil},
	{"forwarded", "req.headers.x-forwarded-for", nil},
	{"duration", "responseTime", fromMillis},
}

// recognise returns the dialect of a log, of whose keys present tells which
// there are; nil if it is none that is known.
func recognise(present func(key string) bool) *dialect {
	for i := range dialects {
		d := &dialects[i]
		n := 0
		for _, key := range d.typical {
			if present(key) {
				n++
			}
		}
		if n >= d.need {
			return d
		}
	}
	return nil
}
