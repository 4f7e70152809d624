package sweep

import (
	"fmt"
	"math"
	"strconv"

	"wf/bench/timing"
)

// Facts says in sentences what follows from the sweep, the answer first.
func (s *Sweep) Facts() []string {
	list := []string{s.bestFact()}
	if s.Fit == nil {
		list = append(list, fmt.Sprintf("No serial fraction: it needs two numbers of workers up to the number of cores, which is %d.", s.Cores))
	} else if miss := s.missFact(); miss != "" {
		list = append(list, s.serialFact(), miss) // what follows from a law that does not hold is not said
	} else {
		list = append(list, s.serialFact(), s.meaningFact())
	}
	if s.shared() {
		list = append(list, s.sharedFact())
	}
	return list
}

// sharedFact says what becomes of points with more workers than cores.
func (s *Sweep) sharedFact() string {
	who := fmt.Sprintf("More than %s share the %s", workers(s.Cores), cores(s.Cores))
	if s.Cores == 1 {
		who = "All workers share one core"
	}
	if s.Fit == nil {
		return who + ": from there on the ideal is level."
	}
	return who + ": such points are left out of the law, and both lines are level from there on."
}

// bestFact names the best number of workers.
func (s *Sweep) bestFact() string {
	p := s.Points[s.Best]
	text := fmt.Sprintf("Best: %s (-j %d), %s", workers(p.Workers), p.Workers, s.unit().time(p.Times.Median().Seconds()))
	if times, ok := s.speedup(p); ok && p.Workers > 1 {
		text += fmt.Sprintf(", %s times as fast as one", ratio(times))
		if s.Points[0].Workers > 1 {
			text += " by the law below" // it was not measured
		}
	}
	if s.Best != s.Fastest {
		fast := s.Points[s.Fastest]
		text += fmt.Sprintf("; %s take %s, which is no difference beyond the noise", workers(fast.Workers), s.unit().time(fast.Times.Median().Seconds()))
	}
	return text + "."
}

// serialFact is the serial fraction, and how sure it is.
func (s *Sweep) serialFact() string {
	f := s.Fit
	text := "Serial fraction: " + percent(f.Serial)
	if percent(f.Low) != percent(f.High) {
		text += fmt.Sprintf(" (%s to %s in nine of ten resamplings of the runs)", percent(f.Low), percent(f.High))
	}
	text += fmt.Sprintf(", by Amdahl's law through %d points up to %s", f.Points, workers(f.Most))
	if f.Points == 2 {
		return text + "; two points do not test it."
	}
	return text + fmt.Sprintf(", which it misses by %s.", percent(f.Off))
}

// meaningFact is what the serial fraction means for larger machines.
func (s *Sweep) meaningFact() string {
	f := s.Fit
	if f.Speedup(64) < 1.05 {
		return "By that law more cores gain next to nothing."
	}
	text := fmt.Sprintf("By that law 8 cores are %s times as fast as one, 16 cores %s, 64 cores %s, ",
		ratio(f.Speedup(8)), ratio(f.Speedup(16)), ratio(f.Speedup(64)))
	if f.Serial == 0 {
		return text + "without a limit, which no machine keeps up."
	}
	return text + fmt.Sprintf("and no number of them more than %s.", ratio(1/f.Serial))
}

// leastMiss is by what part of the median the law has to miss a point, and its
// range, for the point to speak against the law.
const leastMiss = 0.05

// missFact says that the times do not follow the law, with the point that it
// misses most; "" if they do.
func (s *Sweep) missFact() string {
	var worst Point
	most := 0.0
	for _, p := range s.Points[:s.Fit.Points] {
		law, median := s.Fit.At(float64(p.Workers)), p.Times.Median().Seconds()
		off := math.Abs(law/median - 1)
		within := p.Times.Min().Seconds() <= law && law <= p.Times.Max().Seconds()
		if off > max(leastMiss, most) && !within {
			worst, most = p, off
		}
	}
	if worst.Workers == 0 {
		return ""
	}
	u := s.unit()
	takes, why := "take", "something else than the number of cores decides, such as memory, disk or heat"
	if worst.Workers == 1 {
		takes = "takes"
	}
	switch s.Fit.Serial {
	case 0:
		why = "more workers gain more than their number, so one of them is held back by something else, such as a cold cache"
	case 1:
		why = "more workers are slower, so they are in each other's way, or the work is too small for them"
	}
	return fmt.Sprintf("The times do not follow Amdahl's law: %s %s %s, and %s by the law; %s.", workers(worst.Workers), takes,
		u.time(worst.Times.Median().Seconds()), u.time(s.Fit.At(float64(worst.Workers))), why)
}

// cores says how many there are.
func cores(n int) string {
	if n == 1 {
		return "1 core"
	}
	return fmt.Sprintf("%d cores", n)
}

// ratio writes a speedup with two digits, or its whole part where that is longer.
func ratio(v float64) string {
	if v >= 9.95 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'f', 1, 64)
}

// speedupText is the speedup of a point in tables.
func (s *Sweep) speedupText(p Point) string {
	times, ok := s.speedup(p)
	if !ok {
		return "-"
	}
	return strconv.FormatFloat(times, 'f', 2, 64)
}

// percent writes a part of one. Something is never shown as nothing.
func percent(part float64) string {
	switch {
	case part == 0:
		return "0 %"
	case part < 0.0005:
		return "<0.1 %"
	case part < 0.0995:
		return strconv.FormatFloat(part*100, 'f', 1, 64) + " %"
	}
	return strconv.FormatFloat(part*100, 'f', 0, 64) + " %"
}

// headers and row are the table of the points: what every output shows.
func (s *Sweep) headers() []string {
	list := []string{"workers", "median " + s.unit().name, "fastest", "slowest", "speedup", "ideal"}
	if s.Fit != nil {
		list = append(list, "law")
	}
	return list
}

// row has the cells of a point under the headers. The law has nothing to say
// about workers that share a core.
func (s *Sweep) row(p Point) []string {
	u := s.unit()
	t := p.Times
	list := []string{strconv.Itoa(p.Workers), u.number(t.Median().Seconds()), u.number(t.Min().Seconds()),
		u.number(t.Max().Seconds()), s.speedupText(p), u.number(s.ideal(float64(p.Workers)))}
	switch {
	case s.Fit == nil:
	case p.Workers <= s.Cores:
		list = append(list, u.number(s.Fit.At(float64(p.Workers))))
	default:
		list = append(list, "-")
	}
	return list
}

// title is what the sweep is of.
func (s *Sweep) title() string { return "wf " + s.Shown }

// conditions is how it was measured: runs, caches, cores.
func (s *Sweep) conditions() string {
	cache := "warm cache"
	if s.Cold {
		cache = "cold cache"
	}
	text := timing.Each(len(s.Points[0].Times))
	if s.Warmup > 0 {
		text += fmt.Sprintf(" after %d to warm up", s.Warmup)
	}
	return fmt.Sprintf("%s, %s, %s", text, cache, cores(s.Cores))
}
