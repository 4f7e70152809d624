package moment

import (
	"testing"
	"time"
)

func TestLoadZone(t *testing.T) {
	check := func(name string, offset int) {
		t.Helper()
		zone, err := LoadZone(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if _, got := time.Date(2026, 7, 1, 0, 0, 0, 0, zone).Zone(); got != offset {
			t.Errorf("%s: offset %d in July, want %d", name, got, offset)
		}
	}
	load(t, "Europe/Berlin")
	check("Europe/Berlin", 7200)
	check(" America/St_Johns ", -9000)
	check("UTC", 0)
	check("utc", 0)
	check("Z", 0)
	check("+02:00", 7200)
	check("-0500", -18000)
	check("+0545", 20700)
	check("-03", -10800)
	check("+23:59", 86340)
	if zone, err := LoadZone("local"); zone != time.Local || err != nil {
		t.Errorf("local: %v, %v", zone, err)
	}
}

func TestLoadZoneErrors(t *testing.T) {
	check := func(name, want string) {
		t.Helper()
		if zone, err := LoadZone(name); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, %v\nwant %s", name, zone, err, want)
		}
	}
	const examples = "examples: Europe/Berlin, +02:00, UTC, local"
	check("", "no time zone is named; "+examples)
	check("Berlin", `no time zone "Berlin"; Europe/Berlin?`)
	check("europe/ berlin", `no time zone "europe/ berlin"; Europe/Berlin?`)
	check("new york", `no time zone "new york"; America/New_York?`)
	check("Buenos-Aires", `no time zone "Buenos-Aires"; America/Argentina/Buenos_Aires?`)
	check("PST", `no time zone "PST"; America/Los_Angeles?`)
	check("cest", `no time zone "cest"; Europe/Berlin?`)
	check("Atlantis", `no time zone "Atlantis"; `+examples)
	check("+24:00", `no time zone "+24:00"; `+examples)
	check("+1", `no time zone "+1"; `+examples)
	check("../../etc/passwd", `no time zone "../../etc/passwd"; `+examples)
	check("/etc/passwd", `no time zone "/etc/passwd"; `+examples)
	check("Europe", `no time zone "Europe"; `+examples)
	check("Europe/Berlin\x00", `no time zone "Europe/Berlin\x00"; `+examples)
}

// All that is suggested can be loaded.
func TestUsualZones(t *testing.T) {
	load(t, "Europe/Berlin")
	for _, z := range usualZones {
		if _, err := LoadZone(z.name); err != nil {
			t.Error(err)
		}
	}
}
