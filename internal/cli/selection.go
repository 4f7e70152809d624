package cli

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"wf/internal/expr"
	"wf/internal/moment"
	"wf/parser"
)

// selection is which records a run keeps, and in which zone their times are.
type selection struct {
	where  []string       // conditions, all of which must hold
	span   moment.Range   // --since and --until
	kept   moment.Range   // with --keep these, of what is kept; all is counted
	last   time.Duration  // --last, or 0
	slides bool           // the time of --last goes on with the newest record
	zone   *time.Location // --tz, or nil for the clock of each line
	routes []string
}

// selection reads the flags that say what to keep. It opens nothing.
func (a *app) selection() (*selection, error) {
	s := &selection{where: a.flags.where, routes: a.flags.routes}
	var err error
	if s.zone, err = a.flags.zone(); err != nil {
		return nil, err
	}
	if s.span, err = a.flags.span(s.zone); err != nil {
		return nil, err
	}
	if a.flags.given("keep") {
		s.kept, s.span = s.span, moment.Range{}
	}
	if a.flags.given("last") {
		if a.given("since", "until") {
			return nil, errors.New("--last is a range by itself; it does not go with --since and --until")
		}
		if s.last, err = moment.ParseDuration(a.flags.last); err != nil {
			return nil, fmt.Errorf("--last: %w", err)
		}
	}
	set := parser.NewFieldSet()
	set.Open()
	if err := s.prepare(set); err != nil {
		return nil, err
	}
	_, _, err = s.conditions(set)
	return s, err
}

// zone returns that of --tz or --utc, nil without them.
func (f *flags) zone() (*time.Location, error) {
	switch {
	case f.utc:
		return time.UTC, nil
	case f.tz == "":
		return nil, nil
	}
	zone, err := moment.LoadZone(f.tz)
	if err != nil {
		return nil, fmt.Errorf("--tz: %w", err)
	}
	return zone, nil
}

// span returns the range of --since and --until.
func (f *flags) span(zone *time.Location) (span moment.Range, err error) {
	now := time.Now()
	for _, bound := range []struct {
		flag, text string
		to         *moment.Moment
	}{{"since", f.since, &span.Since}, {"until", f.until, &span.Until}} {
		if !f.given(bound.flag) {
			continue
		}
		if *bound.to, err = moment.Parse(bound.text, now, zone); err != nil {
			return span, fmt.Errorf("--%s: %w", bound.flag, err)
		}
	}
	if span.Backward() {
		return span, errors.New("--until is before --since; the end comes second: --since 10:00 --until 11:00")
	}
	return span, nil
}

// prepare tells set the zone of times and the routes that users gave.
func (s *selection) prepare(set *parser.FieldSet) error {
	set.In(s.zone)
	for _, pattern := range s.routes {
		if err := set.Route(pattern); err != nil {
			return fmt.Errorf("--route %s: %w", pattern, err)
		}
	}
	return nil
}

// conditions compiles what records have to fulfil, for the fields of set, and
// returns the fields that this takes.
func (s *selection) conditions(set *parser.FieldSet) (keep []condition, fields []string, err error) {
	for _, text := range s.where {
		f, err := expr.NewFilter(text, set)
		if err != nil {
			return nil, nil, fmt.Errorf("--where: %w", err)
		}
		keep = append(keep, condition{f.Keep, f.Slots})
		fields = append(fields, f.Fields...)
	}
	if s.timed() {
		slot, err := set.Add("time")
		if err != nil {
			return nil, nil, err
		}
		span := s.span
		keep = append(keep, condition{func(r *parser.Record) bool { return span.Holds(r.Instant()) }, []int{slot}})
		fields = append(fields, "time")
	}
	return keep, fields, nil
}

// condition is one of those that a record has to fulfil, and what it reads.
type condition struct {
	holds func(*parser.Record) bool
	slots []int
}

// timed reports whether a range of time is selected.
func (s *selection) timed() bool { return s.span.Bounded() || s.last > 0 }

// keep makes the parsers of set drop the records that are not selected.
func (a *app) keep(in *inputs, set *parser.FieldSet, s *selection) error {
	conditions, fields, err := s.conditions(set)
	if err != nil {
		return err
	}
	if err := a.require(in, set, fields); err != nil {
		return err
	}
	var slots []int
	for _, c := range conditions {
		slots = append(slots, c.slots...)
	}
	slices.Sort(slots)
	slots = slices.Compact(slots)
	switch len(conditions) {
	case 0:
	case 1:
		set.Keep(conditions[0].holds, slots...)
	default:
		set.Keep(func(r *parser.Record) bool {
			for i := range conditions {
				if !conditions[i].holds(r) {
					return false
				}
			}
			return true
		}, slots...)
	}
	return nil
}
