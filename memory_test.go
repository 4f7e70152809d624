package main

import (
	"errors"
	"os/exec"
	"strings"
	"testing"
)

// TestBiggerThanMemory runs bench/memory.sh on small logs. All of them must be
// counted, and in a group that is too small for any program it must be seen
// that it was killed.
func TestBiggerThanMemory(t *testing.T) {
	needBash(t)
	run := func(args ...string) (output string, code int) {
		t.Helper()
		wf, err := exec.LookPath("wf")
		if err != nil {
			t.Fatal(err)
		}
		args = append([]string{"bench/memory.sh", "-w", wf, "-d", t.TempDir()}, args...)
		out, err := exec.Command("bash", args...).CombinedOutput()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		return string(out), code
	}
	output, code := run("-k", "20000", "-m", "16M", "-b", "8")
	if code == 3 {
		t.Skip("needs control groups: ", output)
	}
	if code != 0 || strings.Count(output, "| exact") != 4 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	output, code = run("-k", "20000", "-g", "4", "M1")
	if code != 1 || !strings.Contains(output, "| **killed** |") {
		t.Errorf("in a group of 4 MiB: exit code %d\n%s", code, output)
	}
	if output, code = run("M5"); code != 2 {
		t.Errorf("a row that is none: exit code %d\n%s", code, output)
	}
}
