package cli

import (
	"hash/maphash"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// An answer that differs from the first one is found, whoever gave it.
func TestSweptCheck(t *testing.T) {
	w := &sweptCommand{answer: filepath.Join(t.TempDir(), "answer"), seed: maphash.MakeSeed(), first: 1}
	check := func(workers int, answer, want string) {
		t.Helper()
		if err := os.WriteFile(w.answer, []byte(answer), 0o600); err != nil {
			t.Fatal(err)
		}
		err := w.check(workers)
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%d workers print %q: %v; want %q", workers, answer, err, want)
		}
	}
	const differs = "the answer is not that of the first run, with -j 1; "
	check(1, "a\nb\n", "")
	check(2, "a\nb\n", "")
	check(2, "a\nc\n", differs)
	check(1, "", differs)
	check(2, "a\nb\n", "")
	if err := os.Remove(w.answer); err != nil {
		t.Fatal(err)
	}
	if w.check(2) == nil {
		t.Error("no answer at all: no error")
	}
}

// The files of a command line are found wherever its flags stand.
func TestSweptFiles(t *testing.T) {
	folder := t.TempDir()
	a, b := filepath.Join(folder, "a.log"), filepath.Join(folder, "b.log")
	for _, name := range []string{a, b} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := func(want []string, words ...string) {
		t.Helper()
		got, err := sweptFiles(words)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v; want %q", words, got, err, want)
		}
	}
	check([]string{a}, a)
	check([]string{a, b}, "-w", "status >= 500", a, b)
	check([]string{a}, "top", "path", a)
	check([]string{a, b}, "-n", "3", "top", "path,status", a, "--json", b)
	check([]string{a}, "find", "x", "--", a)
	check([]string{a}, "timeline", a)
	check([]string{a}, "timeline", "5m", "--by", "class", a)
	check([]string{a}, "print", "--fields", "path", a)
	check([]string{a}, "detect", a)
	check([]string{a}, "bench", "run", "wf-4", a)

	checkErr := func(want string, words ...string) {
		t.Helper()
		if got, err := sweptFiles(words); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q, %v; want %q", words, got, err, want)
		}
	}
	checkErr("standard input cannot be read")
	checkErr("standard input cannot be read", "top")
	checkErr("standard input cannot be read", "top", "path")
	checkErr("standard input cannot be read", "top", "path", a, "-")
	checkErr("has no -j", "--workers=2", "top", "path", a)
	checkErr("has no -j", "top", "path", a, "-j1")
	checkErr("no workers to sweep", "formats")
	checkErr("no workers to sweep", "bench", a)
	checkErr("behind -- stands a command of wf", "top", "--help")
	checkErr("has no use for --fields", "top", "path", "--fields", "path", a)
	checkErr("a sweep compares what its runs print", "-o", "x.json", a)
}
