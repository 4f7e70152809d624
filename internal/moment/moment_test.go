package moment

import (
	"math"
	"testing"
	"time"

	"wf/parser"
)

// zones whose clocks do what clocks can do: an hour, half an hour, a day; at
// the same instant all over a continent, or at midnight.
var zones = []string{
	"UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe",
	"Pacific/Apia", "America/Sao_Paulo",
}

func load(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Skip(err)
	}
	return zone
}

// stampOf returns t as a log writes it.
func stampOf(t time.Time) parser.Stamp {
	_, offset := t.Zone()
	return parser.Stamp{Nanos: t.UnixNano(), Offset: int32(offset), Valid: true}
}

// naive returns the stamp of a clock without an offset that shows what t does.
func naive(t time.Time) parser.Stamp {
	return parser.Stamp{Nanos: dateIn(t, time.UTC).UnixNano(), Offset: parser.NoOffset, Valid: true}
}

// Instants are compared as package time does, whatever the offset; clocks by
// what they show.
func TestCompare(t *testing.T) {
	east, west := time.FixedZone("", 2*3600), time.FixedZone("", -5*3600)
	base := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	times := []time.Time{base}
	for _, d := range []time.Duration{1, time.Hour, 5 * time.Hour} {
		times = append(times, base.Add(d), base.Add(-d))
	}
	for _, a := range times {
		for _, zoneA := range []*time.Location{time.UTC, east, west} {
			for _, b := range times {
				a, m := a.In(zoneA), instantAt(b.UnixNano(), time.UTC)
				if got, want := m.Compare(stampOf(a)), a.Compare(b); got != want {
					t.Errorf("%v is %+d to instant %v, want %+d", a, got, m, want)
				}
				want := dateIn(a, time.UTC).Compare(b)
				clock := clockAt(b.UnixNano())
				if got := clock.Compare(stampOf(a)); got != want {
					t.Errorf("%v is %+d to clock %v, want %+d", a, got, clock, want)
				}
				if got := clock.Compare(naive(a)); got != want {
					t.Errorf("%v without an offset is %+d to clock %v, want %+d", a, got, clock, want)
				}
			}
		}
	}
}

// TestCompareNaive compares clocks without an offset with instants, around
// every change of a zone in ten years, with what time.Date reads them as.
func TestCompareNaive(t *testing.T) {
	for _, name := range zones {
		zone := load(t, name)
		for at := time.Date(2011, 1, 1, 0, 0, 0, 0, zone); at.Year() < 2021; {
			_, end := at.ZoneBounds()
			if end.IsZero() {
				checkNaive(t, zone, at)
				break
			}
			checkNaive(t, zone, end)
			at = end
		}
	}
}

func checkNaive(t *testing.T, zone *time.Location, change time.Time) {
	t.Helper()
	const step, steps = 15 * time.Minute, 12
	for i := -steps; i <= steps; i++ {
		bound := change.Add(time.Duration(i) * step).In(zone)
		m := instantAt(bound.UnixNano(), zone)
		for j := -2 * steps; j <= 2*steps; j++ {
			shown := change.Add(time.Duration(j) * step).In(zone) // a clock that was really shown
			read := dateIn(shown, zone)
			got := Range{Since: m}.Holds(naive(shown))
			if want := !read.Before(bound); got != want {
				t.Errorf("%v, read as %v, is since %v: %v", shown, read, bound, got)
			}
			if m.Compare(naive(shown)) == 0 && read.Before(bound) || read.Equal(bound) && m.Compare(naive(shown)) != 0 {
				t.Errorf("%v, read as %v, is %+d to %v", shown, read, m.Compare(naive(shown)), bound)
			}
		}
	}
}

func TestRange(t *testing.T) {
	at := func(n int64) parser.Stamp { return parser.Stamp{Nanos: n, Valid: true} }
	m := func(n int64) Moment { return instantAt(n, time.UTC) }
	check := func(r Range, s parser.Stamp, want bool) {
		t.Helper()
		if got := r.Holds(s); got != want {
			t.Errorf("%v holds %v: %v", r, s, got)
		}
	}
	check(Range{}, at(0), true)
	check(Range{}, parser.Stamp{}, true)
	check(Range{Since: m(5)}, parser.Stamp{}, false)
	check(Range{Until: m(5)}, parser.Stamp{}, false)
	check(Range{Since: m(5)}, at(4), false)
	check(Range{Since: m(5)}, at(5), true)
	check(Range{Since: m(5)}, at(math.MaxInt64), true)
	check(Range{Until: m(5)}, at(4), true)
	check(Range{Until: m(5)}, at(5), false)
	check(Range{m(5), m(7)}, at(6), true)
	check(Range{m(5), m(7)}, at(7), false)
	check(Range{m(7), m(5)}, at(6), false)
	for _, r := range []Range{{}, {Since: m(1)}, {Until: m(1)}, {m(1), m(2)}} {
		if r.Bounded() != (r != Range{}) {
			t.Errorf("%v is bounded: %v", r, r.Bounded())
		}
	}
}

func TestAt(t *testing.T) {
	zone := time.FixedZone("", 3600)
	check := func(s parser.Stamp, add time.Duration, want string) {
		t.Helper()
		if got := At(s, zone).Add(add).String(); got != want {
			t.Errorf("%v later by %v: got %q, want %q", s, add, got, want)
		}
	}
	check(parser.Stamp{}, time.Hour, "")
	check(parser.Stamp{Offset: 7200, Valid: true}, 0, "1970-01-01T00:00:00Z")
	check(parser.Stamp{Offset: 7200, Valid: true}, -time.Hour, "1969-12-31T23:00:00Z")
	check(parser.Stamp{Offset: parser.NoOffset, Valid: true}, time.Hour+time.Millisecond, "1970-01-01T01:00:00.001")
	check(parser.Stamp{Nanos: math.MaxInt64 - 1, Valid: true}, time.Hour, "2262-04-11T23:47:16.854775807Z")
	check(parser.Stamp{Nanos: math.MinInt64 + 1, Valid: true}, -time.Hour, "1677-09-21T00:12:43.145224192Z")

	// What was added counts for clocks without an offset too.
	m := At(parser.Stamp{Valid: true}, zone).Add(time.Hour)
	if got := m.Compare(naive(time.Unix(2*3600, 0).UTC())); got != 0 {
		t.Errorf("02:00 of a clock at +01:00 is %+d to 01:00Z", got)
	}
}

func TestHoldsAllocatesNothing(t *testing.T) {
	r := Range{instantAt(1, time.UTC), clockAt(2)}
	s := parser.Stamp{Nanos: 1, Offset: parser.NoOffset, Valid: true}
	if n := testing.AllocsPerRun(100, func() { r.Holds(s) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkHolds(b *testing.B) {
	r := Range{instantAt(1, time.UTC), instantAt(1<<60, time.UTC)}
	s := parser.Stamp{Nanos: 5, Offset: 3600, Valid: true}
	for b.Loop() {
		s.Nanos++
		if !r.Holds(s) {
			b.Fatal(s)
		}
	}
}

// TestShown asks for what clocks show around a change of a zone.
func TestShown(t *testing.T) {
	berlin := load(t, "Europe/Berlin")
	at := func(hour, minute int) Moment {
		return instantAt(time.Date(2026, 10, 25, hour, minute, 0, 0, time.UTC).UnixNano(), berlin)
	}
	for _, c := range []struct {
		m    Moment
		zone *time.Location
		want string // "" for none
	}{
		{clockAt(int64(90 * time.Minute)), nil, "1970-01-01 01:30"},
		{at(0, 0), nil, ""},
		{at(0, 0), berlin, "2026-10-25 02:00"}, // the first time
		{at(0, 30), berlin, ""},
		{at(1, 0), berlin, ""}, // again
		{at(1, 30), berlin, ""},
		{at(2, 0), berlin, "2026-10-25 03:00"},
		{at(1, 0), time.UTC, "2026-10-25 01:00"},
	} {
		nanos, ok := c.m.Shown(c.zone)
		got := ""
		if ok {
			got = time.Unix(0, nanos).UTC().Format("2006-01-02 15:04")
		}
		if got != c.want {
			t.Errorf("%v in %v: %q, want %q", c.m, c.zone, got, c.want)
		}
	}
}
