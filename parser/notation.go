package parser

import "encoding/binary"

// The notations of times. Months and days of the week are English, in letters
// of any case; whether the day of the week is that of the date is not looked at.
// A second 60 is a leap second, counted as the next minute's first.
var (
	// clfNotation is that of the common log format.
	clfNotation = &notation{"01/Mar/2026:10:00:00 +0100", scanCLF, readCLF}

	// clfFraction is the same with a fraction or without, with an offset or
	// without, as HAProxy has it
	// (https://docs.haproxy.org/3.2/configuration.html#8.2.3).
	clfFraction = &notation{"01/Mar/2026:10:00:00.000", scanCLFFraction, readCLFFraction}

	// isoNotation is that of ISO 8601, RFC 3339, W3C logs and SQL: a T, a space
	// or a tab between day and clock, a fraction behind a point or a comma,
	// an offset, behind a space or not. Seconds may be missing, and the day may
	// have slashes.
	isoNotation = &notation{"2026-03-01T10:00:00+01:00", scanISO, readISO}

	// utcNotation is the same of clocks that are at UTC if they say nothing
	// else.
	utcNotation = &notation{"2026-03-01 10:00:00", scanISO, readUTC}

	// epochNotation is a number of seconds since 1970-01-01T00:00:00Z, with a
	// fraction or without, or one of smaller units, which its size tells: below
	// 10^10 it counts seconds, below 10^13 milliseconds, below 10^16
	// microseconds, else nanoseconds. So all units are told apart from
	// 1970-04-27 on.
	epochNotation = &notation{"1772359200.000", scanEpoch, readEpoch}

	// asctimeNotation is that of the C library, with a fraction as in the
	// error logs of Apache or without.
	asctimeNotation = &notation{"Sun Mar  1 10:00:00 2026", scanAsctime, readAsctime}

	// httpNotation is that of HTTP headers, RFC 1123 and RFC 5322.
	httpNotation = &notation{"Sun, 01 Mar 2026 10:00:00 GMT", scanHTTP, readHTTP}

	// autoNotation is any of the above, which the text's look tells, in brackets
	// or without. It takes a whole text that reads as a time, or nothing. A
	// number must have ten digits before the point: others count something
	// else.
	autoNotation = &notation{"any of the usual", scanAuto, readAuto}
)

// scanCLF returns the length of 01/Mar/2026:10:00:00 +0100.
func scanCLF(text []byte) int {
	if !isCLFTime(text) {
		return 0
	}
	return clfTime
}

func readCLF(text []byte) Stamp {
	if len(text) != clfTime || !isCLFTime(text) {
		return Stamp{}
	}
	return clfStamp(text)
}

// clfClock is the length of 01/Mar/2026:10:00:00.
const clfClock = 20

// isCLFClock reports whether text begins with 01/Mar/2026:10:00:00, by its shape
// alone.
func isCLFClock(text []byte) bool {
	const (
		date    = 0x302f0000002f3030 // dd/Mon/y, the first byte lowest
		addDate = 0x767f0000007f7676
		month   = 0x0000ffffff000000

		year     = 0x3a303030302f0000 // on/yyyy:
		addYear  = 0x7f767676767f0000
		monthEnd = 0x000000000000ffff
	)
	return len(text) >= clfClock && isClock(text[12:]) &&
		unlike(binary.LittleEndian.Uint64(text)&^month, date, addDate) == 0 &&
		unlike(binary.LittleEndian.Uint64(text[4:])&^monthEnd, year, addYear) == 0
}

// scanCLFFraction returns the length of 01/Mar/2026:10:00:00.000 +0100.
func scanCLFFraction(text []byte) int {
	if !isCLFClock(text) {
		return 0
	}
	return clfClock + scanTail(text[clfClock:])
}

func readCLFFraction(text []byte) Stamp {
	if !isCLFClock(text) {
		return Stamp{}
	}
	return clfStamp(text)
}

// clfStamp reads a text that begins as isCLFClock has it.
func clfStamp(text []byte) Stamp {
	t := civilTime{
		year: fourDigits(text[7:]), month: englishMonth(text[3:]), day: twoDigits(text),
		hour: twoDigits(text[12:]), minute: twoDigits(text[15:]), second: twoDigits(text[18:]),
	}
	if !t.readTail(text[clfClock:]) {
		return Stamp{}
	}
	return t.stamp()
}

const (
	isoMinutes = 16 // the length of 2026-03-01T10:00
	isoSeconds = 19 // the length of 2026-03-01T10:00:00
)

// isoClock returns isoSeconds or isoMinutes if text begins with such a time,
// by its shape alone, or 0.
func isoClock(text []byte) int {
	const (
		date       = 0x0030300030303030 // yyyy-mm-, the first byte lowest
		addDate    = 0x0076760076767676
		separators = 0xff0000ff00000000
	)
	if len(text) < isoMinutes || text[4] != text[7] || text[4] != '-' && text[4] != '/' ||
		unlike(binary.LittleEndian.Uint64(text)&^separators, date, addDate) != 0 || !isTwoDigits(text[8:]) {
		return 0
	}
	if c := text[10]; c != 'T' && c != ' ' && c != '\t' && c != 't' {
		return 0
	}
	if isClock(text[11:]) {
		return isoSeconds
	}
	if !isTwoDigits(text[11:]) || text[13] != ':' || !isTwoDigits(text[14:]) {
		return 0
	}
	if len(text) > isoMinutes && (text[isoMinutes] == ':' || isDigit(text[isoMinutes])) {
		return 0 // 10:00:5
	}
	return isoMinutes
}

// scanISO returns the length of 2026-03-01T10:00:00.000+01:00.
func scanISO(text []byte) int {
	switch clock := isoClock(text); clock {
	case isoSeconds:
		return clock + scanTail(text[clock:])
	case isoMinutes:
		_, offset := timeOffset(text[clock:])
		return clock + offset
	}
	return 0
}

func readISO(text []byte) Stamp {
	clock := isoClock(text)
	if clock == 0 {
		return Stamp{}
	}
	t := civilTime{
		year: fourDigits(text), month: twoDigits(text[5:]), day: twoDigits(text[8:]),
		hour: twoDigits(text[11:]), minute: twoDigits(text[14:]),
	}
	if clock == isoSeconds {
		t.second = twoDigits(text[17:])
	} else if scanFraction(text[clock:]) > 0 { // of a minute
		return Stamp{}
	}
	if !t.readTail(text[clock:]) {
		return Stamp{}
	}
	return t.stamp()
}

func readUTC(text []byte) Stamp {
	s := readISO(text)
	if s.Offset == NoOffset {
		s.Offset = 0
	}
	return s
}

// scanEpoch returns the length of 1772359200.000.
func scanEpoch(text []byte) int {
	whole := countDigits(text)
	if whole == 0 || whole == len(text) || text[whole] != '.' {
		return whole
	}
	return whole + scanFraction(text[whole:])
}

func readEpoch(text []byte) Stamp {
	whole := countDigits(text)
	part := text[whole:]
	if len(part) > 0 && (part[0] != '.' || scanFraction(part) != len(part)) {
		return Stamp{}
	}
	n, ok := ParseInteger(text[:whole])
	if !ok {
		return Stamp{}
	}
	unit := int64(1)
	switch {
	case n < 1e10:
		unit = second
	case n < 1e13:
		unit = second / 1e3
	case n < 1e16:
		unit = second / 1e6
	}
	return epochStamp(n, unit, readFraction(part))
}

// scanAsctime returns the length of Sun Mar  1 10:00:00.000 2026.
func scanAsctime(text []byte) int {
	if len(text) < 4 || !isThreeLetters(text) || text[3] != ' ' {
		return 0
	}
	length := scanSyslogTime(text[4:])
	if length == 0 {
		return 0
	}
	length += 4
	length += scanFraction(text[length:])
	if len(text) < length+5 || text[length] != ' ' || countDigits(text[length+1:]) != 4 {
		return 0
	}
	return length + 5
}

func readAsctime(text []byte) Stamp {
	if scanAsctime(text) != len(text) || len(text) == 0 {
		return Stamp{}
	}
	t, length := syslogTime(text[4:])
	t.nanos = readFraction(text[4+length : len(text)-len(" 2026")])
	t.year = fourDigits(text[len(text)-4:])
	return t.stamp()
}

// scanSyslogTime returns the length of Mar  1 10:00:00, the time of the BSD
// syslog protocol (RFC 3164, section 4.1.2), or of Mar 1 10:00:00.
func scanSyslogTime(text []byte) int {
	if len(text) < 4 || !isThreeLetters(text) || text[3] != ' ' {
		return 0
	}
	pos := 4
	if pos < len(text) && text[pos] == ' ' {
		pos++
	}
	days := countDigits(text[pos:])
	if days != 1 && (days != 2 || pos != 4) {
		return 0
	}
	pos += days
	if pos == len(text) || text[pos] != ' ' || !isClock(text[pos+1:]) {
		return 0
	}
	return pos + 1 + len("10:00:00")
}

// syslogTime reads what scanSyslogTime takes, and returns its length.
func syslogTime(text []byte) (t civilTime, length int) {
	pos := 4
	if text[pos] == ' ' {
		pos++
	}
	t.month = englishMonth(text)
	for ; text[pos] != ' '; pos++ {
		t.day = t.day*10 + int64(text[pos]-'0')
	}
	pos++
	t.hour, t.minute, t.second = twoDigits(text[pos:]), twoDigits(text[pos+3:]), twoDigits(text[pos+6:])
	t.offset = naiveOffset
	return t, pos + len("10:00:00")
}

// scanHTTP returns the length of Sun, 01 Mar 2026 10:00:00 GMT.
func scanHTTP(text []byte) int {
	if len(text) < 6 || !isThreeLetters(text) || text[3] != ',' || text[4] != ' ' {
		return 0
	}
	days := countDigits(text[5:])
	if days != 1 && days != 2 {
		return 0
	}
	pos := 5 + days
	if len(text) < pos+18 || text[pos] != ' ' || !isThreeLetters(text[pos+1:]) || text[pos+4] != ' ' ||
		countDigits(text[pos+5:]) != 4 || text[pos+9] != ' ' || !isClock(text[pos+10:]) {
		return 0
	}
	_, length := timeOffset(text[pos+18:])
	return pos + 18 + length
}

func readHTTP(text []byte) Stamp {
	if scanHTTP(text) != len(text) || len(text) == 0 {
		return Stamp{}
	}
	var t civilTime
	pos := 5
	for ; text[pos] != ' '; pos++ {
		t.day = t.day*10 + int64(text[pos]-'0')
	}
	t.month, t.year = englishMonth(text[pos+1:]), fourDigits(text[pos+5:])
	t.hour, t.minute, t.second = twoDigits(text[pos+10:]), twoDigits(text[pos+13:]), twoDigits(text[pos+16:])
	t.readOffset(text[pos+18:])
	return t.stamp()
}

func scanAuto(text []byte) int {
	if !readAuto(text).Valid {
		return 0
	}
	return len(text)
}

func readAuto(text []byte) Stamp {
	if n := len(text); n > 2 && text[0] == '[' && text[n-1] == ']' {
		text = text[1 : n-1]
	}
	if len(text) < len("1772359200") {
		return Stamp{}
	}
	switch digit := isDigit(text[0]); {
	case digit && text[2] == '/':
		return readCLFFraction(text)
	case digit && (text[4] == '-' || text[4] == '/'):
		return readISO(text)
	case digit && countDigits(text) >= len("1772359200"):
		return readEpoch(text)
	case !digit && text[3] == ',':
		return readHTTP(text)
	case !digit && text[3] == ' ':
		return readAsctime(text)
	}
	return Stamp{}
}
