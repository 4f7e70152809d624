//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// counted is what a report says of its own lines.
type counted struct {
	Meta struct {
		Complete bool
		Errors   []string
		Lines    struct {
			Total, Parsed, Filtered, Blank, Directive, Incomplete int64
			Rejected                                              map[string]int64
		}
	}
}

// parseCounted reads a report in JSON, whose lines must add up.
func parseCounted(t *testing.T, text []byte) counted {
	t.Helper()
	var c counted
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatalf("not JSON: %v: %.300q", err, text)
	}
	l := c.Meta.Lines
	sum := l.Parsed + l.Filtered + l.Blank + l.Directive + l.Incomplete
	for _, n := range l.Rejected {
		sum += n
	}
	if sum != l.Total {
		t.Fatalf("the lines do not add up: %+v", l)
	}
	return c
}

// ended is how a run of wf ended.
type ended struct {
	stdout, stderr []byte
	code           int            // -1 if a signal ended it
	signal         syscall.Signal // that did
}

// run runs a command that was readied, calls during meanwhile with its process,
// and kills it if it takes too long.
func run(t *testing.T, cmd *exec.Cmd, during func(*os.Process)) ended {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	hung := time.AfterFunc(60*time.Second, func() { cmd.Process.Signal(syscall.SIGQUIT) })
	if during != nil {
		during(cmd.Process)
	}
	err := cmd.Wait()
	if !hung.Stop() {
		t.Fatalf("%q does not end: %.5000s", cmd.Args, stderr.Bytes())
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	status := cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ended{stdout.Bytes(), stderr.Bytes(), cmd.ProcessState.ExitCode(), status.Signal()}
}

// trickle writes text to w over a while.
func trickle(w io.WriteCloser, text []byte) {
	defer w.Close()
	for part := range 20 {
		if _, err := w.Write(text[len(text)*part/20 : len(text)*(part+1)/20]); err != nil {
			return // it was interrupted
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// TestInterruptedAtAnyMoment interrupts runs at random moments: the answer is
// JSON that says it is partial, and the exit code as well, or it is the whole
// answer and there is no word of a signal.
func TestInterruptedAtAnyMoment(t *testing.T) {
	dir := t.TempDir()
	if err := copyLogs(dir); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "access.log"))
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Repeat(text, 10)
	if err := os.WriteFile(filepath.Join(dir, "big.log"), text, 0o666); err != nil {
		t.Fatal(err)
	}
	commands := [][]string{
		{"--json", "big.log"}, {"--json"}, {"top", "client,path", "-n", "0", "--json", "big.log", "-"},
		{"timeline", "1m", "--json", "--last", "1h", "big.log"}, {"find", "(GET|POST)", "--json"},
	}
	moments := 100
	if testing.Short() {
		moments = 20
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	wholes := make([]ended, len(commands))
	took := make([]time.Duration, len(commands))
	start := func(i int, after time.Duration) ended {
		cmd := exec.Command("wf", commands[i]...)
		cmd.Dir = dir
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		end := run(t, cmd, func(p *os.Process) {
			go trickle(in, text)
			if after >= 0 {
				time.Sleep(after)
				p.Signal(os.Interrupt)
			}
		})
		took[i] = max(took[i], time.Since(begin))
		return end
	}
	var whole, partial, none int
	for n := range moments {
		i := n % len(commands)
		if wholes[i].stdout == nil {
			wholes[i] = start(i, -1)
		}
		end := start(i, time.Duration(rnd.Int64N(int64(took[i]))))
		switch {
		case end.code == 0:
			whole++
			if !bytes.Equal(end.stdout, wholes[i].stdout) || bytes.Contains(end.stderr, []byte("interrupted")) {
				t.Errorf("%q: exit 0 with another answer: %s %.500s", commands[i], end.stderr, end.stdout)
			}
		case end.code == 130:
			partial++
			c := parseCounted(t, end.stdout)
			if c.Meta.Complete || !strings.Contains(strings.Join(c.Meta.Errors, "\n"), "interrupted after") ||
				!bytes.Contains(end.stderr, []byte("; counts are partial\n")) {
				t.Errorf("%q: exit 130 and not a partial answer: %s %+v", commands[i], end.stderr, c.Meta)
			}
		case end.code == -1 && end.signal == syscall.SIGINT && len(end.stdout) == 0: // nothing was begun
			none++
		default:
			t.Errorf("%q: exit %d, signal %v: %s %.500s", commands[i], end.code, end.signal, end.stderr, end.stdout)
		}
	}
	t.Logf("%d whole, %d partial, %d before anything was read", whole, partial, none)
}

// TestEndAtOnceLeavesNothing ends runs that write an answer to a reader who
// stands still, and would write a file then: by a second signal, by the patience
// that the first one leaves, by the reader's end. The file that was there stays
// as it was, and no other is left.
func TestEndAtOnceLeavesNothing(t *testing.T) {
	for what, c := range map[string]struct {
		end    func(p *os.Process, reader io.Closer)
		signal syscall.Signal
	}{
		"two signals": {func(p *os.Process, _ io.Closer) {
			p.Signal(os.Interrupt)
			time.Sleep(150 * time.Millisecond) // else they count as one
			p.Signal(os.Interrupt)
		}, syscall.SIGINT},
		"one signal":     {func(p *os.Process, _ io.Closer) { p.Signal(syscall.SIGTERM) }, syscall.SIGTERM},
		"no reader":      {func(_ *os.Process, r io.Closer) { r.Close() }, syscall.SIGPIPE},
		"terminal's end": {func(p *os.Process, _ io.Closer) { p.Signal(syscall.SIGHUP) }, syscall.SIGHUP},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := copyLogs(dir); err != nil {
				t.Fatal(err)
			}
			old := filepath.Join(dir, "out", "day.json")
			if err := errors.Join(os.Mkdir(filepath.Dir(old), 0o777), os.WriteFile(old, []byte("yesterday"), 0o666)); err != nil {
				t.Fatal(err)
			}
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			cmd := exec.Command("wf", "find", "(.+)", "-n", "0", "-o", "tsv", "-o", old, "access.log")
			cmd.Dir = dir
			var stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = w, &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			w.Close()
			if _, err := r.Read(make([]byte, 1)); err != nil { // it writes
				t.Fatal(err)
			}
			if got := names(t, filepath.Dir(old)); len(got) != 2 {
				t.Errorf("while it writes there are %q, want two files", got)
			}
			begin := time.Now()
			c.end(cmd.Process, r)
			cmd.Wait()
			if got := cmd.ProcessState.Sys().(syscall.WaitStatus).Signal(); got != c.signal {
				t.Errorf("ended by %v, want %v: %s", got, c.signal, stderr.Bytes())
			}
			if took := time.Since(begin); took > 20*time.Second {
				t.Errorf("the end took %v", took)
			}
			text, _ := os.ReadFile(old)
			if got := names(t, filepath.Dir(old)); len(got) != 1 || string(text) != "yesterday" {
				t.Errorf("left %q, the old file has %.100q", got, text)
			}
		})
	}
}

// names are those of the files in a folder.
func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}
