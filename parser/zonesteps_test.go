package parser

import (
	"testing"
	"time"
)

// plainSteps walks from one minute to another and notes at which each step
// begins that a minute lies in. What is before the first begin is left out.
// Whole minutes are enough for the zones of these years.
func plainSteps(from, until time.Time, step time.Duration) map[int64]int64 {
	base := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	if step%(7*24*time.Hour) == 0 {
		base = time.Date(1970, 1, 5, 0, 0, 0, 0, time.UTC)
	}
	wall := func(at time.Time) time.Duration {
		return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, time.UTC).Sub(base)
	}
	begins := map[int64]int64{}
	seen := map[time.Duration]bool{}
	begin, back := int64(0), time.Duration(0)
	last := wall(from) - time.Minute
	for at := from.Truncate(time.Minute); at.Before(until); at = at.Add(time.Minute) {
		clock := wall(at)
		if clock <= last {
			back = last + time.Minute - clock
		}
		starts := clock%step == 0 && (!seen[clock] || step <= back)
		for skipped := last + time.Minute; skipped < clock; skipped += time.Minute {
			starts = starts || skipped%step == 0
		}
		if starts {
			begin = at.Unix()
		}
		if begin != 0 {
			begins[at.Unix()] = begin
		}
		last, seen[clock] = clock, true
	}
	return begins
}

// stepsOfTest are steps by the words of fields.
var stepsOfTest = []string{"10m", "30m", "45m", "1h", "2h", "5h", "6h", "1d", "2d", "1w"}

// TestZoneSteps compares the begins, the ends and the numbers of steps with those
// of a walk from minute to minute over both changes of a year, Cuba's at midnight
// among them.
func TestZoneSteps(t *testing.T) {
	for _, name := range append([]string{"America/Havana"}, zonesOfTest...) {
		zone := zoneOf(t, name)
		for _, change := range changesOf(zone) {
			if year := change.Year(); year != 2026 && (year != 2011 || name != "Pacific/Apia") {
				continue
			}
			for _, field := range stepsOfTest {
				step, base, _ := readTimeStep(field)
				from, until := change.Add(-time.Duration(2*step)-48*time.Hour), change.Add(48*time.Hour)
				checkZoneSteps(t, zone, plainSteps(from.In(zone), until, time.Duration(step)), change, step, base)
			}
		}
	}
}

func checkZoneSteps(t *testing.T, zone *time.Location, begins map[int64]int64, change time.Time, step, base int64) {
	t.Helper()
	z := NewZoneClock(zone)
	first := change.Truncate(time.Minute).Add(-26 * time.Hour).Unix()
	last, n := first, int64(1)
	for at := first; at < first+52*3600; at += 60 {
		begin := begins[at]
		if begin != begins[last] {
			n++
		}
		if got := z.Begin(at*second+second/2, step, base); got != begin*second {
			t.Fatalf("%s: the step of %d that %v lies in begins at %v; want %v", zone, step,
				time.Unix(at, 0).In(zone), time.Unix(0, got).In(zone), time.Unix(begin, 0).In(zone))
		}
		if got := z.Steps(first*second, at*second, step, base); got != n {
			t.Fatalf("%s: %d steps of %d up to %v; want %d", zone, got, step, time.Unix(at, 0).In(zone), n)
		}
		if begin == at && at > first {
			if end, ok := z.End(begins[last]*second, step, base); !ok || end != at*second {
				t.Fatalf("%s: the step of %d at %v ends at %v; want %v", zone, step,
					time.Unix(begins[last], 0).In(zone), time.Unix(0, end).In(zone), time.Unix(at, 0).In(zone))
			}
		}
		last = at
	}
}

// FuzzZoneSteps checks of any instants and steps that a step begins with itself,
// ends behind its begin, and is the only one between; and that coarser steps are
// made of finer ones.
func FuzzZoneSteps(f *testing.F) {
	f.Add(time.Date(2026, 11, 1, 5, 30, 0, 0, time.UTC).UnixNano(), int64(3600e9), uint8(3), uint8(2))
	f.Add(time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC).UnixNano(), int64(1), uint8(3), uint8(24))
	f.Add(time.Date(2026, 4, 4, 15, 0, 0, 0, time.UTC).UnixNano(), int64(1800e9), uint8(5), uint8(48))
	f.Add(time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC).UnixNano(), int64(day), uint8(6), uint8(7))
	f.Add(int64(-1)<<62, int64(1)<<62, uint8(1), uint8(255))
	f.Add(time.Date(2040, 12, 31, 3, 0, 0, 0, time.UTC).UnixNano(), int64(hour), uint8(3), uint8(24)) // see remember
	first := time.Date(firstYear, 1, 2, 0, 0, 0, 0, time.UTC).UnixNano()
	last := time.Date(lastYear, 12, 30, 0, 0, 0, 0, time.UTC).UnixNano()
	f.Fuzz(func(t *testing.T, at, step int64, n, times uint8) {
		z := NewZoneClock(zoneOf(t, zonesOfTest[int(n)%len(zonesOfTest)]))
		at = min(max(at, first), last)
		if step <= 0 || step > 400*day {
			step = hour
		}
		begin := z.Begin(at, step, 0)
		if begin > at || z.Begin(begin, step, 0) != begin {
			t.Fatalf("%d: the step %d of %d begins at %d", at, begin, step, z.Begin(begin, step, 0))
		}
		end, ok := z.End(begin, step, 0)
		if !ok {
			return
		}
		if end <= at || z.Begin(end, step, 0) != end || z.Begin(end-1, step, 0) != begin {
			t.Fatalf("%d: the step %d of %d ends at %d", at, begin, step, end)
		}
		if n := z.Steps(begin, end, step, 0); n != 2 {
			t.Fatalf("%d steps from %d to %d", n, begin, end)
		}
		coarse := step * (int64(times) + 1)
		if coarse > 4000*day {
			return
		}
		if got, want := z.Begin(begin, coarse, 0), z.Begin(at, coarse, 0); got != want {
			t.Fatalf("%d: the step %d of %d lies in %d, not %d", at, begin, step, got, want)
		}
	})
}
