package cli

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"wf/bench"
	"wf/bench/timing"
	"wf/internal/report"
)

// benchCmd is "wf bench [FILE]", with the commands below it.
func (a *app) benchCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bench [FILE]",
		Short: "the Wide Finder in nine ways, timed and compared",
		Long: `wf bench: counts how often each article was fetched (GET /ongoing/When/...) in
nine ways, from a plain loop to what wf find does. Each is a process of its own.
They run in turn, with one worker and with -j, and their answers are compared.
x_wf1 is how many times as fast as wf-1 one is, x_alone as itself with one
worker. Without FILE a log of a million lines is made. wf bench run RUNG FILE
runs one way and prints what was fetched most.

With --sweep what stands behind -- is a command of wf, timed with each of several
numbers of workers; without it, that is wf find on FILE. The answer is a drawing
with the best number and the serial fraction, also as svg, html, json or md. Its
base is -j 1, which takes what --sequential takes.

wf bench gen writes logs of any format and size.`,
		Example: `wf bench
wf bench access.log --runs 3 -o bench.html
wf bench run wf-4 access.log -j 2
wf bench --sweep 1..8 -- top path access.log
wf bench --sweep 1..64x2 -o sweep.svg -- -w 'status >= 500' access.log`,
		Args: cobra.ArbitraryArgs,
	}
	a.runs(cmd, benchCommand, func(cmd *cobra.Command, args []string) error {
		if a.given("sweep") || cmd.ArgsLenAtDash() >= 0 && len(args) > 1 {
			return a.benchSweep(cmd, args)
		}
		if len(args) > 1 {
			return fmt.Errorf("bench takes one file, not %d; see: wf bench --help", len(args))
		}
		return a.bench(args, bench.Rungs())
	})
	cmd.AddCommand(a.benchGenCmd(), a.benchRunCmd(), a.benchWorkerCmd())
	return cmd
}

// bench measures rungs on a file, or without one on a log that it makes.
func (a *app) bench(files []string, rungs []bench.Rung) error {
	outputs, err := a.outputs()
	if err != nil {
		return err
	}
	defer discard(outputs)
	program, err := a.program()
	if err != nil {
		return err
	}
	plan := bench.Plan{Plan: a.timingPlan(), Workers: a.flags.cores(), Program: program}
	a.noteCrowd(plan.Workers)
	ctx, stopped := a.untilSignal()
	result, err := a.measure(ctx, &plan, files, outputs, rungs)
	code := stopped()
	switch {
	case code != exitOK && result.Measured():
		a.message("interrupted; the figures are of the runs so far")
	case code != exitOK:
		a.message("interrupted before anything was measured")
		a.code = code
		return nil
	case err != nil:
		return err
	}
	if len(files) == 0 {
		plan.Log = madeName // its file has a name of chance, and is gone
	}
	a.judge(result)
	if code != exitOK {
		a.code = code
	}
	answer := benchReport(plan, result, a.code == exitOK)
	for _, out := range outputs {
		if err := a.write(out, &outcome{write: writeBench}, answer, nil); err != nil {
			return err
		}
	}
	return nil
}

// measure finds or makes the log, makes the files of outputs, and measures. What
// it makes besides is gone when it returns.
func (a *app) measure(ctx context.Context, plan *bench.Plan, files []string, outputs []output, rungs []bench.Rung) (*bench.Result, error) {
	in, err := benchInput(files)
	if err != nil {
		return nil, err
	}
	defer in.source.Close()
	if err := a.create(in, outputs); err != nil {
		return nil, err
	}
	folder, err := a.makeFolder()
	if err != nil {
		return nil, err
	}
	defer folder.discard()
	plan.Folder = folder.path
	if len(files) == 0 {
		a.note("measures a log that it makes (%s); wf bench FILE measures yours", madeName)
	}
	tell, erase := a.benchProgress()
	defer erase()
	if len(files) > 0 {
		plan.Log = files[0]
	} else if plan.Log, err = makeLog(ctx, plan.Folder); err != nil {
		return nil, err
	}
	return bench.Measure(ctx, *plan, rungs, tell)
}

// timingPlan is how often to measure. With a cold cache there is nothing to
// warm up, unless that is asked for.
func (a *app) timingPlan() timing.Plan {
	p := timing.Plan{Runs: a.flags.runs, Warmup: a.flags.warmup, Cold: a.flags.cold}
	if p.Cold && !a.given("warmup") {
		p.Warmup = 0
	}
	return p
}

// program is this program, to be started again.
func (a *app) program() (bench.Program, error) {
	path, err := os.Executable()
	if err != nil {
		return bench.Program{}, fmt.Errorf("cannot find the program wf: %w", err)
	}
	return bench.Program{Path: path, Name: os.Args[0]}, nil
}

// untilSignal returns a context that ends with the first signal. stopped must be
// called; it returns the exit code for the signal, exitOK if there was none.
func (a *app) untilSignal() (ctx context.Context, stopped func() int) {
	ctx, cancel := context.WithCancel(context.Background())
	a.signals.reading(cancel)
	return ctx, func() int {
		a.signals.reading(nil)
		cancel()
		return a.signals.interrupted()
	}
}

// benchProgress shows on a terminal which run of how many it is. erase erases
// it.
func (a *app) benchProgress() (tell func(timing.Step), erase func()) {
	tty := term.IsTerminal(int(a.stderr.Fd()))
	if a.flags.progress == "never" || a.flags.quiet || a.flags.progress == "auto" && !tty {
		return nil, func() {}
	}
	begin := time.Now()
	a.signals.shows(true)
	fmt.Fprint(a.stderr, eraseLine+"reading the log ...")
	tell = func(s timing.Step) {
		what := "run"
		if s.Warm {
			what = "warm-up"
		}
		fmt.Fprintf(a.stderr, eraseLine+"%s %d of %d  %v  %s", what, s.Done+1, s.Total, time.Since(begin).Round(time.Second), s.Job)
	}
	return tell, func() {
		fmt.Fprint(a.stderr, eraseLine)
		a.signals.shows(false)
	}
}

// noteCrowd says when there are more workers than cores to run them.
func (a *app) noteCrowd(workers int) {
	if cores := runtime.GOMAXPROCS(0); workers > cores {
		a.note("%d workers on %s: more than cores gain nothing", workers, report.Plural(int64(cores), "core"))
	}
}

// judge says which answers are wrong and which figures are doubtful, and
// settles the exit code.
func (a *app) judge(result *bench.Result) {
	for _, row := range result.Rows {
		if row.Wrong != "" {
			a.message("%s does not count what %s does: %s", row.Rung.Name, result.Rows[0].Rung.Name, row.Wrong)
			a.incomplete()
		}
	}
	if result.Matches == 0 {
		a.note("no line has an article; the figures are those of a log without a match")
	}
	fastest := result.Rows[0].Wall.Median()
	for _, row := range result.Rows {
		if len(row.Wall) > 0 {
			fastest = min(fastest, row.Wall.Median())
		}
	}
	for _, doubt := range timing.Doubts(len(result.Rows[0].Wall), fastest) {
		a.note("%s", doubt)
	}
	for _, row := range result.Rows {
		if doubt := row.Wall.Doubt(); doubt != "" {
			a.note("%s: %s", row.Rung.Name, doubt)
		}
		if doubt := row.Single.Doubt(); doubt != "" && row.Workers > 1 {
			a.note("%s with one worker: %s", row.Rung.Name, doubt)
		}
	}
}
