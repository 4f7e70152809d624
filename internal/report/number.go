package report

import (
	"math"
	"strconv"

	"wf/aggregate"
)

// appendRaw appends v for tools: digits without separators or units, times as
// the log's own clock. Text is appended as it is; Absent and numbers that are
// none append nothing.
func appendRaw(dst []byte, v aggregate.Value) []byte {
	switch v.Kind {
	case aggregate.Text:
		return append(dst, v.Bytes...)
	case aggregate.Integer:
		return v.Int.Append(dst)
	case aggregate.Decimal:
		return v.Int.AppendDecimal(dst)
	case aggregate.Ratio:
		return appendRatio(dst, v.Float)
	case aggregate.Instant:
		return wall(v.Stamp.Clock()).AppendFormat(dst, clockLayout)
	case aggregate.Clock:
		if v.Stamp.Valid {
			return appendInstant(dst, v.Stamp)
		}
		n, _ := v.Int.Int64()
		return wall(n).AppendFormat(dst, clockLayout)
	case aggregate.Weekday:
		n, _ := v.Int.Int64()
		return append(dst, weekday(n)...)
	}
	return dst
}

// Raw writes v for a message, as tools get it; what is absent is a dash.
func Raw(v aggregate.Value) string {
	if none(v) {
		return "-"
	}
	return Escape(string(appendRaw(nil, v)))
}

// none reports whether v has nothing to show.
func none(v aggregate.Value) bool {
	switch v.Kind {
	case aggregate.Absent:
		return true
	case aggregate.Ratio:
		return math.IsNaN(v.Float) || math.IsInf(v.Float, 0)
	case aggregate.Instant:
		return !v.Stamp.Valid
	}
	return false
}

// appendRatio appends a finite v with at least six significant digits and its
// whole integer part, without an exponent and without trailing zeros.
func appendRatio(dst []byte, v float64) []byte {
	if v == 0 {
		return append(dst, '0') // not "-0"
	}
	decimals := max(0, 5-int(math.Floor(math.Log10(math.Abs(v)))))
	start := len(dst)
	return cutZeros(strconv.AppendFloat(dst, v, 'f', decimals, 64), start)
}

// cutZeros cuts the zeros at the end of the fraction of the number at
// dst[start:].
func cutZeros(dst []byte, start int) []byte {
	for i := start; i < len(dst); i++ {
		if dst[i] != '.' {
			continue
		}
		for dst[len(dst)-1] == '0' {
			dst = dst[:len(dst)-1]
		}
		if dst[len(dst)-1] == '.' {
			dst = dst[:len(dst)-1]
		}
		break
	}
	return dst
}

// separate puts commas between the thousands of the whole part of digits.
func separate(digits []byte) string {
	sign := 0
	if len(digits) > 0 && digits[0] == '-' {
		sign = 1
	}
	whole := sign
	for whole < len(digits) && '0' <= digits[whole] && digits[whole] <= '9' {
		whole++
	}
	text := make([]byte, 0, len(digits)+len(digits)/3)
	for i, c := range digits {
		if i > sign && i < whole && (whole-i)%3 == 0 {
			text = append(text, ',')
		}
		text = append(text, c)
	}
	return string(text)
}

// thousands writes a whole number for people.
func thousands(n float64) string { return separate(strconv.AppendFloat(nil, n, 'f', 0, 64)) }

// Count writes a number of things for people: 206,860.
func Count(n int64) string { return separate(strconv.AppendInt(nil, n, 10)) }

// Plural writes how many of a thing there are: 1 line, 2,940 lines.
func Plural(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return Count(n) + " " + thing + "s"
}

// Size writes a number of bytes for people, in decimal units: 38.3 MB.
func Size(n int64) string {
	number, unit := humanBytes(float64(n))
	return number + unit
}

// significant writes v with three digits, or its whole part where that is
// longer: 5.80, 38.3, 383, 1,234.
func significant(v float64) string {
	decimals := 2
	switch abs := math.Abs(v); {
	case abs >= 99.95:
		decimals = 0
	case abs >= 9.995:
		decimals = 1
	}
	return separate(strconv.AppendFloat(nil, v, 'f', decimals, 64))
}

// scaled writes v in the largest unit of which there is at least one, a unit
// being 1000 of the one before it.
func scaled(v float64, units []string) (number, unit string) {
	i := 0
	for math.Abs(v) >= 999.5 && i < len(units)-1 {
		v /= 1000
		i++
	}
	return significant(v), " " + units[i]
}

// humanBytes writes a number of bytes in decimal units: 999 B, 38.3 MB.
func humanBytes(v float64) (number, unit string) {
	if math.Abs(v) < 999.5 {
		return strconv.FormatFloat(math.Round(v), 'f', -1, 64), " B"
	}
	return scaled(v, []string{"B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB"})
}

// humanSeconds writes a time: 310 ms, 1.2 s, 9 min 5 s.
func humanSeconds(v float64, ascii bool) (number, unit string) {
	micro := "µs"
	if ascii {
		micro = "us"
	}
	switch abs := math.Abs(v); {
	case abs >= 119.5 && v > 0:
		return duration(v), ""
	case abs >= 0.9995 || v == 0:
		number, unit = significant(v), " s"
	default:
		number, unit = scaled(v*1e9, []string{"ns", micro, "ms"})
	}
	return string(cutZeros([]byte(number), 0)), unit
}

// humanRate writes how often something happens: 38.3/s. What is rarer than once
// in ten seconds is told for the shortest of a minute, an hour and a day in
// which it happens once: 3.8/min, 55/h. Something is never shown as nothing.
func humanRate(perSecond float64) (number, unit string) {
	perDay := perSecond * 86400
	switch {
	case perSecond == 0:
		return "0", "/s"
	case perSecond < 0 || perSecond >= 0.1:
		return significant(perSecond), "/s"
	case perSecond*60 >= 1:
		return significant2(perSecond * 60), "/min"
	case perSecond*3600 >= 1:
		return significant2(perSecond * 3600), "/h"
	case perDay < 0.05:
		return "<0.1", "/day"
	}
	return significant2(perDay), "/day"
}

// percent writes a part of one with one decimal. Something is never shown as
// nothing, nor almost everything as all.
func percent(part float64) string {
	switch p := part * 100; {
	case p > 0 && p < 0.05:
		return "<0.1"
	case p < 100 && p >= 99.95:
		return ">99.9"
	default:
		return strconv.FormatFloat(p, 'f', 1, 64)
	}
}

// rounded writes a part of one as a percentage with three digits, two below
// one: 13.5, 0.53, 0.0041.
func rounded(part float64) string {
	p := part * 100
	if p == 0 || p >= 1 {
		return string(cutZeros([]byte(significant(p)), 0))
	}
	decimals := 1 - int(math.Floor(math.Log10(p)))
	return strconv.FormatFloat(p, 'f', decimals, 64)
}
