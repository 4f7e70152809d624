package report

import (
	"slices"
	"strings"

	"wf/aggregate"
	"wf/parser"
)

// calendar writes the times of one log as short as its range allows: within a
// day the clock is enough, within a year the year is.
type calendar struct {
	oneDay  bool
	seconds bool // minutes would not tell times apart
	years   bool
}

// yearFrom is the range from which a date without its year could be taken for
// another.
const yearFrom = 330 * day

func newCalendar(from, until int64) calendar {
	return calendar{
		oneDay:  stepBegin(from, day) == stepBegin(max(from, until-1), day),
		seconds: until-from <= fineRange,
		years:   until-from > yearFrom,
	}
}

// A moment's parts, combined by or.
type dateStyle uint8

const (
	withWeekday dateStyle = 1 << iota
	padded                // days below ten get a space, so that columns align
)

func (c calendar) format(clock int64, style dateStyle) string {
	layout := ""
	if !c.oneDay {
		layout = "2 Jan "
		if style&padded != 0 {
			layout = "_2 Jan "
		}
		if style&withWeekday != 0 {
			layout = "Mon " + layout
		}
		if c.years {
			layout += "2006 "
		}
	}
	if c.seconds {
		return wall(clock).Format(layout + "15:04:05")
	}
	return wall(clock).Format(layout + "15:04")
}

// rangeLines are the ways to say what time a log covers, the longest first.
func rangeLines(m *aggregate.Meta, seconds float64) []string {
	from, to := wall(m.First.Clock()), wall(m.Last.Clock())
	long, short := "Mon 2 Jan 2006 15:04:05", "2 Jan 2006 15:04"
	longEnd, shortEnd := long, short
	switch {
	case from.Format("2006-01-02") == to.Format("2006-01-02"):
		longEnd, short, shortEnd = "15:04:05", "2 Jan 2006 15:04:05", "15:04:05"
	case from.Year() == to.Year():
		longEnd, shortEnd = "Mon 2 Jan 15:04:05", "2 Jan 15:04"
	}
	longRange := from.Format(long) + " to " + to.Format(longEnd)
	shortRange := from.Format(short) + " to " + to.Format(shortEnd)
	length := ", " + duration(seconds)
	lines := []string{longRange + length + ", clock as logged", longRange + length, shortRange + length, shortRange}
	if len(m.Zones) == 0 || slices.Equal(m.Zones, []int32{parser.NoOffset}) {
		return lines
	}
	then, list := zones(m.Zones, ", then "), zones(m.Zones, ", ")
	return append([]string{
		longRange + length + ", clock as logged (" + then + ")",
		longRange + length + ", " + then,
		shortRange + length + ", " + list,
	}, lines[1:]...)
}

// zones names the offsets of a log, the first of them only if there are many.
func zones(offsets []int32, separator string) string {
	const most = 3
	var names []string
	for _, o := range offsets[:min(most, len(offsets))] {
		names = append(names, Offset(o))
	}
	text := strings.Join(names, separator)
	if more := len(offsets) - most; more > 0 {
		text += " and " + Count(int64(more)) + " more"
	}
	return text
}
