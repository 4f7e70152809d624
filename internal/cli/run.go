package cli

import (
	"runtime"
	"slices"
	"time"

	"wf/aggregate"
	"wf/chunker"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/parser"
)

// run is one pass over the inputs and what becomes of its counts.
type run struct {
	*inputs
	fields   *parser.FieldSet
	pattern  *parser.Pattern // of find in lines with a format, else nil
	parsers  []parser.Parser // of find in any text, else nil until prepare
	literals []parser.Literal
	asks     []asked
	outputs  []output
	line     appender // of print, else nil
	write    writer
	screen   screen           // draws what write writes, for a view that redraws itself
	sortable bool             // its rows can have another order
	pose     func(*run) error // asks the questions anew, of other fields; nil if they are the same for all
	memory   *countMemory     // nil until answer
	counts   []*aggregate.Counts
	left     int // the exit code, if a key ended the run as a signal would
}

// close lets go of the inputs, which may be others than in the beginning.
func (r *run) close() { r.source.Close() }

// begin opens the inputs of a run, of which a selection is to be made. The
// caller closes it.
func (a *app) begin(names []string, opt chunker.Options, selected *selection) (*run, error) {
	in, err := a.openGrowing(names, opt, selected)
	if err != nil {
		return nil, err
	}
	set, err := in.fieldSet(selected)
	if err != nil {
		in.source.Close()
		return nil, err
	}
	return &run{inputs: in, fields: set}, nil
}

// ends returns where the answer goes and what is read.
func (a *app) ends(files []string) (outputs []output, names []string, err error) {
	if outputs, err = a.outputs(); err != nil {
		return nil, nil, err
	}
	if err = a.checkFollowed(outputs); err != nil {
		return nil, nil, err
	}
	a.origin = a.originOf(files)
	names, err = a.names(files)
	return outputs, names, err
}

// answer counts the records that are selected, writes the report, and tests it.
func (a *app) answer(r *run, selected *selection) error {
	defer discard(r.outputs)
	if slices.ContainsFunc(r.asks, func(ask asked) bool { return ask.View.Pivot != "" }) && !a.flags.noHeader {
		a.flags.header = true // which columns there are follows from the log
	}
	if err := a.create(r.inputs, r.outputs); err != nil {
		return err
	}
	rejects, err := a.rejectFile(r.inputs)
	if err != nil {
		return err
	}
	selected.slides = a.flags.follow
	r.memory = a.countMemory()
	defer r.memory.close()
	begin := time.Now()
	var result *pipeline.Result
	interrupted, err := a.watch(r.inputs, func() (err error) {
		if err := a.prepare(r, selected); err != nil {
			return err
		}
		if a.flags.follow {
			result, err = a.follow(r, selected, rejects)
			return err
		}
		result, r.counts, err = pipeline.Count(a.counting(r, rejects), r.specs())
		return err
	})
	if err := rejects.close(err); err != nil {
		return err
	}
	interrupted = max(interrupted, r.left)
	answer := &aggregate.Report{Meta: a.meta(r.inputs, result)}
	if answer.Tables, err = a.tables(r.asks, r.counts); err != nil {
		return err
	}
	answer.Meta.Approx = aggregate.Approximations(answer.Tables)
	a.reportProblems(r.inputs, result, &answer.Meta)
	a.reportRejects(r.inputs, result, &answer.Meta)
	a.settle(r.inputs, interrupted, &answer.Meta)
	a.noteEmpty(r.inputs, selected, &answer.Meta)
	if err := a.writeAll(r, answer, time.Since(begin).Seconds()); err != nil {
		return err
	}
	return a.runTests(tests(r.asks, r.counts))
}

// counting is the configuration of a run that counts.
func (a *app) counting(r *run, rejects *rejectFile) pipeline.Config {
	cfg := a.config(r.inputs, r.fields, r.parsers)
	cfg.Literals, cfg.Rejects = r.literals, rejects.lines()
	cfg.Budget = r.memory.pipeline()
	return cfg
}

// tables makes the tables that the questions ask for of their counts.
func (a *app) tables(asks []asked, counts []*aggregate.Counts) (tables []*aggregate.Table, err error) {
	for _, ask := range asks {
		own := counts[:len(ask.specs)]
		counts = counts[len(ask.specs):]
		if ask.Hidden {
			continue
		}
		table, err := aggregate.Show(own, ask.View, a.flags.cores())
		if err != nil {
			return nil, err
		}
		tables = append(tables, table)
	}
	return tables, nil
}

// storeErr is what kept rows of an answer from being read where they were
// spilled.
func storeErr(counts []*aggregate.Counts) error {
	for _, c := range counts {
		if err := c.Err(); err != nil {
			return err
		}
	}
	return nil
}

// specs are what the questions of r were compiled to.
func (r *run) specs() (specs []*aggregate.Spec) {
	for _, ask := range r.asks {
		specs = append(specs, ask.specs...)
	}
	return specs
}

// config is what all commands that parse lines have in common.
func (a *app) config(in *inputs, fields *parser.FieldSet, parsers []parser.Parser) pipeline.Config {
	return pipeline.Config{
		Source:  in.source,
		Parsers: parsers,
		Fields:  fields,
		Workers: a.flags.cores(),
		MaxLine: a.flags.reading(a).MaxLine,
	}
}

// watch runs work with the progress shown, until it ends or a signal stops the
// source. It returns the exit code of the signal, or exitOK if there was none or
// nothing was left to read, and work's error.
func (a *app) watch(in *inputs, work func() error) (interrupted int, err error) {
	defer a.stdout.watchReader()()
	defer a.showProgress(in.source)()
	err = work()
	if in.source.Exhausted() && !(a.flags.follow && in.source.Stopped()) { // there might have come more
		return exitOK, err
	}
	return a.signals.interrupted(), err
}

// meta describes what was read.
func (a *app) meta(in *inputs, result *pipeline.Result) aggregate.Meta {
	meta := aggregate.Meta{
		Version: version,
		First:   result.Span.First,
		Last:    result.Span.Last,
		Zones:   result.Span.Zones(),
	}
	meta.Lines, meta.Bytes = result.Lines()
	for i, input := range in.source.Inputs() {
		file := aggregate.File{Name: input.Name(), Lines: result.Files[i].Lines, Bytes: result.Files[i].Bytes}
		if in.formats == nil {
			file.Format = "text"
		} else if f := in.formats[i]; f != nil && file.Lines.Total > file.Lines.Blank {
			file.Format = f.Name
		}
		if in.sought != nil {
			file.Skipped = in.sought[i].Skipped
		}
		meta.Files = append(meta.Files, file)
	}
	return meta
}

// settle says whether the run was interrupted, and settles the exit code and
// whether meta is complete.
func (a *app) settle(in *inputs, interrupted int, meta *aggregate.Meta) {
	partial := interrupted != 0
	if a.flags.follow { // who has caught up has all that there is
		partial = !in.caught && !in.source.Exhausted()
	}
	if partial {
		done, total := in.source.Progress()
		text := "interrupted after " + report.Size(done)
		if total > 0 {
			text = "interrupted after " + percent(done, total) + " (" + report.Size(done) + ")"
		}
		text += "; counts are partial"
		a.message("%s", text)
		meta.Errors = append(meta.Errors, text)
		a.incomplete()
	}
	meta.Complete = a.code == exitOK
	if interrupted != 0 {
		a.code = interrupted
	}
}

// writeAll writes the report to every output, and how the run went.
func (a *app) writeAll(r *run, answer *aggregate.Report, seconds float64) error {
	var how *report.Run
	if a.flags.stats {
		how = a.describe(r.inputs, &answer.Meta, seconds)
		how.Spilled, how.MaxMemory = r.memory.spill.Size(), r.memory.budget
	}
	a.signals.pours()
	for _, out := range r.outputs {
		if err := a.write(out, r, answer, how); err != nil {
			return err
		}
	}
	a.noteCut(r, answer)
	a.noteGaps(answer)
	if how != nil {
		a.printStats(r.inputs, &answer.Meta, how)
		a.printSpilled(r.memory)
	}
	return nil
}

// describe says how the run went.
func (a *app) describe(in *inputs, meta *aggregate.Meta, seconds float64) *report.Run {
	skipped := int64(0)
	for _, s := range in.sought {
		skipped += s.Skipped
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return &report.Run{
		Seconds:     seconds,
		Workers:     a.flags.cores(),
		IO:          a.flags.io,
		GBPerSecond: float64(meta.Bytes) / 1e9 / seconds,
		PeakMemory:  int64(memory.Sys - memory.HeapReleased),
		Skipped:     skipped,
		Command:     append([]string{"wf"}, a.args...),
	}
}
