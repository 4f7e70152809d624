package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"wf/aggregate"
	"wf/internal/moment"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/internal/wfp"
	"wf/parser"
)

// onlySaves reports whether the answer goes nowhere but into saved partials.
func onlySaves(outputs []output) bool {
	return !slices.ContainsFunc(outputs, func(out output) bool { return out.kind != wfp.Ending })
}

// countedOutputs returns the outputs of a command that counts: those of a report,
// and saved partials where they can be.
func (a *app) countedOutputs() ([]output, error) {
	if a.shards != nil {
		a.saves, a.onlySaves = true, true
		return nil, nil
	}
	outputs, err := a.outputs(wfp.Ending)
	if err != nil {
		return nil, err
	}
	a.saves = hasKind(outputs, wfp.Ending)
	a.onlySaves = onlySaves(outputs)
	toStdout := slices.ContainsFunc(outputs, func(out output) bool { return out.kind == wfp.Ending && out.path == "" })
	switch {
	case a.saves && a.flags.follow:
		return nil, errors.New("-o wfp saves what was counted when the run ends, which -F does not; leave -F out")
	case toStdout && a.terminal():
		return nil, errors.New("-o wfp is not for a terminal; save it: -o FILE.wfp")
	}
	return outputs, nil
}

// checkNames returns an error if what is saved would count a log twice that has
// one name, which no merge takes. --state counts it once.
func (a *app) checkNames(in *inputs) error {
	if !a.saves && a.division == nil || a.state != nil {
		return nil
	}
	seen := make(map[string]bool)
	for _, input := range in.source.Inputs() {
		if input.Piped() || input.Err() != nil {
			continue
		}
		if seen[input.Name()] {
			return fmt.Errorf("%s is given twice; what is saved has each line of a log once", report.Escape(inputName(input)))
		}
		seen[input.Name()] = true
	}
	return nil
}

// ownOutputs reports whether it was said where the answer goes.
func (a *app) ownOutputs() bool {
	return a.given("output", "json", "csv") || a.flags.follow || a.shards != nil
}

// Flags that say how an answer is shown or which records it is of, and that a
// merge therefore takes over from the command whose counts were saved.
var savedFlags = slices.Concat(keptFlags, []string{"by", "section", "report", "metrics", "having", "pivot", "limit", "sort", "reverse", "max-rejects", "strict"})

// keptFlags are those of them that say which records: a merge cannot choose others.
var keptFlags = []string{"format", "where", "since", "until", "last", "tz", "utc", "route"}

// headerOf says what is saved of a run, but for its account.
func (a *app) headerOf(r *run, selected *selection) (*wfp.Header, error) {
	command, err := a.savedCommand()
	if err != nil {
		return nil, err
	}
	h := &wfp.Header{
		Version: version,
		Command: command,
		Lacks:   a.lacks,
		Select: wfp.Selection{
			Where:   selected.where,
			Since:   selected.span.Since.String(),
			Until:   selected.span.Until.String(),
			Zone:    zoneName(selected.zone),
			Routes:  selected.routes,
			Raw:     r.formats == nil,
			MaxLine: a.flags.reading(a).MaxLine,
		},
	}
	if a.command == "find" {
		h.Select.Pattern = a.words[0]
	}
	for _, spec := range r.specs {
		h.Questions = append(h.Questions, spec.Question)
	}
	for slot := range r.fields.Len() {
		f := r.fields.Field(slot)
		if known, ok := parser.LookupField(f.Name); !ok || known != f {
			h.Fields = append(h.Fields, f)
		}
	}
	for _, f := range parser.Fields() {
		if r.have(f.Name) {
			h.Known = append(h.Known, f.Name)
		}
	}
	return h, nil
}

// zoneName is the name of a zone as moment.LoadZone takes it on any machine, ""
// for none. Only that of a machine whose zone has no name is local anywhere.
func zoneName(zone *time.Location) string {
	switch zone {
	case nil:
		return ""
	case time.Local:
		name := os.Getenv("TZ")
		if name == "" {
			target, _ := filepath.EvalSymlinks("/etc/localtime")
			_, name, _ = strings.Cut(target, "zoneinfo/")
		}
		if _, err := moment.LoadZone(name); err != nil {
			return "local"
		}
		return name
	}
	return zone.String()
}

// savedCommand is the command as a merge takes it up.
func (a *app) savedCommand() (wfp.Command, error) {
	c := wfp.Command{Name: a.command, Args: a.question}
	var err error
	a.flags.set.VisitAll(func(f *pflag.Flag) {
		if !f.Changed || !slices.Contains(savedFlags, f.Name) || err != nil {
			return
		}
		if a.flags.given("keep") && (f.Name == "since" || f.Name == "until") {
			return // they are of one answer, and not of what is saved
		}
		values := valuesOf(f)
		if f.Name == "report" {
			values, err = a.reportTexts() // and not the name of a file that has them
		}
		c.Flags = append(c.Flags, wfp.Flag{Name: f.Name, Values: values})
	})
	return c, err
}

// reportTexts are the questions of --report, those of files too.
func (a *app) reportTexts() (texts []string, err error) {
	asks, err := a.reports()
	for _, ask := range asks {
		texts = append(texts, ask.Question.Name)
	}
	return texts, err
}

// save merges what was counted and writes it to the outputs that are saved
// partials, or to shards.
func (a *app) save(o *outcome) error {
	to := a.shards
	if to == nil {
		to = []io.Writer{io.MultiWriter(a.savedOutputs(o.outputs)...)}
	}
	a.signals.pours()
	h := *o.header
	h.Account = *o.account
	var writers []*wfp.Writer
	for _, w := range to {
		saved, err := wfp.NewWriter(w, &h)
		if err != nil {
			return outputError(err)
		}
		writers = append(writers, saved)
		h.Account = wfp.Account{} // it counts once
	}
	var err error
	o.counts, err = saveBodies(o.tallied, writers, a.flags.cores())
	return outputError(err)
}

// savedOutputs are the outputs that are saved partials.
func (a *app) savedOutputs(outputs []output) (to []io.Writer) {
	for _, out := range outputs {
		switch {
		case out.kind != wfp.Ending:
		case out.file != nil:
			to = append(to, &savedFile{out})
		default:
			to = append(to, a.stdout)
		}
	}
	return to
}

// saveBodies writes what was counted behind the headers of saved partials, and
// ends them.
func saveBodies(t *pipeline.Tallied, writers []*wfp.Writer, workers int) (counts []*aggregate.Counts, err error) {
	counts, err = t.Save(workers, func(int) (bodies []io.Writer, err error) {
		for _, w := range writers {
			body, err := w.Body()
			if err != nil {
				return nil, err
			}
			bodies = append(bodies, body)
		}
		return bodies, nil
	})
	for _, w := range writers {
		if err == nil {
			err = w.Close()
		}
	}
	return counts, err
}

// savedFile is a file that a saved partial is written to.
type savedFile struct{ output }

func (f *savedFile) Write(p []byte) (int, error) {
	n, err := f.file.Write(p)
	return n, fileError(f.path, err)
}
