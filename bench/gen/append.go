package gen

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// Each append function appends something to dst in one of the ways that
// servers write it, and returns the longer dst.

func appendInt(dst []byte, n int) []byte { return strconv.AppendInt(dst, int64(n), 10) }

// appendOctet appends n, which is below 256.
func appendOctet(dst []byte, n uint64) []byte {
	if n >= 100 {
		return append(dst, '0'+byte(n/100), '0'+byte(n/10%10), '0'+byte(n%10))
	}
	if n >= 10 {
		return append(dst, '0'+byte(n/10), '0'+byte(n%10))
	}
	return append(dst, '0'+byte(n))
}

// appendDigits appends n with at least width digits.
func appendDigits(dst []byte, n int64, width int) []byte {
	start := len(dst)
	for range width {
		dst = append(dst, '0')
	}
	for i := len(dst) - 1; i >= start; i-- {
		dst[i] += byte(n % 10)
		n /= 10
	}
	return dst
}

// appendSeconds appends nanoseconds as seconds with so many digits behind the
// point, cut off.
func appendSeconds(dst []byte, nanos int64, digits int) []byte {
	dst = append(strconv.AppendInt(dst, nanos/1e9, 10), '.')
	return appendFraction(dst, nanos%1e9, digits)
}

// appendFraction appends the first digits of the nanoseconds of a second.
func appendFraction(dst []byte, nanos int64, digits int) []byte {
	for range 9 - digits {
		nanos /= 10
	}
	return appendDigits(dst, nanos, digits)
}

// appendMillis appends milliseconds as seconds with three digits.
func appendMillis(dst []byte, ms int) []byte { return appendSeconds(dst, int64(ms)*1e6, 3) }

// appendBytes appends the bytes of an answer; none says how one without a
// body is written.
func appendBytes(dst []byte, bytes int, none string) []byte {
	switch bytes {
	case noBytes:
		return append(dst, none...)
	case dashBytes:
		return append(dst, '-')
	}
	return appendInt(dst, bytes)
}

// appendCLF appends 02/Jan/2006:15:04:05 and what follows the second.
func appendCLF(dst []byte, second int64, rest string) []byte {
	year, month, day := time.Unix(second, 0).UTC().Date()
	dst = append(dst, '0'+byte(day/10), '0'+byte(day%10), '/')
	dst = append(append(dst, month.String()[:3]...), '/')
	dst = append(appendDigits(dst, int64(year), 4), ':')
	return append(appendClock(dst, second), rest...)
}

// appendStamp appends " [02/Jan/2006:15:04:05 +0000] ", as common has it
// before the request.
func appendStamp(dst []byte, second int64) []byte {
	return appendCLF(append(dst, ' ', '['), second, " +0000] ")
}

// appendDate appends 2006-01-02.
func appendDate(dst []byte, second int64) []byte {
	year, month, day := time.Unix(second, 0).UTC().Date()
	dst = append(appendDigits(dst, int64(year), 4), '-')
	dst = append(appendDigits(dst, int64(month), 2), '-')
	return appendDigits(dst, int64(day), 2)
}

// appendClock appends 15:04:05.
func appendClock(dst []byte, second int64) []byte {
	s := second % 86400
	h, m, s := s/3600, s/60%60, s%60
	return append(dst,
		'0'+byte(h/10), '0'+byte(h%10), ':',
		'0'+byte(m/10), '0'+byte(m%10), ':',
		'0'+byte(s/10), '0'+byte(s%10))
}

// appendISO appends 2006-01-02T15:04:05 with so many digits of the second, if
// any, and the zone.
func appendISO(dst []byte, second, nanos int64, digits int, zone string) []byte {
	dst = append(appendDate(dst, second), 'T')
	dst = appendClock(dst, second)
	if digits > 0 {
		dst = appendFraction(append(dst, '.'), nanos, digits)
	}
	return append(dst, zone...)
}

// appendNanosISO appends 2006-01-02T15:04:05.000000000Z.
func appendNanosISO(dst []byte, second, nanos int64) []byte {
	return appendISO(dst, second, nanos, 9, "Z")
}

// appendMonthDay appends "Jan  2" or, with zero for a pad, "Jan 02".
func appendMonthDay(dst []byte, second int64, pad byte) []byte {
	_, month, day := time.Unix(second, 0).UTC().Date()
	dst = append(append(dst, month.String()[:3]...), ' ')
	if day < 10 {
		return append(dst, pad, '0'+byte(day))
	}
	return appendInt(dst, day)
}

// appendCtime appends "Mon Jan  2 15:04:05 2006".
func appendCtime(dst []byte, second int64) []byte {
	t := time.Unix(second, 0).UTC()
	dst = append(append(dst, t.Weekday().String()[:3]...), ' ')
	dst = append(appendMonthDay(dst, second, ' '), ' ')
	dst = append(appendClock(dst, second), ' ')
	return appendInt(dst, t.Year())
}

// appendQuoted appends a space and s in quotes. What is in s has its escapes
// already.
func appendQuoted(dst, s []byte) []byte {
	dst = append(dst, ' ', '"')
	dst = append(dst, s...)
	return append(dst, '"')
}

// appendOr appends s, or a dash if it is empty.
func appendOr(dst, s []byte) []byte {
	if len(s) == 0 {
		return append(dst, '-')
	}
	return append(dst, s...)
}

const (
	lowerHex = "0123456789abcdef"
	upperHex = "0123456789ABCDEF"
)

// appendHex appends the lower digits of n, as hexadecimal.
func appendHex(dst []byte, n uint64, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		dst = append(dst, lowerHex[n>>shift&15])
	}
	return dst
}

// appendID appends a request's id of 32 hexadecimal digits.
func appendID(dst []byte, id uint64) []byte {
	return appendHex(appendHex(dst, mix64(id), 16), mix64(id+1), 16)
}

// appendUUID appends a UUID of version 4.
func appendUUID(dst []byte, id uint64) []byte {
	a, b := mix64(id), mix64(id+1)
	dst = append(appendHex(dst, a>>32, 8), '-')
	dst = append(appendHex(dst, a>>16, 4), '-', '4')
	dst = append(appendHex(dst, a, 3), '-')
	dst = appendHex(appendHex(dst, b>>62|8, 1), b>>48, 3)
	return appendHex(append(dst, '-'), b, 12)
}

// byteSet is a set of bytes.
type byteSet [256]bool

// unprintable returns the bytes up to the space, those from DEL on, and more.
func unprintable(more string) (set byteSet) {
	for c := range set {
		set[c] = c <= ' ' || c >= 0x7f
	}
	for _, c := range []byte(more) {
		set[c] = true
	}
	return set
}

// until returns how many bytes s has before the first of set.
func (set *byteSet) until(s []byte) int {
	for i, c := range s {
		if set[c] {
			return i
		}
	}
	return len(s)
}

// appendEscaped appends s with each byte of set as mark and two hexadecimal
// digits.
func appendEscaped(dst, s []byte, mark string, set *byteSet) []byte {
	for {
		n := set.until(s)
		dst = append(dst, s[:n]...)
		if n == len(s) {
			return dst
		}
		dst = append(append(dst, mark...), upperHex[s[n]>>4], upperHex[s[n]&15])
		s = s[n+1:]
	}
}

// appendCSV appends s in quotes, a quote in it doubled:
// https://www.rfc-editor.org/rfc/rfc4180
func appendCSV(dst, s []byte) []byte {
	dst = append(dst, '"')
	for _, c := range s {
		if c == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, c)
	}
	return append(dst, '"')
}

// jsonStyle says how a program writes the text of JSON strings.
type jsonStyle struct {
	hex  string   // digits of \u00XX
	utf8 bool     // what is no UTF-8 is replaced; otherwise it stays
	stop *byteSet // bytes that may not stay as they are
}

var (
	// https://github.com/nginx/nginx/blob/master/src/core/ngx_string.c, ngx_escape_json
	nginxJSON = jsonStyle{hex: upperHex, stop: stopping(`"\`, 0xff)}
	// https://pkg.go.dev/encoding/json#Marshal, and Docker's json-file driver
	goJSON = jsonStyle{hex: lowerHex, utf8: true, stop: stopping(`"\<>&`, utf8.RuneSelf-1)}
	// Loggers that write JSON without HTML in mind: https://pkg.go.dev/go.uber.org/zap/zapcore#NewJSONEncoder
	plainJSON = jsonStyle{hex: lowerHex, utf8: true, stop: stopping(`"\`, utf8.RuneSelf-1)}
)

// stopping returns the bytes below the space, those of marks, and those above
// last.
func stopping(marks string, last int) *byteSet {
	var set byteSet
	for c := range set {
		set[c] = c < ' ' || c > last
	}
	for _, c := range []byte(marks) {
		set[c] = true
	}
	return &set
}

// appendString appends s as a JSON string, in quotes.
func (j jsonStyle) appendString(dst, s []byte) []byte {
	dst = append(dst, '"')
	for {
		n := j.stop.until(s)
		dst = append(dst, s[:n]...)
		if s = s[n:]; len(s) == 0 {
			return append(dst, '"')
		}
		size := 1
		if c := s[0]; c < utf8.RuneSelf {
			dst = j.appendByte(dst, c)
		} else if _, size = utf8.DecodeRune(s); size > 1 {
			dst = append(dst, s[:size]...)
		} else {
			dst = append(dst, `\ufffd`...)
		}
		s = s[size:]
	}
}

// appendByte appends the escape of c.
func (j jsonStyle) appendByte(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	}
	return append(dst, '\\', 'u', '0', '0', j.hex[c>>4], j.hex[c&15])
}
