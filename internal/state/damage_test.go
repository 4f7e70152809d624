package state

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"
)

// TestForget drops what was not seen for long, and the oldest of too many.
func TestForget(t *testing.T) {
	now := time.Unix(2e9, 0)
	l := &Logs{}
	for i := range MaxLogs + 3 {
		l.list = append(l.list, &Log{Name: "a", Inode: uint64(i), Offset: 1, Head: Print{Bytes: 1}, Seen: now.Unix() - int64(i)})
	}
	l.list[5].Seen = now.Add(-Keep).Unix() - 1
	if !l.Forget(now, Keep) || l.Len() != MaxLogs {
		t.Errorf("%d logs are left", l.Len())
	}
	for _, log := range l.list {
		if log.Inode == 5 || log.Inode >= MaxLogs+1 {
			t.Errorf("log %d is left", log.Inode)
		}
	}
	if l.Forget(now, Keep) {
		t.Error("more are forgotten")
	}
}

// TestDecode reads what no run has saved.
func TestDecode(t *testing.T) {
	sound := `{"name":"a","offset":3,"head":{"bytes":3,"sum":"x"},"tail":{"bytes":0},"size":3,"modified":0,"seen":0,"grew":0}`
	for section, ok := range map[string]bool{
		"": true, "[]": true, "[" + sound + "]": true,
		"{": false, "[null]": false, "[{}]": false, "7": false,
		strings.Replace("["+sound+"]", `"offset":3`, `"offset":2`, 1):  false,
		strings.Replace("["+sound+"]", `"bytes":0`, `"bytes":-1`, 1):   false,
		strings.Replace("["+sound+"]", `"bytes":3`, `"bytes":5000`, 1): false,
		"[" + strings.Repeat(sound+",", MaxLogs) + sound + "]":         false,
	} {
		if _, err := Decode([]byte(section)); (err == nil) != ok {
			t.Errorf("%.60s: %v", section, err)
		}
	}
}

// FuzzDecode reads what may be no state: what is taken for one is written as it
// was read.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`[{"name":"a","offset":3,"head":{"bytes":3,"sum":"x"},"tail":{"bytes":0},"size":3,"modified":0,"seen":0,"grew":0}]`))
	f.Add([]byte(`[null]`))
	f.Add([]byte(`[{"name":"\ud800","offset":9,"head":{"bytes":1},"packed":true,"damage":"x"},{"offset":1,"head":{"bytes":1}}]`))
	f.Fuzz(func(t *testing.T, section []byte) {
		l, err := Decode(section)
		if err != nil {
			return
		}
		first, err := l.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(first)
		if err != nil {
			t.Fatalf("%v: %s", err, first)
		}
		if second, err := again.Encode(); err != nil || string(second) != string(first) {
			t.Errorf("%v: %s, then %s", err, first, second)
		}
		f := NewFile("a", info(t), false)
		f.Text = func() ([]byte, error) { return nil, fs.ErrNotExist }
		f.Open = func() (Opened, error) { return nil, fs.ErrNotExist }
		if found := l.Recognise([]*File{f})[0]; found.News() {
			t.Errorf("there is news of %+v", found)
		}
	})
}

// info is that of some file, which nothing can be read of.
func info(t *testing.T) fs.FileInfo {
	info, err := os.Stat(".")
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// TestLock takes a lock twice.
func TestLock(t *testing.T) {
	path := t.TempDir() + "/state.wfp"
	first, err := Acquire(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Acquire(path); err != ErrInUse {
		t.Errorf("the second one: %v", err)
	}
	first.Release()
	second, err := Acquire(path)
	if err != nil {
		t.Fatal(err)
	}
	second.Release()
	if _, err := Acquire(t.TempDir() + "/missing/state.wfp"); err == nil || err == ErrInUse {
		t.Errorf("in no folder: %v", err)
	}
}

// TestHolds changes a file between the look and the reading.
func TestHolds(t *testing.T) {
	text := long("a")
	for name, now := range map[string]string{
		"grown":          text + "b\n",
		"truncated":      "",
		"shorter":        text[:len(text)-1],
		"other head":     "b" + text[1:],
		"other tail":     text[:len(text)-2] + "x\n",
		"other head 4 k": text[:HeadBytes-1] + "x" + text[HeadBytes:],
	} {
		r := newReader(t)
		r.write("access.log", text)
		f := r.logs.Recognise([]*File{r.file("access.log")})[0]
		if got, want := f.Holds(strings.NewReader(now)), name == "grown"; got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
