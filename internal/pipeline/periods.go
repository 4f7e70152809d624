package pipeline

import (
	"bufio"
	"bytes"
	"cmp"
	"io"
	"maps"
	"slices"
	"time"

	"wf/aggregate"
	"wf/chunker"
	"wf/internal/parallel"
	"wf/parser"
)

// Counts of periods are made beside those of the whole, in the same run. Logs are
// about one period after the other, so a worker has tables of few of them in
// work. Where more come together, those that it has not needed for the longest
// time are saved to the Store, and loaded when the run is over: so a year of logs
// takes no more memory than a day.

// openPeriods is how many periods all workers have in work together, for all
// specs; each has fewestOpen at least, and mostOpen at most.
const (
	openPeriods = 4096
	fewestOpen  = 8
	mostOpen    = 256
)

// Periods is what a run counted of each of the periods that its records lie in.
type Periods struct {
	specs  []*aggregate.Spec
	pass   *aggregate.Pass
	memory *aggregate.Memory
	store  aggregate.Store
	of     func(hour int64) (period int64, ok bool)
	open   int // periods that a worker may have in work

	sinks   []*periodic // by worker, until the run ends
	periods map[int64]*Period
}

// Period is what was counted of one.
type Period struct {
	Span  aggregate.Span
	Files map[int]FileResult // of its records alone, by input

	partials [][]*aggregate.Partial // of each worker that has some in work
	saved    [][]extent             // what was saved: the pieces of each, in the Store
}

// extent is where bytes are in the Store.
type extent struct{ at, size int64 }

// TallyPeriods is Tally that counts the records of periods apart as well. of
// returns the number of the period that an hour belongs to, or false if it
// belongs to none; hours are those that the clocks of the records show, from 0
// for the first one of 1970. Records without a time belong to none. Fields must
// have time, and the budget a Store.
func TallyPeriods(cfg Config, specs []*aggregate.Spec, of func(hour int64) (period int64, ok bool)) (*Result, *Tallied, *Periods, error) {
	all := cfg.Workers * len(specs)
	p := &Periods{
		specs: specs, pass: aggregate.NewPass(specs), store: cfg.Budget.Store, of: of,
		open:    min(max(openPeriods/all, fewestOpen), mostOpen),
		periods: make(map[int64]*Period),
	}
	cfg.Budget.Bytes /= 2
	p.memory = cfg.Budget.memory(all * p.open)
	result, tallied, err := tally(cfg, specs, func(whole Sink) Sink {
		s := &periodic{Sink: whole, periods: p, all: make(map[int64]*periodCounts)}
		p.sinks = append(p.sinks, s)
		return s
	})
	if err == nil {
		p.gather()
	}
	return result, tallied, p, cmp.Or(err, p.memory.Err())
}

// gather puts together what the workers have.
func (p *Periods) gather() {
	for _, s := range p.sinks {
		for number, c := range s.all {
			of := p.periods[number]
			if of == nil {
				of = &Period{Files: make(map[int]FileResult)}
				p.periods[number] = of
			}
			of.Span.Merge(&c.span)
			for input, f := range c.files {
				sum := of.Files[input]
				sum.Lines.Add(f.Lines)
				sum.Bytes += f.Bytes
				of.Files[input] = sum
			}
			of.saved = append(of.saved, c.saved...)
			if c.tally != nil {
				of.partials = append(of.partials, c.tally.Partials())
			}
		}
	}
	p.sinks = nil
}

// Numbers are those of the periods that have records, in order.
func (p *Periods) Numbers() []int64 { return slices.Sorted(maps.Keys(p.periods)) }

// Each calls do for each of the numbers, for up to workers of them at once, with
// what was counted of that period and the goroutines that it may use itself. A
// period without records has none of Files. It forgets the counts behind it.
func (p *Periods) Each(workers int, numbers []int64, do func(i int, of *Period, t *Tallied, workers int) error) error {
	atOnce := max(1, min(workers, len(numbers)))
	return parallel.Do(atOnce, len(numbers), func(i int) error {
		of := p.periods[numbers[i]]
		if of == nil {
			of = &Period{}
		}
		t, err := p.tallied(of)
		if err == nil {
			err = do(i, of, t, workers/atOnce)
		}
		t.discard()
		of.partials, of.saved = nil, nil
		return cmp.Or(err, p.memory.Err())
	})
}

// tallied returns what was counted of a period.
func (p *Periods) tallied(of *Period) (*Tallied, error) {
	t := &Tallied{specs: p.specs, memory: p.memory, partials: make([][]*aggregate.Partial, len(p.specs))}
	for _, partials := range of.partials {
		for spec, partial := range partials {
			t.partials[spec] = append(t.partials[spec], partial)
		}
	}
	if len(of.saved) == 0 {
		return t, nil
	}
	into := make([]*aggregate.Partial, len(p.specs))
	for spec := range into {
		into[spec] = t.Partial(spec)
	}
	for _, pieces := range of.saved {
		var readers []io.Reader
		for _, e := range pieces {
			readers = append(readers, io.NewSectionReader(p.store, e.at, e.size))
		}
		r := bufio.NewReader(io.MultiReader(readers...))
		for _, partial := range into {
			if err := partial.Load(r); err != nil {
				return t, err
			}
		}
	}
	return t, nil
}

// discard forgets the counts.
func (t *Tallied) discard() {
	for _, partials := range t.partials {
		for _, p := range partials {
			p.Discard()
		}
	}
}

// periodic is a Sink that counts all records, and those of each period.
type periodic struct {
	Sink
	periods *Periods
	all     map[int64]*periodCounts
	open    []*periodCounts // those with a tally
	touched []*periodCounts // those with records of the chunk in work

	last  *periodCounts // of the record before; nil for none
	hour  int64         // of the record before
	begun bool          // there was one in the chunk in work
	turns int64
	err   error
}

// periodCounts is what one worker counted of a period.
type periodCounts struct {
	tally *aggregate.Tally // nil if what was counted is saved
	saved [][]extent
	used  int64 // when it was turned to last
	span  aggregate.Span
	files map[int]FileResult

	added, bytes int64 // of the chunk in work
	touched      bool
}

// Add is Sink's.
func (s *periodic) Add(r *parser.Record, raw []byte) {
	s.Sink.Add(r, raw)
	stamp := r.Instant()
	if !stamp.Valid {
		return
	}
	shown := stamp.Nanos
	if stamp.Offset != parser.NoOffset {
		shown += int64(stamp.Offset) * int64(time.Second)
	}
	hour := shown / int64(time.Hour)
	if shown%int64(time.Hour) < 0 {
		hour--
	}
	if hour != s.hour || !s.begun {
		s.turnTo(hour)
	}
	if c := s.last; c != nil {
		c.added++
		c.bytes += int64(len(raw)) + 1
		c.span.Add(stamp)
		c.tally.Add(r)
	}
}

// turnTo makes the period of an hour the one that records are added to.
func (s *periodic) turnTo(hour int64) {
	s.hour, s.last, s.begun = hour, nil, true
	s.turns++
	number, ok := s.periods.of(hour)
	if !ok {
		return
	}
	c := s.all[number]
	if c == nil {
		c = &periodCounts{files: make(map[int]FileResult)}
		s.all[number] = c
	}
	if c.tally == nil {
		if len(s.open) == s.periods.open {
			s.save()
		}
		c.tally = aggregate.NewTally(s.periods.pass, s.periods.memory)
		s.open = append(s.open, c)
	}
	if !c.touched {
		c.touched = true
		s.touched = append(s.touched, c)
	}
	s.last, c.used = c, s.turns
}

// save saves what was counted of the period that was not needed for the longest
// time.
func (s *periodic) save() {
	oldest := 0
	for i, c := range s.open {
		if c.used < s.open[oldest].used {
			oldest = i
		}
	}
	c := s.open[oldest]
	s.open = slices.Delete(s.open, oldest, oldest+1)
	c.tally.Flush()
	w := storeWriter{store: s.periods.store}
	for _, p := range c.tally.Partials() {
		if s.err == nil {
			_, s.err = aggregate.Save([]io.Writer{&w}, []*aggregate.Partial{p}, 1)
		}
		p.Discard()
	}
	s.err = cmp.Or(s.err, w.flush())
	c.tally, c.saved = nil, append(c.saved, w.pieces)
}

// Flush is Sink's.
func (s *periodic) Flush(c *chunker.Chunk) error {
	err := s.Sink.Flush(c)
	for _, of := range s.touched {
		if of.tally != nil {
			of.tally.Flush()
		}
		f := of.files[c.Input]
		f.Lines.Total += of.added
		f.Lines.Parsed += of.added
		f.Bytes += of.bytes
		of.files[c.Input] = f
		of.added, of.bytes, of.touched = 0, 0, false
	}
	s.touched, s.begun = s.touched[:0], false
	return cmp.Or(err, s.err, s.periods.memory.Err())
}

// storeWriter writes to a Store, in pieces.
type storeWriter struct {
	store  aggregate.Store
	held   bytes.Buffer
	pieces []extent
}

// storedPiece is how many bytes go to the Store at once, at least.
const storedPiece = 256 << 10

func (w *storeWriter) Write(p []byte) (int, error) {
	w.held.Write(p)
	if w.held.Len() < storedPiece {
		return len(p), nil
	}
	return len(p), w.flush()
}

func (w *storeWriter) flush() error {
	if w.held.Len() == 0 {
		return nil
	}
	at, err := w.store.Append(w.held.Bytes())
	w.pieces = append(w.pieces, extent{at, int64(w.held.Len())})
	w.held.Reset()
	return err
}
