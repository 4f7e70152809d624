package parser

import "strings"

// Apache writes a time with fractions by several directives, because the
// fraction cannot be part of a layout of strftime:
// %{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t. They are one time for us.

// apacheTimeUnits is a set of the units that a time tells.
type apacheTimeUnits uint8

const (
	apacheYear apacheTimeUnits = 1 << iota
	apacheMonth
	apacheDay
	apacheHour
	apacheMinute
	apacheSecond
	apacheFraction
	apacheZone

	apacheDate    = apacheYear | apacheMonth | apacheDay
	apacheSeconds = apacheDate | apacheHour | apacheMinute | apacheSecond
	apacheEpoch   = apacheSeconds | apacheZone
)

// apacheTimeTokens are the layouts that strftime does not have.
var apacheTimeTokens = map[string]apacheTimeUnits{
	"sec": apacheEpoch, "msec": apacheEpoch | apacheFraction, "usec": apacheEpoch | apacheFraction,
	"msec_frac": apacheFraction, "usec_frac": apacheFraction,
}

// strftimeUnits are the units that the letters of strftime tell.
var strftimeUnits = map[byte]apacheTimeUnits{
	'Y': apacheYear, 'y': apacheYear, 'm': apacheMonth, 'b': apacheMonth, 'B': apacheMonth, 'h': apacheMonth,
	'd': apacheDay, 'e': apacheDay, 'j': apacheMonth | apacheDay, 'D': apacheDate, 'F': apacheDate, 'x': apacheDate,
	'H': apacheHour, 'I': apacheHour, 'k': apacheHour, 'l': apacheHour, 'M': apacheMinute, 'S': apacheSecond,
	'R': apacheHour | apacheMinute, 'T': apacheHour | apacheMinute | apacheSecond,
	'r': apacheHour | apacheMinute | apacheSecond, 'X': apacheHour | apacheMinute | apacheSecond,
	'c': apacheSeconds, 's': apacheEpoch, 'z': apacheZone, 'Z': apacheZone,
}

// apacheMoment cuts off what says whether the time is that of the request or
// of its end.
func apacheMoment(layout string) (rest string, end bool) {
	moment, rest, _ := strings.Cut(layout, ":")
	if moment != "begin" && moment != "end" {
		return layout, false
	}
	return rest, moment == "end"
}

// apacheUnits returns the units that the layout of a %{...}t tells.
func apacheUnits(layout string) apacheTimeUnits {
	layout, _ = apacheMoment(layout)
	if units, ok := apacheTimeTokens[layout]; ok {
		return units
	}
	var units apacheTimeUnits
	for i := 0; i+1 < len(layout); i++ {
		if layout[i] == '%' {
			i++
			units |= strftimeUnits[layout[i]]
		}
	}
	return units
}

// joinApacheTimes makes one value of several %{...}t with nothing but text
// between, as long as each adds units to the time. What is no whole date is a
// text of its own.
func joinApacheTimes(source string, parts []formatPart) ([]formatPart, error) {
	var joined []formatPart
	for i := 0; i < len(parts); {
		n := apacheTimeLength(parts[i:])
		if n == 0 {
			joined = append(joined, parts[i])
			i++
			continue
		}
		p, err := apacheTime(source, parts[i:i+n])
		if err != nil {
			return nil, err
		}
		joined = append(joined, p)
		i += n
	}
	return joined, nil
}

// apacheTimeLength returns the number of parts that begin parts and make one
// time.
func apacheTimeLength(parts []formatPart) int {
	if parts[0].strftime == "" {
		return 0
	}
	_, end := apacheMoment(parts[0].strftime)
	units := apacheUnits(parts[0].strftime)
	length := 1
	for i := 1; i < len(parts); i++ {
		next := parts[i]
		if next.value == nil && !strings.Contains(next.text, "\n") {
			continue // if a time follows, this belongs to it
		}
		_, nextEnd := apacheMoment(next.strftime)
		add := apacheUnits(next.strftime)
		if next.strftime == "" || nextEnd != end || add&units != 0 {
			break
		}
		units |= add
		length = i + 1
	}
	return length
}

// apacheTime makes one value of parts.
func apacheTime(source string, parts []formatPart) (formatPart, error) {
	var name strings.Builder
	var layout []timePart
	var units apacheTimeUnits
	for _, p := range parts {
		if p.value == nil {
			name.WriteString(strings.ReplaceAll(p.text, "%", "%%"))
			layout = append(layout, timePart{text: p.text})
			continue
		}
		name.WriteString(p.value.name)
		layout = append(layout, timePart{directive: p.strftime})
		units |= apacheUnits(p.strftime)
	}
	v := *parts[0].value
	v.name = name.String()
	if units&apacheDate != apacheDate {
		v.field = ""
		if rest, _ := apacheMoment(parts[0].strftime); len(parts) == 1 && apacheTimeTokens[rest] != 0 {
			v.own.Name = rest
		}
		return formatPart{value: &v, at: parts[0].at}, nil
	}
	var err error
	if v.notation, err = timeParts(layout); err != nil {
		return formatPart{}, formatErrorf(source, parts[0].at, "%s: %v", v.name, err)
	}
	return formatPart{value: &v, at: parts[0].at}, nil
}

// joinApacheURIs makes one value of %U%q, between which there need not be
// anything.
func joinApacheURIs(parts []formatPart) []formatPart {
	var joined []formatPart
	for _, p := range parts {
		n := len(joined)
		if p.value != nil && p.value.field == "query" && n > 0 && joined[n-1].value != nil && joined[n-1].value.field == "path" {
			uri := apacheDirective{letter: "U%q"}.value()
			uri.name = joined[n-1].value.name + p.value.name
			p.value, p.at = uri, joined[n-1].at
			joined = joined[:n-1]
		}
		joined = append(joined, p)
	}
	return joined
}
