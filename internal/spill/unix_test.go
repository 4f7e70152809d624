//go:build unix

package spill

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// child is what the test binary does instead of testing, when the environment
// says so: it spills into the folder of its argument.
const child = "WF_SPILL_CHILD"

func TestMain(m *testing.M) {
	dir := os.Getenv("WF_SPILL_DIR")
	switch os.Getenv(child) {
	case "":
		os.Exit(m.Run())
	case "waits":
		waitWithFile(New(dir), dir)
	case "waits named":
		f := New(dir)
		f.opened.Do(func() { f.temp, f.openErr = createNamed(dir, true) })
		waitWithFile(f, dir)
	case "is limited":
		appendBeyondLimit(New(dir))
	}
}

// waitWithFile spills, says so, and stays until it is killed.
func waitWithFile(f *File, dir string) {
	if _, err := f.Append(make([]byte, 1<<20)); err != nil {
		fmt.Println(err)
		return
	}
	info, err := f.temp.Stat()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(info.Mode(), info.Sys().(*syscall.Stat_t).Nlink)
	select {}
}

// appendBeyondLimit spills more than the process may write to a file.
func appendBeyondLimit(f *File) {
	limit := syscall.Rlimit{Cur: 64 << 10, Max: 64 << 10}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		fmt.Println(err)
		return
	}
	_, err := f.Append(make([]byte, 128<<10))
	fmt.Println(err)
	f.Close()
}

func start(t *testing.T, what, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), child+"="+what, "WF_SPILL_DIR="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// Nothing has a name on disk while a process counts, and nothing is left when
// it is killed by what it cannot catch.
func TestNothingStaysBehindAKilledProcess(t *testing.T) {
	for _, what := range []string{"waits", "waits named"} {
		dir := t.TempDir()
		cmd, out := start(t, what, dir)
		out.Scan()
		if got, want := out.Text(), "-rw------- 0"; got != want {
			t.Errorf("%s: mode and number of names are %s, want %s", what, got, want)
		}
		checkEmpty(t, dir)
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		cmd.Wait() // the error is that it was killed
		checkEmpty(t, dir)
	}
}

func TestFileSizeLimitIsAnError(t *testing.T) {
	dir := t.TempDir()
	cmd, out := start(t, "is limited", dir)
	out.Scan()
	if got, want := out.Text(), "cannot spill counts: "+syscall.EFBIG.Error()+" ("; !strings.HasPrefix(got, want) {
		t.Errorf("got  %s\nwant %s...", got, want)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	checkEmpty(t, dir)
}

// A disk that fills up ends the spilling at once for all.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=256k", "none", dir).CombinedOutput(); err != nil {
		t.Skipf("needs to mount a small file system: %v: %s", err, out)
	}
	defer func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	}()
	f := New(dir)
	defer f.Close()
	var err error
	for range 100 {
		if _, err = f.Append(make([]byte, 10_000)); err != nil {
			break
		}
	}
	want := "cannot spill counts: no space left on device (" + dir + "; TMPDIR=FOLDER names another place)"
	if err == nil || err.Error() != want {
		t.Fatalf("got  %v\nwant %s", err, want)
	}
	size := f.Size()
	if _, err := f.Append([]byte("a")); !errors.Is(err, syscall.ENOSPC) || f.Size() != size {
		t.Errorf("appended to a full disk: %v", err)
	}
	got := make([]byte, 10_000)
	if n, err := f.ReadAt(got, 10_000); n != len(got) || err != nil {
		t.Errorf("what was appended before: %d bytes, %v", n, err)
	}
}
