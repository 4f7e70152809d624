package expr

import (
	"testing"

	"wf/parser"
)

const combinedLine = `203.0.113.4 - ann [02/Mar/2026:10:04:34 +0000] "GET /blog/Chair.php?q=1 HTTP/2.0" 404 14454 "-" "Mozilla/5.0 (Windows NT 10.0) Googlebot/2.1"`

// keeps reports whether the condition holds for a line of the combined format.
func keeps(t *testing.T, condition, line string) bool {
	t.Helper()
	set := parser.NewFieldSet()
	f, err := NewFilter(condition, set)
	if err != nil {
		t.Fatal(err)
	}
	format, _ := parser.LookupFormat("combined")
	r := parser.NewRecord(set)
	if format.Compile(set).Parse([]byte(line), r) != parser.Parsed {
		t.Fatalf("%q is not parsed", line)
	}
	return f.Keep(r)
}

func TestFilterKeeps(t *testing.T) {
	for condition, want := range map[string]bool{
		`status >= 500`:                              false,
		`status >= 400 and status < 500`:             true,
		`400 <= status < 500`:                        true,
		`status in 400..499`:                         true,
		`status in [200, 404]`:                       true,
		`status in [200..299, 500..599]`:             false,
		`status not in [200, 404]`:                   false,
		`status == 404.0`:                            true,
		`status < 404.5 && status > 403.5`:           true,
		`status != nil`:                              true,
		`class == "4xx"`:                             true,
		`class startsWith "4" or class == nil`:       true,
		`bytes > 1e19`:                               false,
		`bytes < 10_000`:                             false,
		`bytes/10k == 10_000`:                        true,
		`client == "203.0.113.4"`:                    true,
		`client/24 == "203.0.113.0/24"`:              true,
		`ip in ["203.0.113.4", "192.0.2.1"]`:         true,
		`cidr(client, "203.0.113.0/24")`:             true,
		`cidr(client, ["10.0.0.0/8", "fd00::/8"])`:   false,
		`cidr(user, "0.0.0.0/0")`:                    false,
		`user == "ann"`:                              true,
		`ident == nil`:                               true,
		`ident != "x"`:                               true,
		`ident == "x"`:                               false,
		`not (ident == "x")`:                         true,
		`ident not in ["x"]`:                         true,
		`ident contains ""`:                          false,
		`referrer == nil and user != nil`:            true,
		`path startsWith "/blog" and ext == "php"`:   true,
		`path matches "\.php$"`:                      true,
		`path matches "^/blog/\w+\.php$"`:            true,
		`not (path matches "^/b")`:                   false,
		`path not matches "^/a"`:                     true,
		`lower(path) contains "chair"`:               true,
		`path contains "chair"`:                      false,
		`upper(method) == "GET"`:                     true,
		`lower(method) == lower(method)`:             true,
		`uri startsWith path`:                        true,
		`len(method) == 3`:                           true,
		`len(lower(method)) <= len(path)`:            true,
		`len(ident) == 0`:                            false,
		`agent contains "Googlebot" and bot != nil`:  true,
		`weekday == "Mon"`:                           true,
		`weekday in ["Sat", "Sun"]`:                  false,
		`weekday < "Sat"`:                            true,
		`lower(weekday) == "mon"`:                    true,
		`hour == 10`:                                 true,
		`hour in 09..11`:                             true,
		`date >= "2026-03-01"`:                       true,
		`time == time/1s`:                            true,
		`time > time/5m`:                             true,
		`time != nil`:                                true,
		`query == "q=1"`:                             true,
		`"/blog" < path`:                             true,
		`!(status == 404)`:                           false,
		`status == 404 || path == "/" && user == ""`: true,
		`user in []`:                                 false,
		"path contains `Chair`":                      true,
		`path contains 'Ch\x61ir'`:                   true,
		`method != path`:                             true,
		`ident != path`:                              true,
		`ident < path`:                               false,
	} {
		if got := keeps(t, condition, combinedLine); got != want {
			t.Errorf("%s: %v", condition, got)
		}
	}
}
