package parser

import (
	"io/fs"
	"strconv"
	"strings"
	"testing"
)

// TestLimitsOfFormats has formats at their limits and one beyond.
func TestLimitsOfFormats(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		_, err := NewFormat(text)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%.40s... of %d bytes: %q, want %q", text, len(text), got, want)
		}
	}
	const values = "a log format has at most 1,000 variables or directives"
	check(strings.Repeat("$status ", 1000), "")
	check(strings.Repeat("$status ", 1001), "column 8001: "+values)
	check("combined "+strings.Repeat("$status ", 1001), "column 8010: "+values)
	check(strings.Repeat("%h ", 1001), "column 3001: "+values)
	check("$status "+strings.Repeat("a", 1<<16-8), "")
	check("$status "+strings.Repeat("a", 1<<16-7), "a log format has at most 65,536 bytes")
	groups := func(n int) string {
		var text strings.Builder
		for i := range n {
			text.WriteString("(?P<g" + strconv.Itoa(i) + ">a)")
		}
		return text.String()
	}
	check(groups(100), "")
	check(groups(101), "a regular expression has at most 100 groups; (?: ) is none")
	check("(?P<a>.)"+strings.Repeat("(a)", 100), "a regular expression has at most 100 groups; (?: ) is none")
	check("(?P<a>.)"+strings.Repeat("a", 1<<16-8), "")
	check("(?P<a>.)"+strings.Repeat("a", 1<<16-7), "a regular expression has at most 65,536 bytes")
}

// TestLimitOfWildcards has patterns of included files.
func TestLimitOfWildcards(t *testing.T) {
	asked := ""
	glob := func(pattern string) ([]string, error) {
		asked = pattern
		return nil, nil
	}
	check := func(pattern, want string) {
		t.Helper()
		asked = ""
		open := func(string) ([]byte, error) { return []byte("include " + pattern + ";\n"), nil }
		_, err := ConfigFormats("/c", open, glob)
		if got := ""; err != nil {
			if got = err.Error(); got != want || asked != "" {
				t.Errorf("%s: %q, want %q; looked for %q", pattern, got, want, asked)
			}
		} else if want != "" || asked != pattern {
			t.Errorf("%s: no error; looked for %q", pattern, asked)
		}
	}
	check("/etc/*/sites-*/[a-z].conf", "")
	check("/*/*/*/*", "/c:1: an included name has wildcards in at most 3 of its parts")
	check("/a*/b?/[c]/d*.conf", "/c:1: an included name has wildcards in at most 3 of its parts")
}

// TestIncludesThatDouble has files of which each includes the next one twice.
func TestIncludesThatDouble(t *testing.T) {
	opened := 0
	open := func(name string) ([]byte, error) {
		opened++
		n, err := strconv.Atoi(strings.TrimPrefix(name, "/"))
		if err != nil {
			return nil, fs.ErrNotExist
		}
		next := "include /" + strconv.Itoa(n+1) + ";\n"
		return []byte(next + next), nil
	}
	_, err := ConfigFormats("/0", open, func(string) ([]string, error) { return nil, nil })
	if err == nil || opened > maxConfigFiles+1 {
		t.Errorf("%d files opened: %v", opened, err)
	}
}
