package cli

import (
	"errors"
	"fmt"

	"wf/aggregate"
	"wf/internal/expr"
	"wf/internal/query"
	"wf/internal/report"
	"wf/parser"
)

// asked is a question that is compiled for the fields of a run: to several
// Specs for a pivot, of which the first is the question's own.
type asked struct {
	query.Ask
	specs []*aggregate.Spec
	at    []int // which counts of the run are theirs
}

// of returns the counts of the question among those of a run.
func (q asked) of(counts []*aggregate.Counts) (own []*aggregate.Counts) {
	for _, at := range q.at {
		own = append(own, counts[at])
	}
	return own
}

// fields are those that the question names.
func (q asked) fields() (list []string) {
	for _, spec := range q.specs {
		list = append(list, spec.Fields()...)
	}
	return list
}

// words are what the flags of a command say of its question.
func (f *flags) words() query.Words {
	return query.Words{
		Metrics: f.metrics,
		Sort:    f.sort,
		Reverse: f.reverse,
		Limit:   f.limit,
		Having:  f.having,
		Pivot:   f.pivot,
		FailIf:  f.failIf,
	}
}

// ask answers questions about the records of files in one pass.
func (a *app) ask(asks []query.Ask, files []string) error {
	selected, err := a.checkAsks(asks)
	if err != nil {
		return err
	}
	outputs, names, err := a.ends(files)
	if err != nil {
		return err
	}
	if outputs, err = a.outputsOf(outputs, shown(asks)); err != nil {
		return err
	}
	r, err := a.begin(names, a.flags.reading(a), selected)
	if err != nil {
		return err
	}
	defer r.close()
	r.outputs, r.write, r.screen, r.sortable = outputs, writeTables, report.TableScreen, true
	r.pose = func(r *run) error {
		if err := a.addAsks(r, asks); err != nil {
			return err
		}
		return a.addTimes(r.inputs, r.fields, outputs)
	}
	if err := r.pose(r); err != nil {
		return err
	}
	return a.answer(r, selected)
}

// outputsOf returns the outputs for so many tables, of which TSV and CSV hold
// one. Several go into a pipe as text, unless something else is wanted.
func (a *app) outputsOf(outputs []output, tables int) ([]output, error) {
	if tables < 2 {
		return outputs, nil
	}
	if !a.ownOutputs() {
		return []output{{kind: "table"}}, nil
	}
	for _, out := range outputs {
		if out.kind == "csv" || out.kind == "tsv" {
			return nil, fmt.Errorf("%s holds one table, and these are %d; -o json holds all", out.kind, tables)
		}
	}
	return outputs, nil
}

// shown returns how many of the answers are shown.
func shown(asks []query.Ask) int {
	n := 0
	for _, ask := range asks {
		if !ask.Hidden {
			n++
		}
	}
	return n
}

// addAsks compiles questions for a run.
func (a *app) addAsks(r *run, asks []query.Ask) error {
	for _, ask := range asks {
		if err := a.addAsk(r, ask); err != nil {
			return err
		}
	}
	return nil
}

// addAsk compiles a question for a run.
func (a *app) addAsk(r *run, ask query.Ask) error {
	compiled, err := compile(ask, r.fields)
	if err == nil {
		err = a.require(r.inputs, r.fields, compiled.fields())
	}
	if err != nil {
		return ask.Blame(err)
	}
	r.add(compiled)
	return nil
}

// checkAsks finds what is wrong with questions, and with what to keep, whatever
// the fields of the inputs are, before these are opened.
func (a *app) checkAsks(asks []query.Ask) (*selection, error) {
	for _, ask := range asks {
		set := parser.NewFieldSet()
		set.Open()
		if _, err := compile(ask, set); err != nil {
			return nil, ask.Blame(err)
		}
	}
	return a.selection()
}

// compile compiles a question and checks how it is to be shown and tested.
func compile(ask query.Ask, set *parser.FieldSet) (asked, error) {
	compiled := asked{Ask: ask}
	parts, err := aggregate.Parts(ask.Question, ask.View)
	if err != nil {
		return compiled, err
	}
	for _, part := range parts {
		spec, err := aggregate.Compile(part, set)
		if err != nil {
			return compiled, err
		}
		compiled.specs = append(compiled.specs, spec)
	}
	return compiled, compiled.check()
}

// check returns an error if what is counted for a question cannot be shown or
// tested as is wanted.
func (q asked) check() error {
	own := q.specs[0]
	if err := own.Check(q.View); err != nil {
		var condition *expr.Error
		if errors.As(err, &condition) {
			err = fmt.Errorf("--having: %w", err)
		}
		return err
	}
	if q.FailIf != "" {
		if err := own.CheckTest(q.FailIf); err != nil {
			return fmt.Errorf("--fail-if: %w", err)
		}
	}
	return nil
}

// tellsTimes reports whether one of the outputs tells the range of time.
func tellsTimes(outputs []output) bool { return hasKind(outputs, "json") || hasKind(outputs, "html") }

// addTimes makes the run read times for an output that tells their range. It
// is not free, so others do without.
func (a *app) addTimes(in *inputs, set *parser.FieldSet, outputs []output) error {
	if !in.have("time") || !tellsTimes(outputs) && !a.saves {
		return nil
	}
	_, err := set.Add("time")
	return err
}
