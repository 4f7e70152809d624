package state

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func names(list []Period) string {
	var all []string
	for _, p := range list {
		all = append(all, p.Name)
	}
	return strings.Join(all, " ")
}

// TestPeriods has hours become days, and days go.
func TestPeriods(t *testing.T) {
	p := &Periods{}
	now := time.Date(2026, 3, 10, 15, 30, 0, 0, time.UTC)
	hour := func(day, hour int) int64 { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC).Unix() / 3600 }
	p.Begin(now, 5)
	var news []int64
	for _, h := range []int64{hour(4, 23), hour(5, 0), hour(5, 23), hour(7, 9), hour(8, 0), hour(8, 4), hour(10, 15), hour(11, 15), hour(11, 16)} {
		if from, ok := p.Of(h); ok {
			news = append(news, from)
		}
	}
	p.Renew(p.Renewals(news))
	if got := names(p.List); got != "2026-03-05 2026-03-07 2026-03-08T00 2026-03-08T04 2026-03-10T15 2026-03-11T15" {
		t.Errorf("kept are %s", got)
	}
	for _, c := range []struct {
		shown int64
		err   string
	}{
		{hour(5, 0), ""}, {hour(8, 4), ""}, {hour(4, 0), "begins at 2026-03-05"}, {hour(7, 9), "nearest are 2026-03-07 and 2026-03-08"}, {hour(12, 0), ""},
	} {
		if _, err := p.Cut(c.shown * int64(time.Hour)); c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%s: %v, want %q", clockName(c.shown), err, c.err)
		}
	}
	if got := names(p.Between(hour(7, 0), hour(8, 4))); got != "2026-03-07 2026-03-08T00" {
		t.Errorf("between are %s", got)
	}
	section, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if p, err = DecodePeriods(section); err != nil {
		t.Fatal(err)
	}
	p.Begin(now, 5)
	if p.Due() {
		t.Error("something is to do at the same time")
	}
	p.Begin(now.AddDate(0, 0, 1), 5)
	if !p.Due() {
		t.Error("nothing is to do the next day")
	}
	renewals := p.Renewals(nil)
	if len(renewals) != 1 || renewals[0].Name != "2026-03-08" || names(renewals[0].Olds) != "2026-03-08T00 2026-03-08T04" {
		t.Errorf("renewed are %+v", renewals)
	}
	p.Renew(renewals)
	if got := names(p.List); got != "2026-03-07 2026-03-08 2026-03-10T15 2026-03-11T15" {
		t.Errorf("kept are %s", got)
	}
	p.Begin(now, 100) // what is given up stays so
	if _, ok := p.Of(hour(5, 0)); ok || p.Due() {
		t.Error("what was given up is kept again")
	}
}

// TestPeriodOf reads names of files.
func TestPeriodOf(t *testing.T) {
	for name, want := range map[string]string{
		"2026-03-01.wfp": "2026-03-01", "2026-03-01T10.wfp": "2026-03-01T10", "2026-03-01.7.new": "2026-03-01 7", "2026-03-01T10.12.new": "2026-03-01T10 12",
		"2026-03-01": "", "2026-3-1.wfp": "", "2026-03-32.wfp": "", "2026-03-01T24.wfp": "", "2026-03-01.new": "", "2026-03-01.07.new": "",
		"2026-03-01.x.new": "", "mine.wfp": "", "2026-03-01T10:00.wfp": "", "": "",
	} {
		p, written, ok := PeriodOf(name)
		got := ""
		if ok {
			got = p.Name
			if written {
				_, run, _ := strings.Cut(p.Written(), ".")
				got += " " + strings.TrimSuffix(run, writtenEnding)
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// FuzzDecodePeriods reads what may be none.
func FuzzDecodePeriods(f *testing.F) {
	f.Add([]byte(`{"since":0,"hours":24,"run":3,"list":[{"name":"1970-01-01","run":1,"size":5},{"name":"1970-01-02T10","run":3,"size":9}]}`), int64(99999))
	f.Add([]byte(`{"since":1,"list":[null]}`), int64(-1))
	f.Fuzz(func(t *testing.T, section []byte, hour int64) {
		p, err := DecodePeriods(section)
		if err != nil {
			return
		}
		p.Begin(time.Unix(1e9, 0), 90)
		var news []int64
		if from, ok := p.Of(hour); ok {
			news = append(news, from)
		}
		p.Renew(p.Renewals(news))
		if p.Due() {
			t.Error("there is more to do")
		}
		if !slices.IsSortedFunc(p.List, func(a, b Period) int { return int(a.from - b.from) }) {
			t.Errorf("out of order: %v", p.List)
		}
	})
}
