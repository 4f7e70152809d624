package parser

import (
	"bytes"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The logs of others came with what their own projects read from them. The
// tests in the files oracle_*_test.go compare that with what is read here:
// value by value, and where the two differ the reason stands there as data. A
// difference that is not listed fails, and so does a listed one that is none.

// oracle is a log and what its project reads from it.
type oracle struct {
	log     string // within the data of others
	format  string // which Detect finds
	claims  []claim
	silent  []passage // lines of which the project says nothing that is compared
	refused []passage // lines that are rejected here
	differs []difference
	others  []otherMeaning
}

// claim is a value that a project reads from a line.
type claim struct {
	line  int    // from 1
	name  string // what they call it
	field string // what it is here
	form  form   // nil for a number that they have rounded
	value string
}

// same reports whether c says what other says.
func (c claim) same(other claim) bool {
	return c.line == other.line && c.name == other.name && c.value == other.value
}

// passage is some lines of a log, and what is the matter with them.
type passage struct {
	lines []int
	why   string
}

// difference is a value that is read otherwise here.
type difference struct {
	line         int
	name         string // theirs
	ours, theirs string // "" for none
	why          string
}

// otherMeaning is a name of theirs that means something else than the field here it
// is compared with, and on how many lines that makes a difference.
type otherMeaning struct {
	name  string
	lines int
	why   string
}

// form makes the values of others comparable: it writes one as the field of
// that kind is written here. "" and "-" are no value in any of them.
type form func(t testing.TB, value string) string

func asText(_ testing.TB, value string) string { return value }

// asNumber writes 0.057 and 57e-3 alike.
func asNumber(t testing.TB, value string) string { return scaled(t, value, 1) }

// asMillis, asMicros and asNanos write a duration in seconds. -1 is none.
func asMillis(t testing.TB, value string) string { return scaled(t, value, 1e3) }
func asNanos(t testing.TB, value string) string  { return scaled(t, value, 1e9) }

func asSeconds(t testing.TB, value string) string { return scaled(t, value, 1) }

func scaled(t testing.TB, value string, parts int64) string {
	t.Helper()
	number, ok := new(big.Rat).SetString(value)
	if !ok {
		t.Fatalf("%q is no number", value)
	}
	if number.Sign() < 0 {
		return ""
	}
	return number.Quo(number, big.NewRat(parts, 1)).RatString()
}

// asInstant writes a time in the layouts that others use.
func asInstant(t testing.TB, value string) string {
	t.Helper()
	for _, layout := range []string{time.RFC3339Nano, "02/Jan/2006:15:04:05 -0700", "02/Jan/2006:15:04:05.000", time.DateTime} {
		if at, err := time.Parse(layout, value); err == nil {
			return at.UTC().Format(time.RFC3339Nano)
		}
	}
	t.Fatalf("%q is no time", value)
	return ""
}

// roundedLike writes a number, or a time as seconds since 1970, with as many
// decimals as another one has.
func roundedLike(t testing.TB, value, other string) string {
	t.Helper()
	number, ok := new(big.Rat).SetString(value)
	if at, err := time.Parse(time.RFC3339Nano, value); err == nil {
		number, ok = big.NewRat(at.UnixNano(), 1e9), true
	}
	if !ok {
		t.Fatalf("%q is no number", value)
	}
	_, decimals, _ := strings.Cut(other, ".")
	return number.FloatString(len(decimals))
}

// asProto writes 1.1 as HTTP/1.1.
func asProto(_ testing.TB, value string) string { return "HTTP/" + value }

// ours returns the value of a field in the form of claims.
func ours(t testing.TB, r *Record, slot int) string {
	value := string(r.Bytes(slot))
	field := r.set.Field(slot)
	switch {
	case field.Name == "time":
		at := r.Instant()
		if !at.Valid {
			return ""
		}
		return time.Unix(0, at.Nanos).UTC().Format(time.RFC3339Nano)
	case value != "" && (field.Kind == Integer || field.Kind == Decimal):
		return asNumber(t, value)
	}
	return value
}

// none writes what stands for no value as "".
func none(value string) string {
	if value == "-" {
		return ""
	}
	return value
}

// compare reads lines with the format that is found without being told, and
// returns how many values it has compared.
func (o oracle) compare(t *testing.T, lines [][]byte) (compared int) {
	t.Helper()
	d := Detect(lines)
	if d.Format == nil || d.Format.Name != o.format {
		t.Fatalf("%v, want %s: %s", d.Format, o.format, d.Reason)
	}
	set := NewFieldSet(d.Format.Own()...)
	set.Open()
	slots := make(map[string]int)
	byLine := make(map[int][]claim)
	for _, c := range o.claims {
		slot, err := set.Add(c.field)
		if err != nil {
			t.Fatal(err)
		}
		slots[c.field] = slot
		byLine[c.line] = append(byLine[c.line], c)
	}
	found := o.differs[:0:0]
	number := 0
	parseAll(d.Format, set, lines, func(r *Record, line []byte, outcome Outcome) {
		number++
		switch claims := byLine[number]; {
		case outcome == Directive || len(bytes.TrimSpace(line)) == 0:
		case outcome != Parsed:
			if !listed(o.refused, number) {
				t.Errorf("line %d is rejected: %s", number, Explain(d.Format, line))
			}
		case len(claims) == 0:
			if !listed(o.silent, number) {
				t.Errorf("line %d is compared with nothing: %s", number, line)
			}
		default:
			for _, c := range claims {
				compared++
				got, theirs := ours(t, r, slots[c.field]), none(c.value)
				switch {
				case c.form == nil:
					got = roundedLike(t, got, theirs)
				case theirs != "":
					theirs = c.form(t, theirs)
				}
				if got != theirs {
					found = append(found, difference{number, c.name, got, theirs, c.field})
				}
			}
		}
	})
	o.check(t, found)
	return compared
}

// listed reports whether the line is in one of passages.
func listed(passages []passage, line int) bool {
	return slices.ContainsFunc(passages, func(p passage) bool { return slices.Contains(p.lines, line) })
}

// check compares the differences found with those that are known.
func (o oracle) check(t *testing.T, found []difference) {
	t.Helper()
	known := slices.Clone(o.differs)
	others := make(map[string]int)
	for _, d := range found {
		i := slices.IndexFunc(known, d.same)
		switch {
		case i >= 0:
			known = slices.Delete(known, i, i+1)
		case slices.ContainsFunc(o.others, func(m otherMeaning) bool { return m.name == d.name }):
			others[d.name]++
		default:
			t.Errorf("line %d: %s is %q here, which they call %s and read as %q", d.line, d.why, d.ours, d.name, d.theirs)
		}
	}
	for _, d := range known {
		t.Errorf("line %d: %s is not %q here and %q with them", d.line, d.name, d.ours, d.theirs)
	}
	for _, m := range o.others {
		if others[m.name] != m.lines {
			t.Errorf("%s differs on %d lines, want %d", m.name, others[m.name], m.lines)
		}
	}
}

// same reports whether d and other are about the same value.
func (d difference) same(other difference) bool {
	d.why, other.why = "", ""
	return d == other
}

// linesFrom returns the numbers of some lines one after another.
func linesFrom(first, last int) []int {
	var lines []int
	for n := first; n <= last; n++ {
		lines = append(lines, n)
	}
	return lines
}

// claimText writes a value of encoding/json with UseNumber as text.
func claimText(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case []any:
		var texts []string
		for _, one := range value {
			texts = append(texts, claimText(one))
		}
		return strings.Join(texts, ", ")
	case bool:
		return strconv.FormatBool(value)
	}
	return fmt.Sprint(value)
}
