package pipeline

import (
	"math"
	"time"

	"wf/chunker"
	"wf/internal/moment"
	"wf/internal/parallel"
	"wf/parser"
)

// Logs are written as time goes by, so what lies in a range of time lies in one
// part of the file, and that can be found without reading the rest.
//
// Times are not quite in order: servers stamp a request when it begins and
// write it when it ends. What is relied on is that no line is older by more
// than a slack than any line before it. Then all that stands before a line of
// time t is older than t plus slack, and all behind it younger than t minus
// slack. Whether it holds is looked up at evenly spaced places of the file, and
// again where a bound is searched for. So two logs in one file, or one sorted
// by something else, are noticed and read whole.
//
// What cannot be noticed is a run of misplaced lines that lies between two of
// these places: one shorter than the size of the file divided by their number,
// such as the single line of a request that took hours.
// The same goes for lines whose clock has an offset that no line at a place
// has, where a bound is what the clock of a line shows.

// effort says how closely the order of a file is looked at, in bytes but for
// slack and numbers of places.
type effort struct {
	small  int64         // files that are smaller are read whole
	places int           // looked at, evenly spaced
	width  int64         // of a place, to begin with
	reach  int64         // behind a place, in which a line with a time should be
	lost   int           // one place in so many may have none within reach
	parts  int           // places looked at in a gap between others that a bound lies in
	gap    int64         // that is read rather than cut into parts
	most   int64         // to be read of a file; what needs more is read whole
	block  int64         // read at once from the end, for the newest time
	tail   int64         // read from the end at most
	slack  time.Duration // by which a line may be older than one before it
}

// usual is the effort for the logs of servers. A place costs about 4 µs and,
// with what is read behind it for its last line, 4 KiB: 4 MiB a file.
var usual = effort{
	small:  64 << 20, // takes a worker 20 ms to read, and the places 4
	places: 1024,
	width:  2 << 10, // a few lines; where one has none, more is read
	reach:  32 << 10,
	lost:   32, // each costs 64 KiB
	parts:  64,
	gap:    256 << 10, // one window
	most:   16 << 20,  // is enough for lines of 5 KiB on average
	block:  64 << 10,
	tail:   8 << 20,
	slack:  5 * time.Minute, // longer requests are rare, and 5 minutes of a log little to read
}

// Sought is what came of the search for a range of time in an input.
type Sought struct {
	Narrowed bool   // less than all of it is read
	Skipped  int64  // bytes of it that are not, for the range of time
	Why      string // in words: "in time order", or why all is read; "" for an input left out
}

// Why an input is read whole, or not.
const (
	whyOrdered    = "in time order"
	whyDisordered = "not in time order"
	whyTimeless   = "too few lines with a time"
	whyMixed      = "some times have no offset"
	whyLong       = "lines too long to search"
	whyDirected   = "its lines say how the next are written"
	whyCompressed = "compressed"
	whyPipe       = "a pipe"
	whySmall      = "small"
	whyUnasked    = "not searched"
	whyGone       = "cannot be searched"
)

// A Survey knows in which inputs of a Source time goes by in order. It is for
// one goroutine.
type Survey struct {
	source  *chunker.Source
	opt     chunker.Options
	workers int
	effort  effort
	fields  *parser.FieldSet
	courses []course // by input
}

// NewSurvey looks at the inputs of src, several at once. opt are the Options
// that src was opened with, formats those of the inputs, nil for one that is
// left out. zone, if it is not nil, is the zone that all times are made those
// of, as by FieldSet.In. Without search no order is relied on: Newest reads all,
// and Narrow leaves out nothing. It must be called before the first Next.
func NewSurvey(src *chunker.Source, opt chunker.Options, formats []*parser.Format, zone *time.Location, search bool) *Survey {
	e := usual
	if !search {
		e.small = math.MaxInt64
	}
	return newSurvey(src, opt, formats, zone, e)
}

func newSurvey(src *chunker.Source, opt chunker.Options, formats []*parser.Format, zone *time.Location, e effort) *Survey {
	s := &Survey{source: src, opt: opt, workers: max(opt.Workers, 1), effort: e, fields: timeAlone(zone)}
	if opt.Sequential {
		s.workers = 1
	}
	s.courses = make([]course, len(formats))
	s.each(func(i int) {
		if formats[i] == nil || src.Inputs()[i].Err() != nil {
			return
		}
		c := &s.courses[i]
		c.parser = formats[i].Compile(s.fields)
		if c.why = whole(src.Inputs()[i], c.parser, e.small); c.why == "" {
			c.survey(s.looker(i))
		}
	})
	return s
}

// timeAlone returns a set of just the field time.
func timeAlone(zone *time.Location) *parser.FieldSet {
	set := parser.NewFieldSet()
	set.In(zone)
	if _, err := set.Add("time"); err != nil {
		panic("bug: " + err.Error())
	}
	return set
}

// each calls f for each input.
func (s *Survey) each(f func(i int)) {
	_ = parallel.Do(s.workers, len(s.courses), func(i int) error { f(i); return nil })
}

// whole returns why an input is not worth or not capable of being searched, ""
// if it is.
func whole(in *chunker.Input, p parser.Parser, small int64) string {
	size, plain := in.Size()
	_, directed := p.(parser.Directed)
	switch {
	case in.Piped():
		return whyPipe
	case in.Compression() != "":
		return whyCompressed
	case small == math.MaxInt64:
		return whyUnasked
	case !plain || size < small:
		return whySmall
	case directed:
		return whyDirected
	}
	return ""
}

// Narrow makes the Source leave out what lies outside of r in the inputs whose
// lines are in time order: all but a little, so that r has still to be asked
// of every line. It returns what came of each input. Lines left out are in no
// total of a run. It must be called before the first Next.
//
// Of an input that is restricted to a range of bytes it looks at the whole file
// all the same, so that the ranges of a file leave out together what a run over
// all of it does.
func (s *Survey) Narrow(r moment.Range) []Sought {
	sought := make([]Sought, len(s.courses))
	s.each(func(i int) { sought[i] = s.narrow(i, r) })
	return sought
}

func (s *Survey) narrow(i int, r moment.Range) Sought {
	c, in := &s.courses[i], s.source.Inputs()[i]
	if c.why != whyOrdered || !r.Bounded() {
		return Sought{Why: c.why}
	}
	lo, hi, ok := c.search(s.looker(i), r)
	if !ok {
		return Sought{Why: c.why}
	}
	from, to := in.Part()
	skipped := to - from - max(min(hi, to)-max(lo, from), 0)
	if skipped == 0 || !in.Narrow(lo, hi) {
		return Sought{Why: c.why}
	}
	return Sought{Narrowed: true, Skipped: skipped, Why: c.why}
}

// search returns the part of the file outside of which no line lies in r. It is
// false if it turns out that the file is not in order.
func (c *course) search(l *looker, r moment.Range) (lo, hi int64, ok bool) {
	if l == nil {
		c.why = whyGone
		return 0, 0, false
	}
	defer l.close()
	for c.refine(l, c.older(r.Since, l.slack)) || c.refine(l, c.behind(r.Until, l.slack)-1) {
		if c.why = c.judge(l); c.why != whyOrdered {
			return 0, 0, false
		}
	}
	hi = math.MaxInt64
	if first := c.behind(r.Until, l.slack); first < len(c.places) {
		hi = c.places[first].hi
	}
	if last := c.older(r.Since, l.slack); last >= 0 {
		lo = c.places[last].lo
	}
	return lo, hi, true
}

// older returns the last place before which all lines are older than since, -1
// if there is none. All lines before one of time t are older than t plus the
// slack. Which offset their clocks had is not known, but that it is no greater
// than the greatest.
func (c *course) older(since moment.Moment, slack time.Duration) int {
	i := len(c.places) - 1
	for ; i >= 0 && since.Valid(); i-- {
		latest := parser.Stamp{Nanos: later(c.places[i].least, slack), Offset: c.eastmost, Valid: true}
		if since.Compare(latest) < 0 {
			return i
		}
	}
	return -1
}

// behind returns the first place behind which all lines are at until or behind
// it, len(places) if there is none.
func (c *course) behind(until moment.Moment, slack time.Duration) int {
	for i := range c.places {
		earliest := parser.Stamp{Nanos: later(c.places[i].greatest, -slack), Offset: c.westmost, Valid: true}
		if until.Valid() && until.Compare(earliest) >= 0 {
			return i
		}
	}
	return len(c.places)
}

// later returns nanos later by d, or the int64 that is nearest to it.
func later(nanos int64, d time.Duration) int64 {
	sum := nanos + int64(d)
	switch {
	case d > 0 && sum < nanos:
		return math.MaxInt64
	case d < 0 && sum > nanos:
		return math.MinInt64
	}
	return sum
}
