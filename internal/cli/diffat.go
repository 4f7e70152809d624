package cli

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"wf/internal/moment"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/parser"
)

// cut takes one set of logs as both sides.
func (d *differ) cut(files []string) error {
	if d.given("since", "until", "last") {
		return errors.New("--at chooses the time itself; it does not go with --since, --until and --last")
	}
	names, err := d.names(files)
	if err != nil {
		return err
	}
	for i, name := range []string{"before " + d.flags.at, "from " + d.flags.at + " on"} {
		if slices.ContainsFunc(names, isSaved) {
			return errors.New("--at cuts logs; what is saved is counted already")
		}
		selected, err := d.selection()
		if err != nil {
			return err
		}
		d.sides[i] = &side{name: name, files: names, selected: selected}
	}
	return nil
}

// cutSides finds out how long the sides of --at are: as long as the shorter of
// what the logs have before and from then on, so that both are equal.
func (d *differ) cutSides() error {
	r := d.sides[0].run
	if !r.have("time") || r.empty {
		return errors.New("--at: these logs have no times")
	}
	at, err := moment.Parse(d.flags.at, time.Now(), d.sides[0].selected.zone)
	if err != nil {
		return fmt.Errorf("--at: %w", err)
	}
	survey := pipeline.NewSurvey(r.source, r.opt, r.formats, d.sides[0].selected.zone, d.flags.seek != "off")
	newest, err := survey.Newest()
	var endless *pipeline.EndlessError
	if errors.As(err, &endless) {
		return errors.New("--at cuts what can be read twice, which a pipe cannot")
	}
	var first parser.Stamp
	for _, l := range r.looks {
		if s := l.span.First; s.Valid && (!first.Valid || s.Nanos < first.Nanos) {
			first = s
		}
	}
	if !newest.Valid || !first.Valid {
		return errors.New("--at: these logs have no times")
	}
	after, before := at.Until(newest)+time.Second, -at.Until(first) // a time is that of a whole second
	if after <= 0 || before <= 0 {
		return fmt.Errorf("--at %s is %s: not within the logs, which begin at %s and end at %s", d.flags.at, at, report.Time(first), report.Time(newest))
	}
	d.length = min(after, before)
	d.sides[0].selected.span = moment.Range{Since: at.Add(-d.length), Until: at}
	d.sides[1].selected.span = moment.Range{Since: at, Until: at.Add(d.length)}
	switch {
	case before > after:
		d.note("what is before %s is left out, for both sides are as long as the second", d.sides[0].selected.span.Since)
	case after > before:
		d.note("what is from %s on is left out, for both sides are as long as the first", d.sides[1].selected.span.Until)
	}
	return nil
}
