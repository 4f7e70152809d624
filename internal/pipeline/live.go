package pipeline

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"wf/aggregate"
	"wf/chunker"
	"wf/internal/parallel"
	"wf/parser"
)

// Live is a run that can be looked at while it goes on: over inputs that grow,
// if its Source follows them.
//
// Each worker has a lock, which it holds while it works on a chunk. A Snapshot
// takes the locks one after the other, each for no longer than it takes to copy
// what that worker has counted, and merges the copies. So the workers are never
// all held up, and what a Snapshot shows is each worker's count at a moment of
// its own: of every chunk all lines or none.
type Live struct {
	cfg     Config
	specs   []*aggregate.Spec
	pass    *aggregate.Pass
	memory  *aggregate.Memory
	window  *window // nil to count everything
	workers []*liveWorker
	chunks  atomic.Int64
}

// liveWorker is a worker with the lock of what it counts.
type liveWorker struct {
	mu      sync.Mutex
	*worker // its Sink is liveCounts
}

// liveCounts is a Sink whose counts can be copied between two chunks.
type liveCounts interface {
	Sink
	copies(m *aggregate.Memory) []liveCopy
}

// liveCopy is a copy of what one worker has counted: of all records, or of those
// in one slice of a window.
type liveCopy struct {
	partials []*aggregate.Partial // by spec
	slice    int64                // its number
	span     aggregate.Span       // of the slice
	files    map[int]int64        // records of the slice, by input
}

// NewLive readies a run of cfg that goes on while inputs grow and counts for
// specs. The Sink of cfg is not used. If last is more than 0, only the newest
// records count, so much time by their own clocks: see Result.Since. Fields
// must have time then. It must be called before the first Next.
func NewLive(cfg Config, specs []*aggregate.Spec, last time.Duration) *Live {
	l := &Live{cfg: cfg, specs: specs, pass: aggregate.NewPass(specs)}
	partials := cfg.Workers * len(specs)
	if last > 0 {
		l.window = newWindow(last)
		partials *= windowSlices
	}
	half := cfg.Budget
	half.Bytes /= 2 // a snapshot holds as much again
	l.memory = half.memory(partials)
	askForDirectives(&l.cfg)
	l.cfg.Sink = l.sink
	for range cfg.Workers {
		l.workers = append(l.workers, &liveWorker{worker: newWorker(&l.cfg)})
	}
	return l
}

// sink returns what counts for one worker.
func (l *Live) sink() Sink {
	switch {
	case l.window != nil:
		return newSliding(l.window, l.pass, l.memory)
	case len(l.specs) == 1: // as in Count
		p := aggregate.NewPartial(l.specs[0], l.memory)
		return wholeCounts{counting{p, l.memory}, []*aggregate.Partial{p}}
	}
	tally := aggregate.NewTally(l.pass, l.memory)
	return wholeCounts{tallying{tally, l.memory}, tally.Partials()}
}

// Run reads the Source until it is stopped or all inputs have ended. The error
// is a *RejectError or one of the Store. It is to be called once.
func (l *Live) Run() error {
	err := parallel.Do(len(l.workers), len(l.workers), func(i int) error {
		w := l.workers[i]
		return pull(l.cfg.Source, func(c *chunker.Chunk) error { return l.count(w, c) })
	})
	return cmp.Or(err, l.memory.Err())
}

// count counts a chunk, with the lock of the worker held.
func (l *Live) count(w *liveWorker, c *chunker.Chunk) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	err := w.chunk(c)
	l.chunks.Add(1)
	return err
}

// Chunks is how many chunks were counted so far. As long as it is the same, so
// is what Snapshot returns. It may be called at any time by anyone.
func (l *Live) Chunks() int64 { return l.chunks.Load() }

// Snapshot returns what was counted so far, by spec, and what became of the
// lines. It shares nothing with what goes on being counted. It may be called at
// any time by anyone, also before Run and behind it. The error is one of the
// Store.
func (l *Live) Snapshot() (*Result, []*aggregate.Counts, error) {
	fork := l.memory.Fork()
	accounts := make([]*worker, len(l.workers))
	copies := make([][]liveCopy, len(l.workers))
	for i, w := range l.workers {
		accounts[i], copies[i] = w.copy(fork)
	}
	partials := make([][]*aggregate.Partial, len(l.specs)) // by spec
	add := func(c liveCopy) {
		for i, p := range c.partials {
			partials[i] = append(partials[i], p)
		}
	}
	var since int64
	if l.window != nil {
		since = l.window.gather(accounts, copies, add)
	} else {
		for i := range copies {
			add(copies[i][0])
		}
	}
	result := newResult(&l.cfg, accounts)
	if last := result.Span.Last; l.window != nil && last.Valid {
		result.Since = parser.Stamp{Nanos: since, Offset: last.Offset, Valid: true}
	}
	counts, err := l.merge(partials, fork)
	return result, counts, err
}

// merge uses the copies up, which keep within m.
func (l *Live) merge(partials [][]*aggregate.Partial, m *aggregate.Memory) ([]*aggregate.Counts, error) {
	counts := make([]*aggregate.Counts, len(partials))
	parallel.Do(l.cfg.Workers, len(partials), func(i int) error {
		if len(partials[i]) == 0 { // a window without records
			partials[i] = append(partials[i], aggregate.NewPartial(l.specs[i], m))
		}
		counts[i] = aggregate.Merge(partials[i], l.cfg.Workers)
		return nil
	})
	return counts, cmp.Or(m.Err(), l.memory.Err())
}

// copy returns copies of the account of w and of what it has counted.
func (w *liveWorker) copy(m *aggregate.Memory) (*worker, []liveCopy) {
	w.mu.Lock()
	defer w.mu.Unlock()
	account := &worker{
		files:   slices.Clone(w.files),
		runs:    slices.Clone(w.runs),
		rejects: slices.Clone(w.rejects),
	}
	account.span.Merge(&w.span)
	return account, w.sink.(liveCounts).copies(m)
}

// wholeCounts are liveCounts of all records.
type wholeCounts struct {
	Sink
	partials []*aggregate.Partial // by spec
}

func (s wholeCounts) copies(m *aggregate.Memory) []liveCopy {
	return []liveCopy{{partials: clones(s.partials, m)}}
}

// clones returns copies that keep within m.
func clones(partials []*aggregate.Partial, m *aggregate.Memory) []*aggregate.Partial {
	list := make([]*aggregate.Partial, len(partials))
	for i, p := range partials {
		list[i] = p.Clone(m)
	}
	return list
}
