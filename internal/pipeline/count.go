package pipeline

import (
	"cmp"

	"wf/aggregate"
	"wf/chunker"
	"wf/internal/parallel"
	"wf/parser"
)

// counting is a Sink that counts each record for one Spec.
type counting struct {
	*aggregate.Partial
	memory *aggregate.Memory
}

func (s counting) Add(r *parser.Record, _ []byte) { s.Partial.Add(r) }

func (s counting) Flush(*chunker.Chunk) error {
	s.Partial.Flush()
	return s.memory.Err()
}

// tallying is a Sink that counts each record for all Specs of a Pass.
type tallying struct {
	*aggregate.Tally
	memory *aggregate.Memory
}

func (s tallying) Add(r *parser.Record, _ []byte) { s.Tally.Add(r) }

func (s tallying) Flush(*chunker.Chunk) error {
	s.Tally.Flush()
	return s.memory.Err()
}

// Budget bounds what counting may hold in memory, in bytes. What is beyond goes
// to the Store. Without one there is no limit.
type Budget struct {
	Bytes int64
	Store aggregate.Store
}

// memory shares the budget out to so many Partials.
func (b Budget) memory(partials int) *aggregate.Memory {
	if b.Store == nil {
		return nil
	}
	return aggregate.NewMemory(b.Bytes, partials, b.Store)
}

// Count runs cfg with Sinks that count for all specs, in one pass, and returns
// the counts by spec, which keep within the budget as well. The error is a
// *RejectError or one of the Store.
func Count(cfg Config, specs []*aggregate.Spec) (*Result, []*aggregate.Counts, error) {
	memory := cfg.Budget.memory(cfg.Workers * len(specs))
	partials := make([][]*aggregate.Partial, len(specs)) // by spec, then by worker
	pass := aggregate.NewPass(specs)
	cfg.Sink = func() Sink {
		if len(specs) == 1 {
			p := aggregate.NewPartial(specs[0], memory)
			partials[0] = append(partials[0], p)
			return counting{p, memory}
		}
		tally := aggregate.NewTally(pass, memory)
		for i, p := range tally.Partials() {
			partials[i] = append(partials[i], p)
		}
		return tallying{tally, memory}
	}
	result, err := Run(cfg)
	if err != nil {
		return result, nil, err
	}
	counts := make([]*aggregate.Counts, len(specs))
	err = parallel.Do(cfg.Workers, len(specs), func(i int) error {
		counts[i] = aggregate.Merge(partials[i], cfg.Workers) // small tables have no parts to share out
		return nil
	})
	return result, counts, cmp.Or(err, memory.Err())
}
