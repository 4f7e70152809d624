package pipeline

import (
	"wf/aggregate"
	"wf/chunker"
	"wf/parser"
)

// Counting is a Sink that counts each record for every one of its Partials.
type Counting []*aggregate.Partial

// Add counts r.
func (s Counting) Add(r *parser.Record, _ []byte) {
	for _, p := range s {
		p.Add(r)
	}
}

// Flush makes the Partials let go of the records.
func (s Counting) Flush(*chunker.Chunk) error {
	for _, p := range s {
		p.Flush()
	}
	return nil
}

// Count runs cfg with Counting sinks for all specs, in one pass, and returns
// the counts by spec. The error is a *RejectError.
func Count(cfg Config, specs []*aggregate.Spec) (*Result, []*aggregate.Counts, error) {
	partials := make([][]*aggregate.Partial, len(specs)) // by spec, then by worker
	cfg.Sink = func() Sink {
		var sink Counting
		for i, spec := range specs {
			p := aggregate.NewPartial(spec)
			partials[i] = append(partials[i], p)
			sink = append(sink, p)
		}
		return sink
	}
	result, err := Run(cfg)
	if err != nil {
		return result, nil, err
	}
	counts := make([]*aggregate.Counts, len(specs))
	for i := range specs {
		counts[i] = aggregate.Merge(partials[i], cfg.Workers)
	}
	return result, counts, nil
}
