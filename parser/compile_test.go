package parser

import "testing"

// TestCompileUserFormats has lines of log formats in which texts stand where
// they are easily taken for others.
func TestCompileUserFormats(t *testing.T) {
	check := func(text, line, names, want string) {
		t.Helper()
		f, err := NewFormat(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := fieldsOf(t, f, line, names); got != want {
			t.Errorf("%s\n%s\n got %s\nwant %s", text, line, got, want)
		}
	}
	const (
		core = `a - - [01/Mar/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 5`
		head = `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent`
	)
	// The usual core ends where the format says.
	check(head+`|$request_time`, core+`|0.5`, "bytes duration", "bytes=5 duration=0.5")
	check(head+`|$request_time`, core+` 0.5`, "bytes duration", "rejected")
	check(head+`|$request_time`, core, "bytes duration", "bytes=5")

	// A slash before a value that ends at a slash.
	check(`$host$request_uri/$status`, `a/b/200`, "vhost uri status", "vhost=a uri=/b status=200")

	// One quote closes a value, and opens no other.
	check(`"$http_referer"$http_user_agent"$status"`, `"a"b"200"`, "status", "rejected")
	check(`"$http_referer"$http_user_agent"$status"`, `"a" b"200"`, "referrer agent status", "referrer=a agent= b status=200")
}
