package aggregate

import (
	"slices"
	"time"

	"wf/parser"
)

// The step of some keys of time follows from the range of the records, which
// nobody knows before the end. A Partial cuts by the finest step until its own
// records demand a coarser one; the merge brings all to the step that their
// union demands. That is exact, because each step is made of whole steps of the
// one before, and because a range never demands a finer step than a part of it.

// TimeAuto is a key for charts: the clock cut to seconds while the records
// span at most fineSpan, and to minutes beyond. Cells of any longer step that
// is made of these can be added up from its rows. Under a zone too it is the
// clock that is cut, and what it shows twice is one row: a chart has one place
// for it.
const TimeAuto = "time/auto"

// TimeFit is a key for people: the clock cut to the least step of fitSteps of
// which the records span at most fitRows. Its column has the name of the field
// with that step, and its rows are the same: "time/1h".
const TimeFit = "time/fit"

const (
	// fineSpan is the longest span in seconds that TimeAuto cuts by the second.
	// Four hours leave every step that a chart or a list of windows takes from
	// there on a multiple of a minute.
	fineSpan = 4 * 60 * 60

	// fitRows is about what a screen holds.
	fitRows = 60
)

// clockStep is the step of a field time/STEP.
type clockStep struct {
	field   string
	seconds int64
	base    int64 // a second that one of the steps begins with
}

func clockSteps(fields ...string) []clockStep {
	steps := make([]clockStep, len(fields))
	for i, field := range fields {
		nanos, base, _ := parser.TimeStep(field)
		steps[i] = clockStep{field, nanos / int64(time.Second), base / int64(time.Second)}
	}
	return steps
}

// fitSteps are the steps of TimeFit. All weeks begin with Mondays, so there are
// no months. Sixty of the last step cover all times that a record can have.
var fitSteps = clockSteps("time/1s", "time/5s", "time/10s", "time/30s", "time/1m", "time/5m", "time/10m", "time/30m",
	"time/1h", "time/3h", "time/6h", "time/12h", "time/1d", "time/7d", "time/28d", "time/364d", "time/3640d")

// autoStep is how a key of time finds its step.
type autoStep struct {
	steps []clockStep // each is made of whole ones of the one before
	fits  func(r autoRange, step clockStep, zone *parser.ZoneClock) bool
}

// autoSteps are those by key.
var autoSteps = map[string]*autoStep{
	TimeAuto: {clockSteps("time/1s", "time/1m"), func(r autoRange, _ clockStep, _ *parser.ZoneClock) bool { return r.most-r.least <= fineSpan }},
	TimeFit:  {fitSteps, func(r autoRange, step clockStep, zone *parser.ZoneClock) bool { return r.steps(step, zone) <= fitRows }},
}

// step is the step for a range: the first that fits, or else the last. Those
// that are finer than least are known not to fit.
func (a *autoStep) step(r autoRange, least clockStep, zone *parser.ZoneClock) clockStep {
	for _, step := range a.steps {
		if !r.seen || step.seconds >= least.seconds && a.fits(r, step, zone) {
			return step
		}
	}
	return a.steps[len(a.steps)-1]
}

// autoRange is the range of seconds that such a key has seen: of its clock, of
// instants under a zone.
type autoRange struct {
	least, most int64
	seen        bool
}

// add widens the range to a second and reports whether it was outside.
func (a *autoRange) add(second int64) bool {
	if !a.seen {
		*a = autoRange{second, second, true}
		return true
	}
	if second >= a.least && second <= a.most {
		return false
	}
	a.least, a.most = min(a.least, second), max(a.most, second)
	return true
}

// steps is the number of steps that hold a second of the range.
func (a *autoRange) steps(step clockStep, zone *parser.ZoneClock) int64 {
	if zone != nil {
		nanos, base := step.nanos()
		return zone.Steps(a.least*int64(time.Second), a.most*int64(time.Second), nanos, base)
	}
	return floorDiv(a.most-step.base, step.seconds) - floorDiv(a.least-step.base, step.seconds) + 1
}

// nanos returns the step in nanoseconds, and a clock that one begins at.
func (s clockStep) nanos() (step, base int64) {
	return s.seconds * int64(time.Second), s.base * int64(time.Second)
}

// watchClock widens the range of the key to r and makes the rows counted so
// far coarser when the range demands it.
func (p *Partial) watchClock(r *parser.Record) {
	if step, coarser := p.widen(r); coarser {
		p.coarsen(step)
	}
}

// widen widens the range of the key to r, and returns the step that it demands
// if that is coarser than the present one.
func (p *Partial) widen(r *parser.Record) (step clockStep, coarser bool) {
	step = p.step
	for i := range p.spec.keys {
		k := &p.spec.keys[i]
		if !k.auto {
			continue
		}
		clock, ok := k.clock(r)
		if ok && p.auto.add(floorDiv(clock, int64(time.Second))) {
			step = p.spec.auto.step(p.auto, step, p.zone)
		}
	}
	return step, step.seconds > p.step.seconds
}

// clock returns the clock of a record, under a zone its instant, for a key that
// finds its step. It is false if there is none.
func (k *keyColumn) clock(r *parser.Record) (int64, bool) {
	if k.walled {
		s := r.Instant()
		return s.Clock(), s.Valid
	}
	value := r.Bytes(k.slot)
	if value == nil {
		return 0, false
	}
	return parser.ClockNanos(value), true
}

// cutClock appends a clock, cut to the step, to dst.
func (p *Partial) cutClock(dst []byte, clock int64) []byte {
	step, base := p.step.nanos()
	if p.zone != nil {
		return parser.AppendClock(dst, p.zone.Begin(clock, step, base))
	}
	return parser.AppendClock(dst, parser.FloorClock(clock, step, base))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// agreeOnStep brings all partials to the step for their union and returns both.
func agreeOnStep(spec *Spec, partials []*Partial) (step clockStep, union autoRange) {
	for _, p := range partials {
		if p.auto.seen {
			union.add(p.auto.least)
			union.add(p.auto.most)
		}
	}
	step = spec.auto.step(union, clockStep{}, parser.NewZoneClock(spec.autoZone))
	for _, p := range partials {
		if p.step.seconds < step.seconds {
			p.coarsen(step)
		}
		if slices.ContainsFunc(p.runs, func(r run) bool { return r.step != step }) {
			p.coarsenRuns(step)
		}
	}
	return step, union
}

// stepOf returns the step of a key that is time/STEP or has an autoStep, in
// nanoseconds, and a clock that one of the steps begins at.
func (c *Counts) stepOf(k *keyColumn) (nanos, base int64, ok bool) {
	if k.auto {
		return parser.TimeStep(c.step.field)
	}
	return parser.TimeStep(k.name)
}

// keyName is the name of a key's column.
func (c *Counts) keyName(k *keyColumn) string {
	if k.name == TimeFit {
		return c.step.field
	}
	return k.name
}

// stepKey is the only key that is a clock if it has steps, or -1. Keys of the
// calendar may stand beside it: they part its steps, as any other key does.
func (s *Spec) stepKey() int {
	found := -1
	for i := range s.keys {
		k := &s.keys[i]
		if k.kind != parser.Clock {
			continue
		}
		if found >= 0 || !k.stepped() {
			return -1
		}
		found = i
	}
	return found
}
