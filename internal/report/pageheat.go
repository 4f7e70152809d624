package report

import "fmt"

// pageHeat is the requests by weekday and hour.
type pageHeat struct {
	Hours []string
	Days  []heatDay
}

type heatDay struct {
	Name  string
	Cells []heatCell
}

type heatCell struct {
	Text, Class, Title string
	Value              int64
}

// heatLevels is how many shades there are.
const heatLevels = 8

// heatMap adds the timeline up by the hour of the week. Of less than a day there
// is none: it would say what the chart of requests says.
func (s *summary) heatMap() *pageHeat {
	from, until := s.timeline.span()
	if until-from < day {
		return nil
	}
	var counts, errors [7][24]int64
	most := int64(0)
	for _, t := range s.timeline.ticks {
		d := (stepBegin(t.clock, day) - stepBegin(t.clock, week)) / day
		h := (stepBegin(t.clock, hour) - stepBegin(t.clock, day)) / hour
		counts[d][h] += t.all
		errors[d][h] += t.e5xx
		most = max(most, counts[d][h])
	}
	h := &pageHeat{}
	for i := range 24 {
		h.Hours = append(h.Hours, fmt.Sprintf("%02d", i))
	}
	for d := range counts {
		if until-from < week && counts[d] == [24]int64{} {
			continue // it is no day of the log
		}
		line := heatDay{Name: weekday(int64(d) + 1)}
		for i, n := range counts[d] {
			line.Cells = append(line.Cells, newHeatCell(fmt.Sprintf("%s %s:00", line.Name, h.Hours[i]), n, errors[d][i], most))
		}
		h.Days = append(h.Days, line)
	}
	return h
}

func newHeatCell(when string, n, errors, most int64) heatCell {
	c := heatCell{Text: brief(n), Class: "h0", Value: n, Title: when + ": " + Plural(n, "request")}
	if n == 0 {
		c.Text = ""
		return c
	}
	c.Class = fmt.Sprintf("h%d", max(1, int(float64(n)/float64(most)*heatLevels+0.5)))
	if errors > 0 {
		c.Title += ", " + Count(errors) + " of them 5xx"
	}
	return c
}

// brief writes a number in at most four characters: 999, 1.2k, 38k, 1.2M.
func brief(n int64) string {
	v := float64(n)
	for _, unit := range []string{"", "k", "M", "G", "T", "P"} {
		switch {
		case unit == "" && v < 999.5, v >= 9.95 && v < 999.5:
			return fmt.Sprintf("%.0f%s", v, unit)
		case unit != "" && v < 9.95:
			return fmt.Sprintf("%.1f%s", v, unit)
		}
		v /= 1000
	}
	return fmt.Sprintf("%.0fE", v)
}
