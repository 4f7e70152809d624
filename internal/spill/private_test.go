package spill

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Where a file keeps its name, nobody else gets through its folder, and both
// are removed in the end.
func TestNamedFilesArePrivateAndRemoved(t *testing.T) {
	dir := t.TempDir()
	temp, err := createNamed(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" { // which has other permissions
		checkMode(t, temp.folder, os.ModeDir|0o700)
		checkMode(t, filepath.Join(temp.folder, fileName), 0o600)
	}
	other, err := createNamed(dir, false)
	if err != nil || other.folder == temp.folder {
		t.Errorf("a second file in %q: %v", other.folder, err)
	}
	for _, made := range []tempFile{temp, other} {
		f := New()
		f.opened.Do(func() { f.temp = made })
		if _, err := f.Append([]byte("abc")); err != nil {
			t.Error(err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	checkEmpty(t, dir)
}

func checkMode(t *testing.T, name string, want os.FileMode) {
	t.Helper()
	info, err := os.Lstat(name)
	if err != nil {
		t.Error(err)
	} else if info.Mode() != want {
		t.Errorf("%s has mode %v, want %v", name, info.Mode(), want)
	}
}

func checkEmpty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Error(err)
	}
	for _, entry := range entries {
		t.Errorf("%s was left in the folder", entry.Name())
	}
}
