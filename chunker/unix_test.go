//go:build unix

package chunker

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"testing"

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
	var old unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &old); err != nil {
		t.Skip(err)
	}
	few := old
	few.Cur = 64
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &few); err != nil {
		t.Skip(err)
	}
	defer unix.Setrlimit(unix.RLIMIT_NOFILE, &old)
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
