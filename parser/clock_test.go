package parser

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"
)

const clfLayout = "02/Jan/2006:15:04:05 -0700"

func TestClock(t *testing.T) {
	var last []byte
	for _, nanos := range []int64{math.MinInt64, -day, -1, 0, 1, second, 1772359200123456789, math.MaxInt64} {
		value := AppendClock(nil, nanos)
		if len(value) != 8 || ClockNanos(value) != nanos || bytes.Compare(last, value) >= 0 {
			t.Errorf("clock of %d: %x after %x", nanos, value, last)
		}
		last = value
		want := time.Unix(0, nanos).UTC().Format("2006-01-02T15:04:05.999999999")
		if got := string(AppendText(nil, Clock, value)); got != want {
			t.Errorf("text of %d: %s, want %s", nanos, got, want)
		}
	}
	for d := range 7 {
		want := time.Weekday((d + 1) % 7).String()[:3]
		if got := string(AppendText([]byte("x"), Weekday, []byte{byte('1' + d)})); got != "x"+want {
			t.Errorf("weekday %d: %s, want %s", d+1, got, want)
		}
	}
	if got := string(AppendText(nil, Text, []byte("a b"))); got != "a b" {
		t.Errorf("text: %s", got)
	}
}

// TestCivil compares every day from 1678 to 2261 with package time.
func TestCivil(t *testing.T) {
	date := time.Date(1678, 1, 1, 0, 0, 0, 0, time.UTC)
	for days := date.Unix() / 86400; date.Year() < 2262; days++ {
		year, month, d := civil(days)
		if int(year) != date.Year() || int(month) != int(date.Month()) || int(d) != date.Day() {
			t.Fatalf("day %d is %d-%d-%d, want %s", days, year, month, d, date)
		}
		if got := daysFromCivil(year, month, d); got != days {
			t.Fatalf("%s is day %d, want %d", date, got, days)
		}
		if got := string(appendDate(nil, days)); got != date.Format("2006-01-02") {
			t.Fatalf("day %d is written %s", days, got)
		}
		if date.Day() == 28 {
			next := date.AddDate(0, 0, 32-28)
			if want := int64(32 - next.Day()); daysIn(year, month) != want {
				t.Fatalf("%s has %d days, want %d", date.Format("2006-01"), daysIn(year, month), want)
			}
		}
		date = date.AddDate(0, 0, 1)
	}
}

// checkTime compares what c makes of text with package time.
func checkTime(t testing.TB, c *watch, text []byte) {
	t.Helper()
	if !isCLFTime(text) {
		// Package time also takes an hour of one digit, and more spaces.
		if at, err := time.Parse(clfLayout, string(text)); err == nil && strings.EqualFold(at.Format(clfLayout), string(text)) {
			t.Fatalf("%q has the shape of a time", text)
		}
		return
	}
	text = text[:clfTime]
	got, want := c.read(text, clfNotation), Stamp{}
	leap := string(text[18:20]) == "60"
	at := bytes.Clone(text)
	if leap {
		copy(at[18:], "59")
	}
	stamp, err := time.Parse(clfLayout, string(at))
	_, offset := stamp.Zone()
	// Package time takes years and offsets that a Stamp does not.
	if err == nil && 1678 <= stamp.Year() && stamp.Year() <= 2261 && string(text[22:24]) < "24" && string(text[24:]) < "60" {
		if leap {
			stamp = stamp.Add(time.Second)
		}
		want = Stamp{stamp.UnixNano(), int32(offset), true}
	}
	if got != want {
		t.Fatalf("%s: %v, want %v", text, got, want)
	}
	if again := c.read(text, clfNotation); again != got {
		t.Fatalf("%s: %v, then %v", text, got, again)
	}
}

func TestTimes(t *testing.T) {
	var c watch
	for _, text := range []string{
		"01/Mar/2026:10:00:00 +0100", "01/Mar/2026:10:00:01 +0100", "01/Mar/2026:10:00:01 -0100", "02/Mar/2026:10:00:01 -0100",
		"99/Mar/2026:10:00:01 -0100", "99/Mar/2026:10:00:01 -0100", "02/Mar/2026:25:00:01 -0100", "02/Mar/2026:23:59:60 -0100",
		"29/FEB/2000:00:00:00 +0000", "29/feb/1900:00:00:00 +0000", "31/Apr/2000:00:00:00 +0000", "01/Jan/1678:00:00:00 +2359",
		"31/Dec/2261:23:59:59 -2359", "01/Jan/0000:00:00:00 +0000", "01/Jan/9999:00:00:00 +0000", "01/Mar/2026:10:00:00 +2400",
	} {
		checkTime(t, &c, []byte(text))
		mutations(text, "0169 /:+-,aJ\xb0", func(m []byte) { checkTime(t, &c, m) })
	}
	for _, month := range []string{"jan", "Feb", "mAr", "apR", "MAY", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Foo", "J\x01N"} {
		for _, date := range []string{"01", "28", "29", "30", "31", "32"} {
			checkTime(t, &c, []byte(date+"/"+month+"/2023:10:00:00 +0530"))
		}
	}
}

// TestTimesBetween has what is no time between two times of a day.
func TestTimesBetween(t *testing.T) {
	for _, between := range []string{"02/Mar/2026:xx", "02/Mar/2026:10:00:00 +01000", "", "02/Mar/2026:10:00:00                 +0100"} {
		var c watch
		checkTime(t, &c, []byte("01/Mar/2026:10:00:00 +0100"))
		if at := c.read([]byte(between), clfNotation); at.Valid {
			t.Errorf("%q: %v", between, at)
		}
		checkTime(t, &c, []byte("02/Mar/2026:10:00:00 +0100"))
		checkTime(t, &c, []byte("02/Mar/2026:10:00:01 +0100"))
	}
}

func FuzzTime(f *testing.F) {
	f.Add([]byte("01/Mar/2026:10:00:00 +0100"), []byte("01/Mar/2026:10:00:59 +0100"))
	f.Add([]byte("29/Feb/2023:23:59:60 -1200"), []byte("28/feb/1677:24:00:00 +9999"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		var c watch
		checkTime(t, &c, a)
		checkTime(t, &c, b)
		checkTime(t, &c, a)
	})
}
