package cli

import (
	"strings"
	"testing"
	"time"

	"wf/bench"
	"wf/bench/timing"
	"wf/internal/report"
)

// measured is a result with a row for each of the rungs.
func measured() *bench.Result {
	r := &bench.Result{Bytes: 259_006_239, Lines: 1_000_000, Matches: 337_000, Keys: 20_000}
	for _, rung := range bench.Rungs() {
		row := bench.Row{Rung: rung, Workers: 1, Single: timing.Times{900 * time.Millisecond, 800 * time.Millisecond, 850 * time.Millisecond}}
		row.Wall = row.Single
		if rung.Parallel {
			row.Workers, row.Wall = 2, timing.Times{425 * time.Millisecond, 400 * time.Millisecond, 450 * time.Millisecond}
		}
		r.Rows = append(r.Rows, row)
	}
	return r
}

// A terminal of 80 columns has room for what the benchmark is about.
func TestBenchTableWidths(t *testing.T) {
	answer := benchReport(bench.Plan{}, measured(), true)
	for _, test := range []struct {
		width     int
		head, row string
	}{
		{80, "rung workers wall GB/s lines/s x_wf1 x_alone answer", "wf-7 2 425 ms 0.61 2,352,941 2.00 2.00 same"},
		{0, "rung workers wall GB/s lines/s x_wf1 x_alone min max answer strategy", "wf-7 2 425 ms 0.61 2,352,941 2.00 2.00 400 ms 450 ms same wf find"},
	} {
		var out strings.Builder
		if err := writeBench(&out, "table", answer, report.Options{Width: test.width}); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(out.String(), "\n")
		for i, want := range map[int]string{0: test.head, 9: test.row} {
			if got := strings.Join(strings.Fields(lines[i]), " "); got != want {
				t.Errorf("width %d, line %d: %q; want %q", test.width, i, got, want)
			}
		}
		for _, line := range lines {
			if test.width > 0 && len([]rune(line)) > test.width {
				t.Errorf("wider than %d: %q", test.width, line)
			}
		}
	}
}

// A page that holds less than was asked for says so.
func TestBenchPageIncomplete(t *testing.T) {
	plan := bench.Plan{Plan: timing.Plan{Runs: 5}}
	for _, complete := range []bool{true, false} {
		var out strings.Builder
		if err := writeBench(&out, "html", benchReport(plan, measured(), complete), report.Options{}); err != nil {
			t.Fatal(err)
		}
		for _, mark := range []string{`class="banner partial"`, ">up to 5 of each"} {
			if strings.Contains(out.String(), mark) == complete {
				t.Errorf("complete %v, and %s is there: %v", complete, mark, complete)
			}
		}
	}
}
