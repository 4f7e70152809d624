package main

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"wf/internal/cli"
)

func init() {
	register.Combiner1[Partial](&mergeFn{})
	beam.RegisterCoder(reflect.TypeFor[Partial](), encodePartial, decodePartial)
}

// compactFrom is how many bytes have to come to a Partial before they are
// merged: fewer are kept faster than merged, more would only take memory.
const compactFrom = 4 << 20

// A Partial is what was counted of some parts of the logs for one shard of the
// keys: saved partials in the form of .wfp files, one behind the other, which
// is a form that wf merge reads. The zero value is that of no logs.
type Partial struct {
	saved  []byte
	merged int // so many of them, from the beginning, are one merged file
}

// String is for Beam, which shows elements where something is wrong with them.
func (p Partial) String() string { return fmt.Sprintf("%d bytes of saved partials", len(p.saved)) }

// encodePartial is the coder's half that writes. What goes to another machine
// is merged before, for that costs less than to send it.
func encodePartial(p Partial) ([]byte, error) {
	p, err := p.compact()
	return p.saved, err
}

func decodePartial(b []byte) Partial {
	return Partial{saved: bytes.Clone(b), merged: len(b)} // b is the runtime's, which uses it again
}

// add puts what q counted to p, which it takes over.
func (p Partial) add(q Partial) (Partial, error) {
	if len(p.saved) == 0 {
		return q, nil
	}
	p.saved = append(slices.Clip(p.saved), q.saved...) // its bytes may be those of an element
	if waits := len(p.saved) - p.merged; waits < compactFrom || waits < p.merged {
		return p, nil
	}
	return p.compact()
}

// compact merges what has come to p. That it is done only when as much has
// come as there was keeps the work linear in what comes.
func (p Partial) compact() (Partial, error) {
	if len(p.saved) == p.merged {
		return p, nil
	}
	saved, _, messages, err := cli.Merge([][]byte{p.saved}, []string{"-o", "wfp"})
	if err != nil {
		return p, fmt.Errorf("%s%w", messages, err)
	}
	return Partial{saved: saved, merged: len(saved)}, nil
}

// mergeFn combines Partials.
type mergeFn struct{}

func (*mergeFn) AddInput(p, q Partial) (Partial, error) { return p.add(q) }

func (*mergeFn) MergeAccumulators(p, q Partial) (Partial, error) { return p.add(q) }

func (*mergeFn) ExtractOutput(p Partial) (Partial, error) { return p.compact() }
