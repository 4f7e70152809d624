package pipeline

import (
	"bytes"
	"math"
	"slices"

	"wf/aggregate"
	"wf/chunker"
	"wf/parser"
)

// course is how time goes by in a file, as far as it was looked at.
type course struct {
	parser parser.Parser // for the field time; nil for an input that is left out
	places []place       // in the order of the file, apart from each other
	ends   bool          // no line behind the last place has a time
	why    string        // it is searched, or read whole

	span               aggregate.Span // of all times seen
	westmost, eastmost int32          // offsets of their clocks; both NoOffset if those have none
}

// place is a stretch of a file in which lines with a time begin.
type place struct {
	lo, hi          int64 // where it is
	least, greatest int64 // of the times, in nanoseconds as in Stamp
	void            bool  // between it and the next place nothing was found
}

// looker reads the times of lines at places of a file. It is for one goroutine.
type looker struct {
	effort
	source  *chunker.Source
	peek    *chunker.Peek
	size    int64
	maxLine int
	name    string
	parser  parser.Parser
	record  *parser.Record

	span     aggregate.Span // of all times read
	disorder bool           // of lines within a place, beyond the slack
}

// looker opens the input i for a look, or returns nil if that cannot be done.
func (s *Survey) looker(i int) *looker {
	in := s.source.Inputs()[i]
	peek := in.Peek()
	if peek == nil {
		return nil
	}
	size, _ := in.Size()
	return &looker{
		effort: s.effort, source: s.source, peek: peek, size: size, maxLine: s.opt.MaxLine, name: in.Name(),
		parser: s.courses[i].parser, record: parser.NewRecord(s.fields),
	}
}

func (l *looker) close() { l.peek.Close() }

// survey looks at places all over the file, the last of them at its end.
func (c *course) survey(l *looker) {
	if l == nil {
		c.why = whyGone
		return
	}
	defer l.close()
	lost := 0
	for i := range int64(l.places) {
		lo, next := l.at(i), l.at(i+1)
		p, ok := l.look(lo, min(next, lo+l.reach))
		if ok {
			c.places = append(c.places, p)
		} else if lost++; lost > l.places/l.lost || l.spent() {
			c.why = whyTimeless
			if l.spent() {
				c.why = whyLong
			}
			return
		}
	}
	c.lookAtEnd(l)
	c.why = c.judge(l)
}

// at returns where the place i begins; the one behind the last is the end of
// the file.
func (l *looker) at(i int64) int64 {
	n := int64(l.places)
	return l.size/n*i + l.size%n*i/n
}

// lookAtEnd adds the last lines of the file to the places, if it finds a time
// within reach of the end.
func (c *course) lookAtEnd(l *looker) {
	begin := int64(0)
	if n := len(c.places); n > 0 {
		begin = c.places[n-1].hi
	}
	c.ends = begin == l.size
	for hi, width := l.size, l.width; begin < hi && l.size-hi < l.reach; width *= 2 {
		lo := max(hi-width, begin)
		if p, ok := l.times(lo, hi); ok {
			c.places = append(c.places, p)
			c.ends = true
			return
		}
		hi = lo
		c.ends = hi == begin
	}
}

// judge returns whyOrdered, or why the file must be read whole by what was seen
// of it. It notes the offsets seen.
func (c *course) judge(l *looker) string {
	if len(c.places) == 0 {
		return whyTimeless
	}
	c.span.Merge(&l.span)
	zones := c.span.Zones()
	c.westmost, c.eastmost = slices.Min(zones), slices.Max(zones)
	if c.westmost == parser.NoOffset && c.eastmost != parser.NoOffset {
		return whyMixed
	}
	if l.disorder || !c.ordered(l) {
		return whyDisordered
	}
	return whyOrdered
}

// ordered reports whether no place has a time older than one before it by more
// than the slack.
func (c *course) ordered(l *looker) bool {
	greatest := int64(math.MinInt64)
	for _, p := range c.places {
		if p.least < later(greatest, -l.slack) {
			return false
		}
		greatest = max(greatest, p.greatest)
	}
	return true
}

// refine looks at more places between the place i and the next, if these are so
// far from each other that it pays. It reports whether it found any.
func (c *course) refine(l *looker, i int) bool {
	if i < 0 || i+1 >= len(c.places) || c.places[i].void || l.spent() {
		return false
	}
	lo, hi := c.places[i].hi, c.places[i+1].lo
	if hi-lo <= l.gap {
		return false
	}
	step := max((hi-lo)/int64(l.parts), 1)
	var found []place
	for at := lo; at < hi && !l.spent(); at += step {
		if p, ok := l.look(at, min(at+step, at+l.reach, hi)); ok {
			found = append(found, p)
		}
	}
	c.places[i].void = len(found) == 0
	c.places = slices.Insert(c.places, i+1, found...)
	return len(found) > 0
}

// look returns the first place in [lo, hi) in which lines with a time begin.
func (l *looker) look(lo, hi int64) (p place, ok bool) {
	for width := l.width; lo < hi && !l.spent(); width *= 2 {
		end := min(lo+width, hi)
		if p, ok = l.times(lo, end); ok {
			return p, true
		}
		lo = end
	}
	return p, false
}

// spent reports whether more was read of the file than it is worth, or nothing
// more is wanted.
func (l *looker) spent() bool { return l.peek.Read() > l.most || l.source.Stopped() }

// times reads the times of the lines that begin in [lo, hi). It is false if
// there are none.
func (l *looker) times(lo, hi int64) (p place, ok bool) {
	lines, offset := l.peek.Lines(lo, hi)
	if offset == 0 {
		lines = bytes.TrimPrefix(lines, []byte("\ufeff"))
	}
	l.record.Reset(l.name)
	p = place{lo: lo, hi: hi, least: math.MaxInt64, greatest: math.MinInt64}
	for line := range bytes.Lines(lines) {
		t := l.time(line)
		if !t.Valid {
			continue
		}
		l.span.Add(t)
		if t.Nanos < later(p.greatest, -l.slack) {
			l.disorder = true
		}
		p.least, p.greatest, ok = min(p.least, t.Nanos), max(p.greatest, t.Nanos), true
	}
	return p, ok
}

// time returns the time of a line as a worker reads it, of which a hole may make
// several: then of the last one.
func (l *looker) time(line []byte) parser.Stamp {
	line = bytes.TrimSuffix(bytes.TrimSuffix(line, newline), []byte("\r"))
	for len(line) > l.maxLine {
		_, end, ok := chunker.FindHole(line, l.maxLine)
		if !ok {
			break
		}
		line = line[end:]
	}
	line = bytes.TrimLeft(line, "\x00")
	if len(line) > l.maxLine || l.parser.Parse(line, l.record) != parser.Parsed {
		return parser.Stamp{}
	}
	return l.record.Instant()
}
