package cli

import (
	"errors"
	"math"
	"slices"
	"time"

	"wf/internal/moment"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/parser"
)

// prepare makes the parsers of a run, which drop what is not selected, and
// passes over what lies outside of a range of time.
func (a *app) prepare(r *run, selected *selection) error {
	if r.parsers != nil {
		return nil
	}
	if err := a.seek(r.inputs, selected); err != nil {
		return err
	}
	set := r.fields
	if r.pattern != nil {
		var err error
		if set, err = r.inputs.fieldSet(selected); err != nil {
			return err
		}
	}
	if err := a.keep(r.inputs, set, selected); err != nil {
		return err
	}
	if r.aboutTime(selected) {
		a.noteClocks(r.inputs, selected.zone)
	}
	r.parsers = r.inputs.parsers(set)
	if r.pattern == nil {
		return nil
	}
	for i, p := range r.parsers {
		if p != nil {
			r.parsers[i] = r.pattern.Within(p, set, r.fields)
		}
	}
	return nil
}

// aboutTime reports whether a run asks or selects by time.
func (r *run) aboutTime(selected *selection) bool {
	return selected.timed() || slices.ContainsFunc(r.asks, func(ask asked) bool {
		return slices.ContainsFunc(ask.fields(), parser.SaysWhen)
	})
}

// seek finds out when --last begins, and makes inputs in the order of time pass
// over what lies outside of the range.
func (a *app) seek(in *inputs, selected *selection) error {
	if !selected.timed() || !in.have("time") || in.empty {
		return nil
	}
	search := a.flags.seek != "off"
	opt := in.opt
	opt.Follow = false // what it looks at is there already
	in.survey = pipeline.NewSurvey(in.source, opt, in.formats, selected.zone, search)
	if selected.last > 0 {
		newest, err := in.survey.Newest()
		var endless *pipeline.EndlessError
		if errors.As(err, &endless) && !selected.slides {
			return errors.New("--last counts back from the newest record, which a pipe does not have; use --since -" + a.flags.last)
		}
		if in.source.Stopped() {
			return nil // it is not known, and nothing will be read
		}
		if selected.slides && (!newest.Valid || time.Unix(0, newest.Nanos).After(time.Now().Add(pipeline.FarAhead))) {
			return nil // what comes first decides
		}
		a.since(newest, selected)
	}
	if search {
		in.sought = in.survey.Narrow(selected.span)
	}
	return nil
}

// since makes the range of --last begin before the newest record. Where no
// record has a time, none is in the range. Of a range that slides it is where it
// begins at first: what is older will never be in it.
func (a *app) since(newest parser.Stamp, selected *selection) {
	if !newest.Valid {
		newest = parser.Stamp{Nanos: math.MaxInt64, Valid: true}
		selected.span.Since = moment.At(newest, time.Local)
		return
	}
	selected.span.Since = moment.At(newest, time.Local).Add(-selected.last)
	newest.Nanos -= int64(selected.last)
	if !selected.slides {
		a.note("--last %s: from %s", a.flags.last, report.Time(newest))
	}
}
