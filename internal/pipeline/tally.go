package pipeline

import (
	"cmp"
	"io"
	"sync"

	"wf/aggregate"
	"wf/internal/parallel"
)

// Tallied is what was counted for some Specs and is not merged yet: by the
// workers of a run, and by others whose counts were saved. It is used up by
// Merge or Save.
type Tallied struct {
	specs  []*aggregate.Spec
	memory *aggregate.Memory

	mu       sync.Mutex             // guards the rest
	partials [][]*aggregate.Partial // by spec
}

// NewTallied returns one that nothing was counted for yet, whose Partials keep
// within a budget that is dealt out to so many workers.
func NewTallied(b Budget, workers int, specs []*aggregate.Spec) *Tallied {
	return &Tallied{
		specs:    specs,
		memory:   b.memory(workers * len(specs)),
		partials: make([][]*aggregate.Partial, len(specs)),
	}
}

// Tally runs cfg with Sinks that count for all specs, in one pass, and returns
// what they counted. The error is a *RejectError or one of the Store.
func Tally(cfg Config, specs []*aggregate.Spec) (*Result, *Tallied, error) {
	return tally(cfg, specs, func(s Sink) Sink { return s })
}

// tally is Tally with what besides makes of each Sink.
func tally(cfg Config, specs []*aggregate.Spec, besides func(Sink) Sink) (*Result, *Tallied, error) {
	t := NewTallied(cfg.Budget, cfg.Workers, specs)
	pass := aggregate.NewPass(specs)
	cfg.Sink = func() Sink {
		if len(specs) == 1 {
			return besides(counting{t.Partial(0), t.memory})
		}
		tally := aggregate.NewTally(pass, t.memory)
		for i, p := range tally.Partials() {
			t.partials[i] = append(t.partials[i], p)
		}
		return besides(tallying{tally, t.memory})
	}
	result, err := Run(cfg)
	return result, t, cmp.Or(err, t.memory.Err())
}

// Partial returns an empty one for the counts of a spec that come from
// elsewhere, by its number. It keeps within the memory of all others. It may be
// called by several goroutines at once.
func (t *Tallied) Partial(spec int) *aggregate.Partial {
	t.mu.Lock()
	defer t.mu.Unlock()
	var p *aggregate.Partial
	if have := t.partials[spec]; len(have) > 0 {
		p = have[0].Another() // that of a Pass counts what the Spec does not ask for
	} else {
		p = aggregate.NewPartial(t.specs[spec], t.memory)
	}
	t.partials[spec] = append(t.partials[spec], p)
	return p
}

// Load calls load for n things whose counts are added, by index, for up to
// workers of them at once. It is given Partials by spec, which nobody else has at
// that time. The error is the first one of load, or one of the Store.
func (t *Tallied) Load(workers, n int, load func(i int, into []*aggregate.Partial) error) error {
	var mu sync.Mutex
	var free [][]*aggregate.Partial
	take := func() []*aggregate.Partial {
		mu.Lock()
		defer mu.Unlock()
		if last := len(free) - 1; last >= 0 {
			into := free[last]
			free = free[:last]
			return into
		}
		return nil
	}
	return parallel.Do(workers, n, func(i int) error {
		into := take()
		if into == nil {
			for spec := range t.specs {
				into = append(into, t.Partial(spec))
			}
		}
		err := load(i, into)
		mu.Lock()
		free = append(free, into)
		mu.Unlock()
		return cmp.Or(err, t.Err())
	})
}

// Err returns the first error of the Store, or nil.
func (t *Tallied) Err() error { return t.memory.Err() }

// Merge returns the counts by spec. The error is one of the Store.
func (t *Tallied) Merge(workers int) ([]*aggregate.Counts, error) {
	counts := make([]*aggregate.Counts, len(t.specs))
	err := parallel.Do(workers, len(t.specs), func(i int) error {
		counts[i] = aggregate.Merge(t.gathered(i), workers) // small tables have no parts to share out
		return nil
	})
	return counts, cmp.Or(err, t.memory.Err())
}

// Save merges as Merge does, and writes the counts of each spec before they are
// finished to the writers that body returns for it, as aggregate.Save does. It
// is called for one spec after the other. The error is one of body, of a writer
// or of the Store.
func (t *Tallied) Save(workers int, body func(spec int) ([]io.Writer, error)) ([]*aggregate.Counts, error) {
	counts := make([]*aggregate.Counts, len(t.specs))
	for i := range counts {
		w, err := body(i)
		if err != nil {
			return nil, err
		}
		if counts[i], err = aggregate.Save(w, t.gathered(i), workers); err != nil {
			return nil, err
		}
	}
	return counts, t.memory.Err()
}

// gathered returns the Partials of a spec, of which there is one at least.
func (t *Tallied) gathered(spec int) []*aggregate.Partial {
	if len(t.partials[spec]) == 0 {
		t.Partial(spec)
	}
	return t.partials[spec]
}
