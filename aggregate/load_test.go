package aggregate

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"wf/parser"
)

// rawBody is a body that is put together by hand.
type rawBody struct {
	head, front []byte
	rows        []byte // one block
	number      uint64 // of rows
}

// rawOf returns the front of a body of no rows.
func rawOf(t testing.TB, q Question) rawBody {
	p := another(t, q, nil, nil)
	front := []byte{0, 0}
	if p.spec.auto != nil {
		front = appendAuto(nil, autoRange{0, 3600, true}, p.step)
		front = append(front, 0, 0)
	}
	return rawBody{head: []byte(p.spec.bodyHead()), front: front}
}

func (b rawBody) bytes() []byte {
	var out []byte
	for _, block := range [][]byte{b.head, b.front, b.rows} {
		if len(block) > 0 {
			out = append(binary.AppendUvarint(out, uint64(len(block))), block...)
		}
	}
	return binary.AppendUvarint(append(out, 0), b.number)
}

// load loads a body that is alone, and returns what is wrong with it.
func load(t testing.TB, p *Partial, body []byte) string {
	t.Helper()
	err := p.Load(bufio.NewReader(bytes.NewReader(body)))
	var wrong *BodyError
	if err != nil && !errors.As(err, &wrong) {
		t.Errorf("%v is no BodyError", err)
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

// numbers are varints: those of uint64 without a sign, those of int with one,
// and bytes as they are.
func numbers(values ...any) (b []byte) {
	for _, v := range values {
		switch v := v.(type) {
		case int:
			b = binary.AppendVarint(b, int64(v))
		case uint64:
			b = binary.AppendUvarint(b, v)
		case string:
			b = append(b, v...)
		}
	}
	return b
}

// TestLoadRefuses has rows that Save does not write. Each begins with how much
// of the key before is taken over, and the length of the rest.
func TestLoadRefuses(t *testing.T) {
	type n = uint64
	value := func(v uint64) string { return string(binary.BigEndian.AppendUint64(nil, v)) }
	clock := func(at time.Duration) string { return string(parser.AppendClock(nil, int64(at))) }
	bucket := func(v int64) uint64 { return bucketOf(v) }
	check := func(keys, metrics string, rows uint64, row []byte, want string) {
		t.Helper()
		q := Question{Keys: strings.Fields(keys), Metrics: strings.Split(metrics, ";")}
		b := rawOf(t, q)
		b.rows, b.number = row, rows
		got := load(t, another(t, q, nil, nil), b.bytes())
		if want == "" && got != "" || want != "" && !strings.Contains(got, want) {
			t.Errorf("%s of %s, %q: %q, not %q", metrics, keys, row, got, want)
		}
	}
	check("path", "count", 1, numbers(n(0), n(1), "a", n(1)), "")
	check("path", "count", 2, numbers(n(0), n(1), "a", n(1)), "1 rows and says 2")
	check("path", "count", 1, numbers(n(0), n(1), "a", n(0)), "0 records")
	check("path", "count", 1, numbers(n(0), n(1), "a", n(maxRecords)), "")
	check("path", "count", 1, numbers(n(0), n(1), "a", n(maxRecords+1)), "36028797018963969 records")
	check("path", "count", 2, numbers(n(0), n(1), "a", n(maxRecords), n(1), n(1), "b", n(1)), "more than")
	check("path", "count", 1, numbers(n(0), n(1), "a", n(1<<63)), "a number is none")
	check("path", "count", 1, numbers(n(0), n(1), "a"), "a number is none")
	check("path", "count", 1, numbers(n(0), n(2), "a"), "too early")
	check("path", "count", 1, numbers(n(1), n(1), "a", n(1)), "takes over 1 bytes")
	check("path", "count", 2, numbers(n(0), n(1), "a", n(1), n(2), n(1), "b", n(1)), "takes over 2 bytes")
	check("path", "count", 2, numbers(n(0), n(1), "a", n(1), n(1), n(1), "b", n(1)), "")
	check("path", "count", 2, numbers(n(0), n(1), "a", n(1), n(1), n(0), n(1)), "does not follow")
	check("path", "count", 2, numbers(n(0), n(1), "b", n(1), n(0), n(1), "a", n(1)), "does not follow")
	check("path", "count", 2, numbers(n(0), n(2), "ab", n(1), n(1), n(1), "b", n(1)), "does not follow")
	check("path", "count", 1, numbers(n(0), n(0), n(1)), "is no key")
	check("path", "count", 1, numbers(n(0), n(1), "\x00", n(1)), "")
	check("path", "count", 1, numbers(n(0), n(2), "\x00a", n(1)), "is no key")
	check("path", "count", 1, numbers(n(0), n(1), "\x01", n(1)), "")
	check("path", "count", 1, numbers(n(0), n(2), "\x01a", n(1)), "is no key")
	check("path", "count", 1, numbers(n(0), n(2), "\x01\x01", n(1)), "")
	check("path agent", "count", 1, numbers(n(0), n(6), "a\x00\x01b\x00\x01", n(1)), "")
	check("path agent", "count", 1, numbers(n(0), n(7), "\x00\xff\x00\x01b\x00\x01", n(1)), "")
	check("path agent", "count", 1, numbers(n(0), n(5), "\x00\x01b\x00\x01", n(1)), "is no key")
	check("path agent", "count", 1, numbers(n(0), n(3), "a\x00\x01", n(1)), "is no key")
	check("path agent", "count", 1, numbers(n(0), n(7), "a\x00\x01b\x00\x01c", n(1)), "is no key")
	check("path agent", "count", 1, numbers(n(0), n(6), "a\x00\x02b\x00\x01", n(1)), "is no key")
	check("path agent", "count", 1, numbers(n(0), n(7), "\x01a\x00\x01b\x00\x01", n(1)), "is no key")
	check("path agent", "count", 1, numbers(n(0), n(4), "a\x00\x01\x00", n(1)), "is no key")
	check("weekday", "count", 1, numbers(n(0), n(1), "7", n(1)), "")
	check("weekday", "count", 1, numbers(n(0), n(1), "8", n(1)), "is no key")
	check("weekday", "count", 1, numbers(n(0), n(1), "\x01", n(1)), "is no key")
	check("time", "count", 1, numbers(n(0), n(8), clock(7), n(1)), "")
	check("time", "count", 1, numbers(n(0), n(7), clock(7)[:7], n(1)), "is no key")
	check("time/1h", "count", 1, numbers(n(0), n(8), clock(-time.Hour), n(1)), "")
	check("time/1h", "count", 1, numbers(n(0), n(8), clock(time.Hour+1), n(1)), "is no key")
	check("time/7d", "count", 1, numbers(n(0), n(8), clock(0), n(1)), "is no key")
	check("time/7d", "count", 1, numbers(n(0), n(8), clock(4*24*time.Hour), n(1)), "")
	check("status time/1h", "count", 1, numbers(n(0), n(13), "a\x00\x01\x01"+clock(0)+"b", n(1)), "is no key")
	check("status time/1h", "count", 1, numbers(n(0), n(12), "a\x00\x01\x01"+clock(0), n(1)), "")
	check("status time/1h", "count", 1, numbers(n(0), n(12), "a\x00\x01\x02"+clock(0), n(1)), "is no key")
	check("time/auto", "count", 1, numbers(n(0), n(8), clock(time.Hour), n(1)), "")
	check("time/auto", "count", 1, numbers(n(0), n(8), clock(time.Hour+1), n(1)), "is no key")
	check("time/auto", "count", 1, numbers(n(0), n(8), clock(time.Hour+time.Second), n(1)), "is no key")
	check("time/auto", "count", 1, numbers(n(0), n(8), clock(-time.Second), n(1)), "is no key")
	check("", "count", 1, numbers(n(0), n(0), n(3)), "")
	check("", "count", 1, numbers(n(0), n(1), "a", n(3)), "there is a key")
	check("", "count", 1, numbers(n(0), n(0), n(3), n(0)), "1 bytes too many")
	check("path", "count_5xx", 1, numbers(n(0), n(1), "a", n(2), n(2)), "")
	check("path", "count_5xx", 1, numbers(n(0), n(1), "a", n(2), n(3)), `"status 500-599" does not go`)
	check("path", "count(status > 1)", 1, numbers(n(0), n(1), "a", n(2), n(3)), `"holds \"status > 1\"" does not go`)
	check("path", "sum_bytes", 1, numbers(n(0), n(1), "a", n(2), n(0)), "")
	check("path", "sum_bytes", 1, numbers(n(0), n(1), "a", n(2), n(3), 0), "does not go")
	check("path", "sum_bytes", 1, numbers(n(0), n(1), "a", n(2), n(1), math.MinInt64), "")
	check("path", "sum_bytes", 1, numbers(n(0), n(1), "a", n(2), n(1), "\x81\x80\x80\x80\x80\x80\x80\x80\x80\x02"), "does not go") // -2^63-1
	check("path", "sum_bytes", 1, numbers(n(0), n(1), "a", n(2), n(1), strings.Repeat("\xff", 19)+"\x0f"), "a number is none")
	check("path", "stddev_bytes", 1, numbers(n(0), n(1), "a", n(2), n(2), 5, n(13)), "")
	check("path", "stddev_bytes", 1, numbers(n(0), n(1), "a", n(2), n(2), 5, n(12)), `"squares integer bytes" does not go`)
	check("path", "stddev_bytes", 1, numbers(n(0), n(1), "a", n(2), n(1), 0, strings.Repeat("\x80", 18)+"\x04"), "does not go") // 2^128
	check("path", "stddev_bytes", 1, numbers(n(0), n(1), "a", n(2), n(1), 0, strings.Repeat("\x80", 28)+"\x01"), "a number is none")
	check("path", "stddev_bytes", 1, numbers(n(0), n(1), "a", n(2), n(1), 0, strings.Repeat("\x80", 27)+"\x08"), "a number is none")
	check("path", "first", 1, numbers(n(0), n(1), "a", n(2), n(0)), "")
	check("path", "first", 1, numbers(n(0), n(1), "a", n(2), n(1), -5, n(999_999_999), 3600), "")
	check("path", "first", 1, numbers(n(0), n(1), "a", n(2), n(2), -5, n(0), 0), "an instant of second -5")
	check("path", "first", 1, numbers(n(0), n(1), "a", n(2), n(1), -5, n(1e9), 0), "an instant of second -5")
	check("path", "first", 1, numbers(n(0), n(1), "a", n(2), n(1), math.MaxInt64/1_000_000_000, n(0), 0), "an instant of second 92")
	check("path", "first", 1, numbers(n(0), n(1), "a", n(2), n(1), 1, n(0), 90_001), "an offset of 90001")
	check("path", "first", 1, numbers(n(0), n(1), "a", n(2), n(1), 1, n(0), parser.NoOffset), "")
	check("path", "distinct_agent", 1, numbers(n(0), n(1), "a", n(9), n(4), value(3), value(5)), "")
	check("path", "distinct_agent", 1, numbers(n(0), n(1), "a", n(9), n(4), value(3), value(3)), "not in order")
	check("path", "distinct_agent", 1, numbers(n(0), n(1), "a", n(9), n(6), value(3), value(5)), "3 different values")
	check("path", "distinct_agent", 1, numbers(n(0), n(1), "a", n(9), n(2*distinctGroup+2), strings.Repeat(" ", 8*distinctGroup+8)), "too many")
	check("path", "distinct_agent", 1, numbers(n(0), n(1), "a", n(9), n(3), strings.Repeat(" ", sketchSize)), "mark 3")
	check("path", "distinct_agent", 1, numbers(n(0), n(1), "a", n(9), n(1), strings.Repeat("\x33", sketchSize-1)), "no sketch")
	check("path", "distinct_agent", 1, numbers(n(0), n(1), "a", n(9), n(1), strings.Repeat("\x33", sketchSize)), "")
	check("path", "distinct_agent", 1, numbers(n(0), n(1), "a", n(9), n(1), strings.Repeat("\x34", sketchSize)), "those of no sketch")
	check("path", "p50_bytes", 1, numbers(n(0), n(1), "a", n(3), n(2), n(2), bucket(5), n(1), n(1), n(1), 5, 6), "")
	check("path", "p50_bytes", 1, numbers(n(0), n(1), "a", n(3), n(2), n(2), bucket(5), n(2), n(1), n(1), 5, 6), "does not go")
	check("path", "p50_bytes", 1, numbers(n(0), n(1), "a", n(3), n(2), n(2), bucket(5), n(1), n(0), n(1), 5, 5), "do not rise")
	check("path", "p50_bytes", 1, numbers(n(0), n(1), "a", n(3), n(2), n(2), bucket(5), n(1), n(1), n(1), 4, 6), "does not go")
	check("path", "p50_bytes", 1, numbers(n(0), n(1), "a", n(3), n(2), n(2), bucket(5), n(1), n(1), n(1), 5, 7), "does not go")
	check("path", "p50_bytes", 1, numbers(n(0), n(1), "a", n(3), n(1), n(1), n(bucketCount), n(1), 5, 5), "cannot have")
	check("path", "p50_bytes", 1, numbers(n(0), n(1), "a", n(3), n(1), n(2), bucket(5), n(0), n(1), n(1), 5, 6), "cannot have 0 numbers")
	check("path", "p50_bytes", 1, numbers(n(0), n(1), "a", n(3), n(1), n(0), 5, 6), "does not go")
	check("path", "p50_bytes", 1, numbers(n(0), n(1), "a", n(3), n(1), n(1<<40), n(1), n(1)), "a number is none")
	check("path", "p50_bytes", 1, numbers(n(0), n(1), "a", n(3), n(1), n(2), bucket(5), n(1), n(1<<40), n(1)), "cannot have")
}

// TestLoadRefusesWhatIsInFront has wrong fronts of bodies.
func TestLoadRefusesWhatIsInFront(t *testing.T) {
	type n = uint64
	check := func(q Question, front []byte, want string) {
		t.Helper()
		b := rawOf(t, q)
		b.front = front
		if got := load(t, another(t, q, nil, nil), b.bytes()); want == "" && got != "" || want != "" && !strings.Contains(got, want) {
			t.Errorf("%q: %q, not %q", front, got, want)
		}
	}
	counts := Question{Keys: []string{"path"}, Metrics: []string{"count"}}
	check(counts, numbers(n(5), n(0)), "")
	check(counts, numbers(n(maxRecords+1), n(0)), "too many")
	check(counts, numbers(n(5), n(0), n(0)), "1 bytes too many")
	check(counts, numbers(n(5), n(1), 0, 7, 0, 7), "1 offsets")
	rates := Question{Keys: []string{"path"}, Metrics: []string{"rate"}}
	check(rates, numbers(n(0), n(1), 0, 7, 0, 7), "")
	check(rates, numbers(n(0), n(2), 0, 7, 60, 5, 60, 9), "")
	check(rates, numbers(n(0), n(2), 60, 7, 0, 5, 60, 9), "not in order")
	check(rates, numbers(n(0), n(1), 0, 7, 0, 6), "not in order")
	check(rates, numbers(n(0), n(1), 0, 7, 60, 9), "an offset of its own")
	check(rates, numbers(n(0), n(1), 0, 7, 0), "a number is none")
	check(rates, numbers(n(0), n(maxZones+1)), "offsets")
	steps := Question{Keys: []string{TimeFit}, Metrics: []string{"count"}}
	check(steps, numbers(n(7), "time/1s", n(0), n(0), n(0)), "")
	check(steps, numbers(n(7), "time/2s", n(0), n(0), n(0)), "no step")
	check(steps, numbers(n(7), "time/1m", n(1), 0, 59*60, n(0), n(0)), "")
	check(steps, numbers(n(7), "time/1h", n(1), 0, 59*60, n(0), n(0)), "their times ask for time/1m")
	check(steps, numbers(n(7), "time/1s", n(1), 60, 0, n(0), n(0)), "are none")
	check(steps, numbers(n(7), "time/1s", n(1), 0, math.MaxInt64, n(0), n(0)), "are none")
	check(steps, numbers(n(7), "time/1s", n(1), math.MinInt64, 0, n(0), n(0)), "are none")
	b := rawOf(t, counts)
	if got := load(t, another(t, rates, nil, nil), b.bytes()); got != "" {
		t.Errorf("cells that are the same: %s", got)
	}
	for want, other := range map[string]Question{
		`has "key path" where this question has "key agent"`:   {Keys: []string{"agent"}, Metrics: []string{"count"}},
		`has "" where this question has "cell status 500-599"`: {Keys: []string{"path"}, Metrics: []string{"count_5xx"}},
		`where this question has "where \"status == 200\""`:    {Keys: []string{"path"}, Metrics: []string{"count"}, Where: "status == 200"},
	} {
		if got := load(t, another(t, other, nil, nil), b.bytes()); !strings.Contains(got, want) {
			t.Errorf("%s, not %s", got, want)
		}
	}
	if got := load(t, another(t, counts, nil, nil), bytes.Repeat([]byte{0xff}, 20)); got != errNumber.Error() {
		t.Errorf("a size of any length: %s", got)
	}
	err := another(t, counts, nil, nil).Load(bufio.NewReader(iotest.ErrReader(errStore)))
	if !errors.Is(err, errStore) {
		t.Errorf("a reader that fails: %v", err)
	}
	b.head = make([]byte, 2*savedBlock)
	if got := load(t, another(t, counts, nil, nil), b.bytes()); !strings.Contains(got, "is the most") {
		t.Error(got)
	}
}

// TestDamageIsFound cuts bodies off at every byte, and changes each byte of
// them: what loads nevertheless is a body, and saves as one.
func TestDamageIsFound(t *testing.T) {
	list := requests(12, 5, 3)
	for i, q := range savedQuestions() {
		body := saved(t, fill(t, q, list, 1, 1, func(*Partial) {}))
		if i%4 != 0 {
			continue // there are many alike, and FuzzLoad
		}
		for cut := range body {
			if load(t, another(t, q, nil, nil), body[:cut]) == "" {
				t.Fatalf("%v: %d bytes of %d load", q, cut, len(body))
			}
		}
		r := rand.New(rand.NewPCG(1, 1))
		for i := range body {
			changed := slices.Clone(body)
			changed[i] ^= byte(1 + r.IntN(255))
			loadAnything(t, q, nil, changed)
		}
	}
}

// loadAnything loads bytes, and if they are a body saves and loads it again, and
// makes a table of it.
func loadAnything(t testing.TB, q Question, zone *time.Location, body []byte) {
	t.Helper()
	p := another(t, q, zone, nil)
	if load(t, p, body) != "" {
		return
	}
	if most := 1<<17 + 512*len(body); p.table != nil && p.bytes() > most {
		t.Fatalf("%v: %d bytes became %d", q, len(body), p.bytes())
	}
	once := saved(t, []*Partial{p})
	c := Merge([]*Partial{loaded(t, another(t, q, zone, nil), once)}, 1)
	show(t, c, View{})
	if again := saved(t, []*Partial{loaded(t, another(t, q, zone, nil), once)}); !bytes.Equal(once, again) {
		t.Fatalf("%v: %q becomes %q, and that %q", q, body, once, again)
	}
}

// FuzzLoad loads anything, for questions with a zone and without.
func FuzzLoad(f *testing.F) {
	questions := savedQuestions()
	zones := []*time.Location{nil, loadZone(f, "Australia/Lord_Howe")}
	for i, q := range questions {
		for z, zone := range zones {
			for _, list := range [][]request{nil, requests(3, 2, 5), requests(60, 40, 5), sparse(9, 70*time.Hour, 2)} {
				body := saved(f, fillIn(f, q, zone, list, 1, 1, func(*Partial) {}))
				f.Add(uint8(i), z == 1, body)
				f.Add(uint8(i), z == 1, body[:len(body)-1])
			}
		}
	}
	f.Fuzz(func(t *testing.T, question uint8, zoned bool, body []byte) {
		zone := zones[0]
		if zoned {
			zone = zones[1]
		}
		loadAnything(t, questions[int(question)%len(questions)], zone, body)
	})
}

// TestManyRecordsAreCounted loads bodies of as many records as one Partial
// takes, into several, with numbers of the largest size.
func TestManyRecordsAreCounted(t *testing.T) {
	q := Question{Metrics: []string{"count", "sum_bytes", "stddev_bytes", "p50_bytes"}}
	b := rawOf(t, q)
	const records = maxRecords / 4
	sum := new(big.Int).Mul(big.NewInt(records), big.NewInt(math.MaxInt64))
	squares := new(big.Int).Mul(sum, big.NewInt(math.MaxInt64))
	b.rows = numbers(uint64(0), uint64(0), uint64(records), uint64(records))
	b.rows = appendBig(b.rows, new(big.Int).Lsh(sum, 1))
	b.rows = appendBig(b.rows, squares)
	b.rows = append(b.rows, numbers(uint64(1), bucketOf(math.MaxInt64), uint64(records), math.MaxInt64, math.MaxInt64)...)
	b.number = 1
	var partials []*Partial
	p := another(t, q, nil, nil)
	for range 8 {
		p := p.Another()
		partials = append(partials, loaded(t, p, b.bytes(), b.bytes(), b.bytes(), b.bytes()))
		if got := load(t, p, b.bytes()); !strings.Contains(got, "more than") {
			t.Errorf("a fifth body: %q", got)
		}
	}
	partials = partials[:0]
	for range 8 {
		partials = append(partials, loaded(t, p.Another(), b.bytes(), b.bytes(), b.bytes(), b.bytes()))
	}
	want := new(big.Int).Mul(sum, big.NewInt(32)).String()
	if got := show(t, Merge(partials, 1), View{}); got != "288230376151711744 "+want+" 0 9223372036854775807\n" {
		t.Errorf("%s, not a sum of %s", got, want)
	}
}

// appendBig appends a varint.
func appendBig(dst []byte, v *big.Int) []byte {
	for v = new(big.Int).Set(v); v.BitLen() > 7; v.Rsh(v, 7) {
		dst = append(dst, byte(v.Uint64()&0x7f|0x80))
	}
	return append(dst, byte(v.Uint64()))
}

// TestWideNumbersAreVarints compares them with math/big.
func TestWideNumbersAreVarints(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 20_000 {
		var w wide
		for i := range w {
			w[i] = r.Uint64() >> (r.Uint32() % 65)
		}
		text := appendWide(nil, w)
		var words [24]byte
		putWide(words[:], w)
		if want := appendBig(nil, bigWords(words[:])); !bytes.Equal(text, want) {
			t.Fatalf("%x is %x, not %x", w, text, want)
		}
		b := bodyReader{rest: text}
		if got, err := b.wide(); err != nil || got != w || len(b.rest) > 0 {
			t.Fatalf("%x came back as %x, %v", w, got, err)
		}
		v := Int128{Hi: int64(w[1]), Lo: w[0]}
		zigzag := new(big.Int).Lsh(bigInt(v), 1)
		if v.Hi < 0 {
			zigzag.Sub(zigzag.Neg(zigzag), big.NewInt(1))
		}
		text = appendInt128(nil, v)
		if want := appendBig(nil, zigzag); !bytes.Equal(text, want) {
			t.Fatalf("%v is %x, not %x", v, text, want)
		}
		b = bodyReader{rest: text}
		if got, err := b.wide(); err != nil || got.int128() != v {
			t.Fatalf("%v came back as %v, %v", v, got.int128(), err)
		}
	}
}

// TestLongKeysAreLoaded loads keys that begin with more bytes alike than a key
// takes over, onto a table that is split meanwhile: half of them are there, and
// the others come between.
func TestLongKeysAreLoaded(t *testing.T) {
	q := Question{Keys: []string{"path"}, Metrics: []string{"count"}}
	var all, half []request
	for i := range splitRows + 400 {
		r := request{client: "a", path: "/" + strings.Repeat("long", 70) + strconv.Itoa(i), agent: "b", at: time.Unix(0, 0).UTC()}
		if all = append(all, r); i%10 > 0 {
			half = append(half, r)
		}
	}
	body := saved(t, fill(t, q, all, 1, 1, func(*Partial) {}))
	p := loaded(t, another(t, q, nil, nil), saved(t, fill(t, q, half, 1, 1, func(*Partial) {})), body)
	want := saved(t, fill(t, q, slices.Concat(all, half), 2, 1, func(*Partial) {}))
	if got := saved(t, []*Partial{p}); !bytes.Equal(got, want) {
		t.Error("the bytes differ")
	}
	if !bytes.Contains(body, []byte("\xff\x1e")) { // 255 bytes taken over, 30 that are not
		t.Error("no key of 285 bytes takes over as many as it may")
	}
}

// TestLoadKeepsWithinItsMemory loads rows that each have a sketch.
func TestLoadKeepsWithinItsMemory(t *testing.T) {
	q := Question{Keys: []string{"path"}, Metrics: []string{"distinct_agent"}}
	b := rawOf(t, q)
	sketch := strings.Repeat("\x05", sketchSize)
	for i := range 60 {
		b.rows = append(b.rows, numbers(uint64(0), uint64(3), strconv.Itoa(100+i), uint64(5000), uint64(1), sketch)...)
	}
	b.number = 60
	const limit = 1 << 18
	m := NewMemory(limit, 1, new(memoryStore))
	p := loaded(t, another(t, q, nil, m), b.bytes(), b.bytes())
	if held := m.held.Load(); len(p.runs) < 4 || held > limit/2 {
		t.Errorf("%d bytes are held and %d runs are written", held, len(p.runs))
	}
	whole := loaded(t, another(t, q, nil, nil), b.bytes(), b.bytes())
	if !bytes.Equal(saved(t, []*Partial{p}), saved(t, []*Partial{whole})) {
		t.Error("the bytes differ")
	}
}
