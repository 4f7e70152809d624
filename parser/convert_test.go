package parser

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"
)

// converter is a Record with a raw value in slot 0 for derivations to convert.
type converter struct {
	r *Record
}

func newConverter() converter {
	set := NewFieldSet()
	for _, name := range []string{"client", "duration"} {
		if _, err := set.Add(name); err != nil {
			panic(err)
		}
	}
	r := NewRecord(set)
	r.Reset("access.log")
	return converter{r}
}

// convert returns what d makes of raw, nil if it is absent. The value stands
// in the line, or in the scratch as those of JSON with escapes do.
func (c converter) convert(d derivation, raw string, scratch bool) []byte {
	line := []byte("before " + raw + " behind")
	c.r.begin(line, nil)
	c.r.spans[0] = span{uint32(len("before ")), uint32(len("before ") + len(raw))}
	if scratch {
		c.r.putString("before")
		c.r.spans[0] = c.r.putString(raw)
	}
	c.r.spans[1] = d(c.r, 1, []int{0})
	return c.r.Bytes(1)
}

// checkConversion checks what d makes of raw, "-" for an absent value.
func checkConversion(t testing.TB, d derivation, raw, want string) {
	t.Helper()
	c := newConverter()
	for _, scratch := range []bool{false, true, false} {
		got := "-"
		if value := c.convert(d, raw, scratch); value != nil {
			got = string(value)
		}
		if got != want {
			t.Errorf("%q (scratch %t): %q, want %q", raw, scratch, got, want)
		}
	}
	c.r.begin(nil, nil)
	c.r.spans[0] = absent
	if s := d(c.r, 1, []int{0}); s != absent {
		t.Errorf("%v is made of what is absent", s)
	}
}

func TestSeconds(t *testing.T) {
	check := func(d derivation, raw, want string) {
		t.Helper()
		checkConversion(t, d, raw, want)
	}
	check(fromMillis, "1234", "1.234")
	check(fromMillis, "0", "0")
	check(fromMillis, "1000", "1")
	check(fromMillis, "0.5", "0.0005")
	check(fromMillis, "12.3456", "0.0123456")
	check(fromMillis, "1e3", "1")
	check(fromMillis, "+12", "0.012")
	check(fromMillis, "-1", "-")
	check(fromMillis, "-0.5", "-")
	check(fromMillis, "", "-")
	check(fromMillis, "12ms", "-")
	check(fromMillis, "9223372036854", "9223372036.854")
	check(fromMillis, "9223372036855", "-")
	check(fromMillis, "9223372036854775808", "-")
	check(fromMicros, "1234567", "1.234567")
	check(fromMicros, "86400000000", "86400")
	check(fromMicros, "0.0004", "0")
	check(fromMicros, "0.0005", "0.000000001")
	check(fromNanos, "1", "0.000000001")
	check(fromNanos, "36000000000000", "36000")
	check(fromNanos, "9223372036854775807", "9223372036.854775807")
	check(fromNanos, "1234.5", "0.000001235")
	check(fromSeconds, "0.123", "0.123")
	check(fromSeconds, "-1", "-")
	check(fromSeconds, "-1.000", "-")
	check(fromSeconds, "", "")
	check(fromSpelled, "247ms", "0.247")
	check(fromSpelled, "247 ms", "0.247")
	check(fromSpelled, "1.5s", "1.5")
	check(fromSpelled, "0.003s", "0.003")
	check(fromSpelled, "1m2.5s", "62.5")
	check(fromSpelled, "1h0m0.5s", "3600.5")
	check(fromSpelled, "12us", "0.000012")
	check(fromSpelled, "12.5µs", "0.0000125")
	check(fromSpelled, "0s", "0")
	check(fromSpelled, "0.25", "0.25")
	check(fromSpelled, "-0.25", "-")
	check(fromSpelled, "-1s", "-")
	check(fromSpelled, "1m30", "-")
	check(fromSpelled, "5x", "-")
	check(fromSpelled, "s", "-")
	check(fromSpelled, "1..5s", "-")
	check(fromSpelled, "", "-")
	check(fromSpelled, "2562047h", "9223369200")
	check(fromSpelled, "2562048h", "-")
	check(fromSpelled, "2562047h60h", "-")
}

// TestInNanos compares with exact fractions.
func TestInNanos(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, unit := range []int64{1, 1e3, 1e6, second, minute, hour} {
		for range 5000 {
			digits := fmt.Sprint(rnd.Uint64() >> rnd.IntN(64))
			point := rnd.IntN(len(digits) + 1)
			text := digits[:point]
			if point < len(digits) {
				text += "." + digits[point:]
			}
			exact, ok := new(big.Rat).SetString("0" + text)
			if !ok {
				t.Fatal(text)
			}
			exact.Mul(exact, big.NewRat(unit, 1))
			got, ok := inNanos([]byte(text), unit)
			if !ok {
				// Numbers with a point may have nine digits before it.
				if limit := big.NewRat(min(9e9, 9e18/unit)*unit, 1); exact.Cmp(limit) < 0 {
					t.Fatalf("%s of %d ns is refused", text, unit)
				}
				continue
			}
			// Digits beyond the ninth decimal are rounded first.
			off := exact.Sub(exact, big.NewRat(got, 1))
			if bound := big.NewRat(second+unit, 2*second); off.Abs(off).Cmp(bound) > 0 {
				t.Fatalf("%s of %d ns: %d, off by %s", text, unit, got, off.FloatString(12))
			}
		}
	}
}

// TestSpelledDurations compares with the durations of package time.
func TestSpelledDurations(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	c := newConverter()
	for range 5000 {
		d := time.Duration(rnd.Int64() >> rnd.IntN(63))
		want := string(appendDecimal(nil, int64(d)))
		if got := string(c.convert(fromSpelled, d.String(), false)); got != want {
			t.Fatalf("%s: %s, want %s", d, got, want)
		}
	}
	texts := 0
	mutations("1h2m3.5s", "019.hmsnuµ -", func(text []byte) {
		if bytes.HasPrefix(text, []byte("-")) {
			return
		}
		d, err := time.ParseDuration(string(text))
		got, ok := spelledNanos(text)
		// Package time drops what is below a nanosecond, we round.
		if err == nil && (!ok || got-int64(d) > 1 || got < int64(d)) {
			t.Fatalf("%s: %d, want %d", text, got, d)
		}
		if err != nil && ok && bytes.IndexByte(text, ' ') < 0 {
			t.Fatalf("%s: %d, but %v", text, got, err)
		}
		if ok {
			texts++
		}
	})
	if texts < 20 {
		t.Errorf("only %d texts were durations", texts)
	}
}

func TestLists(t *testing.T) {
	check := func(raw, sum, last string) {
		t.Helper()
		checkConversion(t, sumList, raw, sum)
		checkConversion(t, lastOfList, raw, last)
	}
	check("0.100", "0.100", "0.100")
	check("0.1, 0.2", "0.3", "0.2")
	check("0.1, 0.2 : -", "0.3", "-")
	check("- : 0.5", "0.5", "0.5")
	check("-, -", "-", "-")
	check("0.1, 0.2 : 0.004, 0.0005", "0.3045", "0.0005")
	check("0.1,0.2", "-", "0.1,0.2")
	check("9e9, 9e9", "-", "9e9")
	check("-1", "-", "-1")
	check("10.0.0.1:80", "-", "10.0.0.1:80")
	check("10.0.0.1:80, 10.0.0.2:80 : unix:/x", "-", "unix:/x")
	check("unix:/x : [::1]:80, [::2]:80", "-", "[::2]:80")
	check("a, ", "-", "-")
	check("", "-", "-")
	checkConversion(t, sumList, strings.Repeat("0.5, ", 10_000)+"1", "5001")
}

func TestHostOnly(t *testing.T) {
	check := func(raw, want string) {
		t.Helper()
		checkConversion(t, hostOnly, raw, want)
	}
	check("10.0.0.1:44740", "10.0.0.1")
	check("10.0.0.1", "10.0.0.1")
	check("[::1]:80", "::1")
	check("[::1]", "::1")
	check("::1", "::1")
	check("2001:db8::1", "2001:db8::1")
	check("example.com:443", "example.com")
	check("example.com:", "example.com")
	check(":80", "-")
	check("[]", "-")
	check("[", "[")
	check("", "")
}

func TestTexts(t *testing.T) {
	check := func(d derivation, raw, want string) {
		t.Helper()
		checkConversion(t, d, raw, want)
	}
	check(plusSpaces, "Mozilla/5.0+(X11;+Linux)", "Mozilla/5.0 (X11; Linux)")
	check(plusSpaces, "curl", "curl")
	check(percentDecoded, "a%20b%2520c", "a b%20c")
	check(percentDecoded, "100%", "100%")
	check(percentDecoded, "%zz%2", "%zz%2")
	check(percentDecoded, "%%41", "%A")
	check(percentDecoded, "%e2%82%AC", "€")
	check(percentDecodedTwice, "Mozilla/5.0%2520(Windows%2520NT%25205.1;%2520rv:6.0.2)", "Mozilla/5.0 (Windows NT 5.1; rv:6.0.2)")
	check(percentDecodedTwice, "a%20b", "a b")
	check(percentDecodedTwice, "a%252520b", "a%20b")
	check(jsonUnescaped, `a\"b\u00e9`, `a"bé`)
	check(jsonUnescaped, `a"b`, `a"b`)
	check(doubledQuotes, `say ""hello"" """"`, `say "hello" ""`)
	check(doubledQuotes, `a"b`, `a"b`)
	check(doubledQuotes, `"""`, `""`)
	check(doubledQuotes, ``, ``)
}

// TestPercentIsURL compares all short texts with package url, which refuses
// bad escapes.
func TestPercentIsURL(t *testing.T) {
	const alphabet = "%2054aFg"
	valid := 0
	for n := range 1 << (3 * 6) {
		text := make([]byte, 6)
		for i := range text {
			text[i] = alphabet[n>>(3*i)&7]
		}
		want, err := url.PathUnescape(string(text))
		if err != nil {
			continue
		}
		valid++
		if got := string(appendPercentDecoded(nil, text)); got != want {
			t.Fatalf("%s: %q, want %q", text, got, want)
		}
	}
	if valid < 10_000 {
		t.Errorf("only %d texts were valid", valid)
	}
}

// TestCloudFront reads the agents of a log of CloudFront.
func TestCloudFront(t *testing.T) {
	lines := readLog(t, "webreadr/log.aws")
	c := newConverter()
	agents := 0
	for _, line := range lines {
		fields := bytes.Split(line, []byte("\t"))
		if len(fields) < 11 {
			continue
		}
		agents++
		agent := string(c.convert(percentDecodedTwice, string(fields[10]), false))
		if !strings.HasPrefix(agent, "Mozilla/5.0 (") || strings.Contains(agent, "%") {
			t.Errorf("agent %s", agent)
		}
		if stamp := isoNotation.read(bytes.Join(fields[:2], []byte("\t"))); !stamp.Valid {
			t.Errorf("no time in %s", line)
		}
	}
	if agents != 2 {
		t.Errorf("%d agents", agents)
	}
}

// conversions are all of them.
var conversions = map[string]derivation{
	"fromMillis": fromMillis, "fromMicros": fromMicros, "fromNanos": fromNanos, "fromSeconds": fromSeconds, "fromSpelled": fromSpelled,
	"sumList": sumList, "lastOfList": lastOfList, "hostOnly": hostOnly, "plusSpaces": plusSpaces, "percentDecoded": percentDecoded,
	"percentDecodedTwice": percentDecodedTwice, "jsonUnescaped": jsonUnescaped, "doubledQuotes": doubledQuotes,
}

func TestConversionsAllocateNothing(t *testing.T) {
	raw := []string{"12", "0.25", "1m2.5s", "0.1, 0.2 : -", "[::1]:80", `a+%2520\n""`, "-1"}
	for name, d := range conversions {
		c := newConverter()
		line := []byte(strings.Join(raw, ""))
		from := []int{0}
		allocs := testing.AllocsPerRun(100, func() {
			c.r.Reset("access.log")
			lo := 0
			for _, text := range raw {
				c.r.begin(line, nil)
				c.r.spans[0] = span{uint32(lo), uint32(lo + len(text))}
				c.r.spans[1] = d(c.r, 1, from)
				lo += len(text)
			}
		})
		if allocs != 0 {
			t.Errorf("%s: %g allocations", name, allocs)
		}
	}
}

func FuzzConversions(f *testing.F) {
	for _, seed := range []string{"12", "-1.5e3", "1m2.5s", "0.1, 0.2 : -", "[::1]:80", `a+%2520\u00e9""`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		c := newConverter()
		for name, d := range conversions {
			inLine := bytes.Clone(c.convert(d, raw, false))
			inScratch := c.convert(d, raw, true)
			if !bytes.Equal(inLine, inScratch) || (inLine == nil) != (inScratch == nil) {
				t.Fatalf("%s of %q: %q in the line, %q in the scratch", name, raw, inLine, inScratch)
			}
			if len(inLine) > len(raw)+20 {
				t.Fatalf("%s of %q has %d bytes", name, raw, len(inLine))
			}
		}
	})
}
