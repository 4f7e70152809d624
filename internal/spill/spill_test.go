package spill

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// block is one that was appended.
type block struct {
	at   int64
	data []byte
}

// appendBlocks appends blocks of all lengths up to 5,000 from so many
// goroutines at once.
func appendBlocks(t *testing.T, f *File, goroutines int) []block {
	t.Helper()
	lists := make([][]block, goroutines)
	var wait sync.WaitGroup
	for i := range lists {
		wait.Go(func() {
			random := rand.New(rand.NewPCG(uint64(i), 1))
			for range 200 {
				data := make([]byte, random.IntN(5000))
				for j := range data {
					data[j] = byte(random.Uint32())
				}
				at, err := f.Append(data)
				if err != nil {
					t.Error(err)
					return
				}
				lists[i] = append(lists[i], block{at, data})
			}
		})
	}
	wait.Wait()
	return slices.Concat(lists...)
}

func TestBlocksComeBack(t *testing.T) {
	f := New(t.TempDir())
	defer f.Close()
	blocks := appendBlocks(t, f, 8)

	slices.SortFunc(blocks, func(a, b block) int {
		if a.at != b.at {
			return int(a.at - b.at)
		}
		return len(a.data) - len(b.data) // an empty one first
	})
	end := int64(0)
	for _, b := range blocks {
		if b.at != end {
			t.Fatalf("a block at %d behind one that ends at %d", b.at, end)
		}
		end += int64(len(b.data))
	}
	if f.Size() != end {
		t.Errorf("size %d, want %d", f.Size(), end)
	}

	var wait sync.WaitGroup
	for some := range slices.Chunk(blocks, 300) {
		wait.Go(func() {
			for _, b := range some {
				got := make([]byte, len(b.data))
				if n, err := f.ReadAt(got, b.at); n != len(got) || err != nil || !bytes.Equal(got, b.data) {
					t.Errorf("%d bytes at %d came back as %d others: %v", len(got), b.at, n, err)
				}
			}
		})
	}
	wait.Wait()
}

func TestReadingBehindTheEnd(t *testing.T) {
	f := New(t.TempDir())
	defer f.Close()
	got := make([]byte, 4)
	if n, err := f.ReadAt(got, 0); n != 0 || err != io.EOF {
		t.Errorf("of an empty file: %d, %v", n, err)
	}
	if _, err := f.Append([]byte("abc")); err != nil {
		t.Fatal(err)
	}
	if n, err := f.ReadAt(got, 1); n != 2 || err != io.EOF || string(got[:n]) != "bc" {
		t.Errorf("across the end: %d, %v, %q", n, err, got[:n])
	}
}

func TestNothingIsMadeWithoutNeed(t *testing.T) {
	f := New(filepath.Join(t.TempDir(), "missing"))
	if f.Size() != 0 || f.Dir() != "" {
		t.Errorf("%d bytes in %q of a file that holds nothing", f.Size(), f.Dir())
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, err := f.Append([]byte("late")); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("appended to a closed file: %v", err)
	}
}

func TestTheFirstFolderThatTakesItIsUsed(t *testing.T) {
	good := t.TempDir()
	f := New(filepath.Join(good, "missing"), good, t.TempDir())
	defer f.Close()
	if _, err := f.Append([]byte("a")); err != nil || f.Dir() != good {
		t.Errorf("in %q: %v", f.Dir(), err)
	}
}

func TestFolders(t *testing.T) {
	t.Setenv("TMPDIR", "/some/where")
	if got := Folders(); !slices.Equal(got, []string{"/some/where"}) {
		t.Errorf("with TMPDIR: %q", got)
	}
	t.Setenv("TMPDIR", "")
	if got := Folders(); !slices.Contains(got, os.TempDir()) {
		t.Errorf("without TMPDIR: %q", got)
	}
}

// A folder that cannot be used is named, with the reason and what to do.
func TestUnusableFolder(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{filepath.Join(dir, "missing"), file} {
		f := New(folder)
		for range 2 {
			_, err := f.Append([]byte("a"))
			var e *Error
			if !errors.As(err, &e) || e.Dir != folder {
				t.Fatalf("%s: %v", folder, err)
			}
			want := "cannot spill counts: " + e.Err.Error() + " (" + folder + "; TMPDIR=FOLDER names another place)"
			if err.Error() != want {
				t.Errorf("got  %s\nwant %s", err, want)
			}
		}
		if n, err := f.ReadAt(make([]byte, 1), 0); n != 0 || err != io.EOF {
			t.Errorf("read %d bytes of a file that could not be made: %v", n, err)
		}
		f.Close()
	}
}

func TestClosingTwice(t *testing.T) {
	f := New(t.TempDir())
	if _, err := f.Append([]byte("abc")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	var e *Error
	if _, err := f.ReadAt(make([]byte, 1), 0); !errors.As(err, &e) || !e.Reading {
		t.Errorf("read from a closed file: %v", err)
	}
}
