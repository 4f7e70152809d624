package parser

import (
	"math"
	"time"
)

// ZoneClock moves stamps into a zone and cuts them to steps there. It remembers
// between which instants the zone had the offset it was last asked for: those of
// a log differ from line to line, their offset twice a year. It belongs to one
// goroutine.
type ZoneClock struct {
	zone   *time.Location
	offset int64 // nanoseconds east of UTC
	before int64 // the offset before since; the same if there is none
	since  int64 // the first instant with offset, nanoseconds since 1970-01-01T00:00:00Z
	until  int64 // the first one behind; not behind since if none is remembered
	began  began // where a step began that goes on at since
}

// NewZoneClock returns the clock of a zone, nil for none.
func NewZoneClock(zone *time.Location) *ZoneClock {
	if zone == nil {
		return nil
	}
	return &ZoneClock{zone: zone}
}

// move returns s with the offset that the zone had then. A stamp without an
// offset is what a clock in the zone showed; one that was shown twice, or never,
// is the instant that time.Date takes it for.
func (z *ZoneClock) move(s Stamp) Stamp {
	if !s.Valid {
		return s
	}
	if s.Offset == NoOffset {
		s.Nanos = z.read(s.Nanos)
	}
	z.recall(s.Nanos)
	s.Offset = int32(z.offset / second)
	return s
}

// read returns the instant of a clock in the zone, as time.Date has it: that
// looks up the offset as if the clock were at UTC, and takes it if it is that
// of the instant too.
func (z *ZoneClock) read(clock int64) int64 {
	if z.remembers(clock) && z.remembers(clock-z.offset) {
		return clock - z.offset
	}
	year, month, dayOfMonth := civil(floor(clock, day) / day)
	rest := clock - floor(clock, day)
	t := time.Date(int(year), time.Month(month), int(dayOfMonth), 0, 0, int(rest/second), int(rest%second), z.zone)
	return t.UnixNano()
}

// StampIn returns the stamp of an instant, in nanoseconds since
// 1970-01-01T00:00:00Z, with the offset that the zone had then.
func StampIn(instant int64, zone *time.Location) Stamp {
	_, seconds := time.Unix(0, instant).In(zone).Zone()
	return Stamp{Nanos: instant, Offset: int32(seconds), Valid: true}
}

// recall makes z remember the offset of an instant.
func (z *ZoneClock) recall(nanos int64) {
	if !z.remembers(nanos) {
		z.remember(time.Unix(0, nanos).In(z.zone))
	}
}

// remembers reports whether the remembered offset is that of an instant.
func (z *ZoneClock) remembers(nanos int64) bool { return z.since <= nanos && nanos < z.until }

// remember takes over the offset of t and its bounds. ZoneBounds lets the leap
// years behind a zone's table end a day early, at the begin of the day that t is
// of then.
func (z *ZoneClock) remember(t time.Time) {
	_, seconds := t.Zone()
	z.offset = int64(seconds) * second
	z.before = z.offset
	z.since, z.until = math.MinInt64, math.MaxInt64
	since, until := t.ZoneBounds()
	if !since.IsZero() {
		z.since = nanosOf(since)
		_, seconds = since.Add(-1).Zone()
		z.before = int64(seconds) * second
	}
	if !until.IsZero() {
		if !until.After(t) {
			until = t.Truncate(24 * time.Hour).Add(24 * time.Hour)
		}
		z.until = nanosOf(until)
	}
}

// nanosOf returns the nanoseconds from 1970-01-01T00:00:00Z to t, or the int64
// that is nearest.
func nanosOf(t time.Time) int64 {
	switch s := t.Unix(); {
	case s < math.MinInt64/int64(second):
		return math.MinInt64
	case s > math.MaxInt64/int64(second):
		return math.MaxInt64
	}
	return t.UnixNano()
}
