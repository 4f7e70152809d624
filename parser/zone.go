package parser

import (
	"math"
	"time"
)

// zoneClock moves stamps into a zone. It remembers between which instants the
// zone had the offset it was last asked for: those of a log differ from line to
// line, their offset twice a year.
type zoneClock struct {
	zone   *time.Location
	offset int64 // nanoseconds east of UTC
	since  int64 // the first instant with offset, nanoseconds since 1970-01-01T00:00:00Z
	until  int64 // the first one behind; not behind since if none is remembered
}

// newZoneClock returns the clock of a zone, nil for none.
func newZoneClock(zone *time.Location) *zoneClock {
	if zone == nil {
		return nil
	}
	return &zoneClock{zone: zone}
}

// move returns s with the offset that the zone had then. A stamp without an
// offset is what a clock in the zone showed; one that was shown twice, or never,
// is the instant that time.Date takes it for.
func (z *zoneClock) move(s Stamp) Stamp {
	if !s.Valid {
		return s
	}
	if s.Offset == NoOffset {
		s.Nanos = z.read(s.Nanos)
	}
	if !z.remembers(s.Nanos) {
		z.remember(time.Unix(0, s.Nanos).In(z.zone))
	}
	s.Offset = int32(z.offset / second)
	return s
}

// read returns the instant of a clock in the zone, as time.Date has it: that
// looks up the offset as if the clock were at UTC, and takes it if it is that
// of the instant too.
func (z *zoneClock) read(clock int64) int64 {
	if z.remembers(clock) && z.remembers(clock-z.offset) {
		return clock - z.offset
	}
	year, month, dayOfMonth := civil(floor(clock, day) / day)
	rest := clock - floor(clock, day)
	t := time.Date(int(year), time.Month(month), int(dayOfMonth), 0, 0, int(rest/second), int(rest%second), z.zone)
	return t.UnixNano()
}

// ClockIn returns the stamp of what a clock of a zone showed, in nanoseconds
// since 1970-01-01T00:00:00 on it.
func ClockIn(clock int64, zone *time.Location) Stamp {
	return newZoneClock(zone).move(Stamp{Nanos: clock, Offset: NoOffset, Valid: true})
}

// remembers reports whether the remembered offset is that of an instant.
func (z *zoneClock) remembers(nanos int64) bool { return z.since <= nanos && nanos < z.until }

// remember takes over the offset of t and its bounds.
func (z *zoneClock) remember(t time.Time) {
	_, seconds := t.Zone()
	z.offset = int64(seconds) * second
	z.since, z.until = math.MinInt64, math.MaxInt64
	since, until := t.ZoneBounds()
	if !since.IsZero() {
		z.since = nanosOf(since)
	}
	if !until.IsZero() {
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
