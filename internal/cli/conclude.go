package cli

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"wf/aggregate"
	"wf/internal/pipeline"
	"wf/internal/query"
	"wf/internal/report"
	"wf/internal/wfp"
)

// outcome is what was counted, wherever that was: by a run, or by those whose
// counts were saved. conclude makes the answer of it.
type outcome struct {
	specs   []*aggregate.Spec // that were counted for
	asks    []asked           // that are answered
	account *wfp.Account
	tallied *pipeline.Tallied   // not merged yet; nil if there are counts
	counts  []*aggregate.Counts // by spec
	header  *wfp.Header         // of what is saved, without the account; nil if nothing is
	state   *remembered         // what it is to become; nil if it is not saved, or as it was

	outputs  []output
	write    writer
	memory   *countMemory
	begun    time.Time
	searched []pipeline.Sought // what came of the search for a range of time

	interrupted int                   // the exit code of what ended it early, else exitOK
	last        func(*aggregate.Meta) // says what else there is to say before the answer; may be nil
}

// add adds a question that is counted, and answered.
func (o *outcome) add(q asked) {
	q.at = nil
	for range q.specs {
		q.at = append(q.at, len(o.specs)+len(q.at))
	}
	o.specs = append(o.specs, q.specs...)
	o.asks = append(o.asks, q)
}

// conclude merges or saves what was counted, writes the answer to all outputs,
// says what is to be said of it, settles the exit code, and tests it.
func (a *app) conclude(o *outcome) error {
	if slices.ContainsFunc(o.asks, func(ask asked) bool { return ask.View.Pivot != "" }) && !a.flags.noHeader {
		a.flags.header = true // which columns there are follows from the log
	}
	if err := a.finish(o); err != nil {
		return err
	}
	answer := &aggregate.Report{Meta: metaOf(o.account)}
	var err error
	if answer.Tables, err = a.tables(o); err != nil {
		return err
	}
	answer.Meta.Approx = aggregate.Approximations(answer.Tables)
	a.reportProblems(o.account, &answer.Meta)
	a.reportRejects(o.account, &answer.Meta, !a.onlySaves || a.given("strict", "max-rejects"))
	a.settle(o.account, o.interrupted, &answer.Meta)
	if o.last != nil {
		o.last(&answer.Meta)
	}
	if err := a.writeAll(o, answer); err != nil {
		return err
	}
	return a.runTests(tests(o))
}

// finish makes the counts, and saves what they are made of.
func (a *app) finish(o *outcome) (err error) {
	switch {
	case o.counts != nil:
	case o.state != nil:
		err = a.saveState(o)
	case a.state.ranged(): // of other counts
	case o.header == nil || a.state != nil:
		o.counts, err = o.tallied.Merge(a.flags.cores())
	default:
		err = a.save(o)
	}
	if err == nil && a.state.ranged() {
		err = a.recallKept(o)
	}
	return err
}

// tables makes the tables that the questions ask for of their counts.
func (a *app) tables(o *outcome) (tables []*aggregate.Table, err error) {
	if a.onlySaves {
		return nil, nil // nobody looks at them
	}
	return a.tablesOf(o.asks, o.counts)
}

// tablesOf makes the tables of questions of the counts of a run.
func (a *app) tablesOf(asks []asked, counts []*aggregate.Counts) (tables []*aggregate.Table, err error) {
	for _, ask := range asks {
		if ask.Hidden {
			continue
		}
		table, err := aggregate.Show(ask.of(counts), ask.View, a.flags.cores())
		if err != nil {
			return nil, err
		}
		table.Name = ask.Question.Name // it may be answered by the counts of another one
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

// settle says what ended the reading early, and settles the exit code and
// whether meta is complete.
func (a *app) settle(acc *wfp.Account, interrupted int, meta *aggregate.Meta) {
	for _, text := range slices.Concat(acc.Errors, a.gaps(acc)) {
		a.message("%s", text)
		meta.Errors = append(meta.Errors, string(text))
		a.incomplete()
	}
	meta.Complete = a.code == exitOK
	if interrupted != exitOK {
		a.code = interrupted
	}
}

// gaps says which parts of logs were counted by none whose counts are merged.
// Nobody wants to know of what is merged on with others.
func (a *app) gaps(acc *wfp.Account) (texts []wfp.Text) {
	if !a.merges || a.onlySaves {
		return nil
	}
	for i := range acc.Files {
		f := &acc.Files[i]
		for _, gap := range f.Gaps() {
			texts = append(texts, wfp.Text(fmt.Sprintf("%s: bytes %d to %d are in none of these", f.Name, gap.From, gap.To)))
		}
	}
	return texts
}

// writeAll writes the report to every output, and how the run went.
func (a *app) writeAll(o *outcome, answer *aggregate.Report) error {
	var how *report.Run
	if a.flags.stats {
		how = a.describe(o.account, &answer.Meta, time.Since(o.begun).Seconds())
		how.Spilled, how.MaxMemory = o.memory.spill.Size(), o.memory.budget
	}
	a.signals.pours()
	for _, out := range o.outputs {
		if err := a.write(out, o, answer, how); err != nil {
			return err
		}
	}
	a.noteCut(o, answer)
	a.noteGaps(answer)
	if how != nil {
		a.printStats(o.searched, &answer.Meta, how)
		a.printSpilled(o.memory)
	}
	return nil
}

// describe says how the run went.
func (a *app) describe(acc *wfp.Account, meta *aggregate.Meta, seconds float64) *report.Run {
	skipped := int64(0)
	for i := range acc.Files {
		skipped += acc.Files[i].Skipped
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
		Command:     append([]string{"wf"}, a.shown(a.args)...),
	}
}

// cover returns a question as what is counted answers it: by counts of the same
// records and keys that have its metrics, and perhaps more. ok is false if there
// are none.
func (o *outcome) cover(ask query.Ask) (q asked, ok bool, err error) {
	q = asked{Ask: ask}
	if q.View.Metrics == nil {
		q.View.Metrics = ask.Question.Metrics
	}
	parts, err := aggregate.Parts(ask.Question, ask.View)
	if err != nil {
		return q, false, err
	}
	for i, part := range parts {
		at := o.counted(part, i == 0)
		if at < 0 {
			return q, false, nil
		}
		q.at, q.specs = append(q.at, at), append(q.specs, o.specs[at])
	}
	return q, true, q.check()
}

// counted finds what is counted for a question, or with others for more, which
// is the same to whom names the metrics that are shown; -1 if nothing is.
func (o *outcome) counted(q aggregate.Question, orMore bool) int {
	same := func(s *aggregate.Spec) bool {
		return slices.Equal(s.Question.Keys, q.Keys) && s.Question.Where == q.Where
	}
	at := slices.IndexFunc(o.specs, func(s *aggregate.Spec) bool { return same(s) && slices.Equal(s.Question.Metrics, q.Metrics) })
	if at < 0 && orMore {
		at = slices.IndexFunc(o.specs, func(s *aggregate.Spec) bool {
			return same(s) && !slices.ContainsFunc(q.Metrics, func(m string) bool { return !s.Measures(m) })
		})
	}
	return at
}
