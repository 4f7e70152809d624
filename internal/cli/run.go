package cli

import (
	"time"

	"wf/aggregate"
	"wf/chunker"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/internal/wfp"
	"wf/parser"
)

// run is one pass over the inputs and what becomes of its counts.
type run struct {
	*inputs
	fields   *parser.FieldSet
	pattern  *parser.Pattern // of find in lines with a format, else nil
	parsers  []parser.Parser // of find in any text, else nil until prepare
	literals []parser.Literal
	line     appender         // of print, else nil
	screen   screen           // draws what write writes, for a view that redraws itself
	sortable bool             // its rows can have another order
	pose     func(*run) error // asks the questions anew, of other fields; nil if they are the same for all
	left     int              // the exit code, if a key ended the run as a signal would
	outcome                   // its memory is nil until answer
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
	if outputs, err = a.countedOutputs(); err != nil {
		return nil, nil, err
	}
	if err = a.checkFollowed(outputs); err != nil {
		return nil, nil, err
	}
	if err = a.checkState(outputs, files); err != nil {
		return nil, nil, err
	}
	a.question = a.words[:max(0, len(a.words)-len(files))]
	if names, err = a.names(files); err != nil {
		return nil, nil, err
	}
	a.origin = a.originOf(files)
	if err = a.intoFolders(outputs, names); err != nil {
		return nil, nil, err
	}
	return outputs, names, a.openState()
}

// answer counts the records that are selected, writes the report, and tests it.
func (a *app) answer(r *run, selected *selection) error {
	defer discard(r.outputs)
	if err := a.checkNames(r.inputs); err != nil {
		return err
	}
	if a.division != nil {
		return a.divide(r, selected)
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
	r.begun = time.Now()
	if a.state != nil {
		if r.header, err = a.headerOf(r, selected); err == nil {
			err = a.state.checkAsked(r.header)
		}
		if err == nil {
			err = a.state.kept.choose(r.inputs, selected)
		}
		if err != nil {
			return err
		}
	}
	var result *pipeline.Result
	interrupted, err := a.watch(r.inputs, func() (err error) {
		if err := a.prepare(r, selected); err != nil {
			return err
		}
		if a.flags.follow {
			result, err = a.follow(r, selected, rejects)
			return err
		}
		if a.state.keeps() {
			k := a.state.kept
			result, r.tallied, k.counted, err = pipeline.TallyPeriods(a.counting(r, rejects), r.specs, k.periods.Of)
			return err
		}
		result, r.tallied, err = pipeline.Tally(a.counting(r, rejects), r.specs)
		return err
	})
	if err := rejects.close(err); err != nil {
		return err
	}
	r.interrupted = max(interrupted, r.left)
	a.noteProblems(r.inputs)
	r.account, r.searched = a.accountOf(r.inputs, result), r.inputs.sought
	a.addInterruption(r.inputs, r.interrupted, r.account)
	r.last = func(meta *aggregate.Meta) { a.noteEmpty(r.inputs, selected, meta) }
	if a.saves {
		if r.header, err = a.headerOf(r, selected); err != nil {
			return err
		}
	}
	if a.state != nil {
		if err := a.recall(r); err != nil {
			return err
		}
	}
	return a.conclude(&r.outcome)
}

// counting is the configuration of a run that counts.
func (a *app) counting(r *run, rejects *rejectFile) pipeline.Config {
	cfg := a.config(r.inputs, r.fields, r.parsers)
	cfg.Literals, cfg.Rejects = r.literals, rejects.lines()
	cfg.Budget = r.memory.pipeline()
	return cfg
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

// addInterruption says that the reading was interrupted, if it was.
func (a *app) addInterruption(in *inputs, interrupted int, acc *wfp.Account) {
	partial := interrupted != exitOK
	if a.flags.follow { // who has caught up has all that there is
		partial = !in.caught && !in.source.Exhausted()
	}
	if !partial {
		return
	}
	done, total := in.source.Progress()
	text := "interrupted after " + report.Size(done)
	if total > 0 {
		text = "interrupted after " + percent(done, total) + " (" + report.Size(done) + ")"
	}
	acc.Errors = append(acc.Errors, wfp.Text(text+"; counts are partial"))
}
