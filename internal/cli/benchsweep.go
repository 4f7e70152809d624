package cli

import (
	"errors"
	"fmt"
	"hash/maphash"
	"path/filepath"
	"runtime"

	"github.com/kballard/go-shellquote"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"wf/bench"
	"wf/bench/sweep"
	"wf/bench/timing"
	"wf/chunker"
	"wf/internal/report"
)

// sweepExample is how a sweep is asked for.
const sweepExample = "wf bench --sweep 1..8 -- top path access.log"

// benchSweep is "wf bench --sweep N [FILE | -- COMMAND...]".
func (a *app) benchSweep(cmd *cobra.Command, args []string) error {
	dash := cmd.ArgsLenAtDash()
	switch {
	case !a.given("sweep"):
		return fmt.Errorf("what stands behind -- runs with --sweep: %s", sweepExample)
	case dash > 0:
		return errors.New("either a file before the --, or a command line behind it")
	case dash == 0:
		return a.sweep(args)
	case len(args) != 1:
		return fmt.Errorf("--sweep takes one file, or a command line of wf: %s", sweepExample)
	}
	return a.sweep([]string{"find", bench.Pattern, args[0]})
}

// sweep measures the command line words of wf with each of several numbers of
// workers, and shows how it scales.
func (a *app) sweep(words []string) error {
	counts, err := sweep.Counts(a.flags.sweep, maxWorkers)
	if err != nil {
		return fmt.Errorf("--sweep: %w", err)
	}
	if a.given("workers") || a.flags.sequential {
		return errors.New("--sweep says how many workers; it excludes --workers and --sequential")
	}
	if a.given("header", "no-header") {
		return errors.New("--header and --no-header are of outputs that a sweep does not have")
	}
	files, err := sweptFiles(words)
	if err != nil {
		return err
	}
	outputs, err := a.sweepOutputs()
	if err != nil {
		return err
	}
	defer discard(outputs)
	if err := a.createBeside(files, outputs); err != nil {
		return err
	}
	a.noteShared(counts[len(counts)-1])
	points, code, err := a.measureSweep(words, counts)
	switch {
	case code != exitOK:
		a.message("interrupted; a sweep needs all of its runs")
		a.code = code
		return nil
	case err != nil:
		return err
	}
	plan := a.timingPlan()
	s, err := sweep.New(sweep.Setup{
		Args:   words,
		Shown:  report.Escape(shellquote.Join(words...)),
		Cores:  runtime.GOMAXPROCS(0),
		Warmup: plan.Warmup,
		Cold:   plan.Cold,
	}, points)
	if err != nil {
		return err
	}
	for _, doubt := range s.Doubts() {
		a.note("%s", doubt)
	}
	return a.writeSweep(outputs, s)
}

// sweepOutputs returns what -o asks for: the drawing for terminals without it,
// also where standard output is none.
func (a *app) sweepOutputs() ([]output, error) {
	words := a.outputWords()
	if len(words) == 0 {
		words = []string{"table"}
	}
	return parseOutputs(words, sweep.Outputs())
}

// createBeside makes the files of outputs. The files that are read must be there,
// be no pipes, and not be among them.
func (a *app) createBeside(files []string, outputs []output) error {
	in := &inputs{source: chunker.Open(files, chunker.Options{Workers: 1})}
	defer in.source.Close()
	for _, input := range in.source.Inputs() {
		if err := input.Err(); err != nil {
			return fmt.Errorf("%s: %w", report.Escape(inputName(input)), bare(err))
		}
		if input.Piped() {
			return fmt.Errorf("%s: a pipe cannot be read for every run again; name a plain file", report.Escape(inputName(input)))
		}
	}
	return a.create(in, outputs)
}

// noteShared says what becomes of more workers than there are cores.
func (a *app) noteShared(workers int) {
	if cores := runtime.GOMAXPROCS(0); workers > cores {
		a.note("%d workers on %s: points above %d show how workers share cores, not how the command scales; sweep 1..%d, or use a larger machine",
			workers, report.Plural(int64(cores), "core"), cores, cores)
	}
}

// measureSweep runs the command line with each number of workers, in turn. After
// a signal code is its exit code.
func (a *app) measureSweep(words []string, counts []int) (points []sweep.Point, code int, err error) {
	program, err := a.program()
	if err != nil {
		return nil, exitOK, err
	}
	ctx, stopped := a.untilSignal()
	defer func() { code = stopped() }()
	folder, err := a.makeFolder()
	if err != nil {
		return nil, exitOK, err
	}
	defer folder.discard()
	w := &sweptCommand{program: program, words: words, answer: filepath.Join(folder.path, "answer"), seed: maphash.MakeSeed(), first: counts[0]}
	var jobs []timing.Job
	for _, n := range counts {
		jobs = append(jobs, w.job(n))
	}
	tell, erase := a.benchProgress()
	times, err := timing.InTurn(ctx, a.timingPlan(), jobs, tell)
	erase()
	for i, n := range counts {
		points = append(points, sweep.Point{Workers: n, Times: times[i]})
	}
	return points, exitOK, err
}

// writeSweep writes a sweep to every output.
func (a *app) writeSweep(outputs []output, s *sweep.Sweep) error {
	for _, out := range outputs {
		o := sweep.Options{ASCII: !unicodeLocale()}
		if out.path != "" {
			if err := sweep.Write(out.file, out.kind, s, o); err != nil {
				return fileError(out.path, err)
			}
			if err := out.file.commit(); err != nil {
				return err
			}
			continue
		}
		if a.terminal() {
			o.Width, o.Height, _ = term.GetSize(int(a.stdout.Fd()))
		}
		if err := sweep.Write(a.stdout, out.kind, s, o); err != nil {
			return outputError(err)
		}
	}
	return nil
}
