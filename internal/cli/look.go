package cli

import (
	"iter"
	"slices"
	"strings"
	"time"

	"wf/aggregate"
	"wf/internal/report"
	"wf/parser"
)

// look is what a few lines of an input say of its times.
type look struct{ span aggregate.Span }

// lookLines is how many lines are looked at from each end of a sample: those
// between seldom say more, and there may be thousands of files.
const lookLines = 5

// lookAt looks at the first and last lines of a sample of f.
func lookAt(f *parser.Format, lines [][]byte, zone *time.Location) (l look) {
	if !f.Has("time") {
		return l
	}
	if len(lines) > 2*lookLines {
		lines = slices.Concat(lines[:lookLines], lines[len(lines)-lookLines:])
	}
	set := parser.NewFieldSet(f.Own()...)
	set.In(zone)
	if _, err := set.Add("time"); err != nil {
		return l // a field of the log's own, and no time
	}
	for _, r := range records(f, set, lines) {
		l.span.Add(r.Instant())
	}
	return l
}

// records yields the records of the lines of f, each with the number of its
// line. A record is valid until the next.
func records(f *parser.Format, set *parser.FieldSet, lines [][]byte) iter.Seq2[int, *parser.Record] {
	return func(yield func(int, *parser.Record) bool) {
		p, r := f.Compile(set), parser.NewRecord(set)
		for number, line := range lines {
			r.Reset("")
			switch p.Parse(line, r) {
			case parser.Parsed:
				if !yield(number, r) {
					return
				}
			case parser.Directive:
				if directed, ok := p.(parser.Directed); ok {
					p = directed.Direct(line)
				}
			}
		}
	}
}

// noteClocks warns of files whose clocks have no offset in common, if anything
// in the run is about time and no zone is given.
func (a *app) noteClocks(in *inputs, zone *time.Location) {
	if zone != nil {
		return
	}
	first, seen := -1, map[int32]bool{}
	for i := range in.looks {
		zones := in.looks[i].span.Zones()
		if len(zones) == 0 {
			continue
		}
		if first >= 0 && !slices.ContainsFunc(zones, func(z int32) bool { return seen[z] }) {
			inputs := in.source.Inputs()
			a.note("the clocks of %s (%s) and %s (%s) differ; --tz or --utc makes them one",
				inputName(inputs[first]), report.Offset(in.looks[first].span.Zones()[0]), inputName(inputs[i]), report.Offset(zones[0]))
			return
		}
		if first < 0 {
			first = i
		}
		for _, z := range zones {
			seen[z] = true
		}
	}
}

// noteEmpty says what the logs cover when nothing of them was in the range.
func (a *app) noteEmpty(in *inputs, selected *selection, meta *aggregate.Meta) {
	if a.flags.quiet || in.survey == nil || meta.Lines.Parsed > 0 || in.source.Stopped() {
		return
	}
	var first aggregate.Span
	for i := range in.looks {
		first.Add(in.looks[i].span.First)
	}
	if !first.First.Valid {
		return
	}
	text := "no record"
	if since := selected.span.Since; since.Valid() {
		text += " from " + since.String()
	}
	if until := selected.span.Until; until.Valid() {
		text += " until " + until.String()
	}
	if len(selected.where) > 0 {
		text += " that " + strings.Join(selected.where, " and ")
	}
	text += "; the log begins at " + report.Time(first.First)
	if newest := in.survey.Known(); newest.Valid {
		text += " and ends at " + report.Time(newest)
	}
	a.note("%s", text)
}
