package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"wf/chunker"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/parser"
)

// detectCmd is "wf detect [FILE...]".
func (a *app) detectCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "detect [FILE...]",
		Short: "says which format each file has, and how sure",
		Example: `wf detect /var/log/nginx/*
wf detect -f combined access.log`,
	}
	a.runs(cmd, detectCommand, func(_ *cobra.Command, args []string) error { return a.detect(args) })
	return cmd
}

// detect prints what detection finds in each input.
func (a *app) detect(args []string) error {
	given, err := a.givenFormat()
	if err != nil {
		return err
	}
	names, err := a.names(args)
	if err != nil {
		return err
	}
	source := chunker.Open(names, a.flags.reading(a))
	defer source.Close()
	var text strings.Builder
	known := 0
	for i, d := range pipeline.Detect(source, given, a.flags.cores()) {
		if i > 0 {
			text.WriteByte('\n')
		}
		if a.describeDetected(&text, &d) {
			known++
		}
	}
	if known < len(names) {
		a.incomplete()
	}
	if known == 0 {
		a.code = exitFailed
	}
	return a.writeText(text.String())
}

// describeDetected writes what is known about one input, and returns whether
// its format is.
func (a *app) describeDetected(w *strings.Builder, d *pipeline.Detected) bool {
	name := report.Escape(inputName(d.Input))
	if d.Err != nil {
		fmt.Fprintf(w, "%s: %s\n", name, report.Escape(d.Err.Error()))
		return false
	}
	if d.Format == nil {
		if d.Empty {
			fmt.Fprintf(w, "%s: empty\n", name)
		} else {
			fmt.Fprintf(w, "%s: %s\n", name, report.Escape(d.Detection.Reason))
		}
		return d.Empty
	}
	fmt.Fprintf(w, "%s: %s", name, d.Format.Name)
	if c := d.Input.Compression(); c != "" {
		fmt.Fprintf(w, ", %s", c)
	}
	fmt.Fprintln(w)
	for _, c := range d.Detection.Candidates {
		fmt.Fprintf(w, "  %-14s reads %s of %s sample lines, %s with every field\n",
			c.Format.Name, report.Count(int64(c.Parsed)), report.Count(int64(c.Of)), report.Count(int64(c.Full)))
	}
	writeRecord(w, d.Format, d.Lines)
	return true
}

// writeRecord writes the fields of the first line that f reads.
func writeRecord(w io.Writer, f *parser.Format, lines [][]byte) {
	set := parser.NewFieldSet()
	fields := f.Fields()
	slots := make([]int, len(fields))
	for i, field := range fields {
		slot, err := set.Add(field.Name)
		if err != nil {
			panic("bug: format " + f.Name + ": " + err.Error())
		}
		slots[i] = slot
	}
	p, r := f.Compile(set), parser.NewRecord(set)
	for _, line := range lines {
		if r.Reset(""); p.Parse(line, r) != parser.Parsed {
			continue
		}
		for i, field := range fields {
			if field.Name == "file" {
				continue
			}
			text := "-"
			if value := r.Bytes(slots[i]); value != nil {
				text = string(parser.AppendText(nil, field.Kind, value))
			}
			fmt.Fprintf(w, "  %-14s %s\n", field.Name, report.Escape(text))
		}
		return
	}
}

// formatsCmd is "wf formats [NAME]".
func (a *app) formatsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "formats [NAME]",
		Short: "lists the known formats, or the fields of one",
		Args:  cobra.MaximumNArgs(1),
		Example: `wf formats
wf formats combined`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return strings.Fields(formatNames()), cobra.ShellCompDirectiveNoFileComp
		},
	}
	a.runs(cmd, formatsCommand, func(_ *cobra.Command, args []string) error {
		var text strings.Builder
		if len(args) == 0 {
			listFormats(&text)
		} else {
			f, ok := parser.LookupFormat(args[0])
			if !ok {
				return fmt.Errorf("unknown format %q; known: %s", args[0], formatNames())
			}
			describeFormat(&text, f)
		}
		return a.writeText(text.String())
	})
	return cmd
}

func listFormats(w io.Writer) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range parser.Formats() {
		fmt.Fprintf(table, "%s\t%s\n", f.Name, f.Doc)
	}
	table.Flush()
}

func describeFormat(w io.Writer, f *parser.Format) {
	fmt.Fprintf(w, "%s: %s\n\n  %s\n\nSample:\n  %s\n\nFields:\n", f.Name, f.Doc, f.Layout, f.Sample)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, field := range f.Fields() {
		kind := field.Kind.String()
		if field.Unit != "" {
			kind += ", " + field.Unit
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\n", field.Name, kind, field.Doc)
	}
	table.Flush()
}
