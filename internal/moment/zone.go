package moment

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // for systems without a database: 400 kB
)

// LoadZone returns the zone of a name: one of the IANA time zone database such
// as Europe/Berlin, local, UTC, or a fixed offset such as +02:00 or -0500. The
// error suggests a name where one can be guessed.
func LoadZone(name string) (*time.Location, error) {
	name = strings.TrimSpace(name)
	switch strings.ToUpper(name) {
	case "":
		return nil, errors.New("no time zone is named; examples: Europe/Berlin, +02:00, UTC, local")
	case "LOCAL":
		return time.Local, nil
	case "UTC", "Z":
		return time.UTC, nil
	}
	if zone, ok := fixedZone(name); ok {
		return zone, nil
	}
	if zone, err := time.LoadLocation(name); err == nil {
		return zone, nil
	}
	if found := usualZone(name); found != "" {
		return nil, fmt.Errorf("no time zone %q; %s?", clip(name), found)
	}
	return nil, fmt.Errorf("no time zone %q; examples: Europe/Berlin, +02:00, UTC, local", clip(name))
}

// cutOffset cuts the offset off the end of a time in upper case: Z, +02:00,
// +0200, +02, UTC or GMT. The zone is nil if it has none.
func cutOffset(text string) (rest string, zone *time.Location, err error) {
	for _, name := range []string{"Z", " UTC", " GMT"} {
		if rest, ok := strings.CutSuffix(text, name); ok && strings.Contains(rest, ":") {
			return strings.TrimRight(rest, " "), time.UTC, nil
		}
	}
	sign := strings.LastIndexAny(text, "+-")
	if sign < 0 || !strings.Contains(text[:sign], ":") { // it is in the date
		return text, nil, nil
	}
	zone, ok := fixedZone(text[sign:])
	if !ok {
		return "", nil, errors.New("an offset is like +02:00, +0200 or Z")
	}
	return strings.TrimRight(text[:sign], " "), zone, nil
}

var offsetText = regexp.MustCompile(`^([+-])([01]\d|2[0-3])(?::?([0-5]\d))?$`)

// fixedZone reads +02:00, +0200 or +02: up to 23:59 east of UTC, or west.
func fixedZone(text string) (*time.Location, bool) {
	m := offsetText.FindStringSubmatch(text)
	if m == nil {
		return nil, false
	}
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(m[3]) // 0 if there are none
	seconds := (hours*60 + minutes) * 60
	if m[1] == "-" {
		seconds = -seconds
	}
	return time.FixedZone(text, seconds), true
}
