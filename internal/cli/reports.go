package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kballard/go-shellquote"
	"github.com/spf13/pflag"

	"wf/internal/query"
	"wf/parser"
)

// reports returns the questions of --report, in their order.
func (a *app) reports() ([]query.Ask, error) {
	var asks []query.Ask
	for _, text := range a.flags.reports {
		path, isFile := strings.CutPrefix(text, "@")
		if !isFile {
			ask, err := parseReport(text)
			ask.From = fmt.Sprintf("--report '%s'", text)
			if err != nil {
				return nil, ask.Blame(err)
			}
			asks = append(asks, ask)
			continue
		}
		more, err := reportFile(path)
		if err != nil {
			return nil, err
		}
		asks = append(asks, more...)
	}
	return asks, nil
}

// reportFile reads questions from a file: one a line; blank lines and those
// that begin with # are none.
func reportFile(path string) ([]query.Ask, error) {
	texts := textReader{maxText}
	text, err := texts.read(path)
	if err != nil {
		return nil, fmt.Errorf("--report @%s: %w", path, bare(err))
	}
	var asks []query.Ask
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		ask, err := parseReport(line)
		ask.From = fmt.Sprintf("--report @%s: line %d", path, number)
		if err != nil {
			return nil, ask.Blame(err)
		}
		asks = append(asks, ask)
	}
	if len(asks) == 0 {
		return nil, fmt.Errorf("--report @%s: no question in it; one a line, such as: top path -n 20", path)
	}
	return asks, nil
}

// parseReport reads a question as it is typed behind wf.
func parseReport(text string) (query.Ask, error) {
	words, err := shellquote.Split(text)
	if err != nil {
		return query.Ask{}, errors.New("a quote is not closed")
	}
	if len(words) > 0 && words[0] == "wf" {
		words = words[1:]
	}
	var f flags
	var where []string
	set := pflag.NewFlagSet("report", pflag.ContinueOnError)
	f.bind(set)
	own := reportFlags(set)
	own.StringArrayVarP(&where, "where", "w", nil, "")
	own.Usage = func() {}
	if err := own.Parse(words); err != nil {
		return query.Ask{}, fmt.Errorf("%v; a report takes -m -s -r -n -w --having --by --pivot --fail-if, all else is of the run", err)
	}
	if err := f.checkAsking(own); err != nil {
		return query.Ask{}, err
	}
	if slices.Contains(where, "") {
		return query.Ask{}, errors.New("--where needs a value")
	}
	w := f.words()
	w.Where = where
	ask, err := ownQuestion(own, w, f.by)
	ask.Question.Name = text
	return ask, err
}

// reportFlags returns those of all flags that a question of its own may have.
func reportFlags(all *pflag.FlagSet) *pflag.FlagSet {
	own := pflag.NewFlagSet("report", pflag.ContinueOnError)
	for _, name := range append([]string{"by"}, askingFlags...) {
		own.AddFlag(all.Lookup(name))
	}
	return own
}

// ownQuestion returns the question of a report's words: a command, its
// argument, and flags.
func ownQuestion(set *pflag.FlagSet, w query.Words, by string) (query.Ask, error) {
	args := set.Args()
	if len(args) == 0 {
		return query.Ask{}, errors.New("want a question, such as top path or timeline 1h")
	}
	command, args := args[0], args[1:]
	switch command {
	case "top":
		if len(args) == 0 {
			return query.Ask{}, errors.New("which field? top path")
		}
		if by != "" {
			return query.Ask{}, errors.New("--by is for timelines; top takes several keys: top path,status")
		}
	case "timeline":
		if len(args) == 0 {
			args = []string{""}
		}
		if !set.Changed("limit") {
			w.Limit = 0
		}
	default:
		if _, ok := parser.LookupField(command); ok {
			return query.Ask{}, fmt.Errorf("want a question: top %s", command)
		}
		return query.Ask{}, fmt.Errorf("%q cannot be a report; top and timeline can", command)
	}
	if len(args) > 1 {
		return query.Ask{}, fmt.Errorf("%q is too much; files stand behind the reports", args[1])
	}
	if command == "top" {
		return query.Top(args[0], w)
	}
	return query.Timeline(args[0], by, w)
}
