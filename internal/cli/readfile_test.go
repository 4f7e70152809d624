package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTextReader reads files up to a number of bytes in all, and devices that
// have no end.
func TestTextReader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(path, []byte("abcdef"), 0o600); err != nil {
		t.Fatal(err)
	}
	texts := textReader{12}
	for range 2 {
		if text, err := texts.read(path); string(text) != "abcdef" || err != nil {
			t.Fatalf("%q, %v", text, err)
		}
	}
	const want = ": more than 32 MiB to read"
	if _, err := texts.read(path); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("error is %v", err)
	}
	if _, err := texts.read(path + ".no"); !os.IsNotExist(err) {
		t.Errorf("error is %v", err)
	}
	if _, err := os.Stat("/dev/zero"); err != nil {
		t.Skip(err)
	}
	texts = textReader{maxText}
	if _, err := texts.read("/dev/zero"); err == nil || err.Error() != "/dev/zero"+want {
		t.Errorf("error is %v", err)
	}
}
