package cli

import (
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// TestRelayHandsOnWholeLines feeds lines in pieces to one reader after another:
// each gets whole lines, in order, and none comes twice.
func TestRelayHandsOnWholeLines(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		from, feed, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r := &relay{from: from}
		var text strings.Builder
		for i := range 300 {
			text.WriteString(strings.Repeat(string(rune('a'+i%26)), rnd.IntN(40)) + "\n")
		}
		readers, reader, w := []string{}, (*os.File)(nil), (*os.File)(nil)
		next := func() {
			if reader, w, err = os.Pipe(); err != nil {
				t.Fatal(err)
			}
			if r.to == nil {
				r.to = w
				go r.run()
			} else {
				r.next(w)
			}
		}
		next()
		rest := text.String()
		for rest != "" {
			n := min(len(rest), 1+rnd.IntN(2000))
			io.WriteString(feed, rest[:n])
			rest = rest[n:]
			if rnd.IntN(3) == 0 && rest != "" {
				readers = append(readers, readAvailable(t, reader))
				reader.Close()
				next()
			}
		}
		feed.Close()
		last, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		readers = append(readers, string(last))
		reader.Close()
		from.Close()
		at := 0
		for i, got := range readers {
			if i > 0 && at > 0 && text.String()[at-1] != '\n' { // the rest of this line is nobody's
				at += strings.IndexByte(text.String()[at:], '\n') + 1
			}
			place := strings.Index(text.String()[at:], got)
			if place < 0 || got != "" && at+place > 0 && text.String()[at+place-1] != '\n' {
				t.Fatalf("reader %d has %.60q, which does not stand behind byte %d as lines", i, got, at)
			}
			at += place + len(got)
		}
	}
}

// readAvailable reads what there is at present.
func readAvailable(t *testing.T, r *os.File) string {
	t.Helper()
	if err := r.SetReadDeadline(time.Now().Add(5 * time.Millisecond)); err != nil {
		t.Skip("pipes have no deadlines here: ", err)
	}
	text, _ := io.ReadAll(r)
	return string(text)
}

// TestRelayThatHasEnded gives a late reader the end at once.
func TestRelayThatHasEnded(t *testing.T) {
	from, feed, _ := os.Pipe()
	first, w, _ := os.Pipe()
	r := &relay{from: from, to: w}
	go r.run()
	feed.Close()
	if text, err := io.ReadAll(first); len(text) > 0 || err != nil {
		t.Errorf("got %q, %v", text, err)
	}
	second, w, _ := os.Pipe()
	r.next(w)
	if text, err := io.ReadAll(second); len(text) > 0 || err != nil {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestLastLines(t *testing.T) {
	check := func(most int, want string, pieces ...string) {
		t.Helper()
		l := lastLines{most: most}
		all := strings.Join(pieces, "")
		for _, p := range pieces {
			l.Write([]byte(p))
		}
		if string(l.text) != want || l.lines != strings.Count(all, "\n") {
			t.Errorf("of %q the last %d lines are %q of %d, want %q", pieces, most, l.text, l.lines, want)
		}
	}
	check(2, "")
	check(2, "a\n", "a\n")
	check(2, "b\nc\n", "a\nb\n", "c\n")
	check(2, "b\nc\n", "a\nb\nc\n")
	check(1, "\n", "a\n\n")
	check(3, "\n\n\n", "a\n\n", "\n\n\n")
	check(9, "a\nb\n", "a\n", "b\n")
}
