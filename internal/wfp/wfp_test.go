package wfp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"wf/aggregate"
	"wf/parser"
)

// header is one with everything in it, for so many bodies.
func header(bodies int) *Header {
	h := &Header{
		Version: "1.2",
		Command: Command{Name: "top", Args: []string{"path"}, Flags: []Flag{{"limit", []string{"3"}}}},
		Select:  Selection{Where: []string{"status >= 500"}, Since: "2026-03-01T10:00:00Z", Zone: "UTC", Routes: []string{"/u/:id"}, MaxLine: 1 << 20},
		Fields:  []parser.Field{{Name: "user_id", Kind: parser.Decimal}},
		Known:   []string{"path", "status"},
		Account: Account{Files: []File{file("b.log", 0, 100), file("a.log", 0, 50)}, Errors: []Text{"interrupted"}},
	}
	for i := range bodies {
		h.Questions = append(h.Questions, aggregate.Question{Name: fmt.Sprintf("q%d", i), Keys: []string{"path"}, Metrics: []string{"count"}})
	}
	h.Account.Span.Add(parser.Stamp{Nanos: 5e9, Offset: 3600, Valid: true})
	h.Account.Span.Add(parser.Stamp{Nanos: 7e9, Offset: parser.NoOffset, Valid: true})
	return h
}

// file is a log of a hundred bytes, and ten lines, of which a part was read.
func file(name string, from, to int64) File {
	return File{
		Name: Text(name), Format: "combined", Head: "00112233", Size: 100, Ended: to == 100,
		Parts: []Part{{from, to, (to - from) / 10}},
		Lines: aggregate.Lines{Total: (to - from) / 10, Parsed: (to - from) / 10}, Bytes: to - from,
	}
}

// write is a saved partial with these bodies.
func write(t testing.TB, h *Header, bodies ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, h)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range bodies {
		to, err := w.Body()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read reads all saved partials of r.
func read(r io.Reader) (headers []*Header, bodies [][]byte, err error) {
	sr := NewReader(r)
	defer sr.Close()
	for {
		h, err := sr.Next()
		if err == io.EOF {
			return headers, bodies, nil
		}
		if err != nil {
			return headers, bodies, err
		}
		headers = append(headers, h)
		for range h.Questions {
			from, err := sr.Body()
			if err != nil {
				return headers, bodies, err
			}
			body, err := io.ReadAll(from)
			if err != nil {
				return headers, bodies, sr.Why(err)
			}
			bodies = append(bodies, body)
		}
		if err := sr.End(); err != nil {
			return headers, bodies, err
		}
	}
}

// someBodies are bodies of no bytes, of few, and of more than a block.
func someBodies() [][]byte {
	long := make([]byte, 300_000)
	for i := range long {
		long[i] = byte(rand.N(256))
	}
	return [][]byte{nil, []byte("abc"), long, bytes.Repeat([]byte("x"), 200_000), long[:pieceSize]}
}

// TestRoundTrip reads what was written, alone and one behind the other, however
// few bytes come at once.
func TestRoundTrip(t *testing.T) {
	bodies := someBodies()
	one := write(t, header(len(bodies)), bodies...)
	two := write(t, header(1), []byte("two"))
	for name, r := range map[string]io.Reader{
		"whole": bytes.NewReader(append(one, two...)),
		"bytes": iotest.OneByteReader(bytes.NewReader(append(one, two...))),
		"half":  iotest.DataErrReader(iotest.HalfReader(bytes.NewReader(append(one, two...)))),
	} {
		headers, got, err := read(r)
		if err != nil || len(headers) != 2 || len(got) != len(bodies)+1 {
			t.Fatalf("%s: %d headers, %d bodies, %v", name, len(headers), len(got), err)
		}
		for i, want := range append(bodies, []byte("two")) {
			if !bytes.Equal(got[i], want) {
				t.Errorf("%s: body %d has %d bytes, want %d", name, i, len(got[i]), len(want))
			}
		}
		want := header(len(bodies))
		want.arrange()
		if !reflect.DeepEqual(headers[0], want) {
			t.Errorf("%s: the header is\n%+v, want\n%+v", name, headers[0], want)
		}
	}
}

// TestCutAnywhere reads a file that is cut at any byte, and one of which any byte
// is another: that is an error, unless the bit that changed means nothing.
func TestCutAnywhere(t *testing.T) {
	whole := write(t, header(2), []byte("first"), bytes.Repeat([]byte("second"), 1000))
	headers, bodies, _ := read(bytes.NewReader(whole))
	for n := range whole {
		_, _, err := read(bytes.NewReader(whole[:n]))
		var cut *CutError
		if n == 0 {
			if err == nil || err.Error() != "is empty" {
				t.Errorf("nothing: %v", err)
			}
		} else if !errors.As(err, &cut) || cut.Offset != int64(n) {
			t.Errorf("cut at %d: %v", n, err)
		}
		flipped := bytes.Clone(whole)
		flipped[n] ^= 1 << (n % 8)
		h, b, err := read(bytes.NewReader(flipped))
		if err == nil && !(reflect.DeepEqual(h, headers) && reflect.DeepEqual(b, bodies)) {
			t.Errorf("byte %d is another, and nobody noticed", n)
		}
	}
}

// TestReadErrors passes on what a reader says, and does not call it damage.
func TestReadErrors(t *testing.T) {
	whole := write(t, header(1), bytes.Repeat([]byte("x"), 100_000))
	broken := errors.New("input/output error")
	for _, n := range []int{0, 5, 20, len(whole) - 4} {
		_, _, err := read(io.MultiReader(bytes.NewReader(whole[:n]), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

// TestWriteErrors fails at any of the writes.
func TestWriteErrors(t *testing.T) {
	full := errors.New("no space left on device")
	body := someBodies()[2]
	for n := range 20 {
		w := &failing{left: n, err: full}
		sw, err := NewWriter(w, header(1))
		if err == nil {
			var to io.Writer
			if to, err = sw.Body(); err == nil {
				_, err = to.Write(body)
			}
		}
		if err == nil {
			err = sw.Close()
		}
		if w.left < 0 && !errors.Is(err, full) {
			t.Errorf("write %d failed, and the error is %v", n, err)
		}
	}
}

// failing is a writer that takes so many writes.
type failing struct {
	left int
	err  error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.left--; f.left < 0 {
		return 0, f.err
	}
	return len(p), nil
}

// TestText keeps any bytes.
func TestText(t *testing.T) {
	h := header(1)
	h.Account.Files[0].Name = "caf\xe9 <&>\n\u2028.log"
	h.Account.Errors = []Text{"\xff\x00"}
	headers, _, err := read(bytes.NewReader(write(t, h, nil)))
	if err != nil || !reflect.DeepEqual(headers[0].Account, h.Account) {
		t.Errorf("%v: %+v, want %+v", err, headers, h.Account)
	}
}

// TestDiffers names the first part of a question that is another.
func TestDiffers(t *testing.T) {
	check := func(want string, change func(*Header)) {
		t.Helper()
		a, b := header(1), header(1)
		change(b)
		here, there := a.Differs(b)
		if got := strings.Trim(here+" | "+there, " |"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	check("", func(h *Header) { h.Version, h.Command.Flags, h.Account = "2", nil, Account{} })
	check("measures count | measures count,rate", func(h *Header) { h.Questions[0].Metrics = []string{"count", "rate"} })
	check(`counts "top path" | counts "top agent"`, func(h *Header) { h.Questions[0].Keys, h.Command.Args = []string{"agent"}, []string{"agent"} })
	check("answers 1 questions | answers 2", func(h *Header) { h.Questions = append(h.Questions, h.Questions[0]) })
	check("has --tz UTC | no --tz", func(h *Header) { h.Select.Zone = "" })
	check("counts records where status >= 500 | counts all records", func(h *Header) { h.Select.Where = nil })
	check("has --max-line 1048576 | --max-line 100", func(h *Header) { h.Select.MaxLine = 100 })
	check("reads user_id as a number | reads user_id as a text", func(h *Header) { h.Fields[0].Kind = parser.Text })
}
