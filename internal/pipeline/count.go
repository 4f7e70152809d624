package pipeline

import (
	"wf/aggregate"
	"wf/chunker"
	"wf/internal/parallel"
	"wf/parser"
)

// counting is a Sink that counts each record for one Spec.
type counting struct{ *aggregate.Partial }

func (s counting) Add(r *parser.Record, _ []byte) { s.Partial.Add(r) }

func (s counting) Flush(*chunker.Chunk) error {
	s.Partial.Flush()
	return nil
}

// tallying is a Sink that counts each record for all Specs of a Pass.
type tallying struct{ *aggregate.Tally }

func (s tallying) Add(r *parser.Record, _ []byte) { s.Tally.Add(r) }

func (s tallying) Flush(*chunker.Chunk) error {
	s.Tally.Flush()
	return nil
}

// Count runs cfg with Sinks that count for all specs, in one pass, and returns
// the counts by spec. The error is a *RejectError.
func Count(cfg Config, specs []*aggregate.Spec) (*Result, []*aggregate.Counts, error) {
	partials := make([][]*aggregate.Partial, len(specs)) // by spec, then by worker
	pass := aggregate.NewPass(specs)
	cfg.Sink = func() Sink {
		if len(specs) == 1 {
			p := aggregate.NewPartial(specs[0])
			partials[0] = append(partials[0], p)
			return counting{p}
		}
		tally := aggregate.NewTally(pass)
		for i, p := range tally.Partials() {
			partials[i] = append(partials[i], p)
		}
		return tallying{tally}
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
	return result, counts, err
}
