package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestEveryCallOfTheSystemFails lets the calls that are about a log, or about
// the answer, fail in turn, by strace.
func TestEveryCallOfTheSystemFails(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	path, _ := bigLog(t, dir, 2)
	packed := filepath.Join(dir, "big.log.gz")
	text, _ := os.ReadFile(path)
	if err := os.WriteFile(packed, gzipped(t, text), 0o644); err != nil {
		t.Fatal(err)
	}
	calls := []string{"openat", "fstat,newfstatat", "pread64", "read", "mmap", "lseek", "close"}
	if testing.Short() {
		calls = []string{"openat", "pread64", "mmap"}
	}
	runs := 0
	for _, input := range [][]string{{path}, {"--io", "read", path}, {packed}} {
		log := input[len(input)-1]
		args := append([]string{"--json", "-j", "2"}, input...)
		whole := run(t, exec.Command("wf", args...), nil)
		for _, call := range calls {
			for at, injected := 1, true; injected && at < 100; at++ {
				trace := filepath.Join(dir, "trace")
				cmd := exec.Command(strace, append([]string{"-f", "-o", trace, "-P", log, "-e", "trace=" + call,
					"-e", fmt.Sprintf("inject=%s:error=EIO:when=%d", call, at), "wf"}, args...)...)
				end := run(t, cmd, nil)
				seen, err := os.ReadFile(trace)
				if err != nil || bytes.Contains(end.stderr, []byte("PTRACE")) {
					t.Skipf("strace cannot trace here: %s", end.stderr)
				}
				if injected = bytes.Contains(seen, []byte("(INJECTED)")); injected {
					runs++
				}
				checkDamaged(t, fmt.Sprintf("%s %d of %q fails", call, at, input), end, whole)
			}
		}
	}
	t.Logf("%d runs", runs)
}

// fuse is a file system with one file, of which one page cannot be read.
type fuse struct {
	fd   int
	text []byte
	bad  int64 // offset of the page
}

// mountFuse mounts f on a folder until the test ends. Where that may not be done
// the test is skipped. This process must not look into it: it answers what is
// asked.
func mountFuse(t *testing.T, f *fuse, dir string) {
	t.Helper()
	var err error
	if f.fd, err = unix.Open("/dev/fuse", unix.O_RDWR|unix.O_CLOEXEC, 0); err != nil {
		t.Skip(err)
	}
	options := fmt.Sprintf("fd=%d,rootmode=40000,user_id=%d,group_id=%d", f.fd, os.Getuid(), os.Getgid())
	if err := unix.Mount("wf", dir, "fuse", unix.MS_NOSUID|unix.MS_NODEV, options); err != nil {
		unix.Close(f.fd)
		t.Skip("cannot mount: ", err)
	}
	t.Cleanup(func() {
		unix.Unmount(dir, unix.MNT_DETACH)
		unix.Close(f.fd)
	})
	go f.serve()
}

// Requests of the protocol, as in linux/fuse.h.
const (
	fuseLookup      = 1
	fuseForget      = 2
	fuseGetattr     = 3
	fuseOpen        = 14
	fuseRead        = 15
	fuseRelease     = 18
	fuseFlush       = 25
	fuseInit        = 26
	fuseInterrupt   = 36
	fuseBatchForget = 42
)

// serve answers requests until the file system is unmounted.
func (f *fuse) serve() {
	const header = 40
	request := make([]byte, 1<<20)
	for {
		n, err := unix.Read(f.fd, request)
		if err == unix.EINTR || err == unix.ENOENT {
			continue
		}
		if err != nil || n < header {
			return
		}
		op, id, node := binary.LittleEndian.Uint32(request[4:]), binary.LittleEndian.Uint64(request[8:]), binary.LittleEndian.Uint64(request[16:])
		if op == fuseForget || op == fuseBatchForget || op == fuseInterrupt {
			continue // nobody waits for an answer
		}
		body, errno := f.answer(op, node, request[header:n])
		answer := binary.LittleEndian.AppendUint32(nil, uint32(16+len(body)))
		answer = binary.LittleEndian.AppendUint32(answer, uint32(-int32(errno)))
		answer = binary.LittleEndian.AppendUint64(answer, id)
		unix.Write(f.fd, append(answer, body...))
	}
}

// answer returns what is answered to a request: numbers, little-endian.
func (f *fuse) answer(op uint32, node uint64, body []byte) ([]byte, syscall.Errno) {
	numbers := func(list ...uint32) (text []byte) {
		for _, n := range list {
			text = binary.LittleEndian.AppendUint32(text, n)
		}
		return text
	}
	const forAnHour = 3600
	switch op {
	case fuseInit:
		return append(numbers(7, 31, 0, 0, 0, 4096, 1), make([]byte, 36)...), 0
	case fuseLookup:
		if string(bytes.TrimRight(body, "\x00")) != "log" {
			return nil, syscall.ENOENT
		}
		return append(numbers(2, 0, 0, 0, forAnHour, 0, forAnHour, 0, 0, 0), f.attributes(2)...), 0
	case fuseGetattr:
		return append(numbers(forAnHour, 0, 0, 0), f.attributes(node)...), 0
	case fuseOpen:
		return make([]byte, 16), 0
	case fuseRead:
		lo := int64(binary.LittleEndian.Uint64(body[8:]))
		hi := min(lo+int64(binary.LittleEndian.Uint32(body[16:])), int64(len(f.text)))
		if lo <= f.bad && f.bad < hi {
			return nil, syscall.EIO
		}
		return f.text[min(lo, hi):hi], 0
	case fuseRelease, fuseFlush:
		return nil, 0
	}
	return nil, syscall.ENOSYS
}

// attributes are those of the folder, 1, or the file, 2.
func (f *fuse) attributes(node uint64) []byte {
	mode, size := uint32(syscall.S_IFDIR|0o755), 0
	if node == 2 {
		mode, size = syscall.S_IFREG|0o444, len(f.text)
	}
	text := binary.LittleEndian.AppendUint64(nil, node)
	text = binary.LittleEndian.AppendUint64(text, uint64(size))
	text = append(text, make([]byte, 4*8+3*4)...) // blocks and times
	for _, n := range []uint32{mode, 1, uint32(os.Getuid()), uint32(os.Getgid()), 0, 4096, 0} {
		text = binary.LittleEndian.AppendUint32(text, n)
	}
	return text
}

// TestReadErrorThroughAMapping reads a file of which a page cannot be had, from
// a file system that says so: the fault that the mapping raises is told as what
// it is, at the right byte, and no more than the windows around it is lost.
func TestReadErrorThroughAMapping(t *testing.T) {
	var text bytes.Buffer
	for text.Len() < 2<<20 {
		text.WriteString(logLine)
	}
	f := &fuse{text: text.Bytes(), bad: 1<<20 + 8192}
	dir := t.TempDir()
	mountFuse(t, f, dir)
	for _, mode := range []string{"mmap", "read", "auto"} {
		for _, workers := range []string{"1", "8"} {
			log := filepath.Join(dir, "log")
			end := run(t, exec.Command("wf", "--json", "--io", mode, "-j", workers, log), nil)
			said := regexp.MustCompile(`^wf: .*/log: read error at byte (\d+): input/output error\n$`).FindSubmatch(end.stderr)
			if said == nil || end.code != 1 {
				t.Fatalf("--io %s: exit %d, stderr %s", mode, end.code, end.stderr)
			}
			if at, _ := strconv.ParseInt(string(said[1]), 10, 64); at > f.bad || at < f.bad-128<<10 {
				t.Errorf("--io %s: the error is said to be at %d, it is at %d", mode, at, f.bad)
			}
			c := parseCounted(t, end.stdout)
			all := int64(len(f.text) / len(logLine))
			if lost := (all - c.Meta.Lines.Total) * int64(len(logLine)); lost < 0 || lost > 1<<20 || c.Meta.Complete {
				t.Errorf("--io %s -j %s: %d bytes of lines are lost: %+v", mode, workers, lost, c.Meta)
			}
		}
	}
}

// TestFullDiskKeepsTheOldFile writes a file where there is no room for it.
func TestFullDiskKeepsTheOldFile(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("wf", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("cannot mount: ", err)
	}
	defer unix.Unmount(dir, unix.MNT_DETACH)
	for _, output := range []string{"day.json", "day.csv", "day.txt", "day.md", "day.ndjson", "day.tsv"} {
		old := filepath.Join(dir, output)
		if err := os.WriteFile(old, []byte("yesterday"), 0o666); err != nil {
			t.Fatal(err)
		}
		end := run(t, exec.Command("wf", "find", "(.+)", "-n", "0", "-o", old, filepath.Join("testdata", "logs", "access.log")), nil)
		text, err := os.ReadFile(old)
		if want := "wf: " + old + ": cannot write: no space left on device\n"; end.code != 2 || string(end.stderr) != want {
			t.Errorf("-o %s: exit %d, stderr %s", output, end.code, end.stderr)
		}
		if err = errors.Join(err, os.Remove(old)); err != nil || string(text) != "yesterday" || len(names(t, dir)) > 0 {
			t.Errorf("-o %s: the old file has %.100q, %v; left %s", output, text, err, strings.Join(names(t, dir), " "))
		}
	}
}
