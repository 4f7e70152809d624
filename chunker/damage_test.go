package chunker

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/ulikunitz/xz"
)

// smallPacked compresses text in a format with as little memory as it takes,
// for thousands of readings.
func smallPacked(t *testing.T, format string, text []byte) []byte {
	if format != "xz" {
		return compress(t, format, text)
	}
	var out bytes.Buffer
	w, err := xz.WriterConfig{DictCap: 64 << 10}.NewWriter(&out)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestDamageAtEveryByte cuts small compressed files before every byte, and
// inverts every byte. What is handed out of a cut one is the beginning of the
// text; damage is said, in the same words however the file is read.
func TestDamageAtEveryByte(t *testing.T) {
	text := logText(60)
	for _, format := range []string{"gzip", "zstd", "bzip2", "xz"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			packed := smallPacked(t, format, text)
			step := 3
			if testing.Short() {
				step = 13
			}
			cuts, flips := 0, 0
			for at := maxMagic + 1; at < len(packed); at += step { // without its magic it is not compressed data
				got := checkDamage(t, fmt.Sprintf("cut at %d", at), packed[:at], text)
				if !bytes.HasPrefix(text, got) {
					t.Errorf("cut at %d: %d bytes that are not those of the text", at, len(got))
				}
				cuts++
			}
			for at := maxMagic; at < len(packed); at += step {
				damaged := bytes.Clone(packed)
				damaged[at] ^= 0xff
				checkDamage(t, fmt.Sprintf("byte %d inverted", at), damaged, text)
				flips++
			}
			t.Logf("%d cuts, %d inverted bytes", cuts, flips)
		})
	}
}

// checkDamage reads damaged data in several ways and returns what there is.
func checkDamage(t *testing.T, what string, packed, text []byte) (got []byte) {
	t.Helper()
	path := write(t, "log", packed)
	var first string
	for i, opt := range []Options{{Sequential: true}, {Workers: 3}, {Separate: true}} {
		opt.Window = 1000
		chunks, problems := readAll(t, []string{path}, opt)
		got = joined(linesOf(chunks, 1)[0])
		if !bytes.Equal(got, text) && len(problems) == 0 {
			t.Errorf("%s: %d bytes of %d, not those of the text, and no word", what, len(got), len(text))
		}
		how := fmt.Sprintf("%d bytes, %v", len(got), problems)
		if i == 0 {
			first = how
		} else if how != first {
			t.Errorf("%s: %s one way, %s another", what, first, how)
		}
	}
	return got
}

// TestDamagedXZHeaderIsSaid makes the header of a block so long that the rest of
// the file lies in it.
func TestDamagedXZHeaderIsSaid(t *testing.T) {
	text := logText(10)
	packed := smallPacked(t, "xz", text)
	for length := range 256 {
		const at = 12 // behind the header of the stream
		if length == int(packed[at]) {
			continue
		}
		damaged := bytes.Clone(packed)
		damaged[at] = byte(length)
		checkDamage(t, fmt.Sprintf("length %d", length), damaged, text)
	}
}
