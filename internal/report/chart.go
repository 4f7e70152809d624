package report

import (
	"fmt"
	"slices"
	"strings"
)

// chart is the rows of bars on one axis of time.
type chart struct {
	step  int64
	cells []tick
	rows  []chartRow
}

type chartRow struct {
	label string
	style style
	value func(tick) (n int64, some bool) // some is false where there is nothing to draw
	text  func(n int64) cell              // how a value is written
	max   int64
}

// countRow is a row of counts. A cell that counted none is blank.
func countRow(label string, style style, count func(tick) int64) chartRow {
	return chartRow{
		label: label, style: style,
		value: func(t tick) (int64, bool) { return count(t), count(t) > 0 },
		text:  func(n int64) cell { return cell{text: Count(n)} },
	}
}

const labelWidth = 11 // of the words before bars and totals, with the space behind them

// newChart cuts the timeline into the smallest cells that fit in width columns
// with labels and maxima. Where there are percentiles of durations it takes
// cells that make up the steps of these; if the steps are shorter than any cells
// that fit, it leaves the percentiles out.
func newChart(s *summary, width int, ascii bool) *chart {
	tl := &s.timeline
	counts := []chartRow{countRow("requests", plain, func(t tick) int64 { return t.all })}
	if tl.status {
		counts = append(counts,
			countRow("4xx", yellow, func(t tick) int64 { return t.e4xx }),
			countRow("5xx", red, func(t tick) int64 { return t.e5xx }))
	}
	for room := width - labelWidth; ; room-- {
		c := &chart{step: tl.fitStep(room), rows: counts}
		if l := s.latency; l != nil && len(l.values) > 0 {
			if step, ok := l.cell(c.step); ok {
				c.step = step
				c.rows = append(counts[:len(counts):len(counts)], l.chartRow(step, ascii))
			}
		}
		c.cells = tl.filled(c.step)
		c.measure()
		over := c.labels() + len(c.cells) + c.maxima(width) - width
		if over <= 0 || room <= 2 {
			return c
		}
		room = min(room, len(c.cells)) // the next step is one with fewer cells
	}
}

// measure finds the greatest value of each row.
func (c *chart) measure() {
	for i := range c.rows {
		r := &c.rows[i]
		r.max = 0
		for _, t := range c.cells {
			if n, some := r.value(t); some {
				r.max = max(r.max, n)
			}
		}
	}
}

// heading says how long a cell is: EVERY 12 H.
func (c *chart) heading() string { return "EVERY " + stepName(c.step) }

// labels is the width of the words before the bars.
func (c *chart) labels() int {
	width := max(labelWidth, len(c.heading())+1)
	for _, r := range c.rows {
		width = max(width, len(r.label)+1)
	}
	return width
}

// maxima is the width of what stands behind the bars.
func (c *chart) maxima(width int) int {
	numbers := 0
	for _, r := range c.rows {
		numbers = max(numbers, r.text(r.max).width())
	}
	return len(maximumWord(width)) + numbers
}

// maximumWord stands before the greatest value of a row.
func maximumWord(width int) string {
	if width >= wideFrom {
		return "  max "
	}
	return "  "
}

func (c *chart) lines(width int, ascii bool) []line {
	labels, maxima := c.labels(), c.maxima(width)
	head := words(fmt.Sprintf("%-*s", labels, c.heading()), bold)
	lines := []line{head.add(c.axis(width-labels), dim)}
	for _, r := range c.rows {
		style := r.style
		if r.max == 0 {
			style = plain
		}
		l := words(fmt.Sprintf("%-*s", labels, r.label), style)
		var bars strings.Builder
		for _, t := range c.cells {
			mark := " "
			if n, some := r.value(t); some {
				mark = levelMark(n, r.max, ascii)
			}
			bars.WriteString(mark)
		}
		l = l.add(bars.String(), style).add(maximumWord(width), plain)
		most := r.text(r.max)
		l = l.pad(labels + len(c.cells) + maxima - most.width())
		lines = append(lines, l.add(most.text, plain).add(most.unit, dim))
	}
	return lines
}

// levelMark draws n of most: the lowest bar for any little thing, which must
// look different from nothing.
func levelMark(n, most int64, ascii bool) string {
	marks := []rune("▁▂▃▄▅▆▇█")
	if ascii {
		marks = []rune(".:-=+*#%")
	}
	levels := float64(len(marks))
	i := int(float64(n)/float64(max(most, 1))*levels + 0.5)
	return string(marks[min(max(i, 1), len(marks))-1])
}

// stepName is the length of a step in capitals, for a heading.
func stepName(step int64) string {
	for _, unit := range []struct {
		length    int64
		one, many string
	}{{week, "WEEK", "WEEKS"}, {day, "DAY", "DAYS"}, {hour, "HOUR", "H"}, {minute, "MINUTE", "MIN"}, {second, "SECOND", "SEC"}} {
		if n := step / unit.length; n == 1 {
			return unit.one
		} else if n > 1 {
			return fmt.Sprintf("%d %s", n, unit.many)
		}
	}
	panic(fmt.Sprintf("bug: a step of %d ns", step))
}

// axis labels the cells: with dates, or with the clock where the marks are
// less than a day apart. It has at most room columns.
func (c *chart) axis(room int) string {
	if len(c.cells) == 0 {
		return ""
	}
	first := c.cells[0].clock
	years := int64(len(c.cells))*c.step > yearFrom
	between := c.markStep(years)
	origin := stepBegin(first, between)
	if between >= day {
		origin = first
	}
	var b strings.Builder
	for i, t := range c.cells {
		if (t.clock-origin)%between != 0 {
			continue
		}
		label := markLabel(t.clock, between, years)
		if b.Len() > 0 && b.Len() >= i || i+len(label) > room {
			continue
		}
		b.WriteString(strings.Repeat(" ", i-b.Len()))
		b.WriteString(label)
	}
	if label := markLabel(first, between, years); b.Len() == 0 && len(label) <= room {
		return label
	}
	return b.String()
}

// markStep is the smallest distance of marks for which there is room.
func (c *chart) markStep(years bool) int64 {
	list := steps()
	list = append(insert(list, slices.Index(list, week), 2*day), 2*week)
	for i := len(list) - 1; list[i] < int64(len(c.cells))*c.step; i++ {
		list = append(list, 2*list[i])
	}
	for _, between := range list {
		columns := between / c.step
		longest := max(len(markLabel(0, between, years)), len("20 Feb"))
		if between%c.step == 0 && columns > int64(longest) {
			return between
		}
	}
	return list[len(list)-1]
}

func markLabel(clock, between int64, years bool) string {
	layout := "15:04"
	switch {
	case between >= day && years:
		layout = "Jan 2006"
	case between >= day || clock%day == 0 && clock != 0:
		layout = "2 Jan"
	case between < minute:
		layout = "15:04:05"
	}
	return wall(clock).Format(layout)
}
