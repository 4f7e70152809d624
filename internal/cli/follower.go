package cli

import (
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"wf/aggregate"
	"wf/internal/pipeline"
)

// follower counts for a run whose inputs grow.
//
// mu is held by whoever looks at the counts or begins them anew, which is one
// goroutine at a time but may be another each time.
type follower struct {
	app      *app
	run      *run
	base     *selection // that of the flags
	rejects  *rejectFile
	ended    chan struct{} // closed when the counting ends by itself
	end      sync.Once     // closes it: one that begins meanwhile ends as well
	begun    time.Time     // when the counting began anew; zero if it did not
	mu       sync.Mutex
	over     bool       // nothing is drawn any more
	selected *selection // that of the flags and what was chosen
	chosen   []string   // conditions of rows
	order    order

	*counted
	chunks int64 // of which the result and the counts are
	result *pipeline.Result
	counts []*aggregate.Counts
	answer *aggregate.Report // nil before the first look

	filed   *aggregate.Report // what the files have, beside a view
	filedAt time.Time

	screened // by a view
}

// counted is one counting, until it ends or is begun anew.
type counted struct {
	live     *pipeline.Live
	done     chan struct{} // closed when it has ended
	replaced atomic.Bool   // it ends because another one begins
	err      error         // valid once it has ended, as is panicked
	panicked any
}

// start begins to count for the run as it is.
func (f *follower) start() {
	r := f.run
	c := &counted{
		live: pipeline.NewLive(f.app.counting(r, f.rejects), r.specs, f.selected.last),
		done: make(chan struct{}),
	}
	f.counted, f.answer, f.lines, f.timed, f.rests, f.rate = c, nil, nil, time.Time{}, time.Time{}, 0
	go func() {
		defer func() {
			if v := recover(); v != nil {
				c.panicked = fmt.Sprintf("%v\n\n%s", v, debug.Stack())
			}
			close(c.done)
			if !c.replaced.Load() {
				f.end.Do(func() { close(f.ended) })
			}
		}()
		c.err = c.live.Run()
	}()
}

// stop ends the counting and returns its error.
func (f *follower) stop() error {
	f.mu.Lock() // what is being drawn is drawn to its end
	defer f.mu.Unlock()
	f.over = true
	f.catchUp()
	return f.halt()
}

// halt ends the counting of the inputs as they are.
func (f *follower) halt() error {
	f.run.source.Stop()
	<-f.done
	if f.panicked != nil {
		panic(f.panicked)
	}
	return f.err
}

// catchUp reports whether all was counted that the inputs held at some time.
func (f *follower) catchUp() bool {
	in := f.run.inputs
	in.caught = in.caught || in.source.CaughtUp()
	return in.caught
}

// look makes the answer that of what was counted so far. changed is false if it
// is that already.
func (f *follower) look() (changed bool, err error) {
	chunks := f.live.Chunks()
	if f.answer != nil && chunks == f.chunks {
		return false, nil
	}
	f.chunks = chunks
	if f.result, f.counts, err = f.live.Snapshot(); err != nil {
		return false, err
	}
	return true, f.arrange()
}

// arrange makes the answer of the last look, in the order that is wanted.
func (f *follower) arrange() (err error) {
	a := f.app
	answer := &aggregate.Report{Meta: metaOf(a.accountOf(f.run.inputs, f.result))}
	answer.Meta.Errors = f.run.problems()
	answer.Meta.Complete = len(answer.Meta.Errors) == 0
	if answer.Tables, err = a.tablesOf(f.ordered(), f.counts); err != nil {
		return err
	}
	answer.Meta.Approx = aggregate.Approximations(answer.Tables)
	f.answer = answer
	return nil
}

// order is how the rows of tables are ordered, of those orders that they can
// have.
type order struct {
	next    int // how often the next one was asked for
	reverse bool
}

// ordered are the questions of the run with the order that was asked for.
func (f *follower) ordered() []asked {
	if f.order == (order{}) {
		return f.run.asks
	}
	asks := slices.Clone(f.run.asks)
	for i := range asks {
		if orders := sorts(&asks[i]); !asks[i].Hidden && len(orders) > 0 {
			v := &asks[i].View
			usual := v.Sort
			v.Sort = orders[f.order.next%len(orders)]
			v.Reverse = v.Reverse != f.order.reverse
			v.Gaps = v.Gaps && v.Sort == usual
		}
	}
	return asks
}

// sorts lists what the rows of an answer can be in the order of: first what they
// are, then the other metrics and the keys.
func sorts(ask *asked) (names []string) {
	v := ask.View
	for _, name := range slices.Concat([]string{v.Sort}, v.Metrics, ask.Question.Keys) {
		if name == "" {
			name = v.Metrics[0] // the order without one
		}
		v.Sort, v.Gaps = name, false
		if !slices.Contains(names, name) && ask.specs[0].Check(v) == nil {
			names = append(names, name)
		}
	}
	return names
}
