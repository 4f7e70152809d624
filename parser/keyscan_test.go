package parser

import (
	"bytes"
	"testing"
)

// keyRecord returns a Record with a slot for each path, and what to look for.
// In the slots are values of another line.
func keyRecord(paths ...string) (*Record, []wanted) {
	r := &Record{set: NewFieldSet(), spans: make([]span, len(paths)+1)}
	r.Reset("")
	var w []wanted
	for i, path := range paths {
		r.spans[i] = r.putString("of another line")
		w = append(w, wanted{path, int32(i)})
	}
	return r, w
}

// checkFound compares what a scanner finds in line with what its twin found,
// by path, nil for a value that is absent.
func checkFound(t testing.TB, newScanner func([]wanted) keyScanner, line []byte, want map[string][]byte) {
	t.Helper()
	var paths []string
	for path := range want {
		paths = append(paths, path)
	}
	r, w := keyRecord(paths...)
	r.begin(line, nil)
	if !newScanner(w).scan(line, r) {
		t.Fatalf("%q: not of the format with %q wanted", line, paths)
	}
	for i, path := range paths {
		if got := r.Bytes(i); !same(got, want[path]) {
			t.Fatalf("%q: %s is %q, want %q", line, path, got, want[path])
		}
	}
}

// flatPair is a value in a line without nesting, and its key.
type flatPair struct {
	key    string
	value  []byte // nil if it is absent
	quoted bool
}

// checkFlat compares what a scanner and its keys make of line with the pairs
// that their plain twin finds; taken says whether it takes the line.
func checkFlat(t testing.TB, newScanner func([]wanted) keyScanner, keys func([]byte, func(string, []byte, bool)) bool,
	line []byte, want []flatPair, taken bool) {
	t.Helper()
	r, _ := keyRecord()
	r.begin(line, nil)
	if got := newScanner(nil).scan(line, r); got != taken {
		t.Fatalf("%q: of the format: %v, want %v", line, got, taken)
	}
	n := 0
	told := keys(line, func(key string, value []byte, quoted bool) {
		if !taken || n >= len(want) || key != want[n].key || !same(value, want[n].value) || quoted != want[n].quoted {
			t.Fatalf("%q: pair %d is %q %q %v, want %v", line, n, key, value, quoted, want)
		}
		n++
	})
	if told != taken || taken && n != len(want) {
		t.Fatalf("%q: %d keys are told: %v, want %v: %v", line, n, told, want, taken)
	}
	if !taken {
		return
	}
	found := map[string][]byte{"missing": nil}
	for _, pair := range want {
		found[string(normalKey(nil, []byte(pair.key)))] = pair.value
	}
	checkFound(t, newScanner, line, found)
}

func TestNormalKey(t *testing.T) {
	check := func(key, want string) {
		t.Helper()
		if got := string(normalKey([]byte("> "), []byte(key))); got != "> "+want {
			t.Errorf("%q: got %q, want %q", key, got, want)
		}
	}
	check("", "")
	check("status", "status")
	check("request_User-Agent", "request_user_agent")
	check("request.headers.X-Forwarded-For", "request.headers.x_forwarded_for")
	check(":authority", "_authority")
	check("AZaz09@[`{/:^", "azaz09_______")
	check("größe", "gr____e")
}

// TestKeyTable looks up all keys of up to three bytes of a small alphabet in
// tables of some of them.
func TestKeyTable(t *testing.T) {
	var all []string
	for n := range 4 {
		eachText("aB.-", n, func(text []byte) { all = append(all, string(text)) })
	}
	for every := 1; every < 20; every++ {
		var keys []string
		index := map[string]int{}
		for i := 0; i < len(all); i += every {
			if key := string(normalKey(nil, []byte(all[i]))); index[key] == 0 {
				keys = append(keys, key)
				index[key] = len(keys)
			}
		}
		table := newKeyTable(keys)
		for _, key := range all {
			want := index[string(normalKey(nil, []byte(key)))] - 1
			if got := table.find([]byte(key)); got != want {
				t.Fatalf("%q among %q: got %d, want %d", key, keys, got, want)
			}
		}
	}
}

// eachText calls yield with all texts of n bytes of alphabet.
func eachText(alphabet string, n int, yield func([]byte)) {
	text := bytes.Repeat([]byte{alphabet[0]}, n)
	places := make([]int, n)
	for {
		yield(text)
		i := 0
		for ; i < n; i++ {
			if places[i]++; places[i] < len(alphabet) {
				text[i] = alphabet[places[i]]
				break
			}
			places[i] = 0
			text[i] = alphabet[0]
		}
		if i == n {
			return
		}
	}
}

// benchmarkKeys times a scanner on the lines of a chunk that stays in the
// cache.
func benchmarkKeys(b *testing.B, newScanner func([]wanted) keyScanner, lines [][]byte, paths ...string) {
	r, w := keyRecord(paths...)
	s := newScanner(w)
	b.SetBytes(int64(len(bytes.Join(lines, nil)) / len(lines)))
	b.ReportAllocs()
	i := len(lines)
	for b.Loop() {
		if i == len(lines) {
			r.Reset("")
			i = 0
		}
		r.begin(lines[i], nil)
		if !s.scan(lines[i], r) {
			b.Fatalf("not of the format: %s", lines[i])
		}
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
