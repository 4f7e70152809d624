package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wf/aggregate"
	"wf/internal/query"
	"wf/internal/remote"
	"wf/internal/report"
	"wf/parser"
)

// findCmd is "wf find REGEX [FILE...]".
func (a *app) findCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "find REGEX [FILE...]",
		Short: "counts what a regular expression captures, in any text",
		Example: `wf find 'GET /blog/([^ ?]+)' access.log
wf find '" (?P<status>5\d\d) ' access.log
wf find 'level=(\w+) .*user=(\w+)' -n 0 app.log
wf find 'utm_source=(\w+)' --since today -w 'status < 400' access.log`,
	}
	a.runs(cmd, findCommand, func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return errors.New("which pattern? try: wf find 'GET ([^ ]+)' access.log")
		}
		if len(args) == 1 && exists(args[0]) && !remote.Is(args[0]) { // which may be looked for in a log
			return fmt.Errorf("%s is a file, not a pattern; try: wf find 'GET ([^ ]+)' %s", report.Escape(args[0]), report.Escape(args[0]))
		}
		return a.find(args[0], args[1:])
	})
	return cmd
}

// find counts what expr captures.
func (a *app) find(expr string, files []string) error {
	re, err := parser.CompileRegexp(expr)
	if err != nil {
		return err
	}
	pattern := parser.NewPattern(re)
	captures := captures(pattern)
	ask, err := query.Find(captures, a.flags.words())
	if err != nil {
		return err
	}
	if err := checkColumns(ask.Question); err != nil {
		return err
	}
	set := parser.NewFieldSet(pattern.Fields()...)
	compiled, err := compile(ask, set)
	if err != nil {
		return err
	}
	for _, field := range compiled.fields() {
		if !slices.Contains(captures, field) {
			return fmt.Errorf("find reads plain lines, which have no %s; the pattern has: %s", field, strings.Join(captures, " "))
		}
	}
	if a.flags.follow && a.flags.given("last") {
		return errors.New("find -F counts lines, which slide out of no time; --since begins it")
	}
	selected, err := a.selection()
	if err != nil {
		return err
	}
	r := &run{fields: set, screen: foundScreen, sortable: true}
	r.write = writeTables
	r.add(compiled)
	var names []string
	if r.outputs, names, err = a.ends(files); err != nil {
		return err
	}
	if err := a.openFound(r, pattern, names, selected); err != nil {
		return err
	}
	defer r.close()
	return a.answer(r, selected)
}

// captures are the names of what a pattern captures.
func captures(pattern *parser.Pattern) (names []string) {
	for _, f := range pattern.Fields() {
		names = append(names, f.Name)
	}
	return names
}

// openFound opens the inputs that a pattern is looked for in. Their lines need
// no format, unless something is to be known of them before.
func (a *app) openFound(r *run, pattern *parser.Pattern, names []string, selected *selection) (err error) {
	if a.given("format", "where", "since", "until", "last") {
		r.pattern = pattern
		r.inputs, err = a.openGrowing(names, a.flags.reading(a), selected)
		return err
	}
	r.parsers = slices.Repeat([]parser.Parser{pattern.Compile(r.fields)}, len(names))
	r.literals = pattern.Literals()
	r.inputs, err = a.openRaw(names, a.flags.reading(a))
	return err
}

// checkColumns returns an error if two columns of the answer would have one
// name: the user chooses those of the groups.
func checkColumns(q aggregate.Question) error {
	for i, key := range q.Keys {
		if slices.Contains(q.Keys[:i], key) {
			return fmt.Errorf("two groups of the pattern are called %q", key)
		}
		if slices.Contains(q.Metrics, key) {
			return fmt.Errorf("the group %q has the name of a metric; call it something else", key)
		}
	}
	return nil
}
