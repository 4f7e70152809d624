package chunker

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/ulikunitz/xz"
)

// xzBlocks compresses data in blocks of size bytes.
func xzBlocks(t testing.TB, data []byte, size int64, check byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := xz.WriterConfig{DictCap: 1 << 16, BlockSize: size, CheckSum: check, NoCheckSum: check == xz.None}.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = w.Write(data); errors.Join(err, w.Close()) != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// xzHeaders returns where the headers of blocks begin in packed.
func xzHeaders(packed []byte) []int {
	var list []int
	for at := 12; at+12 <= len(packed); at += 4 {
		if end := at + 4*(int(packed[at])+1); packed[at] > 0 && end <= len(packed) && bytes.Contains(packed[at:end-4], []byte{lzma2Filter, 1}) &&
			crc32.ChecksumIEEE(packed[at:end-4]) == binary.LittleEndian.Uint32(packed[end-4:]) {
			list = append(list, at)
		}
	}
	return list
}

// askFor returns packed with the property of the dictionary changed in the
// header that begins at some place.
func askFor(packed []byte, at int, property byte) []byte {
	packed = bytes.Clone(packed)
	header := packed[at : at+4*(int(packed[at])+1)]
	header[bytes.Index(header, []byte{lzma2Filter, 1})+2] = property
	end := len(header) - 4
	binary.LittleEndian.PutUint32(header[end:], crc32.ChecksumIEEE(header[:end]))
	return packed
}

// xzTexts are texts whose chunks are of all kinds: compressed, with new
// properties and without, and stored.
func xzTexts() map[string][]byte {
	noise := make([]byte, 150_000)
	rand.NewChaCha8([32]byte{1}).Read(noise)
	return map[string][]byte{
		"nothing": nil, "a byte": []byte("a"), "log": logText(2500), "noise": noise,
		"both": append(append(logText(500), noise...), logText(500)...), "zeros": make([]byte, 150_000),
	}
}

// TestXZDictionary has a header that asks for 4 GiB in the place of each block
// in turn. All text of the blocks before it is read.
func TestXZDictionary(t *testing.T) {
	const most = 40 // 4 GiB less a byte
	for name, text := range xzTexts() {
		for _, check := range []byte{xz.None, xz.SHA256} {
			const size = 100_000
			packed := xzBlocks(t, text, size, check)
			headers := xzHeaders(packed)
			if want := (len(text) + size - 1) / size; len(headers) < want {
				t.Fatalf("%s has %d headers, want %d", name, len(headers), want)
			}
			checkGuard(t, packed, text, 0)
			for i, at := range headers {
				if i > 2 && i < len(headers)-1 {
					continue
				}
				checkGuard(t, askFor(packed, at, most), text[:min(i*size, len(text))], 1<<32-1)
			}
		}
	}
}

// checkGuard reads packed through a guard, in pieces of several sizes, and
// wants the text, and behind it an error about a dictionary of so many bytes, or
// none for 0.
func checkGuard(t *testing.T, packed, text []byte, dictionary int64) {
	t.Helper()
	for _, pieces := range []func(io.Reader) io.Reader{
		func(r io.Reader) io.Reader { return r }, iotest.HalfReader, iotest.OneByteReader,
	} {
		guard := &xzGuard{r: pieces(bytes.NewReader(packed))}
		r, err := xz.NewReader(guard)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		var large *xzDictionaryError
		switch errors.As(err, &large); {
		case !bytes.Equal(got, text):
			t.Fatalf("read %d bytes, want %d: %v", len(got), len(text), err)
		case dictionary == 0 && err != nil, dictionary > 0 && (large == nil || large.size != dictionary):
			t.Fatalf("error is %v, want one about %d bytes", err, dictionary)
		}
		if len(packed) > 100_000 {
			return
		}
	}
}

// TestXZDictionaryMessage reads such a file, as a user does, with the largest
// dictionary that is accepted beside it.
func TestXZDictionaryMessage(t *testing.T) {
	packed := xzBlocks(t, []byte("a\n"), 1<<20, xz.CRC32)
	at := xzHeaders(packed)[0]
	fine, large := write(t, "fine", askFor(packed, at, 30)), write(t, "large log", askFor(packed, at, 31))
	s := Open([]string{fine, large}, Options{})
	defer s.Close()
	checkChunks(t, "dictionaries", pull(s, 1, false), []byte("a\n"), nil)
	checkProblems(t, s, "1: needs a dictionary of 0.2 GiB; run: xz -dc '"+large+"' | wf -")
}

// FuzzXZGuard shows that the guard changes nothing of what can be read without
// it, whatever the bytes.
func FuzzXZGuard(f *testing.F) {
	for _, text := range xzTexts() {
		packed := xzBlocks(f, text[:min(len(text), 3000)], 1000, xz.CRC32)
		f.Add(packed)
		f.Add(packed[:len(packed)/2])
		for _, at := range xzHeaders(packed) {
			damaged := askFor(packed, at, 40)
			damaged[at+5]++ // its checksum is wrong
			f.Add(damaged)
		}
		f.Add(append(packed[:len(packed):len(packed)], packed...))
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		for _, at := range xzHeaders(packed) {
			if xzDictionary(packed[at:at+4*(int(packed[at])+1)]) > 1<<20 {
				return // takes long without the guard
			}
		}
		read := func(r io.Reader) (string, string) {
			z, err := xz.ReaderConfig{SingleStream: true}.NewReader(r)
			if err != nil {
				return "", err.Error()
			}
			text, err := io.ReadAll(io.LimitReader(z, 1<<20))
			return string(text), fmt.Sprint(err)
		}
		text, err := read(bytes.NewReader(packed))
		gotText, gotErr := read(&xzGuard{r: bytes.NewReader(packed)})
		if gotText != text || gotErr != err {
			t.Fatalf("%q, %s; want %q, %s", gotText, gotErr, text, err)
		}
	})
}
