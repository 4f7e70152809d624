package parser

import (
	"math"
	"strings"
)

// wall returns the clock on the line's own wall, in nanoseconds since
// 1970-01-01T00:00:00.
func (r *Record) wall() (int64, bool) {
	s := r.Instant()
	return s.Clock(), s.Valid
}

// remembered returns the span in the scratch that was made for key in this
// chunk, if it was the last one made for the slot.
func (r *Record) remembered(slot int, key int64) (span, bool) {
	m := &r.memo[slot]
	return m.at, m.set && m.key == key
}

func (r *Record) remember(slot int, key int64, at span) span {
	r.memo[slot] = memo{key, at, true}
	return at
}

// putClock puts the value of a Clock field into the scratch, unless the line
// before had the same.
func (r *Record) putClock(slot int, nanos int64) span {
	if s, ok := r.remembered(slot, nanos); ok {
		return s
	}
	lo := len(r.scratch)
	r.scratch = AppendClock(r.scratch, nanos)
	return r.remember(slot, nanos, r.since(lo))
}

func deriveTime(r *Record, slot int, _ []int) span {
	s := r.Instant()
	switch {
	case !s.Valid:
		return absent
	case r.watch.zone != nil:
		return r.putClock(slot, s.Nanos)
	}
	return r.putClock(slot, s.Clock())
}

func deriveDate(r *Record, slot int, _ []int) span {
	wall, ok := r.wall()
	if !ok {
		return absent
	}
	days := floor(wall, day) / day
	if s, ok := r.remembered(slot, days); ok {
		return s
	}
	lo := len(r.scratch)
	r.scratch = appendDate(r.scratch, days)
	return r.remember(slot, days, r.since(lo))
}

func deriveHour(r *Record, slot int, _ []int) span {
	wall, ok := r.wall()
	if !ok {
		return absent
	}
	h := (wall - floor(wall, day)) / hour
	if s, ok := r.remembered(slot, h); ok {
		return s
	}
	lo := len(r.scratch)
	r.scratch = appendDigits(r.scratch, h, 2)
	return r.remember(slot, h, r.since(lo))
}

func deriveWeekday(r *Record, slot int, _ []int) span {
	wall, ok := r.wall()
	if !ok {
		return absent
	}
	d := (wall - monday - floor(wall-monday, week)) / day
	if s, ok := r.remembered(slot, d); ok {
		return s
	}
	lo := len(r.scratch)
	r.scratch = append(r.scratch, byte('1'+d))
	return r.remember(slot, d, r.since(lo))
}

// SaysWhen reports whether a field is the time of the line, or made of nothing
// else: time, time/5m, date, hour, weekday.
func SaysWhen(field string) bool {
	switch field {
	case "time", "date", "hour", "weekday":
		return true
	}
	return strings.HasPrefix(field, "time/")
}

// TimeStep returns the step of a field such as time/5m in nanoseconds, and one
// of the clocks that its steps begin at: they count from midnight of
// 1970-01-01, weeks from Mondays, on the line's own clock. It is false for
// other fields.
func TimeStep(field string) (nanos, base int64, ok bool) {
	step, ok := strings.CutPrefix(field, "time/")
	if !ok {
		return 0, 0, false
	}
	return readTimeStep(step)
}

func readTimeStep(step string) (nanos, base int64, ok bool) {
	nanos, ok = parseStep(step, timeUnits)
	if ok && nanos%week == 0 {
		base = monday
	}
	return nanos, base, ok
}

// timeStep returns the derivation of time/STEP.
func timeStep(step string) (derivation, bool) {
	nanos, base, ok := readTimeStep(step)
	if !ok {
		return nil, false
	}
	return func(r *Record, slot int, _ []int) span {
		s := r.Instant()
		switch zone := r.watch.zone; {
		case !s.Valid:
			return absent
		case zone != nil:
			return r.putClock(slot, zone.Begin(s.Nanos, nanos, base))
		}
		return r.putClock(slot, FloorClock(s.Clock(), nanos, base))
	}, true
}

// unit is a word that may follow the number of a step.
type unit struct {
	name  string
	nanos int64 // its size in units of 1e-9
}

var (
	timeUnits = []unit{{"ms", second / 1000}, {"s", second}, {"m", minute}, {"h", hour}, {"d", day}, {"w", week}}

	secondsUnits = []unit{
		{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", second}, {"m", minute}, {"h", hour}, {"", second},
	}

	// In sizes k is 1,000 and Ki is 1,024.
	numberUnits = []unit{
		{"k", 1e3 * 1e9}, {"kB", 1e3 * 1e9}, {"K", 1e3 * 1e9}, {"KB", 1e3 * 1e9},
		{"M", 1e6 * 1e9}, {"MB", 1e6 * 1e9}, {"G", 1e9 * 1e9}, {"GB", 1e9 * 1e9},
		{"Ki", 1 << 10 * 1e9}, {"KiB", 1 << 10 * 1e9}, {"Mi", 1 << 20 * 1e9}, {"MiB", 1 << 20 * 1e9},
		{"Gi", 1 << 30 * 1e9}, {"GiB", 1 << 30 * 1e9}, {"B", 1e9}, {"", 1e9},
	}
)

// parseStep reads 100ms or 10k in units of 1e-9.
func parseStep(text string, units []unit) (int64, bool) {
	letters := strings.TrimLeft(text, "0123456789.")
	n, ok := ParseDecimal([]byte(text[:len(text)-len(letters)]))
	if !ok || n <= 0 {
		return 0, false
	}
	for _, u := range units {
		if u.name != letters {
			continue
		}
		whole, part := n/1e9, n%1e9
		if whole > math.MaxInt64/u.nanos {
			return 0, false
		}
		step := whole*u.nanos + int64(float64(part)*float64(u.nanos)/1e9)
		return step, step > 0
	}
	return 0, false
}

// numberStep returns the derivation of bytes/10k, duration/100ms and
// duration/log, whose steps end in 1, 2 and 5.
func numberStep(f Field, step string) (derivation, bool) {
	if step == "log" {
		return func(r *Record, slot int, from []int) span {
			n, ok := r.Decimal(from[0])
			if !ok {
				return absent
			}
			return r.putDecimal(slot, logFloor(n))
		}, true
	}
	units := numberUnits
	if f.Unit == "seconds" {
		units = secondsUnits
	}
	nanos, ok := parseStep(step, units)
	if !ok || f.Kind == Integer && nanos%1e9 != 0 {
		return nil, false
	}
	return func(r *Record, slot int, from []int) span {
		n, ok := r.Decimal(from[0])
		if !ok || n < math.MinInt64+nanos {
			return absent
		}
		return r.putDecimal(slot, floor(n, nanos))
	}, true
}

// NumberStep returns the step of a field such as bytes/10k or duration/100ms in
// units of 1e-9: its values are multiples of it. It is false for fields without
// a step, for duration/log and for time/5m, which TimeStep tells.
func NumberStep(field string) (nanos int64, ok bool) {
	source, step, ok := strings.Cut(field, "/")
	if !ok || source == "time" {
		return 0, false
	}
	// No unit of seconds is one of sizes too.
	for _, units := range [][]unit{numberUnits, secondsUnits} {
		if nanos, ok := parseStep(step, units); ok {
			return nanos, true
		}
	}
	return 0, false
}

// logFloor returns the greatest of 1, 2, 5, 10, 20, 50 ... that is not above
// n, 0 for 0, and for a number below 0 the like of its size, so that the
// steps on both sides of 0 mirror each other.
func logFloor(n int64) int64 {
	if n < 0 {
		if n == math.MinInt64 {
			n++
		}
		return -logFloor(-n)
	}
	power := int64(1)
	for n/power >= 10 {
		power *= 10
	}
	switch lead := n / power; {
	case lead >= 5:
		return 5 * power
	case lead >= 2:
		return 2 * power
	default:
		return lead * power
	}
}

// putDecimal puts n, in units of 1e-9, as a number without trailing zeros.
func (r *Record) putDecimal(slot int, n int64) span {
	if s, ok := r.remembered(slot, n); ok {
		return s
	}
	lo := len(r.scratch)
	r.scratch = appendDecimal(r.scratch, n)
	return r.remember(slot, n, r.since(lo))
}
