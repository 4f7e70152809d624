package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wf/internal/moment"
)

// TestDivide counts commands part by part, as they were taken apart, and wants
// the answer of one run.
func TestDivide(t *testing.T) {
	t.Parallel()
	big := filepath.Join(t.TempDir(), "a.log")
	if err := os.WriteFile(big, corpus(t, 3<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	files := []string{"../../testdata/logs/alb.log", big} // in the order of their names
	for i, command := range append(savedCommands, "top path --last 1h -n 3", "timeline 1h --since 2026-03-01 -U 2027-01-01") {
		if testing.Short() && i%3 > 0 {
			continue
		}
		for _, show := range []string{"json", "table"}[i%2 : i%2+1] {
			args := slices.Concat(words(command), []string{"-o", show}, files)
			job, messages, err := Divide(args, "1M")
			if err != nil {
				t.Fatalf("%s: %v, %s", command, err, messages)
			}
			if len(job.Parts) != 4 {
				t.Fatalf("%s: %d parts", command, len(job.Parts))
			}
			var saved [][]byte
			for _, p := range job.Parts {
				files, messages, err := Save(p.Words(job.Count), 2)
				if err != nil {
					t.Fatalf("%s: %v, %s", command, err, messages)
				}
				saved = append(saved, files...)
			}
			got, code, messages, err := Merge(saved, job.Show[1:])
			if err != nil {
				t.Fatalf("%s: %v, %s", command, err, messages)
			}
			if want, wantCode := inOneRun(t, args); !bytes.Equal(got, want) || code != wantCode {
				t.Errorf("%s: code %d and\n%.500s\nwant %d and\n%.500s", command, code, got, wantCode, want)
			}
		}
	}
}

// inOneRun is what a command writes in one run, and its exit code.
func inOneRun(t *testing.T, args []string) ([]byte, int) {
	t.Helper()
	a, err := newInnerApp(args)
	if err == nil {
		err = a.runInside()
	}
	if err != nil {
		t.Fatal(err)
	}
	return a.stdout.held.Bytes(), a.code
}

// TestDivideRefuses checks what cannot be taken apart.
func TestDivideRefuses(t *testing.T) {
	const log = "../../testdata/logs/access.log"
	for _, c := range []struct{ args, says string }{
		{"top path -F " + log, "-F"},
		{"top path --range 0-10 " + log, "--range"},
		{"top path --rejects x " + log, "--rejects"},
		{"top path nowhere.log", "no input could be read"},
		{"top path " + log + " nowhere.log", "no input could be read"},
		{"top pth " + log, "path"},
		{"print " + log, "only what counts"},
		{"top path", "no input could be read"},
	} {
		if job, _, err := Divide(strings.Fields(c.args), "64M"); job != nil || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.args, err, c.says)
		}
	}
	if _, _, err := Divide([]string{"top", "path", log}, "1k"); err == nil || !strings.Contains(err.Error(), "at least 1M") {
		t.Errorf("ranges of 1 kB: %v", err)
	}
}

// TestSettled keeps a time as it was typed, unless it depends on now.
func TestSettled(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"", "2026-03-01", "2026-03-01T10:00:00Z", "1772359200"} {
		m := parseMoment(t, typed)
		if got := settled(typed, m, nil); got != typed {
			t.Errorf("%s became %s", typed, got)
		}
	}
	for _, typed := range []string{"-2h", "today"} {
		m := parseMoment(t, typed)
		if got := settled(typed, m, nil); got != m.String() {
			t.Errorf("%s became %s, want %s", typed, got, m)
		}
	}
}

// parseMoment is a moment as typed now; "" is none.
func parseMoment(t *testing.T, typed string) (m moment.Moment) {
	t.Helper()
	if typed == "" {
		return m
	}
	m, err := moment.Parse(typed, time.Now(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
