package timing

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDropCaches(t *testing.T) {
	file := filepath.Join(t.TempDir(), "drop")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := dropCaches(file); err != nil {
		t.Error(err)
	}
	if text, _ := os.ReadFile(file); string(text) != "3" {
		t.Errorf("wrote %q", text)
	}
	if err := dropCaches(filepath.Join(file, "none")); err == nil || !strings.Contains(err.Error(), "needs root") {
		t.Errorf("error %v", err)
	}
}
