package soak

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"wf/chunker"
	"wf/parser"
)

// forms are what the logs of a round were made into.
type forms struct {
	names  []string // of plain/ and packed/, which have the same text under the same names
	parts  []string // in parts/: the logs cut at line ends, in their order
	format string   // for -f, if one known format is that of all of them; else ""
	keyed  bool     // lines of it say what their fields are, so that a sample decides what they mean
	small  bool     // a sample holds all of each log
}

// sampleSize is what detection looks at of a log, at least.
const sampleSize = 200 << 10

// writeForms writes the logs of the round to files.
func (r *round) writeForms() (*forms, error) {
	f := &forms{small: true}
	for _, dir := range []string{"plain", "packed", "parts", "fifo", "tmp"} {
		if err := os.MkdirAll(r.place(dir), 0o700); err != nil {
			return nil, err
		}
	}
	for _, l := range r.logs {
		f.names = append(f.names, l.name)
		f.small = f.small && len(l.text) <= sampleSize
		if err := os.WriteFile(r.place("plain", l.name), l.text, 0o600); err != nil {
			return nil, err
		}
		packed, err := r.pack(l.text)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(r.place("packed", l.name), packed, 0o600); err != nil {
			return nil, err
		}
		for _, part := range r.cut(l.text, 1+r.IntN(4)) {
			name := fmt.Sprintf("%d.log", len(f.parts))
			f.parts = append(f.parts, name)
			if err := os.WriteFile(r.place("parts", name), part, 0o600); err != nil {
				return nil, err
			}
		}
	}
	f.format, f.keyed = r.detect(f.names)
	return f, nil
}

// detect returns the name of the format that all logs have, "" if there is no
// such format, and whether its lines name their fields.
func (r *round) detect(names []string) (format string, keyed bool) {
	for i, name := range names {
		source := chunker.Open([]string{r.place("plain", name)}, chunker.Options{})
		lines, _ := source.Inputs()[0].Sample(sampleSize)
		source.Close()
		found := parser.Detect(lines).Format
		if found == nil || i > 0 && found.Name != format {
			return "", false
		}
		known, ok := parser.LookupFormat(found.Name)
		if !ok {
			return "", false
		}
		_, directed := known.Compile(parser.NewFieldSet()).(parser.Directed)
		format, keyed = known.Name, known.Open() || directed
	}
	return format, keyed
}

// cut cuts a text into n pieces at line ends.
func (d draw) cut(text []byte, n int) (pieces [][]byte) {
	for n--; n > 0; n-- {
		at := d.IntN(len(text) + 1)
		end := at + bytes.IndexByte(text[at:], '\n') + 1
		if end == at {
			break
		}
		pieces, text = append(pieces, text[:end]), text[end:]
	}
	return append(pieces, text)
}

// pack compresses a text as one or several members, wherever they begin.
func (d draw) pack(text []byte) (packed []byte, err error) {
	kind := of(d, "gzip", "gzip", "zstd", "zstd", "xz", "bzip2")
	if kind == "bzip2" && !haveTool(kind) {
		kind = "gzip"
	}
	var cuts []int
	for range of(d, 0, 0, 1, 3) {
		cuts = append(cuts, d.IntN(len(text)+1)) // two alike: an empty member
	}
	slices.Sort(cuts)
	from := 0
	for _, to := range append(cuts, len(text)) {
		member, err := packMember(kind, text[from:to])
		if err != nil {
			return nil, err
		}
		packed, from = append(packed, member...), to
	}
	if kind == "zstd" && d.chance(3) { // a frame to be skipped
		packed = append(packed, "\x50\x2a\x4d\x18\x03\x00\x00\x00wf\n"...)
	}
	return packed, nil
}

func packMember(kind string, text []byte) ([]byte, error) {
	var out bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&out)
	var err error
	switch kind {
	case "zstd":
		w, err = zstd.NewWriter(&out)
	case "xz":
		w, err = xz.NewWriter(&out)
	case "bzip2":
		cmd := exec.Command("bzip2", "-c")
		cmd.Stdin = bytes.NewReader(text)
		return cmd.Output()
	}
	if err != nil {
		return nil, err
	}
	_, err = w.Write(text)
	err = errors.Join(err, w.Close())
	return out.Bytes(), err
}

// feed writes a text to a FIFO that another program opens, in pieces. The
// function that it returns ends that, whether or not somebody reads.
func (d draw) feed(path string, text []byte) (end func(), err error) {
	if err := makeFIFO(path); err != nil {
		return nil, err
	}
	pieces := d.pieces(text)
	done := make(chan struct{})
	go func() {
		defer close(done)
		w, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return
		}
		defer w.Close()
		for _, p := range pieces {
			if _, err := w.Write(p); err != nil {
				return // nobody reads any more
			}
		}
	}()
	return func() {
		unblockFIFO(path)
		<-done
		os.Remove(path)
	}, nil
}

// pieces cuts a text anywhere.
func (d draw) pieces(text []byte) (list [][]byte) {
	for len(text) > 0 {
		n := min(d.size(1+len(text)/100, 200_000), len(text))
		list, text = append(list, text[:n]), text[n:]
	}
	return list
}
