package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// within is the command "within MIB PROGRAM [ARG...]": exec for a program that
// may take no more than MIB of memory at any time. It is for Linux, and for
// programs that take a while.
func within(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: within MIB PROGRAM [ARG...]")
	}
	limit, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	cmd := exec.Command(lookPath(ts, args[1]), args[2:]...)
	cmd.Dir = ts.Getenv("WORK")
	cmd.Env = []string{"PATH=" + ts.Getenv("PATH"), "HOME=" + ts.Getenv("HOME"), "TMPDIR=" + ts.Getenv("TMPDIR")}
	cmd.Stdout, cmd.Stderr = ts.Stdout(), ts.Stderr()
	ts.Check(cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	took := int64(0)
	for tick := time.Tick(5 * time.Millisecond); ; {
		select {
		case <-tick:
			took = max(took, highWater(cmd.Process.Pid))
			continue
		case err := <-ended:
			ts.Check(err)
		}
		break
	}
	if took == 0 {
		ts.Fatalf("%s: no memory seen", args[1])
	}
	if took > limit {
		ts.Fatalf("%s took %d MiB, more than %d", strings.Join(args[1:], " "), took, limit)
	}
}

// highWater returns the most memory, in MiB, that a process had at any time so
// far, or 0. What wait(2) tells is no less than what its parent had.
func highWater(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	number, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	kib, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0 // it is ending
	}
	return kib >> 10
}

// lookPath finds a program in the PATH of the script.
func lookPath(ts *testscript.TestScript, name string) string {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	ts.Fatalf("%s: not found", name)
	return ""
}
