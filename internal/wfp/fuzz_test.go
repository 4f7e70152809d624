package wfp

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/cespare/xxhash/v2"
	"github.com/klauspost/compress/zstd"
)

// packed is a file whose payload is what it is given, with a checksum that is
// right.
func packed(payload []byte) []byte {
	var b bytes.Buffer
	b.WriteString(magic)
	b.WriteByte(format)
	out := &blocks{w: &b}
	zip, _ := zstd.NewWriter(out, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(maxWindow))
	zip.Write(payload)
	zip.Close()
	out.flush()
	b.WriteByte(0)
	b.Write(binary.LittleEndian.AppendUint64(nil, xxhash.Sum64(payload)))
	return b.Bytes()
}

// payload is a header and bodies as they stand in a file.
func payload(header string, bodies string) []byte {
	return append(append(binary.AppendUvarint(nil, uint64(len(header))), header...), bodies...)
}

// FuzzRead reads any bytes, as a file and as the payload of one: nothing panics,
// and what can be read can be written and read again.
func FuzzRead(f *testing.F) {
	h := header(2)
	whole := write(f, h, []byte("abc"), bytes.Repeat([]byte("x"), 100_000))
	text, _ := json.Marshal(h)
	f.Add(whole)
	f.Add(append(whole, whole...))
	f.Add(whole[:len(whole)/2])
	f.Add(payload(string(text), "\x03abc\x00\x00"))
	f.Add(payload(string(text), "\x03ab"))
	f.Add(payload(`{"questions":[{}],"account":{"files":[{},{},{}]}}`, "\x00"))
	f.Add(payload(`{"questions":[{}],"account":{"span":[[1,2],[9223372036854775807,-2147483648]],"errors":[{"base64":"/w=="}]}}`, "\x00"))
	f.Add(binary.AppendUvarint(nil, 1<<62))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, file := range [][]byte{data, packed(data)} {
			headers, bodies, err := read(bytes.NewReader(file))
			if err != nil {
				continue
			}
			for _, h := range headers {
				n := len(h.Questions)
				h.arrange()
				again, same, err := read(bytes.NewReader(write(t, h, bodies[:n]...)))
				if err != nil || jsonOf(t, again[0]) != jsonOf(t, h) || !equalBodies(same, bodies[:n]) {
					t.Fatalf("read, written and read again it is something else: %v", err)
				}
				bodies = bodies[n:]
			}
		}
	})
}

func jsonOf(t *testing.T, h *Header) string {
	text, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func equalBodies(a, b [][]byte) bool {
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			return false
		}
	}
	return len(a) == len(b)
}

// offsets are stamps with an offset of its own each.
func offsets(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "[1,%d],", i)
	}
	return b.String()
}

// TestHostile reads small files that say much: what reading them takes stays in
// bounds.
func TestHostile(t *testing.T) {
	files := map[string][]byte{
		"a long header":      packed(payload(`{"questions":[{}],"known":["`+string(bytes.Repeat([]byte("x"), 40<<20)), "")),
		"no end of files":    packed(payload(`{"questions":[{}],"account":{"files":[`+string(bytes.Repeat([]byte("{},"), 1<<20))+`{}]}}`, "\x00")),
		"no end of fields":   packed(payload(`{"questions":[{}],"known":[`+string(bytes.Repeat([]byte(`"",`), 1<<20))+`""]}`, "\x00")),
		"no end of spans":    packed(payload(`{"questions":[{}],"account":{"span":[`+string(bytes.Repeat([]byte(`[1,2],`), 1<<20))+`[1,2]]}}`, "\x00")),
		"many offsets":       packed(payload(`{"questions":[{}],"account":{"span":[`+offsets(100_000)+`[1,2]]}}`, "\x00")),
		"many fields":        packed(payload(`{"questions":[{}],"fields":[`+strings.Repeat(`{"Name":"f"},`, 20_000)+`{"Name":"f"}]}`, "\x00")),
		"deep":               packed(payload(`{"questions":[{}],"state":`+string(bytes.Repeat([]byte("["), 1<<20)), "\x00")),
		"a length":           packed(binary.AppendUvarint(nil, maxHeader)),
		"a body without end": packed(payload(`{"questions":[{}]}`, string(append(binary.AppendUvarint(nil, 1<<62), make([]byte, 1<<20)...)))),
	}
	for name, file := range files {
		sr := NewReader(bytes.NewReader(file))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := sr.Next()
		if err == nil {
			var body io.Reader
			if body, err = sr.Body(); err == nil {
				_, err = io.Copy(io.Discard, body)
			}
		}
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if took := int64(after.TotalAlloc - before.TotalAlloc); took > 16<<20+20*int64(len(file)) {
			t.Errorf("%s: a file of %d bytes took %d", name, len(file), took)
		}
		sr.Close()
	}
}
