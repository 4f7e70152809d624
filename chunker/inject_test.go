package chunker

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// How operations fail.
const (
	once    = iota // one fails
	forever        // one fails, and all behind it
	halfway        // one reads half of what it should, and fails
)

// failing is the machine, but its operation number at fails. Operations are all
// calls of system, openFile and mapping; numbers begin at 1.
type failing struct {
	machine
	how  int
	at   int64
	done *atomic.Int64 // operations so far
}

// fails counts an operation and reports whether it is to fail.
func (s failing) fails() bool {
	n := s.done.Add(1)
	return n == s.at || n > s.at && s.how == forever
}

// fault is what the operating system says of a failed operation.
func fault(op string) error { return &fs.PathError{Op: op, Path: "?", Err: syscall.EIO} }

func (s failing) stat(name string) (fs.FileInfo, error) {
	if s.fails() {
		return nil, fault("stat")
	}
	return s.machine.stat(name)
}

func (s failing) open(name string) (openFile, error) {
	if s.fails() {
		return nil, fault("open")
	}
	f, err := s.machine.open(name)
	return failingFile{f, s}, err
}

func (s failing) openPipe(name string) (openFile, error) {
	if s.fails() {
		return nil, fault("open")
	}
	f, err := s.machine.openPipe(name)
	return failingFile{f, s}, err
}

func (s failing) mapped(name string) (mapping, error) {
	if s.fails() {
		return nil, fault("mmap")
	}
	m, err := s.machine.mapped(name)
	return failingMapping{m, s}, err
}

// failingFile is a file of a failing machine.
type failingFile struct {
	openFile
	system failing
}

func (f failingFile) Stat() (fs.FileInfo, error) {
	if f.system.fails() {
		return nil, fault("stat")
	}
	return f.openFile.Stat()
}

func (f failingFile) Seek(offset int64, whence int) (int64, error) {
	if f.system.fails() {
		return 0, fault("seek")
	}
	return f.openFile.Seek(offset, whence)
}

func (f failingFile) Read(p []byte) (n int, err error) {
	if !f.system.fails() {
		return f.openFile.Read(p)
	}
	if f.system.how == halfway {
		n, _ = f.openFile.Read(p[:len(p)/2])
	}
	return n, fault("read")
}

func (f failingFile) ReadAt(p []byte, off int64) (n int, err error) {
	if !f.system.fails() {
		return f.openFile.ReadAt(p, off)
	}
	if f.system.how == halfway {
		n, _ = f.openFile.ReadAt(p[:len(p)/2], off)
	}
	return n, fault("read")
}

func (f failingFile) Close() error {
	err := f.openFile.Close()
	if f.system.fails() {
		return fault("close")
	}
	return err
}

// failingMapping is a mapped file of a failing machine: it faults.
type failingMapping struct {
	mapping
	system failing
}

func (m failingMapping) ReadAt(p []byte, off int64) (n int, err error) {
	if m.system.fails() {
		m.mapping.ReadAt(p[:len(p)/2], off) // what is copied before the fault
		panic(pageFault{})
	}
	return m.mapping.ReadAt(p, off)
}

// pageFault is what the runtime panics with for a page that cannot be had.
type pageFault struct{}

func (pageFault) Error() string { return "unexpected fault address" }
func (pageFault) RuntimeError() {}
func (pageFault) Addr() uintptr { return 1 }

// victim is an input of which one operation is to fail.
type victim struct {
	name     string
	whole    []byte                      // its text
	path     string                      // of its file
	stdin    func(t *testing.T) *os.File // or what stands behind "-"
	io       IO
	windowed bool // it is read in windows, which fail alone
	slow     bool // to decompress
}

// faultWindow is how the small inputs are cut.
const faultWindow = 3000

// TestFaultAtEveryOperation lets each operation of a run fail in turn, until
// there are no more: the run ends, no line comes twice or torn without a word,
// what is lost is said, and it is no more than the operation was about.
func TestFaultAtEveryOperation(t *testing.T) {
	bystander := []byte(strings.Repeat("another file\n", 50))
	other := write(t, "other", bystander)
	var runs atomic.Int64
	t.Cleanup(func() { t.Logf("%d runs", runs.Load()) })
	for _, v := range victims(t) {
		for i, opt := range []Options{{Sequential: true}, {Workers: 2}, {Workers: 2, Ordered: true}, {Separate: true}} {
			opt.IO = v.io
			if v.windowed {
				opt.Window = faultWindow
			}
			for how := range 3 {
				if (v.slow || testing.Short() && !v.windowed) && (i+how)%3 > 0 {
					continue
				}
				if v.slow && testing.Short() && i != 1 {
					continue
				}
				t.Run(fmt.Sprintf("%s/%d/%d", v.name, i, how), func(t *testing.T) {
					t.Parallel()
					for at := int64(1); failAt(t, v, opt, how, at, other, bystander); at++ {
						runs.Add(1)
					}
				})
			}
		}
	}
}

// slowToUnpack says whether what unpacks a format takes ten times as long as for
// the others, and far longer with the race detector.
func slowToUnpack(format string) bool { return format == "xz" || format == "bzip2" }

// victims are inputs of every kind.
func victims(t *testing.T) []victim {
	rnd := rand.New(rand.NewPCG(5, 6))
	var noise bytes.Buffer // which cannot be compressed, so that there is more than one read
	for noise.Len() < 5*rawBuffer/2 {
		fmt.Fprintf(&noise, "%x\n", rnd.Uint64())
	}
	text := logText(200)
	plain := write(t, "log", text)
	list := []victim{
		{name: "read", whole: text, path: plain, io: Read, windowed: true},
		{name: "mapped", whole: text, path: plain, io: Mmap, windowed: true},
		{name: "redirected", whole: text, windowed: true, stdin: func(t *testing.T) *os.File {
			f, err := os.Open(plain)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { f.Close() })
			return f
		}},
		{name: "pipe", whole: text, stdin: func(t *testing.T) *os.File { return pipeOf(t, text) }},
	}
	for _, format := range []string{"gzip", "zstd", "xz", "bzip2"} {
		list = append(list, victim{
			name: format, whole: noise.Bytes(), path: write(t, "log", compress(t, format, noise.Bytes())),
			slow: slowToUnpack(format),
		})
	}
	return list
}

// failAt reads v and another file with a machine whose operation at fails, and
// reports whether the run came to that operation.
func failAt(t *testing.T, v victim, opt Options, how int, at int64, other string, bystander []byte) bool {
	names := []string{v.path, other}
	if v.stdin != nil {
		names[0], opt.Stdin = "-", v.stdin(t)
	}
	system := failing{machine{opt.Stdin}, how, at, new(atomic.Int64)}
	opt.system = system
	chunks, problems := readAll(t, names, opt)
	lost := checkLoss(t, chunks, problems, [][]byte{v.whole, bystander})
	begun := slices.ContainsFunc(chunks, func(c took) bool { return c.Input == 0 })
	if v.windowed && begun && how != forever && lost[0] > 2*faultWindow {
		t.Errorf("%d bytes are lost of a file of which one read failed", lost[0])
	}
	if t.Failed() {
		t.Fatalf("operation %d failed; problems are %v", at, problems)
	}
	if how != forever && lost[0] > 0 && lost[1] > 0 {
		t.Fatalf("operation %d failed, and both inputs are damaged: %v", at, problems)
	}
	return system.done.Load() >= at
}

// readAll samples and reads some inputs as the program does. It fails if that
// takes too long.
func readAll(t *testing.T, names []string, opt Options) (chunks []took, problems []Problem) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		s := Open(names, opt)
		defer s.Close()
		for _, in := range s.Inputs() {
			if lines, err := in.Sample(2000); len(lines) == 0 && err != nil && in.Err() == nil {
				problems = append(problems, Problem{Input: in.index, Err: err})
				in.Skip()
			}
		}
		if opt.Separate {
			chunks = pullSeparately(s, max(opt.Workers, 1))
		} else {
			chunks = pull(s, max(opt.Workers, 1), false)
		}
		if !s.Exhausted() {
			t.Error("something is left to read")
		}
		problems = append(problems, s.Problems()...)
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		t.Fatal("the run does not end")
	}
	return chunks, problems
}

// checkLoss compares what was handed out with the contents of the inputs, and
// returns how many bytes of whole lines are missing of each. That must be said.
func checkLoss(t *testing.T, chunks []took, problems []Problem, contents [][]byte) (lost []int) {
	all := linesOf(chunks, len(contents))
	for i, lines := range all {
		var own []took
		for _, c := range chunks {
			if c.Input == i {
				own = append(own, c)
			}
		}
		checkPart(t, own, contents[i])
		end, missing := int64(0), len(contents[i])
		for _, l := range lines {
			if l.offset < end {
				t.Errorf("input %d: the line at %d comes twice", i, l.offset)
			}
			end = l.offset + int64(len(l.text))
			if strings.HasSuffix(l.text, "\n") {
				missing -= len(l.text)
			}
		}
		said := false
		for _, p := range problems {
			said = said || p.Input == i && !p.Note
			if p.Err == io.EOF {
				t.Error("the end of an input is a problem")
			}
		}
		if missing > 0 && !said {
			t.Errorf("input %d: %d bytes are lost without a word", i, missing)
		}
		lost = append(lost, missing)
	}
	return lost
}

// forgetful is the machine, but files that were opened do not say any more what
// they are once it is told to forget.
type forgetful struct {
	machine
	forgets *atomic.Bool
}

func (s forgetful) open(name string) (openFile, error) {
	f, err := s.machine.open(name)
	return forgetfulFile{f, s.forgets}, err
}

type forgetfulFile struct {
	openFile
	forgets *atomic.Bool
}

func (f forgetfulFile) Stat() (fs.FileInfo, error) {
	if f.forgets.Load() {
		return nil, fault("stat")
	}
	return f.openFile.Stat()
}

// TestShrunkFileThatCannotBeLookedAt truncates a file of which nothing can be
// learned then but that it has no more bytes.
func TestShrunkFileThatCannotBeLookedAt(t *testing.T) {
	text := logText(5000)
	for _, mode := range []IO{Mmap, Read} {
		path := write(t, "log", text)
		system := forgetful{machine{}, new(atomic.Bool)}
		s := Open([]string{path}, Options{IO: mode, Window: 8192, system: system})
		var c Chunk
		s.Next(&c)
		if err := os.Truncate(path, 20_000); err != nil {
			t.Fatal(err)
		}
		system.forgets.Store(true)
		pull(s, 1, false)
		checkProblems(t, s, fmt.Sprintf("0: shrank from %d to 20000 bytes while being read; counts are partial", len(text)))
		s.Close()
	}
}
