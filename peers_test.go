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

// TestPeersRanges has the sixth wide finder cut a log into many ranges, which
// small logs are too short for: each article is in one of them.
func TestPeersRanges(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip(err)
	}
	log := writeFile(t, "access.log", contestLog(2000))
	wf, err := exec.Command("wf", "find", `GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .]+) `, "-n", "0", "-q", log).Output()
	if err != nil || len(wf) == 0 {
		t.Fatalf("wf found %d bytes of rows: %v", len(wf), err)
	}
	for _, size := range []string{"1", "1000", "100000"} {
		if size == "1" && testing.Short() {
			continue
		}
		python := exec.Command("python3", "-c", "import sys, wf6; wf6.RANGE = "+size+"; wf6.show(wf6.count(sys.argv[1], 3), None)", log)
		python.Env = append(os.Environ(), "PYTHONPATH=bench/peers", "PYTHONDONTWRITEBYTECODE=1")
		if got, err := python.Output(); err != nil || !bytes.Equal(got, wf) {
			t.Errorf("ranges of %s bytes: %v, %d bytes of rows, want the %d of wf", size, err, len(got), len(wf))
		}
	}
}

// TestPeersSummary has the columns of rows worked out by hand.
func TestPeersSummary(t *testing.T) {
	needAwk(t)
	check := func(want, must, boast string, runs ...string) {
		t.Helper()
		awk := exec.Command("awk", "-f", "bench/peers/summary.awk", "-v", "must="+must, "-v", "boast="+boast)
		awk.Stdin = strings.NewReader(strings.Join(runs, "\n") + "\n")
		if got, err := awk.CombinedOutput(); err != nil || string(got) != want+"\n" {
			t.Errorf("%q: %v\n got %swant %s", runs, err, got, want)
		}
	}
	run := func(of, seconds, system string) string {
		return "P1.1\t1\t" + of + "\t" + seconds + "\t0.100\t" + system
	}

	check("200 ms (190 to 210)|100 ms (80 to 120)|2.00 (1.58 to 2.62)|2.5|1.7|met", "2.5", "1.7",
		run("wf", "0.200000", "0.010"), run("other", "0.100000", "0.010"),
		run("wf", "0.190000", "0.010"), run("other", "0.120000", "0.010"),
		run("wf", "0.210000", "0.010"), run("other", "0.080000", "0.010"))
	// Of two runs the median lies between them.
	check("150 ms (100 to 200)|2.00 s (2.00 to 2.00)|1/13.3 (1/20.0 to 1/10.0)|1/8|1/12|worth boasting", "1/8", "1/12",
		run("wf", "0.100000", "0"), run("other", "2.000000", "0"), run("wf", "0.200000", "0"), run("other", "2.000000", "0"))
	check("9.00 s (9.00 to 9.00)|10.00 s (10.00 to 10.00)|0.90 (0.90 to 0.90)|1/8||missed", "1/8", "",
		run("wf", "9.000000", "0"), run("other", "10.000000", "0"))
	check("9.9 ms (9.0 to 10.0)|||10 ms||met", "10", "",
		run("wf", "0.010000", "0"), run("wf", "0.009900", "0"), run("wf", "0.009000", "0"))
	check("245 ms (195 to 245)|||||system time of wf 10 to 65 ms: unsteady, run it again", "", "",
		run("wf", "0.195000", "0.010"), run("wf", "0.245000", "0.065"), run("wf", "0.245000", "0.060"))
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
