package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"wf/chunker"
	"wf/internal/moment"
	"wf/internal/pipeline"
)

// How often an answer that goes on is brought up to date.
const (
	redrawEvery   = time.Second            // on a terminal: as often as eyes follow
	rewriteEvery  = 10 * time.Second       // elsewhere: lines that somebody keeps
	leastInterval = 100 * time.Millisecond // drawing is not free
	growthEvery   = 200 * time.Millisecond // looks whether an empty file has grown
)

// checkFollowing refuses flags that do not go with -F.
func (f *flags) checkFollowing() error {
	if !f.follow {
		if f.given("interval") {
			return errors.New("--interval is how often -F looks for more; add -F")
		}
		return nil
	}
	if f.given("range") {
		return errors.New("-F goes on where a file ends; --range is a part of one that is there")
	}
	if f.sequential {
		return errors.New("-F counts while it waits for more lines; that does not go with --sequential")
	}
	_, err := f.every(0)
	return err
}

// every returns the time of --interval, which is usual without it.
func (f *flags) every(usual time.Duration) (time.Duration, error) {
	if !f.given("interval") {
		return usual, nil
	}
	d, err := time.ParseDuration(f.interval)
	if err != nil {
		if d, err = moment.ParseDuration(f.interval); err != nil {
			return 0, fmt.Errorf("--interval: %w", err)
		}
	}
	if d < leastInterval {
		return 0, fmt.Errorf("--interval %s: want at least %v", f.interval, leastInterval)
	}
	return d, nil
}

// redraws reports whether standard output is a terminal whose screen can be
// drawn again.
func (a *app) redraws() bool { return a.terminal() && os.Getenv("TERM") != "dumb" }

// followedOutput is where an answer that goes on is shown, if nothing is said.
func (a *app) followedOutput() output {
	switch {
	case a.redraws():
		return output{kind: "table"}
	case a.terminal():
		a.note("TERM=dumb has no screen that can be drawn again; NDJSON instead")
	}
	return output{kind: "ndjson"}
}

// checkFollowed returns an error for an output that cannot go on.
func (a *app) checkFollowed(outputs []output) error {
	for _, out := range outputs {
		switch {
		case !a.flags.follow || out.path != "" || out.kind == "ndjson" || out.kind == "table" && a.redraws():
		case out.kind == "table":
			return errors.New("-o table with -F draws the screen again, which takes a terminal; -o ndjson goes on anywhere")
		default:
			return fmt.Errorf("-o %s ends with its last row, and -F goes on: -o ndjson does too, and -o FILE.%s is written anew each time", out.kind, out.kind)
		}
	}
	return nil
}

// views reports whether the answer of r is shown by a view that redraws itself.
func (r *run) views() bool {
	return slices.ContainsFunc(r.outputs, func(out output) bool { return out.path == "" && out.kind == "table" })
}

// openGrowing is open for inputs that may grow: where all of them are empty, it
// waits for a line that tells their format.
func (a *app) openGrowing(names []string, opt chunker.Options, selected *selection) (*inputs, error) {
	opt.Stdin = a.relayed(names, opt)
	for {
		in, err := a.open(names, opt, selected)
		if err != nil || !opt.Follow || !in.empty || a.flags.given("format") {
			return in, err
		}
		if !a.awaitGrowth(in) {
			in.caught = true // nothing is all there was
			return in, nil
		}
		in.source.Close()
	}
}

// awaitGrowth waits until one of the inputs, all of them empty files, is not empty
// any more. It is false if there is nothing to wait for, or if the source is
// stopped.
func (a *app) awaitGrowth(in *inputs) bool {
	var names []string
	for _, input := range in.source.Inputs() {
		if input.Err() == nil && !input.Piped() && input.Compression() == "" && input.Name() != "-" {
			names = append(names, input.Name())
		}
	}
	if len(names) == 0 || in.source.Stopped() {
		return false
	}
	defer a.waiting(names)()
	tick := time.NewTicker(growthEvery)
	defer tick.Stop()
	for {
		select {
		case <-in.source.Done():
			return false
		case <-tick.C:
		}
		for _, name := range names {
			if grown(name) {
				return true
			}
		}
	}
}

// grown reports whether a file has a line that tells something. A pipe that has
// taken its name must not be waited for.
func grown(name string) bool {
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 4<<10)
	n, _ := f.Read(head)
	line, _, whole := strings.Cut(strings.TrimLeft(string(head[:n]), "\x00 \t\r\n"), "\n")
	return line != "" && (whole || n == len(head))
}

// follow counts while the inputs of r grow, and shows what it has: in a view, or
// in rows and files. It returns what became of the lines when that ends: with
// the inputs, by a signal or a key.
func (a *app) follow(r *run, selected *selection, rejects *rejectFile) (result *pipeline.Result, err error) {
	f := &follower{app: a, run: r, base: selected, selected: selected, rejects: rejects, ended: make(chan struct{})}
	f.start()
	interrupted := false
	if r.views() {
		interrupted, err = f.show()
	} else {
		err = f.write()
	}
	err = errors.Join(err, f.stop())
	if interrupted {
		r.left = exitInterrupt
	}
	if len(f.chosen) > 0 {
		a.note("where %s", strings.Join(f.chosen, " and "))
	}
	if err != nil {
		return nil, err
	}
	result, r.counts, err = f.live.Snapshot()
	r.asks = f.ordered()
	return result, err
}
