package cli

import (
	"errors"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"wf/internal/moment"
)

// A Job is a command taken apart for an engine that counts its inputs in Parts,
// wherever it likes, and puts together what these were saved as.
type Job struct {
	Count []string // the command and what it counts; Part.Words makes arguments of Save of it
	Parts []Part   // of the inputs, in their order
	Show  []string // the command that merges, and where its answer goes, without files
}

// A Part is what is counted at once.
type Part struct {
	Number int    // from 0
	Range  string // the value of --range
	File   string
}

// Words are the arguments of Save for a part, of the Count of its Job.
func (p Part) Words(count []string) []string {
	return slices.Concat([]string{"--range", p.Range}, count, []string{p.File})
}

// Divide takes the command "wf ARGS..." apart, its files in ranges of size, a
// value of --size. It opens the files to say what would be wrong with them, and
// to settle what depends on all of them or on now, such as --last. What it would
// say on standard error is in messages. All else is as for Save.
func Divide(args []string, size string) (job *Job, messages string, err error) {
	a, err := newInnerApp(args)
	if err != nil {
		return nil, "", err
	}
	a.division = &division{size: size}
	err = a.runInside()
	if err == nil && a.division.job == nil {
		err = errors.New("only what counts can be dealt out: the report, top, timeline and find")
	}
	return a.division.job, a.stderr.held.String(), err
}

// division is what a command is to be taken apart in, and what became of it.
type division struct {
	size string
	job  *Job
}

// divide takes a run apart instead of answering it.
func (a *app) divide(r *run, selected *selection) error {
	switch {
	case a.flags.follow:
		return errors.New("-F goes on while logs grow; what is dealt out is what is there")
	case a.flags.given("range"):
		return errors.New("--range is what files are dealt out in; leave it out")
	case a.flags.given("rejects"):
		return errors.New("--rejects keeps lines in their order, which nobody sees who counts a part; leave it out")
	}
	a.flags.size = a.division.size
	how, err := a.flags.cutting()
	if err != nil {
		return err
	}
	if err := a.plannable(r.source); err != nil {
		return err
	}
	if err := a.seek(r.inputs, selected); err != nil {
		return err
	}
	job := a.division.words(a, selected)
	inputs := r.source.Inputs()
	for p := range deal(inputs, how) {
		job.Parts = append(job.Parts, Part{len(job.Parts), rangeText(p.start, p.end), inputs[p.input].Name()})
	}
	a.division.job = job
	return nil
}

// Flags by whose they are: of the merge, because they are about the answer, and
// of both. All others say what is counted.
var (
	shownFlags  = slices.Concat(outputFlags, []string{"fail-if", "max-rejects", "strict", "stats", "color", "progress"})
	sharedFlags = []string{"quiet", "workers", "max-memory"}
)

// words deals the words of a command out to those who count and to the merge.
func (d *division) words(a *app, selected *selection) *Job {
	job := &Job{Show: []string{"merge"}}
	if a.command != "wf" {
		job.Count = append(job.Count, a.command)
	}
	a.flags.set.VisitAll(func(f *pflag.Flag) {
		shared := slices.Contains(sharedFlags, f.Name)
		shown := slices.Contains(shownFlags, f.Name)
		if !f.Changed || slices.Contains([]string{"since", "until", "last"}, f.Name) {
			return
		}
		if shared || shown {
			job.Show = append(job.Show, typed(f)...)
		}
		if !shown {
			job.Count = append(job.Count, typed(f)...)
		}
	})
	if text := settled(a.flags.since, selected.span.Since, selected.zone); text != "" {
		job.Count = append(job.Count, "--since", text)
	}
	if text := settled(a.flags.until, selected.span.Until, selected.zone); text != "" {
		job.Count = append(job.Count, "--until", text)
	}
	job.Count = append(job.Count, "--")
	job.Count = append(job.Count, a.question...)
	return job
}

// settled is a time as it was typed, or what it came to if it would be another
// one when a part is counted; "" for none.
func settled(typed string, m moment.Moment, zone *time.Location) string {
	const longAgo = -1000 * 24 * time.Hour
	then, err := moment.Parse(typed, time.Now().Add(longAgo), zone)
	if err == nil && then == m {
		return typed
	}
	return m.String()
}
