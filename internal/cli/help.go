package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// everydayFlags are those that the help of wf shows; "wf help flags" has all.
var everydayFlags = []string{"where", "since", "last", "format", "metrics", "sort", "limit", "output", "json", "follow"}

// helpWidth is the width in columns that help fits in.
const helpWidth = 80

// help prints the help of a command. Cobra takes no error from it.
func (a *app) help(cmd *cobra.Command, _ []string) {
	var text strings.Builder
	writeHelp(&text, cmd)
	if err := a.writeText(text.String()); err != nil {
		a.code = a.fail(err)
	}
}

// writeHelp writes the help of a command: examples first.
func writeHelp(w io.Writer, cmd *cobra.Command) {
	if cmd.Long != "" {
		fmt.Fprintf(w, "%s\n\n", cmd.Long)
	} else {
		fmt.Fprintf(w, "wf %s%s\n\n", commandWord(cmd), cmd.Short)
	}
	fmt.Fprintf(w, "Usage: %s\n", strings.TrimSuffix(cmd.UseLine(), " [flags]"))
	if cmd.Example != "" {
		fmt.Fprintf(w, "\nExamples:\n%s\n", indent(cmd.Example))
	}
	shown := strings.Fields(cmd.Annotations[usedFlags])
	if !cmd.HasParent() {
		shown = everydayFlags
		printCommands(w, cmd)
	}
	printFlags(w, cmd, shown)
	if !cmd.HasParent() {
		fmt.Fprint(w, "\nwf COMMAND --help has more; wf help flags lists every flag; wf completion SHELL\nprints a completion script. A FILE may be compressed (gzip, zstd, bzip2, xz); -\nis standard input.\n")
	}
}

// commandWord is the name of a command below wf, with a colon.
func commandWord(cmd *cobra.Command) string {
	if cmd.HasParent() {
		return cmd.Name() + ": "
	}
	return ""
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(text, "\n", "\n  ")
}

func printCommands(w io.Writer, root *cobra.Command) {
	fmt.Fprint(w, "\nCommands:\n  wf [FILE...]          the report\n")
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() && c.Name() != "help" {
			fmt.Fprintf(w, "  wf %-18s %s\n", strings.TrimSuffix(c.Use, " [FILE...]"), c.Short)
		}
	}
}

// printFlags prints the flags that only cmd has, and of those of all commands
// those that are in shown, in that order.
func printFlags(w io.Writer, cmd *cobra.Command, shown []string) {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.SortFlags = false
	everywhere := cmd.Root().PersistentFlags()
	if cmd.HasParent() {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" && everywhere.Lookup(f.Name) != f {
				set.AddFlag(f)
			}
		})
	}
	for _, name := range shown {
		if f := everywhere.Lookup(name); f != nil {
			set.AddFlag(inWordsOf(cmd.Name(), f))
		}
	}
	if set.HasFlags() {
		heading := "Flags"
		if !cmd.HasParent() {
			heading = "Everyday flags, some of them for top, timeline and find only"
		}
		fmt.Fprintf(w, "\n%s:\n%s", heading, usages(set))
	}
}

// usages describes flags in their order. The defaults that matter are in the
// words: pflag would show the number of cores as if it were a constant.
func usages(flags *pflag.FlagSet) string {
	shown := pflag.NewFlagSet("", pflag.ContinueOnError)
	shown.SortFlags = false
	flags.VisitAll(func(f *pflag.Flag) { shown.AddFlag(withoutDefault(f)) })
	return shown.FlagUsagesWrapped(helpWidth)
}

// withoutDefault returns f with what pflag takes for no default, which depends
// on the type.
func withoutDefault(f *pflag.Flag) *pflag.Flag {
	shown := *f
	shown.DefValue = map[string]string{"bool": "false", "int": "0", "uint64": "0", "float64": "0", "stringArray": "[]"}[f.Value.Type()]
	return &shown
}

// helpCmd is "wf help [COMMAND|flags]".
func (a *app) helpCmd(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND|flags]",
		Short: "help about a command, or all flags",
		Args:  cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				a.help(root, nil)
				return nil
			}
			if args[0] == "flags" {
				return a.writeText("Every flag of wf; wf COMMAND --help shows those of a command.\n\n" +
					usages(root.PersistentFlags()))
			}
			cmd, rest, err := root.Find(args)
			if err != nil || cmd == root || len(rest) > 0 {
				return fmt.Errorf("no help for %q; commands are: %s", strings.Join(args, " "), commandNames(root))
			}
			a.help(cmd, nil)
			return nil
		},
	}
}
