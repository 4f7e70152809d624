package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"wf/internal/query"
	"wf/internal/report"
	"wf/parser"
)

// topCmd is "wf top KEYS [FILE...]".
func (a *app) topCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "top KEYS [FILE...]",
		Short: "ranks the values of one or more fields",
		Example: `wf top path access.log
wf top method,status access.log
wf top client -m count,sum_bytes -s sum_bytes -n 20 access.log
wf top route -m p95_duration,count --having 'count >= 100' access.log
wf top path --where 'status >= 500' --since 10:00 access.log
wf top path -m count,share_5xx,distinct_client -o csv -n 0 access.log*`,
		ValidArgsFunction: completeKeys,
	}
	a.runs(cmd, topCommand, func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return errors.New("which field? try: wf top path; wf formats combined lists fields")
		}
		if err := fileNotField(args[0]); len(args) == 1 && err != nil {
			return err
		}
		if err := noFile(args[1:], "keys have commas between: wf top "+args[0]+",%s"); err != nil {
			return err
		}
		return a.top(args[0], args[1:])
	})
	return cmd
}

// fileNotField returns an error if keys is the name of a file and none of a
// field that is known everywhere.
func fileNotField(keys string) error {
	if _, known := parser.LookupField(keys); known || !exists(keys) || keys == "-" {
		return nil
	}
	return fmt.Errorf("%s is a file, not a field; try: wf top path %s", report.Escape(keys), report.Escape(keys))
}

// top ranks the values of keys.
func (a *app) top(keys string, files []string) error {
	ask, err := query.Top(keys, a.flags.words())
	if err != nil {
		return err
	}
	return a.ask([]query.Ask{ask}, files)
}
