package cli

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"wf/chunker"
)

// TestDeal deals out files of random sizes: each byte once, in order, in parts
// as large as they were to be.
func TestDeal(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 8))
	dir := t.TempDir()
	for range 40 {
		var names []string
		var total int64
		for i := range 1 + rnd.IntN(6) {
			name := filepath.Join(dir, string(rune('a'+i)))
			if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
			size := rnd.Int64N(1 << (2 + rnd.IntN(33)))
			if err := os.Truncate(name, size); err != nil { // a hole takes no room
				t.Fatal(err)
			}
			names, total = append(names, name), total+size
		}
		source := chunker.Open(names, chunker.Options{})
		for _, how := range []cutting{{size: 1 << 20}, {size: 3 << 20}, {size: 1 << 40}, {parts: 1}, {parts: 1 + rnd.IntN(100)}, {parts: maxParts}} {
			checkDealt(t, source.Inputs(), how, total)
		}
		source.Close()
	}
}

// checkDealt checks a plan of inputs with so many bytes in all.
func checkDealt(t *testing.T, inputs []*chunker.Input, how cutting, total int64) {
	t.Helper()
	input, at, n, largest := -1, int64(0), 0, int64(0)
	for p := range deal(inputs, how) {
		if p.input != input {
			input, at = input+1, 0
		}
		size := inputs[p.input].RawSize()
		end := min(p.end, size)
		last := p.end == math.MaxInt64
		if p.input != input || p.start != at || p.bytes != end-at || last != (end == size) || !last && p.bytes < leastPart || last && p.start > 0 && p.bytes < leastPart {
			t.Fatalf("%+v of %d bytes is %+v, behind %d of input %d", how, size, p, at, input)
		}
		at, total, largest, n = end, total-p.bytes, max(largest, p.bytes), n+1
	}
	if input != len(inputs)-1 || total != 0 {
		t.Fatalf("%+v: %d bytes are left", how, total)
	}
	switch {
	case how.parts > 0 && n > max(how.parts, len(inputs)):
		t.Errorf("%+v: %d parts of %d files", how, n, len(inputs))
	case how.parts == 0 && largest > max(how.size, 2*leastPart):
		t.Errorf("%+v: a part of %d bytes", how, largest)
	}
}

// TestPartSize compares with trying every size.
func TestPartSize(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 8))
	for range 200 {
		sizes := make([]int64, 1+rnd.IntN(4))
		for i := range sizes {
			sizes[i] = rnd.Int64N(40<<20) * rnd.Int64N(2)
		}
		parts := 1 + rnd.IntN(30)
		count := func(size int64) (n int) {
			for _, s := range sizes {
				k := 1
				for ; s/int64(k) >= leastPart && s > size*int64(k) && s/int64(k+1) >= leastPart; k++ {
				}
				n += k
			}
			return n
		}
		got := partSize(sizes, parts)
		most := max(parts, len(sizes))
		if count(got) > most || got > leastPart && count(got-1) <= most {
			t.Errorf("%d in %d: %d makes %d parts, %d makes %d", sizes, parts, got, count(got), got-1, count(got-1))
		}
	}
	if got := partSize([]int64{1 << 62, 1 << 62}, 64); got != 1<<57 {
		t.Errorf("8 EiB in 64 parts: %d", got)
	}
}

// TestShellWord has what the script with real shells has not.
func TestShellWord(t *testing.T) {
	for name, want := range map[string]string{"a": "a", "a b": "'a b'", "-": "-- -", "": "", "'": `''\'''`, "a\tb": "'a\tb'", "ü": "'ü'", "\xff": "'\xff'"} {
		if got, ok := shellWord(name); got != want || !ok {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
	}
	if _, ok := shellWord("a\n"); ok {
		t.Error("a line end stands in a line")
	}
}
