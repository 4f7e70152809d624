package pipeline

import (
	"cmp"
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
	t := NewTallied(cfg.Budget, cfg.Workers, specs)
	pass := aggregate.NewPass(specs)
	cfg.Sink = func() Sink {
		if len(specs) == 1 {
			return counting{t.Partial(0), t.memory}
		}
		tally := aggregate.NewTally(pass, t.memory)
		for i, p := range tally.Partials() {
			t.partials[i] = append(t.partials[i], p)
		}
		return tallying{tally, t.memory}
	}
	result, err := Run(cfg)
	return result, t, cmp.Or(err, t.memory.Err())
}

// Partial returns an empty one for the counts of a spec that come from
// elsewhere, by its number. It keeps within the memory of all others. It may be
// called by several goroutines at once.
func (t *Tallied) Partial(spec int) *aggregate.Partial {
	p := aggregate.NewPartial(t.specs[spec], t.memory)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.partials[spec] = append(t.partials[spec], p)
	return p
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

// gathered returns the Partials of a spec, of which there is one at least.
func (t *Tallied) gathered(spec int) []*aggregate.Partial {
	if len(t.partials[spec]) == 0 {
		t.Partial(spec)
	}
	return t.partials[spec]
}
