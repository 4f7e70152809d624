package parser

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// What Filebeat's modules read, as its own tests expect it. The names are those
// of the Elastic Common Schema and of the modules:
// https://www.elastic.co/docs/reference/ecs/ecs-field-reference
// https://www.elastic.co/docs/reference/beats/filebeat/exported-fields

// filebeatFields are our fields by Filebeat's names.
var filebeatFields = map[string]struct {
	field string
	form  form
}{
	"@timestamp":                  {"time", asInstant},
	"source.address":              {"client", asText},
	"source.ip":                   {"client", asText},
	"source.domain":               {"client", asText},
	"source.port":                 {"client_port", asNumber},
	"nginx.access.remote_ip_list": {"client", asText},
	"http.request.method":         {"method", asText},
	"url.original":                {"uri", asText},
	"url.path":                    {"path", asText},
	"url.query":                   {"query", asText},
	"http.version":                {"proto", asProto},
	"http.response.status_code":   {"status", asNumber},
	"http.response.body.bytes":    {"bytes", asNumber},
	"http.response.bytes":         {"bytes", asNumber},
	"http.request.referrer":       {"referrer", asText},
	"user_agent.original":         {"agent", asText},
	"user.name":                   {"user", asText},
	"event.duration":              {"duration", asNanos},
	"destination.port":            {"port", asNumber},
	"destination.domain":          {"vhost", asText},

	"traefik.access.user_identifier": {"ident", asText},
	"traefik.access.request_count":   {"request_count", asNumber},
	"traefik.access.frontend_name":   {"router", asText},
	"traefik.access.backend_url":     {"upstream", asText},

	"destination.address":       {"s_ip", asText},
	"iis.access.site_name":      {"s_sitename", asText},
	"iis.access.server_name":    {"s_computername", asText},
	"iis.access.cookie":         {"cs_cookie", asText},
	"iis.access.sub_status":     {"sc_substatus", asNumber},
	"iis.access.win32_status":   {"sc_win32_status", asNumber},
	"http.request.body.bytes":   {"cs_bytes", asNumber},
	"haproxy.bytes_read":        {"bytes", asNumber},
	"haproxy.source":            {"client", asText},
	"haproxy.frontend_name":     {"frontend", asText},
	"haproxy.backend_name":      {"backend", asText},
	"haproxy.server_name":       {"server", asText},
	"haproxy.backend_queue":     {"backend_queue", asNumber},
	"haproxy.server_queue":      {"srv_queue", asNumber},
	"haproxy.termination_state": {"termination_state", asText},

	"haproxy.total_waiting_time_ms":                  {"tw", asMillis},
	"haproxy.connection_wait_time_ms":                {"tc", asMillis},
	"haproxy.http.request.time_wait_ms":              {"tr", asMillis},
	"haproxy.http.request.time_wait_without_data_ms": {"upstream_duration", asMillis},
	"haproxy.http.request.raw_request_line":          {"request", asText},
	"haproxy.http.request.captured_cookie":           {"request_cookie", asText},
	"haproxy.http.response.captured_cookie":          {"response_cookie", asText},
	"haproxy.http.request.captured_headers":          {"captures", asText},
	"haproxy.http.response.captured_headers":         {"captures", asText},
	"haproxy.connections.active":                     {"actconn", asNumber},
	"haproxy.connections.frontend":                   {"feconn", asNumber},
	"haproxy.connections.backend":                    {"beconn", asNumber},
	"haproxy.connections.server":                     {"srv_conn", asNumber},
	"haproxy.connections.retries":                    {"retries", asNumber},
}

// filebeatOthers are the beginnings of names that are not of the line: what
// Filebeat looks up for an address or an agent, says of itself, or of the
// prefix of syslog, of which the time and the host are kept here.
var filebeatOthers = []string{
	"source.geo.", "source.as.", "user_agent.name", "user_agent.version", "user_agent.os.", "user_agent.device.",
	"event.module", "event.dataset", "event.timezone", "fileset.", "input.", "log.offset", "service.type", "ecs.version",
	"destination.ip", // destination.address as Elasticsearch stores it
	"process.",
}

func TestOracleFilebeat(t *testing.T) {
	const want = 792
	compared := 0
	for _, o := range filebeatLogs() {
		o.claims = filebeatClaims(t, o.log)
		t.Run(o.log, func(t *testing.T) { compared += o.compare(t, readLog(t, o.log)) })
	}
	if compared != want {
		t.Errorf("%d values were compared, want %d", compared, want)
	}
}

// filebeatLogs are the logs, and where Filebeat is of another opinion.
func filebeatLogs() []oracle {
	const (
		oneOfList = "of a list of addresses Filebeat takes the first that is not private; here the list stays whole, and origin has its first"
		pasted    = "the address was pasted into the log as a link; Filebeat takes it out"
		zone      = "Elasticsearch stores addresses without a zone"
		noEmpty   = "Filebeat drops the empty ones of the captured headers and tells those of the request from those of the answer"
	)
	return []oracle{
		{log: "filebeat/apache-access/darwin-2.4.23.log", format: "common"},
		{log: "filebeat/apache-access/test.log", format: "combined"},
		{log: "filebeat/apache-access/ubuntu-2.2.22.log", format: "combined"},
		{log: "filebeat/nginx-access/access.log", format: "combined"},
		{
			log: "filebeat/nginx-access/test.log", format: "combined",
			refused: []passage{
				{[]int{5, 6}, "these two have X-Forwarded-For before the client: another log_format, of which Filebeat's pattern knows the shape"},
			},
			differs: []difference{
				{1, "source.address", "10.0.0.2, 10.0.0.1, 127.0.0.1", "10.0.0.2", oneOfList},
				{1, "source.ip", "10.0.0.2, 10.0.0.1, 127.0.0.1", "10.0.0.2", oneOfList},
				{3, "source.address", "10.0.0.2, 10.0.0.1, 85.181.35.98", "85.181.35.98", oneOfList},
				{3, "source.ip", "10.0.0.2, 10.0.0.1, 85.181.35.98", "85.181.35.98", oneOfList},
			},
		},
		{log: "filebeat/traefik-access/test.log", format: "traefik"},
		{
			log: "filebeat/iis-access/test.log", format: "w3c",
			refused: []passage{
				{[]int{16, 17}, "these have the 15 fields of the first #Fields: line, but behind the third, which names 22; Filebeat ignores directives"},
			},
		},
		{
			log: "filebeat/iis-access/test-iis-7.5.log", format: "w3c",
			differs: []difference{
				{5, "source.address", "[10.100.118.31](http://10.100.118.31)", "10.100.118.31", pasted},
				{5, "source.ip", "[10.100.118.31](http://10.100.118.31)", "10.100.118.31", pasted},
				{5, "destination.address", "[10.100.220.70](http://10.100.220.70)", "10.100.220.70", pasted},
			},
		},
		{
			log: "filebeat/iis-access/test-ipv6zone.log", format: "w3c",
			differs: []difference{{5, "source.ip", "::1%0", "::1", zone}},
		},
		{
			log: "filebeat/haproxy-log/haproxy.log", format: "syslog+haproxy",
			differs: []difference{
				{1, "haproxy.http.request.captured_headers", "{docs.example.internal||} {|||}", "docs.example.internal", noEmpty},
				{1, "haproxy.http.response.captured_headers", "{docs.example.internal||} {|||}", "", noEmpty},
			},
		},
		{
			log: "filebeat/haproxy-log/httplog-no-headers.log", format: "syslog+haproxy",
			differs: []difference{
				{3, "haproxy.http.request.captured_headers", "{localhost:8888||} {|}", "localhost:8888", noEmpty},
				{3, "haproxy.http.response.captured_headers", "{localhost:8888||} {|}", "", noEmpty},
			},
		},
		{log: "filebeat/haproxy-log/tcplog.log", format: "syslog+haproxy_tcp"},
	}
}

// filebeatClaims returns what Filebeat reads from a log.
func filebeatClaims(t *testing.T, log string) []claim {
	t.Helper()
	readLog(t, log) // or skip
	data, err := os.ReadFile(filepath.Join(sharedData, log+"-expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var events []map[string]any
	d := json.NewDecoder(bytes.NewReader(withoutConflicts(data)))
	d.UseNumber()
	if err := d.Decode(&events); err != nil {
		t.Fatal(log, err)
	}
	var claims []claim
	for _, event := range events {
		line := lineAt(t, log, claimText(event["log.offset"]))
		for name, value := range event {
			if hasAnyPrefix(name, filebeatOthers) {
				continue
			}
			known, ok := filebeatFields[name]
			if !ok {
				t.Errorf("%s: nothing is known of %s", log, name)
				continue
			}
			claims = append(claims, claim{line, name, known.field, known.form, claimText(value)})
		}
	}
	return claims
}

func hasAnyPrefix(name string, prefixes []string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// withoutConflicts returns a file without the first side of the conflicts that
// somebody committed: the other one says more.
func withoutConflicts(data []byte) []byte {
	var kept []byte
	first := false
	for line := range bytes.Lines(data) {
		switch {
		case bytes.HasPrefix(line, []byte("<<<<<<< ")):
			first = true
		case bytes.HasPrefix(line, []byte("=======")):
			first = false
		case !first && !bytes.HasPrefix(line, []byte(">>>>>>> ")):
			kept = append(kept, line...)
		}
	}
	return kept
}

// lineAt returns the number of the line that begins at an offset.
func lineAt(t *testing.T, log, offset string) int {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(sharedData, log))
	if err != nil {
		t.Fatal(err)
	}
	at, err := strconv.Atoi(offset)
	if err != nil || at > 0 && data[at-1] != '\n' {
		t.Fatalf("%s: no line begins at %s", log, offset)
	}
	return bytes.Count(data[:at], []byte("\n")) + 1
}
