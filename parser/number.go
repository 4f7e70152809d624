package parser

import (
	"math"
	"strconv"
)

// safeDigits is how many digits any uint64 can hold.
const safeDigits = 19

// ParseInteger reads decimal digits, with a sign or without.
func ParseInteger(text []byte) (int64, bool) {
	digits, negative := unsigned(text)
	if len(digits) == 0 {
		return 0, false
	}
	var n uint64
	for i, c := range digits {
		d := uint64(c - '0')
		if d > 9 || i >= safeDigits && n > (math.MaxUint64-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return signed(n, negative)
}

// ParseDecimal reads a number such as 12, -0.25, .5 or 2.5e-06 in units of
// 1e-9, rounded half away from zero.
func ParseDecimal(text []byte) (int64, bool) {
	digits, negative := unsigned(text)
	mantissa, scale, rest, ok := parseMantissa(digits)
	if !ok {
		return 0, false
	}
	if len(rest) > 0 {
		exponent, ok := parseExponent(rest)
		if !ok {
			return 0, false
		}
		scale += exponent
	}
	for scale += 9; scale > 0 && mantissa > 0; scale-- {
		if mantissa > math.MaxUint64/10 {
			return 0, false
		}
		mantissa *= 10
	}
	if scale < -20 {
		return 0, true
	}
	for ; scale < -1; scale++ {
		mantissa /= 10
	}
	if scale == -1 {
		mantissa = mantissa/10 + mantissa%10/5
	}
	return signed(mantissa, negative)
}

// parseMantissa reads digits with at most one point among them: the number is
// mantissa * 10^scale. What follows is rest, an exponent or nothing.
func parseMantissa(text []byte) (mantissa uint64, scale int, rest []byte, ok bool) {
	point, dropped := false, false
	for i, c := range text {
		d := uint64(c - '0')
		switch {
		case d <= 9 && !dropped && mantissa <= (math.MaxUint64-9)/10:
			mantissa = mantissa*10 + d
			ok = true
			if point {
				scale--
			}
		case d <= 9: // beyond nineteen digits
			dropped = true
			if !point {
				scale++
			}
		case c == '.' && !point:
			point = true
		case c == 'e' || c == 'E':
			return mantissa, scale, text[i:], ok
		default:
			return 0, 0, nil, false
		}
	}
	return mantissa, scale, nil, ok
}

// parseExponent reads e-06. Exponents beyond four digits are no number of a
// log.
func parseExponent(text []byte) (int, bool) {
	digits, negative := unsigned(text[1:])
	if len(digits) == 0 || len(digits) > 4 {
		return 0, false
	}
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}

// unsigned takes off a sign.
func unsigned(text []byte) (rest []byte, negative bool) {
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		return text[1:], text[0] == '-'
	}
	return text, false
}

// signed returns ±n if an int64 holds it.
func signed(n uint64, negative bool) (int64, bool) {
	switch {
	case n <= math.MaxInt64 && negative:
		return -int64(n), true
	case n <= math.MaxInt64:
		return int64(n), true
	}
	return math.MinInt64, negative && n == 1<<63
}

// appendDecimal appends n, in units of 1e-9, without trailing zeros.
func appendDecimal(dst []byte, n int64) []byte {
	magnitude := uint64(n)
	if n < 0 {
		dst = append(dst, '-')
		magnitude = -magnitude
	}
	dst = strconv.AppendUint(dst, magnitude/1e9, 10)
	if magnitude%1e9 == 0 {
		return dst
	}
	dst = appendDigits(append(dst, '.'), int64(magnitude%1e9), 9)
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	return dst
}
