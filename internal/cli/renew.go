package cli

import (
	"errors"
	"os"
	"slices"
	"time"

	"wf/chunker"
)

// renew counts anew, and only what fulfils the conditions of where as well:
// files from their beginning, what can be read only once from now on. Where that
// cannot be, the counting goes on as before, and the error says why.
func (f *follower) renew(where []string) error {
	if f.run.pose == nil {
		return errors.New("that cannot be looked into")
	}
	selected := *f.base
	selected.where = slices.Concat(f.base.where, where)
	next, pipe, err := f.another(&selected)
	if err != nil {
		return err
	}
	f.replaced.Store(true)
	old := f.run.source
	f.lost = f.lost || replacedAny(old)
	if err := errors.Join(f.halt(), f.rejects.again()); err != nil {
		next.source.Close()
		return err
	}
	old.Close()
	f.handOver(pipe)
	*f.run.inputs = *next.inputs
	next.inputs = f.run.inputs
	*f.run = *next
	f.app.signals.reading(f.run.source.Stop)
	if f.app.signals.interrupted() != exitOK { // which came for the old source
		f.run.source.Stop()
	}
	f.selected, f.chosen, f.begun, f.shown = &selected, slices.Clone(where), time.Now(), nil
	if f.lost {
		f.happens(f.begun, "counted anew, without what was rotated")
	}
	f.start()
	return nil
}

// replacedAny reports whether a file was read that is no longer what its name
// stands for, or holds less: counted anew its lines are missing.
func replacedAny(source *chunker.Source) bool {
	return slices.ContainsFunc(source.Problems(), func(p chunker.Problem) bool {
		note := (*chunker.FollowNote)(nil)
		return errors.As(p.Err, &note) && note.Event != chunker.Gone
	})
}

// pipe is one that standard input is handed on through.
type pipe struct{ from, to *os.File }

// another opens the inputs of the run once more and asks the same questions of
// what is selected. What comes out of standard input is to come through the pipe.
func (f *follower) another(selected *selection) (*run, pipe, error) {
	var p pipe
	opt := f.run.opt
	if f.app.relay != nil {
		var err error
		if p.from, p.to, err = os.Pipe(); err != nil {
			return nil, p, err
		}
		opt.Stdin = p.from
	}
	next := *f.run
	next.inputs = reopen(f.run.inputs, opt)
	next.asks, next.specs, next.parsers = nil, nil, nil
	err := f.pose(&next, selected)
	if err != nil {
		next.source.Close()
		if p.from != nil {
			p.from.Close()
			p.to.Close()
		}
	}
	return &next, p, err
}

// pose asks the questions of a run of what is selected.
func (f *follower) pose(r *run, selected *selection) (err error) {
	if r.fields, err = r.inputs.fieldSet(selected); err != nil {
		return err
	}
	if err = r.pose(r); err != nil {
		return err
	}
	return f.app.prepare(r, selected)
}

// handOver makes what standard input brings come through p, if it goes through
// a pipe of ours.
func (f *follower) handOver(p pipe) {
	if p.to == nil {
		return
	}
	f.run.opt.Stdin.Close() // the relay may be writing to it
	f.app.relay.next(p.to)
}

// reopen opens inputs again, whose formats are known.
func reopen(old *inputs, opt chunker.Options) *inputs {
	var names []string
	for _, input := range old.source.Inputs() {
		names = append(names, input.Name())
	}
	in := *old
	in.opt, in.source = opt, chunker.Open(names, opt)
	in.survey, in.sought, in.caught = nil, nil, false
	in.told = nil
	for i, input := range in.source.Inputs() {
		if in.formats[i] == nil && input.Err() == nil {
			input.Skip()
		}
	}
	return &in
}
