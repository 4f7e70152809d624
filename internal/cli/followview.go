package cli

import (
	"os"
	"slices"
	"time"

	"golang.org/x/term"

	"wf/aggregate"
	"wf/chunker"
	"wf/internal/live"
	"wf/internal/report"
)

// screen lays an answer out for a terminal, line by line.
type screen func(r *aggregate.Report, o report.Options) ([]report.ScreenLine, error)

// summaryScreen lays the report out.
func summaryScreen(sections []string) screen {
	return func(r *aggregate.Report, o report.Options) ([]report.ScreenLine, error) {
		o.Sections = sections
		return report.Screen(r, o)
	}
}

// foundScreen lays out what find has found. No row of that is a condition on
// records: what a pattern captures is no field, whatever it is called.
func foundScreen(r *aggregate.Report, o report.Options) ([]report.ScreenLine, error) {
	lines, err := report.TableScreen(r, o)
	for i := range lines {
		for j := range lines[i].Rows {
			lines[i].Rows[j].Filter = ""
		}
	}
	return lines, err
}

const (
	shortRun   = 300 * time.Millisecond // before a first frame: small logs are read by then, short pipes have ended
	eventStays = time.Minute            // at the top of the screen
	restFactor = 10                     // what took so long to count and draw rests for so many times that
)

// screened is what a view has shown.
type screened struct {
	want  live.Want
	lines []report.ScreenLine
	rests time.Time // until then no newer answer is looked for
	shown told
	event string    // what happened last
	at    time.Time // when
	lost  bool      // a file was counted that is gone, or is another now

	rate  float64 // lines a second
	total int64   // lines when it was measured
	timed time.Time
}

// show shows the answer in a view until that is left, or the counting ends. An
// answer may still be drawn then: until stop, nothing that Draw changes is to be
// looked at.
func (f *follower) show() (interrupted bool, err error) {
	a := f.app
	f.waitShortly(func() bool { return !f.pipes() && f.catchUp() })
	if f.run.source.Stopped() || f.hasEnded() {
		return false, nil
	}
	every, _ := a.flags.every(redrawEvery)
	o := a.options(output{kind: "table"}, nil)
	keys := a.keys(f.run.inputs)
	v := live.New(live.Options{Subject: f, Keys: keys, Screen: a.stdout, Size: a.stdout.file, Every: every, ASCII: o.ASCII, Color: o.Color})
	interrupted, err = a.present(v, f.ended)
	if keys != nil && keys != a.stdin {
		keys.Close()
	}
	return interrupted, err
}

// present runs a view. Meanwhile messages are kept back, and whatever ends the
// program puts the terminal in order.
func (a *app) present(v *live.View, ended <-chan struct{}) (interrupted bool, err error) {
	a.stderr.hold()
	defer a.stderr.release()
	a.signals.draws(v.Restore)
	defer a.signals.draws(nil)
	interrupted, err = v.Run(ended)
	if a.signals.interrupted() != exitOK {
		err = nil // of a terminal that is gone
	}
	return interrupted, err
}

// waitShortly waits a moment for enough to be counted, or for the end.
func (f *follower) waitShortly(enough func() bool) {
	tick := time.NewTicker(shortRun / 30)
	defer tick.Stop()
	for begin := time.Now(); time.Since(begin) < shortRun && !enough(); {
		select {
		case <-f.ended:
			return
		case <-tick.C:
		}
	}
}

// hasEnded reports whether the counting has ended by itself.
func (f *follower) hasEnded() bool {
	select {
	case <-f.ended:
		return true
	default:
		return false
	}
}

// pipes reports whether the inputs may come to an end.
func (f *follower) pipes() bool {
	return slices.ContainsFunc(f.run.source.Inputs(), func(in *chunker.Input) bool { return in.Piped() || in.Compression() != "" })
}

// keys returns the terminal that keys come from: standard input, unless that is
// read as a log, or else the one of the session. It is nil if there is none.
func (a *app) keys(in *inputs) *os.File {
	stdin := slices.ContainsFunc(in.source.Inputs(), func(in *chunker.Input) bool { return in.Name() == "-" })
	switch terminal := term.IsTerminal(int(a.stdin.Fd())); {
	case terminal && !stdin:
		return a.stdin
	case terminal:
		return nil // what is typed is the log
	}
	tty, err := live.OpenKeys()
	if err != nil {
		return nil
	}
	return tty
}

// Draw is live.Subject's.
func (f *follower) Draw(w live.Want) (frame live.Frame, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.over {
		return frame, nil
	}
	if !slices.Equal(w.Where, f.chosen) {
		if frame.Refuse = f.renew(w.Where); frame.Refuse == nil {
			f.waitShortly(f.catchUp) // or the answer is zeros until the next one
		}
	}
	now := time.Now()
	changed := false
	before := f.run.caught
	caught := f.catchUp() // before the look, which may see more
	if caught && !before {
		f.rests = now // the first whole answer is worth its price
	}
	if f.answer == nil || !w.Still && !now.Before(f.rests) {
		if changed, err = f.look(); err != nil {
			return frame, err
		}
		if caught {
			f.measure(now)
		}
	}
	if err = f.lay(w, changed); err != nil {
		return frame, err
	}
	if end := time.Now(); changed {
		f.rests = end.Add(restFactor * end.Sub(now))
	}
	if err = f.keepFiles(now); err != nil {
		return frame, err
	}
	frame.Lines, frame.Title, frame.Facts = f.lines, f.following(), f.facts()
	frame.Where = f.selected.where
	frame.Event = f.happened(now)
	frame.Newest, frame.Sorts = f.newest(), f.sortable()
	return frame, nil
}

// lay makes lines of the answer, unless they are what is wanted already.
func (f *follower) lay(w live.Want, changed bool) (err error) {
	if wanted := (order{w.Order, w.Reverse}); wanted != f.order {
		f.order = wanted
		changed = true
		if err := f.arrange(); err != nil {
			return err
		}
	}
	if !changed && f.lines != nil && w.Width == f.want.Width && w.Height == f.want.Height {
		return nil
	}
	f.want = w
	o := f.app.options(output{kind: "table"}, nil)
	o.Width, o.Height = w.Width, w.Height+1 // which a report leaves to the prompt
	if f.lines, err = f.run.screen(f.answer, o); err != nil {
		return err
	}
	return storeErr(f.counts)
}
