package cli

import (
	"context"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"wf/bench"
	"wf/bench/timing"
	"wf/internal/report"
)

// sweptFiles returns the files that a command line of wf reads. It refuses what
// cannot be run again and again with the same answer, and with other workers.
func sweptFiles(words []string) ([]string, error) {
	if len(words) > 0 && words[0] == "wf" && !exists("wf") {
		return nil, fmt.Errorf("behind -- stands a command of wf without the word wf: %s", sweepExample)
	}
	inner := &app{}
	root := newRoot(inner)
	cmd, rest, err := root.Find(words)
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err != nil {
		return nil, fmt.Errorf("behind -- stands a command of wf: %w; such as: %s", err, sweepExample)
	}
	args := cmd.Flags().Args()
	if cmd == root {
		err = misplaced(root, args)
	}
	if err == nil {
		err = inner.checkSwept(cmd)
	}
	if err != nil {
		return nil, err
	}
	return filesOf(cmd, args)
}

// checkSwept refuses a command, and flags of it, of which a sweep makes no sense.
func (a *app) checkSwept(cmd *cobra.Command) error {
	used := strings.Fields(cmd.Annotations[usedFlags])
	if !slices.Contains(used, "workers") || slices.Contains(used, "sweep") {
		return fmt.Errorf("%s has no workers to sweep; %s", cmd.CommandPath(), sweepExample)
	}
	for _, refused := range []struct{ flag, why string }{
		{"workers", "has no -j: --sweep puts it in"},
		{"sequential", "has no --sequential, which has one worker; -j 1 is part of most sweeps"},
		{"stats", "has no --stats, which differ from run to run"},
	} {
		if a.given(refused.flag) {
			return fmt.Errorf("a command line that is swept %s", refused.why)
		}
	}
	if err := a.flags.check(cmd, used); err != nil {
		return err
	}
	for _, word := range a.flags.outputs {
		if out, err := parseOutput(word, report.Outputs()); err == nil && out.path != "" {
			return fmt.Errorf("-o %s: a sweep compares what its runs print, so a command line has no file; -o before the -- is for the sweep", word)
		}
	}
	return nil
}

// filesOf returns those of the arguments of a command that are files. Standard
// input is none that can be read twice.
func filesOf(cmd *cobra.Command, args []string) (files []string, err error) {
	files = args
	switch cmd.Name() {
	case "top", "find", "run": // bench run RUNG FILE
		if len(args) > 0 {
			files = args[1:]
		}
	case "timeline":
		if _, files, err = cutStep(args); err != nil {
			return nil, err
		}
	}
	if len(files) == 0 || slices.Contains(files, "-") {
		return nil, fmt.Errorf("standard input cannot be read for every run again; name a file: %s", sweepExample)
	}
	return files, nil
}

// sweptCommand is a command line of wf that runs again and again.
type sweptCommand struct {
	program bench.Program
	words   []string
	answer  string // the file that takes what a run prints
	seed    maphash.Seed
	first   int    // the number of workers that has run before all others
	hash    uint64 // of what it printed
	known   bool   // whether it has
}

// job runs the command line with so many workers, and compares what it prints
// with what the first run printed.
func (w *sweptCommand) job(workers int) timing.Job {
	return timing.Job{
		Name:  "-j " + strconv.Itoa(workers),
		Run:   func(ctx context.Context) error { return w.run(ctx, workers) },
		Check: func() error { return w.check(workers) },
	}
}

// run runs it once. What it prints goes straight into a file, so that nobody has
// to read it while the time is taken.
func (w *sweptCommand) run(ctx context.Context, workers int) error {
	out, err := os.Create(w.answer)
	if err != nil {
		return err
	}
	defer out.Close()
	args := append([]string{w.program.Name, "--workers", strconv.Itoa(workers)}, w.words...)
	_, err = timing.Command{Path: w.program.Path, Args: args, Env: w.program.Env, Stdout: out}.Run(ctx)
	return err
}

// check compares what a run has printed with what the first one has.
func (w *sweptCommand) check(workers int) error {
	f, err := os.Open(w.answer)
	if err != nil {
		return err
	}
	defer f.Close()
	var hash maphash.Hash
	hash.SetSeed(w.seed)
	if _, err := io.Copy(&hash, f); err != nil {
		return err
	}
	if !w.known {
		w.hash, w.known = hash.Sum64(), true
	}
	if hash.Sum64() != w.hash {
		return fmt.Errorf("the answer is not that of the first run, with -j %d; is the log still written to, or the range of time before now? if neither, please report it", w.first)
	}
	return nil
}
