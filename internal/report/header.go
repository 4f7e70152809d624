package report

import (
	"fmt"
	"slices"
	"strings"

	"wf/aggregate"
	"wf/parser"
)

// header says what was read and what time it covers.
func (s *screen) header() []line {
	names, formats, read := s.inputs(), s.formats(), s.read()
	text := strings.Join(formats, ", ")
	lines := []line{words(names, bold).add("  "+text+"  "+read, plain)}
	if lines[0].width() > s.width {
		names, text = s.shorten(names, formats)
		lines = []line{words(names, bold).add("  "+text, plain), words(read, plain)}
	}
	switch m := s.meta; {
	case m.First.Valid && m.Last.Valid:
		lines = append(lines, words(s.pick(rangeLines(m, s.seconds)...), plain))
	case s.requests > 0:
		lines = append(lines, words("no times in this log", plain))
	}
	return append(lines, incompleteLines(s.meta)...)
}

// shorten makes the names of the inputs and their formats fit into one line.
// At least half of it is for the names.
func (s *screen) shorten(names string, formats []string) (string, string) {
	const between = len("  ")
	room := s.width - between - min(textWidth(names), s.width/2)
	text := strings.Join(formats, ", ")
	for n := len(formats) - 1; n > 0 && textWidth(text) > room; n-- {
		text = fmt.Sprintf("%s and %s", strings.Join(formats[:n], ", "), Plural(int64(len(formats)-n), "other format"))
	}
	text = cutEnd(text, room, s.mark)
	return cutMiddle(names, s.width-between-textWidth(text), s.mark), text
}

// inputs names the inputs.
func (s *screen) inputs() string {
	const most = 2
	var names []string
	files := s.files()
	for _, f := range files[:min(most, len(files))] {
		name := Escape(f.Name)
		if name == "-" {
			name = "standard input"
		}
		names = append(names, name)
	}
	text := strings.Join(names, ", ")
	switch more := len(files) - most; {
	case text == "":
		return "no input"
	case more > 0:
		return text + " and " + Count(int64(more)) + " more"
	}
	return text
}

// files are the inputs that were read; all if none was. One that gave nothing
// because of an error was not, unlike one that is empty.
func (s *screen) files() []aggregate.File {
	failed := failedNames(s.meta.Errors)
	files := slices.DeleteFunc(slices.Clone(s.meta.Files), func(f aggregate.File) bool {
		return f.Format == "" && f.Lines.Total == 0 && failed[f.Name]
	})
	if len(files) == 0 {
		return s.meta.Files
	}
	return files
}

// failedNames are what can be the name of an input at the beginning of an error,
// before a colon.
func failedNames(errors []string) map[string]bool {
	const longest = 4096 // bytes of a path, where systems have a limit
	names := make(map[string]bool)
	for _, e := range errors {
		for from := 0; ; from += len(": ") {
			i := strings.Index(e[from:], ": ")
			if from += i; i < 0 || from > longest {
				break
			}
			names[e[:from]] = true
		}
	}
	return names
}

// formats names the formats of the inputs, each once. Of those without lines
// there is none to name.
func (s *screen) formats() []string {
	var names []string
	seen := map[string]bool{"": true}
	for _, f := range s.meta.Files {
		if !seen[f.Format] {
			seen[f.Format] = true
			names = append(names, Escape(f.Format))
		}
	}
	if len(names) == 0 {
		names = []string{"no format"}
	}
	return names
}

// read accounts for the lines: those that were not counted, by the reason.
func (s *screen) read() string {
	l := s.meta.Lines
	text := Plural(l.Total, "line") + ", " + Count(l.Rejected.Total()) + " rejected"
	if l.Rejected.TooLong > 0 {
		text += fmt.Sprintf(" (%s too long)", Count(l.Rejected.TooLong))
	}
	for _, other := range []struct {
		n    int64
		what string
	}{{l.Filtered, "filtered"}, {l.Blank, "blank"}, {l.Directive, "directive"}, {l.Incomplete, "incomplete"}} {
		if other.n > 0 {
			text += ", " + Count(other.n) + " " + other.what
		}
	}
	return text
}

// total is one line of the totals.
type total struct {
	label  string
	number cell
	style  style
	says   []string // what the number means, the longest way first
}

// totalsShown are the lines of the totals that the log has something for.
func (s *screen) totalsShown() []total {
	totals := []total{s.requestTotal()}
	if s.totals.has("count_5xx") {
		totals = append(totals, s.total5xx())
	}
	if s.totals.has("count_4xx") {
		totals = append(totals, s.total4xx())
	}
	if t, ok := s.silentTotal(); ok {
		totals = append(totals, t)
	}
	if t, ok := s.durationTotal(); ok {
		totals = append(totals, t)
	}
	if t, ok := s.bytesTotal(); ok {
		totals = append(totals, t)
	}
	return totals
}

// totalLines says how much there was, and whether it is up.
func (s *screen) totalLines() []line {
	totals := s.totalsShown()
	numbers := len("206,860") // a column that does not jump from log to log
	for _, t := range totals {
		numbers = max(numbers, t.number.width())
	}
	space := gap
	if s.width >= wideFrom {
		space++
	}
	var lines []line
	for _, t := range totals {
		l := line{}.add(t.label, t.style).pad(labelWidth + numbers - t.number.width())
		l = l.add(t.number.text, t.style).add(t.number.unit, dim)
		before := l.width() + space
		fits := func(text string) bool { return before+textWidth(text) <= s.width }
		if i := slices.IndexFunc(t.says, fits); i >= 0 {
			l = l.pad(before).add(t.says[i], plain)
		}
		lines = append(lines, l)
	}
	return lines
}

func (s *screen) requestTotal() total {
	t := total{label: "requests", number: cell{text: Count(s.requests)}}
	if len(s.timeline.ticks) == 0 || s.seconds == 0 {
		return t
	}
	perSecond := float64(s.requests) / s.seconds
	step, in, rate := minute, "minute", significant2(perSecond*60)+"/min"
	switch {
	case perSecond >= 1:
		rate = significant2(perSecond) + "/s"
		if s.timeline.step == second {
			step, in = second, "second"
		}
	case perSecond < 1.0/3600:
		number, unit := humanRate(perSecond)
		rate = number + unit
	case perSecond < 1.0/60:
		rate = significant2(perSecond*3600) + "/h"
	}
	peak := s.timeline.peak(step)
	t.says = []string{
		fmt.Sprintf("%s; peak %s in a %s, %s", rate, Count(peak.all), in, s.calendar.format(peak.clock, withWeekday)),
		fmt.Sprintf("%s; peak %s, %s", rate, Count(peak.all), s.calendar.format(peak.clock, 0)),
		rate,
	}
	if s.width < wideFrom {
		t.says = t.says[1:]
	}
	return t
}

// significant2 writes v with two digits, or its whole part.
func significant2(v float64) string {
	if v < 9.95 {
		return fmt.Sprintf("%.1f", v)
	}
	return thousands(v)
}

func (s *screen) total5xx() total {
	n := s.totals.int("count_5xx")
	t := total{label: "5xx", number: cell{text: Count(n)}}
	if n == 0 {
		return t
	}
	t.style = red
	share := s.share(n)
	says := share + s.clients(s.totals5xx)
	first, last := s.totals5xx.get("first"), s.totals5xx.get("last")
	if !none(first) && !none(last) {
		t.says = s.since(says, share, n, first.Stamp, last.Stamp)
	}
	t.says = append(t.says, says, share)
	return t
}

// since says when things began to happen, of which there are n, and whether
// they still do, behind what else there is to say; shorter is that without
// clients.
func (s *screen) since(says, shorter string, n int64, first, last parser.Stamp) []string {
	var list []string
	add := func(before string, style dateStyle, end string, withFirst bool) {
		moment := func(at parser.Stamp) string { return s.calendar.format(at.Clock(), style) }
		text := before + "; "
		switch {
		case n == 1 && s.ending.errors == 0:
			text += "at " + moment(last)
		case s.ending.errors == 0 && withFirst:
			text += "first " + moment(first) + ", last " + moment(last)
		case s.ending.errors == 0:
			text += "last " + moment(last)
		case withFirst:
			text += "first " + moment(first) + ", "
		}
		list = append(list, text+end)
	}
	end := s.endSays(last)
	if s.width >= wideFrom {
		add(says, withWeekday, end, true)
	}
	add(says, 0, end, true)
	add(says, 0, end, false)
	add(shorter, 0, end, false)
	if s.ending.errors == 0 {
		add(says, 0, "", true)
		add(says, 0, "", false)
		add(shorter, 0, "", false)
	}
	return list
}

// endSays is how things stand at the end of the log: how many failed of late,
// or for how long none has, the last time being the one given.
func (s *screen) endSays(last parser.Stamp) string {
	if e := s.ending; e.errors > 0 {
		part := rounded(float64(e.errors) / float64(e.requests))
		return fmt.Sprintf("%s in the last %s (%s %%)", Count(e.errors), duration(float64(e.length)/1e9), part)
	}
	if ago := float64(s.meta.Last.Nanos-last.Nanos) / 1e9; ago >= 1 {
		return ", " + roughly(ago) + " before the end"
	}
	return ""
}

func (s *screen) total4xx() total {
	n := s.totals.int("count_4xx")
	t := total{label: "4xx", number: cell{text: Count(n)}}
	if n == 0 {
		return t
	}
	t.style = yellow
	says := s.share(n) + s.clients(s.totals4xx)
	if notFound := s.totals.int("count_404"); notFound > 0 {
		are := " are 404"
		if notFound == 1 {
			are = " is 404"
		}
		t.says = append(t.says, says+"; "+Count(notFound)+are)
	}
	t.says = append(t.says, says, s.share(n))
	return t
}

// share is the part of all requests that n are.
func (s *screen) share(n int64) string {
	return rounded(float64(n)/float64(max(s.requests, 1))) + " %"
}

// clients is how many clients a record counted.
func (s *screen) clients(r record) string {
	if none(r.get("distinct_client")) {
		return ""
	}
	return "; " + r.estimate("distinct_client", "client")
}

// estimate is the number of things in a column, marked if it is no exact one.
func (r record) estimate(column, thing string) string {
	text := Plural(r.int(column), thing)
	if r.columns[columnIndex(r.columns, column)].Approx {
		return "~" + text
	}
	return text
}

// silentTotal is left out where the log is too short for a silence.
func (s *screen) silentTotal() (total, bool) {
	from, until := s.timeline.span()
	if len(s.timeline.ticks) == 0 || until-from < s.silence.limit {
		return total{}, false
	}
	q := s.silence
	t := total{label: "silent", number: cell{text: duration(float64(q.total) / 1e9)}}
	if q.times == 0 {
		t.says = []string{"never " + duration(float64(q.limit)/1e9) + " without a request", ""}
		return t, true
	}
	t.style = red
	style := withWeekday
	if s.width < wideFrom {
		style = 0
	}
	if q.times == 1 {
		t.says = []string{"once, from " + s.calendar.format(q.from, style), "once"}
		return t, true
	}
	times := Count(int64(q.times)) + " times"
	pause := func(from, length int64, style dateStyle) string {
		return duration(float64(length)/1e9) + " from " + s.calendar.format(from, style)
	}
	if q.lastFrom != q.from {
		for _, style := range []dateStyle{withWeekday, 0} {
			t.says = append(t.says, times+"; longest "+pause(q.from, q.longest, style)+", last "+pause(q.lastFrom, q.last, style))
		}
	}
	t.says = append(t.says,
		times+"; longest "+pause(q.from, q.longest, style),
		times+"; longest "+duration(float64(q.longest)/1e9),
		times,
	)
	return t, true
}

// bytesTotal says how much was sent, and to how many.
func (s *screen) bytesTotal() (total, bool) {
	var says []string
	if s.totals.has("distinct_client") {
		says = append(says, s.totals.estimate("distinct_client", "client"))
	}
	if s.totals.has("visitors") {
		says = append(says, s.totals.estimate("visitors", "visitor"))
	}
	text := strings.Join(says, "; ")
	if s.totals.has("sum_bytes") {
		number, unit := humanBytes(s.totals.get("sum_bytes").Int.Float())
		return total{label: "bytes", number: cell{text: number, unit: unit}, says: append([]string{text}, says...)}, true
	}
	return total{label: "from", says: append([]string{text}, says...)}, text != ""
}
