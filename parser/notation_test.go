package parser

import (
	"bytes"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"
)

// writtenTimes are layouts of package time that a notation reads.
var writtenTimes = []struct {
	notation *notation
	layout   string
	auto     bool // autoNotation reads it too
}{
	{clfNotation, clfLayout, true},
	{clfFraction, clfLayout, true},
	{clfFraction, "02/Jan/2006:15:04:05", true},
	{clfFraction, "02/Jan/2006:15:04:05.000", true},
	{clfFraction, "02/Jan/2006:15:04:05.000000 -0700", true},
	{isoNotation, "2006-01-02T15:04:05Z07:00", true},
	{isoNotation, "2006-01-02T15:04:05.999999999Z07:00", true},
	{isoNotation, "2006-01-02T15:04:05-0700", true},
	{isoNotation, "2006-01-02T15:04:05,000-07", true},
	{isoNotation, "2006-01-02T15:04Z07:00", true},
	{isoNotation, "2006-01-02T15:04", true},
	{isoNotation, "2006-01-02 15:04:05", true},
	{isoNotation, "2006-01-02\t15:04:05", true},
	{isoNotation, "2006-01-02 15:04:05.000000 -0700", true},
	{isoNotation, "2006-01-02 15:04:05 -07:00", true},
	{isoNotation, "2006-01-02 15:04:05 UTC", true},
	{isoNotation, "2006/01/02 15:04:05", true},
	{isoNotation, "2006/01/02 15:04:05.000000", true},
	{asctimeNotation, "Mon Jan _2 15:04:05 2006", true},
	{asctimeNotation, "Mon Jan 2 15:04:05 2006", true},
	{asctimeNotation, "Mon Jan 02 15:04:05.000000 2006", true},
	{httpNotation, "Mon, 02 Jan 2006 15:04:05 GMT", true},
	{httpNotation, "Mon, 2 Jan 2006 15:04:05 -0700", true},
}

// randomInstants calls yield with instants of all years and offsets.
func randomInstants(n int, yield func(time.Time)) {
	rnd := rand.New(rand.NewPCG(7, 7))
	first := time.Date(firstYear, 1, 2, 0, 0, 0, 0, time.UTC).Unix()
	for range n {
		minutes := rnd.IntN(2*24*60-1) - (24*60 - 1)
		at := time.Unix(first+rnd.Int64N(endOfYears-day/second-first), rnd.Int64N(second))
		yield(at.In(time.FixedZone("", minutes*60)))
	}
}

// stampOf is what a notation should make of a text that package time reads, which
// takes years and an offset, 24 hours, that a Stamp does not, and has an offset
// for each time.
func stampOf(at time.Time, layout string) Stamp {
	_, offset := at.Zone()
	if at.Year() < firstYear || at.Year() > lastYear || offset <= -86400 || offset >= 86400 {
		return Stamp{}
	}
	if !strings.Contains(layout, "07") && !strings.HasSuffix(layout, "UTC") && !strings.HasSuffix(layout, "GMT") && !strings.Contains(layout, "MST") {
		offset = NoOffset
	}
	return Stamp{at.UnixNano(), int32(offset), true}
}

// rfc3339 writes an instant in the way of RFC 3339, without an offset if it has
// none.
func rfc3339(s Stamp) string {
	if s.Offset == NoOffset {
		return time.Unix(0, s.Nanos).UTC().Format("2006-01-02T15:04:05.999999999")
	}
	return time.Unix(0, s.Nanos).In(time.FixedZone("", int(s.Offset))).Format(time.RFC3339Nano)
}

func TestWrittenTimes(t *testing.T) {
	for _, w := range writtenTimes {
		randomInstants(2000, func(at time.Time) {
			if strings.HasSuffix(w.layout, "-07") {
				_, offset := at.Zone()
				at = at.In(time.FixedZone("", offset/3600*3600))
			}
			text := []byte(at.Format(w.layout))
			parsed, err := time.Parse(w.layout, string(text))
			if err != nil {
				t.Fatal(err)
			}
			want := stampOf(parsed, w.layout)
			checkNotation(t, w.notation, text)
			if got := w.notation.read(text); got != want {
				t.Fatalf("%q: %v, want %v", text, got, want)
			}
			if !w.auto {
				return
			}
			for _, text := range [][]byte{text, []byte("[" + string(text) + "]")} {
				if got := autoNotation.read(text); got != want || autoNotation.scan(text) != len(text) {
					t.Fatalf("%q, told by its look: %v, want %v", text, got, want)
				}
			}
		})
	}
}

// checkNotation checks that scan takes all of text, the same with other texts
// behind it.
func checkNotation(t testing.TB, n *notation, text []byte) {
	t.Helper()
	for _, behind := range []string{"", " ", "]", `"`, " - ", " -1", ` "GET / HTTP/1.1" 200 5`, " 200", ",a", "\t1"} {
		if got := n.scan([]byte(string(text) + behind)); got != len(text) {
			t.Fatalf("%q before %q has %d bytes, want %d", text, behind, got, len(text))
		}
	}
}

// TestWrongTimes compares all changes of a byte or two of valid texts with
// package time.
func TestWrongTimes(t *testing.T) {
	at := time.Date(2024, 2, 29, 13, 45, 59, 123456789, time.FixedZone("", 5400))
	for _, w := range writtenTimes {
		valid := 0
		mutations(at.Format(w.layout), "0169 /:.,+-TZaFebn\xb0\x00", func(text []byte) {
			if checkWritten(t, w.notation, w.layout, text) {
				valid++
			}
		})
		if valid < 10 {
			t.Errorf("%s: only %d of the changed texts were times", w.layout, valid)
		}
	}
}

// checkWritten compares what n makes of text, which has the shape of layout,
// with package time, and reports whether it is a time.
func checkWritten(t testing.TB, n *notation, layout string, text []byte) bool {
	t.Helper()
	got := Stamp{}
	if n.scan(text) == len(text) {
		got = n.read(text)
	}
	plain := bytes.Clone(text)
	leap := int64(0)
	if i := strings.Index(layout, ":05"); i >= 0 {
		// A leap second, at the clock's place: the second colon.
		clock := strings.Index(string(plain), ":60")
		if clock >= i-1 && clock <= i+1 {
			copy(plain[clock:], ":59")
			leap = second
		}
	}
	at, err := time.Parse(layout, string(plain))
	if err != nil || !strings.EqualFold(at.Format(layout), string(plain)) {
		// Another layout of the notation; or package time is laxer.
		return false
	}
	want := stampOf(at, layout)
	if want.Valid {
		want.Nanos += leap
	}
	if got != want {
		t.Fatalf("%q: %v, want %v", text, got, want)
	}
	return want.Valid
}

func TestTimesByHand(t *testing.T) {
	check := func(n *notation, text, want string) {
		t.Helper()
		got := "no time"
		if length := n.scan([]byte(text)); length != len(text) {
			got = "takes " + strconv.Itoa(length)
		} else if s := n.read([]byte(text)); s.Valid {
			got = rfc3339(s)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	check(clfNotation, "01/MAR/2026:10:00:60 +0100", "2026-03-01T10:01:00+01:00")
	check(clfNotation, "01/Mar/2026:10:00:00", "takes 0")
	check(clfFraction, "25/Feb/2019:16:19:48.143", "2019-02-25T16:19:48.143")
	check(clfFraction, "29/Feb/2019:16:19:48.143", "no time")
	check(clfFraction, "01/Mar/2026:10:00:00 +2400", "no time")

	check(isoNotation, "2026-03-01t10:00:00z", "2026-03-01T10:00:00Z")
	check(isoNotation, "2026-03-01T10:00:00.1234567899Z", "2026-03-01T10:00:00.123456789Z")
	check(isoNotation, "2026-03-01T10:00:00 GMT", "2026-03-01T10:00:00Z")
	check(isoNotation, "2026-03-01T10:00:00 GMT+1", "takes 19")
	check(isoNotation, "2026-03-01T10:00:00 UTCX", "takes 19")
	check(isoNotation, "2026-03-01T10:00:00 -1", "takes 19")
	check(isoNotation, "2026-03-01T10:00:00 -12", "takes 19")
	check(isoNotation, "2026-03-01T10:00:00 -12345", "takes 19")
	check(isoNotation, "2026-03-01T10:00:00+015", "takes 19")
	check(isoNotation, "2026-03-01T10:00:00.", "takes 19")
	check(isoNotation, "2026-03-01T10:00:5", "takes 0")
	check(isoNotation, "2026-03-01T10:0", "takes 0")
	check(isoNotation, "2026-03/01T10:00:00", "takes 0")
	check(isoNotation, "2026-03-01T24:00:00", "no time")
	check(isoNotation, "2026-03-01T10:00:61", "no time")
	check(isoNotation, "2026-03-01T10:00:00+01:60", "no time")
	check(isoNotation, "2026-02-30T10:00:00", "no time")
	check(isoNotation, "2026-13-01T10:00:00", "no time")
	check(isoNotation, "1677-12-31T23:59:59", "no time")
	check(isoNotation, "2262-01-01T00:00:00", "no time")
	check(isoNotation, "2261-12-31T23:59:60.999999999-23:59", "2262-01-01T00:00:00.999999999-23:59")
	check(isoNotation, "1678-01-01T00:00:00+23:59", "1678-01-01T00:00:00+23:59")

	check(asctimeNotation, "Fri Sep 09 10:42:29.902022 2011", "2011-09-09T10:42:29.902022")
	check(asctimeNotation, "Sun Mar  1 10:00:00 20261", "takes 0")
	check(asctimeNotation, "Sun Mar 101 10:00:00 2026", "takes 0")
	check(asctimeNotation, "Sun Foo  1 10:00:00 2026", "no time")
	check(httpNotation, "Sun, 01 Mar 2026 10:00:00 +0530", "2026-03-01T10:00:00+05:30")
	check(httpNotation, "Sun, 01 Mar 26 10:00:00 GMT", "takes 0")

	check(autoNotation, "[01/Mar/2026:10:00:00 +0100]", "2026-03-01T10:00:00+01:00")
	check(autoNotation, "1772359200", "2026-03-01T10:00:00Z")
	check(autoNotation, "1772359200.25", "2026-03-01T10:00:00.25Z")
	check(autoNotation, "177235920", "takes 0")
	check(autoNotation, "12345.678901234", "takes 0")
	check(autoNotation, "", "no time")
	check(autoNotation, "[]", "takes 0")
	check(autoNotation, "[01/Mar/2026:10:00:00 +0100", "takes 0")
	check(autoNotation, "2026-02-30T10:00:00Z", "takes 0")
	check(autoNotation, "192.168.100.200", "takes 0")
	check(autoNotation, "12345678901234567890", "takes 0")
	check(autoNotation, "Mar  1 10:00:00", "takes 0")
}

func TestEpoch(t *testing.T) {
	check := func(text string) {
		t.Helper()
		whole, part, _ := strings.Cut(text, ".")
		n, err := strconv.ParseInt(whole, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		unit := map[bool]time.Duration{true: time.Second}[len(whole) <= 10]
		switch {
		case len(whole) > 16:
			unit = time.Nanosecond
		case len(whole) > 13:
			unit = time.Microsecond
		case len(whole) > 10:
			unit = time.Millisecond
		}
		fraction, err := strconv.ParseInt((part + "000000000")[:9], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(n/int64(time.Second/unit), n%int64(time.Second/unit)*int64(unit)).UTC()
		at = at.Add(time.Duration(fraction * int64(unit) / second))
		checkEpoch(t, text, len(text), stampOf(at, time.RFC3339))
	}
	check("0")
	check("0.5")
	check("1772359200")
	check("1772359200.1")
	check("1772359200.123456")
	check("1772359200.1234567891")
	check("1772359200123")
	check("1772359200123.456789")
	check("1772359200123456")
	check("1772359200123456.789")
	check("1772359200123456789")
	check("1772359200123456789.9")
	for _, text := range []string{
		"9999999999", "10000000000", "9999999999999", "10000000000000", "9999999999999999", "10000000000000000",
		"9214646399.999999999", "9214646400", "9214646399999", "9214646400000", "9214646399999999", "9214646400000000",
		"9214646399999999999", "9214646400000000000", "9223372036854775807",
	} {
		check(text)
	}
	checkEpoch(t, "9223372036854775808", 19, Stamp{})
	checkEpoch(t, strings.Repeat("9", 1000), 1000, Stamp{})
	checkEpoch(t, "1772359200.", 10, Stamp{Nanos: 1772359200 * second, Valid: true})
	checkEpoch(t, "1772359200,5", 10, Stamp{Nanos: 1772359200 * second, Valid: true})
	checkEpoch(t, "-1", 0, Stamp{})
	checkEpoch(t, ".5", 0, Stamp{})
}

// checkEpoch checks how much of text is taken, and what it is.
func checkEpoch(t testing.TB, text string, length int, want Stamp) {
	t.Helper()
	if got := epochNotation.scan([]byte(text)); got != length {
		t.Errorf("%s: %d bytes are taken, want %d", text, got, length)
	}
	if got := epochNotation.read([]byte(text[:length])); got != want {
		t.Errorf("%s: %v, want %v", text, got, want)
	}
}

func TestSyslogTime(t *testing.T) {
	randomInstants(2000, func(at time.Time) {
		at = at.UTC().Truncate(time.Second)
		for _, layout := range []string{time.Stamp, "Jan 2 15:04:05", "Jan 02 15:04:05"} {
			text := []byte(at.Format(layout))
			if got := readSyslogTime(text, int64(at.Year())); got != stampOf(at, layout) || scanSyslogTime(append(text, " host"...)) != len(text) {
				t.Fatalf("%s: %v, want %v", text, got, stampOf(at, layout))
			}
		}
	})
	leapDay := []byte("Feb 29 10:00:00")
	if !readSyslogTime(leapDay, 2024).Valid || readSyslogTime(leapDay, 2023).Valid || readSyslogTime(leapDay, 1<<40).Valid {
		t.Error("29 February is a day of leap years")
	}
	for _, text := range []string{"", "Mar", "Mar ", "Mar  ", "Mar  1", "Mar  1 ", "Mar  12 10:00:00", "Mar  1 10:00:0", "Mar   1 10:00:00"} {
		if n := scanSyslogTime([]byte(text)); n != 0 {
			t.Errorf("%q begins with a time of %d bytes", text, n)
		}
	}
}

// notations are all that are told by nothing but their shape.
var notations = []*notation{clfNotation, clfFraction, isoNotation, epochNotation, asctimeNotation, httpNotation, autoNotation}

// checkShape checks what must hold for any text.
func checkShape(t testing.TB, n *notation, text []byte) {
	t.Helper()
	length := n.scan(text)
	if length < 0 || length > len(text) {
		t.Fatalf("%s: %d bytes of %q are taken", n.name, length, text)
	}
	stamp := n.read(text)
	if length != len(text) && stamp.Valid {
		t.Fatalf("%s: %q is read, but %d bytes are taken", n.name, text, length)
	}
	if length == 0 {
		return
	}
	text = text[:length]
	if again := n.scan(text); again != length {
		t.Fatalf("%s: %q is taken, but then %d bytes of it", n.name, text, again)
	}
	stamp = n.read(text)
	if !stamp.Valid && stamp != (Stamp{}) {
		t.Fatalf("%s: %q is no time, but %v", n.name, text, stamp)
	}
	if at := time.Unix(0, stamp.Clock()).UTC(); stamp.Valid && (at.Year() < firstYear || at.Year() > lastYear+1) {
		t.Fatalf("%s: %q is in the year %d", n.name, text, at.Year())
	}
}

func FuzzNotation(f *testing.F) {
	at := time.Date(2024, 2, 29, 13, 45, 59, 123456789, time.FixedZone("", 5400))
	for _, w := range writtenTimes {
		f.Add([]byte(at.Format(w.layout)))
	}
	f.Add([]byte("1709205359.123456789"))
	f.Add([]byte("01/FeB/2000:00:00:00 +2400"))
	f.Add([]byte("Feb  9 13:45:60"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, n := range notations {
			checkShape(t, n, text)
		}
		for _, w := range writtenTimes {
			checkWritten(t, w.notation, w.layout, text)
		}
		if n := scanSyslogTime(text); n > 0 {
			readSyslogTime(text[:n], 2024)
		}
	})
}

func BenchmarkNotation(b *testing.B) {
	for _, c := range []struct {
		name     string
		notation *notation
		text     string
	}{
		{"clf", clfNotation, "01/Mar/2026:10:00:00 +0100"},
		{"haproxy", clfFraction, "01/Mar/2026:10:00:00.143"},
		{"iso", isoNotation, "2026-03-01T10:00:00+01:00"},
		{"isoFraction", isoNotation, "2026-03-01T10:00:00.123456Z"},
		{"epoch", epochNotation, "1772359200.123"},
		{"epochNanos", epochNotation, "1772359200123456789"},
		{"asctime", asctimeNotation, "Sun Mar  1 10:00:00 2026"},
		{"auto", autoNotation, "2026-03-01T10:00:00+01:00"},
		{"strftime", mustStrftime(b, "%Y-%m-%d %H:%M:%S %z"), "2026-03-01 10:00:00 +0100"},
	} {
		text := []byte(c.text)
		b.Run(c.name+"/scan", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if c.notation.scan(text) != len(text) {
					b.Fatal("not taken")
				}
			}
		})
		b.Run(c.name+"/read", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !c.notation.read(text).Valid {
					b.Fatal("not read")
				}
			}
		})
	}
}

// readSyslogTime returns the instant of a text that scanSyslogTime took whole,
// in the given year, which it does not tell.
func readSyslogTime(text []byte, year int64) Stamp {
	if scanSyslogTime(text) != len(text) || len(text) == 0 {
		return Stamp{}
	}
	t, _ := syslogTime(text)
	t.year = year
	return t.stamp()
}
