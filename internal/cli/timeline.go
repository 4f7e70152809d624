package cli

import (
	"regexp"

	"github.com/spf13/cobra"

	"wf/internal/query"
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
		step := ""
		if len(args) > 0 && isStep(args[0]) {
			step, args = args[0], args[1:]
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

// stepForm is what users write for a length of time.
var stepForm = regexp.MustCompile(`^[0-9]+[a-zA-Z]{0,3}$`)

// isStep reports whether the first argument of a timeline is its step, right or
// wrong, and no file.
func isStep(arg string) bool { return stepForm.MatchString(arg) && !exists(arg) }
