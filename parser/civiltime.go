package parser

import "encoding/binary"

// civilTime is a time as people write it: a date, a clock on some wall, and
// how far that wall is from Greenwich.
type civilTime struct {
	year, month, day            int64
	hour, minute, second, nanos int64
	offset                      int64 // seconds east of UTC, or one of the below
}

const (
	noOffset    = 1 << 20 // of what is no offset: 24 hours, 60 minutes
	naiveOffset = 1 << 21 // of a time without one
)

// Years that an int64 of nanoseconds holds from their first day to their last,
// on any wall.
const (
	firstYear = 1678
	lastYear  = 2261

	endOfYears = 9214646400 // 2262-01-01, seconds since 1970-01-01
)

// stamp returns the instant, which is not Valid if there is no such day, hour
// or offset. No number is negative but the offset.
func (t civilTime) stamp() Stamp {
	switch {
	case t.year < firstYear || t.year > lastYear || t.month < 1 || t.month > 12,
		t.day < 1 || t.day > daysIn(t.year, t.month),
		t.hour > 23 || t.minute > 59 || t.second > 60, // 60 is a leap second
		t.offset == noOffset:
		return Stamp{}
	}
	wall := daysFromCivil(t.year, t.month, t.day)*day + t.hour*hour + t.minute*minute + t.second*second + t.nanos
	if t.offset == naiveOffset {
		return Stamp{Nanos: wall, Offset: NoOffset, Valid: true}
	}
	return Stamp{Nanos: wall - t.offset*second, Offset: int32(t.offset), Valid: true}
}

// epochStamp returns the instant n units after 1970-01-01T00:00:00Z and part
// 1e-9 of a unit, which is not Valid beyond the years that others may have. The
// unit is in nanoseconds, a second at most.
func epochStamp(n, unit, part int64) Stamp {
	if n < 0 || n >= endOfYears*(second/unit) {
		return Stamp{}
	}
	return Stamp{Nanos: n*unit + part*unit/second, Valid: true}
}

// scanTail returns the length of what may follow the seconds: a fraction and an
// offset, each or none.
func scanTail(text []byte) int {
	part := scanFraction(text)
	_, offset := timeOffset(text[part:])
	return part + offset
}

// readTail reads what scanTail takes, and reports whether that is all of text.
func (t *civilTime) readTail(text []byte) bool {
	part := scanFraction(text)
	t.nanos = readFraction(text[:part])
	length := t.readOffset(text[part:])
	return part+length == len(text)
}

// readOffset reads the offset that text begins with, or that there is none, and
// returns its length.
func (t *civilTime) readOffset(text []byte) int {
	offset, length := timeOffset(text)
	if length == 0 {
		offset = naiveOffset
	}
	t.offset = offset
	return length
}

// scanFraction returns the length of a point or a comma and the digits behind
// it, 0 if text begins with none.
func scanFraction(text []byte) int {
	if len(text) < 2 || text[0] != '.' && text[0] != ',' || !isDigit(text[1]) {
		return 0
	}
	return 1 + countDigits(text[1:])
}

// fractionUnits are what a fraction counts, by the number of its digits, in
// units of 1e-9.
var fractionUnits = [...]int64{1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1}

// readFraction reads what scanFraction takes in units of 1e-9; from the tenth
// digit on it is not looked at.
func readFraction(text []byte) int64 {
	if len(text) == 0 {
		return 0
	}
	digits := text[1:min(len(text), len(fractionUnits))]
	n := int64(0)
	for _, c := range digits {
		n = n*10 + int64(c-'0')
	}
	return n * fractionUnits[len(digits)]
}

// timeOffset reads the Z, +01, +0100, +01:00, " +0100", " +01:00", " UTC" or
// " GMT" that text begins with, as seconds east of UTC. The length is 0 if there
// is none.
func timeOffset(text []byte) (seconds int64, length int) {
	if len(text) == 0 {
		return 0, 0
	}
	if text[0]|0x20 == 'z' {
		return 0, 1
	}
	space := 0
	if text[0] == ' ' {
		space = 1
	}
	sign := text[space:]
	if len(sign) < 3 {
		return 0, 0
	}
	if sign[0] != '+' && sign[0] != '-' {
		name := string(sign[:3])
		if space == 1 && (name == "UTC" || name == "GMT") && !continues(sign[3:]) {
			return 0, len(" UTC")
		}
		return 0, 0
	}
	digits := countDigits(sign[1:])
	switch {
	case digits == 4:
		return offsetOf(sign[0], sign[1:], sign[3:]), space + 5
	case digits == 2 && len(sign) > 5 && sign[3] == ':' && countDigits(sign[4:]) == 2:
		return offsetOf(sign[0], sign[1:], sign[4:]), space + 6
	case digits == 2 && space == 0:
		return offsetOf(sign[0], sign[1:], []byte("00")), 3
	}
	return 0, 0
}

// continues reports whether rest goes on with what makes another zone of a
// name: GMT+1.
func continues(rest []byte) bool {
	return len(rest) > 0 && (isAlphanumeric(rest[0]) || rest[0] == '+' || rest[0] == '-')
}

// offsetOf returns the seconds of a sign and two digits each of hours and
// minutes, or noOffset.
func offsetOf(sign byte, hours, minutes []byte) int64 {
	h, m := twoDigits(hours), twoDigits(minutes)
	switch {
	case h > 23 || m > 59:
		return noOffset
	case sign == '-':
		return -(h*60 + m) * 60
	}
	return (h*60 + m) * 60
}

// englishMonth returns the number of the month whose name begins with the
// first three letters of text, or 0.
func englishMonth(text []byte) int64 {
	name := (uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16) | 0x202020
	for i, m := range months {
		if m == name {
			return int64(i) + 1
		}
	}
	return 0
}

// isClock reports whether text begins with 10:00:00.
func isClock(text []byte) bool {
	const (
		clock    = 0x30303a30303a3030 // hh:mm:ss, the first byte lowest
		addClock = 0x76767f76767f7676
	)
	return len(text) >= 8 && unlike(binary.LittleEndian.Uint64(text), clock, addClock) == 0
}

// countDigits returns how many digits text begins with.
func countDigits(text []byte) int {
	for i, c := range text {
		if !isDigit(c) {
			return i
		}
	}
	return len(text)
}

func isDigit(c byte) bool { return c-'0' <= 9 }

// isTwoDigits reports whether the first two bytes of text are digits.
func isTwoDigits(text []byte) bool { return isDigit(text[0]) && isDigit(text[1]) }

// isThreeLetters reports whether the first three bytes of text are ASCII
// letters.
func isThreeLetters(text []byte) bool {
	return isLetter(text[0]) && isLetter(text[1]) && isLetter(text[2])
}

func isLetter(c byte) bool { return c|0x20-'a' <= 'z'-'a' }

// fourDigits returns the number that the first four bytes of text write.
func fourDigits(text []byte) int64 { return twoDigits(text)*100 + twoDigits(text[2:]) }
