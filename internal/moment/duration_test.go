package moment

import (
	"strings"
	"testing"
	"time"
)

func TestParseDuration(t *testing.T) {
	check := func(text string, want time.Duration) {
		t.Helper()
		if got, err := ParseDuration(text); err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", text, got, err, want)
		}
	}
	check("45s", 45*time.Second)
	check("90m", 90*time.Minute)
	check("1h", time.Hour)
	check(" 1h30m ", 90*time.Minute)
	check("0h30m", 30*time.Minute)
	check("7d", 7*24*time.Hour)
	check("2w", 14*24*time.Hour)
	check("1w1d1h1m1s", 8*24*time.Hour+time.Hour+time.Minute+time.Second)
	check("15250w", 15250*7*24*time.Hour)
	check("00000000000000000000000001s", time.Second)
}

func TestParseDurationErrors(t *testing.T) {
	check := func(text, cure string) {
		t.Helper()
		d, err := ParseDuration(text)
		if err == nil || d != 0 {
			t.Errorf("%q was read as %v", text, d)
			return
		}
		if want := "cannot read \"" + text + "\" as a duration; " + cure; err.Error() != want {
			t.Errorf("got  %s\nwant %s", err, want)
		}
	}
	for _, text := range []string{"", "h", "1h30", "1.5h", "1y", "1 h", "1H", "+1h", "hour", "1h-1m", "1\u00b5"} {
		check(text, "examples: 45s, 90m, 1h30m, 7d, 2w")
	}
	check("5", "of what? write 5s, 5m, 5h or 5d")
	check("0s", "it must be more than nothing")
	check("0h0m", "it must be more than nothing")
	check("-2h", "it counts backwards by itself, without a minus")
	check("15251w", "the longest is 15250w")
	check("9223372036854775807s", "the longest is 15250w")
	check("9223372036854775808s", "the longest is 15250w")
	check("15250w15250w", "the longest is 15250w")
}

// FuzzParseDuration compares with package time, which knows no days and weeks
// but more.
func FuzzParseDuration(f *testing.F) {
	for _, text := range []string{"1h30m", "7d", "2w", "90s", "0s", "-1h", "15250w", "9223372036s854ms", "1.5h", "1h 2m"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseDuration(text)
		if (err == nil) != (got > 0) {
			t.Fatalf("%q: %v, %v", text, got, err)
		}
		want, e := time.ParseDuration(strings.TrimSpace(text))
		if err == nil && e == nil && got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
		if plain := strings.Trim(text, "0123456789smh") == "" && !strings.Contains(text, "ms") && len(text) <= maxText; plain && err != nil && e == nil && want > 0 {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	})
}
