package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"wf/internal/query"
	"wf/parser"
)

// timelineCmd is "wf timeline [STEP] [FILE...]".
func (a *app) timelineCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "timeline [STEP] [FILE...]",
		Short: "measures in the order of time, step by step",
		Example: `wf timeline access.log
wf timeline 5m -m count,share_5xx,p95_duration access.log
wf timeline 1h --by class access.log
wf timeline 1d --pivot class access.log*`,
		ValidArgsFunction: completeSteps,
	}
	a.runs(cmd, timelineFlags, func(_ *cobra.Command, args []string) error {
		step, args, err := cutStep(args)
		if err != nil {
			return err
		}
		words := a.flags.words()
		if !a.flags.given("limit") {
			words.Limit = 0
		}
		ask, err := query.Timeline(step, a.flags.by, words)
		if err != nil {
			return err
		}
		return a.ask([]query.Ask{ask}, args)
	})
	return cmd
}

// cutStep takes the step off the arguments of a timeline, "" if the first one is
// a file. What is neither is a mistake, before anything is read.
func cutStep(args []string) (step string, files []string, err error) {
	if len(args) == 0 {
		return "", args, nil
	}
	first := args[0]
	if step, ok := query.Step(first); ok {
		return step, args[1:], nil
	}
	if exists(first) {
		return "", args, nil
	}
	if _, ok := parser.LookupField(first); ok {
		return "", nil, fmt.Errorf("%q is neither a step nor a file; rows for each %s of a step: wf timeline 1h --by %s", first, first, first)
	}
	return "", nil, fmt.Errorf("%q is neither a step nor a file; steps are such as 10s, 5m, 1h, 1d and 1w", first)
}
