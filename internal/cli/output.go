package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"wf/aggregate"
	"wf/internal/report"
	"wf/internal/wfp"
)

// output is one place that the answer goes to.
type output struct {
	kind string   // one of report.Outputs
	path string   // "" is standard output
	file *outFile // of path, once the run begins

	folder string // for a file that is named after what is read; made if it is missing
}

// writer writes a report in one of report.Outputs.
type writer func(w io.Writer, kind string, r *aggregate.Report, o report.Options) error

// outputs returns what -o, --json and --csv ask for: without them a table on a
// terminal and TSV elsewhere. more are kinds that the command has besides
// report.Outputs.
func (a *app) outputs(more ...string) ([]output, error) {
	words := a.outputWords()
	if len(words) == 0 && a.flags.follow {
		return []output{a.followedOutput()}, nil
	}
	if len(words) == 0 {
		if a.terminal() {
			return []output{{kind: "table"}}, nil
		}
		return []output{{kind: "tsv"}}, nil
	}
	return parseOutputs(words, append(report.Outputs(), more...))
}

// outputWords are the values of -o, with those that --json and --csv stand for.
func (a *app) outputWords() []string {
	words := slices.Clone(a.flags.outputs)
	if a.flags.json {
		words = append(words, "json")
	}
	if a.flags.csv {
		words = append(words, "csv")
	}
	return words
}

// parseOutputs reads values of -o, of which one kind at most goes to standard
// output.
func parseOutputs(words, known []string) (list []output, err error) {
	toStdout := ""
	for _, word := range words {
		out, err := parseOutput(word, known)
		if err != nil {
			return nil, err
		}
		if out.path == "" && toStdout != "" && toStdout != out.kind {
			return nil, fmt.Errorf("-o %s and -o %s cannot both go to standard output; write one to a file: -o FILE.%s", toStdout, out.kind, out.kind)
		}
		if out.path == "" {
			toStdout = out.kind
		}
		if !slices.Contains(list, out) {
			list = append(list, out)
		}
	}
	return list, nil
}

// parseOutput reads a value of -o: a kind that is known, or a file whose ending
// says its kind.
func parseOutput(word string, known []string) (output, error) {
	if slices.Contains(known, word) {
		return output{kind: word}, nil
	}
	if isFolder(word) && slices.Contains(known, wfp.Ending) {
		return output{kind: wfp.Ending, path: word, folder: word}, nil
	}
	kind := strings.TrimPrefix(filepath.Ext(word), ".")
	if kind == "txt" {
		kind = "table"
	}
	if slices.Contains(known, kind) && kind != "" {
		return output{kind: kind, path: word}, nil
	}
	switch kind {
	case "parquet":
		return output{}, fmt.Errorf("-o %s: wf print writes parquet; here the outputs are: %s", report.Escape(word), strings.Join(known, " "))
	case wfp.Ending:
		return output{}, fmt.Errorf("-o %s: wf, top, timeline, find and merge save counts; here the outputs are: %s", report.Escape(word), strings.Join(known, " "))
	}
	return output{}, fmt.Errorf("-o %s: unknown output; known: %s, or a file with such an ending", report.Escape(word), strings.Join(known, " "))
}

// hasKind reports whether one of the outputs is of that kind.
func hasKind(outputs []output, kind string) bool {
	return slices.ContainsFunc(outputs, func(out output) bool { return out.kind == kind })
}

// terminal reports whether the answer goes to a terminal.
func (a *app) terminal() bool { return term.IsTerminal(int(a.stdout.Fd())) }

// options describes the place that out stands for.
func (a *app) options(out output, how *report.Run) report.Options {
	o := report.Options{ASCII: !unicodeLocale(), Run: how, Origin: a.origin}
	if a.flags.header || a.flags.noHeader {
		o.Header = &a.flags.header
	}
	if a.flags.follow {
		o.At = time.Now()
	}
	if out.path != "" {
		return o
	}
	if o.Terminal = a.terminal(); o.Terminal {
		o.Width, o.Height, _ = term.GetSize(int(a.stdout.Fd()))
	}
	switch a.flags.color {
	case "always":
		o.Color = true
	case "auto":
		o.Color = a.terminal() && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	if o.Color && a.terminal() {
		a.signals.colors()
	}
	return o
}

// unicodeLocale reports whether the locale's text is UTF-8, by the variables
// and the order of POSIX.
func unicodeLocale() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := os.Getenv(name); value != "" {
			value = strings.ToUpper(value)
			return strings.Contains(value, "UTF-8") || strings.Contains(value, "UTF8")
		}
	}
	return false
}

// write writes the answer of a run to one output.
func (a *app) write(out output, r *outcome, answer *aggregate.Report, how *report.Run) error {
	if out.kind == wfp.Ending {
		return out.close() // it is written
	}
	o := a.options(out, how)
	if out.path == "" {
		if err := r.write(a.stdout, out.kind, answer, o); err != nil {
			return outputError(err)
		}
		return storeErr(r.counts)
	}
	if err := r.write(out.file, out.kind, answer, o); err != nil {
		return fileError(out.path, err)
	}
	if err := storeErr(r.counts); err != nil {
		return err
	}
	return out.file.commit()
}

// close ends an output that is written.
func (out output) close() error {
	if out.file == nil {
		return nil
	}
	return out.file.commit()
}

// create makes the files that the answer goes to, before anything is read.
func (a *app) create(in *inputs, outputs []output) error {
	for i := range outputs {
		out := &outputs[i]
		if out.path == "" {
			continue
		}
		if err := a.spare(in, out.path); err != nil {
			return err
		}
		if out.path == a.flags.rejects {
			return fmt.Errorf("-o %s and --rejects %s are the same file", report.Escape(out.path), report.Escape(out.path))
		}
		if err := out.makeFolder(); err != nil {
			return err
		}
		var err error
		if out.file, err = a.createOut(out.path); err != nil {
			return err
		}
	}
	return nil
}

// discard gives up the files that were not written.
func discard(outputs []output) {
	for _, out := range outputs {
		if out.file != nil {
			out.file.discard()
		}
	}
}

// outputError tells an output that cannot take the answer from a question that
// does not fit the output.
func outputError(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &writeError{err}
	}
	return err
}

// writeText writes an answer that is no report.
func (a *app) writeText(text string) error {
	if _, err := io.WriteString(a.stdout, text); err != nil {
		return &writeError{err}
	}
	return nil
}

// writeTables is the writer of all commands but the report.
func writeTables(w io.Writer, kind string, r *aggregate.Report, o report.Options) error {
	return report.Write(w, kind, r, o)
}

// noteCut says how many rows were left out. A table and a page say so themselves.
func (a *app) noteCut(r *outcome, answer *aggregate.Report) {
	silent := slices.ContainsFunc(r.outputs, func(out output) bool { return !slices.Contains([]string{"table", "html", wfp.Ending}, out.kind) })
	if !silent || len(answer.Tables) > 1 && !a.flags.given("report") { // those of the bare report have their size
		return
	}
	number := 0 // of the table
	for _, ask := range r.asks {
		if ask.Hidden {
			continue
		}
		t := answer.Tables[number]
		number++
		if limit := int64(ask.View.Limit); limit > 0 && t.Total > limit {
			name := ""
			if len(answer.Tables) > 1 {
				name = t.Name + ": "
			}
			a.note("%s%s of %s rows; -n 0 prints all", name, report.Count(limit), report.Count(t.Total))
		}
	}
}

// noteGaps says which timelines have gaps that were not filled.
func (a *app) noteGaps(answer *aggregate.Report) {
	for _, t := range answer.Tables {
		if t.Unfilled {
			a.note("%s: steps without records are left out, for there are too many", t.Name)
		}
	}
}
