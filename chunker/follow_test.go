package chunker

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// pulled is what a test has got of a Source so far.
type pulled struct {
	source *Source
	done   sync.WaitGroup

	mu     sync.Mutex
	chunks []took
}

// follow opens names and begins to pull chunks.
func follow(t *testing.T, names []string, opt Options) *pulled {
	t.Helper()
	opt.Follow = true
	opt.poll = time.Millisecond
	if opt.linger == 0 {
		opt.linger = time.Second
	}
	p := &pulled{source: Open(names, opt)}
	p.pull(max(opt.Workers, 1))
	t.Cleanup(p.source.Close)
	return p
}

// pull begins to pull chunks with so many workers.
func (p *pulled) pull(workers int) {
	for range workers {
		p.done.Go(func() {
			var c Chunk
			for p.source.Next(&c) {
				p.mu.Lock()
				p.chunks = append(p.chunks, took{Chunk: c})
				p.chunks[len(p.chunks)-1].Data = bytes.Clone(c.Data)
				p.mu.Unlock()
			}
		})
	}
}

// lines returns all lines so far, sorted.
func (p *pulled) lines() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var lines []string
	for _, c := range p.chunks {
		for line := range strings.Lines(string(c.Data)) {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return lines
}

// await waits until the lines are these, in any order.
func (p *pulled) await(t *testing.T, want ...string) {
	t.Helper()
	slices.Sort(want)
	deadline := time.Now().Add(20 * time.Second)
	for !slices.Equal(p.lines(), want) {
		if time.Now().After(deadline) {
			got := p.lines()
			i := 0
			for i < len(got) && i < len(want) && got[i] == want[i] {
				i++
			}
			t.Fatalf("got %d lines, want %d; from number %d on: got %.100q, want %.100q\nproblems %v",
				len(got), len(want), i, got[i:min(i+5, len(got))], want[i:min(i+5, len(want))], p.source.Problems())
		}
		time.Sleep(time.Millisecond)
	}
}

// awaitEvent waits until something became of input 0, for the n-th time.
func (p *pulled) awaitEvent(t *testing.T, n int, want Event) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		if list := p.events(); len(list) >= n {
			if list[n-1] != want {
				t.Fatalf("events are %v, want %d as number %d", list, want, n)
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("events are %v, none is number %d", p.events(), n)
		}
		time.Sleep(time.Millisecond)
	}
}

// catchUp waits until the workers have nothing to do.
func (p *pulled) catchUp() {
	for !p.source.CaughtUp() {
		time.Sleep(time.Millisecond)
	}
}

func (p *pulled) events() (list []Event) {
	for _, problem := range p.source.Problems() {
		if note, ok := problem.Err.(*FollowNote); ok {
			list = append(list, note.Event)
		}
	}
	return list
}

// add appends text to a file, which it makes if there is none.
func add(t *testing.T, name, text string) {
	t.Helper()
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func TestFollowHandsOutWhatIsAdded(t *testing.T) {
	name := write(t, "log", []byte("one\ntwo\nthr"))
	p := follow(t, []string{name}, Options{Workers: 2})
	p.await(t, "one\n", "two\n")
	add(t, name, "ee\nfour\nfi")
	p.await(t, "one\n", "two\n", "three\n", "four\n")
	add(t, name, "ve")
	add(t, name, "\n")
	p.await(t, "one\n", "two\n", "three\n", "four\n", "five\n")
	checkPart(t, p.chunks, []byte("one\ntwo\nthree\nfour\nfive\n"))
}

func TestFollowBeginsWithAnEmptyFile(t *testing.T) {
	name := write(t, "log", nil)
	p := follow(t, []string{name}, Options{})
	time.Sleep(5 * time.Millisecond)
	add(t, name, "one\n")
	p.await(t, "one\n")
}

func TestFollowReadsTheNewFileAndTheOldOne(t *testing.T) {
	name := write(t, "log", []byte("one\n"))
	p := follow(t, []string{name}, Options{Workers: 2})
	p.await(t, "one\n")
	old := name + ".1"
	if err := os.Link(name, old); err != nil { // or the name might be seen to be gone
		t.Skip(err)
	}
	add(t, name+".new", "new\n")
	rename(t, name+".new", name)
	p.awaitEvent(t, 1, Rotated)
	add(t, old, "late\nlast")
	p.await(t, "late\n", "last", "new\n", "one\n")
	for _, c := range p.chunks {
		if isNew := string(c.Data) == "new\n"; isNew != (c.File == 1) || isNew && c.Offset != 0 {
			t.Errorf("%q is of file %d, at %d", c.Data, c.File, c.Offset)
		}
	}
}

func TestFollowWaitsForANameThatIsGone(t *testing.T) {
	name := write(t, "log", []byte("one\n"))
	p := follow(t, []string{name}, Options{})
	p.await(t, "one\n")
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	p.awaitEvent(t, 1, Gone)
	add(t, name, "two\n")
	p.awaitEvent(t, 2, Appeared)
	p.await(t, "one\n", "two\n")
}

func TestFollowTakesAFileBackThatGetsItsNameBack(t *testing.T) {
	name := write(t, "log", []byte("one\n"))
	p := follow(t, []string{name}, Options{linger: time.Hour})
	p.await(t, "one\n")
	rename(t, name, name+".1")
	p.awaitEvent(t, 1, Gone)
	rename(t, name+".1", name)
	p.awaitEvent(t, 2, Appeared)
	add(t, name, "two\n")
	p.await(t, "one\n", "two\n")
}

func TestFollowReadsATruncatedFileFromItsStart(t *testing.T) {
	name := write(t, "log", []byte("one\ntwo\nhal"))
	p := follow(t, []string{name}, Options{Workers: 2})
	p.await(t, "one\n", "two\n")
	p.catchUp()
	if err := os.Truncate(name, 0); err != nil {
		t.Fatal(err)
	}
	p.awaitEvent(t, 1, Truncated)
	add(t, name, "three\n")
	p.await(t, "one\n", "two\n", "hal", "three\n")
	for _, c := range p.chunks {
		if c.Cut != (string(c.Data) == "hal") {
			t.Errorf("%q: cut is %v", c.Data, c.Cut)
		}
	}
	// Truncated and longer than it was, between two looks.
	text := strings.Repeat("longer\n", 100)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p.awaitEvent(t, 2, Truncated)
	want := []string{"one\n", "two\n", "hal", "three\n"}
	for range 100 {
		want = append(want, "longer\n")
	}
	p.await(t, want...)
}

// TestFollowTruncatedAndRotatedBetweenTwoLooks has a file that loses its name
// before anybody sees that it was truncated.
func TestFollowTruncatedAndRotatedBetweenTwoLooks(t *testing.T) {
	s := step(t, []byte("one\ntwo\nthree\n"), Options{linger: time.Hour})
	s.look()
	if err := os.WriteFile(s.name, []byte("four\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rename(t, s.name, s.name+".1")
	add(t, s.name, "five\n")
	s.look()
	s.look()
	s.await(t, "one\n", "two\n", "three\n", "four\n", "five\n")
}

// TestFollowRedirectedFile has a file as standard input that was read before up
// to some place.
func TestFollowRedirectedFile(t *testing.T) {
	name := write(t, "log", []byte("read\none\n"))
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.Seek(5, io.SeekStart)
	p := follow(t, []string{"-"}, Options{Stdin: f})
	p.await(t, "one\n")
	add(t, name, "two\n")
	p.await(t, "one\n", "two\n")
	if err := os.Truncate(name, 0); err != nil {
		t.Fatal(err)
	}
	p.awaitEvent(t, 1, Truncated)
	add(t, name, "new\n")
	p.await(t, "one\n", "two\n", "new\n")
	if n := len(p.events()); n != 1 {
		t.Errorf("%d events", n)
	}
}

// TestFollowMoreFilesThanCanBeOpen follows files that are opened for each read.
func TestFollowMoreFilesThanCanBeOpen(t *testing.T) {
	var names, want []string
	for i := range 20 {
		line := fmt.Sprintln("line", i)
		names = append(names, write(t, "log", []byte(line[:i%2*len(line)]))) // every other one is empty
		want = append(want, line[:i%2*len(line)])
	}
	p := &pulled{source: Open(names, Options{Workers: 2, Follow: true, poll: time.Millisecond, linger: time.Millisecond})}
	p.source.crowded = true
	p.pull(2)
	t.Cleanup(p.source.Close)
	want = slices.DeleteFunc(want, func(line string) bool { return line == "" })
	p.await(t, want...)
	p.catchUp()
	for _, name := range openNow() {
		if slices.Contains(names, name) {
			t.Errorf("%s is kept open", name)
		}
	}
	for i, name := range names {
		switch i % 3 {
		case 0:
			rename(t, name, name+".1")
		case 1:
			if err := os.Truncate(name, 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	for deadline := time.Now().Add(20 * time.Second); len(p.events()) < 11 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond) // for seven that were renamed, and four that were truncated and had lines
	}
	for i, name := range names {
		add(t, name, fmt.Sprintln("more", i))
		want = append(want, fmt.Sprintln("more", i))
	}
	p.await(t, want...)
	if slices.ContainsFunc(p.source.Problems(), func(p Problem) bool { return !p.Note }) {
		t.Error(p.source.Problems())
	}
}

// openNow returns the names of the files that this process has open, none where
// the system does not tell.
func openNow() (names []string) {
	descriptors, _ := os.ReadDir("/proc/self/fd")
	for _, d := range descriptors {
		if name, err := os.Readlink("/proc/self/fd/" + d.Name()); err == nil {
			names = append(names, name)
		}
	}
	return names
}

func TestFollowOrderedIsInTheOrderOfArrival(t *testing.T) {
	a, b := write(t, "a", []byte(strings.Repeat("a\n", 1000))), write(t, "b", []byte("b\n"))
	p := follow(t, []string{a, b}, Options{Workers: 2, Ordered: true, Window: 100})
	p.catchUp()
	add(t, b, "later\n")
	for len(p.lines()) < 1002 {
		time.Sleep(time.Millisecond)
	}
	add(t, a, "last\n")
	for len(p.lines()) < 1003 {
		time.Sleep(time.Millisecond)
	}
	p.source.Stop()
	p.done.Wait()
	slices.SortFunc(p.chunks, func(a, b took) int { return int(a.Seq - b.Seq) })
	var text strings.Builder
	for i, c := range p.chunks {
		if c.Seq != int64(i) {
			t.Fatalf("chunk %d has number %d", i, c.Seq)
		}
		text.Write(c.Data)
	}
	if want := strings.Repeat("a\n", 1000) + "b\nlater\nlast\n"; text.String() != want {
		t.Errorf("got %q", text.String())
	}
}

func TestFollowPipesEnd(t *testing.T) {
	for _, ordered := range []bool{false, true} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		p := follow(t, []string{"-"}, Options{Workers: 2, Ordered: ordered, Stdin: r})
		for i := range 3 {
			fmt.Fprintf(w, "%d\n", i)
			p.await(t, []string{"0\n", "1\n", "2\n"}[:i+1]...)
		}
		w.WriteString("rest")
		w.Close()
		p.done.Wait()
		p.await(t, "0\n", "1\n", "2\n", "rest")
		if !p.source.CaughtUp() || !p.source.Exhausted() {
			t.Error("what has ended is not at its end")
		}
	}
}

// TestFollowLosesNothing writes lines in random pieces to files that are rotated
// and copied and truncated at random moments, and wants each line once.
func TestFollowLosesNothing(t *testing.T) {
	seeds := 3
	if os.Getenv("WF_FOLLOW") != "" {
		seeds = 50
	}
	for seed := range seeds {
		for _, ordered := range []bool{false, true} {
			t.Run(fmt.Sprint(seed, ordered), func(t *testing.T) {
				t.Parallel()
				followRandom(t, uint64(seed), ordered)
			})
		}
	}
}

func followRandom(t *testing.T, seed uint64, ordered bool) {
	draw := rand.New(rand.NewPCG(seed, 7))
	dir := t.TempDir()
	var names, want []string
	for i := range 1 + draw.IntN(3) {
		names = append(names, filepath.Join(dir, fmt.Sprint(i)))
		add(t, names[i], "")
	}
	opt := Options{Workers: 1 + draw.IntN(3), Ordered: ordered, Window: 1 << (4 + draw.IntN(12)), MaxLine: 4000, linger: time.Hour}
	var p *pulled
	begin := draw.IntN(20)
	rest := make([]string, len(names)) // of the line that was begun
	unseen := make([]bool, len(names)) // the new file may not have been noticed yet
	for step := range 60 {
		if step == begin {
			p = follow(t, names, opt)
			p.catchUp() // what loses its name before it is opened is lost
		}
		i := draw.IntN(len(names))
		name := names[i]
		if p != nil && draw.IntN(8) == 0 {
			for k, text := range rest {
				add(t, names[k], text)
				rest[k] = ""
			}
			how := draw.IntN(3)
			if how == 2 || unseen[i] { // what was not read is lost
				p.await(t, want...)
			}
			unseen[i] = how != 2
			switch how {
			case 0:
				rename(t, name, fmt.Sprint(name, ".", step))
			case 1: // the writer goes on for a while
				line := fmt.Sprintf("%d %d late\n", seed, step)
				rename(t, name, fmt.Sprint(name, ".", step))
				add(t, fmt.Sprint(name, ".", step), line)
				want = append(want, line)
			default:
				if err := os.Truncate(name, 0); err != nil {
					t.Fatal(err)
				}
			}
		}
		text := rest[i]
		for n := range draw.IntN(20) {
			line := fmt.Sprintf("%d %d %d %s\n", seed, step, n, strings.Repeat("x", draw.IntN(300)))
			want, text = append(want, line), text+line
		}
		cut := len(text) - draw.IntN(len(text)+1)/8
		add(t, name, text[:cut])
		rest[i] = text[cut:]
		time.Sleep(time.Duration(draw.IntN(4000)) * time.Microsecond)
	}
	for i, text := range rest {
		add(t, names[i], text)
	}
	p.await(t, want...)
	p.source.Stop()
	p.done.Wait()
}
