package parser

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// lineTwins are the matcher of an expression and package regexp.
type lineTwins struct {
	re       *regexp.Regexp
	literals []Literal
	m        lineMatcher
	scans    *regexpScans // nil if m is package regexp
	why      string
	places   []int

	sure, unsure int // lines that the scans decided, or left to package regexp
}

func newLineTwins(t testing.TB, expr string) *lineTwins {
	t.Helper()
	re, err := regexp.Compile(expr)
	if err != nil {
		t.Fatal(err)
	}
	w := &lineTwins{re: re, places: make([]int, 2*(re.NumSubexp()+1))}
	w.m, w.why = compileLine(re)
	w.scans, _ = w.m.(*regexpScans)
	w.literals = NewPattern(re).Literals()
	return w
}

// check compares the twins on line.
func (w *lineTwins) check(t testing.TB, line []byte) {
	t.Helper()
	want := w.re.FindSubmatchIndex(line)
	if got := w.m.match(line, w.places); got != (want != nil) || got && !slices.Equal(w.places, want) {
		t.Fatalf("%s on %q: %v %v, want %v (%s)", w.re, line, got, w.places, want, w.why)
	}
	checkBegins(t, w.re, w.literals, line)
	if w.scans == nil {
		return
	}
	end, work := w.scans.scan(line, w.places)
	if end == regexpUnsure {
		w.unsure++
	} else {
		w.sure++
	}
	if most := (regexpWork+2*len(w.scans.ops))*len(line) + 512; work > most {
		t.Fatalf("%s on %q: looked at %d bytes, more than %d", w.re, line, work, most)
	}
}

// regexpDraw writes expressions of a small grammar, as its choices tell.
type regexpDraw struct {
	choose func(n int) int // less than n
	strings.Builder
}

// Letters are of "ab -" and a few others, so that many lines match.
var (
	drawnTexts   = []string{"a", "b", " ", "-", "ab", " -", "ba", "aab", "é", `\n`}
	drawnClasses = []string{"a", "[ab]", "[^a]", "[^b]", `\S`, `\w`, ".", "[^ ]", "[^ab]", "[a-]", `\d`, "[^é]", `[é-ü]`, "(?s:.)", "(?i:k)", `\pL`, "[^-]", "[^b ]"}
	drawnCounts  = []string{"*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}", "{2,}", "{1,3}?", "{2,}?", "{0}"}
	drawnAsserts = []string{"^", "$", `\b`, `\B`, "(?m:^)", "(?m:$)"}
)

func (d *regexpDraw) one(of []string) { d.WriteString(of[d.choose(len(of))]) }

// concat writes up to n pieces of no more than depth groups within each other.
func (d *regexpDraw) concat(n, depth int) {
	for range 1 + d.choose(n) {
		switch d.choose(8) {
		case 0, 1:
			d.one(drawnTexts)
		case 2, 3, 4:
			d.one(drawnClasses)
			d.one(drawnCounts)
		case 5:
			d.one(drawnClasses)
		case 6:
			if d.choose(3) == 0 {
				d.one(drawnAsserts)
			}
		case 7:
			if depth > 0 {
				d.group(depth - 1)
			}
		}
	}
}

// group writes a group, which may be repeated.
func (d *regexpDraw) group(depth int) {
	d.one([]string{"(", "(", "(?:", "(?:", "(?i:"})
	for range d.choose(3) {
		d.concat(2, depth)
		d.WriteByte('|')
	}
	d.concat(3, depth)
	d.WriteByte(')')
	if d.choose(3) == 0 {
		d.one(drawnCounts)
	}
}

// drawRegexp returns an expression.
func drawRegexp(choose func(n int) int) string {
	d := regexpDraw{choose: choose}
	if choose(2) == 0 {
		d.WriteByte('^')
	}
	d.concat(5, 3)
	if choose(4) == 0 {
		d.WriteByte('$')
	}
	return d.String()
}

// eachLine calls yield with all lines of up to n pieces.
func eachLine(pieces []string, n int, yield func([]byte)) {
	var grow func(line string, n int)
	grow = func(line string, n int) {
		yield([]byte(line))
		if n > 0 {
			for _, piece := range pieces {
				grow(line+piece, n-1)
			}
		}
	}
	grow("", n)
}

// smallRegexps are expressions of which each shows something.
var smallRegexps = []string{
	`(a)(b)-`, `a(b-( ))(a)`, `((a))(-)[^ ]`, `-(a|(b)a)(b )`, `(?:(a)(b-)?)+`,
	``, `a`, `^`, `$`, `^$`, `a*`, `a+?`, `^a*$`, `(a*)(a*)`, `(a*?)(a*)`, `(a?)(b?)`, `(a??)b`, `^(a|b)*$`, `^(?:a|ab)(b|)$`,
	`(a+) (b+)`, `(\S+) (\S+)`, `^(\S+) \S* (\S+)$`, `(\S+) -`, `[^ ]+ `, `^([^ ]*) ([^ ]*)$`, `-([^-]*)-`, `-(.*)-`, `-(.*?)-`, `^(.*?)-(.*)$`,
	`^(.*?) -(.*?)$`, `^(.*) (.*)$`, `.*a`, `.*?a`, `.+a.+b`, `(a|b|-)+ `, `((a)|b)*`, `((a)|(b)|-)+`, `(?:(a)|b)+?-`, `(?:a(b)?)*`, `(?: (a))? b`,
	`^(a{2})(a{0,1}?)`, `a{2,}b`, `(a{1,2})(a*)`, `(a{1,2}?)(a*)`, `^[ab]{2,3}(b*)`, `(?:ab){2}`, `(?:ab){1,2}b?`, `(?:ab){2,}`, `(?:ab){0,2}?b`,
	`\ba+\b`, `\Bb`, `a\b `, `(?m)^a$`, `(?m:^)b`, `^a|b`, `a$|b`, `a|$`, `^(?:[^-b]|b.)*-`, `-((?:[^-b]|b.)*)-`, `-((?:[^-]|b.)*)-`, `-((?:b.|[^-])*)-`,
	`-((?:b.|[^-b])*)-`, `-((?:b.|[^-b])*?)-`, `(?:a|b.)+?-`, `(a|-)`, `^(\w+|-) (\w+|-)$`, `(ab|a)(b|)`, `(a|ab)(-|b-)`, `^(?:(a+)|(b+)|(-))+$`,
	`(?: -([^-]*)-)?$`, `(?:(?:a.*)?b)*-`, `(?:.*?ab)*`, `[^a]b`, `[^a]*[^b]`, `.{2}a`, `.{1,2}b`, `^.{3}$`, `(?i)AB`, `(?i)k`, `(?i)[a-b]+-`, `(?U)a+b*`,
	`()`, `()*`, `(|a)`, `(|a)*`, `(|a)+`, `(a|)+`, `(a*)*`, `(a*)+`, `(?:)`, `(a|b)??-`, `((a))`, `(((a)b)-)`, `(a)(b)(-)`, `a-b`, `(?:a-b)`, `(a-)b`, `(-a|b)`,
	`[ab]-[ab]`, ` (\S+)$`, `(\S*)$`, `(a*)b?$`, `(?:^| )a`, `(?: |$)`, `(^a)`, `(^| )-`, `a(?:-(?:b-)?)?`, `-{2}`, `-*a`, `^-+?a`, `^-+?-a`,
	`aab`, `(aab)`, `aab(b*)`, `a[ab]-`, `a[ab]{2}(-)`, `(a)[ab](b)`, `(a[ab])-(a?)`, `-?[ab]a-b`, `\bab`, `(?:ab|$)a-`, `(?:a[ab]-)+`, `b(?i:a)b`, `ab$`, `aa?b-`,
	`([^a]*)[^b]`, `^(.*)[^a]$`, `(.+?)[^-]$`, `^(?:ab)+-`, `(?:ab)*?-`, `(a-[^b]*b)a`,
}

// TestRegexpIsRegexp has all short lines over small alphabets.
func TestRegexpIsRegexp(t *testing.T) {
	exprs := slices.Clone(smallRegexps)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		exprs = append(exprs, drawRegexp(rnd.IntN))
	}
	n := 7
	if testing.Short() {
		n = 5
	}
	compiled, sure, unsure := 0, 0, 0
	for _, expr := range exprs {
		w := newLineTwins(t, expr)
		check := func(line []byte) { w.check(t, line) }
		eachLine([]string{"a", "b", "-"}, n, check)
		eachLine([]string{"a", "b", " ", "-"}, n-2, check)
		eachLine([]string{"a", "é", "\xff", "\n", "k"}, 3, check)
		eachLine([]string{"a", "-", "\xc3", "\xa9", "\u212a", "\ufffd"}, 3, check)
		if w.scans != nil {
			compiled++
		}
		sure += w.sure
		unsure += w.unsure
	}
	t.Logf("%d of %d expressions compiled; scans sure of %d lines, unsure of %d", compiled, len(exprs), sure, unsure)
	if compiled < len(exprs)*90/100 || sure < 7*unsure {
		t.Errorf("%d of %d expressions compiled; scans sure of %d lines, unsure of %d", compiled, len(exprs), sure, unsure)
	}
}

func TestCompileLine(t *testing.T) {
	check := func(expr, want string) {
		t.Helper()
		if _, why := compileLine(regexp.MustCompile(expr)); why != want {
			t.Errorf("%s: %s, want %s", expr, why, want)
		}
	}
	const scans, unsure = "compiled to scans", "compiled to scans; package regexp where the first way fails: "
	check(`^(\S+) \S* \[([^\]]+)\] "([^"]*)" (\d+|-)$`, scans)
	check(`^(.*)$`, scans)
	check(`-(\w+)`, scans)
	check(`-(\w+?)`, scans)
	check(`"((?:[^"\\]|\\.)*)"`, scans)
	check(`(?: "([^"]*)")?$`, scans)
	check(`[^"]* HTTP/`, unsure+`[^"]* may also match what follows it`)
	check(`[^"]* "`, scans) // ends one before the quote
	check(`(\S+):(\d+)`, unsure+`\S+ may also match what follows it`)
	check(`(.*?) (.*)`, unsure+`.*? may also match what follows it`)
	check(`(?:\d+|\w+-)x`, unsure+`the ways to go on at \d+|\w+- may begin alike`)
	check(`(?:x\pL|y)*z`, scans)
	check(`GET /(a*)*b`, `package regexp behind the literal "GET /": (a*)* repeats what may be empty`)
	check(`(a*)+`, `package regexp: (a*)+ repeats what may be empty`)
	check(`(?:ab|ba){200}`, `package regexp: it is too long for scans`)
	check(`(?:`+strings.Repeat("abc", 30)+`|\d*)*`, `package regexp: (?:`+strings.Repeat("abc", 19)+`... repeats what may be empty`)
	check(`[^\x00-\x{10FFFF}]`, scans)
	check(strings.Repeat(`a`, maxRegexpLength+1), "package regexp behind the literal \""+strings.Repeat("a", maxRegexpLength+1)+"\": it is too long for scans")
}

// TestRegexpIsLinear has lines on which the scans begin again and again.
func TestRegexpIsLinear(t *testing.T) {
	exprs := []string{
		`(\S+) \S+ \S+ \[`, `a+b`, `a*b`, `[^-]*?-`, `(a+)(a+)b`, `a.*?b`, `a.*b`, `(?:ab)+-`, `(?:a|ba)+-`, `(?:ab|ba)*?-`, `(?:.*?a)+-`,
		`^(?:.*?a)+-`, `^(?:a.*?-|a)*$`, `^(?:.*a)*-`, `^(?:(?:a.*?-)?ba?)+$`, `\b\w+-`, `a(?:a.*?-)?b`, `(?:a?b?-)+c`, `a{1,30}-`, `.{5,}?-`, `\w+\s`, `[^a]+[^b]+-`,
	}
	units := []string{"a", "ab", "ba", "aab ", "a ", " ", "-a", "é", "\xff", "b"}
	for _, expr := range exprs {
		w := newLineTwins(t, expr)
		if w.scans == nil {
			t.Fatalf("%s: %s", expr, w.why)
		}
		for _, unit := range units {
			line := []byte(strings.Repeat(unit, 1<<15/len(unit)))
			_, half := w.scans.scan(line[:len(line)/2], w.places)
			_, whole := w.scans.scan(line, w.places)
			if whole > 2*half+half/4+1000 {
				t.Errorf("%s on many %q: %d steps for %d bytes, %d for half of them", expr, unit, whole, len(line), half)
			}
			w.m.match(line, w.places) // which is done soon
		}
	}
}

// TestRegexpIsSoonDone has lines that take minutes if an attempt that goes
// through all the rest is not counted as such.
func TestRegexpIsSoonDone(t *testing.T) {
	line := []byte(strings.Repeat("ab", 1<<18))
	for _, expr := range []string{`(?:ab|ba)+-`, `(?:(a)|(b))+-`, `(?:ab)+-`} {
		w := newLineTwins(t, expr)
		if end, work := w.scans.scan(line, w.places); end != regexpUnsure {
			t.Errorf("%s: %d after %d steps", expr, end, work)
		}
	}
	for _, expr := range []string{`[ab]+-`, `([ab]*)c`, `[^-]*?-`, `.+?-`} { // a failed run is not tried in parts
		w := newLineTwins(t, expr)
		if end, work := w.scans.scan(line, w.places); end != regexpFails {
			t.Errorf("%s: %d after %d steps", expr, end, work)
		}
	}
}

// TestLineAllocations has lines of all outcomes that the scans are sure of.
func TestLineAllocations(t *testing.T) {
	w := newLineTwins(t, logRegexps[0].expr)
	for _, text := range []string{combinedSamples[0], combinedSamples[2], "", "a b c"} {
		line := []byte(text)
		if n := testing.AllocsPerRun(10, func() { w.m.match(line, w.places) }); n > 0 {
			t.Errorf("%q: %v allocations", line, n)
		}
	}
}
