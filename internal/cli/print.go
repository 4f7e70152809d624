package cli

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"wf/internal/pipeline"
	"wf/internal/query"
	"wf/internal/report"
	"wf/parser"
)

// printCmd is "wf print [FILE...]".
func (a *app) printCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "print [FILE...]",
		Short: "lists the lines that match, or fields of them",
		Example: `wf print --fields time,status,path access.log
wf print --fields client access.log* | sort -u
wf print --where 'status >= 500' --last 1h access.log
wf print -s time access.log access.log.1
wf print --fields time,status,path -o requests.parquet access.log*`,
	}
	a.runs(cmd, printCommand, func(_ *cobra.Command, args []string) error {
		if err := noFile(args, "print the field: wf print --fields %s"); err != nil {
			return err
		}
		return a.print(args)
	})
	return cmd
}

// print lists lines in the order of the inputs.
func (a *app) print(files []string) error {
	if a.flags.follow && a.given("sort") {
		return errors.New("-F prints lines as they come; -s time would have to wait for earlier ones")
	}
	if !a.flags.follow && a.given("limit") && a.flags.limit > 0 && a.given("rejects", "max-rejects", "strict") {
		return errors.New("-n stops before all lines are read; it does not go with --rejects, --max-rejects or --strict")
	}
	if a.given("sort") && a.flags.sort != "time" {
		return fmt.Errorf("-s %s: print sorts by time alone, which merges files", a.flags.sort)
	}
	fields, err := a.printedFields()
	if err != nil {
		return err
	}
	wanted, err := a.rowsWanted()
	if err != nil {
		return err
	}
	names, err := a.names(files)
	if err != nil {
		return err
	}
	selected, err := a.selection()
	if err != nil {
		return err
	}
	opt := a.flags.reading(a)
	byTime := a.flags.sort == "time"
	opt.Ordered, opt.Separate = true, byTime
	r, err := a.begin(names, opt, selected)
	if err != nil {
		return err
	}
	defer r.close()
	if wanted != nil && len(fields) == 0 {
		fields = a.allFields(r.inputs)
	}
	slots, err := a.addFields(r, fields)
	if err != nil {
		return err
	}
	if byTime {
		if _, err := a.addFields(r, []string{"time"}); err != nil {
			return err
		}
	}
	rows, err := a.openRows(r, slots, wanted)
	if err != nil {
		return err
	}
	defer rows.discard()
	return a.list(r, rows, selected)
}

// addFields adds fields that the inputs must have to those of a run and returns
// their slots.
func (a *app) addFields(r *run, names []string) (slots []int, err error) {
	for _, name := range names {
		slot, err := r.fields.Add(name)
		if err != nil {
			return nil, err
		}
		if err := a.require(r.inputs, r.fields, []string{r.fields.Field(slot).Name}); err != nil {
			return nil, err
		}
		slots = append(slots, slot)
	}
	return slots, nil
}

// printedFields are the names in --fields; without it there are none.
func (a *app) printedFields() ([]string, error) {
	if !a.flags.given("fields") {
		return nil, nil
	}
	return query.Fields(a.flags.fields)
}

// list runs the pipeline with lines as its sink.
func (a *app) list(r *run, rows *rowOutput, selected *selection) error {
	in := r.inputs
	rejects, err := a.rejectFile(in)
	if err != nil {
		return err
	}
	limit := int64(0)
	if a.flags.given("limit") && !a.flags.follow {
		limit = int64(a.flags.limit)
	}
	r.line = rows.line
	lines := pipeline.NewLines(rows.w, limit, in.source.Stop, r.line)
	a.signals.pours()
	begin := time.Now()
	var result *pipeline.Result
	run := pipeline.Run
	if in.opt.Separate {
		run = func(cfg pipeline.Config) (*pipeline.Result, error) { return pipeline.RunByTime(cfg, lines) }
	}
	interrupted, err := a.watch(in, func() (err error) {
		if err := a.prepare(r, selected); err != nil {
			return err
		}
		if err := a.goOn(r, lines, selected); err != nil {
			return err
		}
		defer a.keepTelling(in)()
		cfg := a.config(in, r.fields, r.parsers)
		cfg.Rejects, cfg.Sink = rejects.lines(), lines.Sink
		result, err = run(cfg)
		return err
	})
	if err := a.closeRows(rows, interrupted != exitOK, rejects.close(err)); err != nil {
		return err
	}
	a.noteProblems(in)
	acc := a.accountOf(in, result)
	a.addInterruption(in, interrupted, acc)
	meta := metaOf(acc)
	a.reportProblems(acc, &meta)
	if !lines.Full() { // else how far the workers had read is chance
		a.reportRejects(acc, &meta, true)
	}
	a.settle(acc, interrupted, &meta)
	a.noteEmpty(in, selected, &meta)
	if a.flags.stats {
		a.printStats(in.sought, &meta, a.describe(acc, &meta, time.Since(begin).Seconds()))
	}
	return nil
}

// printer returns what appends a record as a line. A terminal gets no control
// characters of the log; elsewhere a whole line is the log's, byte for byte.
func (a *app) printer(set *parser.FieldSet, slots []int) appender {
	switch {
	case len(slots) > 0:
		rows := report.NewRecords("tsv", set, slots, report.Options{Terminal: a.terminal()})
		return func(dst []byte, r *parser.Record, _ []byte) []byte { return rows.Append(dst, r) }
	case a.terminal():
		return func(dst []byte, _ *parser.Record, raw []byte) []byte {
			return append(report.AppendEscaped(dst, bytes.TrimSuffix(raw, []byte("\r"))), '\n')
		}
	}
	return func(dst []byte, _ *parser.Record, raw []byte) []byte { return append(append(dst, raw...), '\n') }
}

// appender appends a record, or its raw line, to dst.
type appender = func(dst []byte, r *parser.Record, raw []byte) []byte
