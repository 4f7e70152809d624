package cli

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/term"

	"wf/chunker"
	"wf/internal/report"
)

const (
	progressAfter = 500 * time.Millisecond // a shorter run shows none
	progressEvery = 100 * time.Millisecond
	waitingAfter  = 2 * time.Second // for the first byte of a pipe
	eraseLine     = "\r\x1b[K"

	readingStdin = "reading stdin ...; -F shows results as they come"
)

// showProgress shows on a terminal how far the source is. stop erases it.
func (a *app) showProgress(source *chunker.Source) (stop func()) {
	tty := term.IsTerminal(int(a.stderr.Fd()))
	if a.flags.follow || a.flags.progress == "never" || a.flags.quiet || a.flags.progress == "auto" && !tty {
		return func() {}
	}
	begin, shown := time.Now(), false
	end := keepDoing(progressEvery, func() {
		if line := progressLine(source, time.Since(begin)); line != "" {
			a.signals.shows(true)
			fmt.Fprint(a.stderr, eraseLine+line)
			shown = true
		}
	})
	return func() {
		end()
		if shown {
			fmt.Fprint(a.stderr, eraseLine)
			a.signals.shows(false)
		}
	}
}

// waiting says on a terminal, after a while, that standard input has brought
// nothing yet, or with -F none of the inputs. stop erases it.
func (a *app) waiting(names []string) (stop func()) {
	text := readingStdin
	if a.flags.follow {
		text = "waiting for the first line of " + shortName(names[0]) + " ..."
	}
	silent := a.flags.progress == "never" || a.flags.quiet
	if silent || !slices.Contains(names, "-") && !a.flags.follow || !term.IsTerminal(int(a.stderr.Fd())) {
		return func() {}
	}
	var mu sync.Mutex
	shown := false
	timer := time.AfterFunc(waitingAfter, func() {
		mu.Lock()
		defer mu.Unlock()
		a.signals.shows(true)
		fmt.Fprint(a.stderr, eraseLine+text)
		shown = true
	})
	return func() {
		timer.Stop()
		mu.Lock()
		defer mu.Unlock()
		if shown {
			fmt.Fprint(a.stderr, eraseLine)
			a.signals.shows(false)
		}
	}
}

// progressLine is what to show after so much time, if anything.
func progressLine(source *chunker.Source, elapsed time.Duration) string {
	done, total := source.Progress()
	if done == 0 {
		if inputs := source.Inputs(); elapsed >= waitingAfter && len(inputs) == 1 {
			if inputs[0].Name() == "-" {
				return readingStdin
			}
			return "reading " + shortName(inputs[0].Name()) + " ..."
		}
		return ""
	}
	if elapsed < progressAfter {
		return ""
	}
	rate := float64(done) / elapsed.Seconds()
	line := fmt.Sprintf("%s  %s/s", report.Size(done), report.Size(int64(rate)))
	if total > 0 {
		left := time.Duration(float64(total-done) / rate * float64(time.Second)).Round(time.Second)
		line = fmt.Sprintf("%s  %s of %s  %s/s  %v left", percent(done, total), report.Size(done), report.Size(total), report.Size(int64(rate)), left)
	}
	return line
}

func inputName(in *chunker.Input) string { return plainName(in.Name()) }

// plainName is the name of an input in a message.
func plainName(name string) string {
	if name == "-" {
		return "stdin"
	}
	return name
}

// shortName is the name of an input in a line that is to be erased: of one that
// wraps only the end can be.
func shortName(name string) string {
	const most = 60 // columns
	return report.Cut(report.Escape(plainName(name)), most, report.Options{})
}
