package state

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What --keep keeps are counts of days, and of the hours of the newest days, by
// what clocks showed when the lines were written. Hours are numbered: the first
// one of 1970 is 0.
const (
	dayHours = 24

	// hourDays is how many days have hours, besides that of now. Days before are
	// one file each: hours are asked for of what has just happened.
	hourDays = 2

	// aheadHours is how far ahead of now a line may be without being taken for
	// one whose clock is wrong: more than any zone explains.
	aheadHours = 24

	// MaxKeep is the most days that can be kept, and maxPeriods how many periods
	// that are.
	MaxKeep    = 3660
	maxPeriods = MaxKeep + dayHours*(hourDays+4)
)

// A Period is a day or an hour that counts are kept of, in a file.
type Period struct {
	Name string `json:"name"` // 2026-03-01, 2026-03-01T10
	Run  int64  `json:"run"`  // number of the run that wrote the file
	Size int64  `json:"size"` // of the file, in bytes

	from, hours int64
}

const (
	dayName  = time.DateOnly
	hourName = dayName + "T15"
)

// period returns the one of a name. It is false if that is none.
func period(name string) (Period, bool) {
	p := Period{Name: name, hours: dayHours}
	t, err := time.Parse(dayName, name)
	if err != nil {
		p.hours = 1
		t, err = time.Parse(hourName, name)
	}
	p.from = t.Unix() / 3600
	return p, err == nil
}

// periodAt returns the day or the hour that begins with an hour.
func periodAt(from, hours int64) Period {
	layout := hourName
	if hours == dayHours {
		layout = dayName
	}
	return Period{Name: time.Unix(from*3600, 0).UTC().Format(layout), from: from, hours: hours}
}

// File is the name of the file of p, Written that which it has until the state
// lists it.
func (p Period) File() string { return p.Name + periodEnding }

// Written is the name of the file of p before the state lists it.
func (p Period) Written() string { return fmt.Sprintf("%s.%d%s", p.Name, p.Run, writtenEnding) }

const (
	periodEnding  = ".wfp"
	writtenEnding = ".new"
)

// PeriodOf returns the period that a file has which is called so, and whether
// that is its name before the state lists it. ok is false for other files.
func PeriodOf(file string) (p Period, written, ok bool) {
	if name, is := strings.CutSuffix(file, periodEnding); is {
		p, ok = period(name)
		return p, false, ok
	}
	name, written := strings.CutSuffix(file, writtenEnding)
	name, run, _ := strings.Cut(name, ".")
	p, ok = period(name)
	n, err := strconv.ParseInt(run, 10, 64)
	p.Run = n
	return p, true, written && ok && err == nil && p.Written() == file
}

// Periods are those that counts are kept of.
type Periods struct {
	Since int64    `json:"since"` // the hour from which on all is kept, which begins a day
	Hours int64    `json:"hours"` // the hour from which on hours are kept, which begins a day
	Run   int64    `json:"run"`   // number of the run that saved them last
	List  []Period `json:"list"`  // by time
	now   int64
}

// DecodePeriods reads what Encode wrote. No bytes are no periods.
func DecodePeriods(section []byte) (*Periods, error) {
	p := &Periods{}
	if len(section) == 0 {
		return p, nil
	}
	if err := json.Unmarshal(section, p); err != nil {
		return nil, fmt.Errorf("what is kept of hours cannot be read: %w", err)
	}
	sound := len(p.List) <= maxPeriods && p.Since%dayHours == 0 && p.Hours%dayHours == 0
	for i := range p.List {
		of, ok := period(p.List[i].Name)
		p.List[i].from, p.List[i].hours = of.from, of.hours
		sound = sound && ok && (i == 0 || p.List[i-1].end() <= of.from)
	}
	if !sound {
		return nil, errors.New("what is kept of hours contradicts itself")
	}
	return p, nil
}

// Encode returns the periods as DecodePeriods takes them.
func (p *Periods) Encode() ([]byte, error) { return json.Marshal(p) }

func (p Period) end() int64 { return p.from + p.hours }

// Begin begins a run at a time, that of a clock like those of the lines, which
// keeps so many days besides that one. Both what was given up and what became
// days stays so.
func (p *Periods) Begin(now time.Time, days int64) {
	_, offset := now.Zone()
	p.now = floor(now.Unix()+int64(offset), 3600)
	today := floor(p.now, dayHours) * dayHours
	first := p.Run == 0
	if since := today - days*dayHours; first || since > p.Since {
		p.Since = since
	}
	if hours := max(today-hourDays*dayHours, p.Since); first || hours > p.Hours {
		p.Hours = hours
	}
	p.Run++
}

// floor is a divided by b, rounded down.
func floor(a, b int64) int64 {
	n := a / b
	if a%b < 0 {
		n--
	}
	return n
}

// Of returns the hour that the period begins with which an hour belongs to. It
// is false for one that is not kept: it is too old, or lies ahead.
func (p *Periods) Of(hour int64) (from int64, ok bool) {
	from = hour
	if hour < p.Hours {
		from = floor(hour, dayHours) * dayHours
	}
	return from, hour >= p.Since && hour <= p.now+aheadHours
}

// A Renewal is a period whose file is to be written, and those whose counts go
// into it besides new ones.
type Renewal struct {
	Period
	Olds []Period
}

// Renewals returns the periods that are to be written: those that begin with
// the hours of new counts, and days that are made of their hours. They are in
// order.
func (p *Periods) Renewals(news []int64) []Renewal {
	wanted := make(map[int64]bool)
	for _, from := range news {
		wanted[from] = true
	}
	olds := make(map[int64][]Period)
	for _, old := range p.kept() {
		from, _ := p.Of(old.from)
		olds[from] = append(olds[from], old)
		if from < p.Hours && old.hours < dayHours {
			wanted[from] = true
		}
	}
	var list []Renewal
	for from := range wanted {
		hours := int64(1)
		if from < p.Hours {
			hours = dayHours
		}
		r := Renewal{periodAt(from, hours), olds[from]}
		r.Run = p.Run
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Renewal) int { return cmp.Compare(a.from, b.from) })
	return list
}

// From is the hour that p begins with.
func (p Period) From() int64 { return p.from }

// kept are the periods of the list that are not too old.
func (p *Periods) kept() []Period {
	return slices.DeleteFunc(slices.Clone(p.List), func(old Period) bool { return old.end() <= p.Since })
}

// Due reports whether there are periods to give up, or days to make of hours.
func (p *Periods) Due() bool { return len(p.kept()) < len(p.List) || len(p.Renewals(nil)) > 0 }

// Renew makes written periods, which Renewals returned, take the place of those
// that went into them, and gives up what is too old.
func (p *Periods) Renew(written []Renewal) {
	list := p.kept()
	for _, w := range written {
		list = slices.DeleteFunc(list, func(old Period) bool { return w.from <= old.from && old.from < w.end() })
		list = append(list, w.Period)
	}
	slices.SortFunc(list, func(a, b Period) int { return cmp.Compare(a.from, b.from) })
	p.List = list
}

// Has reports whether p lists a period of that name. Its run is that of the one
// it lists.
func (p *Periods) Has(name string) (Period, bool) {
	i := slices.IndexFunc(p.List, func(have Period) bool { return have.Name == name })
	if i < 0 {
		return Period{}, false
	}
	return p.List[i], true
}

// Between returns the periods from an hour on and before another, both of which
// Cut returned.
func (p *Periods) Between(since, until int64) []Period {
	return slices.DeleteFunc(p.kept(), func(have Period) bool { return have.from < since || have.end() > until })
}

// Cut returns the hour that begins when clocks show so many nanoseconds since
// 1970. The error is for one that no period begins with, and names those that
// are next to it.
func (p *Periods) Cut(shown int64) (hour int64, err error) {
	hour = floor(shown, int64(time.Hour))
	begin, end := hour, hour+1
	if hour < p.Hours {
		begin = floor(hour, dayHours) * dayHours
		end = begin + dayHours
	}
	switch {
	case hour < p.Since:
		return 0, fmt.Errorf("what is kept begins at %s", clockName(p.Since))
	case shown != begin*int64(time.Hour):
		what := "hours are kept"
		if hour < p.Hours {
			what = "days are kept there"
		}
		return 0, fmt.Errorf("only whole %s; the nearest are %s and %s", what, clockName(begin), clockName(end))
	}
	return hour, nil
}

// clockName is an hour as users type it.
func clockName(hour int64) string {
	t := time.Unix(hour*3600, 0).UTC()
	if hour%dayHours == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02T15:04")
}
