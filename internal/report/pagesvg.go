package report

import (
	"math"
	"slices"
	"strconv"

	"wf/aggregate"
)

// drawing is a chart as SVG, for paper and for readers without scripts. Its
// coordinates are in tenths of the unit that the template scales it by.
type drawing struct {
	Every    string // the length of a step
	Shapes   []shape
	Silences []box
	Across   []mark // of the axis of values, a line across the chart each
	Down     []mark // of the axis of time

	from, until int64 // nanoseconds of the clock
}

// shape is a series: an area where it is closed, else a line.
type shape struct {
	Class, Path string
}

// box is a range of time.
type box struct{ X, Width string }

// mark is a label of an axis.
type mark struct{ At, Text string }

const (
	drawnCells  = 240 // steps of a drawing; a bar is two millimetres on paper then
	drawnLeft   = 56  // for the labels of values
	drawnWidth  = 1184
	drawnTop    = 10
	drawnHeight = 180
	mostMarks   = 9 // of the axis of time
)

// newDrawing is a drawing of the axis of time and the silences.
func (s *summary) newDrawing(f *pageFigure, silences []pause) *drawing {
	d := &drawing{}
	d.from, d.until = s.timeline.span()
	for _, p := range silences {
		x, end := d.x(p.from+s.timeline.step), d.x(p.from+s.timeline.step+p.length)
		d.Silences = append(d.Silences, box{decimal1(x), decimal1(math.Max(end-x, 1))})
		if len(d.Silences) == drawnCells {
			break
		}
	}
	d.timeMarks()
	return d
}

// x is where a clock stands.
func (d *drawing) x(clock int64) float64 {
	clock = min(max(clock, d.from), d.until)
	return drawnLeft + drawnWidth*(float64(clock-d.from)/math.Max(1, float64(d.until-d.from)))
}

// y is where a part of the highest value stands.
func y(part float64) float64 { return drawnTop + drawnHeight*(1-part) }

// timeMarks labels the axis of time.
func (d *drawing) timeMarks() {
	length := d.until - d.from
	years := length > yearFrom
	between := int64(0)
	for _, step := range append(steps(), 2*week, 4*week, 8*week, 16*week, 52*week) {
		if between = step; length/step <= mostMarks {
			break
		}
	}
	for length/between > mostMarks {
		between *= 2
	}
	first := stepBegin(d.from, between)
	for clock := first; clock < d.until; clock += between {
		if clock >= d.from || clock == first && length < between {
			d.Down = append(d.Down, mark{decimal1(d.x(clock)), markLabel(clock, between, years)})
		}
	}
}

// stack draws counts upon each other.
func (d *drawing) stack(c *classCounts) {
	sums := make([]int64, len(c.counts[0]))
	most := int64(0)
	for i := range sums {
		for _, counts := range c.counts {
			sums[i] += counts[i]
		}
		most = max(most, sums[i])
	}
	top := roundAbove(float64(most))
	for _, part := range []float64{0, 0.5, 1} {
		if v := top * part; v == math.Floor(v) {
			d.Across = append(d.Across, mark{decimal1(y(part)), Count(int64(v))})
		}
	}
	below := make([]int64, len(sums))
	for k, counts := range c.counts {
		var path []byte
		for i, n := range counts {
			if n > 0 {
				path = d.bar(path, c.start+int64(i)*c.step, c.step, float64(below[i])/top, float64(below[i]+n)/top)
			}
			below[i] += n
		}
		d.Shapes = append(d.Shapes, shape{"area s-" + c.labels[k], string(path)})
	}
}

// shares draws the part that 5xx are of all.
func (d *drawing) shares(c *classCounts) {
	errors := c.series("5xx")
	parts := make([]float64, len(errors))
	for i, n := range errors {
		all := int64(0)
		for _, counts := range c.counts {
			all += counts[i]
		}
		parts[i] = float64(n) / float64(max(all, 1))
	}
	top := math.Min(1, roundAbove(slices.Max(parts)*100)/100)
	d.Across = []mark{{decimal1(y(0)), "0 %"}, {decimal1(y(0.5)), rounded(top/2) + " %"}, {decimal1(y(1)), rounded(top) + " %"}}
	var path []byte
	for i, part := range parts {
		if part > 0 {
			path = d.bar(path, c.start+int64(i)*c.step, c.step, 0, part/top)
		}
	}
	d.Shapes = append(d.Shapes, shape{"area s-5xx", string(path)})
}

// bar appends a bar from one part of the height to another.
func (d *drawing) bar(path []byte, clock, step int64, from, to float64) []byte {
	x, end := d.x(clock), d.x(clock+step)
	path = point(append(path, 'M'), x, y(from))
	path = strconv.AppendFloat(append(path, 'V'), y(to), 'f', 1, 64)
	path = strconv.AppendFloat(append(path, 'H'), math.Max(end-0.4, x+0.4), 'f', 1, 64)
	path = strconv.AppendFloat(append(path, 'V'), y(from), 'f', 1, 64)
	return append(path, 'Z')
}

// lines draws percentiles on an axis of equal factors: latencies differ by
// orders of magnitude. A step without a value interrupts its line.
func (d *drawing) lines(series [][]aggregate.Value, start, step int64) {
	least, most := math.Inf(1), 0.0
	for _, line := range series {
		for _, v := range line {
			if n := number(v); n > 0 {
				least, most = math.Min(least, n), math.Max(most, n)
			}
		}
	}
	if most == 0 {
		least, most = 0.001, 0.001
	}
	low, high := math.Floor(math.Log10(least)), math.Floor(math.Log10(most))+1
	for power := low; power <= high; power++ {
		text, unit := humanSeconds(math.Pow(10, power), false)
		d.Across = append(d.Across, mark{decimal1(y((power - low) / (high - low))), text + unit})
	}
	for k, line := range series {
		var path []byte
		joined := false
		for i, v := range line {
			if none(v) {
				joined = false
				continue
			}
			at := y((math.Log10(math.Max(number(v), math.Pow(10, low))) - low) / (high - low))
			op := byte('L')
			if !joined {
				op = 'M'
			}
			clock := start + int64(i)*step
			path = point(append(path, op), d.x(clock), at)
			path = point(append(path, 'L'), d.x(clock+step), at)
			joined = true
		}
		d.Shapes = append(d.Shapes, shape{"line s-" + percentiles[k], string(path)})
	}
}

// point appends a place.
func point(path []byte, x, y float64) []byte {
	path = strconv.AppendFloat(path, x, 'f', 1, 64)
	return strconv.AppendFloat(append(path, ' '), y, 'f', 1, 64)
}

func decimal1(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// roundAbove is the least of 1, 2, 4, 5, 6, 8, 10, 20 ... that is at least v,
// for v above 0.
func roundAbove(v float64) float64 {
	if !(v > 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, lead := range []float64{1, 2, 4, 5, 6, 8} {
		if lead*power >= v {
			return lead * power
		}
	}
	return 10 * power
}
