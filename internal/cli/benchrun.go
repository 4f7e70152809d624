package cli

import (
	"bufio"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"wf/bench"
	"wf/internal/report"
)

// benchRunCmd is "wf bench run RUNG FILE": one rung, as its original ran.
func (a *app) benchRunCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:               "run RUNG FILE",
		Short:             "one way of wf bench: what was fetched most",
		Long:              "wf bench run: counts in one of the ways of wf bench and prints what was fetched\nmost. A RUNG is one of:\n\n" + rungList(),
		Example:           "wf bench run wf-1 access.log\nwf bench run wf-5 access.log -j 2 -n 20",
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeRungs,
	}
	var output string
	cmd.Flags().StringVarP(&output, "output", "o", "", "`tsv`: count and key with a tab between, as wf find has them")
	if err := cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions([]string{"tsv"}, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic("bug: " + err.Error())
	}
	a.runs(cmd, benchRunFlags, func(_ *cobra.Command, args []string) error {
		if len(args) != 2 {
			return fmt.Errorf("want: wf bench run RUNG FILE; rungs are: %s", strings.Join(rungNames(), " "))
		}
		if cmd.Flags().Changed("output") && output != "tsv" {
			return errors.New("bench run has no output but -o tsv besides its own")
		}
		return a.benchRun(args[0], args[1], output == "tsv")
	})
	return cmd
}

// benchRun counts in one way and prints it, separated by tabs or as the Wide
// Finder did.
func (a *app) benchRun(name, file string, separated bool) error {
	rungs := bench.Rungs()
	i := slices.Index(rungNames(), name)
	if i < 0 {
		return fmt.Errorf("no rung %q; rungs are: %s", name, strings.Join(rungNames(), " "))
	}
	in, err := benchInput([]string{file})
	if err != nil {
		return err
	}
	in.source.Close()
	program, err := a.program()
	if err != nil {
		return err
	}
	counts, err := rungs[i].Count(bench.Options{Log: file, Workers: a.flags.cores(), Program: program})
	if err != nil {
		return err
	}
	return a.printCounts(counts.Top(a.flags.limit), separated)
}

// printCounts prints counts as the Wide Finder did, or as "wf find" does in TSV.
func (a *app) printCounts(counts []bench.Count, separated bool) error {
	out := bufio.NewWriter(a.stdout)
	var line []byte
	for _, c := range counts {
		line = strconv.AppendInt(line[:0], c.N, 10)
		if separated {
			line = report.AppendCell(append(line, '\t'), []byte(c.Key))
		} else {
			line = report.AppendEscaped(append(line, ": "...), []byte(c.Key))
		}
		out.Write(append(line, '\n'))
	}
	if err := out.Flush(); err != nil {
		return &writeError{err}
	}
	return nil
}

// benchWorkerCmd is "wf bench worker", the processes that some rungs start.
func (a *app) benchWorkerCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:    "worker",
		Short:  "a worker process of wf bench run",
		Hidden: true,
		Args:   cobra.NoArgs,
	}
	a.runs(cmd, nil, func(*cobra.Command, []string) error { return bench.Worker(a.stdin, a.stdout) })
	return cmd
}

func rungNames() (names []string) {
	for _, r := range bench.Rungs() {
		names = append(names, r.Name)
	}
	return names
}

// rungList describes the rungs, one a line.
func rungList() string {
	var lines []string
	for _, r := range bench.Rungs() {
		lines = append(lines, fmt.Sprintf("  %-16s %s", r.Name, r.Strategy))
	}
	return strings.Join(lines, "\n")
}

// completeRungs completes a rung, and then the file.
func completeRungs(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var list []string
	for _, r := range bench.Rungs() {
		list = append(list, r.Name+"\t"+r.Strategy)
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}
