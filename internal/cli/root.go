package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"wf/internal/remote"
	"wf/internal/report"
	"wf/parser"
)

// newRoot returns the command wf with all its commands.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:     "wf [FILE...]",
		Short:   "answers questions from access logs, at the speed of the machine",
		Args:    cobra.ArbitraryArgs,
		Version: versionText(),
		Example: `wf access.log*                          what happened: the report
wf top path -w 'status >= 500' --last 1h access.log
                                        what has failed in the last hour
wf top route -m p95_duration,count -n 20 access.log
                                        the slowest routes
wf timeline 5m --pivot class access.log answers by their class, over time
zcat -f access.log* | wf top status     from a pipe`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	a.flags.bind(root.PersistentFlags())
	a.runs(root, summaryCommand, a.summary)
	root.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveDefault // files, next to the commands
	}
	completeFlags(root)
	root.AddCommand(a.topCmd(), a.timelineCmd(), a.findCmd(), a.printCmd(), a.mergeCmd(), a.diffCmd(), a.planCmd(), a.detectCmd(), a.formatsCmd(), a.benchCmd(), a.completionCmd())
	root.SetHelpCommand(a.helpCmd(root))
	root.SetHelpFunc(a.help)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		text, _, number := strings.Cut(err.Error(), ": strconv.")
		if number {
			text += ": want a whole number"
		}
		return fmt.Errorf("%s; see: %s --help", text, cmd.CommandPath())
	})
	root.SuggestionsMinimumDistance = 2
	return root
}

// runs makes cmd check its flags and then run what it is for.
func (a *app) runs(cmd *cobra.Command, used []string, run func(cmd *cobra.Command, args []string) error) {
	cmd.Annotations = map[string]string{usedFlags: strings.Join(used, " ")}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(cmd, used); err != nil {
			return err
		}
		a.command, a.words = cmd.Name(), args
		err := run(cmd, args)
		if errors.Is(err, errNoInput) {
			return fmt.Errorf("no input: %s FILE, or a log on standard input\ntry: %s --help", strings.Join(append([]string{cmd.CommandPath()}, args...), " "), cmd.CommandPath())
		}
		return err
	}
}

// usedFlags is the annotation that names the flags of a command.
const usedFlags = "flags"

// misplaced returns what the user may have meant when the first argument of
// wf is neither a command nor a file.
func misplaced(root *cobra.Command, args []string) error {
	if len(args) == 0 || exists(args[0]) {
		return nil
	}
	word := args[0]
	neither := fmt.Errorf("%q is neither a command nor a file", word)
	if near := root.SuggestionsFor(word); len(near) > 0 {
		return fmt.Errorf("%w; did you mean %q?", neither, near[0])
	}
	if _, ok := parser.LookupField(strings.Split(word, ",")[0]); ok {
		return fmt.Errorf("%w; did you mean: wf top %s?", neither, word)
	}
	if isCondition(word) {
		return fmt.Errorf("%w; a condition goes behind -w: wf -w '%s'", neither, report.Escape(word))
	}
	if strings.ContainsAny(word, `()[]|\^$`) {
		return fmt.Errorf("%w; a pattern goes behind find: wf find '%s'", neither, report.Escape(word))
	}
	if !strings.ContainsAny(word, "./-*") {
		return fmt.Errorf("%w; commands are: %s", neither, commandNames(root))
	}
	return nil
}

// noFile returns an error if the first of files is a condition or a field that
// was typed in the place of a file. cure says what to do with a field.
func noFile(files []string, cure string) error {
	if len(files) == 0 || exists(files[0]) {
		return nil
	}
	word := files[0]
	if isCondition(word) {
		return fmt.Errorf("%q is no file; a condition goes behind -w: -w '%s'", word, report.Escape(word))
	}
	if _, ok := parser.LookupField(word); ok {
		return fmt.Errorf("%q is no file; "+cure, word, word)
	}
	return nil
}

// isCondition reports whether word begins like a condition on a field.
func isCondition(word string) bool {
	end := strings.IndexAny(word, " =<>!~")
	if end < 1 {
		return false
	}
	_, ok := parser.LookupField(word[:end])
	return ok
}

func commandNames(root *cobra.Command) string {
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return strings.Join(names, " ")
}

// exists reports whether name is an input, readable or not.
func exists(name string) bool {
	_, err := os.Stat(name)
	return name == "-" || remote.Is(name) || err == nil || !errors.Is(err, os.ErrNotExist)
}
