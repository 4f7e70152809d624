package cli

import (
	"slices"
	"strings"
	"time"

	"wf/chunker"
	"wf/internal/report"
)

// measure finds out how many lines come in a second. It is called once all is in
// the answer that was there in the beginning, which does not come.
func (f *follower) measure(now time.Time) {
	lines, _ := f.result.Lines()
	if passed := now.Sub(f.timed); passed >= redrawEvery/2 {
		if !f.timed.IsZero() {
			f.rate = float64(lines.Total-f.total) / passed.Seconds()
		}
		f.total, f.timed = lines.Total, now
	}
}

// facts say how the counting goes on.
func (f *follower) facts() (list []string) {
	if done, total := f.run.source.Progress(); total > 0 && !f.catchUp() {
		list = append(list, "read "+percent(min(done, total), total))
	}
	if last := f.selected.last; last > 0 {
		text := "last " + f.app.flags.last
		if since := f.result.Since; since.Valid {
			text += ", from " + report.Time(since)
		}
		list = append(list, text)
	}
	if in := f.run.source.Inputs(); !f.begun.IsZero() && slices.ContainsFunc(in, (*chunker.Input).Piped) {
		list = append(list, "since "+f.begun.Format(time.TimeOnly))
	}
	if f.catchUp() {
		list = append(list, report.Count(int64(f.rate+0.5))+" lines/s")
	}
	if f.order != (order{}) {
		list = append(list, f.orderText())
	}
	lines, _ := f.result.Lines()
	return append(list, report.Plural(lines.Total, "line"))
}

// orderText names the order of the rows.
func (f *follower) orderText() string {
	asks := f.ordered()
	i := slices.IndexFunc(asks, func(ask asked) bool { return !ask.Hidden })
	text := "by " + asks[i].View.Sort
	if asks[i].View.Reverse {
		text += ", reversed"
	}
	return text
}

// happens keeps what happens for the screen.
func (f *follower) happens(now time.Time, what string) {
	f.event, f.at = now.Format(time.TimeOnly)+" "+what, now
}

// happened says what happened last to the inputs, if that is not long ago.
func (f *follower) happened(now time.Time) string {
	for _, p := range f.shown.add(f.run.source) {
		f.happens(now, inputName(f.run.source.Inputs()[p.Input])+": "+p.Err.Error())
	}
	if now.Sub(f.at) > eventStays {
		return ""
	}
	return f.event
}

// newest reports whether the last rows are those that matter: of a timeline.
func (f *follower) newest() bool {
	asks := f.ordered()
	return f.sortable() && len(asks) > 0 && strings.HasPrefix(asks[0].View.Sort, "time/") && !asks[0].View.Reverse
}

// sortable reports whether the rows can have another order: those of the report
// have their own.
func (f *follower) sortable() bool { return f.run.sortable }
