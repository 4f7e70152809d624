package moment

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Parse reads a point in time. now is the present, in the local zone. zone, if
// it is not nil, is where times without an offset are; without it they are
// what the clock of each line shows.
//
// A text without a date is about the day of now, in zone if there is one, else
// in the local zone: today, yesterday, monday (the latest one, which may be
// today) and yesterday 10:00 are days and clocks of it, 10:00 the latest one
// that is not in the future. -2h and now are instants. A date alone is its
// midnight.
//
// The error says in one line what is wrong, and what to write.
func Parse(text string, now time.Time, zone *time.Location) (Moment, error) {
	r := reader{now: now, local: now.Location(), zone: zone}
	if zone != nil {
		r.now = now.In(zone)
	}
	text = strings.TrimSpace(text)
	m, err := r.read(text)
	if err != nil {
		if cure := mistake(text); cure != nil {
			err = cure
		}
		return Moment{}, fmt.Errorf("cannot read %q as a time; %w", clip(text), err)
	}
	return m, nil
}

// reader reads a text as a moment.
type reader struct {
	now   time.Time // in zone if there is one, else in the local zone
	local *time.Location
	zone  *time.Location // of times without an offset, or nil
}

// Layouts of package time, for texts in upper case. Behind the seconds there
// may be a fraction.
var (
	dateLayouts = []string{
		"2006-1-2T15:04:05", "2006-1-2 15:04:05", "2006-1-2T15:04", "2006-1-2 15:04", "2006-1-2",
		"2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2",
		"2/Jan/2006:15:04:05", "2/Jan/2006:15:04", "2/Jan/2006",
		"Mon Jan _2 15:04:05 2006", "Mon, 2 Jan 2006 15:04:05",
	}
	clockLayouts  = []string{"15:04:05", "15:04"}
	syslogLayouts = []string{"Jan _2 15:04:05"}
)

// What to say of a text that is no time. errNoTime is for one that is not even
// like a time.
var (
	errNoTime = errors.New("examples: 2026-03-01, 2026-03-01 10:00, 10:00, today, -2h, 2026-03-01T10:00:00Z")
	errNoDay  = errors.New("there is no such day")
	errYear   = errors.New("years are 1678 to 2261")
)

func (r *reader) read(text string) (Moment, error) {
	if n := len(text); n > 2 && text[0] == '[' && text[n-1] == ']' {
		text = strings.TrimSpace(text[1 : n-1])
	}
	upper := strings.ToUpper(text)
	switch {
	case len(text) > maxText:
		return Moment{}, errNoTime
	case upper == "NOW":
		return r.instant(r.now)
	case strings.HasPrefix(text, "-"):
		return r.readAgo(text[1:])
	case isEpoch(text):
		return r.readEpoch(text)
	}
	// A clock alone takes no offset: 10:00-11:00 means a time and another.
	rest, zone, err := cutOffset(upper)
	if err != nil {
		return Moment{}, err
	}
	if zone != nil {
		t, err := parseAs(rest, dateLayouts)
		if err != nil {
			return Moment{}, err
		}
		return r.instant(dateIn(t, zone))
	}
	t, err := r.readClock(upper)
	if err != nil {
		return Moment{}, err
	}
	return r.moment(t)
}

// maxText is the length in bytes beyond which nothing is a time.
const maxText = 100

// readAgo reads the duration behind a minus.
func (r *reader) readAgo(text string) (Moment, error) {
	d, err := readDuration(text)
	switch {
	case err == nil:
		return r.instant(r.now.Add(-d))
	case err == errTooLong:
		return Moment{}, err
	case isDigits(text):
		return Moment{}, noUnit("-" + text)
	}
	return Moment{}, errNoTime
}

// readClock reads what a clock shows, as if it were at UTC. The text is in upper
// case.
func (r *reader) readClock(text string) (time.Time, error) {
	t, err := parseAs(text, dateLayouts)
	if err != errNoTime {
		return t, err
	}
	word, clock, more := strings.Cut(text, " ")
	if ago, ok := r.daysSince(word); ok {
		midnight := r.today().AddDate(0, 0, -ago)
		if !more {
			return midnight, nil
		}
		t, err = parseAs(strings.TrimLeft(clock, " "), clockLayouts)
		return onDay(midnight, t), err
	}
	if t, err = parseAs(text, clockLayouts); err == nil {
		if t = onDay(r.today(), t); t.After(r.shown()) {
			t = t.AddDate(0, 0, -1)
		}
	}
	if err != errNoTime {
		return t, err
	}
	if t, err = parseAs(text, syslogLayouts); err == nil {
		return r.latest(t)
	}
	return t, err
}

// parseAs reads text by the first of the layouts that it is like.
func parseAs(text string, layouts []string) (time.Time, error) {
	err := errNoTime
	for _, layout := range layouts {
		t, e := time.Parse(layout, text)
		if e == nil {
			return t, nil
		}
		if cure := outOfRange(text, e); cure != nil {
			err = cure
		}
	}
	return time.Time{}, err
}

// outOfRange returns what to say if text has a layout but a number in it is one
// that no calendar or clock has; package time does not take the 30th of
// February for a day of March.
func outOfRange(text string, err error) error {
	var e *time.ParseError
	if !errors.As(err, &e) {
		return nil
	}
	switch clock := strings.Contains(text, ":"); {
	case e.Message == ": month out of range":
		return errors.New("there is no such month")
	case e.Message == ": day out of range":
		return errNoDay
	case clock && e.Message == ": hour out of range":
		return errors.New("hours are 00 to 23; 24:00 is 00:00 of the next day")
	case clock && (e.Message == ": minute out of range" || e.Message == ": second out of range"):
		return errors.New("minutes and seconds are 00 to 59")
	}
	return nil
}

// shown returns what a clock shows now, as if it were at UTC.
func (r *reader) shown() time.Time { return dateIn(r.now, time.UTC) }

// today returns the midnight that today began with, as if it were at UTC.
func (r *reader) today() time.Time { return r.shown().Truncate(24 * time.Hour) }

// onDay returns the clock t on the day that begins with midnight.
func onDay(midnight, t time.Time) time.Time {
	hour, minute, second := t.Clock()
	year, month, day := midnight.Date()
	return time.Date(year, month, day, hour, minute, second, t.Nanosecond(), time.UTC)
}

// latest returns the latest of the times that t is but for the year that is not
// in the future.
func (r *reader) latest(t time.Time) (time.Time, error) {
	const leapYears = 8 // between some of them
	shown := r.shown()
	for year := shown.Year(); year >= shown.Year()-leapYears; year-- {
		got := t.AddDate(year-t.Year(), 0, 0)
		if got.Day() == t.Day() && !got.After(shown) {
			return got, nil
		}
	}
	return t, errNoTime
}

// daysSince returns how many days ago the day was that word names.
func (r *reader) daysSince(word string) (ago int, ok bool) {
	switch word {
	case "TODAY":
		return 0, true
	case "YESTERDAY":
		return 1, true
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if name := strings.ToUpper(day.String()); word == name || word == name[:3] {
			return (int(r.now.Weekday()) - int(day) + 7) % 7, true
		}
	}
	return 0, false
}

// isEpoch reports whether text is a number of ten digits or more.
func isEpoch(text string) bool {
	whole, part, point := strings.Cut(text, ".")
	return len(whole) >= len("1772359200") && isDigits(whole) && (!point || isDigits(part))
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// readEpoch reads seconds or milliseconds since 1970-01-01T00:00:00Z.
func (r *reader) readEpoch(text string) (Moment, error) {
	whole, part, point := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	switch {
	case err == nil && len(whole) == len("1772359200"):
		nanos, _ := strconv.ParseInt((part + "000000000")[:9], 10, 64)
		return r.instant(time.Unix(n, nanos))
	case err == nil && len(whole) == len("1772359200000") && !point:
		return r.instant(time.UnixMilli(n))
	}
	return Moment{}, errors.New("seconds since 1970 have 10 digits, milliseconds 13")
}

// moment returns the moment when a clock shows what t does: an instant if it is
// known where the clock is.
func (r *reader) moment(t time.Time) (Moment, error) {
	if r.zone != nil {
		return r.instant(dateIn(t, r.zone))
	}
	if !fits(t) {
		return Moment{}, errYear
	}
	return clockAt(t.UnixNano()), nil
}

func (r *reader) instant(t time.Time) (Moment, error) {
	if !fits(t) {
		return Moment{}, errYear
	}
	return instantAt(t.UnixNano(), r.local), nil
}

// fits reports whether an int64 of nanoseconds since 1970 holds t.
func fits(t time.Time) bool {
	return !t.Before(time.Unix(0, math.MinInt64)) && !t.After(time.Unix(0, math.MaxInt64))
}
