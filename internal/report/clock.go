package report

import (
	"math"
	"strconv"
	"time"

	"wf/parser"
)

// Layouts of package time. A fraction of a second is shown where there is one.
const (
	clockLayout   = "2006-01-02T15:04:05.999999999"
	instantLayout = "2006-01-02T15:04:05.999999999Z07:00"
	secondsLayout = "2006-01-02T15:04:05"
)

const (
	second = int64(time.Second)
	minute = int64(time.Minute)
	hour   = int64(time.Hour)
	day    = 24 * hour
	week   = 7 * day
)

// wall gives clock, in nanoseconds, to the formats of package time.
func wall(clock int64) time.Time { return time.Unix(0, clock).UTC() }

// appendInstant appends s as RFC 3339 with its own offset, without one if it
// has none.
func appendInstant(dst []byte, s parser.Stamp) []byte {
	if s.Offset == parser.NoOffset {
		return wall(s.Nanos).AppendFormat(dst, clockLayout)
	}
	zone := time.FixedZone("", int(s.Offset))
	return time.Unix(0, s.Nanos).In(zone).AppendFormat(dst, instantLayout)
}

// Time writes s as RFC 3339 does, without an offset if it has none.
func Time(s parser.Stamp) string { return string(appendInstant(nil, s)) }

// weekday names the days from 1, Monday, to 7.
func weekday(n int64) string {
	if n < 1 || n > 7 {
		return strconv.FormatInt(n, 10)
	}
	return time.Weekday(n % 7).String()[:3]
}

// Offset writes seconds east of UTC as logs do: -0500.
func Offset(seconds int32) string {
	if seconds == parser.NoOffset {
		return "no offset"
	}
	return time.Unix(0, 0).In(time.FixedZone("", int(seconds))).Format("-0700")
}

// duration writes a span of so many seconds in at most two units, in the words
// of people: 12 s, 9 min 5 s, 25 min, 3 h 10 min, 48 h, 5 d 1 h. It is rounded
// to the smaller unit, which is left out where it would hardly matter.
func duration(seconds float64) string {
	const (
		minutes = 60
		hours   = 60 * minutes
		days    = 24 * hours
	)
	switch s := math.Round(seconds); {
	case s < minutes:
		return twoUnits(seconds, 1, "s", 1, "")
	case s < 10*minutes:
		return twoUnits(seconds, minutes, "min", 1, "s")
	case s < 59.5*minutes:
		return twoUnits(seconds, minutes, "min", minutes, "")
	case s < 10*hours:
		return twoUnits(seconds, hours, "h", minutes, "min")
	case s < 71.5*hours:
		return twoUnits(seconds, hours, "h", hours, "")
	case s < 1000*days:
		return twoUnits(seconds, days, "d", hours, "h")
	}
	return thousands(math.Round(seconds/days)) + " d"
}

// roughly is duration in one unit: 12 s, 9 min, 3 h, 5 d.
func roughly(seconds float64) string {
	units := []struct {
		length, until float64
		name          string
	}{{1, 59.5, "s"}, {60, 59.5, "min"}, {3600, 47.5, "h"}}
	for _, u := range units {
		if n := seconds / u.length; n < u.until {
			return thousands(math.Round(n)) + " " + u.name
		}
	}
	return thousands(math.Round(seconds/86400)) + " d"
}

// twoUnits rounds seconds to the smaller unit and writes the larger one before
// it. A smaller unit of zero is left out.
func twoUnits(seconds, large float64, largeName string, small float64, smallName string) string {
	n := int64(math.Round(seconds / small))
	per := int64(large / small)
	text := strconv.FormatInt(n/per, 10) + " " + largeName
	if rest := n % per; rest != 0 {
		text += " " + strconv.FormatInt(rest, 10) + " " + smallName
	}
	return text
}
