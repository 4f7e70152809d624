package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"wf/bench/timing"
)

// Plan says what to measure.
type Plan struct {
	timing.Plan
	Log     string // a plain file
	Workers int    // of the rungs that take workers; 1 leaves out all runs but those with one
	Program Program
	Folder  string // for the answers of the rungs; the caller removes it
}

// Result is what was measured.
type Result struct {
	Bytes, Lines int64 // of the log
	Matches      int64 // lines that count
	Keys         int64 // that differ
	Rows         []Row // a rung each
}

// Row is what was measured of a rung.
type Row struct {
	Rung    Rung
	Workers int          // 1 if the rung takes none
	Wall    timing.Times // with these workers
	Single  timing.Times // with one: the same as Wall if Workers is 1
	Wrong   string       // how its answer differs from that of the first rung; "" if it is the same
}

// Measure runs the rungs in turn, each as a process of its own: with one worker,
// and with those of the plan if it takes workers. Every answer is compared in
// full with that of the first rung. Ended early, by an error or by ctx, it
// returns what it has measured so far, and why.
func Measure(ctx context.Context, plan Plan, rungs []Rung, tell func(timing.Step)) (*Result, error) {
	r := &Result{}
	var err error
	if r.Bytes, r.Lines, err = size(ctx, plan.Log); err != nil {
		return r, err
	}
	var jobs []timing.Job
	var runs []*contest
	for _, rung := range rungs {
		workers := []int{1}
		if rung.Parallel && plan.Workers > 1 {
			workers = []int{1, plan.Workers}
		}
		for _, n := range workers {
			c := &contest{plan: plan, rung: rung, workers: n, answer: filepath.Join(plan.Folder, fmt.Sprintf("answer-%d", len(runs))), result: r}
			runs = append(runs, c)
			c.first = runs[0]
			jobs = append(jobs, timing.Job{Name: c.name(), Run: c.run, Check: c.check})
		}
	}
	times, err := timing.InTurn(ctx, plan.Plan, jobs, tell)
	for i, c := range runs {
		if c.workers == 1 {
			r.Rows = append(r.Rows, Row{Rung: c.rung, Single: times[i]})
		}
		row := &r.Rows[len(r.Rows)-1]
		row.Workers, row.Wall = c.workers, times[i]
		if row.Wrong == "" {
			row.Wrong = c.wrong
		}
	}
	if now, statErr := os.Stat(plan.Log); err == nil && statErr == nil && now.Size() != r.Bytes {
		err = fmt.Errorf("%s has changed while it was measured", plan.Log)
	}
	return r, err
}

// contest is a rung with so many workers, run again and again.
type contest struct {
	plan    Plan
	rung    Rung
	workers int
	answer  string   // the file that its answer goes to
	first   *contest // whose answer is right
	result  *Result
	wrong   string
}

func (c *contest) name() string {
	if c.workers == 1 {
		return c.rung.Name
	}
	return fmt.Sprintf("%s, %d workers", c.rung.Name, c.workers)
}

// run runs the rung once. Its answer goes straight into a file, so that nobody
// has to read it while the time is taken.
func (c *contest) run(ctx context.Context) error {
	out, err := os.Create(c.answer)
	if err != nil {
		return err
	}
	defer out.Close()
	p := c.plan.Program
	args := append([]string{p.Name}, c.rung.Args(c.plan.Log, c.workers)...)
	_, err = timing.Command{Path: p.Path, Args: args, Env: p.Env, Stdout: out}.Run(ctx)
	return err
}

// check compares the answer with the right one, which is counted once.
func (c *contest) check() error {
	if c == c.first {
		if c.result.Keys > 0 {
			return nil
		}
		return c.result.countAnswer(c.answer)
	}
	difference, err := compare(c.first.answer, c.answer)
	if difference != "" && c.wrong == "" {
		c.wrong = difference
	}
	return err
}

// compare returns where two files differ, "" if they do not.
func compare(right, other string) (string, error) {
	a, err := os.Open(right)
	if err != nil {
		return "", err
	}
	defer a.Close()
	b, err := os.Open(other)
	if err != nil {
		return "", err
	}
	defer b.Close()
	wants, gots := bufio.NewReader(a), bufio.NewReader(b)
	for line := 1; ; line++ {
		want, wantErr := wants.ReadString('\n')
		got, gotErr := gots.ReadString('\n')
		switch {
		case want != got:
			return fmt.Sprintf("row %d is %s; want %s", line, row(got), row(want)), nil
		case wantErr == io.EOF && gotErr == io.EOF:
			return "", nil
		case wantErr != nil || gotErr != nil:
			return "", errors.Join(wantErr, gotErr)
		}
	}
}

// row is a row of an answer for a message.
func row(line string) string {
	if line == "" {
		return "missing"
	}
	return fmt.Sprintf("%.100q", line)
}

// Measured reports whether there is a figure to show: the first rung, which the
// others are compared with, was measured.
func (r *Result) Measured() bool { return r != nil && len(r.Rows) > 0 && len(r.Rows[0].Wall) > 0 }
