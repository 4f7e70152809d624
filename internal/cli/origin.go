package cli

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"wf/internal/report"
)

// Flags that an answer does not depend on, or only by where it goes.
var asideFlags = slices.Concat(readingFlags, outputFlags, []string{"max-memory", "rejects", "seek", "fail-if", "state", "keep", "help"})

// originOf describes the command that the answer comes of. What the machine has
// to do with it, such as the number of workers, is left out: the answer is the
// same.
func (a *app) originOf(files []string) *report.Origin {
	o := &report.Origin{Words: []string{"wf"}, Files: a.shown(files)}
	if a.command != "wf" {
		o.Words = append(o.Words, a.command)
	}
	o.Words = append(o.Words, a.question...)
	selecting := slices.Concat(keepingFlags, []string{"format", "max-rejects", "strict", "max-line"})
	a.flags.set.VisitAll(func(f *pflag.Flag) {
		switch {
		case !f.Changed || slices.Contains(asideFlags, f.Name):
		case slices.Contains(selecting, f.Name):
			o.Select = append(o.Select, typed(f)...)
		default:
			o.Words = append(o.Words, typed(f)...)
		}
	})
	return o
}

// valuesOf are the values of a flag, one unless it can be repeated.
func valuesOf(f *pflag.Flag) []string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return list.GetSlice()
	}
	return []string{f.Value.String()}
}

// typed is a flag as it is typed.
func typed(f *pflag.Flag) (words []string) {
	name := "--" + f.Name
	if f.Value.Type() == "bool" {
		return []string{name}
	}
	for _, v := range valuesOf(f) {
		switch {
		case strings.HasPrefix(v, "-"):
			words = append(words, name+"="+v) // else it would be a flag
		case f.Shorthand != "":
			words = append(words, "-"+f.Shorthand, v)
		default:
			words = append(words, name, v)
		}
	}
	return words
}
