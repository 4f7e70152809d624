package chunker

import (
	"slices"
	"time"
)

// Event is what can become of a followed name.
type Event uint8

const (
	Rotated   Event = iota // another file has it, which is read from its start
	Truncated              // its file was truncated, and is read from its start
	Gone                   // no file has it
	Appeared               // a file has it again
)

// A FollowNote says what became of the name of an input. It is a note among the
// Problems, which keep the newest few hundred.
type FollowNote struct {
	Number int64 // of the note, from 1, in the order that things happened
	Event  Event
	At     time.Time // when it was noticed
}

func (n *FollowNote) Error() string {
	switch n.Event {
	case Rotated:
		return "rotated; reading the new file"
	case Truncated:
		return "truncated; reading it from its start"
	case Gone:
		return "gone; waiting for it"
	}
	return "appeared"
}

// note notes what became of the name.
func (w *followed) note(e Event) {
	s := w.in.source
	s.mu.Lock()
	defer s.mu.Unlock()
	s.follow.events++
	notes, first := 0, -1
	for i, p := range s.problems {
		if _, ok := p.Err.(*FollowNote); ok {
			if notes++; first < 0 {
				first = i
			}
		}
	}
	if notes >= keptNotes {
		s.problems = slices.Delete(s.problems, first, first+1)
	}
	n := &FollowNote{Number: s.follow.events, Event: e, At: time.Now()}
	s.problems = append(s.problems, Problem{Input: w.in.index, Err: n, Note: true})
}
