package moment

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// clip returns the beginning of text, as much as an error may quote.
func clip(text string) string {
	const most = 40
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "..."
}

// mistakes are times that people write and Parse does not take, because they
// mean two things or because there is one way to write them already. The cure
// gets the groups of the pattern, and returns nil if it was no such time.
var mistakes = []struct {
	pattern string
	cure    func(groups []string) error
}{
	{`^(\d+[smhdw])+$`, noMinus},
	{`^(?i)(\d{1,9}|an?) *(second|sec|minute|min|hour|day|week|[smhdw])s? +ago$`, writeAgo},
	{`^(?i)(\d\d?)((?::\d\d){0,2}) *([ap])\.?m\.?$`, writeHour},
	{`^(\d\d?)/(\d\d?)/(\d{4})\b`, slashes},
	{`^(\d\d?)\.(\d\d?)\.(\d{4})\b`, func(g []string) error { return writeDates(g[3], g[2], g[1]) }},
	{`^(\d{4})(\d\d)(\d\d)$`, func(g []string) error { return writeDates(g[1], g[2], g[3]) }},
	{`^(\d{4})-(\d\d?)$`, func(g []string) error { return writeDates(g[1], g[2], "1") }},
}

// mistake returns what to write instead of text, or nil.
func mistake(text string) error {
	if len(text) > maxText {
		return nil
	}
	for _, m := range mistakes {
		if groups := regexp.MustCompile(m.pattern).FindStringSubmatch(text); groups != nil {
			if err := m.cure(groups); err != nil {
				return err
			}
		}
	}
	return nil
}

// noMinus is about 2h.
func noMinus(groups []string) error {
	if _, err := readDuration(groups[0]); err != nil {
		return err
	}
	return fmt.Errorf("write -%s, or --last %s", groups[0], groups[0])
}

// writeAgo is about 2 hours ago.
func writeAgo(groups []string) error {
	number := groups[1]
	if number[0]|0x20 == 'a' {
		number = "1"
	}
	return fmt.Errorf("write -%s%s", number, strings.ToLower(groups[2][:1]))
}

// writeHour is about 10 am and 10:30 p.m.
func writeHour(groups []string) error {
	t, err := time.Parse("3PM", groups[1]+strings.ToUpper(groups[3])+"M")
	if err != nil {
		return nil
	}
	minutes := groups[2]
	if minutes == "" {
		minutes = ":00"
	}
	return fmt.Errorf("write %02d%s", t.Hour(), minutes)
}

// slashes is about 03/01/2026, a day in March or January.
func slashes(groups []string) error {
	return writeDates(groups[3], groups[1], groups[2], groups[2], groups[1])
}

// writeDates tells how to write a date of which it is not known which of two
// numbers is the month: monthDay are pairs of both.
func writeDates(year string, monthDay ...string) error {
	var dates []string
	for i := 0; i < len(monthDay); i += 2 {
		t, err := time.Parse("2006-1-2", year+"-"+monthDay[i]+"-"+monthDay[i+1])
		if date := t.Format(time.DateOnly); err == nil && (dates == nil || dates[0] != date) {
			dates = append(dates, date)
		}
	}
	switch len(dates) {
	case 0:
		return errNoDay
	case 1:
		return errors.New("write " + dates[0])
	}
	return fmt.Errorf("which is the day? write %s or %s", dates[0], dates[1])
}
