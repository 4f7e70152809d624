package parser

import "fmt"

// cures say how servers are told to log a field.
var cures = map[string]string{
	"ident":             "nginx has none; Apache: add %l",
	"user":              "nginx: add $remote_user; Apache: %u",
	"vhost":             "nginx: add $host; Apache: %v",
	"port":              "nginx: add $server_port; Apache: %p",
	"request":           `nginx: add "$request"; Apache: \"%r\"`,
	"method":            "nginx: add $request_method; Apache: %m",
	"uri":               "nginx: add $request_uri; Apache: %U%q",
	"path":              "nginx: add $request_uri; Apache: %U",
	"query":             "nginx: add $request_uri; Apache: %q",
	"proto":             "nginx: add $server_protocol; Apache: %H",
	"time":              "nginx: add [$time_local]; Apache: %t",
	"client":            "nginx: add $remote_addr; Apache: %h",
	"status":            "nginx: add $status; Apache: %>s",
	"bytes":             "nginx: add $body_bytes_sent; Apache: %b",
	"referrer":          `nginx: add "$http_referer"; Apache: \"%{Referer}i\"`,
	"agent":             `nginx: add "$http_user_agent"; Apache: \"%{User-Agent}i\"`,
	"duration":          "nginx: add $request_time; Apache: %D",
	"forwarded":         `nginx: add "$http_x_forwarded_for"; Apache: \"%{X-Forwarded-For}i\"`,
	"upstream":          "nginx: add $upstream_addr; Apache: %{BALANCER_WORKER_NAME}e",
	"upstream_duration": "nginx: add $upstream_response_time; Apache: none",
	"cache":             "nginx: add $upstream_cache_status; Apache: %{cache-status}e",
}

// Missing says in one line that a log lacks the field of that name, and how
// to get it: `this log has no duration; nginx: add $request_time; Apache: %D`.
func Missing(name string) string {
	if d, ok := lookupDerived(name, LookupField); ok && len(d.from) > 0 {
		source := d.from[0]
		if cure, ok := cures[source]; ok {
			return fmt.Sprintf("this log has no %s, which %s is made from; %s", source, name, cure)
		}
	}
	if cure, ok := cures[name]; ok {
		return fmt.Sprintf("this log has no %s; %s", name, cure)
	}
	return fmt.Sprintf("this log has no %s", name)
}
