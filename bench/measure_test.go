package bench_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"wf/bench"
	"wf/bench/gen"
	"wf/bench/timing"
)

// planFor is a plan to measure a log once.
func planFor(t *testing.T, text string) bench.Plan {
	t.Helper()
	return bench.Plan{
		Plan:    timing.Plan{Runs: 1},
		Log:     write(t, text),
		Workers: 2,
		Program: self(t),
		Folder:  t.TempDir(),
	}
}

// The rungs as processes of their own, as "wf bench" runs them.
func TestMeasure(t *testing.T) {
	text := generated(t, gen.Options{Lines: 3000, Seed: 5}) + hit("2003/07/25/\xff\t") // no newline
	plan := planFor(t, text)
	var steps []string
	result, err := bench.Measure(context.Background(), plan, bench.Rungs(), func(s timing.Step) { steps = append(steps, s.Job) })
	if err != nil {
		t.Fatal(err)
	}
	matches, keys := int64(0), int64(0)
	for _, n := range plain(text) {
		keys++
		matches += n
	}
	if result.Bytes != int64(len(text)) || result.Lines != 3001 || result.Matches != matches || result.Keys != keys {
		t.Errorf("result %+v, want %d matches of %d keys", result, matches, keys)
	}
	if got, want := strings.Join(steps[:5], "; "), "wf-1; wf-2; wf-3; wf-4; wf-4, 2 workers"; got != want {
		t.Errorf("ran %s; want %s", got, want)
	}
	for _, row := range result.Rows {
		workers := 1
		if row.Rung.Parallel {
			workers = 2
		}
		if row.Wrong != "" || row.Workers != workers || len(row.Wall) != 1 || len(row.Single) != 1 {
			t.Errorf("%s: %+v", row.Rung.Name, row)
		}
	}
}

// A rung that counts something else is told by its answer.
func TestWrongAnswer(t *testing.T) {
	rungs := bench.Rungs()
	liar := rungs[len(rungs)-1] // wf find, but with another pattern
	liar.Args = func(log string, _ int) []string {
		return []string{"find", `GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d)`, log, "-n", "0"}
	}
	plan := planFor(t, hit("2003/07/25/A")+"\n"+hit("2003/07/25/B")+"\n")
	result, err := bench.Measure(context.Background(), plan, append(rungs[:1], liar), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `row 1 is "2\t2003/07/25\n"; want "1\t2003/07/25/A\n"`
	if got := result.Rows[1].Wrong; got != want || result.Rows[0].Wrong != "" {
		t.Errorf("got %s; want %s", got, want)
	}
	liar.Args = func(log string, _ int) []string { return []string{"find", bench.Pattern, log, "-n", "1", "-q"} }
	result, err = bench.Measure(context.Background(), plan, append(rungs[:1], liar), nil)
	if err != nil {
		t.Fatal(err)
	}
	want = `row 2 is missing; want "1\t2003/07/25/B\n"`
	if got := result.Rows[1].Wrong; got != want {
		t.Errorf("got %s; want %s", got, want)
	}
}

func TestMeasureFails(t *testing.T) {
	broken := bench.Rungs()[:2]
	broken[1].Args = func(string, int) []string { return []string{"nonsense"} }
	result, err := bench.Measure(context.Background(), planFor(t, hit("2003/07/25/A")), broken, nil)
	if err == nil || !strings.Contains(err.Error(), "wf-2: ") || !strings.Contains(err.Error(), "nonsense") {
		t.Errorf("error %v", err)
	}
	if !result.Measured() || len(result.Rows[1].Wall) != 0 {
		t.Errorf("rows %+v", result.Rows)
	}

	ctx, stop := context.WithCancel(context.Background())
	result, err = bench.Measure(ctx, planFor(t, ""), bench.Rungs(), func(s timing.Step) {
		if s.Done == 1 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || !result.Measured() {
		t.Errorf("error %v, rows %+v", err, result.Rows)
	}

	plan := planFor(t, "")
	_, err = bench.Measure(context.Background(), plan, bench.Rungs()[:1], func(timing.Step) {
		if err := os.WriteFile(plan.Log, []byte("more\n"), 0o666); err != nil {
			t.Error(err)
		}
	})
	if err == nil || !strings.HasSuffix(err.Error(), "has changed while it was measured") {
		t.Errorf("error %v", err)
	}
	plan.Log += ".none"
	if result, err := bench.Measure(context.Background(), plan, bench.Rungs(), nil); err == nil || result.Measured() {
		t.Errorf("measured a log that is not there: %+v", result)
	}
}

// BenchmarkRung counts with every rung in this process, and with the processes
// that it starts.
func BenchmarkRung(b *testing.B) {
	const lines = 200_000
	text := generated(b, gen.Options{Lines: lines, Seed: 1})
	log, program := write(b, text), self(b)
	for _, rung := range bench.Rungs() {
		b.Run(rung.Name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := rung.Count(bench.Options{Log: log, Workers: 2, Program: program}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*lines/b.Elapsed().Seconds(), "lines/s")
		})
	}
}
