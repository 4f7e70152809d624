package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/hinshun/vt10x"
	"golang.org/x/sys/unix"
)

// A viewed is a command that has a terminal to itself, as its session's own, and
// what an emulator of terminals makes of what it writes.
type viewed struct {
	t      *testing.T
	cmd    *exec.Cmd
	screen *os.File // the emulator's end
	tty    *os.File // the command's end
	mode   *unix.Termios
	ended  chan struct{} // all was read that the command wrote

	mu       sync.Mutex
	terminal vt10x.Terminal
	written  bytes.Buffer
}

// unknown are the sequences that the emulator takes for others.
var unknown = regexp.MustCompile("\x1b\\[[<>?=][0-9;]*[umpn$]+[a-z]?")

// view starts wf on a terminal.
func view(t *testing.T, folder string, columns, rows int, stdin io.Reader, args ...string) *viewed {
	t.Helper()
	screen, tty := openPTY(t, uint16(columns), uint16(rows))
	mode, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	v := &viewed{t: t, screen: screen, tty: tty, mode: mode, ended: make(chan struct{}), terminal: vt10x.New(vt10x.WithSize(columns, rows))}
	v.cmd = exec.Command("wf", args...)
	v.cmd.Dir = folder
	v.cmd.Env = append(os.Environ(), "TERM=xterm-256color", "LANG=C.UTF-8", "NO_COLOR=", "WF_DEBUG=1")
	v.cmd.Stdin, v.cmd.Stdout, v.cmd.Stderr = tty, tty, tty
	v.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 1}
	if stdin != nil {
		v.cmd.Stdin = stdin
	}
	if err := v.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go v.read()
	t.Cleanup(func() {
		v.cmd.Process.Kill()
		v.cmd.Wait()
		tty.Close()
		<-v.ended
		screen.Close()
	})
	return v
}

func (v *viewed) read() {
	defer close(v.ended)
	buf := make([]byte, 64<<10)
	for {
		n, err := v.screen.Read(buf)
		v.mu.Lock()
		v.written.Write(buf[:n])
		v.terminal.Write(unknown.ReplaceAll(buf[:n], nil))
		v.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// text is what stands on the screen.
func (v *viewed) text() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	lines := strings.Split(v.terminal.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \x00")
	}
	return strings.Join(lines, "\n")
}

// shows waits for all of the texts to stand on the screen.
func (v *viewed) shows(texts ...string) {
	v.t.Helper()
	v.until(fmt.Sprintf("%q", texts), func() bool {
		text := v.text()
		for _, want := range texts {
			if !strings.Contains(text, want) {
				return false
			}
		}
		return true
	})
}

// until waits for something to come about.
func (v *viewed) until(what string, holds func() bool) {
	v.t.Helper()
	const patience = 20 * time.Second
	for begin := time.Now(); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Since(begin) > patience {
			v.t.Fatalf("no %s on the screen:\n%s", what, v.text())
		}
	}
}

// press types on the keyboard.
func (v *viewed) press(keys string) {
	v.t.Helper()
	if _, err := v.screen.WriteString(keys); err != nil {
		v.t.Fatal(err)
	}
}

// exits waits for the end of the command, by which the terminal is as it was.
func (v *viewed) exits(code int) {
	v.t.Helper()
	done := make(chan error, 1)
	go func() { done <- v.cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil && !errors.As(err, new(*exec.ExitError)) {
			v.t.Fatal(err)
		}
	case <-time.After(20 * time.Second):
		v.t.Fatalf("it does not end:\n%s", v.text())
	}
	if got := v.cmd.ProcessState.ExitCode(); got != code {
		v.t.Errorf("exit code %d, want %d:\n%s", got, code, v.text())
	}
	mode, err := unix.IoctlGetTermios(int(v.tty.Fd()), unix.TCGETS)
	if err != nil {
		v.t.Fatal(err)
	}
	if *mode != *v.mode {
		v.t.Errorf("the terminal is left in another mode:\n got %+v\nwant %+v", mode, v.mode)
	}
	v.until("normal screen with a cursor", func() bool {
		v.mu.Lock()
		defer v.mu.Unlock()
		return v.terminal.Mode()&vt10x.ModeAltScreen == 0 && v.terminal.CursorVisible()
	})
}

// grown is a log of the test's own, with so many lines for each path.
type grown struct {
	t      *testing.T
	folder string
	second int
}

func (g *grown) lines(path string, n int) string {
	var b strings.Builder
	for range n {
		g.second++
		fmt.Fprintf(&b, "192.0.2.%d - - [01/Mar/2026:10:%02d:%02d +0000] \"GET %s HTTP/1.1\" 200 5 \"-\" \"agent\"\n", g.second%5, g.second/60%60, g.second%60, path)
	}
	return b.String()
}

func (g *grown) add(path string, n int) {
	g.t.Helper()
	f, err := os.OpenFile(filepath.Join(g.folder, "a.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		g.t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(g.lines(path, n)); err != nil {
		g.t.Fatal(err)
	}
}

func growing(t *testing.T) *grown {
	g := &grown{t: t, folder: t.TempDir()}
	g.add("/a", 5)
	g.add("/b", 3)
	return g
}

// top is how wf top path is called in these tests: quick, and without bars, which
// one metric alone would have.
var top = []string{"top", "path", "-F", "-m", "count,distinct_client", "--interval", "100ms", "a.log"}

// has waits for a row of top.
func (v *viewed) has(count int, path string) {
	v.t.Helper()
	row := regexp.MustCompile(fmt.Sprintf(`(?m)^ +%d +[█▉▊▋▌▍▎▏ ]*\d+  %s$`, count, path))
	v.until(row.String(), func() bool { return row.MatchString(v.text()) })
}

// TestFollowOnATerminal looks at a log that grows and is rotated, with all keys.
func TestFollowOnATerminal(t *testing.T) {
	g := growing(t)
	v := view(t, g.folder, 80, 24, nil, top...)
	v.shows("following a.log", "8 lines", "q quit")
	v.has(5, "/a")
	g.add("/b", 10)
	v.has(13, "/b")
	name := filepath.Join(g.folder, "a.log")
	if err := os.Link(name, name+".1"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name+".new", []byte(g.lines("/c", 4)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil { // at once, or it might be seen to be gone
		t.Fatal(err)
	}
	v.has(4, "/c")
	v.shows("a.log: rotated")

	v.press(" ")
	v.shows("paused", "space go on")
	g.add("/c", 1)
	time.Sleep(300 * time.Millisecond)
	v.has(4, "/c")
	v.press("p")
	v.has(5, "/c")

	v.press("s")
	v.shows("by distinct_client")
	v.press("r")
	v.shows("by distinct_client, reversed")
	v.press("?")
	v.shows("any key goes back")
	v.press("x")

	v.press("\x1b[B\r") // the first row
	v.shows("where path ==", "esc back", "counted anew, without what was rotated")
	v.press("\x7f")
	v.until("no filter", func() bool { return !strings.Contains(v.text(), "where path") })
	v.shows("lines/s") // all is counted again
	v.press("q")
	v.exits(0)
	v.shows("count", "distinct_client", "/c") // the last answer stays
}

// TestFollowLooksIntoARow counts anew with the condition of a row: a file from
// its start.
func TestFollowLooksIntoARow(t *testing.T) {
	g := growing(t)
	v := view(t, g.folder, 80, 24, nil, top...)
	v.has(5, "/a")
	v.press("j\r")
	v.shows(`where path == "/a"`)
	v.has(5, "/a")
	v.until("no /b", func() bool { return !strings.Contains(v.text(), "/b") })
	g.add("/a", 2)
	v.has(7, "/a")
	v.press("\x03")
	v.exits(130)
	v.shows(`wf: where path == "/a"`)
}

// TestFollowEndsWhatWasBegunAnew has a signal and the rejects after a row was
// looked into: both are of what is counted then.
func TestFollowEndsWhatWasBegunAnew(t *testing.T) {
	g := growing(t)
	path := filepath.Join(g.folder, "a.log")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append([]byte("no line of a log\n"), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	v := view(t, g.folder, 80, 24, nil, append(slices.Clone(top), "--rejects", "bad.log", "--max-rejects", "100%")...)
	v.has(5, "/a")
	v.press("j\r")
	v.shows(`where path == "/a"`)
	v.has(5, "/a")
	v.cmd.Process.Signal(syscall.SIGTERM)
	v.exits(143)
	if bad, err := os.ReadFile(filepath.Join(g.folder, "bad.log")); err != nil || string(bad) != "no line of a log\n" {
		t.Errorf("rejected: %q, %v", bad, err)
	}
}

// TestFollowReadsCompressedFilesAgain looks into a row of a log whose old part is
// compressed, which is counted anew as well.
func TestFollowReadsCompressedFilesAgain(t *testing.T) {
	g := growing(t)
	var old bytes.Buffer
	w := gzip.NewWriter(&old)
	io.WriteString(w, g.lines("/a", 4))
	w.Close()
	if err := os.WriteFile(filepath.Join(g.folder, "a.log.1"), old.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	v := view(t, g.folder, 80, 24, nil, append(slices.Clone(top), "a.log.1")...)
	v.has(9, "/a")
	v.press("j\r")
	v.shows(`where path == "/a"`)
	v.has(9, "/a")
	if strings.Contains(v.text(), "since") {
		t.Errorf("nothing began later:\n%s", v.text())
	}
}

// TestFollowShowsNoZeros looks into a row where the next answer is far away: the
// first one is whole. On a machine that is too busy for that it looks again.
func TestFollowShowsNoZeros(t *testing.T) {
	g := growing(t)
	v := view(t, g.folder, 80, 24, nil, "top", "path", "-m", "count,distinct_client", "--interval", "1h", "-F", "a.log")
	v.has(5, "/a")
	whole := regexp.MustCompile(`(?m)^ +5 .*/a$`)
	for range 5 {
		v.press("j\r")
		v.shows(`where path == "/a"`)
		if whole.MatchString(v.text()) {
			return
		}
		v.press("\x7f")
		v.until("no filter", func() bool { return !strings.Contains(v.text(), "where path") })
	}
	t.Errorf("zeros until the next answer:\n%s", v.text())
}

// TestFollowFitsTheWindow changes the window.
func TestFollowFitsTheWindow(t *testing.T) {
	g := growing(t)
	v := view(t, g.folder, 100, 40, nil, "-F", "--interval", "100ms", "a.log")
	v.shows("following a.log", "requests", "CLIENTS", "q quit")
	for _, size := range []unix.Winsize{{Col: 60, Row: 12}, {Col: 200, Row: 60}, {Col: 30, Row: 5}, {Col: 80, Row: 24}} {
		v.mu.Lock()
		v.terminal.Resize(int(size.Col), int(size.Row))
		v.mu.Unlock()
		if err := unix.IoctlSetWinsize(int(v.tty.Fd()), unix.TIOCSWINSZ, &size); err != nil {
			t.Fatal(err)
		}
		v.until(fmt.Sprintf("last line in %+v", size), func() bool {
			lines := strings.Split(strings.TrimRight(v.text(), "\n"), "\n")
			return len(lines) >= int(size.Row) && strings.HasPrefix(lines[size.Row-1], "q quit") && strings.HasPrefix(lines[0], "following a.log")
		})
	}
	v.press("q")
	v.exits(0)
}

// TestFollowEndsBySignal leaves the terminal as it was, whatever ends it.
func TestFollowEndsBySignal(t *testing.T) {
	for signal, code := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGINT: 130, syscall.SIGHUP: 129} {
		g := growing(t)
		v := view(t, g.folder, 80, 24, nil, top...)
		v.has(5, "/a")
		v.cmd.Process.Signal(signal)
		v.exits(code)
	}
}

// TestFollowStandardInput has its lines from a pipe and its keys from the
// terminal. What a row is looked into for is counted from then on.
func TestFollowStandardInput(t *testing.T) {
	g := growing(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	v := view(t, g.folder, 80, 24, r, top[:len(top)-1]...)
	r.Close()
	io.WriteString(w, g.lines("/a", 5)+g.lines("/b", 3))
	v.shows("following stdin")
	v.has(5, "/a")
	v.press("j\r")
	v.shows(`where path == "/a"`, "since ")
	half := g.lines("/a", 2) + g.lines("/b", 1)
	io.WriteString(w, half[:len(half)/3])
	time.Sleep(200 * time.Millisecond)
	io.WriteString(w, half[len(half)/3:])
	v.has(2, "/a")
	w.Close()
	v.exits(0) // with its input
	v.has(2, "/a")
}

// TestFollowWaitsForALine begins with an empty file.
func TestFollowWaitsForALine(t *testing.T) {
	g := &grown{t: t, folder: t.TempDir()}
	g.add("", 0)
	v := view(t, g.folder, 80, 24, nil, top...)
	v.shows("waiting for the first line of a.log")
	g.add("/a", 2)
	v.has(2, "/a")
	v.press("q")
	v.exits(0)
}

// sequences are what the view writes besides text: where the cursor goes, what
// is erased, how text looks, and the modes of the terminal that it turns on and
// off. A log can have these, but only as text.
var sequences = regexp.MustCompile("\x1b\\[[0-9;]*[ABCDGHJKXLMPSTbdfmr@]|\x1b\\[[<>?=][0-9;]*[hlumpn$]+[a-z]?|\x1b\\[[0-9;]*[ZI]|\x1b\\[\\?5W|\x1b[M78=>]|\r|\b|\t|\n")

// TestHostileTextInAView looks at logs that are written to harm, goes through
// their rows and looks into some. Besides the sequences of the view itself
// nothing but text is written.
func TestHostileTextInAView(t *testing.T) {
	folder := t.TempDir()
	names := hostileLogs(t, folder)
	for _, args := range [][]string{
		{"top", "agent,path", "-n", "0", "-F", names["vhost_combined"]},
		{"-F", "--section", "all", names["json"]},
		{"top", "x", "-n", "0", "-F", names["json"]},
	} {
		v := view(t, folder, 100, 30, nil, append(args, "--interval", "100ms")...)
		v.shows("following ", "q quit")
		for range 12 {
			v.press("jjjjjjjjjj\r")
			time.Sleep(50 * time.Millisecond)
			v.press("\x7fG")
		}
		v.press("\x7f\x7f\x7f\x7f\x7f\x7f")
		v.shows("q quit", "lines/s")
		v.press("q")
		v.exits(0)
		v.mu.Lock()
		written := sequences.ReplaceAll(v.written.Bytes(), nil)
		v.mu.Unlock()
		checkShown(t, fmt.Sprintf("%q", args), written, "")
	}
}
