package chunker

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

// TestFollowKeepsFewNotes has more happen to a name than anybody reads: the
// newest notes are kept, and the first of what is wrong.
func TestFollowKeepsFewNotes(t *testing.T) {
	s := step(t, []byte("one\n"), Options{Workers: 1})
	s.look()
	w := s.source.follow.names[0]
	for i := range 3 * keptNotes {
		w.note(Truncated)
		w.say(fmt.Errorf("trouble %d", i))
	}
	var notes []int64
	problems := s.source.Problems()
	for _, p := range problems {
		if note := (*FollowNote)(nil); errors.As(p.Err, &note) {
			notes = append(notes, note.Number)
		}
	}
	if len(notes) != keptNotes || notes[0] != 2*keptNotes+1 || len(problems) != 2*keptNotes {
		t.Errorf("%d notes from %d on, and %d more", len(notes), notes[0], len(problems)-len(notes))
	}
}

// TestFollowLetsGoOfOldFiles rotates a log again and again, in less time than a
// file that lost its name must be silent for.
func TestFollowLetsGoOfOldFiles(t *testing.T) {
	s := step(t, []byte("one\n"), Options{Workers: 1, linger: time.Hour})
	s.look()
	for i := range 4 * maxLingering {
		rename(t, s.name, fmt.Sprint(s.name, ".", i))
		add(t, s.name, "more\n")
		s.look()
	}
	if n := len(s.source.follow.names[0].lingering); n != maxLingering {
		t.Errorf("%d files without a name are read", n)
	}
	if n := len(s.lines(100)); n != 1+4*maxLingering {
		t.Errorf("%d lines", n)
	}
}

// TestFollowReadsNoFurtherThanItIsTaken hands out pieces that nobody takes.
func TestFollowReadsNoFurtherThanItIsTaken(t *testing.T) {
	s := Open([]string{write(t, "log", []byte("one\n"))}, Options{Workers: 2, Follow: true})
	defer s.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 1000 {
			if !s.deliver(s.inputs[0], piece{bytes: 1}) {
				return
			}
		}
		t.Error("nothing had to wait")
	}()
	time.Sleep(5 * time.Millisecond)
	s.Stop()
	<-done
	if n := len(s.follow.arrived); n > ringSize+2 {
		t.Errorf("%d pieces wait", n)
	}
}

// TestFollowHasNotCaughtUpWithWhatIsInWork takes a chunk and keeps it for a
// while, though all that there is was handed out.
func TestFollowHasNotCaughtUpWithWhatIsInWork(t *testing.T) {
	s := Open([]string{write(t, "log", []byte("one\n"))}, Options{Workers: 1, Follow: true, poll: time.Millisecond})
	var c Chunk
	if !s.Next(&c) {
		t.Fatal("no chunk")
	}
	for range 20 {
		time.Sleep(time.Millisecond)
		if s.CaughtUp() {
			t.Fatal("it has caught up with a chunk in work")
		}
	}
	done := make(chan bool)
	go func() { done <- s.Next(&c) }()
	for !s.CaughtUp() {
		time.Sleep(time.Millisecond)
	}
	s.Close()
	if <-done {
		t.Errorf("another chunk: %q", c.Data)
	}
}
