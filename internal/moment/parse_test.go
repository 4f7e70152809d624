package moment

import (
	"strings"
	"testing"
	"time"
)

// now is a Sunday afternoon two hours east of Greenwich.
var now = time.Date(2026, 3, 1, 15, 30, 20, 500_000_000, time.FixedZone("", 2*3600))

func TestParse(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		if m, err := Parse(text, now, nil); err != nil || m.String() != want {
			t.Errorf("%q: got %v, %v, want %s", text, m, err, want)
		}
	}
	// Instants.
	check("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z")
	check("2026-03-01t10:00:00z", "2026-03-01T10:00:00Z")
	check("2026-03-01T10:00:05.25+02:00", "2026-03-01T08:00:05.25Z")
	check("2026-03-01T10:00:05,25+02:00", "2026-03-01T08:00:05.25Z")
	check("2026-03-01T10:00:00.123456789987Z", "2026-03-01T10:00:00.123456789Z")
	check("2026-03-01 10:00:00-0330", "2026-03-01T13:30:00Z")
	check("2026-03-01 10:00:00 -0330", "2026-03-01T13:30:00Z")
	check("2026-03-01 10:00:00+01", "2026-03-01T09:00:00Z")
	check("2026-03-01 10:00Z", "2026-03-01T10:00:00Z")
	check("2026-03-01 10:00:00 UTC", "2026-03-01T10:00:00Z")
	check("01/Mar/2026:10:00:00 +0100", "2026-03-01T09:00:00Z")
	check("[01/Mar/2026:10:00:00 +0100]", "2026-03-01T09:00:00Z")
	check("01/Oct/2026:10:00:00 -0700", "2026-10-01T17:00:00Z")
	check("Sun, 01 Mar 2026 10:00:00 GMT", "2026-03-01T10:00:00Z")
	check("1772359200", "2026-03-01T10:00:00Z")
	check("1772359200.25", "2026-03-01T10:00:00.25Z")
	check("1772359200.1234567891", "2026-03-01T10:00:00.123456789Z")
	check("1772359200250", "2026-03-01T10:00:00.25Z")
	check("now", "2026-03-01T13:30:20.5Z")
	check("-2h", "2026-03-01T11:30:20.5Z")
	check("-30m", "2026-03-01T13:00:20.5Z")
	check("-90s", "2026-03-01T13:28:50.5Z")
	check("-1d", "2026-02-28T13:30:20.5Z")
	check("-2w", "2026-02-15T13:30:20.5Z")
	check("-1h30m", "2026-03-01T12:00:20.5Z")

	// Clocks.
	check("2026-03-01", "2026-03-01T00:00:00")
	check("2026-3-1", "2026-03-01T00:00:00")
	check(" \t2026-03-01\n", "2026-03-01T00:00:00")
	check("2026-03-01 10:00", "2026-03-01T10:00:00")
	check("2026-03-01  9:00", "2026-03-01T09:00:00")
	check("2026-03-01T10:00", "2026-03-01T10:00:00")
	check("2026-03-01T10:00:05.25", "2026-03-01T10:00:05.25")
	check("2024-02-29", "2024-02-29T00:00:00")
	check("2026/03/01 10:00:00", "2026-03-01T10:00:00")
	check("2026/03/01", "2026-03-01T00:00:00")
	check("01/Mar/2026:10:00:00", "2026-03-01T10:00:00")
	check("[01/Mar/2026:10:00:00.123]", "2026-03-01T10:00:00.123")
	check("01/mar/2026", "2026-03-01T00:00:00")
	check("Sun Mar 01 10:00:00 2026", "2026-03-01T10:00:00")
	check("Sun Mar  1 10:00:00.250000 2026", "2026-03-01T10:00:00.25")
	check("Mar  1 10:00:00", "2026-03-01T10:00:00")
	check("Mar 1 15:30:20", "2026-03-01T15:30:20")
	check("Mar 1 15:30:21", "2025-03-01T15:30:21")
	check("Dec 31 23:59:59", "2025-12-31T23:59:59")
	check("Feb 29 10:00:00", "2024-02-29T10:00:00")
	check("10:00", "2026-03-01T10:00:00")
	check("9:00", "2026-03-01T09:00:00")
	check("15:30:20", "2026-03-01T15:30:20")
	check("15:30:20.5", "2026-03-01T15:30:20.5")
	check("15:30:20.6", "2026-02-28T15:30:20.6")
	check("15:31", "2026-02-28T15:31:00")
	check("today", "2026-03-01T00:00:00")
	check("Yesterday", "2026-02-28T00:00:00")
	check("yesterday 10:00", "2026-02-28T10:00:00")
	check("today 23:00", "2026-03-01T23:00:00")
	check("sunday", "2026-03-01T00:00:00")
	check("MONDAY", "2026-02-23T00:00:00")
	check("sat", "2026-02-28T00:00:00")
	check("Fri 10:00:05", "2026-02-27T10:00:05")
	check("1678-01-01", "1678-01-01T00:00:00")
	check("2261-12-31T23:59:59.999999999", "2261-12-31T23:59:59.999999999")
}

// With a zone, times without an offset are instants, and the days are its own.
func TestParseInZone(t *testing.T) {
	check := func(zone, text, want string) {
		t.Helper()
		if m, err := Parse(text, now, load(t, zone)); err != nil || m.String() != want {
			t.Errorf("%q in %s: got %v, %v, want %s", text, zone, m, err, want)
		}
	}
	check("Europe/Berlin", "2026-03-01 10:00", "2026-03-01T09:00:00Z")
	check("Europe/Berlin", "2026-07-01", "2026-06-30T22:00:00Z")
	check("Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:30:00Z") // there is none
	check("Europe/Berlin", "2026-10-25 02:30", "2026-10-25T01:30:00Z") // there are two
	check("Europe/Berlin", "2026-03-01 10:00-05:00", "2026-03-01T15:00:00Z")
	check("Europe/Berlin", "today", "2026-02-28T23:00:00Z")
	check("Europe/Berlin", "14:30", "2026-03-01T13:30:00Z") // it is 14:30:20 there
	check("Europe/Berlin", "14:31", "2026-02-28T13:31:00Z")
	check("Asia/Tokyo", "today", "2026-02-28T15:00:00Z")
	check("Pacific/Auckland", "today", "2026-03-01T11:00:00Z") // a day ahead
	check("Pacific/Auckland", "monday", "2026-03-01T11:00:00Z")
	check("Pacific/Auckland", "-2h", "2026-03-01T11:30:20.5Z")
}

func TestParseErrors(t *testing.T) {
	check := func(text, cure string) {
		t.Helper()
		m, err := Parse(text, now, nil)
		if err == nil || m.Valid() {
			t.Errorf("%q was read as %v", text, m)
			return
		}
		if want := "cannot read \"" + text + "\" as a time; " + cure; err.Error() != want {
			t.Errorf("got  %s\nwant %s", err, want)
		}
	}
	examples := "examples: 2026-03-01, 2026-03-01 10:00, 10:00, today, -2h, 2026-03-01T10:00:00Z"
	for _, text := range []string{
		"", "02.03.", "30 bottles", "soon", "[]", "-", "--2h", "-x", "-1.5h", "-0s", "2026-03-01Z", "10:00Z", "10:00-11:00",
		"2026-03-01 10", "yesterday x", "todayy", "2026-03-01 10:00 CET", "1772359200.", "2026", "13 am",
		"1 month ago", "1.5h", "+2h", "2026-03-01T10:00:00+0100Z", "\u0130", "Mar  1",
	} {
		check(text, examples)
	}
	check("2h", "write -2h, or --last 2h")
	check("1h30m", "write -1h30m, or --last 1h30m")
	check("1 hour ago", "write -1h")
	check("2 Weeks ago", "write -2w")
	check("an hour ago", "write -1h")
	check("30 min ago", "write -30m")
	check("3d ago", "write -3d")
	check("03/01/2026", "which is the day? write 2026-03-01 or 2026-01-03")
	check("03/03/2026", "write 2026-03-03")
	check("03/13/2026", "write 2026-03-13")
	check("13/03/2026 10:00", "write 2026-03-13")
	check("13/13/2026", "there is no such day")
	check("01.03.2026", "write 2026-03-01")
	check("1.3.2026 10:00", "write 2026-03-01")
	check("30.02.2026", "there is no such day")
	check("20260301", "write 2026-03-01")
	check("2026-03", "write 2026-03-01")
	check("10 am", "write 10:00")
	check("12am", "write 00:00")
	check("10:30 p.m.", "write 22:30")
	check("10:30:05 PM", "write 22:30:05")
	check("24:00", "hours are 00 to 23; 24:00 is 00:00 of the next day")
	check("2026-03-01 24:00", "hours are 00 to 23; 24:00 is 00:00 of the next day")
	check("today 24:00", "hours are 00 to 23; 24:00 is 00:00 of the next day")
	check("10:60", "minutes and seconds are 00 to 59")
	check("10:00:60", "minutes and seconds are 00 to 59")
	check("2026-13-01", "there is no such month")
	check("2026-02-30", "there is no such day")
	check("2025-02-29 10:00", "there is no such day")
	check("30/Feb/2026:10:00:00 +0000", "there is no such day")
	check("Feb 30 10:00:00", "there is no such day")
	check("2026-03-01T10:00:00+24:00", "an offset is like +02:00, +0200 or Z")
	check("2026-03-01T10:00:00+01:60", "an offset is like +02:00, +0200 or Z")
	check("2026-03-01T10:00:00+1", "an offset is like +02:00, +0200 or Z")
	check("17723592001", "seconds since 1970 have 10 digits, milliseconds 13")
	check("1772359200000.5", "seconds since 1970 have 10 digits, milliseconds 13")
	check("1772359200000000000000000", "seconds since 1970 have 10 digits, milliseconds 13")
	check("-5", "of what? write -5s, -5m, -5h or -5d")
	check("0h", "it must be more than nothing")
	check("99999w", "the longest is 15250w")
	check("-99999w", "the longest is 15250w")
	check("2026-03-01T10:00:00+01:00 x", "an offset is like +02:00, +0200 or Z")
	check("9999999999", "years are 1678 to 2261")
	check("1600-01-01", "years are 1678 to 2261")
	check("2300-01-01T00:00:00Z", "years are 1678 to 2261")
}

// What is quoted in an error has a bound, and no control characters.
func TestParseQuotes(t *testing.T) {
	_, err := Parse("\x1b[31m"+strings.Repeat("ä", 1e6), now, nil)
	if err == nil || len(err.Error()) > 250 || strings.Contains(err.Error(), "\x1b") {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"2026-03-01T10:00:00.25+02:00", "1772359200.5", "1772359200250", "[01/Mar/2026:10:00:00 -0330]", "Mar  1 10:00:00",
		"Feb 29 23:59:59", "Sun Mar 01 10:00:00 2026", "10:00:30", "yesterday 9:00", "monday", "now", "-1h30m", "-2w", "2h", "an hour ago",
		"03/01/2026", "1.3.2026", "24:00", "10:30 p.m.", "2026-02-30", "1677-09-21T00:12:43.145224193Z", "2262-04-11 23:47:16.8", "Mon, 2 Jan 2006 15:04:05 GMT",
	} {
		f.Add(text, now.UnixNano())
	}
	berlin := load(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, text string, at int64) {
		at = max(at, time.Unix(0, 0).AddDate(-250, 0, 0).UnixNano())
		present := time.Unix(0, at).In(berlin)
		for _, zone := range []*time.Location{nil, berlin} {
			m, err := Parse(text, present, zone)
			if err != nil {
				if m.Valid() || strings.ContainsAny(err.Error(), "\n\r\x1b") {
					t.Errorf("%q: %v, %q", text, m, err)
				}
				continue
			}
			if zone != nil && m.clock {
				t.Errorf("%q is a clock, in a zone", text)
			}
			if again, err := Parse(m.String(), present, zone); err != nil || again != m {
				t.Errorf("%q: %v is read as %v, %v", text, m, again, err)
			}
		}
	})
}
