//go:build unix

package chunker

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// fifo makes a named pipe.
func fifo(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	return path
}

// fewDescriptors leaves the process 64 descriptors until the test ends.
func fewDescriptors(t *testing.T) {
	t.Helper()
	var old unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &old); err != nil {
		t.Skip(err)
	}
	few := old
	few.Cur = 64
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &few); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { unix.Setrlimit(unix.RLIMIT_NOFILE, &old) })
}

// TestFewDescriptors reads a thousand files with hardly any descriptors.
func TestFewDescriptors(t *testing.T) {
	dir := t.TempDir()
	gz := compress(t, "gzip", []byte("packed\n"))
	var names []string
	var contents [][]byte
	for i := range 1000 {
		data, text := []byte("plain\n"), []byte("plain\n")
		switch i % 3 {
		case 1:
			data, text = gz, []byte("packed\n")
		case 2:
			data, text = nil, nil
		}
		names = append(names, filepath.Join(dir, string(rune('a'+i/40)), string(rune('a'+i%40))))
		os.Mkdir(filepath.Dir(names[i]), 0o700)
		if err := os.WriteFile(names[i], data, 0o600); err != nil {
			t.Fatal(err)
		}
		contents = append(contents, text)
	}
	fewDescriptors(t)
	for _, opt := range []Options{{Workers: 8, IO: Mmap}, {Workers: 8, Ordered: true}, {Sequential: true}} {
		s := Open(names, opt)
		for _, in := range s.Inputs() {
			if _, err := in.Sample(1000); err != nil {
				t.Fatal(err)
			}
		}
		checkChunks(t, "few", pull(s, max(opt.Workers, 1), false), contents...)
		checkProblems(t, s)
		s.Close()
	}
}

// TestFewDescriptorsForSeparateInputs has more files in work at once, plain and
// compressed, than may be open.
func TestFewDescriptorsForSeparateInputs(t *testing.T) {
	names, contents := mixed(t)
	for len(names) < 200 {
		names, contents = append(names, names[:40]...), append(contents, contents[:40]...)
	}
	fewDescriptors(t)
	for _, opt := range []Options{{Window: 20_000}, {Window: 5000, Workers: 4, IO: Read}} {
		opt.Separate = true
		s := Open(names, opt)
		chunks := pullSeparately(s, opt.Workers)
		checkSeqs(t, "few", chunks)
		checkChunks(t, "few", chunks, contents...)
		for _, p := range s.Problems() {
			if p.Err != errTwice {
				t.Errorf("input %d: %v", p.Input, p.Err)
			}
		}
		s.Close()
	}
}

// TestReopenedFiles replaces and removes files between two reads, and after the
// last one.
func TestReopenedFiles(t *testing.T) {
	text := logText(300)
	var noise bytes.Buffer // of which more than one read is left
	for rnd := rand.New(rand.NewPCG(1, 2)); noise.Len() < 4*rawBuffer; {
		fmt.Fprintf(&noise, "%x\n", rnd.Uint64())
	}
	gz := compress(t, "gzip", noise.Bytes())
	names := []string{
		write(t, "replaced", text), write(t, "gone", text), write(t, "done", text), write(t, "stays", text),
		write(t, "packed", gz),
	}
	for len(names) < 40 {
		names = append(names, write(t, "empty", nil))
	}
	fewDescriptors(t)
	s := Open(names, Options{Separate: true, Window: 1000, IO: Read})
	defer s.Close()
	var c Chunk
	for i, in := range s.Inputs()[:5] {
		if !in.Next(&c) || len(c.Data) == 0 {
			t.Fatalf("input %d has no first chunk", i)
		}
	}
	done := s.Inputs()[2]
	for done.file != nil && done.file.next < done.file.windows()-1 {
		done.Next(&c)
	}
	for _, i := range []int{1, 4} {
		os.Remove(names[i])
	}
	os.Rename(write(t, "other", text), names[0])
	f := done.file
	f.read(&c, f.windows()-1)
	os.Remove(names[2])
	f.finish()
	for _, in := range []*Input{s.Inputs()[0], s.Inputs()[1], s.Inputs()[3], s.Inputs()[4]} {
		for in.Next(&c) {
		}
	}
	checkProblems(t, s, "0: read error at byte 999: "+errReplaced.Error(), "1: read error at byte 999: no such file or directory",
		"4: read error at byte "+strconv.Itoa(rawBuffer)+": no such file or directory")
}

// TestReopenedFilesAreMapped removes a file that is mapped.
func TestReopenedFilesAreMapped(t *testing.T) {
	text := logText(300)
	names := []string{write(t, "gone", text)}
	for len(names) < 40 {
		names = append(names, write(t, "empty", nil))
	}
	fewDescriptors(t)
	s := Open(names, Options{Separate: true, Window: 1000})
	defer s.Close()
	var c Chunk
	in := s.Inputs()[0]
	in.Next(&c)
	size := len(c.Data)
	os.Remove(names[0])
	for in.Next(&c) {
		size += len(c.Data)
	}
	if size != len(text) {
		t.Errorf("%d bytes, want %d", size, len(text))
	}
	checkProblems(t, s)
}

// TestSpecial reads what is no regular file, or only looks like one.
func TestSpecial(t *testing.T) {
	sock := filepath.Join(t.TempDir(), "sock")
	l, err := net.Listen("unix", sock)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := Open([]string{sock, "/dev/null"}, Options{})
	defer s.Close()
	checkChunks(t, "special", pull(s, 1, false), nil, nil)
	checkProblems(t, s, "0: skipped: is a socket")

	const proc = "/proc/version"
	want, err := os.ReadFile(proc)
	if err != nil {
		t.Skip(err)
	}
	for _, opt := range []Options{{}, {Ordered: true}, {Sequential: true}, {IO: Mmap}} {
		s := Open([]string{proc}, opt)
		lines, err := s.Inputs()[0].Sample(1000)
		if err != nil || len(lines) != 1 || !bytes.HasPrefix(want, lines[0]) {
			t.Errorf("sample of %s is %q, %v", proc, lines, err)
		}
		checkChunks(t, proc, pull(s, 1, false), want)
		s.Close()
	}
}

// TestFollowClosesItsFiles follows more files, one after the other, than may be
// open, each with one before it that is still read on.
func TestFollowClosesItsFiles(t *testing.T) {
	name := write(t, "log", []byte("one\n"))
	fewDescriptors(t)
	for range 100 {
		p := follow(t, []string{name}, Options{linger: time.Hour})
		p.catchUp()
		add(t, name+".new", "two\n")
		rename(t, name+".new", name)
		p.awaitEvent(t, 1, Rotated)
		p.source.Close()
		p.done.Wait()
		checkProblems(t, p.source, "0: rotated; reading the new file")
	}
}

// TestFollowNameOfAPipe has a named pipe take the name of a log. Nobody writes to
// it, and it must not be waited for.
func TestFollowNameOfAPipe(t *testing.T) {
	name := write(t, "log", []byte("one\n"))
	p := follow(t, []string{name}, Options{})
	p.await(t, "one\n")
	rename(t, name, name+".1")
	p.awaitEvent(t, 1, Gone)
	if err := unix.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	add(t, name+".1", "two\n")
	p.await(t, "one\n", "two\n")
	for len(p.source.Problems()) < 2 {
		time.Sleep(time.Millisecond)
	}
	checkNoReader(t, name)
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	add(t, name, "three\n")
	p.await(t, "one\n", "two\n", "three\n")
	checkProblems(t, p.source, "0: gone; waiting for it", "0: appeared", "0: is no file any more")
}

// checkNoReader lets somebody open a pipe to write, who has to wait for a reader.
func checkNoReader(t *testing.T, name string) {
	t.Helper()
	opened := make(chan struct{})
	go func() {
		if w, err := os.OpenFile(name, os.O_WRONLY, 0); err == nil {
			w.Close()
		}
		close(opened)
	}()
	select {
	case <-opened:
		t.Error("somebody has opened the pipe to read")
	case <-time.After(50 * time.Millisecond):
	}
	if r, err := openPipe(name); err == nil { // let the writer go
		<-opened
		r.Close()
	}
}
