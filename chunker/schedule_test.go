package chunker

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// mixed makes plain and compressed files of several sizes, and what they hold.
func mixed(t *testing.T) (names []string, contents [][]byte) {
	t.Helper()
	for i := range 40 {
		text := logText([]int{1, 300, 0, 20, 2000}[i%5])
		if i%3 == 0 {
			text = bytes.TrimSuffix(text, []byte("\n"))
		}
		data := text
		if format := []string{"", "gzip", "", "zstd", "", "", "xz"}[i%7]; format != "" {
			data = compress(t, format, text)
		}
		names = append(names, write(t, "log", data))
		contents = append(contents, text)
	}
	return names, contents
}

func TestMixed(t *testing.T) {
	names, contents := mixed(t)
	for _, window := range []int{0, 500, 7777} {
		for _, opt := range []Options{
			{Workers: 1}, {Workers: 2}, {Workers: 8}, {Workers: 3, IO: Read},
			{Workers: 1, Ordered: true}, {Workers: 2, Ordered: true}, {Workers: 8, Ordered: true}, {Sequential: true},
		} {
			opt.Window = window
			stdin := logText(1000)
			opt.Stdin = pipeOf(t, stdin)
			names := append([]string{names[0], "-"}, names[1:]...)
			contents := append([][]byte{contents[0], stdin}, contents[1:]...)
			s := Open(names, opt)
			what := fmt.Sprintf("%+v", opt)
			chunks := pull(s, max(opt.Workers, 1), opt.Ordered && window == 7777)
			checkChunks(t, what, chunks, contents...)
			if opt.Ordered || opt.Sequential {
				checkOrder(t, what, chunks)
			}
			checkProblems(t, s)
			s.Close()
		}
	}
}

// checkOrder compares the order of hand-out with that of the inputs.
func checkOrder(t *testing.T, what string, chunks []took) {
	t.Helper()
	bySeq := make([]*took, len(chunks))
	for i := range chunks {
		bySeq[chunks[i].Seq] = &chunks[i]
	}
	for i, c := range bySeq[1:] {
		before := bySeq[i]
		if c.Input < before.Input || c.Input == before.Input && c.Offset < before.Offset {
			t.Fatalf("%s: chunk %d (input %d at %d) comes before (input %d at %d)",
				what, i, before.Input, before.Offset, c.Input, c.Offset)
		}
	}
}

// TestTurnstile lets workers wait for the chunk before theirs to be done, which
// must not deadlock whatever the number of workers and streams.
func TestTurnstile(t *testing.T) {
	names, contents := mixed(t)
	for _, workers := range []int{1, 2, 3, 8, 64} {
		s := Open(names, Options{Workers: workers, Ordered: true, Window: 3000})
		turn := make(chan int64, 1)
		turn <- 0
		var out bytes.Buffer
		done := make(chan bool)
		for range workers {
			go func() {
				var c Chunk
				for s.Next(&c) {
					for next := range turn {
						if next == c.Seq {
							break
						}
						turn <- next
						time.Sleep(10 * time.Microsecond)
					}
					out.Write(c.Data)
					turn <- c.Seq + 1
				}
				done <- true
			}()
		}
		for range workers {
			<-done
		}
		if !bytes.Equal(out.Bytes(), bytes.Join(contents, nil)) {
			t.Errorf("%d workers: wrong output", workers)
		}
		s.Close()
	}
}

// TestMonster reads lines longer than MaxLine. They come as their first bytes,
// or whole, and memory does not follow them.
func TestMonster(t *testing.T) {
	const maxLine = 1000
	text := "first\n" + strings.Repeat("x", 400_000) + "\nsecond\r\n" + strings.Repeat("y", maxLine) + "\r\n" +
		strings.Repeat("z", maxLine+1) + "\nthird\n" + strings.Repeat("w", 100_000)
	gz := compress(t, "gzip", []byte(text))
	for _, window := range []int{1, 17, 500, 1000, 1001, 1002, 1003, 5000, 70_000} {
		for name, file := range map[string]string{"plain": write(t, "log", []byte(text)), "gzip": write(t, "log", gz)} {
			opt := Options{Workers: 2, Window: window, MaxLine: maxLine}
			s := Open([]string{file}, opt)
			var c Chunk
			var chunks []took
			size := int64(0)
			for s.Next(&c) {
				if len(c.Data) > 0 {
					chunks = append(chunks, took{Chunk: c})
					chunks[len(chunks)-1].Data = bytes.Clone(c.Data)
				}
				size += c.Bytes
				if cap(c.buf) > 2*bufferSize {
					t.Fatalf("%s, window %d: a buffer of %d bytes", name, window, cap(c.buf))
				}
			}
			s.Close()
			checkMonster(t, fmt.Sprintf("%s, window %d", name, window), linesOf(chunks, 1)[0], split([]byte(text)), maxLine)
			if size != int64(len(text)) {
				t.Errorf("%s, window %d: chunks stand for %d bytes, want %d", name, window, size, len(text))
			}
		}
	}
}

// checkMonster compares lines: those within maxLine are whole, the others may
// be cut but stay too long.
func checkMonster(t *testing.T, what string, got, want []line, maxLine int) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d lines, want %d", what, len(got), len(want))
	}
	for i := range want {
		if got[i] == want[i] {
			continue
		}
		content := strings.TrimRight(want[i].text, "\r\n")
		if len(content) <= maxLine || got[i].offset != want[i].offset || got[i].text != want[i].text[:cutLine(maxLine)] {
			t.Errorf("%s: line %d at %d is %.40q (%d bytes), want %.40q (%d bytes) at %d", what, i,
				got[i].offset, got[i].text, len(got[i].text), want[i].text, len(want[i].text), want[i].offset)
		}
	}
}

// TestTrickle writes lines one by one and wants each before the next is
// written, though no buffer is full.
func TestTrickle(t *testing.T) {
	for _, opt := range []Options{{}, {Workers: 3}, {Workers: 2, Ordered: true}, {Sequential: true}} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		opt.Stdin = r
		s := Open([]string{"-"}, opt)
		var c Chunk
		for i := range 5 {
			fmt.Fprintf(w, "line %d\nunfin", i)
			if !s.Next(&c) || !strings.HasSuffix(string(c.Data), fmt.Sprintf("line %d\n", i)) {
				t.Fatalf("%+v: after line %d got %q", opt, i, c.Data)
			}
		}
		w.Close()
		if !s.Next(&c) || string(c.Data) != "unfin" || s.Next(&c) {
			t.Errorf("%+v: at the end got %q", opt, c.Data)
		}
		s.Close()
		r.Close()
	}
}

// TestStop stops a source whose workers wait for a pipe that says nothing, or
// for one that nobody writes to, and one in the middle of everything.
func TestStop(t *testing.T) {
	silent, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	defer silent.Close()
	names, _ := mixed(t)
	names = append(names, "-", fifo(t))
	for i, opt := range []Options{{Workers: 1}, {Workers: 4}, {Workers: 4, Ordered: true}, {Sequential: true}, {Workers: 4}} {
		opt.Stdin, opt.Window = silent, 1000
		s := Open(names, opt)
		if i < 4 {
			time.AfterFunc(time.Duration(i)*20*time.Millisecond, s.Stop)
			pull(s, max(opt.Workers, 1), false)
		} else {
			var c Chunk
			s.Next(&c)
		}
		s.Close()
		s.Close()
		var c Chunk
		if s.Next(&c) {
			t.Errorf("%+v: a chunk after Close", opt)
		}
	}
}

// TestFIFO reads two named pipes that one writer feeds in turn: reading them
// one after the other would never end.
func TestFIFO(t *testing.T) {
	a, b := fifo(t), fifo(t)
	text := logText(20_000)
	go func() {
		fa, errA := os.OpenFile(a, os.O_WRONLY, 0)
		fb, errB := os.OpenFile(b, os.O_WRONLY, 0)
		if errA != nil || errB != nil {
			return // the lines will be missed
		}
		io.Copy(io.MultiWriter(fa, fb), bytes.NewReader(text))
		fa.Close()
		fb.Close()
	}()
	s := Open([]string{a, b}, Options{Workers: 1})
	defer s.Close()
	checkChunks(t, "fifo", pull(s, 1, false), text, text)
	if done, total := s.Progress(); done != 2*int64(len(text)) || total != 0 {
		t.Errorf("progress is %d of %d", done, total)
	}
}

func TestProgress(t *testing.T) {
	names, _ := mixed(t)
	s := Open(names, Options{Workers: 2})
	defer s.Close()
	s.Inputs()[4].Skip()
	pull(s, 2, false)
	var want int64
	for i, name := range names {
		if info, err := os.Stat(name); err != nil {
			t.Fatal(err)
		} else if i != 4 {
			want += info.Size()
		}
	}
	if done, total := s.Progress(); done != want || total != want {
		t.Errorf("progress is %d of %d, want %d", done, total, want)
	}
}
