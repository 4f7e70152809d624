package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"wf/aggregate"
	"wf/internal/diff"
	"wf/internal/query"
	"wf/internal/report"
	"wf/internal/wfp"
)

// diffCmd is "wf diff A B" and "wf diff --at TIME FILE...".
func (a *app) diffCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "compares two logs, or two times of one: what got worse",
		Long: `wf diff: compares two logs, or two times of one: what got worse

A was before, B is after: each a log, a folder of logs, or a pattern in quotes
such as 'old/access.log*'. --at TIME cuts one set of logs: B is from TIME on, A
as long before it. Rows are those of --by, worse first: "worse" is a key of whose
requests more fail or take longer, "better" the opposite, "new" and "gone" are
on one side only, "more" and "less" are a larger or smaller part of all requests.

A change is named only where chance hardly explains it: by the two-proportion z
test (Fisher's exact test for less than 1,000 expected cases) of a key's part of
all requests, of the part that fails, and of what lies above the percentile of
both sides together; corrected for the number of tests by Benjamini and Hochberg:
of the changes named, a part of --alpha (0.05) is expected to be chance, at most.
The tests take requests for independent; retries, and clients that make many, are
not. --fail-if is held against each row, and against that of all, whose keys are nil.

Columns for --having, --fail-if and -s: change significant requests_a requests_b
rate_a rate_b rate_change rate_p share_a share_b share_change share_p errors_a
errors_b error_share_a error_share_b error_share_change error_share_p p95_a p95_b
p95_change p95_p, and the keys; _change is B/A of rates and percentiles, B-A of
shares, _p the p of the test, and significant says which tests are.`,
		Example: `wf diff yesterday.log today.log
wf diff --at '2026-03-01 10:00' access.log
wf diff --by path,method 'old/*.log' 'new/*.log'
wf diff --errors 'status >= 400' -w 'bot == nil' before.log after.log
wf diff --at -1h --fail-if 'change == "worse"' access.log
wf diff -m p99_duration -o csv -n 0 a.log b.log`,
	}
	a.runs(cmd, diffCommand, func(_ *cobra.Command, args []string) error { return a.diff(args) })
	return cmd
}

// diff compares what args name.
func (a *app) diff(args []string) error {
	if a.flags.at == "" && len(args) != 2 {
		return diffUsage(args)
	}
	if a.flags.at != "" && exists(a.flags.at) {
		return fmt.Errorf("--at %s: is a file, not a time; try: wf diff --at 10:00 %[1]s", report.Escape(a.flags.at))
	}
	d := &differ{app: a, begun: time.Now()}
	defer func() { d.close() }()
	var err error
	if a.flags.at != "" {
		err = d.cut(args)
	} else {
		err = d.name(args)
	}
	if err == nil {
		err = d.open(args)
	}
	if err == nil && a.flags.at != "" {
		err = d.cutSides()
	}
	if err != nil {
		return err
	}
	return d.answer()
}

// diffUsage is the error for a number of arguments that is not two.
func diffUsage(args []string) error {
	switch {
	case len(args) == 0:
		return errors.New("which two logs? try: wf diff yesterday.log today.log, or wf diff --at 10:00 access.log")
	case len(args) == 1:
		return fmt.Errorf("compare it with which log? try: wf diff %s OTHER, or wf diff --at 10:00 %[1]s", report.Escape(args[0]))
	}
	return fmt.Errorf("two sides are compared, and these are %d; a side of several files is a folder, or a pattern in quotes: wf diff 'old/*.log' 'new/*.log'", len(args))
}

// differ is one comparison of two sides.
type differ struct {
	*app
	begun    time.Time
	sides    [2]*side
	outputs  []output
	measures diff.Measures
	length   time.Duration // of both sides that --at cuts, else 0
	memory   *countMemory
	account  wfp.Account // of both sides
	answered *diff.Answer
}

// open finds out what is asked and where the answer goes, and opens the sides,
// which args name.
func (d *differ) open(args []string) (err error) {
	if d.outputs, err = d.app.outputs(); err != nil {
		return err
	}
	d.question, d.origin = nil, d.originOf(args)
	if d.sides[0].saved != nil {
		return d.openSaved()
	}
	if err := d.checkDiff(); err != nil {
		return err
	}
	for _, s := range d.sides {
		if s.run, err = d.begin(s.files, d.flags.reading(d.app), s.selected); err != nil {
			return err
		}
	}
	d.signals.reading(d.stop)
	return d.pose()
}

// close lets go of the inputs that were opened, and of outputs that were not
// written.
func (d *differ) close() {
	discard(d.outputs)
	for _, s := range d.sides {
		if s != nil && s.run != nil {
			s.run.close()
		}
		if s != nil && s.saved != nil {
			s.saved.close()
		}
	}
}

// stop ends the reading of both sides.
func (d *differ) stop() {
	for _, s := range d.sides {
		s.run.source.Stop()
	}
}

// pose asks both sides what both can be asked. What only one of them has is left
// out with a word.
func (d *differ) pose() error {
	question, measures, err := d.diffQuestion(d.bothHave)
	if err != nil {
		return err
	}
	d.measures = measures
	var other *aggregate.Spec
	for _, s := range d.sides {
		spec, err := d.compileSide(question, s.run.fields, other)
		if err == nil {
			err = d.require(s.run.inputs, s.run.fields, spec.Fields())
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		other, s.spec = spec, spec
		s.run.add(asked{specs: []*aggregate.Spec{spec}})
		if s.run.have("time") { // for the rates
			if _, err := s.run.fields.Add("time"); err != nil {
				return err
			}
		}
	}
	return nil
}

// bothHave reports whether both sides have a field, and says so if one has not.
func (d *differ) bothHave(field string) bool {
	for i, s := range d.sides {
		if s.run.empty || s.run.have(field) {
			continue
		}
		if other := d.sides[1-i].run; other.have(field) && !other.empty {
			d.note("%s has no %s, which is not compared", plainName(s.name), field)
		}
		return false
	}
	return true
}

// answer counts both sides, compares them, writes what came of it and tests it.
func (d *differ) answer() error {
	if err := d.create(nil, d.outputs); err != nil {
		return err
	}
	d.memory = d.countMemory()
	defer d.memory.close()
	interrupted, err := d.count()
	if err != nil {
		return err
	}
	if interrupted != exitOK {
		d.message("interrupted; nothing is compared, for a side would be only a part of what it is")
		d.code = interrupted
		return nil
	}
	o := d.options()
	if d.answered, err = diff.Compare(d.sides[0].counts, d.sides[1].counts, d.measures, o); err != nil {
		return err
	}
	if err := d.write(o); err != nil {
		return err
	}
	if v := d.answered.Verdict; v != nil && v.Holds {
		d.message("%s", failure(d.flags.failIf, v))
		d.code = max(d.code, exitFailIf)
	}
	return nil
}

// create makes the files of the outputs, none of which may be read.
func (d *differ) create(_ *inputs, outputs []output) error {
	for _, s := range d.sides {
		for _, out := range outputs {
			if s.run == nil || out.path == "" {
				continue
			}
			if err := d.spare(s.run.inputs, out.path); err != nil {
				return err
			}
		}
	}
	return d.app.create(nil, outputs)
}

// options are what the flags say of the rows, and what is known of the sides.
func (d *differ) options() diff.Options {
	o := d.diffOptions()
	o.MostRows = d.memory.budget / 2 / diff.RowBytes
	for i, s := range d.sides {
		span := &s.account.Span
		switch {
		case d.length > 0:
			o.Seconds[i] = d.length.Seconds()
		case span.First.Valid:
			o.Seconds[i] = float64(span.Last.Nanos-span.First.Nanos)/1e9 + 1
		}
	}
	return o
}

// write says what was read and writes the answer to all outputs.
func (d *differ) write(o diff.Options) error {
	name := strings.Join(append([]string{"diff"}, d.words...), " ")
	r := &aggregate.Report{Meta: metaOf(&d.account), Tables: []*aggregate.Table{d.answered.Table(name)}}
	r.Meta.Approx = aggregate.Approximations(r.Tables)
	r.Meta.Compared = d.compared(o)
	d.reportProblems(&d.account, &r.Meta)
	d.reportRejects(&d.account, &r.Meta, true)
	d.settle(&d.account, exitOK, &r.Meta)
	if !slices.ContainsFunc([]string{"table", "md", "html"}, func(kind string) bool { return hasKind(d.outputs, kind) }) {
		for _, line := range report.SideLines(r.Meta.Compared) {
			d.note("%s", line)
		}
	}
	return d.writeAll(&outcome{
		account: &d.account,
		asks:    []asked{{Ask: query.Ask{View: aggregate.View{Limit: d.flags.limit}}}},
		outputs: d.outputs,
		memory:  d.memory,
		begun:   d.begun,
		write: func(w io.Writer, kind string, answered *aggregate.Report, o report.Options) error {
			return report.WriteCompared(w, kind, answered, d.answered.Brief(name), o)
		},
	}, r)
}

// compared says what was compared, and how.
func (d *differ) compared(o diff.Options) *aggregate.Comparison {
	c := &aggregate.Comparison{Alpha: o.Alpha, Tests: d.answered.Tests, SignificantP: d.answered.SignificantP()}
	for i, s := range d.sides {
		c.Sides[i] = aggregate.ComparedSide{
			Name: s.name, First: s.account.Span.First, Last: s.account.Span.Last, Seconds: o.Seconds[i], Requests: d.answered.Requests(i),
		}
	}
	return c
}
