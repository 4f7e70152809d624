//go:build unix

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestStateKilled has a server write a log, which is rotated, compressed, copied
// and truncated meanwhile, and runs over it that are killed at any moment. In
// the end each line is counted once. WF_STATE_KILLS is how many are killed.
func TestStateKilled(t *testing.T) {
	t.Parallel()
	stateKilled(t, &rotatedLog{begin: "01/Mar/2026:10:00:00 +0000"})
}

// TestKeepKilled does so with lines of several days, of which hours are kept.
func TestKeepKilled(t *testing.T) {
	t.Parallel()
	w := &rotatedLog{keep: []string{"--keep", "90d"}}
	stateKilled(t, w)
	w.check("--since", time.Now().AddDate(0, 0, -10).Format(time.DateOnly))
	if left, _ := filepath.Glob(w.path("state.wfp.d/*.new")); left != nil {
		t.Errorf("%q are left", left)
	}
}

func stateKilled(t *testing.T, w *rotatedLog) {
	kills, err := strconv.Atoi(os.Getenv("WF_STATE_KILLS"))
	if err != nil {
		kills = 10
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	w.t, w.folder, w.r, w.hits = t, t.TempDir(), rand.New(rand.NewPCG(seed, 0)), make(map[string]int64)
	w.write(w.path("access.log"), nil)
	stop := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() { w.run(stop) })
	r := rand.New(rand.NewPCG(seed, 1))
	usual := 100 * time.Millisecond // how long a run takes
	for killed := 0; killed < kills; {
		begin := time.Now()
		cmd := w.wf("-o", "json", "-n", "0")
		if r.IntN(4) == 0 {
			if err := cmd.Run(); cmd.ProcessState.ExitCode() > 1 {
				t.Errorf("a run ended with %v: %s", err, cmd.Stderr)
			}
			usual = time.Since(begin)
			continue
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.Int64N(int64(usual) + 1)))
		cmd.Process.Kill()
		if cmd.Wait() != nil && cmd.ProcessState.Sys().(syscall.WaitStatus).Signaled() {
			killed++
		}
	}
	close(stop)
	writing.Wait()
	w.check()
}

// TestStateInterrupted ends runs by signals: the state stays as it was, or has
// all that was read, and the next run goes on from there.
func TestStateInterrupted(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	log := filepath.Join(folder, "access.log")
	line := "192.0.2.1 - - [01/Mar/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5\n"
	args := []string{"top", "status", "--state", filepath.Join(folder, "s.wfp"), "-j", "1", log}
	lines := 0
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		const more = 100_000
		f, err := os.OpenFile(log, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		f.WriteString(strings.Repeat(line, more))
		f.Close()
		lines += more
		got := run(t, exec.Command("wf", args...), func(p *os.Process) {
			time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
			p.Signal(sig)
		})
		if got.code > exitOf(syscall.SIGTERM) || got.code == 2 {
			t.Errorf("%v: exit %d: %s", sig, got.code, got.stderr)
		}
	}
	got := run(t, exec.Command("wf", args...), nil)
	if want := fmt.Sprintf("%d\t200\n", lines); string(got.stdout) != want {
		t.Errorf("counted %q, want %q: %s", got.stdout, want, got.stderr)
	}
}

// exitOf is the exit code of a program that a signal ended.
func exitOf(sig syscall.Signal) int { return 128 + int(sig) }

// TestStateInUse runs while another one has the state.
func TestStateInUse(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	log := filepath.Join(folder, "access.log")
	if err := os.WriteFile(log, []byte("192.0.2.1 - - [01/Mar/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	lock, err := os.Create(filepath.Join(folder, "s.wfp.lock"))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		t.Skip(err)
	}
	args := []string{"top", "status", "--state", filepath.Join(folder, "s.wfp"), log}
	got := run(t, exec.Command("wf", args...), nil)
	if got.code != 2 || !bytes.HasSuffix(got.stderr, []byte("s.wfp: is in use by another wf\n")) {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
	lock.Close()
	if got := run(t, exec.Command("wf", args...), nil); got.code != 0 {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
}

// rotatedLog is a server that writes a log, and what rotates it.
type rotatedLog struct {
	t      *testing.T
	folder string
	r      *rand.Rand
	lines  int64
	hits   map[string]int64 // lines by path
	begin  string           // the time of all lines; "" for that of some hour of the last days
	keep   []string         // flags
}

func (w *rotatedLog) path(name string) string { return filepath.Join(w.folder, name) }

// wf is a run over all logs that are there now.
func (w *rotatedLog) wf(args ...string) *exec.Cmd {
	names, err := filepath.Glob(w.path("access.log*"))
	if err != nil {
		w.t.Fatal(err)
	}
	flags := []string{"top", "path", "--state", w.path("state.wfp"), "-f", "common", "-q"}
	cmd := exec.Command("wf", slices.Concat(flags, w.keep, args, names)...)
	cmd.Stdout, cmd.Stderr = new(bytes.Buffer), new(bytes.Buffer)
	return cmd
}

// check compares what a last run says with what was written.
func (w *rotatedLog) check(args ...string) {
	w.t.Helper()
	cmd := w.wf(append(args, "-o", "json", "-n", "0")...)
	if err := cmd.Run(); err != nil {
		w.t.Fatalf("the last run: %v: %s", err, cmd.Stderr)
	}
	var answer struct {
		Meta struct {
			Lines struct{ Total, Parsed int64 }
		}
		Tables []struct {
			Rows []struct {
				Path  string
				Count int64
			}
		}
	}
	text := cmd.Stdout.(*bytes.Buffer).Bytes()
	if err := json.Unmarshal(text, &answer); err != nil {
		w.t.Fatalf("%v: %.300s", err, text)
	}
	if lines := answer.Meta.Lines; lines.Total != w.lines || lines.Parsed != w.lines {
		w.t.Errorf("%+v are counted of %d lines", lines, w.lines)
	}
	hits := maps.Clone(w.hits)
	for _, row := range answer.Tables[0].Rows {
		if hits[row.Path] != row.Count {
			w.t.Errorf("%s stands in %d lines, counted are %d", row.Path, hits[row.Path], row.Count)
		}
		delete(hits, row.Path)
	}
	for path, n := range hits {
		w.t.Errorf("%s stands in %d lines, none of which is counted", path, n)
	}
	w.t.Logf("%d lines", w.lines)
}

// run writes and rotates until it is to stop.
func (w *rotatedLog) run(stop chan struct{}) {
	for n := 0; ; n++ {
		select {
		case <-stop:
			return
		default:
		}
		switch {
		case n%40 == 39 && w.r.IntN(2) == 0:
			w.rotate(1)
			w.rename("access.log", "access.log.1")
			w.pause()
			w.write(w.path("access.log"), nil)
		case n%40 == 39:
			w.copyAndTruncate()
		case n%100 == 50:
			w.compress()
		default:
			w.log()
		}
		w.pause()
	}
}

func (w *rotatedLog) pause() { time.Sleep(time.Duration(w.r.IntN(2000)) * time.Microsecond) }

// log writes some lines, the last one at times in two parts.
func (w *rotatedLog) log() {
	f, err := os.OpenFile(w.path("access.log"), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		w.t.Error(err)
		return
	}
	defer f.Close()
	var text []byte
	for range 1 + w.r.IntN(30) {
		path := fmt.Sprintf("/%d", w.r.IntN(50))
		at := w.begin
		if at == "" {
			at = time.Now().UTC().Add(-time.Duration(w.r.IntN(120)) * time.Hour).Format("02/Jan/2006:15:04:05 -0700")
		}
		text = fmt.Appendf(text, "192.0.2.1 - - [%s] \"GET %s HTTP/1.1\" 200 %d\n", at, path, w.lines)
		w.lines++
		w.hits[path]++
	}
	half := w.r.IntN(len(text))
	f.Write(text[:half])
	if w.r.IntN(4) == 0 {
		w.pause()
	}
	f.Write(text[half:])
}

// rotate makes room for a log with a number.
func (w *rotatedLog) rotate(n int) {
	for _, ending := range []string{"", ".gz"} {
		name := fmt.Sprintf("access.log.%d%s", n, ending)
		if _, err := os.Stat(w.path(name)); err == nil {
			w.rotate(n + 1)
			w.rename(name, fmt.Sprintf("access.log.%d%s", n+1, ending))
		}
	}
}

func (w *rotatedLog) rename(from, to string) {
	if err := os.Rename(w.path(from), w.path(to)); err != nil {
		w.t.Error(err)
	}
}

func (w *rotatedLog) write(path string, data []byte) {
	if err := os.WriteFile(path, data, 0o600); err != nil {
		w.t.Error(err)
	}
}

func (w *rotatedLog) copyAndTruncate() {
	w.rotate(1)
	text, err := os.ReadFile(w.path("access.log"))
	if err != nil {
		w.t.Error(err)
	}
	w.write(w.path("access.log.1"), text)
	w.pause()
	if err := os.Truncate(w.path("access.log"), 0); err != nil {
		w.t.Error(err)
	}
}

// compress compresses the logs that were rotated.
func (w *rotatedLog) compress() {
	names, _ := filepath.Glob(w.path("access.log.*[0-9]"))
	for _, name := range names {
		if strings.HasSuffix(name, ".gz") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			w.t.Error(err)
		}
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		z.Write(text)
		z.Close()
		w.write(name+".gz", packed.Bytes())
		then := time.Now().Add(-time.Duration(w.r.IntN(1e9)) * time.Microsecond)
		os.Chtimes(name+".gz", then, then) // gzip gives it the time of the log
		w.pause()
		os.Remove(name)
	}
}
