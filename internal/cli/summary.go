package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wf/aggregate"
	"wf/internal/query"
	"wf/internal/report"
)

// summary is "wf [FILE...]": the report, or the reports that the user wants in
// its place.
func (a *app) summary(cmd *cobra.Command, args []string) error {
	if err := misplaced(cmd, args); err != nil {
		return err
	}
	if a.flags.given("report") {
		return a.ownReports(args)
	}
	sections, err := a.sections()
	if err != nil {
		return err
	}
	outputs, names, err := a.ends(args)
	if err != nil {
		return err
	}
	if outputs, err = a.summaryOutputs(outputs, sections); err != nil {
		return err
	}
	tests, err := a.tests()
	if err != nil {
		return err
	}
	selected, err := a.checkAsks(tests)
	if err != nil {
		return err
	}
	r, err := a.begin(names, a.flags.reading(a), selected)
	if err != nil {
		return err
	}
	defer r.close()
	r.outputs, r.write, r.screen = outputs, summaryWriter(sections), summaryScreen(sections)
	r.pose = func(r *run) error {
		asks := append(summaryAsks(outputs, r.have), tests...)
		if !a.saves {
			return a.addAsks(r, asks)
		}
		return a.addSaved(r, asks)
	}
	if err := r.pose(r); err != nil {
		return err
	}
	return a.answer(r, selected)
}

// summaryOutputs returns the outputs of the report: text, to a pipe as well, if
// nothing else is wanted.
func (a *app) summaryOutputs(outputs []output, sections []string) ([]output, error) {
	if !a.ownOutputs() {
		return []output{{kind: "table"}}, nil
	}
	for _, out := range outputs {
		if (out.kind == "csv" || out.kind == "tsv") && len(sections) != 1 {
			return nil, fmt.Errorf("%s holds one table; choose one by --section: %s", out.kind, strings.Join(report.SectionNames(), " "))
		}
	}
	return outputs, nil
}

// summaryAsks are the questions of the report, as far as logs have the fields.
func summaryAsks(outputs []output, have func(field string) bool) (asks []query.Ask) {
	questions := report.Summary
	if hasKind(outputs, "html") {
		questions = report.PageSummary
	}
	for _, ask := range questions(have) {
		asks = append(asks, query.Ask{Question: ask.Question, View: ask.View})
	}
	return asks
}

// addSaved adds the questions of a report that is saved: what all logs can be
// asked, and any output wants, whatever these logs have and the outputs of this
// run want, which is asks.
func (a *app) addSaved(r *run, asks []query.Ask) error {
	for _, ask := range report.PageSummary(func(string) bool { return true }) {
		counted, err := compile(query.Ask{Question: ask.Question, View: ask.View}, r.fields)
		if err != nil {
			return err
		}
		r.specs = append(r.specs, counted.specs...)
	}
	for _, ask := range asks {
		covered, ok, err := r.cover(ask)
		switch {
		case err != nil:
			return err
		case ok:
			r.asks = append(r.asks, covered)
			continue
		}
		if err := a.addAsk(r, ask); err != nil {
			return err
		}
	}
	return nil
}

// ownReports answers the questions of --report.
func (a *app) ownReports(files []string) error {
	if a.flags.given("section") {
		return errors.New("--section is of the report, which --report replaces")
	}
	asks, err := a.reports()
	if err != nil {
		return err
	}
	tests, err := a.tests()
	if err != nil {
		return err
	}
	return a.ask(append(asks, tests...), files)
}

// tests returns the question that --fail-if asks about all records together.
func (a *app) tests() ([]query.Ask, error) {
	if a.flags.failIf == "" {
		return nil, nil
	}
	ask, err := query.Whole(a.flags.failIf)
	return []query.Ask{ask}, err
}

// given reports whether the user typed any of the flags.
func (a *app) given(names ...string) bool { return slices.ContainsFunc(names, a.flags.given) }

// sections returns the parts of the report that --section names; nil is as
// many as fit.
func (a *app) sections() ([]string, error) {
	if !a.flags.given("section") {
		return nil, nil
	}
	names, err := query.Fields(a.flags.section)
	if err != nil {
		return nil, err
	}
	known := report.SectionNames()
	if slices.Equal(names, []string{"all"}) {
		return known, nil
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("--section %s: unknown section; known: %s, or all", report.Escape(name), strings.Join(known, " "))
		}
	}
	return names, nil
}

// summaryWriter writes the report: as text and as a page in the way of a report,
// in all other outputs as tables.
func summaryWriter(sections []string) writer {
	return func(w io.Writer, kind string, r *aggregate.Report, o report.Options) error {
		o.Sections = sections
		switch kind {
		case "table":
			return report.WriteSummary(w, r, o)
		case "html":
			return report.WritePageSummary(w, r, o)
		}
		tables, err := report.Sections(r)
		if err != nil {
			return err
		}
		if sections != nil {
			tables.Tables = slices.DeleteFunc(tables.Tables, func(t *aggregate.Table) bool {
				return !slices.Contains(sections, t.Name)
			})
		}
		return report.Write(w, kind, tables, o)
	}
}
