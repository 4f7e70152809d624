package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestReportsEqualSingleRuns asks several questions in one pass, as flags and in
// a file, and each of them alone.
func TestReportsEqualSingleRuns(t *testing.T) {
	d, path := busyDrawing(t, 6, 1500)
	for range fewer(3) {
		var questions []*question
		for range 4 {
			questions = append(questions, d.question(), d.timeline())
		}
		var flags, lines []string
		for _, q := range questions {
			text := reportText(q.args())
			flags = append(flags, "--report", text)
			lines = append(lines, "# "+q.keys[0], text, "")
		}
		together := tables(t, append(flags, "-f", busyFormat, path)...)
		if len(together) != len(questions) {
			t.Fatalf("%d tables of %d questions", len(together), len(questions))
		}
		for i, q := range questions {
			alone := tables(t, append(q.args(), "-f", busyFormat, path)...)[0]
			if want := flags[2*i+1]; together[i].Name != want {
				t.Errorf("table %q; want %q", together[i].Name, want)
			}
			alone.Name = together[i].Name
			if got, want := fmt.Sprint(together[i]), fmt.Sprint(alone); got != want {
				t.Errorf("wf %s: with others\n%.2000s\nalone\n%.2000s", quotedWords(q.args()), got, want)
			}
		}
		file := filepath.Join(t.TempDir(), "questions")
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		args := append(flags, "-f", busyFormat, "--json", path)
		want, _, _ := wf(t, "", append(args, "-j", "1")...)
		for _, workers := range []string{"2", "3", "8"} {
			if got, _, code := wf(t, "", append(args, "-j", workers)...); got != want || code != 0 {
				t.Errorf("-j %s says something else than -j 1: exit %d", workers, code)
			}
		}
		if got, stderr, _ := wf(t, "", "--report", "@"+file, "-f", busyFormat, "--json", path); got != want {
			t.Errorf("--report @FILE says something else than the questions in it: %s", stderr)
		}
	}
}

// reportText writes a question as it is typed behind wf.
func reportText(args []string) string {
	words := slices.Clone(args)
	for i, w := range words {
		if strings.Trim(w, "abcdefghijklmnopqrstuvwxyz0123456789,_/-") != "" || w == "" {
			words[i] = quotedWords([]string{w})
		}
	}
	return strings.Join(words, " ")
}

// failIfCode is the exit code by whether a condition holds.
var failIfCode = map[bool]int{false: 0, true: 3}

// TestFailIf compares exit codes with what the rows say, and all records.
func TestFailIf(t *testing.T) {
	d, path := busyDrawing(t, 7, 1500)
	all := &question{}
	_, records := all.group(d.records)
	held := map[bool]int{}
	for range fewer(30) {
		q := d.question()
		q.having, q.limit = nil, 1
		test := d.havingMetric(q)
		rows, kept := q.group(d.records)
		want, certain := false, true
		for _, row := range rows {
			holds, sure := test.holds(func(metric string) plainValue { return q.value(metric, row, kept) }, nil)
			want, certain = want || holds && sure, certain && sure
		}
		failing := append(q.args(), "-f", busyFormat, "--fail-if", test.text, path)
		if _, stderr, code := wf(t, "", failing...); (want || certain) && code != failIfCode[want] {
			t.Errorf("wf %s: exit %d, want %d: %s", quotedWords(failing), code, failIfCode[want], stderr)
		}
		held[want]++

		whole, sure := test.holds(func(metric string) plainValue { return measure(metric, records, records, q.of) }, nil)
		if !sure || strings.Contains(test.text, "hits") || strings.Contains(test.text, "part") {
			continue // a name that only the question gives
		}
		if _, stderr, code := wf(t, "", "-f", busyFormat, "--fail-if", test.text, path); code != failIfCode[whole] {
			t.Errorf("wf --fail-if '%s': exit %d, want %d: %s", test.text, code, failIfCode[whole], stderr)
		}
	}
	if held[true] == 0 || held[false] == 0 {
		t.Errorf("conditions held %d times, and %d times not", held[true], held[false])
	}
}

// TestFailIfAmongOtherFailures says which exit code goes before which.
func TestFailIfAmongOtherFailures(t *testing.T) {
	path := logFile(t, busyLog(t, 100))
	check := func(want int, args ...string) {
		t.Helper()
		if _, stderr, code := wf(t, "", append(args, "-f", "combined", path)...); code != want {
			t.Errorf("wf %s: exit %d, want %d: %s", quotedWords(args), code, want, stderr)
		}
	}
	check(3, "top", "path", "--fail-if", "count > 0")
	check(0, "top", "path", "--fail-if", "count < 0")
	check(3, "top", "path", "--fail-if", "count > 0", path+".none")
	check(1, "top", "path", "--fail-if", "count < 0", path+".none")
	check(2, "top", "path", "--fail-if", "count >")
	check(0, "top", "path", "-w", "status == 999", "--fail-if", "count > 0") // no row, no condition
	check(3, "-w", "status == 999", "--fail-if", "count == 0")
}

// TestRangesEqualConditions compares ranges of time with conditions on the
// time, and with the plain program.
func TestRangesEqualConditions(t *testing.T) {
	lines := 2000
	if os.Getenv("CI") != "" && !raceDetector {
		lines = 40_000 // enough for the range to be looked for
	}
	d, path := busyDrawing(t, 8, lines)
	newest := d.records[len(d.records)-1].time
	for range fewer(5) {
		since, until := d.some().time, d.some().time
		if until.Before(since) {
			since, until = until, since
		}
		from, to := since.Format(time.RFC3339), until.Format(time.RFC3339)
		d.sameRange(t, path, fmt.Sprintf(`time >= "%s" and time < "%s"`, from, to), func(r *plainRecord) bool {
			return !r.time.Before(since) && r.time.Before(until)
		}, "--since", from, "--until", to)

		clock := since.Format("2006-01-02 15:04:05")
		onClock := func(r *plainRecord) string { return r.time.Format("2006-01-02 15:04:05") }
		d.sameRange(t, path, fmt.Sprintf(`time >= "%s"`, clock), func(r *plainRecord) bool { return onClock(r) >= clock }, "-S", clock)
		d.sameRange(t, path, fmt.Sprintf(`time < "%s"`, clock), func(r *plainRecord) bool { return onClock(r) < clock }, "-U", clock)

		hours := 1 + d.IntN(200)
		start := newest.Add(-time.Duration(hours) * time.Hour)
		d.sameRange(t, path, fmt.Sprintf(`time >= "%s"`, start.Format(time.RFC3339)), func(r *plainRecord) bool { return !r.time.Before(start) },
			"--last", fmt.Sprint(hours, "h"))
	}
	nothing := func(*plainRecord) bool { return false }
	d.sameRange(t, path, `time < "2001-01-01"`, nothing, "--until", "2001-01-01")
	d.sameRange(t, path, `time >= "2100-01-01"`, nothing, "--since", "2100-01-01")
	everything := func(*plainRecord) bool { return true }
	d.sameRange(t, path, `time >= "2001-01-01"`, everything, "--since", "2001-01-01")
}

// sameRange compares the answers for a range of time, however the log is read,
// with those for a condition, and these with the plain program's.
func (d drawing) sameRange(t *testing.T, path, condition string, holds func(*plainRecord) bool, words ...string) {
	t.Helper()
	q := &question{keys: []string{"date", "status"}, metrics: []string{"count", "sum_bytes", "first", "last", "share", "rate"},
		where: []plainCondition{{condition, holds}}}
	byCondition := tables(t, append(q.args(), "-f", busyFormat, path)...)[0]
	if err := q.compare(&byCondition, d.records); err != nil {
		t.Errorf("wf %s: %v", quotedWords(q.args()), err)
	}
	q.where = nil
	for _, more := range [][]string{nil, {"-j", "3"}, {"--sequential"}, {"--io", "read"}} {
		args := slices.Concat(q.args(), words, more, []string{"-f", busyFormat, path})
		if byRange := tables(t, args...)[0]; fmt.Sprint(byRange) != fmt.Sprint(byCondition) {
			t.Errorf("wf %s: says something else than -w '%s': %d rows, not %d", quotedWords(args), condition, byRange.Total, byCondition.Total)
		}
	}
}

// pythonScript prints count, mean, standard deviation and two percentiles of
// the bytes of each status.
const pythonScript = `
import re, statistics, sys
groups = {}
for line in open(sys.argv[1], encoding="latin-1"):
    status, size = re.match(r'[^"]*"(?:[^"\\]|\\.)*" (\d+) (\d+|-) ', line).groups()
    if size != "-":
        groups.setdefault(status, []).append(int(size))
for status, sizes in groups.items():
    sizes.sort()
    rank = lambda p: sizes[-(-p * len(sizes) // 1000) - 1]
    print(status, len(sizes), repr(statistics.fmean(sizes)), repr(statistics.pstdev(sizes)), rank(500), rank(990), sizes[0], sizes[-1])
`

// TestEqualsPython asks for a third opinion on what is computed of numbers.
func TestEqualsPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip(err)
	}
	log := busyLog(t, 3000)
	path := logFile(t, log)
	var out, errs bytes.Buffer
	cmd := exec.Command(python, "-c", pythonScript, path)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, &errs)
	}
	rows := map[string][]string{}
	for line := range strings.Lines(out.String()) {
		cells := strings.Fields(line)
		rows[cells[0]] = cells[1:]
	}
	metrics := []string{"count", "avg_bytes", "stddev_bytes", "p50_bytes", "p99_bytes", "min_bytes", "max_bytes"}
	slack := []float64{0, 6e-6, 6e-6, 1.0 / 256, 1.0 / 256, 0, 0}
	shown := tables(t, "top", "status", "-w", "bytes != nil", "-m", strings.Join(metrics, ","), "-n", "0", "-f", busyFormat, path)[0].Rows
	if len(shown) != len(rows) || len(rows) < 5 {
		t.Errorf("%d rows; Python has %d", len(shown), len(rows))
	}
	for _, row := range shown {
		status, _ := cellOf(row, "status")
		for i, metric := range metrics {
			got, _ := strconv.ParseFloat(string(row[metric]), 64)
			want, err := strconv.ParseFloat(rows[status.text][i], 64)
			if err != nil || got < want-slack[i]*want || got > want+slack[i]*want {
				t.Errorf("%s of status %s: got %v; Python says %v", metric, status.text, got, want)
			}
		}
	}
}
