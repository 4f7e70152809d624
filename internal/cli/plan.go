package cli

import (
	"bufio"
	"errors"
	"fmt"
	"iter"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"wf/aggregate"
	"wf/chunker"
	"wf/internal/report"
)

// planCmd is "wf plan FILE...".
func (a *app) planCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plan FILE...",
		Short: "deals logs out in ranges, a line each, for many machines",
		Example: `wf plan --splits 64 access.log | xargs -P 8 -L 1 wf top path -o parts/
wf merge parts/*.wfp
wf plan --size 1G /logs/*.log > ranges
wf plan --splits 64 -o ndjson access.log`,
	}
	a.runs(cmd, planCommand, func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return errors.New("which files? try: wf plan --splits 64 access.log")
		}
		return a.plan(args)
	})
	return cmd
}

// plan deals files out. There is no plan without all of them: what is left out
// would be missed by nobody.
func (a *app) plan(names []string) error {
	how, err := a.flags.cutting()
	if err != nil {
		return err
	}
	outputs, err := a.planOutputs()
	if err != nil {
		return err
	}
	near, err := a.near(names)
	if err != nil {
		return err
	}
	in := &inputs{source: chunker.Open(near, chunker.Options{Stdin: a.stdin, Openers: a.openers()})}
	defer in.source.Close()
	if err := a.plannable(in.source); err != nil {
		return err
	}
	defer discard(outputs)
	if err := a.create(in, outputs); err != nil {
		return err
	}
	a.signals.pours()
	parts := deal(in.source.Inputs(), how)
	if len(outputs) == 0 {
		return a.printParts(names, parts)
	}
	answer := planReport(names, in.source.Inputs(), parts)
	for _, out := range outputs {
		if err := a.writePlan(out, answer); err != nil {
			return err
		}
	}
	return nil
}

// writePlan writes a plan to one output.
func (a *app) writePlan(out output, answer *aggregate.Report) error {
	o := a.options(out, nil)
	if out.path == "" {
		return outputError(report.Write(a.stdout, out.kind, answer, o))
	}
	if err := report.Write(out.file, out.kind, answer, o); err != nil {
		return fileError(out.path, err)
	}
	return out.file.commit()
}

// planOutputs are the outputs of a plan; none for lines of arguments.
func (a *app) planOutputs() ([]output, error) {
	return parseOutputs(a.outputWords(), planKinds())
}

// planKinds are the outputs that a plan has besides.
func planKinds() []string { return []string{"tsv", "csv", "json", "ndjson"} }

// plannable prints what is wrong with the inputs and returns an error if that is
// anything.
func (a *app) plannable(source *chunker.Source) error {
	inputs, bad := source.Inputs(), false
	for _, p := range source.Problems() {
		if p.Note { // it is given twice, and the parts of both would have the same names
			a.message("%s: %v", inputs[p.Input].Name(), p.Err)
			bad = true
		}
	}
	for _, in := range inputs {
		switch {
		case in.Err() != nil:
			a.message("%s: %v", in.Name(), in.Err())
		case in.Name() == "-":
			a.message("standard input cannot be dealt out; wf plan wants files")
		case in.Piped():
			a.message("%s: is a pipe, which cannot be dealt out; wf plan wants files", in.Name())
		default:
			continue
		}
		bad = true
	}
	if !bad {
		return nil
	}
	if len(inputs) > 1 {
		a.message("nothing is planned without all files")
	}
	return errSilent
}

// printParts writes a plan as arguments of wf, a part a line, which a shell and
// xargs read the same. The names are those that were typed: of a URL it takes all
// to read what it stands for.
func (a *app) printParts(names []string, parts iter.Seq[part]) error {
	words := make([]string, len(names))
	for i, name := range names {
		var ok bool
		if words[i], ok = shellWord(name); !ok {
			return fmt.Errorf("%s: a name with a line end cannot stand in a line; wf plan -o json has it", report.Escape(name))
		}
	}
	w := bufio.NewWriter(a.stdout)
	for p := range parts {
		line := "--range " + rangeText(p.start, p.end) + " " + words[p.input]
		if a.terminal() {
			line = report.Escape(line)
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return &writeError{err}
		}
	}
	if err := w.Flush(); err != nil {
		return &writeError{err}
	}
	return nil
}

// planReport makes a table of a plan of the files that were named so, with a row a
// part.
func planReport(names []string, inputs []*chunker.Input, parts iter.Seq[part]) *aggregate.Report {
	meta := aggregate.Meta{Version: version, Complete: true}
	for _, in := range inputs {
		meta.Files = append(meta.Files, aggregate.File{Name: in.Name(), Bytes: in.RawSize()})
		meta.Bytes += in.RawSize()
	}
	var rows [][]aggregate.Value
	for p := range parts {
		end := aggregate.Value{} // to the end
		if p.end != math.MaxInt64 {
			end = intValue(p.end)
		}
		rows = append(rows, []aggregate.Value{textValue(names[p.input]), intValue(p.start), end, intValue(p.bytes)})
	}
	table := benchTable("plan", rows, textColumn("file"), intColumn("start"), intColumn("end"), intColumn("bytes"))
	return &aggregate.Report{Meta: meta, Tables: []*aggregate.Table{table}}
}

// shellWord quotes a name so that a POSIX shell and xargs make one argument of
// it, the same, which wf takes for no flag. There is none for a name with a line
// end: xargs has no quotes around one, and what a backslash before it does is not
// what it does in a shell.
func shellWord(name string) (word string, ok bool) {
	const plain = "%+,-./:=@_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	word = name
	if strings.Trim(name, plain) != "" {
		word = "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	if strings.HasPrefix(name, "-") {
		word = "-- " + word
	}
	return word, !strings.Contains(name, "\n")
}
