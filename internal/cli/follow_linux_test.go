package cli

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestGrown looks at what an empty file may have become, a pipe that nobody
// writes to among them.
func TestGrown(t *testing.T) {
	name := filepath.Join(t.TempDir(), "log")
	check := func(what string, want bool) {
		t.Helper()
		if got := grown(name); got != want {
			t.Errorf("%s: %v", what, got)
		}
	}
	check("nothing", false)
	for text, want := range map[string]bool{"": false, "\n \r\n": false, "line": false, "\x00\nline\n": true} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		check(text, want)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mkfifo(name, 0o600); err != nil {
		t.Skip(err)
	}
	check("a pipe", false)
}
