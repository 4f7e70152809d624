package state

import (
	"fmt"
	"os"
	"testing"
)

func TestGrown(t *testing.T) {
	r := newReader(t)
	r.write("access.log", "a\nb\n")
	r.run("access.log")
	r.want("a 1", "b 1")
	r.run("access.log")
	r.append("access.log", "c\nd")
	r.run("access.log")
	r.want("a 1", "b 1", "c 1")
	r.append("access.log", "e\n")
	r.run("access.log")
	r.want("a 1", "b 1", "c 1", "de 1")
	r.wantNotes()
}

// TestRotated renames a chain of files, whose last one is removed.
func TestRotated(t *testing.T) {
	for _, size := range []int{1, 2 * HeadBytes} {
		r := newReader(t)
		line := func(n int) string { return fmt.Sprintf("%0*d\n", size, n) }
		r.write("access.log", line(1))
		r.run("access.log")
		r.append("access.log", line(2))
		r.rename("access.log", "access.log.1")
		r.write("access.log", line(3))
		r.run("access.log", "access.log.1")
		r.append("access.log.1", line(4)) // its writer has not reopened it
		r.rename("access.log.1", "access.log.2")
		r.rename("access.log", "access.log.1")
		r.write("access.log", line(5))
		r.run("access.log", "access.log.1", "access.log.2")
		r.remove("access.log.2")
		r.rename("access.log.1", "access.log.2")
		r.rename("access.log", "access.log.1")
		r.write("access.log", line(6))
		r.run("access.log.2", "access.log.1", "access.log")
		r.wantOnce(line(1), line(2), line(3), line(4), line(5), line(6))
	}
}

// TestCopyTruncate copies and truncates a log, with a run before, between and
// behind the two.
func TestCopyTruncate(t *testing.T) {
	for _, text := range []string{"a\n", long("a")} {
		for _, known := range []bool{false, true} {
			for _, between := range []bool{false, true} {
				r := newReader(t)
				r.write("access.log", text)
				if known {
					r.run("access.log")
					r.append("access.log", "b\n")
				}
				all, _ := os.ReadFile(r.path("access.log"))
				r.write("access.log.1", string(all))
				if between {
					r.run("access.log", "access.log.1")
				}
				r.write("access.log", "")
				r.run("access.log", "access.log.1")
				r.append("access.log", "c\n")
				r.run("access.log", "access.log.1")
				r.wantOnce(string(all), "c\n")
				r.write("access.log", "d\n") // truncated, and not copied
				r.run("access.log", "access.log.1")
				r.wantOnce(string(all), "c\n", "d\n")
			}
		}
	}
}

// TestCompressed compresses a log that was rotated, and removes it.
func TestCompressed(t *testing.T) {
	for _, text := range []string{"a\n", long("a")} {
		r := newReader(t)
		r.write("access.log", text)
		r.run("access.log")
		r.append("access.log", "b\n")
		r.rename("access.log", "access.log.1")
		r.write("access.log", "c\n")
		r.write("access.log.1.gz", "\x1f\x8b\x08") // begun
		r.run("access.log", "access.log.1", "access.log.1.gz")
		r.wantOnce(text, "b\n", "c\n")
		r.compress("access.log.1")
		r.run("access.log", "access.log.1", "access.log.1.gz")
		r.remove("access.log.1")
		r.run("access.log", "access.log.1.gz")
		r.wantOnce(text, "b\n", "c\n")
		r.rename("access.log.1.gz", "access.log.2.gz")
		r.run("access.log", "access.log.2.gz")
		r.wantOnce(text, "b\n", "c\n")
		r.wantNotes()
	}
}

// TestCompressedBetween compresses a log before the rest of it was read.
func TestCompressedBetween(t *testing.T) {
	for _, text := range []string{"a\n", long("a")} {
		r := newReader(t)
		r.write("access.log", text)
		r.run("access.log")
		r.append("access.log", "b\n")
		r.rename("access.log", "access.log.1")
		r.compress("access.log.1")
		r.remove("access.log.1")
		r.write("access.log", "c\n")
		r.run("access.log", "access.log.1.gz")
		r.wantOnce(text, "b\n", "c\n")
		r.wantNotes()
	}
}

// TestFirstRunWithBoth begins with a log and its compressed form.
func TestFirstRunWithBoth(t *testing.T) {
	for _, text := range []string{"a\n", long("a")} {
		r := newReader(t)
		r.write("access.log", text)
		r.compress("access.log")
		r.run("access.log.gz", "access.log")
		r.wantOnce(text)
		r.run("access.log.gz")
		r.wantOnce(text)
	}
}

// TestEqualHeads has two logs that begin alike.
func TestEqualHeads(t *testing.T) {
	r := newReader(t)
	os.Mkdir(r.path("one"), 0o700)
	os.Mkdir(r.path("two"), 0o700)
	r.write("one/access.log", "up\n")
	r.write("two/access.log", "up\n")
	r.run("one/access.log", "two/access.log")
	r.want("up 2")
	r.append("one/access.log", "a\n")
	r.append("two/access.log", "b\n")
	r.run("two/access.log", "one/access.log")
	r.want("a 1", "b 1", "up 2")
	r.rename("one/access.log", "one/access.log.1")
	r.compress("one/access.log.1")
	r.remove("one/access.log.1")
	r.rename("two/access.log", "two/access.log.1")
	r.compress("two/access.log.1")
	r.remove("two/access.log.1")
	r.run("one/access.log.1.gz", "two/access.log.1.gz")
	r.want("a 1", "b 1", "up 2")
}

// TestSameFile gives a file twice, by its name, a link and a second name.
func TestSameFile(t *testing.T) {
	r := newReader(t)
	r.write("access.log", "a\n")
	if os.Symlink("access.log", r.path("current")) != nil || os.Link(r.path("access.log"), r.path("other")) != nil {
		t.Skip("no links here")
	}
	r.run("access.log", "access.log", "current", "other")
	r.want("a 1")
	r.append("access.log", "b\n")
	r.run("other")
	r.run("current", "access.log")
	r.want("a 1", "b 1")
}

// TestEmpty begins with an empty log.
func TestEmpty(t *testing.T) {
	r := newReader(t)
	r.write("access.log", "")
	r.run("access.log")
	r.append("access.log", "a")
	r.run("access.log")
	r.want()
	r.append("access.log", "\n")
	r.run("access.log")
	r.want("a 1")
}

// TestReusedInode has a log of another beginning in the inode of one.
func TestReusedInode(t *testing.T) {
	for _, size := range []int{1, 2 * HeadBytes} {
		r := newReader(t)
		line := func(n int) string { return fmt.Sprintf("%0*d\n", size, n) }
		r.write("access.log", line(1))
		r.run("access.log")
		r.write("access.log", line(2)+line(3))
		r.run("access.log")
		r.wantOnce(line(1), line(2), line(3))
	}
}

// TestSomeGiven gives not all logs each time.
func TestSomeGiven(t *testing.T) {
	r := newReader(t)
	r.write("a.log", "a\n")
	r.write("b.log", "b\n")
	r.run("a.log", "b.log")
	r.append("a.log", "A\n")
	r.append("b.log", "B\n")
	r.run("a.log")
	r.run("b.log")
	r.run("a.log", "b.log")
	r.want("A 1", "B 1", "a 1", "b 1")
}

// TestShrunk truncates a log that begins as it did before, and is shorter.
func TestShrunk(t *testing.T) {
	r := newReader(t)
	text := long("a")
	r.write("access.log", text+"b\nb\n")
	r.run("access.log")
	r.write("access.log", text+"c\n")
	r.run("access.log")
	r.wantNotes("read from its start")
	r.append("access.log", "d\n")
	r.run("access.log")
	r.wantNotes()
	if r.lines["b"] != 2 || r.lines["c"] != 1 || r.lines["d"] != 1 {
		t.Errorf("counted b %d, c %d, d %d", r.lines["b"], r.lines["c"], r.lines["d"])
	}
}

// TestRewrittenLonger truncates a log of which so much is written anew, with the
// same beginning, that it is longer than it was.
func TestRewrittenLonger(t *testing.T) {
	r := newReader(t)
	text := long("a")
	r.write("access.log", text+"b\n")
	r.run("access.log")
	r.write("access.log", text+"other\nlines\n")
	r.run("access.log")
	if r.lines["other"] != 1 || r.lines["lines"] != 1 || r.wrong() == 0 {
		t.Errorf("what was written anew is not read from its start: %d lines", len(r.lines))
	}
}

// TestLost rotates a log that is given alone.
func TestLost(t *testing.T) {
	r := newReader(t)
	r.write("access.log", "a\n")
	r.run("access.log")
	r.append("access.log", "b\n")
	r.rename("access.log", "access.log.1")
	r.write("access.log", "c\n")
	r.run("access.log")
	r.wantNotes("is another log now; what was written to the one before")
	r.append("access.log", "d\n")
	r.run("access.log")
	r.wantNotes()
	r.run("access.log", "access.log.1") // late, and not lost
	r.want("a 1", "b 1", "c 1", "d 1")
}
