package cli

import (
	"fmt"
	"io"
	"slices"
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
	given, err := a.givenFormats()
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

// maxRivals is how many formats are named that would read the lines as well.
const maxRivals = 3

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
	for i, c := range d.Detection.Candidates {
		if i > 0 && c.Full == 0 || i > maxRivals {
			break
		}
		fmt.Fprintf(w, "  %-14s reads %s of %s sample lines, %s with every field\n",
			report.Escape(c.Format.Name), report.Count(int64(c.Parsed)), report.Count(int64(c.Of)), report.Count(int64(c.Full)))
	}
	if d.Format.Doc != "" && a.flags.given("format") {
		fmt.Fprintf(w, "  %s\n", report.Escape(d.Format.Doc))
	}
	writeRecord(w, d.Format, d.Lines)
	return true
}

// writeRecord writes the fields of the first line that f reads, and what the
// log calls them where that is another name.
func writeRecord(w io.Writer, f *parser.Format, lines [][]byte) {
	set := parser.NewFieldSet(f.Own()...)
	fields := slices.DeleteFunc(f.Fields(), func(field parser.Field) bool { return field.Name == "file" })
	slots := make([]int, len(fields))
	for i, field := range fields {
		slot, err := set.Add(field.Name)
		if err != nil {
			panic("bug: format " + f.Name + ": " + err.Error())
		}
		slots[i] = slot
	}
	r, ok := firstRecord(f.Compile(set), parser.NewRecord(set), lines)
	if !ok {
		return
	}
	named := slices.ContainsFunc(fields, func(field parser.Field) bool { return f.LogName(field.Name) != "" })
	table := tabwriter.NewWriter(w, 17, 0, 1, ' ', 0)
	for i, field := range fields {
		fmt.Fprintf(table, "  %s\t", field.Name)
		if named {
			fmt.Fprintf(table, "%s\t", report.Escape(f.LogName(field.Name)))
		}
		text := "-"
		if value := r.Bytes(slots[i]); value != nil {
			text = report.Escape(string(parser.AppendText(nil, field.Kind, value)))
		}
		fmt.Fprintln(table, text)
	}
	table.Flush()
}

// firstRecord is the record of the first of lines that p takes.
func firstRecord(p parser.Parser, r *parser.Record, lines [][]byte) (*parser.Record, bool) {
	for _, line := range lines {
		r.Reset("")
		switch p.Parse(line, r) {
		case parser.Parsed:
			return r, true
		case parser.Directive:
			if directed, ok := p.(parser.Directed); ok {
				p = directed.Direct(line)
			}
		}
	}
	return nil, false
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
			f, err := parser.NewFormat(args[0])
			if err != nil {
				return err
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
	fmt.Fprintln(w, "\nAround the lines of any of them, as in syslog+combined:")
	table = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	names, docs := parser.Wrappers()
	for i, name := range names {
		fmt.Fprintf(table, "%s\t%s\n", name, docs[i])
	}
	table.Flush()
}

func describeFormat(w io.Writer, f *parser.Format) {
	fmt.Fprintf(w, "%s: %s\n\n  %s\n\nSample:\n  %s\n\nFields:\n", f.Name, f.Doc, f.Line(), f.Sample)
	f = f.Fit([][]byte{[]byte(f.Sample)})
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
