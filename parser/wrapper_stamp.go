package parser

import "encoding/binary"

// The times that collectors write are known by their shape alone: digits and
// delimiters in their places. Nothing here reads them.
const (
	bsdStamp = len("Mar  1 10:00:00")     // of RFC 3164
	isoStamp = len("2026-03-01T10:00:00") // of RFC 3339, up to the seconds

	nanoDigits = 9 // behind the point, where nanoseconds are written in full
)

// isBSDStamp reports whether text begins with the time of RFC 3164, with a
// space or a zero before a day of one digit.
func isBSDStamp(text []byte) bool {
	const (
		date    = 0x3020300020000000 // ___ _d h, the first byte lowest
		addDate = 0x767f76007f000000
		others  = 0x000000ff00ffffff // the month and the day's first digit
	)
	return len(text) >= bsdStamp &&
		unlike(binary.LittleEndian.Uint64(text)&^others, date, addDate)|unlikeDaytime(text[7:]) == 0 &&
		text[0]-'A' < 26 && text[1]-'a' < 26 && text[2]-'a' < 26 &&
		(text[4] == ' ' || text[4]-'0' < 10)
}

// isISOStamp reports whether text begins with the time of RFC 3339.
func isISOStamp(text []byte) bool {
	const (
		year    = 0x2d30302d30303030 // yyyy-mm-, the first byte lowest
		addYear = 0x7f76767f76767676
		date    = 0x5430302d30302d30 // y-mm-ddT
		addDate = 0x7f76767f76767f76
	)
	return len(text) >= isoStamp &&
		unlike(binary.LittleEndian.Uint64(text), year, addYear)|
			unlike(binary.LittleEndian.Uint64(text[3:]), date, addDate)|
			unlikeDaytime(text[11:]) == 0
}

// unlikeDaytime returns 0 if text, of eight bytes at least, begins like
// 10:00:00.
func unlikeDaytime(text []byte) uint64 {
	return unlike(binary.LittleEndian.Uint64(text), 0x30303a30303a3030, 0x76767f76767f7676)
}

// fractionLength returns the length of the point and the digits that text
// begins with, 0 if it does not begin so.
func fractionLength(text []byte) int {
	if len(text) < 2 || text[0] != '.' || text[1]-'0' > 9 {
		return 0
	}
	n := 2
	for n < len(text) && text[n]-'0' <= 9 {
		n++
	}
	return n
}

// zoneLength returns the length of the Z or the +01:00 that text begins with,
// 0 if it does not begin so.
func zoneLength(text []byte) int {
	const length = len("+01:00")
	switch {
	case len(text) > 0 && text[0] == 'Z':
		return 1
	case len(text) >= length && isSign(text[0]) && areDigits(text[1], text[2]) && text[3] == ':' && areDigits(text[4], text[5]):
		return length
	}
	return 0
}

// plainZoneLength is zoneLength for +0100.
func plainZoneLength(text []byte) int {
	const length = len("+0100")
	if len(text) >= length && isSign(text[0]) && areDigits(text[1], text[2]) && areDigits(text[3], text[4]) {
		return length
	}
	return 0
}

func isSign(c byte) bool { return c == '+' || c == '-' }

func areDigits(a, b byte) bool { return a-'0' <= 9 && b-'0' <= 9 }

// rfc3339Length returns the length of the time of RFC 3339 that text begins
// with, with its offset and a fraction or none; 0 if there is none.
func rfc3339Length(text []byte) int {
	if !isISOStamp(text) {
		return 0
	}
	end := isoStamp + fractionLength(text[isoStamp:])
	zone := zoneLength(text[end:])
	if zone == 0 {
		return 0
	}
	return end + zone
}
