package parser

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sharedData holds logs of others, which are not part of the repository.
const sharedData = "../../shared/data"

// readLog returns the lines of a log of others; the test is skipped if it is
// not there.
func readLog(t testing.TB, name string) [][]byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(sharedData, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no " + name)
	}
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".gz") {
		zr, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if data, err = io.ReadAll(zr); err != nil {
			t.Fatal(err)
		}
	}
	lines := bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
	for i := range lines {
		lines[i] = bytes.TrimSuffix(lines[i], []byte("\r"))
	}
	return lines
}

func TestDump(t *testing.T) {
	filepath.WalkDir(sharedData, func(p string, d fs.DirEntry, err error) error {
		if d.IsDir() || strings.Contains(p, "expected") || strings.Contains(p, "assert") || strings.Contains(p, "yaml") {
			return nil
		}
		rel, _ := filepath.Rel(sharedData, p)
		lines := readLog(t, rel)
		d1 := Detect(lines[:min(len(lines), 2000)])
		name := "-"
		if d1.Format != nil {
			name = d1.Format.Name
		}
		t.Logf("%-45s %-15s %s", rel, name, d1.Reason)
		for _, c := range d1.Candidates {
			t.Logf("      %s parsed %d full %d odd %d of %d fields %d sound %v", c.Format.Name, c.Parsed, c.Full, c.Odd, c.Of, c.fields, c.sound())
		}
		if d1.Format != nil {
			n := 0
			for i, l := range lines {
				if e := Explain(d1.Format, l); e != "" {
					if n++; n < 5 {
						t.Logf("   line %d %s: %.150q", i+1, e, l)
					}
				}
			}
			t.Logf("   rejects %d of %d", n, len(lines))
		}
		return nil
	})
}
