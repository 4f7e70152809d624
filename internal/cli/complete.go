package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"wf/aggregate"
	"wf/internal/report"
	"wf/internal/wfp"
	"wf/parser"
)

// completeFlags registers the values of flags that have known ones.
func completeFlags(root *cobra.Command) {
	for flag, values := range map[string][]string{
		"section":  append(report.SectionNames(), "all"),
		"metrics":  aggregate.MetricNames(),
		"io":       {"auto", "mmap", "read"},
		"color":    {"auto", "always", "never"},
		"progress": {"auto", "always", "never"},
		"seek":     {"auto", "off"},
	} {
		if err := root.RegisterFlagCompletionFunc(flag, completeList(values)); err != nil {
			panic("bug: " + err.Error())
		}
	}
	for flag, complete := range map[string]cobra.CompletionFunc{
		"fields": completeFieldNames,
		"by":     completeFieldNames,
		"pivot":  completeFieldNames,
		"sort":   completeSort,
		"format": completeFormats,
		"output": completeOutputs,
	} {
		if err := root.RegisterFlagCompletionFunc(flag, complete); err != nil {
			panic("bug: " + err.Error())
		}
	}
}

// offerUsedFlags lets a shell that completes a command offer no flags that the
// command would refuse.
func offerUsedFlags(root *cobra.Command, args []string) {
	if len(args) == 0 || args[0] != cobra.ShellCompRequestCmd && args[0] != cobra.ShellCompNoDescRequestCmd {
		return
	}
	cmd, _, err := root.Find(args[1:])
	if err != nil {
		return
	}
	used, ok := cmd.Annotations[usedFlags]
	if !ok {
		return
	}
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) {
		f.Hidden = !slices.Contains(strings.Fields(used), f.Name)
	})
}

// completeFormats completes the name of a format, with what is around the
// lines or without; behind an @ it is one of a file.
func completeFormats(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	if strings.HasPrefix(typed, "@") {
		return nil, cobra.ShellCompDirectiveDefault
	}
	before := typed[:strings.LastIndexByte(typed, '+')+1]
	var list []string
	for _, f := range parser.Formats() {
		list = append(list, before+f.Name+"\t"+f.Doc)
	}
	if before == "" {
		names, docs := parser.Wrappers()
		for i, name := range names {
			list = append(list, name+"+\t"+docs[i])
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeOutputs completes the kinds of output that a command has, and files,
// where what is typed begins none of them.
func completeOutputs(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	var kinds []string
	for _, kind := range outputKinds(cmd) {
		if strings.HasPrefix(kind, typed) {
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) == 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return kinds, cobra.ShellCompDirectiveNoFileComp
}

// outputKinds are the kinds of output that a command has.
func outputKinds(cmd *cobra.Command) []string {
	switch cmd.CommandPath() {
	case "wf bench run":
		return []string{"tsv"}
	case "wf print":
		return rowKinds()
	case "wf plan":
		return planKinds()
	case "wf", "wf top", "wf timeline", "wf find", "wf merge":
		return append(report.Outputs(), wfp.Ending)
	}
	return report.Outputs()
}

// completeList completes the last word of a list with commas.
func completeList(values []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		before := typed[:strings.LastIndexByte(typed, ',')+1]
		list := make([]string, len(values))
		for i, value := range values {
			list[i] = before + value
		}
		return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// completeFieldNames completes the last field of a list with commas.
func completeFieldNames(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, f := range parser.Fields() {
		names = append(names, f.Name+"\t"+f.Doc)
	}
	return completeList(names)(cmd, args, typed)
}

// completeKeys completes the keys of top, and then files.
func completeKeys(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return completeFieldNames(cmd, args, typed)
}

// completeSteps completes the step of a timeline, and then files.
func completeSteps(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return []string{"1m", "5m", "10m", "1h", "1d", "1w"}, cobra.ShellCompDirectiveDefault
}

// completeSort completes what rows can be in the order of.
func completeSort(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	fields, _ := completeFieldNames(cmd, args, "")
	return append(fields, aggregate.MetricNames()...), cobra.ShellCompDirectiveNoFileComp
}
