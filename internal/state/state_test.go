package state

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// reader reads logs in a folder, run after run, and keeps the lines that it
// counted.
type reader struct {
	t      *testing.T
	folder string
	logs   *Logs
	lines  map[string]int
	now    time.Time
	notes  []string // of the last run
}

func newReader(t *testing.T) *reader {
	return &reader{t: t, folder: t.TempDir(), logs: &Logs{}, lines: make(map[string]int), now: time.Unix(1e9, 0)}
}

func (r *reader) path(name string) string { return filepath.Join(r.folder, name) }

// write writes a file anew, within the same inode if it is there.
func (r *reader) write(name, text string) {
	r.t.Helper()
	f, err := os.OpenFile(r.path(name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err == nil {
		_, err = f.WriteString(text)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		r.t.Fatal(err)
	}
}

// append appends to a file.
func (r *reader) append(name, text string) {
	r.t.Helper()
	old, err := os.ReadFile(r.path(name))
	if err != nil {
		r.t.Fatal(err)
	}
	r.write(name, string(old)+text)
}

func (r *reader) rename(from, to string) {
	r.t.Helper()
	if err := os.Rename(r.path(from), r.path(to)); err != nil {
		r.t.Fatal(err)
	}
}

func (r *reader) remove(name string) {
	r.t.Helper()
	if err := os.Remove(r.path(name)); err != nil {
		r.t.Fatal(err)
	}
}

// compress makes NAME.gz of NAME, which stays.
func (r *reader) compress(name string) {
	r.t.Helper()
	text, err := os.ReadFile(r.path(name))
	if err != nil {
		r.t.Fatal(err)
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(text)
	w.Close()
	r.write(name+".gz", b.String())
}

type opened struct{ *os.File }

func (o opened) Close() { o.File.Close() }

// file looks at a file as chunker does.
func (r *reader) file(name string) *File {
	r.t.Helper()
	info, err := os.Stat(r.path(name))
	if err != nil {
		r.t.Fatal(err)
	}
	packed := strings.HasSuffix(name, ".gz")
	f := NewFile(r.path(name), info, packed)
	f.Open = func() (Opened, error) {
		file, err := os.Open(r.path(name))
		return opened{file}, err
	}
	f.Text = func() ([]byte, error) { return r.text(name)[:min(HeadBytes, len(r.text(name)))], nil }
	return f
}

// text returns the text of a file, decompressed as far as that goes.
func (r *reader) text(name string) []byte {
	text, err := os.ReadFile(r.path(name))
	if err != nil {
		r.t.Fatal(err)
	}
	if !strings.HasSuffix(name, ".gz") {
		return text
	}
	z, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil
	}
	text, _ = io.ReadAll(z)
	return text
}

// run is one run over files. It saves what it remembers and reads it back.
func (r *reader) run(names ...string) {
	r.t.Helper()
	var files []*File
	for _, name := range names {
		files = append(files, r.file(name))
	}
	r.notes = nil
	for i, f := range r.logs.Recognise(files) {
		if f.Note != "" {
			r.notes = append(r.notes, names[i]+": "+f.Note)
		}
		if !f.News() {
			r.logs.See(&f, r.now)
			continue
		}
		text := r.text(names[i])
		to := f.To
		if f.File.Packed {
			to = f.From
			if from := min(f.From, int64(len(text))); bytes.IndexByte(text[from:], '\n') >= 0 {
				to = int64(bytes.LastIndexByte(text, '\n')) + 1
			}
		} else if !f.Holds(bytes.NewReader(text)) {
			r.t.Errorf("%s does not hold what it holds", names[i])
		}
		for line := range bytes.Lines(text[min(f.From, int64(len(text))):to]) {
			r.lines[string(bytes.TrimSuffix(line, []byte("\n")))]++
		}
		if !r.logs.Advance(&f, to, "", r.now) {
			r.t.Errorf("%s has no beginning", names[i])
		}
	}
	r.logs.Forget(r.now, Keep)
	section, err := r.logs.Encode()
	if err != nil {
		r.t.Fatal(err)
	}
	if r.logs, err = Decode(section); err != nil {
		r.t.Fatal(err)
	}
	again, err := r.logs.Encode()
	if err != nil || !bytes.Equal(again, section) {
		r.t.Errorf("read back, it is other:\n%s\n%s, %v", section, again, err)
	}
	r.now = r.now.Add(time.Minute)
}

// want compares what was counted so far, by lines with their number.
func (r *reader) want(lines ...string) {
	r.t.Helper()
	var got []string
	for _, line := range slices.Sorted(maps.Keys(r.lines)) {
		got = append(got, fmt.Sprintf("%s %d", line, r.lines[line]))
	}
	if !slices.Equal(got, lines) {
		r.t.Errorf("counted %q, want %q", got, lines)
	}
}

// wantNotes compares the notes of the last run, of which each needs only contain
// what is wanted.
func (r *reader) wantNotes(parts ...string) {
	r.t.Helper()
	if len(r.notes) != len(parts) {
		r.t.Errorf("notes are %q, want %d", r.notes, len(parts))
		return
	}
	for i, part := range parts {
		if !strings.Contains(r.notes[i], part) {
			r.t.Errorf("note %q lacks %q", r.notes[i], part)
		}
	}
}

// long is a text of more than HeadBytes whose lines begin with word.
func long(word string) string {
	var b strings.Builder
	for i := 0; b.Len() < 2*HeadBytes; i++ {
		fmt.Fprintf(&b, "%s line %d of a log that is longer than what it is known by\n", word, i)
	}
	return b.String()
}

// counted is how many lines were counted more or less often than once.
func (r *reader) wrong() (n int) {
	for _, times := range r.lines {
		if times != 1 {
			n++
		}
	}
	return n
}

// wantOnce wants each line of the texts counted once, and no others.
func (r *reader) wantOnce(texts ...string) {
	r.t.Helper()
	want := make(map[string]int)
	for _, text := range texts {
		for line := range strings.Lines(text) {
			want[strings.TrimSuffix(line, "\n")]++
		}
	}
	if !maps.Equal(want, r.lines) {
		r.t.Errorf("%d lines are counted, %d of them not once; want %d", len(r.lines), r.wrong(), len(want))
	}
}
