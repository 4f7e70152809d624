package cli

import (
	"math"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPartFile names parts of logs of all kinds, none like another.
func TestPartFile(t *testing.T) {
	t.Chdir(t.TempDir())
	seen := map[string]string{}
	for _, c := range []struct {
		names      []string
		start, end int64
		want       string // # for the hash
	}{
		{[]string{"access.log"}, 0, math.MaxInt64, "access.log.#.wfp"},
		{[]string{"access.log"}, 0, 67108864, "access.log.#.0-67108864.wfp"},
		{[]string{"access.log"}, 67108864, math.MaxInt64, "access.log.#.67108864-end.wfp"},
		{[]string{"access.log"}, 5, 5, "access.log.#.5-5.wfp"},
		{[]string{"logs/access.log"}, 0, math.MaxInt64, "access.log.#.wfp"},
		{[]string{"/var/log/access.log"}, 0, math.MaxInt64, "access.log.#.wfp"},
		{[]string{"access.log", "access.log.1", "b.gz"}, 0, math.MaxInt64, "access.log+2.#.wfp"},
		{[]string{"access.log", "access.log.1", "c.gz"}, 0, math.MaxInt64, "access.log+2.#.wfp"},
		{[]string{".hidden"}, 0, math.MaxInt64, "_hidden.#.wfp"},
		{[]string{"../a b\n'ü$.log"}, 0, math.MaxInt64, "a_b_____.log.#.wfp"},
		{[]string{strings.Repeat("x", 255)}, 1 << 62, 1<<62 + 1, strings.Repeat("x", 120) + ".#.4611686018427387904-4611686018427387905.wfp"},
		{[]string{"https://example.com/logs/a.log?sign=1"}, 0, math.MaxInt64, "a.log.#.wfp"},
		{[]string{"https://example.com/logs/a.log?sign=2"}, 0, math.MaxInt64, "a.log.#.wfp"},
	} {
		got, err := partFile(c.names, c.start, c.end)
		want := strings.ReplaceAll(regexp.QuoteMeta(c.want), "#", "[0-9a-f]{16}")
		if err != nil || !regexp.MustCompile("^"+want+"$").MatchString(got) {
			t.Errorf("%q: %s, %v; want %s", c.names, got, err, c.want)
		}
		if other, ok := seen[got]; ok || len(got) > 255 {
			t.Errorf("%q has the name of %s, or one of %d bytes", c.names, other, len(got))
		}
		seen[got] = c.names[0]
		if again, _ := partFile(c.names, c.start, c.end); again != got {
			t.Errorf("%q is %s, then %s", c.names, got, again)
		}
	}
	relative, _ := partFile([]string{"a.log"}, 0, 5)
	absolute, _ := filepath.Abs("./x/../a.log")
	if got, err := partFile([]string{absolute}, 0, 5); got != relative {
		t.Errorf("%s is %s, %v; want %s", absolute, got, err, relative)
	}
	if got, err := partFile([]string{"-"}, 0, math.MaxInt64); err == nil {
		t.Errorf("standard input is %s", got)
	}
}
