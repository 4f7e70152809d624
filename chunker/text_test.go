package chunker

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// compress compresses data. bzip2 takes the command, without which the test is
// skipped.
func compress(t testing.TB, format string, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	var w io.WriteCloser
	var err error
	switch format {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "zstd":
		w, err = zstd.NewWriter(&out)
	case "xz":
		w, err = xz.NewWriter(&out)
	default:
		return command(t, data, format, "-1c") // small blocks
	}
	if err == nil {
		_, err = w.Write(data)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// command runs a command on data and returns its output, whatever it says of
// it. Where the command is missing the test is skipped.
func command(t testing.TB, data []byte, name string, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	if err != nil && len(out) == 0 && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return out
}

// logText returns n lines that compress as logs do.
func logText(n int) []byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "192.0.2.%d - - [01/Mar/2026:00:00:00 +0000] \"GET /%x/%d HTTP/1.1\" 200 %d\n",
			rnd.IntN(256), rnd.Uint32()>>rnd.IntN(32), i, rnd.IntN(100000))
	}
	return b.Bytes()
}

var formats = []string{"gzip", "zstd", "bzip2", "xz"}

func TestCompressed(t *testing.T) {
	contents := texts()
	contents["log"] = string(logText(2000))
	for _, format := range formats {
		t.Run(format, func(t *testing.T) {
			for name, text := range contents {
				packed := compress(t, format, []byte(text))
				path := write(t, "log", packed)
				for _, window := range []int{0, 3, 64} {
					if name == "log" && window == 3 {
						continue
					}
					for _, opt := range []Options{{Sequential: true}, {Workers: 2}, {Workers: 2, Ordered: true}} {
						opt.Window, opt.Stdin = window, pipeOf(t, packed)
						s := Open([]string{path, "-"}, opt)
						what := fmt.Sprintf("%s %+v", name, opt)
						checkChunks(t, what, pull(s, max(opt.Workers, 1), false), []byte(text), []byte(text))
						checkProblems(t, s)
						for _, in := range s.Inputs() {
							if got := in.Compression(); got != format {
								t.Errorf("%s: compression of %s is %q", what, in.Name(), got)
							}
						}
						s.Close()
					}
				}
			}
		})
	}
}

// checkText reads packed data and compares text and problem.
func checkText(t *testing.T, what string, packed []byte, want string, problem string) {
	t.Helper()
	s := Open([]string{write(t, "log", packed)}, Options{})
	defer s.Close()
	checkChunks(t, what, pull(s, 1, false), []byte(want))
	if problem == "" {
		checkProblems(t, s)
	} else {
		checkProblems(t, s, "0: "+problem)
	}
}

func TestMembers(t *testing.T) {
	for _, format := range formats {
		t.Run(format, func(t *testing.T) {
			one, none, two := compress(t, format, []byte("one\ntw")), compress(t, format, nil), compress(t, format, []byte("o\nthree\n"))
			join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
			zeros := make([]byte, 512)
			const text = "one\ntwo\nthree\n"
			checkText(t, "two members", join(one, two), text, "")
			checkText(t, "empty members", join(none, one, none, none, two, none), text, "")
			checkText(t, "zeros after", join(one, two, zeros), text, "")
			checkText(t, "garbage", join(one, two, []byte("garbage\n")), text, "ignored 8 bytes after "+format+" data")
			checkText(t, "much garbage", join(one, two, bytes.Repeat([]byte("garbage\n"), 50_000)), text,
				"ignored 400000 bytes after "+format+" data")
			checkText(t, "zeros and garbage", join(one, two, zeros, []byte("garbage")), text, "ignored 519 bytes after "+format+" data")
			if format == "gzip" || format == "xz" {
				checkText(t, "member behind zeros", join(one, zeros, two), text, "")
			}
		})
	}
	skippable := binary.LittleEndian.AppendUint32([]byte("\x5a\x2a\x4d\x18"), 5)
	skippable = append(skippable, "hello"...)
	frame := compress(t, "zstd", []byte("text\n"))
	checkText(t, "skippable frames", bytes.Join([][]byte{skippable, frame, skippable, frame, skippable}, nil), "text\ntext\n", "")
	checkText(t, "only a skippable frame", skippable, "", "")
}

// TestLookAlikes reads plain text that begins as compressed data does.
func TestLookAlikes(t *testing.T) {
	for _, text := range []string{"\x1f", "\x1f\x8b", "\x1f\x8b\x07\n", "B", "BZ", "BZh", "BZh9", "BZh91AY&S\n", "BZhx1AY&SY\n",
		"\x28\xb5\x2f", "\xfd7zXZ", "\xfd7zXZ\n", "P*M", "_*M\x17\n", "(", "[29/Feb/2024\n"} {
		checkText(t, text, []byte(text), text, "")
		s := Open([]string{"-"}, Options{Stdin: pipeOf(t, []byte(text))})
		checkChunks(t, text, pull(s, 1, false), []byte(text))
		s.Close()
	}
}

// TestCut cuts compressed files short. What the format's own tool can save
// before the cut must be there, but for the symbol that a decoder looks ahead.
func TestCut(t *testing.T) {
	text := logText(15_000)
	lost := map[string]int{
		"gzip": 2 * 258, // a match, and the one before it
		"xz":   2 << 20, // a chunk of LZMA2: the package returns nothing of one that is cut
	}
	for _, format := range formats {
		if testing.Short() && slowToUnpack(format) {
			continue
		}
		t.Run(format, func(t *testing.T) {
			packed := compress(t, format, text)
			cuts := []int{11, 12, 13, 20, len(packed) - 1, len(packed) - 8, len(packed) - 9}
			for range 20 {
				cuts = append(cuts, 11+rand.IntN(len(packed)-11))
			}
			for _, cut := range cuts {
				s := Open([]string{write(t, "log", packed[:cut])}, Options{Workers: 2})
				got := joined(linesOf(pull(s, 2, false), 1)[0])
				if !bytes.HasPrefix(text, got) {
					t.Fatalf("cut at %d: %d bytes, not those of the text", cut, len(got))
				}
				if tool := command(t, packed[:cut], format, "-dc"); len(got) < len(tool)-lost[format] {
					t.Errorf("cut at %d: %d bytes, %s finds %d", cut, len(got), format, len(tool))
				}
				checkProblems(t, s, fmt.Sprintf("0: compressed data ends early at byte %d (still being written?)", cut))
				var truncated *TruncatedError
				if p := s.Problems(); len(p) > 0 && (!errors.As(p[0].Err, &truncated) || truncated.Offset != int64(cut)) {
					t.Errorf("cut at %d: %#v", cut, p[0].Err)
				}
				s.Close()
			}
		})
	}
}

// joined returns the text of lines.
func joined(lines []line) []byte {
	var b bytes.Buffer
	for _, l := range lines {
		b.WriteString(l.text)
	}
	return b.Bytes()
}

// TestFlips flips single bits. Whatever that does, it must be said, unless the
// text is not hurt.
func TestFlips(t *testing.T) {
	text := logText(1000)
	for _, format := range formats {
		t.Run(format, func(t *testing.T) {
			packed := compress(t, format, text)
			for range 100 {
				bad := bytes.Clone(packed)
				at := maxMagic + rand.IntN(len(bad)-maxMagic)
				bad[at] ^= 1 << rand.IntN(8)
				s := Open([]string{write(t, "log", bad)}, Options{Workers: 2, Window: 10_000})
				got := joined(linesOf(pull(s, 2, false), 1)[0])
				if p := s.Problems(); len(p) == 0 && !bytes.Equal(got, text) {
					t.Errorf("flip at %d: wrong text (%d of %d bytes) and no word", at, len(got), len(text))
				} else if len(p) > 1 {
					t.Errorf("flip at %d: %v", at, p)
				}
				s.Close()
			}
		})
	}
}

func TestChecksum(t *testing.T) {
	text := string(logText(3000))
	packed := compress(t, "gzip", []byte(text))
	packed[len(packed)-5] ^= 1 // of the CRC-32, which stands before the size
	checkText(t, "gzip", packed, text, "checksum mismatch")
	packed = compress(t, "zstd", []byte(text))
	packed[len(packed)-1] ^= 1
	checkText(t, "zstd", packed, text, "checksum mismatch")
	packed = compress(t, "gzip", []byte(text))
	copy(packed[1000:], "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")
	s := Open([]string{write(t, "log", packed)}, Options{})
	defer s.Close()
	pull(s, 1, false)
	if p := s.Problems(); len(p) != 1 || !strings.HasPrefix(p[0].Err.Error(), "corrupt gzip data at byte 10") {
		t.Errorf("problems are %v, want corrupt data at byte 10..", p)
	}
}

// TestLargeWindow reads the header of a frame that wants a window of 2 GiB.
func TestLargeWindow(t *testing.T) {
	// Descriptor 0: no content size, no checksum. Window: 2^(10+21) bytes.
	frame := append([]byte("\x28\xb5\x2f\xfd\x00"), 21<<3, 1, 0, 0)
	path := write(t, "a log", frame)
	s := Open([]string{path, "-"}, Options{Stdin: pipeOf(t, frame)})
	defer s.Close()
	pull(s, 1, false)
	checkProblems(t, s, "0: needs a 2.0 GiB window; run: zstd -dc --long=31 '"+path+"' | wf -",
		"1: needs a 2.0 GiB window; run: zstd -dc --long=31 | wf -")
	good := compress(t, "zstd", []byte("before\n"))
	s = Open([]string{"-"}, Options{Stdin: pipeOf(t, append(good, frame...))})
	defer s.Close()
	checkChunks(t, "second frame", pull(s, 1, false), []byte("before\n"))
	checkProblems(t, s, "0: needs a 2.0 GiB window; run: zstd -dc --long=31 | wf -")
}
