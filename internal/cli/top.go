package cli

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"wf/aggregate"
	"wf/internal/query"
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
	return fmt.Errorf("%s is a file, not a field; try: wf top path %s", keys, keys)
}

// top ranks the values of keys.
func (a *app) top(keys string, files []string) error {
	question, err := query.Top(keys, a.flags.metrics)
	if err != nil {
		return err
	}
	if err := a.checkQuestion(question); err != nil {
		return err
	}
	outputs, names, err := a.ends(files)
	if err != nil {
		return err
	}
	in, err := a.open(names, a.flags.reading(a))
	if err != nil {
		return err
	}
	defer in.source.Close()
	if err := fileNotField(keys); err != nil && !in.have(keys) {
		return err
	}
	set := in.fieldSet()
	spec, view, err := a.compile(question, set)
	if err != nil {
		return err
	}
	if err := a.require(in, set, spec.Fields()); err != nil {
		return err
	}
	if err := a.addTimes(in, set, outputs); err != nil {
		return err
	}
	return a.answer(&run{
		inputs:  in,
		fields:  set,
		parsers: in.parsers(set),
		specs:   []*aggregate.Spec{spec},
		views:   []aggregate.View{view},
		outputs: outputs,
		write:   writeTables,
	})
}

// addTimes makes the run read times for an output that tells their range. It
// is not free, so others do without.
func (a *app) addTimes(in *inputs, set *parser.FieldSet, outputs []output) error {
	if !in.have("time") || !slices.ContainsFunc(outputs, func(out output) bool { return out.kind == "json" }) {
		return nil
	}
	_, err := set.Add("time")
	return err
}

// compile compiles a question and the view of the flags, and checks both.
func (a *app) compile(q aggregate.Question, set *parser.FieldSet) (*aggregate.Spec, aggregate.View, error) {
	view := aggregate.View{Sort: a.flags.sort, Reverse: a.flags.reverse, Limit: a.flags.limit}
	spec, err := aggregate.Compile(q, set)
	if err != nil {
		return nil, view, err
	}
	return spec, view, spec.Check(view)
}

// checkQuestion finds what is wrong with a question whatever the fields of the
// inputs are, before they are opened.
func (a *app) checkQuestion(q aggregate.Question) error {
	set := parser.NewFieldSet()
	set.Open()
	_, _, err := a.compile(q, set)
	return err
}
