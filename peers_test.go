package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestPeers runs bench/peers.sh on small logs with those programs that are
// there: no row may have failed or found answers that differ. Times of so
// small logs say nothing.
func TestPeers(t *testing.T) {
	needBash(t)
	rows := []string{"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "J1", "G1.3", "G2.2"}
	if testing.Short() {
		rows = []string{"P1.1", "P2.1", "P4", "P8", "P9.2", "G2.1"}
	}
	results := t.TempDir()
	output, code := runPeers(t, results, rows...)
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, output)
	}
	for _, name := range []string{"machine.txt", "versions.txt", "commands.txt", "raw.tsv", "table.md", "growth.md"} {
		if len(readFile(t, filepath.Join(results, name))) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
	table := string(readFile(t, filepath.Join(results, "table.md")))
	for _, row := range rows {
		if row[0] == 'G' {
			continue
		}
		if !strings.Contains(table, "\n| "+row) {
			t.Errorf("no row of %s in the table", row)
		}
	}
	if strings.Contains(table, "**") {
		t.Errorf("a row is wrong:\n%s", table)
	}

	// A row that is measured again takes the place of its first.
	if output, code := runPeers(t, results, "P9.2"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, output)
	}
	again := string(readFile(t, filepath.Join(results, "table.md")))
	if names, want := rowNames(again), rowNames(table); !slices.Equal(names, want) {
		t.Errorf("rows %q after one was measured again; want %q", names, want)
	}
}

// TestPeersDiffer has a peer that answers something else: its row has no
// times, the others do, and the exit code says so.
func TestPeersDiffer(t *testing.T) {
	needBash(t)
	liar := t.TempDir()
	if err := os.WriteFile(filepath.Join(liar, "mawk"), []byte("#!/bin/sh\necho 2000 /\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", liar+string(filepath.ListSeparator)+os.Getenv("PATH"))
	results := t.TempDir()
	output, code := runPeers(t, results, "P1.1", "P1.2")
	if code != 1 {
		t.Errorf("exit code %d, want 1\n%s", code, output)
	}
	table := string(readFile(t, filepath.Join(results, "table.md")))
	if want := "| P1.2 | wf top uri | mawk, sort, head |  |  |  |  |  | **answers differ** |\n"; !strings.Contains(table, want) {
		t.Errorf("the table lacks %q:\n%s", want, table)
	}
	raw := readFile(t, filepath.Join(results, "raw.tsv"))
	if bytes.Contains(raw, []byte("P1.2\t")) || !bytes.Contains(raw, []byte("P1.1\t")) {
		t.Errorf("times of P1.1 alone wanted:\n%s", raw)
	}
}

// TestPeersUsage has what is wrong said before anything is run.
func TestPeersUsage(t *testing.T) {
	needBash(t)
	for _, args := range [][]string{{"P99"}, {"-p", "0", "P9"}, {"-x"}} {
		results := t.TempDir()
		if output, code := runPeers(t, results, args...); code != 2 {
			t.Errorf("%q: exit code %d, want 2\n%s", args, code, output)
		}
		if left, err := os.ReadDir(results); err != nil || len(left) != 0 {
			t.Errorf("%q: results %v, %v", args, left, err)
		}
	}
}

// needBash skips a test where bash, or what measures in it, is not there.
func needBash(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs links and signals")
	}
	if err := exec.Command("bash", "-c", `[[ -n ${EPOCHREALTIME:-} ]] && awk 1 /dev/null && echo 1 | sort -V`).Run(); err != nil {
		t.Skip("needs bash 5, awk, and a sort that knows -V:", err)
	}
}

// runPeers runs bench/peers.sh with the wf of the tests on logs of 2,000 lines.
func runPeers(t *testing.T, results string, args ...string) (output []byte, code int) {
	t.Helper()
	wf, err := exec.LookPath("wf")
	if err != nil {
		t.Fatal(err)
	}
	args = append([]string{"bench/peers.sh", "-w", wf, "-d", filepath.Join(t.TempDir(), "logs"), "-o", results, "-l", "2000", "-p", "1"}, args...)
	output, err = exec.Command("bash", args...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if exit != nil {
		code = exit.ExitCode()
	}
	return output, code
}

// rowNames returns the names of the rows of a table, in its order.
func rowNames(table string) (names []string) {
	for line := range strings.Lines(table) {
		if cells := strings.Split(line, " | "); len(cells) > 2 {
			names = append(names, cells[0])
		}
	}
	return names
}
