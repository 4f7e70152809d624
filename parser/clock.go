package parser

import (
	"encoding/binary"
	"math"
)

const (
	second = 1e9
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
	week   = 7 * day

	// monday is the first day of a week, in nanoseconds since
	// 1970-01-01T00:00:00, a Thursday.
	monday = 4 * day
)

// AppendClock appends the value of a Clock field: the nanoseconds since
// 1970-01-01T00:00:00 of the clock on some wall as eight bytes, big endian,
// the sign bit flipped, so that they sort as the times do. In a FieldSet with a
// zone they are those of the instant, since 1970-01-01T00:00:00Z: the clock of a
// zone that goes back shows what it has shown before. StampIn tells the clock.
func AppendClock(dst []byte, nanos int64) []byte {
	return binary.BigEndian.AppendUint64(dst, uint64(nanos)^1<<63)
}

// ClockNanos is the inverse of AppendClock. The value has eight bytes.
func ClockNanos(value []byte) int64 {
	return int64(binary.BigEndian.Uint64(value) ^ 1<<63)
}

// AppendText appends a value of kind k as people read it: a Clock as
// 2026-03-01T10:00:00 with a fraction if it has one, a Weekday as Mon, all
// others as they are.
func AppendText(dst []byte, k Kind, value []byte) []byte {
	switch {
	case k == Clock && len(value) == 8:
		return appendTime(dst, ClockNanos(value))
	case k == Weekday && len(value) == 1 && '1' <= value[0] && value[0] <= '7':
		i := 3 * (value[0] - '1')
		return append(dst, "MonTueWedThuFriSatSun"[i:i+3]...)
	}
	return append(dst, value...)
}

// appendTime appends nanos as 2026-03-01T10:00:00.25.
func appendTime(dst []byte, nanos int64) []byte {
	days, rest := nanos/day, nanos%day
	if rest < 0 {
		days, rest = days-1, rest+day
	}
	dst = appendDate(dst, days)
	dst = appendDigits(append(dst, 'T'), rest/hour, 2)
	dst = appendDigits(append(dst, ':'), rest/minute%60, 2)
	dst = appendDigits(append(dst, ':'), rest/second%60, 2)
	if rest%second == 0 {
		return dst
	}
	dst = appendDigits(append(dst, '.'), rest%second, 9)
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// appendDate appends the day, counted from 1970-01-01, as 2026-03-01.
func appendDate(dst []byte, days int64) []byte {
	year, month, dayOfMonth := civil(days)
	dst = appendDigits(dst, year, 4)
	dst = appendDigits(append(dst, '-'), month, 2)
	return appendDigits(append(dst, '-'), dayOfMonth, 2)
}

// appendDigits appends the last width digits of n.
func appendDigits(dst []byte, n int64, width int) []byte {
	lo := len(dst)
	for range width {
		dst = append(dst, '0')
	}
	for i := len(dst) - 1; i >= lo; i-- {
		dst[i] = byte('0' + n%10)
		n /= 10
	}
	return dst
}

// FloorClock returns the clock at which the step of nanos begins, of those that
// begin at base: TimeStep tells step and base. Of a step that begins before
// the clocks that an int64 holds it is one within the step.
func FloorClock(nanos, step, base int64) int64 {
	const firstDay = math.MinInt64 / int64(day) * int64(day)
	if start := floor(nanos-base, step); start <= nanos-base {
		return start + base
	}
	return firstDay + base
}

// floor returns the greatest multiple of step that is not above n. An int64
// must hold it.
func floor(n, step int64) int64 {
	rest := n % step
	if rest < 0 {
		rest += step
	}
	return n - rest
}

// Days are counted in years that begin in March, so that the leap day is the
// last of its year, and in eras of 400 years. The formulas are Howard
// Hinnant's, https://howardhinnant.github.io/date_algorithms.html.
const (
	daysOfEra   = 146097
	daysToEpoch = 719468 // from 0000-03-01 to 1970-01-01
)

// daysFromCivil returns the days from 1970-01-01 to a date, year >= 0.
func daysFromCivil(year, month, dayOfMonth int64) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := floor(year, 400) / 400
	yearOfEra := year - era*400
	dayOfYear := (153*(month-3)+2)/5 + dayOfMonth - 1
	return era*daysOfEra + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - daysToEpoch
}

// civil is the inverse of daysFromCivil.
func civil(days int64) (year, month, dayOfMonth int64) {
	days += daysToEpoch
	era := floor(days, daysOfEra) / daysOfEra
	dayOfEra := days - era*daysOfEra
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/(daysOfEra-1)) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	month = (5*dayOfYear + 2) / 153
	dayOfMonth = dayOfYear - (153*month+2)/5 + 1
	month += 3
	year = era*400 + yearOfEra
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, dayOfMonth
}
