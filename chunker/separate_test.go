package chunker

import (
	"bytes"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// pullSeparately drains the inputs of a source round and round, a chunk of each,
// with n goroutines that have an input each at a time.
func pullSeparately(s *Source, n int) []took {
	var mu sync.Mutex
	var all []took
	var left atomic.Int64
	todo := make(chan *Input, len(s.Inputs()))
	for _, in := range s.Inputs() {
		todo <- in
	}
	left.Store(int64(len(todo)))
	var wg sync.WaitGroup
	for range max(n, 1) {
		wg.Go(func() {
			var c Chunk
			for in := range todo {
				if !in.Next(&c) {
					if left.Add(-1) == 0 {
						close(todo)
					}
					continue
				}
				t := took{Chunk: c, behind: cap(c.Data) - len(c.Data)}
				t.Data = bytes.Clone(c.Data)
				t.buf = nil
				clear(c.Data) // what a worker got is its own
				mu.Lock()
				all = append(all, t)
				mu.Unlock()
				todo <- in
			}
		})
	}
	wg.Wait()
	return all
}

// checkSeqs wants the chunks of each input numbered in its order. It renumbers
// them as checkChunks wants them.
func checkSeqs(t *testing.T, what string, chunks []took) {
	t.Helper()
	next := make(map[int]int64)
	for i := range chunks {
		c := &chunks[i]
		if c.Seq != next[c.Input] {
			t.Errorf("%s: chunk %d of input %d comes as its number %d", what, c.Seq, c.Input, next[c.Input])
		}
		next[c.Input]++
		c.Seq = int64(i)
	}
}

func TestSeparate(t *testing.T) {
	names, contents := mixed(t)
	for _, window := range []int{0, 900} {
		for _, opt := range []Options{{}, {Workers: 3}, {Workers: 8, IO: Read}, {Sequential: true}} {
			opt.Window, opt.Separate = window, true
			stdin := logText(1000)
			opt.Stdin = pipeOf(t, stdin)
			s := Open(append([]string{"-"}, names...), opt)
			what := fmt.Sprintf("%+v", opt)
			for i, in := range s.Inputs() {
				if in.Piped() != (i == 0) {
					t.Errorf("input %d: Piped is %v", i, in.Piped())
				}
				if i%2 == 0 {
					if _, err := in.Sample(100); err != nil {
						t.Error(err)
					}
				}
			}
			chunks := pullSeparately(s, opt.Workers)
			checkSeqs(t, what, chunks)
			checkChunks(t, what, chunks, append([][]byte{stdin}, contents...)...)
			checkProblems(t, s)
			s.Close()
		}
	}
}

// TestSeparateLeavesOut has inputs that cannot be read or should not be.
func TestSeparateLeavesOut(t *testing.T) {
	text := logText(20)
	name := write(t, "log", text)
	s := Open([]string{name + ".gone", name, write(t, "skipped", text)}, Options{Separate: true})
	defer s.Close()
	s.Inputs()[2].Skip()
	checkChunks(t, "left out", pullSeparately(s, 1), nil, text, nil)
	checkProblems(t, s, "0: no such file or directory")
}

// TestSeparateStops stops a source that waits for a silent pipe.
func TestSeparateStops(t *testing.T) {
	silent, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	defer silent.Close()
	s := Open([]string{"-", write(t, "log", logText(2000))}, Options{Separate: true, Stdin: silent, Window: 1000})
	if s.Stopped() {
		t.Error("stopped before Stop")
	}
	time.AfterFunc(20*time.Millisecond, s.Stop)
	var c Chunk
	if s.Inputs()[0].Next(&c) || s.Inputs()[1].Next(&c) || !s.Stopped() {
		t.Error("a chunk after Stop")
	}
	s.Close()
}

// TestSeparateWindows wants the windows of many inputs to be small together.
func TestSeparateWindows(t *testing.T) {
	for inputs, want := range map[int]int{0: maxWindow, 1: maxWindow, 100: maxWindow, 128: maxWindow, 1000: 32 << 10, 10_000: minWindow} {
		if got := separateWindow(inputs); got != want {
			t.Errorf("%d inputs: windows of %d bytes, want %d", inputs, got, want)
		}
	}
}
