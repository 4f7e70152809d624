package parser

import (
	"bytes"
	"regexp"
	"testing"
)

// angleGrinderFields are our fields by the names that angle-grinder's alias
// k8singressnginx has for them. It shows two decimals of a number.
var angleGrinderFields = map[string]struct {
	field string
	form  form
}{
	"remote_addr":                     {"client", asText},
	"remote_user":                     {"user", asText},
	"timestamp":                       {"time", asInstant},
	"method":                          {"method", asText},
	"url":                             {"uri", asText},
	"protocol":                        {"proto", asText},
	"status":                          {"status", asNumber},
	"body_bytes_sent":                 {"bytes", asNumber},
	"http_referer":                    {"referrer", asText},
	"http_user_agent":                 {"agent", asText},
	"request_length":                  {"request_length", asNumber},
	"request_time":                    {"duration", nil},
	"proxy_upstream_name":             {"proxy_upstream_name", asText},
	"proxy_alternative_upstream_name": {"proxy_alternative_upstream_name", asText},
	"upstream_addr":                   {"upstream", asText},
	"upstream_response_length":        {"upstream_response_length", asText},
	"upstream_response_time":          {"upstream_duration", nil},
	"upstream_status":                 {"upstream_status", asText},
	"req_id":                          {"req_id", asText},
}

// TestOracleAngleGrinder compares with what angle-grinder's own test expects:
// https://github.com/rcoh/angle-grinder/tree/main/tests/structured_tests/aliases
func TestOracleAngleGrinder(t *testing.T) {
	test := bytes.Join(readLog(t, "angle-grinder/tests__structured_tests__aliases__k8s-ingress_nginx.toml"), []byte("\n"))
	parts := regexp.MustCompile(`(?s)input = """\n(.*?)\n"""\noutput = """\n(.*?)\n"""`).FindSubmatch(test)
	if parts == nil {
		t.Fatal("there is no input, or no output")
	}
	var claims []claim
	for i, line := range bytes.Split(parts[2], []byte("\n")) {
		for _, m := range regexp.MustCompile(`\[(\w+)=(.*?)\] `).FindAllSubmatch(append(line, ' '), -1) {
			name := string(m[1])
			f, ok := angleGrinderFields[name]
			if !ok {
				t.Errorf("nothing is known of %s", name)
			}
			claims = append(claims, claim{i + 1, name, f.field, f.form, string(m[2])})
		}
	}
	o := oracle{format: "ingress", claims: claims}
	if got := o.compare(t, bytes.Split(parts[1], []byte("\n"))); got != len(angleGrinderFields) {
		t.Errorf("%d values were compared, want %d", got, len(angleGrinderFields))
	}
}
