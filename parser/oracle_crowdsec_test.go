package parser

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// What the parsers of CrowdSec's hub read, as its own tests assert it:
// https://docs.crowdsec.net/docs/next/log_processor/parsers/intro

// crowdsecField is one of our fields, for one of theirs.
type crowdsecField struct {
	field string
	form  form
}

// crowdsecFields are our fields by CrowdSec's names: Parsed[...] is what the
// patterns take from the line, Meta[...] what is made of it, Unmarshaled what
// a JSON object has. http-logs and dateparse-enrich are what further parsers
// make of these.
var crowdsecFields = map[string]crowdsecField{
	"Parsed.verb":             {"method", asText},
	"Parsed.http_verb":        {"method", asText},
	"Parsed.http_method":      {"method", asText},
	"Meta.http_verb":          {"method", asText},
	"Parsed.request":          {"uri", asText},
	"Parsed.http_request":     {"uri", asText},
	"Meta.http_path":          {"uri", asText},
	"Parsed.rawrequest":       {"request", asText},
	"Parsed.http_version":     {"proto", asProto},
	"Parsed.httpversion":      {"proto", asProto},
	"Parsed.response":         {"status", asNumber},
	"Parsed.status":           {"status", asNumber},
	"Meta.http_status":        {"status", asNumber},
	"Parsed.http_status_code": {"status", asNumber},
	"Parsed.bytes":            {"bytes", asNumber},
	"Parsed.body_bytes_sent":  {"bytes", asNumber},
	"Parsed.bytes_sent":       {"bytes", asNumber},
	"Parsed.bytes_read":       {"bytes", asNumber},
	"Parsed.referrer":         {"referrer", asText},
	"Parsed.http_referer":     {"referrer", asText},
	"Parsed.http_user_agent":  {"agent", asText},
	"Meta.http_user_agent":    {"agent", asText},
	"Parsed.clientip":         {"client", asText},
	"Parsed.client_ip":        {"client", asText},
	"Parsed.remote_addr":      {"client", asText},
	"Parsed.remote_ip":        {"client", asText},
	"Meta.source_ip":          {"client", asText},
	"Parsed.client_port":      {"client_port", asNumber},
	"Parsed.ident":            {"ident", asText},
	"Parsed.auth":             {"user", asText},
	"Parsed.remote_user":      {"user", asText},
	"Meta.user":               {"user", asText},
	"Parsed.target_fqdn":      {"vhost", asText},
	"Meta.target_fqdn":        {"vhost", asText},
	"Parsed.port":             {"port", asNumber},
	"Parsed.timestamp":        {"time", asInstant},
	"Parsed.time_local":       {"time", asInstant},
	"Parsed.accept_date":      {"time", asInstant},
	"Parsed.time":             {"time", asInstant},
	"Meta.timestamp":          {"time", asInstant},

	"http-logs Parsed.request":   {"path", asText},
	"http-logs Parsed.http_args": {"query", asText},

	// HAProxy
	"Parsed.time_duration":            {"duration", asMillis},
	"Parsed.time_request":             {"tr", asMillis},
	"Parsed.time_queue":               {"tw", asMillis},
	"Parsed.time_backend_connect":     {"tc", asMillis},
	"Parsed.time_backend_response":    {"upstream_duration", asMillis},
	"Parsed.actconn":                  {"actconn", asNumber},
	"Parsed.feconn":                   {"feconn", asNumber},
	"Parsed.beconn":                   {"beconn", asNumber},
	"Parsed.srvconn":                  {"srv_conn", asNumber},
	"Parsed.retries":                  {"retries", asNumber},
	"Parsed.srv_queue":                {"srv_queue", asNumber},
	"Parsed.backend_queue":            {"backend_queue", asNumber},
	"Parsed.frontend_name":            {"frontend", asText},
	"Parsed.backend_name":             {"backend", asText},
	"Parsed.server_name":              {"server", asText},
	"Parsed.termination_state":        {"termination_state", asText},
	"Parsed.captured_request_cookie":  {"request_cookie", asText},
	"Parsed.captured_response_cookie": {"response_cookie", asText},

	// ALB
	"Parsed.type":                     {"type", asText},
	"Parsed.elb":                      {"elb", asText},
	"Parsed.remote_port":              {"client_port", asNumber},
	"Parsed.request_processing_time":  {"request_processing_time", asSeconds},
	"Parsed.target_processing_time":   {"upstream_duration", asSeconds},
	"Parsed.response_processing_time": {"response_processing_time", asSeconds},
	"Parsed.elb_status_code":          {"status", asNumber},
	"Parsed.target_status_code":       {"backend_status", asNumber},
	"Parsed.received_bytes":           {"bytes_received", asNumber},
	"Parsed.sent_bytes":               {"bytes", asNumber},
	"Parsed.ssl_cipher":               {"ssl_cipher", asText},
	"Parsed.ssl_protocol":             {"ssl_protocol", asText},
	"Parsed.target_group_arn":         {"target_group", asText},
	"Parsed.trace_id":                 {"trace_id", asText},
	"Parsed.domain_name":              {"vhost", asText},
	"Parsed.chosen_cert_arn":          {"certificate", asText},
	"Parsed.matched_rule_priority":    {"rule_priority", asText},
	"Parsed.request_creation_time":    {"request_creation_time", asText},
	"Parsed.actions_executed":         {"actions", asText},
	"Parsed.redirect_url":             {"redirect_url", asText},
	"Parsed.error_reason":             {"error_reason", asText},
	"Parsed.target_list":              {"target_list", asText},
	"Parsed.target_status_code_list":  {"target_status_list", asText},
	"Parsed.classification":           {"classification", asText},
	"Parsed.classification_reason":    {"classification_reason", asText},
	"Parsed.conn_trace_id":            {"conn_trace_id", asText},
	"Parsed.transformed_host":         {"transformed_host", asText},
	"Parsed.transformed_uri":          {"transformed_uri", asText},
	"Parsed.request_transform_status": {"request_transform_status", asText},

	// Traefik
	"Parsed.number_of_requests_received_since_traefik_started": {"request_count", asNumber},

	"Parsed.traefik_router_name":    {"router", asText},
	"Meta.traefik_router_name":      {"router", asText},
	"Parsed.traefik_server_url":     {"upstream", asText},
	"Parsed.request_duration_in_ms": {"duration", asMillis},

	"Unmarshaled.traefik.ClientHost":            {"client", asText},
	"Unmarshaled.traefik.ClientUsername":        {"user", asText},
	"Unmarshaled.traefik.DownstreamContentSize": {"bytes", asNumber},
	"Unmarshaled.traefik.DownstreamStatus":      {"status", asNumber},
	"Unmarshaled.traefik.Duration":              {"duration", asNanos},
	"Unmarshaled.traefik.OriginDuration":        {"upstream_duration", asNanos},
	"Unmarshaled.traefik.RequestHost":           {"vhost", asText},
	"Unmarshaled.traefik.RequestMethod":         {"method", asText},
	"Unmarshaled.traefik.RequestPath":           {"uri", asText},
	"Unmarshaled.traefik.RequestProtocol":       {"proto", asText},
	"Unmarshaled.traefik.ServiceAddr":           {"upstream", asText},
	"Unmarshaled.traefik.request_User-Agent":    {"agent", asText},

	// Envoy
	"Parsed.x_forwarded_for":       {"forwarded", asText},
	"Parsed.duration":              {"duration", asMillis},
	"Parsed.upstream_service_time": {"upstream_duration", asMillis},
	"Parsed.upstream_host":         {"upstream", asText},
	"Parsed.request_id":            {"request_id", asText},
	"Parsed.response_flags":        {"response_flags", asText},
	"Parsed.bytes_received":        {"bytes_received", asNumber},
	"Parsed.cri_timestamp":         {"outer_time", asText},

	"Unmarshaled.envoy.:authority":          {"vhost", asText},
	"Unmarshaled.envoy.bytes_sent":          {"bytes", asNumber},
	"Unmarshaled.envoy.bytes_received":      {"bytes_received", asNumber},
	"Unmarshaled.envoy.duration":            {"duration", asMillis},
	"Unmarshaled.envoy.method":              {"method", asText},
	"Unmarshaled.envoy.protocol":            {"proto", asText},
	"Unmarshaled.envoy.response_code":       {"status", asNumber},
	"Unmarshaled.envoy.start_time":          {"time", asInstant},
	"Unmarshaled.envoy.upstream_host":       {"upstream", asText},
	"Unmarshaled.envoy.user-agent":          {"agent", asText},
	"Unmarshaled.envoy.x-envoy-origin-path": {"uri", asText},
	"Unmarshaled.envoy.x-forwarded-for":     {"forwarded", asText},

	// Caddy
	"Unmarshaled.caddy.ts":                {"time", nil},
	"Unmarshaled.caddy.duration":          {"duration", nil},
	"Unmarshaled.caddy.size":              {"bytes", asNumber},
	"Unmarshaled.caddy.status":            {"status", asNumber},
	"Unmarshaled.caddy.user_id":           {"user", asText},
	"Unmarshaled.caddy.request.client_ip": {"client", asText},
	"Unmarshaled.caddy.request.host":      {"vhost", asText},
	"Unmarshaled.caddy.request.method":    {"method", asText},
	"Unmarshaled.caddy.request.proto":     {"proto", asText},
	"Unmarshaled.caddy.request.uri":       {"uri", asText},
}

// crowdsecElsewhere are our fields by the name of a log and CrowdSec's name,
// where that means another one than in most.
var crowdsecElsewhere = map[string]crowdsecField{
	"traefik_json.log Parsed.traefik_router_name": {"routername", asText},
	"traefik_json.log Meta.traefik_router_name":   {"routername", asText},
	"envoy.log Parsed.raw_remote_addr":            {"log.downstream_remote_address", asText},

	// The text format has no client: what stands in its place is X-Forwarded-For.
	"envoy.log text Parsed.remote_addr":     {"origin", asText},
	"envoy.log text Meta.source_ip":         {"origin", asText},
	"envoy.log text Parsed.raw_remote_addr": {"forwarded", asText},
}

// crowdsecOthers are the beginnings of names that are not of the line, or say
// again, in pieces, what another one says.
var crowdsecOthers = []string{
	"Meta.datasource_", "Meta.log_type", "Meta.service", "Parsed.program", "Parsed.message",
	"Enriched.MarshaledTime",      // Meta.timestamp
	"Meta.http_args_len",          // Parsed.http_args
	"Parsed.file_",                // Parsed.request of http-logs
	"Parsed.static_ressource",     // by Parsed.file_ext
	"Parsed.impact_completion",    // by Meta.http_status
	"Parsed.haproxy_",             // Parsed.accept_date
	"Parsed.protocol",             // of the URL that ALB writes, as the next three
	"Parsed.host",                 //
	"Meta.http_host",              //
	"Meta.http_port",              //
	"Parsed.target_addr",          // Parsed.target_list
	"Parsed.target_port",          //
	"Parsed.traefik_router_",      // Parsed.traefik_router_name
	"Meta.traefik_router_name_",   //
	"Parsed.dest_addr",            // ClientAddr
	"Parsed.request_addr",         // RequestAddr
	"Parsed.service_addr",         // ServiceAddr
	"Parsed.logsource",            // of the prefix of CRI, as the next two
	"Parsed.logtag",               //
	"Parsed.stream",               //
	"Parsed.client", "Parsed.tid", // of error logs, as the rest
	"Parsed.module", "Parsed.pid", "Parsed.loglevel", "Parsed.errorcode", "Parsed.proxy_error", "Parsed.target_uri", "Parsed.username",
	"Parsed.log_level", "Parsed.misc", "Parsed.vhost", "Meta.sub_type", "Meta.username",
}

func TestOracleCrowdSec(t *testing.T) {
	const want = 2190
	compared := 0
	for _, o := range crowdsecLogs() {
		o.claims = crowdsecClaims(t, o.log)
		t.Run(o.log, func(t *testing.T) { compared += o.compare(t, readLog(t, o.log)) })
	}
	if compared != want {
		t.Errorf("%d values were compared, want %d", compared, want)
	}
}

// crowdsecLogs are the logs, and where CrowdSec is of another opinion.
func crowdsecLogs() []oracle {
	const (
		noRequest = "what is no request line CrowdSec takes for the path; here it is the request alone, which is compared as well"
		ofURL     = "ALB writes a URL, of which CrowdSec takes the path and the query; uri is what stands in the line"
		lastHop   = "of a list of addresses CrowdSec takes the last; here the list stays whole"
		written   = "CrowdSec takes the second in which the line was written; time is when the request began"
		errorLine = "of the error log"
	)
	return []oracle{
		{
			log: "crowdsec/apache2-logs/apache2-logs.log", format: "combined,vhost_combined",
			refused: []passage{{[]int{8, 9}, errorLine}},
		},
		{
			log: "crowdsec/apache2-malformed/apache2-logs.log", format: "combined",
			others: []otherMeaning{{"Meta.http_path", 11, noRequest}},
		},
		{
			log: "crowdsec/nginx-http-malformed/nginx_http-logs.log", format: "combined",
			others: []otherMeaning{
				{"Meta.http_path", 12, noRequest},
				{"Parsed.request", 12, noRequest},
				{"http-logs Parsed.request", 2, noRequest},
			},
		},
		{
			log: "crowdsec/litespeed-logs/litespeed-logs.log", format: "combined",
			refused: []passage{{[]int{1, 3}, errorLine}},
		},
		{log: "crowdsec/traefik_clf/traefik_clf.log", format: "traefik"},
		{
			log: "crowdsec/traefik_json/traefik_json.log", format: "json",
			refused: []passage{{[]int{6}, "a plugin speaks"}},
			differs: []difference{
				{7, "Meta.source_ip", "192.168.1.100,10.0.0.50", "10.0.0.50", lastHop},
				{7, "Parsed.remote_addr", "192.168.1.100,10.0.0.50", "10.0.0.50", lastHop},
			},
			others: []otherMeaning{
				{"Parsed.request_duration_in_ms", 6, "in spite of its name CrowdSec leaves Traefik's nanoseconds as they are"},
				{"Parsed.time_local", 5, written},
				{"Meta.timestamp", 5, written},
			},
		},
		{
			log: "crowdsec/caddy-logs/caddy-logs.log", format: "caddy",
			refused: []passage{{[]int{11}, "the proxy says which server it chose"}},
			others:  []otherMeaning{{"Meta.timestamp", 10, "CrowdSec drops the fraction of a second"}},
		},
		{log: "crowdsec/envoy-logs/envoy.log", format: "cri+json,envoy"},
		{
			log: "crowdsec/haproxy-logs/haproxy-logs.log", format: "haproxy",
			refused: []passage{{[]int{3, 4, 5}, "a handshake failed: there was no request"}},
		},
		{
			log: "crowdsec/aws-alb-logs/aws-alb-logs.log", format: "alb",
			others: []otherMeaning{
				{"Meta.http_path", 14, ofURL},
				{"Parsed.request", 14, ofURL},
				{"Parsed.port", 14, "the port of the URL; it is no field of the line"},
				{"Meta.timestamp", 14, "CrowdSec takes when the request came in, request_creation_time; time is when the answer was given, as in all logs"},
			},
		},
	}
}

// crowdsecEvent is what one of CrowdSec's parsers says of a line.
type crowdsecEvent struct {
	parser  string
	values  map[string]string // by name: Parsed.verb
	rounded map[string]bool   // by name: a number to six decimals
}

// assertion is a line of a file of assertions about a value:
// results["s01-parse"]["crowdsecurity/apache2-logs"][0].Evt.Parsed["verb"] == "GET"
// or FloatApproxEqual(results..., 0.782670)
var assertion = regexp.MustCompile(`^(?:FloatApproxEqual\()?results\["s0[12]-[a-z]+"\]\["[\w-]+/([\w-]+)"\]\[(\d+)\]` +
	`\.Evt\.(\w+)((?:\["[^"]+"\])+)(?: == (.*)|, (.*)\))$`)

// crowdsecEvents reads a file of assertions.
func crowdsecEvents(t *testing.T, path string) []*crowdsecEvent {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var events []*crowdsecEvent
	known := make(map[string]*crowdsecEvent)
	for line := range strings.Lines(string(data)) {
		m := assertion.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		e := known[m[1]+m[2]]
		if e == nil {
			e = &crowdsecEvent{parser: m[1], values: make(map[string]string), rounded: make(map[string]bool)}
			known[m[1]+m[2]] = e
			events = append(events, e)
		}
		name := m[3] + strings.NewReplacer(`["`, ".", `"]`, "").Replace(m[4])
		e.values[name] = m[5] + strings.TrimSuffix(m[6], ".000000")
		e.rounded[name] = m[6] != "" && strings.Contains(e.values[name], ".")
		if text, err := strconv.Unquote(m[5]); err == nil {
			e.values[name] = text
		}
	}
	return events
}

// crowdsecClaims returns what CrowdSec reads from a log. Each of its parsers
// sees the lines in their order, some of them, without what was around them.
func crowdsecClaims(t *testing.T, log string) []claim {
	t.Helper()
	lines := readLog(t, log)
	var claims []claim
	last := make(map[string]int) // the number of the last line by parser
	for _, e := range crowdsecEvents(t, filepath.Join(sharedData, filepath.Dir(log), "parser.assert")) {
		number := last[e.parser]
		for number < len(lines) && !bytes.HasSuffix(lines[number], []byte(e.values["Parsed.message"])) {
			number++
		}
		if number == len(lines) {
			t.Fatalf("%s: %s: no line %q", log, e.parser, e.values["Parsed.message"])
		}
		number++
		last[e.parser] = number
		for name, value := range e.values {
			name, f := e.field(filepath.Base(log), name)
			if f.field == "" && hasAnyPrefix(name, crowdsecOthers) {
				continue
			}
			if f.field == "" {
				t.Errorf("%s: nothing is known of %s", log, name)
				continue
			}
			if e.rounded[name] {
				f.form = nil
			}
			if c := (claim{number, name, f.field, f.form, value}); !slices.ContainsFunc(claims, c.same) {
				claims = append(claims, c)
			}
		}
	}
	return claims
}

// field returns our field for a name of theirs, which it completes if it has
// several meanings. Keys of JSON that are none of ours are compared as the log's
// own.
func (e *crowdsecEvent) field(log, name string) (string, crowdsecField) {
	if _, ok := e.values["Parsed.x_forwarded_for"]; ok {
		if f, ok := crowdsecElsewhere[log+" text "+name]; ok {
			return "text " + name, f
		}
	}
	if f, ok := crowdsecElsewhere[log+" "+name]; ok {
		return name, f
	}
	if f, ok := crowdsecFields[e.parser+" "+name]; ok {
		return e.parser + " " + name, f
	}
	if f, ok := crowdsecFields[name]; ok {
		return name, f
	}
	if parts := strings.SplitN(name, ".", 3); parts[0] == "Unmarshaled" {
		return name, crowdsecField{logPrefix + normalName(parts[2]), asText}
	}
	return name, crowdsecField{}
}
