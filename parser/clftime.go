package parser

import "encoding/binary"

// clfTime is the length of 10/Oct/2000:13:55:36 -0700, the time of the common
// log format (https://httpd.apache.org/docs/current/logs.html#common).
const clfTime = 26

// isCLFTime reports whether text begins with a time of the common log format,
// by its shape alone: digits and delimiters in their places. Whether there is
// such a month is looked at only when the time is asked for.
func isCLFTime(text []byte) bool {
	return len(text) >= clfTime && unlikeCLFTime((*[clfTime]byte)(text)) == 0
}

// unlikeCLFTime returns 0 if text has the shape of a time. The three bytes of
// the month may be anything.
func unlikeCLFTime(text *[clfTime]byte) uint64 {
	const (
		date    = 0x302f0000002f3030 // dd/Mon/y, the first byte lowest
		addDate = 0x767f0000007f7676
		month   = 0x0000ffffff000000

		clock    = 0x303a30303a303030 // yyy:hh:m
		addClock = 0x767f76767f767676

		zone    = 0x3030002030303a30 // m:ss ±zz
		addZone = 0x7676007f76767f76
		sign    = 0x0000ff0000000000

		end    = 0x3030 // zz
		addEnd = 0x7676
	)
	return unlike(binary.LittleEndian.Uint64(text[0:])&^month, date, addDate) |
		unlike(binary.LittleEndian.Uint64(text[8:]), clock, addClock) |
		unlike(binary.LittleEndian.Uint64(text[16:])&^sign, zone, addZone) |
		unlike(uint64(binary.LittleEndian.Uint16(text[24:])), end, addEnd) |
		uint64((text[21]-'+')&^('-'-'+'))
}

// months are the English names, three letters each, as a number of lower case
// letters: "jan" is 'j' | 'a'<<8 | 'n'<<16.
var months = [12]uint32{
	'j' | 'a'<<8 | 'n'<<16, 'f' | 'e'<<8 | 'b'<<16, 'm' | 'a'<<8 | 'r'<<16,
	'a' | 'p'<<8 | 'r'<<16, 'm' | 'a'<<8 | 'y'<<16, 'j' | 'u'<<8 | 'n'<<16,
	'j' | 'u'<<8 | 'l'<<16, 'a' | 'u'<<8 | 'g'<<16, 's' | 'e'<<8 | 'p'<<16,
	'o' | 'c'<<8 | 't'<<16, 'n' | 'o'<<8 | 'v'<<16, 'd' | 'e'<<8 | 'c'<<16,
}

// clfDay reads the day and the offset, both in nanoseconds; false if there is
// no such day, or none that an int64 of nanoseconds reaches.
func clfDay(text []byte) (midnight, offset int64, ok bool) {
	name := (uint32(text[3]) | uint32(text[4])<<8 | uint32(text[5])<<16) | 0x202020
	month := int64(0)
	for i, m := range months {
		if m == name {
			month = int64(i) + 1
		}
	}
	year := twoDigits(text[7:])*100 + twoDigits(text[9:])
	dayOfMonth := twoDigits(text)
	offset = (twoDigits(text[22:])*60 + twoDigits(text[24:])) * minute
	if text[21] == '-' {
		offset = -offset
	}
	if month == 0 || year < 1678 || year > 2261 || twoDigits(text[22:]) > 23 || twoDigits(text[24:]) > 59 {
		return 0, 0, false
	}
	if dayOfMonth < 1 || dayOfMonth > daysIn(year, month) {
		return 0, 0, false
	}
	return daysFromCivil(year, month, dayOfMonth) * day, offset, true
}

// daysIn returns the number of days of a month.
func daysIn(year, month int64) int64 {
	if month == 2 {
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 30 + 0b1010110101010>>month&1 // the bit of each month of 31 days is set
}

// twoDigits returns the number that the first two bytes of text write.
func twoDigits(text []byte) int64 {
	return int64(text[0]-'0')*10 + int64(text[1]-'0')
}
