package main

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"wf/internal/cli"
)

func init() {
	beam.RegisterType(reflect.TypeFor[cli.Part]())
	register.DoFn3x1[context.Context, cli.Part, func(int, Partial), error](&countFn{})
	register.Emitter2[int, Partial]()
}

// A plan is a pipeline before it is built.
type plan struct {
	count     []string // the words of wf that say what is counted, without files
	parts     []cli.Part
	shards    int    // of the keys, at least 1
	folder    string // where a .wfp for each shard is left
	processes int    // that count, on this machine; 0 leaves it to the runner
}

// build makes the pipeline of pl. Where it has processes of its own, each takes
// its share of the parts in a step of its own, whose name says whose it is.
func (pl *plan) build() *beam.Pipeline {
	p, s := beam.NewPipelineWithRoot()
	parts := beam.Reshuffle(s, beam.CreateList(s, pl.parts))
	var counted []beam.PCollection
	for i := range max(pl.processes, 1) {
		fn := &countFn{Words: pl.count, Shards: pl.shards, Share: i, Shares: max(pl.processes, 1)}
		counted = append(counted, beam.ParDo(s.Scope(shareName(i)), fn, parts))
	}
	all := counted[0]
	if len(counted) > 1 {
		all = beam.Flatten(s, counted...)
	}
	beam.ParDo0(s, &writeFn{Folder: pl.folder, Shards: pl.shards}, beam.CombinePerKey(s, &mergeFn{}, all))
	return p
}

// shareName names the step that counts share i of the parts.
func shareName(i int) string { return fmt.Sprintf("share-%d", i) }

// counting is held by whoever counts a part: wf takes all cores and its share of
// the memory for one, so that a second at the same time would gain nothing.
var counting sync.Mutex

// countFn counts a part and emits what that comes to by shards of the keys.
type countFn struct {
	Words  []string // of wf, without files
	Shards int

	// Share of Shares is whose parts these are, by their number.
	Share, Shares int
}

func (f *countFn) ProcessElement(ctx context.Context, p cli.Part, emit func(int, Partial)) error {
	if p.Number%f.Shares != f.Share {
		return nil
	}
	counting.Lock()
	defer counting.Unlock()
	log.Infof(ctx, "process %d counts %s, bytes %s", os.Getpid(), p.File, p.Range)
	files, messages, err := cli.Save(p.Words(f.Words), f.Shards)
	for line := range strings.Lines(messages) {
		log.Info(ctx, strings.TrimSuffix(line, "\n"))
	}
	if err != nil {
		return fmt.Errorf("%s, bytes %s: %w", p.File, p.Range, err)
	}
	for shard, saved := range files {
		emit(shard, Partial{saved: saved, merged: len(saved)})
	}
	return nil
}
