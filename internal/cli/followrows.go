package cli

import (
	"fmt"
	"time"

	"wf/aggregate"
	"wf/internal/report"
)

// write writes rows to standard output, and files, again and again: first when
// all is counted that was there in the beginning, then at each interval. What
// the counting ends with is left to the caller.
func (f *follower) write() error {
	every, _ := f.app.flags.every(rewriteEvery)
	if !f.caughtUp() {
		return nil
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := f.writeOnce(); err != nil {
			return err
		}
		select {
		case <-f.ended:
			return nil
		case <-tick.C:
		}
	}
}

// caughtUp waits until all is counted that was there in the beginning. It is
// false if the counting ended before.
func (f *follower) caughtUp() bool {
	tick := time.NewTicker(leastInterval)
	defer tick.Stop()
	for !f.catchUp() {
		select {
		case <-f.ended:
			return false
		case <-tick.C:
		}
	}
	return true
}

// writeOnce tells what is new and writes what was counted so far: rows in any
// case, so that their reader knows that somebody is there, files if there is
// anything new.
func (f *follower) writeOnce() error {
	f.app.tell(f.run.inputs)
	changed, err := f.look()
	if err != nil {
		return err
	}
	for _, out := range f.run.outputs {
		if out.path == "" || changed {
			if err := f.rewrite(out, f.answer); err != nil {
				return err
			}
		}
	}
	return storeErr(f.counts)
}

// keepFiles writes the files that the answer goes to besides a view, if there is
// anything new and they are not quite new themselves.
func (f *follower) keepFiles(now time.Time) error {
	every, _ := f.app.flags.every(rewriteEvery)
	if f.filed == f.answer || now.Sub(f.filedAt) < every || !f.catchUp() {
		return nil
	}
	f.filed, f.filedAt = f.answer, now
	for _, out := range f.run.outputs {
		if out.path != "" {
			if err := f.rewrite(out, f.answer); err != nil {
				return err
			}
		}
	}
	return nil
}

// rewrite writes an answer to one output.
func (f *follower) rewrite(out output, answer *aggregate.Report) (err error) {
	if out.path != "" {
		if out.file, err = f.app.createOut(out.path); err != nil {
			return err
		}
		defer func() {
			if err != nil {
				out.file.discard()
			}
		}()
	}
	return f.app.write(out, &f.run.outcome, answer, nil)
}

// following says what is followed.
func (f *follower) following() string {
	inputs := f.run.source.Inputs()
	text := "following " + report.Escape(inputName(inputs[0]))
	if n := len(inputs) - 1; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}
