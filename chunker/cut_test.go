package chunker

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

// checkCut wants the line in which text ends cut in the last chunk with lines,
// if want says so, and no other.
func checkCut(t *testing.T, what string, chunks []took, want bool) {
	t.Helper()
	last := 0
	for i, c := range chunks {
		if len(c.Data) > 0 && c.Offset >= chunks[last].Offset {
			last = i
		}
	}
	for i, c := range chunks {
		if c.Cut != (want && i == last) {
			t.Errorf("%s: chunk %d of %d, %d bytes at %d: cut is %v", what, i+1, len(chunks), len(c.Data), c.Offset, c.Cut)
		}
	}
}

// TestCutCompressed damages compressed files everywhere: cut short, overwritten,
// and with something behind them. A last line without its newline is cut then.
func TestCutCompressed(t *testing.T) {
	text := logText(15_000)
	text = text[:len(text)-10]
	for _, format := range formats {
		if testing.Short() && slowToUnpack(format) {
			continue
		}
		t.Run(format, func(t *testing.T) {
			packed := compress(t, format, text)
			torn := 0
			check := func(what string, damaged []byte) {
				t.Helper()
				path := write(t, "log", damaged)
				for _, opt := range []Options{{Sequential: true}, {Workers: 2, Window: 1000}, {Workers: 2, Ordered: true}} {
					opt.Stdin = pipeOf(t, damaged)
					for _, name := range []string{path, "-"} {
						s := Open([]string{name}, opt)
						chunks := pull(s, max(opt.Workers, 1), false)
						got := joined(linesOf(chunks, 1)[0])
						want := len(got) > 0 && !bytes.HasSuffix(got, []byte("\n"))
						checkCut(t, fmt.Sprintf("%s: %s %+v", what, name, opt), chunks, want)
						if want {
							torn++
						}
						s.Close()
					}
				}
			}
			for i := range 5 {
				if testing.Short() && i != 2 {
					continue
				}
				at := len(packed) * (i + 1) / 6
				check(fmt.Sprintf("%d of %d bytes", at, len(packed)), packed[:at])
				if i%2 == 0 {
					bad := bytes.Clone(packed)
					copy(bad[at:], bytes.Repeat([]byte{0xff}, 300))
					check(fmt.Sprintf("overwritten at %d", at), bad)
				}
			}
			check("without its end", packed[:len(packed)-1])
			check("with garbage", append(bytes.Clone(packed), "garbage"...))
			if torn == 0 {
				t.Error("no damage left half a line")
			}
		})
	}
}

// TestCutLong has a line too long to be handed out whole at the end of damaged
// data: it was cut for that.
func TestCutLong(t *testing.T) {
	packed := compress(t, "gzip", []byte("one\n"+strings.Repeat("x", 300)))
	for maxLine, want := range map[int]bool{50: false, 294: false, 295: false, 296: true, 0: true} {
		for _, window := range []int{1, 100, 1000} {
			s := Open([]string{write(t, "log", packed[:len(packed)-1])}, Options{MaxLine: maxLine, Window: window})
			checkCut(t, fmt.Sprintf("longest line %d, window %d", maxLine, window), pull(s, 1, false), want)
			s.Close()
		}
	}
}

// TestCutSampled lets a sample meet the end of the damaged data.
func TestCutSampled(t *testing.T) {
	packed := compress(t, "gzip", []byte("one\ntwo\nthr"))
	s := Open([]string{"-"}, Options{Stdin: pipeOf(t, packed[:len(packed)-1])})
	defer s.Close()
	if _, err := s.inputs[0].Sample(1000); err == nil {
		t.Error("the sample met no error")
	}
	checkCut(t, "sampled", pull(s, 1, false), true)
}

// TestCutByStop stops a source in the middle of a line.
func TestCutByStop(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if _, err := io.WriteString(w, "one\nha"); err != nil {
		t.Fatal(err)
	}
	s := Open([]string{"-"}, Options{Sequential: true, Stdin: r})
	defer s.Close()
	var c Chunk
	if !s.Next(&c) || string(c.Data) != "one\n" || c.Cut {
		t.Fatalf("the first chunk is %q, cut is %v", c.Data, c.Cut)
	}
	go s.Stop()
	if s.Next(&c) && !c.Cut {
		t.Errorf("%q is not cut", c.Data)
	}
}
