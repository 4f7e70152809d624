// Package timing measures how long things take, so that figures can be
// compared: jobs run in turn, round by round, by the wall clock, with the page
// cache as it is or emptied before each run.
//
//	times, err := timing.InTurn(ctx, timing.Plan{Runs: 5, Warmup: 1}, jobs, nil)
//	times[0].Median()  // of the first job
//	times[0].Doubt()   // what to do before it is believed, or ""
//
// Command makes a job of a program. Nothing here knows what is measured.
package timing

import (
	"context"
	"fmt"
	"time"
)

// Plan says how often jobs run.
type Plan struct {
	Runs   int  // of each job, at least 1
	Warmup int  // rounds before them that are not measured
	Cold   bool // empty the page cache before each run; see DropCaches
}

// Job is something to measure.
type Job struct {
	Name  string
	Run   func(ctx context.Context) error // what is timed
	Check func() error                    // of what Run left, after each run, not timed; may be nil
}

// Step is a run that is about to begin.
type Step struct {
	Job         string
	Warm        bool // it warms up and is not measured
	Done, Total int  // runs, those that warm up as well
}

// InTurn runs every job once a round, A B C A B C: whatever slows the machine
// down for a while slows all of them, where A A A B B B would blame one. It
// returns the times of each job in the order of its runs. After an error, which
// names the job, or when ctx ends, it returns those of the runs so far.
//
// tell, unless it is nil, is called before each run. Everything happens in the
// caller's goroutine.
func InTurn(ctx context.Context, plan Plan, jobs []Job, tell func(Step)) ([]Times, error) {
	times := make([]Times, len(jobs))
	if plan.Runs < 1 || plan.Warmup < 0 {
		return times, fmt.Errorf("cannot measure %d runs after %d: want at least one", plan.Runs, plan.Warmup)
	}
	step := Step{Total: (plan.Warmup + plan.Runs) * len(jobs)}
	for round := range plan.Warmup + plan.Runs {
		step.Warm = round < plan.Warmup
		for i, job := range jobs {
			step.Job = job.Name
			if tell != nil {
				tell(step)
			}
			wall, err := job.once(ctx, plan.Cold)
			if err != nil {
				return times, err
			}
			if !step.Warm {
				times[i] = append(times[i], wall)
			}
			step.Done++
		}
	}
	return times, nil
}

// once runs the job and returns how long it took.
func (j Job) once(ctx context.Context, cold bool) (wall time.Duration, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if cold {
		if err := DropCaches(); err != nil {
			return 0, err
		}
	}
	begin := time.Now()
	err = j.Run(ctx)
	wall = time.Since(begin)
	switch {
	case ctx.Err() != nil: // a run that was cut short is none, whatever it says
		return 0, ctx.Err()
	case err != nil:
		return 0, fmt.Errorf("%s: %w", j.Name, err)
	case j.Check == nil:
		return wall, nil
	}
	if err := j.Check(); err != nil {
		return 0, fmt.Errorf("%s: %w", j.Name, err)
	}
	return wall, nil
}
