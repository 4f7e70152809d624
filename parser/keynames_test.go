package parser

import (
	"bytes"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// derivationName returns the name of a conversion.
func derivationName(d derivation) string {
	for name, known := range map[string]derivation{
		"millis": fromMillis, "micros": fromMicros, "nanos": fromNanos, "seconds": fromSeconds, "spelled": fromSpelled,
		"sum": sumList, "last": lastOfList, "host": hostOnly, "version": httpVersion, "mark": behindMark,
	} {
		if reflect.ValueOf(d).Pointer() == reflect.ValueOf(known).Pointer() {
			return name
		}
	}
	return "?"
}

// knownOf lists those of the sources that are our fields, in the order of
// fieldOrder: client=remote_addr duration=request_time:seconds.
func knownOf(sources []source) string {
	var list []string
	for _, field := range fieldOrder {
		for _, s := range sources {
			if !s.known() || s.field.Name != field {
				continue
			}
			text := field + "=" + s.name
			if s.convert != nil {
				text += ":" + derivationName(s.convert)
			}
			list = append(list, text)
		}
	}
	return strings.Join(list, " ")
}

// ownOf lists the fields of the log's own.
func ownOf(sources []source) []string {
	var list []string
	for _, s := range sources {
		if !s.known() {
			list = append(list, s.field.Name)
		}
	}
	return list
}

func TestMeaning(t *testing.T) {
	check := func(name, dialect, want string, lines ...string) {
		t.Helper()
		var sample [][]byte
		for _, line := range lines {
			sample = append(sample, []byte(line))
		}
		sources, d := meaning(sampled(sample, flat))
		if d != dialect {
			t.Errorf("%s: dialect %q, want %q", name, d, dialect)
		}
		if got := knownOf(sources); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
		if !isAccessLog(sources) {
			t.Errorf("%s is no access log", name)
		}
		if twin, _ := meaning(sampled(sample, scanned)); knownOf(twin) != want {
			t.Errorf("%s, by the scanners:\n got %s\nwant %s", name, knownOf(twin), want)
		}
	}

	check("nginx, variables as keys", "nginx",
		"time=time_iso8601 request=request method=request_method uri=request_uri proto=server_protocol status=status "+
			"bytes=body_bytes_sent client=remote_addr vhost=host user=remote_user referrer=http_referer agent=http_user_agent "+
			"forwarded=http_x_forwarded_for duration=request_time:seconds upstream=upstream_addr:last "+
			"upstream_duration=upstream_response_time:sum cache=upstream_cache_status port=server_port",
		`{"time_local":"01/Mar/2026:10:00:00 +0100","time_iso8601":"2026-03-01T10:00:00+01:00","msec":"1772355600.123","remote_addr":"192.0.2.7","remote_user":"","request":"GET /a?b=c HTTP/1.1","request_method":"GET","request_uri":"/a?b=c","uri":"/index.php","args":"b=c","server_protocol":"HTTP/1.1","status":"200","bytes_sent":"700","body_bytes_sent":"512","http_referer":"","http_user_agent":"curl/8","http_x_forwarded_for":"","request_time":"0.012","upstream_addr":"10.0.0.1:80, 10.0.0.2:80","upstream_response_time":"0.002, 0.009","upstream_cache_status":"MISS","host":"www.example.com","http_host":"www.example.com:8080","server_name":"_","server_port":"443","pipe":"."}`)
	check("nginx, host is the client", "nginx",
		"time=@timestamp request=request status=status bytes=body_bytes_sent client=remote_addr vhost=vhost duration=request_time:seconds",
		`{"@timestamp":"2026-03-01T10:00:00+01:00","host":"web1","remote_addr":"192.0.2.7","vhost":"example.com","request":"GET / HTTP/1.1","status":200,"body_bytes_sent":5,"request_time":0.001}`)
	check("ingress-nginx", "ingress-nginx",
		"time=time method=method path=path query=request_query proto=request_proto status=status bytes=bytes_sent client=remote_addr "+
			"vhost=vhost user=remote_user referrer=http_referrer agent=http_user_agent forwarded=x_forward_for duration=request_time:seconds",
		`{"time":"2026-03-01T10:00:00+00:00","remote_addr":"192.0.2.7","x_forward_for":"192.0.2.7","request_id":"0f2","remote_user":"-","bytes_sent":913,"request_time":0.004,"status":200,"vhost":"example.com","request_proto":"HTTP/1.1","path":"/a","request_query":"b=c","request_length":120,"duration":0.004,"method":"GET","http_referrer":"-","http_user_agent":"curl/8"}`)
	check("caddy", "caddy",
		"time=ts method=request.method uri=request.uri proto=request.proto status=status bytes=size client=request.client_ip "+
			"vhost=request.host user=user_id referrer=request.headers.Referer agent=request.headers.User-Agent duration=duration:seconds",
		`{"level":"info","ts":1693840791.7564995,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"192.0.2.1","remote_port":"44790","client_ip":"192.0.2.7","proto":"HTTP/2.0","method":"GET","host":"example.com:8080","uri":"/","headers":{"User-Agent":["curl/8"],"Referer":["https://example.com/"]}},"bytes_read":0,"user_id":"","duration":0.000002701,"size":0,"status":0,"resp_headers":{"Server":["Caddy"]}}`)
	check("caddy before 2.5, durations spelled", "caddy",
		"time=ts method=request.method uri=request.uri proto=request.proto status=status bytes=size client=request.remote_addr:host "+
			"vhost=request.host duration=duration:spelled",
		`{"ts":"2026/03/01 10:00:00","request":{"remote_addr":"192.0.2.7:4711","proto":"HTTP/1.1","method":"GET","host":"example.com","uri":"/"},"duration":"1.5ms","size":3,"status":200}`)
	check("caddy in nanoseconds", "caddy",
		"time=ts method=request.method uri=request.uri proto=request.proto status=status client=request.remote_ip duration=duration:nanos",
		`{"ts":1693840791756499500,"request":{"remote_ip":"192.0.2.7","proto":"HTTP/1.1","method":"GET","uri":"/"},"duration":1234567,"status":200}`)
	check("traefik", "traefik",
		"time=StartUTC method=RequestMethod uri=RequestPath proto=RequestProtocol status=DownstreamStatus bytes=DownstreamContentSize "+
			"client=ClientHost vhost=RequestHost user=ClientUsername agent=request_User-Agent duration=Duration:nanos "+
			"upstream=ServiceAddr upstream_duration=OriginDuration:nanos",
		`{"ClientAddr":"192.0.2.7:39496","ClientHost":"192.0.2.7","ClientPort":"39496","ClientUsername":"-","DownstreamContentSize":357,"DownstreamStatus":200,"Duration":357313,"OriginDuration":324669,"OriginStatus":200,"RequestAddr":"example.com","RequestHost":"example.com","RequestMethod":"GET","RequestPath":"/a?b","RequestPort":"-","RequestProtocol":"HTTP/1.1","ServiceAddr":"10.0.0.3:80","StartLocal":"2026-03-01T10:00:00.58Z","StartUTC":"2026-03-01T10:00:00.58Z","request_User-Agent":"curl/8","time":"2026-03-01T10:00:00Z"}`)
	check("istio", "envoy",
		"time=start_time method=method uri=path proto=protocol status=response_code bytes=bytes_sent client=downstream_remote_address:host "+
			"vhost=authority agent=user_agent forwarded=x_forwarded_for duration=duration:millis upstream=upstream_host "+
			"upstream_duration=upstream_service_time:millis",
		`{"authority":"example.com","bytes_received":0,"bytes_sent":16,"downstream_local_address":"10.0.0.1:80","downstream_remote_address":"192.0.2.7:4711","duration":3,"method":"GET","path":"/a?b","protocol":"HTTP/1.1","request_id":"a","requested_server_name":null,"response_code":200,"response_flags":"-","start_time":"2026-03-01T10:00:00.479Z","upstream_cluster":"in","upstream_host":"10.0.0.2:80","upstream_service_time":"2","user_agent":"curl/8","x_forwarded_for":"-"}`)
	check("pino-http", "pino",
		"time=time method=req.method uri=req.url status=res.statusCode bytes=res.headers.content-length client=req.remoteAddress "+
			"vhost=req.headers.host agent=req.headers.user-agent duration=responseTime:millis",
		`{"level":30,"time":1772355600123,"pid":7,"hostname":"web1","req":{"id":1,"method":"GET","url":"/a?b","query":{},"headers":{"host":"localhost:3000","user-agent":"curl/8"},"remoteAddress":"::1","remotePort":4711},"res":{"statusCode":200,"headers":{"content-length":"17"}},"responseTime":3.2,"msg":"request completed"}`)
	check("restify", "bunyan",
		"time=time method=req.method uri=req.url proto=req.httpVersion:version status=res.statusCode client=remoteAddress agent=req.headers.user-agent duration=latency:millis",
		`{"name":"audit","hostname":"web1","pid":7,"level":30,"remoteAddress":"192.0.2.7","remotePort":4711,"req":{"method":"GET","url":"/a","headers":{"user-agent":"curl/8"},"httpVersion":"1.1"},"res":{"statusCode":200},"latency":12,"msg":"handled: 200","time":"2026-03-01T10:00:00.123Z","v":0}`)
	check("ECS", "ecs",
		"time=@timestamp method=http.request.method uri=url.original proto=http.version:version status=http.response.status_code "+
			"bytes=http.response.body.bytes client=source.ip vhost=url.domain user=user.name referrer=http.request.referrer agent=user_agent.original duration=event.duration:nanos",
		`{"@timestamp":"2026-03-01T10:00:00.123Z","ecs":{"version":"8.11"},"event":{"duration":12345678,"created":"2026-03-01T10:00:01Z"},"host":{"name":"web1"},"agent":{"name":"shipper"},"source":{"ip":"192.0.2.7","address":"192.0.2.7"},"http":{"version":"1.1","request":{"method":"GET","referrer":"https://example.com/"},"response":{"status_code":200,"body":{"bytes":17}}},"url":{"original":"/a?b","path":"/a","query":"b","domain":"example.com"},"user":{"name":"-"},"user_agent":{"original":"curl/8"}}`)
	check("Cloudflare", "cloudflare",
		"time=EdgeStartTimestamp method=ClientRequestMethod uri=ClientRequestURI proto=ClientRequestProtocol status=EdgeResponseStatus "+
			"bytes=EdgeResponseBytes client=ClientIP vhost=ClientRequestHost referrer=ClientRequestReferer agent=ClientRequestUserAgent "+
			"upstream=OriginIP upstream_duration=OriginResponseTime:nanos cache=CacheCacheStatus",
		`{"CacheCacheStatus":"hit","ClientIP":"192.0.2.7","ClientRequestHost":"example.com","ClientRequestMethod":"GET","ClientRequestPath":"/a","ClientRequestProtocol":"HTTP/2","ClientRequestReferer":"","ClientRequestURI":"/a?b","ClientRequestUserAgent":"curl/8","EdgeEndTimestamp":1772355600124000000,"EdgeResponseBytes":3930,"EdgeResponseStatus":200,"EdgeStartTimestamp":1772355600123000000,"OriginIP":"10.0.0.1","OriginResponseDurationMs":35,"OriginResponseTime":35000000,"RayID":"8ec7"}`)
	check("Google's load balancer", "gcp",
		"time=timestamp method=httpRequest.requestMethod uri=httpRequest.requestUrl proto=httpRequest.protocol status=httpRequest.status "+
			"bytes=httpRequest.responseSize client=httpRequest.remoteIp agent=httpRequest.userAgent duration=httpRequest.latency:spelled upstream=httpRequest.serverIp",
		`{"httpRequest":{"requestMethod":"GET","requestUrl":"https://example.com/a?b","requestSize":"120","status":200,"responseSize":"512","userAgent":"curl/8","remoteIp":"192.0.2.7","serverIp":"10.0.0.1","latency":"0.012345s","protocol":"HTTP/1.1"},"insertId":"a","severity":"INFO","timestamp":"2026-03-01T10:00:00.123456Z","receiveTimestamp":"2026-03-01T10:00:01Z"}`)
	check("API Gateway, REST", "apigateway",
		"time=requestTime method=httpMethod uri=resourcePath proto=protocol status=status bytes=responseLength client=ip user=user",
		`{"requestId":"a","ip":"192.0.2.7","caller":"-","user":"-","requestTime":"01/Mar/2026:10:00:00 +0000","httpMethod":"GET","resourcePath":"/pets/{id}","status":"200","protocol":"HTTP/1.1","responseLength":"17"}`)
	check("API Gateway, HTTP", "apigateway",
		"time=requestTime request=routeKey method=httpMethod proto=protocol status=status bytes=responseLength client=ip",
		`{"requestId":"a","ip":"192.0.2.7","requestTime":"01/Mar/2026:10:00:00 +0000","httpMethod":"GET","routeKey":"GET /pets/{id}","status":"200","protocol":"HTTP/1.1","responseLength":"17"}`)
	check("Fastly's example", "fastly",
		"time=time_start method=request uri=url proto=protocol status=resp_status bytes=resp_body_size client=client_ip vhost=host agent=request_user_agent duration=time_elapsed:micros cache=fastly_info_state",
		`{"service_id":"a","time_start":"2026-03-01T10:00:00Z","time_end":"2026-03-01T10:00:00Z","time_elapsed":1234,"client_ip":"192.0.2.7","request":"GET","protocol":"HTTP/1.1","host":"example.com","origin_host":"origin.example.com","url":"/a?b","is_tls":true,"request_user_agent":"curl/8","resp_status":"200","resp_body_size":17,"fastly_info_state":"HIT-CLUSTER"}`)
	check("Fastly's other example", "fastly",
		"time=timestamp method=request_method uri=url proto=request_protocol status=response_status bytes=response_body_size client=client_ip "+
			"vhost=host referrer=request_referer agent=request_user_agent cache=response_state",
		`{"timestamp":"2026-03-01T10:00:00+0000","client_ip":"192.0.2.7","geo_country":"x","geo_city":"y","host":"example.com","url":"/a?b","request_method":"GET","request_protocol":"HTTP/2","request_referer":"","request_user_agent":"curl/8","response_state":"MISS","response_status":200,"response_reason":"OK","response_body_size":17,"fastly_server":"cache-1","fastly_is_edge":true}`)
	check("Kong", "kong",
		"time=started_at method=request.method uri=request.uri status=response.status bytes=response.size client=client_ip vhost=request.headers.host agent=request.headers.user-agent duration=latencies.request:millis upstream_duration=latencies.proxy:millis",
		`{"latencies":{"request":12,"kong":2,"proxy":10},"started_at":1772355600123,"client_ip":"192.0.2.7","request":{"method":"GET","uri":"/a?b","url":"http://example.com/a?b","size":"120","querystring":{"b":""},"headers":{"host":"example.com","user-agent":"curl/8"}},"response":{"status":200,"size":"512","headers":{"content-length":"17"}},"upstream_uri":"/"}`)
	check("Serilog", "serilog",
		"time=@t method=RequestMethod uri=RequestPath status=StatusCode vhost=Host duration=Elapsed:millis",
		`{"@t":"2026-03-01T10:00:00.1234567Z","@mt":"HTTP {RequestMethod} {RequestPath} responded {StatusCode} in {Elapsed:0.0000} ms","RequestMethod":"GET","RequestPath":"/a","StatusCode":200,"Elapsed":12.34,"Host":"example.com","SourceContext":"Serilog.AspNetCore.RequestLoggingMiddleware"}`)
	check("ASP.NET", "aspnet",
		"time=Timestamp method=State.Method path=State.Path query=State.QueryString:mark proto=State.Protocol status=State.StatusCode vhost=State.Host duration=State.Duration:millis",
		`{"Timestamp":"2026-03-01T10:00:00.123Z","EventId":9,"LogLevel":"Information","Category":"Microsoft.AspNetCore.HttpLogging.HttpLoggingMiddleware","State":{"Protocol":"HTTP/1.1","Method":"GET","Scheme":"http","PathBase":"","Path":"/a","QueryString":"?b=c","Host":"localhost:5000","StatusCode":200,"Duration":12.34}}`)
	check("Logstash", "logstash",
		"time=timestamp method=verb uri=request proto=httpversion:version status=response bytes=bytes client=clientip ident=ident user=auth referrer=referrer agent=agent",
		`{"@timestamp":"2026-03-01T10:00:09Z","@version":"1","host":"web1","message":"...","path":"/var/log/httpd/access_log","clientip":"192.0.2.7","ident":"-","auth":"-","timestamp":"01/Mar/2026:10:00:00 +0100","verb":"GET","request":"/a?b","httpversion":"1.1","response":"200","bytes":"17","referrer":"\"-\"","agent":"\"curl/8\""}`)
	check("Heroku's router", "heroku",
		"method=method uri=path status=status bytes=bytes client=fwd vhost=host duration=service:spelled",
		`at=info method=GET path="/a?b" host=example.herokuapp.com request_id=8601b555 fwd="192.0.2.7" dyno=web.1 connect=1ms service=18ms status=200 bytes=13 protocol=https`)

	check("LTSV's labels, nginx", "",
		"time=time request=req method=method proto=protocol status=status bytes=size client=host vhost=vhost referrer=referer agent=ua "+
			"forwarded=forwardedfor duration=reqtime:seconds upstream_duration=apptime:sum cache=cache",
		"time:[28/Feb/2026:12:00:00 +0900]\thost:192.0.2.7\tforwardedfor:-\treq:GET / HTTP/1.1\tmethod:GET\turi:/\tprotocol:HTTP/1.1\tstatus:200\tsize:5316\treqsize:120\treferer:-\tua:Mozilla/5.0\tvhost:example.com\treqtime:0.012\tcache:-\truntime:-\tapptime:0.010")
	check("LTSV's labels, Apache", "",
		"time=time request=req status=status bytes=size client=host ident=ident user=user referrer=referer agent=ua duration=reqtime_microsec:micros",
		"host:192.0.2.7\tident:-\tuser:frank\ttime:[10/Oct/2000:13:55:36 -0700]\treq:GET /apache_pb.gif HTTP/1.0\tstatus:200\tsize:2326\treferer:-\tua:Mozilla/4.08\treqtime_microsec:1234")
	check("Apache, as people write it", "",
		"time=time method=method path=request query=query:mark status=status client=remoteIP vhost=host referrer=referer agent=userAgent",
		`{"time":"[01/Mar/2026:10:00:00 +0100]","remoteIP":"192.0.2.7","host":"example.com","request":"/a","query":"?b=c","method":"GET","status":"200","userAgent":"curl/8","referer":"-"}`)
	check("morgan", "",
		"time=date method=method uri=url proto=http-version:version status=status bytes=content-length client=remote-addr referrer=referrer agent=user-agent duration=response-time:millis",
		`{"date":"01/Mar/2026:10:00:00 +0000","remote-addr":"::1","method":"GET","url":"/a?b","http-version":"1.1","status":"200","content-length":"17","referrer":"-","user-agent":"curl/8","response-time":"1.234"}`)
	check("uvicorn", "",
		"request=request_line status=status_code client=client_addr:host",
		`{"level":"INFO","client_addr":"192.0.2.7:4711","request_line":"GET /a HTTP/1.1","status_code":200}`)
	check("gunicorn", "",
		"time=time method=method uri=path status=status client=remote_ip referrer=referer agent=user_agent duration=duration_in_ms:millis",
		`{"remote_ip":"192.0.2.7","method":"GET","path":"/a?b","status":"200","time":"2026-03-01T10:00:00+00:00","user_agent":"curl/8","referer":"-","duration_in_ms":3,"pid":"<7>"}`)
	check("logfmt", "",
		"time=ts method=method uri=path status=status bytes=bytes client=remote_addr:host duration=duration:spelled",
		`ts=2026-03-01T10:00:00Z level=info msg="request" method=GET path="/a?b" status=200 bytes=17 remote_addr=192.0.2.7:4711 duration=12.5µs`)
}

func TestKeyUnits(t *testing.T) {
	check := func(want string, key string, values ...string) {
		t.Helper()
		var sample [][]byte
		for _, v := range values {
			sample = append(sample, []byte(v))
		}
		sources, _ := meaning([]sampledKey{{path: "status", values: [][]byte{[]byte("200")}}, {path: key, values: sample}})
		got := knownOf(sources)
		if got = strings.TrimSpace(strings.Replace(got, "status=status", "", 1)); got != want {
			t.Errorf("%s %v: %q, want %q", key, values, got, want)
		}
	}
	check("duration=latency:millis", "latency", "12", "250", "0")
	check("duration=latency:nanos", "latency", "120000", "2500000", "80")
	check("duration=latency:seconds", "latency", "0.012", "1")
	check("duration=latency:seconds", "latency", "2.5e-06", "1")
	check("duration=latency:spelled", "latency", "12ms", "1.5s", "0s")
	check("duration=latency:spelled", "latency", "12µs", "1m2.5s")
	check("", "latency", "low", "high")
	check("duration=latency_ms:millis", "latency_ms", "12.5")
	check("duration=elapsedMs:millis", "elapsedMs", "12")
	check("duration=duration_us:micros", "duration_us", "12")
	check("duration=durationNanos:nanos", "durationNanos", "12")
	check("duration=took_sec:seconds", "took_sec", "12")
	check("duration=taken_sec:seconds", "taken_sec", "12")
	check("duration=reqtime_microsec:micros", "reqtime_microsec", "12")
	check("duration=reqtime:seconds", "reqtime", "12", "0")
	check("duration=reqtime:seconds", "reqtime", "0.012")
	check("duration=responseTime:millis", "responseTime", "0.012")
	check("duration=response_time:seconds", "response_time", "0.057")
	check("duration=apptime:seconds", "apptime", "0.057")
	check("duration=apptime:micros", "apptime", "57")
	check("duration=request_time:millis", "request_time", "57")
	check("time=request_time", "request_time", "01/Mar/2026:10:00:00 +0000")
	check("time=time", "time", "1772355600", "1772355601")
	check("time=timestamp_ms", "timestamp_ms", "1772355600123")
	check("duration=time_ms:millis", "time_ms", "12")
	check("", "time", "0.012")
	check("", "time", "late")
	check("upstream_duration=upstream_response_time:sum", "upstream_response_time", "0.1, 0.2 : -", "-")
	check("duration=http_request_duration_seconds:seconds", "http_request_duration_seconds", "3")
	check("duration=http.request_time_ms:millis", "http.request_time_ms", "3")
	check("", "http_port", "80")
	check("", "request_size_ms", "80")
	check("upstream_duration=upstream_response_time:sum", "upstream_response_time", "-")
	check("upstream_duration=backend_time:sum", "backend_time", "0.1, 0.2", "0.1")
	check("duration=latency_ms:millis", "latency_ms", "-")
	check("", "latency", "-")
	check("upstream_duration=upstream_latency_ms:millis", "upstream_latency_ms", "3")
}

// TestKeyValues has keys whose values decide what they are.
func TestKeyValues(t *testing.T) {
	check := func(want string, own string, lines ...string) {
		t.Helper()
		var sample [][]byte
		for _, line := range lines {
			sample = append(sample, []byte(line))
		}
		sources, _ := meaning(sampled(sample, flat))
		if got := knownOf(sources); got != want {
			t.Errorf("%s\n got %s\nwant %s", lines[0], got, want)
		}
		if got := strings.Join(ownOf(sources), " "); got != own {
			t.Errorf("%s\n got own %q, want %q", lines[0], got, own)
		}
	}
	// host
	check("client=host", "", `{"host":"192.0.2.7"}`)
	check("client=host", "", `{"host":"2001:db8::7"}`)
	check("vhost=host", "", `{"host":"www.example.com"}`, `{"host":"example.com:8080"}`, `{"host":"www.example.com"}`)
	check("client=ip vhost=host", "", `{"host":"10.0.0.1:8080","ip":"192.0.2.7"}`)
	check("client=ip vhost=host", "", `{"host":"localhost","ip":"192.0.2.7"}`)
	check("client=ip", "host", `{"host":"web1","ip":"192.0.2.7"}`)
	check("client=host vhost=vhost", "", `{"host":"a.example.net","vhost":"www.example.com"}`)
	check("client=host", "", `{"host":"a.example.net"}`, `{"host":"b.example.net"}`, `{"host":"c.example.net"}`)
	check("client=remote vhost=vhost", "host", `{"host":"www.example.com","vhost":"www.example.com","remote":"192.0.2.7"}`)
	check("", "domain", `{"domain":"billing"}`)
	check("vhost=domain", "site", `{"domain":"example.com","site":"sales"}`)
	// path, uri and query
	check("uri=path", "", `{"path":"/a"}`)
	check("uri=path", "", `{"path":"https://example.com/a"}`)
	check("path=path query=query", "", `{"path":"/a","query":""}`)
	check("uri=path", "log.query", `{"path":"/a?b","query":"b"}`)
	check("uri=request_uri", "args", `{"request_uri":"/a","args":""}`)
	check("path=requestUri query=requestQuery", "", `{"requestUri":"/a","requestQuery":"b"}`)
	check("request=request uri=request_uri", "log.uri args", `{"request":"GET /a HTTP/1.1","request_uri":"/a","uri":"/b","args":""}`)
	check("uri=uri", "log.path", `{"path":"/var/log/x.log","uri":"/a"}`, `{"path":"/var/log/x.log","uri":"/b"}`)
	check("uri=request_uri", "log.uri args", `{"request_uri":"/a?b","uri":"/index.php","args":"b"}`)
	check("request=request", "log.path", `{"request":"GET /a HTTP/1.1","path":"/var/log/x.log"}`)
	check("", "log.path", `{"path":"C:\\logs"}`)
	check("", "log.path query.a", `{"path":["/a","/b"],"query":{"a":["1","2"]}}`)
	// status
	check("status=status", "", `{"status":"200"}`, `{"status":"000"}`, `{"status":404}`)
	check("", "log.status", `{"status":"ok"}`)
	check("", "log.status", `{"status":0}`)
	check("", "code", `{"code":16}`)
	check("status=code", "", `{"code":200}`)
	check("status=status", "code", `{"code":200,"status":200}`)
	check("status=res.status", "req.status", `{"req":{"status":200},"res":{"status":200}}`)
	// the key that nearly always has a value
	check("agent=ua", "user_agent", `{"user_agent":null,"ua":"a"}`, `{"user_agent":null,"ua":"a"}`, `{"user_agent":"b","ua":"a"}`)
	check("agent=user_agent", "ua", `{"user_agent":"b","ua":"a"}`, `{"user_agent":null,"ua":"a"}`)
	check("user=user referrer=referer forwarded=xff", "", `{"user":"-","referer":"","xff":null}`)
	// method, request, proto
	check("method=method", "", `{"method":"M-SEARCH"}`)
	check("", "log.method", `{"method":"getUser"}`)
	check("", "log.request", `{"request":"GET"}`)
	check("uri=request", "", `{"request":"/a"}`)
	check("", "log.request", `{"request":"handled"}`)
	check("proto=protocol", "", `{"protocol":"h2"}`)
	check("proto=http.version:version", "", `{"http":{"version":"1.1"}}`)
	check("", "protocol", `{"protocol":"https"}`)
	// others
	check("client=client.ip:host", "client.port", `{"client":{"ip":"[::1]:80","port":80}}`)
	check("client=client", "", "client=192.0.2.7 client=192.0.2.8")
	check("client=fields.client", "", `{"fields":{"client":"192.0.2.7"}}`)
	check("", "log.client", `{"client":"the browser"}`)
	check("bytes=size", "reqsize", `{"reqsize":3,"size":4}`)
	check("", "size", `{"size":"large"}`)
	check("cache=cache", "", `{"cache":"HIT"}`)
	check("", "log.cache", `{"cache":true}`)
	check("port=port", "", `{"port":443}`)
	check("", "log.port", `{"port":54321}`)
	check("vhost=headers.host referrer=headers.Referer agent=headers.User-Agent forwarded=headers.X-Forwarded-For", "headers.date",
		`{"headers":{"host":"example.com","Referer":["a"],"User-Agent":["b"],"X-Forwarded-For":["192.0.2.7, 10.0.0.1:80"],"date":"2026-03-01T10:00:00Z"}}`)
	// names of the log's own
	check("", "a_b_c log.time x.y_z log.file", `{"A b-C":1,"time":"soon","X":{"y\"Z":2},"a_b_c":3,"file":"x"}`)
	check("", "log.time log.log.time", `{"time":"soon","log":{"time":"later"}}`)
}

// TestIsAccessLog has logs that are none.
func TestIsAccessLog(t *testing.T) {
	check := func(lines ...string) {
		t.Helper()
		var sample [][]byte
		for _, line := range lines {
			sample = append(sample, []byte(line))
		}
		sources, dialect := meaning(sampled(sample, flat))
		if isAccessLog(sources) || dialect != "" {
			t.Errorf("%s: %s is an access log (%s)", lines[0], knownOf(sources), dialect)
		}
	}
	check(`{}`)
	check(`{"level":"info","msg":"starting","ts":1772355600.123}`)
	check(`{"level":"info","ts":1772355600.123,"msg":"using config from file","file":"/etc/caddy/Caddyfile"}`)
	check(`{"level":"error","time":"2026-03-01T10:00:00Z","msg":"cannot read","path":"/etc/passwd","code":2}`)
	check(`{"level":"warn","time":"2026-03-01T10:00:00Z","msg":"login failed","user":"frank","ip":"192.0.2.7","code":401}`)
	check(`{"time":"2026-03-01T10:00:00Z","level":"INFO","msg":"call","method":"Ping","duration":12,"status":"ok","path":"rpc/x"}`)
	check(`level=info ts=2026-03-01T10:00:00Z caller=main.go:7 msg="listening" address=:8080`)
	var documents []string
	for _, line := range readLog(t, "elastic/nginxplus-json.log")[:100] {
		documents = append(documents, string(line))
	}
	check(documents...)
}

// valueOf returns the value of our field in a line, by way of the plain twin.
func valueOf(sources []source, field string, line []byte) (value []byte, ok bool) {
	pairs, _ := flat(line)
	for _, s := range sources {
		if !s.known() || s.field.Name != field {
			continue
		}
		for _, p := range pairs {
			if p.path == s.name && isGiven([]byte(p.value)) {
				return converted(s.convert, []byte(p.value))
			}
		}
	}
	return nil, false
}

// converted returns what convert makes of a value.
func converted(convert derivation, value []byte) ([]byte, bool) {
	if convert == nil {
		return value, true
	}
	set := NewFieldSet()
	slot, err := set.Add("user")
	if err != nil {
		panic(err)
	}
	r := NewRecord(set)
	r.begin(value, nil)
	r.spans[slot] = span{0, uint32(len(value))}
	r.spans[slot] = convert(r, slot, []int{slot})
	return r.Bytes(slot), r.Bytes(slot) != nil
}

// jsonPart returns what stands in a line from its first brace on: others have
// wrapped it.
func jsonPart(line []byte) []byte {
	return line[max(bytes.IndexByte(line, '{'), 0):]
}

// TestMeaningAsOthers compares with what CrowdSec's parsers make of the lines,
// as its tests expect it.
func TestMeaningAsOthers(t *testing.T) {
	check := func(folder, log, want string) {
		t.Helper()
		lines := readLog(t, "crowdsec/"+folder+"/"+log)
		for i, line := range lines {
			lines[i] = jsonPart(line)
		}
		sources, dialect := meaning(sampled(lines, flat))
		if dialect != want || !isAccessLog(sources) {
			t.Errorf("%s: dialect %q, want %q", folder, dialect, want)
		}
		compared := 0
		expected := regexp.MustCompile(`^results\["s02-enrich"\]\["crowdsecurity/http-logs"\]\[(\d+)\]\.Evt\.Meta\["(\w+)"\] == (".*")$`)
		for _, assertion := range readLog(t, "crowdsec/"+folder+"/parser.assert") {
			m := expected.FindSubmatch(assertion)
			if m == nil {
				continue
			}
			number, _ := strconv.Atoi(string(m[1]))
			text, err := strconv.Unquote(string(m[3]))
			if line := lines[number]; err == nil && bytes.HasPrefix(line, []byte("{")) {
				compared += compareMeta(t, sources, line, string(m[2]), text)
			}
		}
		if compared < 5*len(lines)/2 {
			t.Errorf("%s: only %d values compared", folder, compared)
		}
	}
	check("caddy-logs", "caddy-logs.log", "caddy")
	check("traefik_json", "traefik_json.log", "traefik")
	check("envoy-logs", "envoy.log", "envoy")
}

// compareMeta compares a value that CrowdSec found with ours, and returns 1 if
// we have such a field.
func compareMeta(t *testing.T, sources []source, line []byte, meta, want string) int {
	t.Helper()
	field, ok := map[string]string{
		"http_path": "uri", "http_status": "status", "http_verb": "method", "http_user_agent": "agent",
		"source_ip": "client", "target_fqdn": "vhost", "timestamp": "time",
	}[meta]
	if !ok {
		return 0
	}
	got, _ := valueOf(sources, field, line)
	switch field {
	case "uri":
		got, _, _ = bytes.Cut(got, []byte{'?'})
	case "time":
		mine, theirs := autoNotation.read(got), isoNotation.read([]byte(want))
		// Of Caddy's seconds it drops the fraction.
		if !mine.Valid || mine.Nanos/1e9 != theirs.Nanos/1e9 {
			t.Errorf("time %s, want %s in %s", got, want, line)
		}
		return 1
	}
	if string(got) != want {
		t.Errorf("%s %q, want %q in %s", field, got, want, line)
	}
	return 1
}

// TestMeaningOfLogs samples whole logs.
func TestMeaningOfLogs(t *testing.T) {
	check := func(log, dialect, want string) {
		t.Helper()
		lines := readLog(t, log)
		for i, line := range lines {
			if bytes.HasPrefix(line, []byte("caddy  | ")) {
				lines[i] = jsonPart(line)
			}
		}
		sources, d := meaning(sampled(lines, flat))
		if got := knownOf(sources); got != want || d != dialect || !isAccessLog(sources) {
			t.Errorf("%s: %q\n got %s\nwant %s", log, d, got, want)
		}
		if twin, _ := meaning(sampled(lines, scanned)); knownOf(twin) != want {
			t.Errorf("%s, by the scanners:\n got %s\nwant %s", log, knownOf(twin), want)
		}
	}
	check("lnav/logfile_caddy_log.0", "caddy",
		"time=ts method=request.method uri=request.uri proto=request.proto status=status bytes=size client=request.client_ip "+
			"vhost=request.host user=user_id agent=request.headers.User-Agent duration=duration:seconds")
	check("alp/json_access.log", "",
		"time=time method=method uri=uri status=status bytes=body_bytes agent=ua duration=response_time:seconds")
	check("alp/ltsv_access.log", "",
		"time=time method=method uri=uri status=status bytes=size agent=ua duration=apptime:seconds")
}

func TestKeyConversions(t *testing.T) {
	check := func(convert derivation, value, want string) {
		t.Helper()
		got, ok := converted(convert, []byte(value))
		if string(got) != want || ok != (want != "") {
			t.Errorf("%s of %q: %q %v, want %q", derivationName(convert), value, got, ok, want)
		}
	}
	check(httpVersion, "1.1", "HTTP/1.1")
	check(httpVersion, "2", "HTTP/2")
	check(httpVersion, "HTTP/1.0", "HTTP/1.0")
	check(httpVersion, "h2", "h2")
	check(behindMark, "?a=b", "a=b")
	check(behindMark, "a=b", "a=b")
	check(behindMark, "", "")
}

// FuzzMeaning holds what any line must keep: each field and each key once, no
// name of the log's own that is one of ours, and no conversion that fails.
func FuzzMeaning(f *testing.F) {
	for _, seed := range []string{
		`{"time":"2026-03-01T10:00:00Z","host":"192.0.2.7","request":"GET / HTTP/1.1","status":"200","latency":"12ms"}`,
		`{"request":{"method":"GET","headers":{"User-Agent":["a"]}},"duration":1.5,"query":"?a","log":{"time":1}}`,
		"host:192.0.2.7\treq:GET / HTTP/1.1\tapptime:0.1, 0.2 : -\tupstream_addr:10.0.0.1:80, 10.0.0.2:80",
		`at=info method=GET path="/" fwd="192.0.2.7:80" service=18ms status=200 http_version=1.1`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		keys := sampled([][]byte{line}, flat)
		sources, _ := meaning(keys)
		isAccessLog(sources)
		fields, names := map[string]bool{}, map[string]bool{}
		for _, s := range sources {
			normal := string(normalKey(nil, []byte(s.name)))
			if fields[s.field.Name] || names[normal] {
				t.Errorf("%s=%s twice", s.field.Name, s.name)
			}
			fields[s.field.Name], names[normal] = true, true
			if _, ok := LookupField(s.field.Name); ok != s.known() && !strings.HasPrefix(s.field.Name, logPrefix) {
				t.Errorf("%s=%s hides a field", s.field.Name, s.name)
			}
			if s.known() && (s.field.Kind == Clock) != (s.notation != nil) {
				t.Errorf("%s=%s has the wrong notation", s.field.Name, s.name)
			}
		}
		for _, k := range keys {
			if !names[string(normalKey(nil, []byte(k.path)))] {
				t.Errorf("%s is missing", k.path)
			}
		}
		for _, s := range sources {
			valueOf(sources, s.field.Name, line)
		}
	})
}
