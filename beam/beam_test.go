package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"

	"wf/bench/gen"
	"wf/internal/cli"
)

// The program of the tests is a worker where a runner starts it as one.
func TestMain(m *testing.M) {
	if s, ok := startOf(os.Args[1:]); ok {
		os.Exit(boot(context.Background(), s))
	}
	var err error
	if scratch, err = os.MkdirTemp("", "wf-beam-test-"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// scratch is a folder for what all tests share.
var scratch string

// logs writes a log, plain and packed, into a folder, and returns the files in
// the order of their names.
func logs(t *testing.T, lines int) []string {
	t.Helper()
	folder := t.TempDir()
	var files []string
	for i, name := range []string{"a.log", "b.log", "c.log.gz"} {
		var text bytes.Buffer
		if err := gen.Generate(&text, gen.Options{Lines: lines, Seed: uint64(i + 1), Paths: 300, Clients: 500, Nasty: 0.01}); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".gz") {
			pack(t, path)
		}
		files = append(files, path)
	}
	return files
}

// pack makes a gzip file of a file, which keeps its name.
func pack(t *testing.T, path string) {
	t.Helper()
	plain, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// answers counts with words, once as wf does and once by count, and compares all
// that is written, and the exit codes.
func answers(t *testing.T, words, files []string, count func(t *testing.T, words []string) int) {
	t.Helper()
	kinds := []string{"json", "md"}
	if !slices.Contains(words, "--last") { // which is saved as what it came to
		kinds = append(kinds, "wfp")
	}
	if slices.Contains([]string{"top", "timeline", "find"}, words[0]) {
		kinds = append(kinds, "tsv")
	}
	folder := t.TempDir()
	to := func(whose string) []string {
		list := slices.Clone(words)
		for _, kind := range kinds {
			list = append(list, "-o", filepath.Join(folder, whose+"."+kind))
		}
		return append(append(list, "--"), files...)
	}
	messages, err := os.Create(filepath.Join(folder, "messages"))
	if err != nil {
		t.Fatal(err)
	}
	defer messages.Close()
	want := cli.Main(to("want"), nil, messages, messages)
	if got := count(t, to("got")); got != want {
		t.Errorf("%s: exit code %d, wf has %d", typed(words), got, want)
	}
	for _, kind := range kinds {
		want, wantErr := os.ReadFile(filepath.Join(folder, "want."+kind))
		got, err := os.ReadFile(filepath.Join(folder, "got."+kind))
		if !bytes.Equal(got, want) || (err == nil) != (wantErr == nil) {
			t.Errorf("%s: %s differs: %s", typed(words), kind, difference(got, want))
		}
	}
}

// difference shows where two texts differ.
func difference(got, want []byte) string {
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	around := func(text []byte) []byte { return text[max(0, min(at-100, len(text))):min(at+100, len(text))] }
	return fmt.Sprintf("%d and %d bytes, at %d:\n%q\n%q", len(got), len(want), at, around(got), around(want))
}

// asks runs the questions of chance against wf: a few, or with WF_BEAM=1 many.
func asks(t *testing.T, few int, count func(t *testing.T, words []string) int) {
	t.Helper()
	if os.Getenv("WF_BEAM") != "" {
		few = 50
	}
	files := logs(t, 12_000)
	r := rand.New(rand.NewPCG(1, 2))
	for range few {
		answers(t, question(r), files, count)
	}
}

// TestSame compares answers of the pipeline, in this process and with all that
// Beam checks of it, with those of wf.
func TestSame(t *testing.T) {
	*jobopts.Strict = true
	beam.Init()
	r := rand.New(rand.NewPCG(3, 4))
	asks(t, 5, func(t *testing.T, words []string) int {
		o := &options{size: "1M", shards: 1 + r.IntN(4)}
		o.quieten()
		code, err := o.answer(context.Background(), words)
		if err != nil {
			t.Errorf("%s: %v", typed(words), err)
		}
		return code
	})
}

// program builds wf-beam without symbols, as it is released, once for all tests.
// Paths stay in it: to trim them would compile all of the SDK once more.
var program = sync.OnceValues(func() (path string, err error) {
	path = filepath.Join(scratch, "wf-beam")
	text, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, ".").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, text)
	}
	return path, err
})

// wfBeam returns where the program is.
func wfBeam(t *testing.T) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestProgram runs the program: what Beam does not know by name is lost where
// there are no symbols.
func TestProgram(t *testing.T) {
	wfBeam := wfBeam(t)
	with := func(flags ...string) func(t *testing.T, words []string) int {
		return func(t *testing.T, words []string) int {
			cmd := exec.Command(wfBeam, slices.Concat(flags, []string{"--size", "1M", "--"}, words)...)
			text, err := cmd.CombinedOutput()
			if cmd.ProcessState == nil {
				t.Fatal(err)
			}
			if bytes.Contains(text, []byte("wf-beam:")) {
				t.Errorf("%s: %s", typed(words), text)
			}
			return cmd.ProcessState.ExitCode()
		}
	}
	t.Run("one", func(t *testing.T) { asks(t, 1, with("--beam_strict")) })
	t.Run("two", func(t *testing.T) { asks(t, 1, with("--beam_strict", "--processes", "2", "--shards", "3")) })
	t.Run("both work", func(t *testing.T) { twoWork(t, wfBeam) })
}

// twoWork checks that two processes count, neither of which is the one that was
// started.
func twoWork(t *testing.T, wfBeam string) {
	files := logs(t, 12_000)
	cmd := exec.Command(wfBeam, append([]string{"--verbose", "--processes", "2", "--size", "1M", "--", "top", "path"}, files...)...)
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, log.Bytes())
	}
	parts := make(map[string]int) // by process
	for _, m := range regexp.MustCompile(`process (\d+) counts`).FindAllStringSubmatch(log.String(), -1) {
		parts[m[1]]++
	}
	t.Logf("parts by process: %v; process %d began them", parts, cmd.Process.Pid)
	if len(parts) != 2 || parts[fmt.Sprint(cmd.Process.Pid)] > 0 {
		t.Errorf("counted by %v, not by two others than %d\n%s", parts, cmd.Process.Pid, log.Bytes())
	}
}

// TestWords checks what is said before a pipeline is built.
func TestWords(t *testing.T) {
	wfBeam := wfBeam(t)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--help"}, 0, "wf-beam [FLAGS] -- WORDS OF WF"},
		{[]string{"--version"}, 0, "Apache Beam"},
		{nil, 2, "what is to be counted?"},
		{[]string{"-m", "count"}, 2, "flags of wf stand behind --"},
		{[]string{"--", "top", "pth", "../testdata/logs/access.log"}, 2, `did you mean "path"`},
		{[]string{"--", "top", "path", "nowhere.log"}, 2, "nowhere.log"},
		{[]string{"--", "top", "path", "-F", "../testdata/logs/access.log"}, 2, "-F"},
		{[]string{"--", "top", "path", "../testdata/logs/access.log", "--rejects", "x"}, 2, "--rejects"},
		{[]string{"--runner", "flink", "--endpoint", "localhost:1", "--", "top", "path", "../testdata/logs/access.log"}, 2, "--folder"},
		{[]string{"--size", "1k", "--", "top", "path", "../testdata/logs/access.log"}, 2, "at least 1M"},
	} {
		text, err := exec.Command(wfBeam, c.args...).CombinedOutput()
		code := 0
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			code = exit.ExitCode()
		}
		if code != c.code || !strings.Contains(string(text), c.says) {
			t.Errorf("%q: code %d, want %d, and %q in:\n%s", c.args, code, c.code, c.says, text)
		}
	}
}
