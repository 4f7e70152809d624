package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"wf/internal/report"
	"wf/parser"
)

// formatsCmd is "wf formats [NAME]".
func (a *app) formatsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "formats [NAME]",
		Short: "lists the known formats, or the fields of one",
		Args:  cobra.MaximumNArgs(1),
		Example: `wf formats
wf formats combined
wf formats 'combined $request_time'`,
		ValidArgsFunction: completeFormats,
	}
	a.runs(cmd, formatsCommand, func(_ *cobra.Command, args []string) error {
		var text strings.Builder
		if len(args) == 0 {
			a.listFormats(&text)
			return a.writeText(text.String())
		}
		f, err := parser.NewFormat(args[0])
		var unknown *parser.UnknownFormat
		switch {
		case errors.As(err, &unknown):
			return err
		case err != nil:
			return fmt.Errorf("%s: %w", args[0], err)
		}
		a.describeFormat(&text, f)
		return a.writeText(text.String())
	})
	return cmd
}

// otherFormats says what -f takes that has no name.
const otherFormats = `
-f takes a name, or in single quotes, which keep the shell off:
  'combined $request_time'         a name, and what lines have behind its fields
  '$remote_addr [$time_local] ...' a log_format of nginx, or the whole directive
  '%h %l %u %t \"%r\" %>s %b'      a LogFormat of Apache
  '(?P<path>/\S*) (?P<status>\d+)' a regular expression whose groups are fields
and @/etc/nginx/nginx.conf or @/etc/apache2/apache2.conf for the format of that
configuration which fits, @FILE:NAME for one of them.
`

// listFormats writes the known formats, and what else may be given.
func (a *app) listFormats(w io.Writer) {
	table := a.columns(wrap)
	table.indent = ""
	for _, f := range parser.Formats() {
		table.add(f.Name, f.Doc)
	}
	table.write(w)
	fmt.Fprintln(w, "\nAround the lines of any of them, as in syslog+combined:")
	table.rows = nil
	names, docs := parser.Wrappers()
	for i, name := range names {
		table.add(name, docs[i])
	}
	table.write(w)
	io.WriteString(w, otherFormats)
}

// describeFormat writes the layout, a line and the fields of f.
func (a *app) describeFormat(w io.Writer, f *parser.Format) {
	fmt.Fprintf(w, "%s: %s\n\n  %s\n", report.Escape(f.Name), report.Escape(f.Doc), report.Escape(f.Line()))
	if f.Sample != "" {
		fmt.Fprintf(w, "\nSample:\n  %s\n", f.Sample)
		f = f.Fit([][]byte{[]byte(f.Sample)})
	}
	fmt.Fprint(w, "\nFields:\n")
	table := a.columns(wrap)
	for _, field := range f.Fields() {
		kind := field.Kind.String()
		if field.Unit != "" {
			kind += ", " + field.Unit
		}
		doc := field.Doc
		if doc == "" {
			doc = "the log's own"
		}
		table.add(field.Name, kind, report.Escape(f.LogName(field.Name)), doc)
	}
	table.write(w)
}
