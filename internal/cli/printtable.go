package cli

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"

	"wf/internal/parquet"
	"wf/parser"
)

// columnType is the type of the column that a field becomes.
func columnType(f parser.Field) parquet.Type {
	switch f.Kind {
	case parser.Integer:
		return parquet.Integer
	case parser.Decimal:
		return parquet.Double
	case parser.Clock:
		return parquet.Time
	}
	return parquet.Text
}

// tableRow returns what appends a record as a row of a table with these fields.
func tableRow(set *parser.FieldSet, slots []int, fields []parser.Field) appender {
	zone := set.Zone()
	return func(dst []byte, r *parser.Record, _ []byte) []byte {
		dst, begin := parquet.BeginRow(dst)
		for i, slot := range slots {
			dst = appendValue(dst, r, slot, &fields[i], zone)
		}
		return parquet.EndRow(dst, begin)
	}
}

// appendValue appends the value in the slot of a field.
func appendValue(dst []byte, r *parser.Record, slot int, f *parser.Field, zone *time.Location) []byte {
	value := r.Bytes(slot)
	switch {
	case value == nil:
		return parquet.AppendAbsent(dst)
	case f.Kind == parser.Clock:
		return appendTime(dst, r, f, value, zone)
	case f.Kind == parser.Weekday:
		return parquet.AppendText(dst, parser.AppendText(nil, f.Kind, value))
	case f.Kind == parser.Integer:
		if n, ok := r.Integer(slot); ok {
			return parquet.AppendInteger(dst, n)
		}
		return parquet.AppendMisfit(dst)
	case f.Kind == parser.Decimal:
		if v, ok := double(value); ok {
			return parquet.AppendDouble(dst, v)
		}
		return parquet.AppendMisfit(dst)
	}
	return parquet.AppendText(dst, value)
}

// appendTime appends a time: the instant, where the line or --tz says it. What
// is derived from it, such as time/5m, is what the clock of the line showed, but
// for --tz.
func appendTime(dst []byte, r *parser.Record, f *parser.Field, value []byte, zone *time.Location) []byte {
	if f.Name != "time" {
		if zone == nil {
			return parquet.AppendLocal(dst, parser.ClockNanos(value))
		}
		return parquet.AppendInstant(dst, parser.ClockNanos(value))
	}
	switch stamp := r.Instant(); {
	case !stamp.Valid:
		return parquet.AppendMisfit(dst)
	case stamp.Offset == parser.NoOffset:
		return parquet.AppendLocal(dst, stamp.Nanos)
	default:
		return parquet.AppendInstant(dst, stamp.Nanos)
	}
}

// double returns the float64 that is nearest to a decimal number.
func double(text []byte) (float64, bool) {
	const exact = 1 << 53 // up to here float64 has every whole number
	point := bytes.IndexByte(text, '.')
	if n, ok := parser.ParseDecimal(text); ok && -exact < n && n < exact && (point < 0 || len(text)-point <= 10) && !bytes.ContainsAny(text, "eE") {
		return float64(n) / 1e9, true // the digits are all in n, and a division is rounded once
	}
	if strings.Trim(string(text), "0123456789+-.eE") != "" {
		return 0, false // what is a number for package strconv alone
	}
	v, err := strconv.ParseFloat(string(text), 64)
	return v, err == nil && !math.IsInf(v, 0)
}
