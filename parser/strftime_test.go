package parser

import (
	"strings"
	"testing"
	"time"
)

func mustStrftime(t testing.TB, layout string) *notation {
	t.Helper()
	n, err := strftimeNotation(layout)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// strftimeLayouts are layouts with the like of package time.
var strftimeLayouts = []struct{ strftime, layout string }{
	{"%d/%b/%Y:%H:%M:%S %z", clfLayout},
	{"begin:%d/%b/%Y:%T %z", clfLayout},
	{"end:[%d/%h/%Y:%T%%] %z", "[02/Jan/2006:15:04:05%] -0700"},
	{"", "[02/Jan/2006:15:04:05 -0700]"},
	{"begin:", "[02/Jan/2006:15:04:05 -0700]"},
	{"end", "[02/Jan/2006:15:04:05 -0700]"},
	{"%Y-%m-%dT%H:%M:%S%z", "2006-01-02T15:04:05-0700"},
	{"%F %T", "2006-01-02 15:04:05"},
	{"%F%t%R%n", "2006-01-02\t15:04\n"},
	{"%D %r", "01/02/06 03:04:05 PM"},
	{"%m/%d/%y %I:%M:%S%p", "01/02/06 03:04:05PM"},
	{"%A, %B %e %Y %H", "Monday, January _2 2006 15"},
	{"%a %b %e %T %Z %Y", "Mon Jan _2 15:04:05 MST 2006"},
	{"%c", time.ANSIC},
	{"%Y%m%d%H%M%S", "20060102150405"},
	{"%Y.%j.%H", "2006.002.15"},
	{"%Y%j", "2006002"},
	{"%d.%m.%Y", "02.01.2006"},
}

func TestStrftime(t *testing.T) {
	for _, l := range strftimeLayouts {
		n := mustStrftime(t, l.strftime)
		randomInstants(1000, func(at time.Time) {
			if strings.Contains(l.layout, "MST") {
				at = at.UTC()
			}
			if strings.Contains(l.layout, "/06 ") {
				at = at.AddDate(1969+at.Year()%100-at.Year(), 0, 0)
			}
			text := []byte(at.Format(l.layout))
			parsed, err := time.Parse(l.layout, string(text))
			if err != nil {
				t.Fatal(err)
			}
			if got := n.read(text); got != stampOf(parsed, l.layout) {
				t.Fatalf("%s of %q: %v, want %v", l.strftime, text, got, stampOf(parsed, l.layout))
			}
			if got := n.scan([]byte(string(text) + " x")); got != len(text) {
				t.Fatalf("%s: %d bytes of %q are taken", l.strftime, got, text)
			}
		})
		at := time.Date(2024, 2, 29, 13, 45, 59, 0, time.UTC)
		mutations(at.Format(l.layout), "0169 /:+-TZaFebAMn\xb0\x00", func(text []byte) {
			checkShape(t, n, text)
			checkStrftime(t, n, l.layout, text)
		})
	}
}

// checkStrftime compares what n makes of text with package time, where both
// know it. A minute of 60 seconds and zones with names are ours alone.
func checkStrftime(t testing.TB, n *notation, layout string, text []byte) {
	t.Helper()
	at, err := time.Parse(layout, string(text))
	if err != nil || !strings.EqualFold(at.Format(layout), string(text)) || strings.Contains(layout, "MST") {
		return
	}
	if got := n.read(text); got != stampOf(at, layout) {
		t.Fatalf("%s: %q: %v, want %v", n.name, text, got, stampOf(at, layout))
	}
}

func TestTimeParts(t *testing.T) {
	check := func(text string, want string, parts ...timePart) {
		t.Helper()
		n, err := timeParts(parts)
		if err != nil {
			t.Error(err)
			return
		}
		got := "no time"
		if s := n.read([]byte(text)); s.Valid {
			got = rfc3339(s)
		}
		if got != want || n.scan([]byte(text)) != len(text) {
			t.Errorf("%s of %s: %s, want %s", n.name, text, got, want)
		}
		checkShape(t, n, []byte(text))
	}
	text := func(text string) timePart { return timePart{text: text} }
	directive := func(d string) timePart { return timePart{directive: d} }

	check("01/Mar/2026:10:00:00.123 +0100", "2026-03-01T10:00:00.123+01:00",
		directive("%d/%b/%Y:%H:%M:%S"), text("."), directive("msec_frac"), text(" "), directive("%z"))
	check("[2026-03-01 10:00:00.123456 -0930]", "2026-03-01T10:00:00.123456-09:30",
		text("["), directive("end:%F %T"), text("."), directive("end:usec_frac"), directive("end: %z"), text("]"))
	check("1772359200", "2026-03-01T10:00:00Z", directive("sec"))
	check("1772359200123", "2026-03-01T10:00:00.123Z", directive("begin:msec"))
	check("1772359200123456", "2026-03-01T10:00:00.123456Z", directive("end:usec"))
	check("1772359200.123456", "2026-03-01T10:00:00.123456Z", directive("sec"), text("."), directive("usec_frac"))
	check("1772359200123", "2026-03-01T10:00:00.123Z", directive("sec"), directive("msec_frac"))
	check("1772359200123/123", "2026-03-01T10:00:00.123Z", directive("msec"), text("/"), directive("msec_frac"))
	check("1772359200 +0100", "2026-03-01T11:00:00+01:00", directive("%s %z"))
	check("1772359200 +0160", "no time", directive("%s %z"))
	check("2026-03-01 10:00 CET", "2026-03-01T10:00:00", directive("%F %R %Z"))
	check("2026-03-01 10:00 GMT", "2026-03-01T10:00:00Z", directive("%F %R %Z"))
	check("2026-03-01 10:00 +0530", "2026-03-01T10:00:00+05:30", directive("%F %R %Z"))
	check("2026-03-01 10:00 -03", "2026-03-01T10:00:00-03:00", directive("%F %R %Z"))
	check("2026-03-01 12:00 AM", "2026-03-01T00:00:00", directive("%F %I:%M %p"))
	check("2026-03-01 12:00 pm", "2026-03-01T12:00:00", directive("%F %I:%M %p"))
	check("2026-03-01 13:00 pm", "no time", directive("%F %I:%M %p"))
	check("2026-03-01 00:00 am", "no time", directive("%F %I:%M %p"))
	check("2023 366", "no time", directive("%Y %j"))
	check("2024 366", "2024-12-31T00:00:00", directive("%Y %j"))
	check("2024 000", "no time", directive("%Y %j"))
	check("68 001", "2068-01-01T00:00:00", directive("%y %j"))
	check("69 001", "1969-01-01T00:00:00", directive("%y %j"))
	check("99999999999", "no time", directive("sec"))
	check("2026-03-01T10:00:60", "2026-03-01T10:01:00", directive("%FT%T"))
}

func TestStrftimeErrors(t *testing.T) {
	check := func(want string, layout string) {
		t.Helper()
		if _, err := strftimeNotation(layout); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", layout, err, want)
		}
	}
	check(`unknown directive %Q in the time "%Y %Q"`, "%Y %Q")
	check(`unknown directive %é in the time "%é"`, "%é")
	check(`unknown directive %- in the time "%-d"`, "%-d")
	check(`a % ends the time "%Y %"`, "%Y %")
	check(`the time %{%H:%M:%S}t tells no year`, "%H:%M:%S")
	check(`the time %{msec_frac}t tells no year`, "msec_frac")
	check(`the time %{%Y-%m}t tells no day`, "%Y-%m")
	check(`the time %{%Y %d}t tells no day`, "%Y %d")
	check(`the time %{%F %I:%M}t tells neither AM nor PM`, "%F %I:%M")
	check(`the time %{microseconds}t tells no year`, "microseconds")
}

func FuzzStrftime(f *testing.F) {
	at := time.Date(2024, 2, 29, 13, 45, 59, 0, time.FixedZone("", 5400))
	for _, l := range strftimeLayouts {
		f.Add(l.strftime, []byte(at.Format(l.layout)))
	}
	f.Add("msec", []byte("1772359200123"))
	f.Fuzz(func(t *testing.T, layout string, text []byte) {
		n, err := strftimeNotation(layout)
		if err != nil {
			return
		}
		checkShape(t, n, text)
	})
}

// strftimeNotation returns the notation of the times that %{layout}t writes.
func strftimeNotation(layout string) (*notation, error) {
	return timeParts([]timePart{{directive: layout}})
}
