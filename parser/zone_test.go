package parser

import (
	"fmt"
	"testing"
	"time"
)

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Skip(err)
	}
	return zone
}

// zonesOfTest are zones whose clocks change by an hour, half an hour or a day,
// have odd offsets, or never change.
var zonesOfTest = []string{
	"UTC", "Europe/Berlin", "America/St_Johns", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia",
}

// changesOf returns the instants around 2011 and 2026 at which a zone changed, and
// for those that never do some instant.
func changesOf(zone *time.Location) []time.Time {
	changes := []time.Time{time.Date(2026, 3, 1, 10, 0, 0, 0, zone)}
	for _, year := range []int{1900, 2011, 2026} {
		at := time.Date(year, 1, 1, 0, 0, 0, 0, zone)
		for range 3 {
			_, end := at.ZoneBounds()
			if end.IsZero() {
				break
			}
			changes = append(changes, end)
			at = end
		}
	}
	return changes
}

// TestZoneClock compares with package time on every quarter of an hour of the
// days around a change: backwards too, and with what is remembered from far away.
func TestZoneClock(t *testing.T) {
	const quarter = 15 * time.Minute
	for _, name := range zonesOfTest {
		zone := zoneOf(t, name)
		z := NewZoneClock(zone)
		for _, change := range changesOf(zone) {
			for i := -2 * 96; i <= 2*96; i++ {
				checkZoneClock(t, z, change.Add(time.Duration(i)*quarter))
				checkZoneClock(t, z, change.Add(time.Duration(i)*quarter-1))
				checkZoneClock(t, NewZoneClock(zone), change.Add(time.Duration(-i)*quarter))
				checkZoneClock(t, z, change.Add(time.Duration(-i)*quarter))
			}
		}
	}
}

// checkZoneClock moves at into the zone of z, and the clock that shows in the
// zone what at does at UTC.
func checkZoneClock(t *testing.T, z *ZoneClock, at time.Time) {
	t.Helper()
	for _, offset := range []int32{0, 3600, -12600} {
		s := z.move(Stamp{Nanos: at.UnixNano(), Offset: offset, Valid: true})
		if _, want := at.In(z.zone).Zone(); s.Nanos != at.UnixNano() || s.Offset != int32(want) || !s.Valid {
			t.Errorf("%s: %v is moved to %v, offset %d", z.zone, at, s, want)
		}
	}
	at = at.UTC()
	want := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), z.zone)
	_, offset := want.Zone()
	s := z.move(Stamp{Nanos: at.UnixNano(), Offset: NoOffset, Valid: true})
	if s.Nanos != want.UnixNano() || s.Offset != int32(offset) || !s.Valid {
		t.Errorf("%s: clock %v is moved to %v, want %v", z.zone, at, s, want)
	}
}

// The ends of the years that times may have.
func TestZoneClockEnds(t *testing.T) {
	for _, name := range zonesOfTest {
		z := NewZoneClock(zoneOf(t, name))
		for _, year := range []int{firstYear, lastYear} {
			checkZoneClock(t, z, time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
			checkZoneClock(t, z, time.Date(year, 12, 31, 23, 59, 59, 1e9-1, time.UTC))
		}
		if s := z.move(Stamp{}); s != (Stamp{}) {
			t.Errorf("no stamp is moved to %v", s)
		}
	}
}

func FuzzZoneClock(f *testing.F) {
	f.Add(int64(0), int64(1e18), uint8(1))
	f.Add(time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC).UnixNano(), int64(3600e9), uint8(1))
	f.Add(time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC).UnixNano(), int64(-1), uint8(5))
	first := time.Date(firstYear, 1, 2, 0, 0, 0, 0, time.UTC).UnixNano()
	last := time.Date(lastYear, 12, 30, 0, 0, 0, 0, time.UTC).UnixNano()
	f.Fuzz(func(t *testing.T, nanos, next int64, n uint8) {
		z := NewZoneClock(zoneOf(t, zonesOfTest[int(n)%len(zonesOfTest)]))
		for range 4 {
			checkZoneClock(t, z, time.Unix(0, min(max(nanos, first), last)))
			nanos += next
		}
	})
}

// zoned parses lines of a format into a set with fields, in a zone or none, and
// returns their values as people read them.
func zoned(t testing.TB, f *Format, zone *time.Location, fields []string, lines ...string) []string {
	t.Helper()
	set := NewFieldSet()
	slots := make([]int, len(fields))
	for i, name := range fields {
		var err error
		if slots[i], err = set.Add(name); err != nil {
			t.Fatal(err)
		}
	}
	set.In(zone)
	p := f.Compile(set)
	r := NewRecord(set)
	r.Reset("")
	var got []string
	for _, line := range lines {
		if p.Parse([]byte(line), r) != Parsed {
			t.Fatalf("not parsed: %s", line)
		}
		text := []byte{}
		for i, slot := range slots {
			if i > 0 {
				text = append(text, ' ')
			}
			value := r.Bytes(slot)
			if zone != nil && set.Field(slot).Kind == Clock && value != nil {
				value = AppendClock(nil, StampIn(ClockNanos(value), zone).Clock())
			}
			text = AppendText(text, set.Field(slot).Kind, value)
		}
		s := r.Instant()
		got = append(got, fmt.Sprintf("%s %d %d", text, s.Nanos/second, s.Offset))
	}
	return got
}

// TestIn reads a time a minute, over the changes of zones, in formats with an
// offset and without, and all that is derived from it.
func TestIn(t *testing.T) {
	fields := []string{"time", "date", "hour", "weekday", "time/1h", "time/1d"}
	for _, name := range zonesOfTest {
		zone := zoneOf(t, name)
		for _, change := range changesOf(zone) {
			if change.Year() < 2000 {
				continue // offsets with seconds
			}
			begins := map[time.Duration]map[int64]int64{}
			for _, step := range []time.Duration{time.Hour, 24 * time.Hour} {
				begins[step] = plainSteps(change.Add(-5*24*time.Hour), change.Add(24*time.Hour), step)
			}
			var combinedLines, haproxyLines, combinedWant, haproxyWant []string
			for i := -150; i <= 150; i++ {
				at := change.Add(time.Duration(i) * time.Minute).UTC()
				shown := at.In(time.FixedZone("", -5*3600))
				combinedLines = append(combinedLines, `192.0.2.7 - - [`+shown.Format("02/Jan/2006:15:04:05 -0700")+`] "GET / HTTP/1.1" 200 5 "-" "-"`)
				combinedWant = append(combinedWant, zonedWant(begins, at.In(zone)))
				clock := at.In(zone)
				haproxyLines = append(haproxyLines, `198.51.100.7:33317 [`+clock.Format("02/Jan/2006:15:04:05.000")+
					`] in static/srv1 10/0/30/69/109 200 5 - - ---- 1/1/1/1/0 0/0 {} {} "GET / HTTP/1.1"`)
				haproxyWant = append(haproxyWant, zonedWant(begins, time.Date(clock.Year(), clock.Month(), clock.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, zone)))
			}
			compareLines(t, name, combinedLines, zoned(t, &combined, zone, fields, combinedLines...), combinedWant)
			compareLines(t, name, haproxyLines, zoned(t, &haproxy, zone, fields, haproxyLines...), haproxyWant)
		}
	}
}

// zonedWant is what package time makes of the fields of TestIn, given where the
// steps of an hour and of a day begin that minutes lie in.
func zonedWant(begins map[time.Duration]map[int64]int64, t time.Time) string {
	_, offset := t.Zone()
	const minutes = "2006-01-02T15:04:05"
	begin := func(step time.Duration) string {
		minute := t.Truncate(time.Minute).Unix()
		return time.Unix(begins[step][minute], 0).In(t.Location()).Format(minutes)
	}
	return fmt.Sprintf("%s %s %02d %s %s %s %d %d", t.Format(minutes), t.Format(time.DateOnly), t.Hour(), t.Weekday().String()[:3],
		begin(time.Hour), begin(24*time.Hour), t.Unix(), offset)
}

func compareLines(t *testing.T, zone string, lines, got, want []string) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s: %s\ngot  %s\nwant %s", zone, lines[i], got[i], want[i])
			return
		}
	}
}

// What the log wrote stays as it is, a time that no calendar has stays none, and
// without a zone all is as in the log.
func TestInLeaves(t *testing.T) {
	f, err := NewFormat(`$remote_addr [$time_local] "$request" $status`)
	if err != nil {
		t.Fatal(err)
	}
	check := func(zone *time.Location, stamp, want string) {
		t.Helper()
		line := `192.0.2.7 [` + stamp + `] "GET / HTTP/1.1" 200`
		if got := zoned(t, f, zone, []string{"log.time_local", "time"}, line); got[0] != want {
			t.Errorf("%s in %v: got %s, want %s", stamp, zone, got[0], want)
		}
	}
	check(time.UTC, "01/Mar/2026:10:00:00 +0100", "01/Mar/2026:10:00:00 +0100 2026-03-01T09:00:00 1772355600 0")
	check(nil, "01/Mar/2026:10:00:00 +0100", "01/Mar/2026:10:00:00 +0100 2026-03-01T10:00:00 1772355600 3600")
	check(time.UTC, "30/Feb/2026:10:00:00 +0100", "30/Feb/2026:10:00:00 +0100  0 0")
}

// A Record keeps its zone when the lines are of another format, and does not
// allocate for a line.
func TestInOfTwoFormats(t *testing.T) {
	set := NewFieldSet()
	slot, err := set.Add("hour")
	if err != nil {
		t.Fatal(err)
	}
	set.In(zoneOf(t, "Asia/Kathmandu"))
	r := NewRecord(set)
	a, b := combined.Compile(set), haproxy.Compile(set)
	one := []byte(`192.0.2.7 - - [01/Mar/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"`)
	other := []byte(haproxy.Sample)
	check := func() {
		r.Reset("")
		if a.Parse(one, r); string(r.Bytes(slot)) != "15" || r.Instant().Offset != 20700 {
			t.Errorf("combined: hour %s, %v", r.Bytes(slot), r.Instant())
		}
		if b.Parse(other, r); string(r.Bytes(slot)) != "10" || r.Instant().Offset != 20700 {
			t.Errorf("haproxy: hour %s, %v", r.Bytes(slot), r.Instant())
		}
	}
	check()
	if n := testing.AllocsPerRun(100, check); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkIn(b *testing.B) {
	for _, name := range []string{"", "UTC", "Europe/Berlin"} {
		b.Run("zone="+name, func(b *testing.B) {
			set := NewFieldSet()
			slot, err := set.Add("hour")
			if err != nil {
				b.Fatal(err)
			}
			if name != "" {
				set.In(zoneOf(b, name))
			}
			benchmark(b, set, combined.Compile(set), slot)
		})
	}
}
