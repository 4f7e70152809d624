package pipeline

import (
	"wf/aggregate"
	"wf/chunker"
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
	result, tallied, err := Tally(cfg, specs)
	if err != nil {
		return result, nil, err
	}
	counts, err := tallied.Merge(cfg.Workers)
	return result, counts, err
}
