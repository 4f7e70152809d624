package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// everydayFlags are those that the help of wf shows; "wf help flags" has all.
var everydayFlags = []string{"format", "metrics", "limit", "sort", "reverse", "output", "json", "workers", "stats", "quiet"}

// help prints the help of a command: examples first.
func help(cmd *cobra.Command, _ []string) {
	w := cmd.OutOrStdout()
	if cmd.Long != "" {
		fmt.Fprintf(w, "%s\n\n", cmd.Long)
	} else {
		fmt.Fprintf(w, "wf %s%s\n\n", commandWord(cmd), cmd.Short)
	}
	fmt.Fprintf(w, "Usage: %s\n", strings.TrimSpace(cmd.UseLine()))
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
		fmt.Fprint(w, "\nwf COMMAND --help has more; wf help flags lists every flag.\nA FILE may be compressed (gzip, zstd, bzip2, xz); - is standard input.\n")
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

// printFlags prints those flags of cmd that are in shown, in that order.
func printFlags(w io.Writer, cmd *cobra.Command, shown []string) {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.SortFlags = false
	for _, name := range shown {
		if f := cmd.Root().PersistentFlags().Lookup(name); f != nil {
			set.AddFlag(withoutDefault(f))
		}
	}
	if set.HasFlags() {
		fmt.Fprintf(w, "\nFlags:\n%s", set.FlagUsages())
	}
}

// withoutDefault returns f as its usage describes it, which names the default.
func withoutDefault(f *pflag.Flag) *pflag.Flag {
	shown := *f
	shown.DefValue = ""
	if f.NoOptDefVal != "" {
		shown.DefValue = "false"
	}
	return &shown
}

// helpCmd is "wf help [COMMAND|flags]".
func helpCmd(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND|flags]",
		Short: "help about a command, or all flags",
		Args:  cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				help(root, nil)
				return nil
			}
			if args[0] == "flags" {
				fmt.Fprint(root.OutOrStdout(), "Every flag of wf; wf COMMAND --help shows those of a command.\n\n",
					root.PersistentFlags().FlagUsages())
				return nil
			}
			cmd, rest, err := root.Find(args)
			if err != nil || cmd == root || len(rest) > 0 {
				return fmt.Errorf("no help for %q; commands are: %s", strings.Join(args, " "), commandNames(root))
			}
			help(cmd, nil)
			return nil
		},
	}
}
