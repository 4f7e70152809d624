package cli

import (
	"errors"

	"wf/chunker"
)

// told is which problems of a source were told, by how often: those of a file
// that is rotated again and again are alike.
type told map[chunker.Problem]int

// add returns the problems of a source that are new.
func (t *told) add(source *chunker.Source) (list []chunker.Problem) {
	seen := make(told)
	for _, p := range source.Problems() {
		if seen[p]++; seen[p] > (*t)[p] {
			list = append(list, p)
		}
	}
	*t = seen
	return list
}

// take reports whether a problem was told, once for each time that it was.
func (t told) take(p chunker.Problem) bool {
	if t[p] == 0 {
		return false
	}
	t[p]--
	return true
}

// tell says what has happened to inputs that are followed: that they were
// rotated, or that they are gone. What is wrong with them is said at the end.
func (a *app) tell(in *inputs) {
	for _, p := range in.told.add(in.source) {
		if note := (*chunker.FollowNote)(nil); errors.As(p.Err, &note) {
			a.note("%s: %v", inputName(in.source.Inputs()[p.Input]), p.Err)
			continue
		}
		in.told.take(p)
	}
}

// keepTelling tells what happens to inputs that are followed as it happens,
// until stop.
func (a *app) keepTelling(in *inputs) (stop func()) {
	if !a.flags.follow {
		return func() {}
	}
	return keepDoing(redrawEvery, func() { a.tell(in) })
}
