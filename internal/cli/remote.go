package cli

import (
	"errors"
	"slices"

	"wf/chunker"
	"wf/internal/remote"
)

// near returns the names of inputs with those in the place of URLs by which they
// are shown, and has the servers asked about them.
func (a *app) near(inputs []string) ([]string, error) {
	if !slices.ContainsFunc(inputs, remote.Is) {
		return inputs, nil
	}
	if a.flags.follow {
		return nil, errors.New("-F follows files and pipes; what a server has does not come by itself")
	}
	names := slices.Clone(inputs)
	var far []string
	for i, input := range inputs {
		if !remote.Is(input) {
			continue
		}
		var err error
		if names[i], err = a.client().Name(input); err != nil {
			return nil, err
		}
		far = append(far, names[i])
	}
	a.client().Ask(far)
	return names, nil
}

// client returns what reads remote inputs, of which there is one.
func (a *app) client() *remote.Client {
	if a.remote == nil {
		a.remote = remote.New()
	}
	return a.remote
}

// openers are what opens inputs that are no files; nil without such inputs.
func (a *app) openers() map[string]chunker.Opener {
	if a.remote == nil {
		return nil
	}
	o := chunker.Opener{
		Stat: a.remote.Stat,
		Open: func(name string, done <-chan struct{}) (chunker.File, error) {
			f, err := a.remote.Open(name, done)
			if err != nil {
				return nil, err
			}
			return f, nil
		},
	}
	return map[string]chunker.Opener{"http": o, "https": o}
}

// shown returns words of the command line with no URL among them that says more
// than its name: it may hold secrets.
func (a *app) shown(words []string) []string {
	if a.remote == nil {
		return words
	}
	words = slices.Clone(words)
	for i, word := range words {
		if name, ok := a.remote.Known(word); ok {
			words[i] = name
		}
	}
	return words
}
