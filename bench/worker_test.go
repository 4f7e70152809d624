package bench

import (
	"bytes"
	"encoding/gob"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// Chunks hold every line once, whole, whatever their size.
func TestCut(t *testing.T) {
	for _, text := range []string{"", "\n", "a", "a\n", "ab\ncd\n\n\nefghi\nj", strings.Repeat("x", 9000) + "\n" + strings.Repeat("y", 9000)} {
		for _, size := range []int64{1, 2, 3, 5, 8, 4096, 8999, 9000, 9001, 1 << 20} {
			chunks, err := cut(strings.NewReader(text), Chunk{0, int64(len(text))}, size)
			if err != nil {
				t.Fatal(err)
			}
			end := int64(0)
			for i, c := range chunks {
				last := c.Offset + c.Size
				switch {
				case c.Offset != end || c.Size < 1:
					t.Errorf("%.20q by %d: chunk %d is %v", text, size, i, c)
				case i < len(chunks)-1 && (text[last-1] != '\n' || c.Size <= size):
					t.Errorf("%.20q by %d: chunk %d, %v, is no whole lines", text, size, i, c)
				}
				end = last
			}
			if end != int64(len(text)) {
				t.Errorf("%.20q by %d: ends at %d", text, size, end)
			}
		}
	}
}

// A log that is cut short while it is read has no more lines; one that cannot
// be read is an error.
func TestCutFails(t *testing.T) {
	chunks, err := cut(strings.NewReader("ab\n"), Chunk{0, 100}, 5)
	if want := []Chunk{{0, 100}}; err != nil || !slices.Equal(chunks, want) {
		t.Errorf("chunks %v, error %v", chunks, err)
	}
	if text, err := (Chunk{0, 100}).read(strings.NewReader("ab\n"), nil); string(text) != "ab\n" || err != nil {
		t.Errorf("text %q, error %v", text, err)
	}
	broken := readerAt{iotest.ErrReader(os.ErrPermission)}
	if _, err := cut(broken, Chunk{0, 100}, 5); err != os.ErrPermission {
		t.Errorf("error %v", err)
	}
	if _, err := (Chunk{0, 100}).read(broken, nil); err != os.ErrPermission {
		t.Errorf("error %v", err)
	}
}

// readerAt reads from a reader whatever the offset.
type readerAt struct{ io.Reader }

func (r readerAt) ReadAt(p []byte, _ int64) (int, error) { return r.Read(p) }

// A worker answers what it is asked, errors too, until there is no more.
func TestWorker(t *testing.T) {
	name := filepath.Join(t.TempDir(), "log")
	line := "GET /ongoing/When/200x/2003/07/25/A HTTP\n"
	if err := os.WriteFile(name, []byte(line+line), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, mapped := range []bool{false, true} {
		var in, out bytes.Buffer
		requests := gob.NewEncoder(&in)
		for _, r := range []request{{name + ".none", mapped, Chunk{0, 9}}, {name, mapped, Chunk{0, int64(len(line))}}, {name, mapped, Chunk{0, int64(2 * len(line))}}} {
			if err := requests.Encode(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := Worker(&in, &out); err != nil {
			t.Fatal(err)
		}
		answers := gob.NewDecoder(&out)
		for i, want := range []int64{0, 1, 2} {
			var a answer
			if err := answers.Decode(&a); err != nil {
				t.Fatal(err)
			}
			if a.Counts["2003/07/25/A"] != want || (a.Error != "") != (i == 0) {
				t.Errorf("mapped %v, answer %d: %+v", mapped, i, a)
			}
		}
	}
	if err := Worker(strings.NewReader("nonsense"), io.Discard); err == nil {
		t.Error("a worker understands nonsense")
	}
}

func TestReadFound(t *testing.T) {
	got, err := readFound(strings.NewReader(`{"count":3,"1":"a"}
{"count":2,"1":"\\xff","1_base64":"/w=="}
{"count":1,"1":"\\xff"}
`))
	if err != nil || len(got) != 3 || got["a"] != 3 || got["\xff"] != 2 || got[`\xff`] != 1 {
		t.Errorf("got %v, error %v", got, err)
	}
	for _, text := range []string{"{", `{"count":1}`, "1", `{"count":"x","1":""}`} {
		if _, err := readFound(strings.NewReader(text)); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}

// A mapped log that shrinks faults; that is an error, and no end of the process.
func TestWorkerOfAShrinkingLog(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	text := []byte(strings.Repeat("GET /ongoing/When/200x/2003/07/25/A HTTP\n", 10_000))
	if err := os.WriteFile(log, text, 0o666); err != nil {
		t.Fatal(err)
	}
	worker := opened{}
	defer worker.close()
	whole := request{log, true, Chunk{0, int64(len(text))}}
	if _, err := worker.count(whole); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(log, 0); err != nil {
		t.Skip(err) // where a mapped file cannot shrink
	}
	if counts, err := worker.count(whole); err == nil {
		t.Errorf("counted %v", counts)
	}
}
