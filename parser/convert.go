package parser

import (
	"bytes"
	"math"
)

// The derivations below make the value of a field of what a log writes for it,
// the value in the slot from[0]: durations in seconds, the last of several
// addresses. What needs no change is not copied.

func fromMillis(r *Record, slot int, from []int) span { return r.seconds(slot, from[0], second/1e3) }

func fromMicros(r *Record, slot int, from []int) span { return r.seconds(slot, from[0], second/1e6) }

func fromNanos(r *Record, slot int, from []int) span { return r.seconds(slot, from[0], 1) }

// seconds puts the value of a slot, a number of units of so many nanoseconds,
// as seconds. Below 0, such as the -1 of HAProxy for what never happened, it
// is absent.
func (r *Record) seconds(slot, from int, unit int64) span {
	nanos, ok := inNanos(r.Bytes(from), unit)
	if !ok || nanos < 0 {
		return absent
	}
	return r.putDecimal(slot, nanos)
}

// fromSeconds drops what is below 0 as never measured.
func fromSeconds(r *Record, _ int, from []int) span {
	value := r.Bytes(from[0])
	if len(value) > 0 && value[0] == '-' {
		return absent
	}
	return r.copyOf(from[0])
}

// inNanos reads a number of units of so many nanoseconds, rounded half away
// from zero; false if it is no number or an int64 does not hold it.
func inNanos(number []byte, unit int64) (int64, bool) {
	if n, ok := ParseInteger(number); ok {
		return n * unit, n <= math.MaxInt64/unit && n >= math.MinInt64/unit
	}
	n, ok := ParseDecimal(number)
	if !ok {
		return 0, false
	}
	if unit >= second {
		return n * (unit / second), n <= math.MaxInt64/(unit/second) && n >= math.MinInt64/(unit/second)
	}
	fine := second / unit // of the 1e-9 of a unit in a nanosecond
	nanos, rest := n/fine, n%fine
	switch {
	case rest >= fine-rest:
		nanos++
	case -rest >= fine+rest:
		nanos--
	}
	return nanos, true
}

// fromSpelled makes 62.5 of 1m2.5s, and 0.247 of 247ms or 247 ms. A number
// alone is in seconds.
func fromSpelled(r *Record, slot int, from []int) span {
	value := r.Bytes(from[0])
	if _, ok := ParseDecimal(value); ok {
		return fromSeconds(r, slot, from)
	}
	nanos, ok := spelledNanos(value)
	if !ok {
		return absent
	}
	return r.putDecimal(slot, nanos)
}

// spelledNanos reads 1m2.5s; false if it is no duration, or too long for an
// int64.
func spelledNanos(text []byte) (nanos int64, ok bool) {
	for len(text) > 0 {
		digits := 0
		for digits < len(text) && (isDigit(text[digits]) || text[digits] == '.') {
			digits++
		}
		number := text[:digits]
		text = bytes.TrimPrefix(text[digits:], []byte(" "))
		size, length := spelledUnit(text)
		n, ok := inNanos(number, size)
		if length == 0 || !ok || n > math.MaxInt64-nanos {
			return 0, false
		}
		nanos += n
		text = text[length:]
		if len(text) == 0 {
			return nanos, true
		}
	}
	return 0, false
}

// spelledUnit returns the nanoseconds of the unit that text begins with, and
// the length of its name, 0 if there is none.
func spelledUnit(text []byte) (nanos int64, length int) {
	for _, u := range secondsUnits {
		if bytes.HasPrefix(text, []byte(u.name)) {
			return u.nanos, len(u.name)
		}
	}
	return second, 0
}

// nextOfList cuts off the first value of a list as nginx writes it: a comma
// between the servers of a group that were tried, a colon between groups
// (https://nginx.org/en/docs/http/ngx_http_upstream_module.html#var_upstream_addr).
func nextOfList(list []byte) (first, rest []byte, more bool) {
	for i := 0; i+1 < len(list); i++ {
		switch {
		case list[i] == ',' && list[i+1] == ' ':
			return list[:i], list[i+2:], true
		case list[i] == ' ' && list[i+1] == ':' && i+2 < len(list) && list[i+2] == ' ':
			return list[:i], list[i+3:], true
		}
	}
	return list, nil, false
}

// sumList makes 0.3 of 0.1, 0.2 : - which are the times of the servers that
// were tried for a request.
func sumList(r *Record, slot int, from []int) span {
	list := r.Bytes(from[0])
	if _, ok := ParseDecimal(list); ok {
		return fromSeconds(r, slot, from)
	}
	sum, numbers := int64(0), 0
	for more := true; more; {
		var first []byte
		first, list, more = nextOfList(list)
		n, ok := ParseDecimal(first)
		switch {
		case !ok || n < 0:
			continue
		case sum > math.MaxInt64-n:
			return absent
		}
		sum += n
		numbers++
	}
	if numbers == 0 {
		return absent
	}
	return r.putDecimal(slot, sum)
}

// lastOfList makes unix:/x of 10.0.0.1:80, 10.0.0.2:80 : unix:/x which are the
// servers that were tried: the last one answered.
func lastOfList(r *Record, _ int, from []int) span {
	list := r.Bytes(from[0])
	lo, hi := 0, len(list)
	if n := bytes.LastIndex(list, []byte(", ")); n >= 0 {
		lo = n + len(", ")
	}
	if n := bytes.LastIndex(list[lo:], []byte(" : ")); n >= 0 {
		lo += n + len(" : ")
	}
	switch {
	case lo == hi || string(list[lo:]) == "-":
		return absent
	case lo == 0:
		return r.copyOf(from[0])
	}
	return r.part(from[0], lo, hi-lo)
}

// hostOnly makes 10.0.0.1 of 10.0.0.1:44740, and ::1 of [::1]:80 and of [::1].
func hostOnly(r *Record, _ int, from []int) span {
	value := r.Bytes(from[0])
	lo, hi := 0, len(value)-len(portOf(value))
	if hi > 1 && value[0] == '[' && value[hi-1] == ']' {
		lo, hi = 1, hi-1
	}
	switch {
	case hi-lo == len(value):
		return r.copyOf(from[0])
	case lo == hi:
		return absent
	}
	return r.part(from[0], lo, hi-lo)
}

// sumOf adds up the parts of a duration. Where one was not measured, nothing
// is known of the whole.
func sumOf(r *Record, slot int, from []int) span {
	sum := int64(0)
	for _, part := range from {
		n, ok := r.Decimal(part)
		if !ok || n > math.MaxInt64-sum {
			return absent
		}
		sum += n
	}
	return r.putDecimal(slot, sum)
}

// noServer is what HAProxy writes for a request that no server got.
const noServer = "<NOSRV>"

// backendServer makes backend/server of the two.
func backendServer(r *Record, _ int, from []int) span {
	backend, server := r.Bytes(from[0]), r.Bytes(from[1])
	if backend == nil || server == nil || string(server) == noServer {
		return absent
	}
	if b, s := r.spans[from[0]], r.spans[from[1]]; b.hi+1 == s.lo { // they stand so in the line
		return span{b.lo, s.hi}
	}
	lo := len(r.scratch)
	r.scratch = append(append(append(r.scratch, backend...), '/'), server...)
	return r.since(lo)
}
