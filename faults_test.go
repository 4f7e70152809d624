//go:build unix

package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// bigLog writes the log that the scripts use so many times over to a folder, and
// returns its path and size.
func bigLog(t *testing.T, dir string, times int) (path string, size int64) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "logs", "access.log"))
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Repeat(text, times)
	path = filepath.Join(dir, "big.log")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return path, int64(len(text))
}

// TestTruncatedAtAnyMoment truncates a log at random moments of a run: it says
// so and counts what was there, or it had read all.
func TestTruncatedAtAnyMoment(t *testing.T) {
	moments := 60
	if os.Getenv("WF_MOMENTS") != "" {
		moments = 1000
	} else if testing.Short() {
		moments = 10
	}
	dir := t.TempDir()
	path, size := bigLog(t, dir, 20)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	begin := time.Now()
	whole := run(t, exec.Command("wf", "--json", path), nil)
	took := time.Since(begin)
	all := parseCounted(t, whole.stdout).Meta.Lines.Total
	shrank, empty := 0, 0
	for n := range moments {
		if n > 0 {
			bigLog(t, dir, 20)
		}
		after, left := time.Duration(rnd.Int64N(int64(took))), rnd.Int64N(size)
		if n%4 == 0 {
			left = 0
		}
		cmd := exec.Command("wf", "--json", "--io", []string{"auto", "mmap", "read"}[n%3], path)
		end := run(t, cmd, func(*os.Process) {
			time.Sleep(after)
			if err := os.Truncate(path, left); err != nil {
				t.Error(err)
			}
		})
		c := parseCounted(t, end.stdout)
		switch {
		case end.code == 0 && c.Meta.Complete && c.Meta.Lines.Total == all:
		case end.code == 0 && c.Meta.Complete && c.Meta.Lines.Total <= all && len(end.stderr) == 0:
			empty++ // it was short when it was opened
		case end.code == 1 && !c.Meta.Complete && c.Meta.Lines.Total <= all && bytes.Contains(end.stderr, []byte(": shrank from ")):
			shrank++
		default:
			t.Errorf("truncated to %d bytes after %v: exit %d: %s %.500s", left, after, end.code, end.stderr, end.stdout)
		}
	}
	t.Logf("%d runs met it, %d came after it", shrank, empty)
}

// TestUnreadableAmongReadable has a file in the middle that may not be read.
func TestUnreadableAmongReadable(t *testing.T) {
	dir, err := os.MkdirTemp("", "wf-unreadable-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	wf, err := exec.LookPath("wf")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(wf)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		os.Chmod(dir, 0o755),
		os.WriteFile(filepath.Join(dir, "wf"), program, 0o755), // others may not look into the folder of the test
		os.WriteFile(filepath.Join(dir, "a.log"), []byte(logLine), 0o644),
		os.WriteFile(filepath.Join(dir, "b.log"), []byte(logLine), 0),
		os.WriteFile(filepath.Join(dir, "c.log"), []byte(logLine), 0o644),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args           []string
		stdout, stderr string
		code           int
	}{
		{[]string{"top", "path", "a.log", "b.log", "c.log"}, "2\t/\n", "wf: b.log: permission denied\n", 1},
		{[]string{"print", "a.log", "b.log", "c.log"}, logLine + logLine, "wf: b.log: permission denied\n", 1},
		{[]string{"print", "-s", "time", "a.log", "b.log", "c.log"}, logLine + logLine, "wf: b.log: permission denied\n", 1},
		{[]string{"find", "(GET)", "b.log", "c.log"}, "1\tGET\n", "wf: b.log: permission denied\n", 1},
		{[]string{"top", "path", "b.log"}, "", "wf: b.log: permission denied\n", 2},
	} {
		cmd := exec.Command(filepath.Join(dir, "wf"), c.args...)
		cmd.Dir = dir
		if os.Getuid() == 0 {
			const nobody = 65534
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		}
		end := run(t, cmd, nil)
		if string(end.stdout) != c.stdout || string(end.stderr) != c.stderr || end.code != c.code {
			t.Errorf("%q: exit %d, stdout %q, stderr %q; want %d, %q, %q", c.args, end.code, end.stdout, end.stderr, c.code, c.stdout, c.stderr)
		}
	}
}

// TestEveryOutputToAFullDisk writes every output of every command to /dev/full.
func TestEveryOutputToAFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	if err := copyLogs(dir); err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, output := range []string{"table", "tsv", "csv", "json", "ndjson", "md"} {
		for _, question := range []string{"top class", "timeline 1h", "find (GET)", "--section=paths", "top path -n 0"} {
			commands = append(commands, question+" -o "+output+" access.log")
		}
		if output != "tsv" && output != "csv" {
			commands = append(commands, "-o "+output+" access.log", "--report top_class --report top_path -o "+output+" access.log")
		}
	}
	commands = append(commands, "print access.log", "print -s time access.log timed.log", "print --fields path access.log",
		"detect access.log", "formats", "formats combined", "help", "--version", "top --help", "completion bash",
		"bench gen --lines 10")
	for _, command := range commands {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		args := strings.Fields(command)
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "_", " ")
		}
		cmd := exec.Command("wf", args...)
		cmd.Dir = dir
		var stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = full, &stderr
		cmd.Run()
		full.Close()
		if code := cmd.ProcessState.ExitCode(); code != 2 || !strings.HasSuffix(stderr.String(), "wf: cannot write: no space left on device\n") {
			t.Errorf("wf %s >/dev/full: exit %d, stderr %q", command, code, stderr.Bytes())
		}
	}
	t.Logf("%d commands", len(commands))
}

// checkDamaged checks a run in which something failed: it ended by itself, and
// what it does not know it does not claim.
func checkDamaged(t *testing.T, what string, end ended, whole ended) {
	t.Helper()
	switch {
	case end.code < 0 || end.code > 2 || bytes.Contains(end.stderr, []byte("internal error")) || bytes.Contains(end.stderr, []byte("goroutine ")):
		t.Errorf("%s: exit %d, signal %v: %s", what, end.code, end.signal, end.stderr)
	case end.code == 0 && !bytes.Equal(end.stdout, whole.stdout):
		t.Errorf("%s: exit 0 with another answer: %.300q", what, end.stdout)
	case end.code > 0 && len(end.stderr) == 0:
		t.Errorf("%s: exit %d without a word", what, end.code)
	case end.code == 1:
		got, all := parseCounted(t, end.stdout), parseCounted(t, whole.stdout)
		if got.Meta.Complete || got.Meta.Lines.Total > all.Meta.Lines.Total {
			t.Errorf("%s: exit 1 with %+v", what, got.Meta)
		}
	}
}

// many writes n logs of a line each, every third one compressed if packed is
// set, and returns their names.
func many(t *testing.T, dir string, n int, packed bool) (names []string) {
	t.Helper()
	for i := range n {
		name := fmt.Sprintf("%04d.log", i)
		text := []byte(logLine)
		if packed && i%3 == 0 {
			text = gzipped(t, text)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

// TestFewDescriptors reads many logs by a process that may have 64 files
// open, or 16.
func TestFewDescriptors(t *testing.T) {
	const logs = 200
	for _, packed := range []bool{false, true} {
		dir := t.TempDir()
		names := many(t, dir, logs, packed)
		for _, limit := range []string{"64", "16"} {
			for command, want := range map[string]string{
				"top path":      fmt.Sprintf("%d\t/\n", logs),
				"find '(GET)'":  fmt.Sprintf("%d\tGET\n", logs),
				"print":         strings.Repeat(logLine, logs),
				"print -s time": strings.Repeat(logLine, logs),
			} {
				cmd := exec.Command("sh", append([]string{"-c", "ulimit -n " + limit + "; exec wf " + command + ` "$@"`, "sh"}, names...)...)
				cmd.Dir = dir
				if end := run(t, cmd, nil); end.code != 0 || string(end.stdout) != want || len(end.stderr) > 0 {
					t.Errorf("ulimit -n %s, packed %v, wf %s: exit %d, %d bytes, stderr %.500s", limit, packed, command, end.code, len(end.stdout), end.stderr)
				}
			}
		}
	}
}

// gzipped compresses text.
func gzipped(t *testing.T, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// logLine is a line of the combined format.
const logLine = `192.0.2.1 - - [02/Mar/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"` + "\n"
