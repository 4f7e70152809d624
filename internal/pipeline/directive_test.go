package pipeline

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"wf/aggregate"
	"wf/chunker"
	"wf/parser"
)

// keyed is a Directed parser of lines that begin with a key made of what the
// last directives of two kinds say. #Note is a directive that changes nothing.
type keyed struct {
	a, b    string
	rest    parser.Parser // of what stands behind the key
	directs *atomic.Int64 // calls of Direct
}

func (k keyed) Directives() []string { return []string{"#A:", "#B:"} }

func (k keyed) Direct(line []byte) parser.Parser {
	k.directs.Add(1)
	if a, ok := bytes.CutPrefix(line, []byte("#A:")); ok {
		k.a = string(a)
	} else if b, ok := bytes.CutPrefix(line, []byte("#B:")); ok {
		k.b = string(b)
	}
	return k
}

func (k keyed) Parse(line []byte, r *parser.Record) parser.Outcome {
	if bytes.HasPrefix(line, []byte("#A:")) || bytes.HasPrefix(line, []byte("#B:")) || bytes.HasPrefix(line, []byte("#Note:")) {
		return parser.Directive
	}
	if rest, ok := bytes.CutPrefix(line, []byte(k.a+k.b+" ")); ok {
		return k.rest.Parse(rest, r)
	}
	return parser.Rejected
}

// directedConfig is config for keyed lines.
func directedConfig(t testing.TB, names []string, opt chunker.Options) (Config, *atomic.Int64) {
	t.Helper()
	cfg := config(t, names, opt)
	cfg.MaxLine = opt.MaxLine
	directs := new(atomic.Int64)
	for i, rest := range cfg.Parsers {
		cfg.Parsers[i] = keyed{rest: rest, directs: directs}
	}
	return cfg, directs
}

// keyedLog is a log whose lines fit the directives before them, or do not.
type keyedLog struct {
	text  strings.Builder
	lines aggregate.Lines
	good  strings.Builder // the lines that fit
}

// fits adds lines with a key that fits, misfits with one that does not.
func (l *keyedLog) fits(key string, n int)    { l.add(key, n, &l.lines.Parsed) }
func (l *keyedLog) misfits(key string, n int) { l.add(key, n, &l.lines.Rejected.Format) }

func (l *keyedLog) add(key string, n int, count *int64) {
	for range n {
		line := strings.Replace(key+" "+good, "/a", fmt.Sprintf("/%d", l.lines.Total), 1)
		l.line(line+"\n", count)
		if count == &l.lines.Parsed {
			l.good.WriteString(line + "\n")
		}
	}
}

func (l *keyedLog) directive(text string) { l.line(text, &l.lines.Directive) }

func (l *keyedLog) line(text string, count *int64) {
	l.text.WriteString(text)
	l.lines.Total++
	*count++
}

// changing returns a log in which directives of every shape change what fits.
func changing(maxLine int) *keyedLog {
	var l keyedLog
	l.directive("\ufeff#A:x\r\n")
	l.fits("x", 2)
	l.directive("#B:1\n")
	l.fits("x1", 2)
	l.misfits("x", 2)
	l.line("\r\n", &l.lines.Blank)
	l.directive("#Note: nothing\n")
	l.line("\ufeff#A:no\n", &l.lines.Rejected.Format)
	l.line("#A:"+strings.Repeat("-", maxLine)+"\n", &l.lines.Rejected.TooLong)
	l.line(" #B:no\n", &l.lines.Rejected.Format)
	l.fits("x1", 1)
	l.directive("#B:2\n")
	l.directive("#A:y\r\n")
	l.fits("y2", 2)
	l.directive("#A:z\r\r\n")
	l.misfits("z2", 1)
	l.fits("z\r2", 1)
	l.directive("\x00\x00#A:\n")
	l.fits("2", 3)
	for i := range 7 {
		l.directive(fmt.Sprintf("#%c:%d\n", "AB"[i%2], i))
	}
	l.fits("65", 1)
	l.misfits("56", 1)
	l.directive("#B:last")
	return &l
}

// TestDirectivesWhereverTheLogIsCut compares the lines that are parsed, in
// order, and the account of all, for every window and ways of reading.
func TestDirectivesWhereverTheLogIsCut(t *testing.T) {
	const maxLine = 120
	log := changing(maxLine)
	text := log.text.String()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write([]byte(text))
	w.Close()
	names := files(t, text, packed.String(), "x "+good+"\n")
	all := log.good.String() + log.good.String()
	var first *Result
	for window := len(text); window > 0; window-- {
		opt := chunker.Options{Window: window, Workers: []int{1, 2, 3, 8}[window%4], MaxLine: maxLine, Ordered: true}
		if first == nil {
			opt.Workers, opt.Sequential = 1, true
		}
		cfg, _ := directedConfig(t, names, opt)
		var out bytes.Buffer
		cfg.Sink = NewLines(&out, 0, cfg.Source.Stop, appendRaw).Sink
		result, err := Run(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.ReplaceAll(out.String(), "\r\n", "\n"); got != all {
			t.Fatalf("windows of %d: got\n%s\nwant\n%s", window, got, all)
		}
		if first == nil {
			first = result
			for i, want := range []aggregate.Lines{log.lines, log.lines, {Total: 1, Rejected: aggregate.Rejected{Format: 1}}} {
				if got := result.Files[i].Lines; got != want || !got.Check() {
					t.Fatalf("file %d: got %+v\nwant %+v", i, got, want)
				}
			}
		}
		for i := range result.Rejects {
			result.Rejects[i].run = first.Rejects[i].run // depends on the windows
		}
		if !reflect.DeepEqual(result, first) {
			t.Fatalf("windows of %d:\n got %+v\nwant %+v", window, result, first)
		}
		cfg.Source.Close()
	}
}

// TestLongDirective has directives around the bound of those that chunks bring
// along: one that is too long changes nothing, though it is near.
func TestLongDirective(t *testing.T) {
	const bound = chunker.MaxDirective - len("#A:")
	var l keyedLog
	key := strings.Repeat("k", bound)
	l.directive("#A:" + key + "\r\n")
	l.fits(key, 2)
	l.directive("#A:" + key + "k\n")
	l.misfits(key+"k", 1)
	l.fits(key, 2)
	names := files(t, l.text.String())
	for _, window := range []int{0, 1000, bound, bound + 100, l.text.Len()} {
		cfg, _ := directedConfig(t, names, chunker.Options{Workers: 2, Window: window, MaxLine: 1 << 20})
		cfg.Sink = func() Sink { return none{} }
		result, err := Run(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if got := result.Files[0].Lines; got != l.lines {
			t.Errorf("windows of %d: got %+v\nwant %+v", window, got, l.lines)
		}
	}
}

// TestOneParserForOneHead wants a worker to keep the parser that it made of the
// same Head before, and not for another input.
func TestOneParserForOneHead(t *testing.T) {
	text := "#A:x\n" + strings.Repeat("x "+good+"\n", 200)
	cfg, directs := directedConfig(t, files(t, text, text), chunker.Options{Sequential: true, Window: 100, MaxLine: 1000})
	cfg.Sink = func() Sink { return none{} }
	result, err := Run(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if lines, _ := result.Lines(); lines.Parsed != 400 || directs.Load() != 4 {
		t.Errorf("%d lines parsed by %d calls of Direct, want 400 by 4", lines.Parsed, directs.Load())
	}
}

// TestOtherParsersSeeNoDirectives reads what looks like a directive by a
// parser that knows none.
func TestOtherParsersSeeNoDirectives(t *testing.T) {
	pattern := parser.NewPattern(regexp.MustCompile(`#A:(.)`))
	set := parser.NewFieldSet(pattern.Fields()...)
	source := chunker.Open(files(t, "#A:x\nx\n#A:y\n"), chunker.Options{})
	defer source.Close()
	result, err := Run(Config{
		Source: source, Parsers: []parser.Parser{pattern.Compile(set)}, Fields: set, Literals: []parser.Literal{{Text: []byte("#A:")}},
		Workers: 1, MaxLine: 100, Sink: func() Sink { return none{} },
	})
	want := aggregate.Lines{Total: 3, Parsed: 2, Filtered: 1}
	if err != nil || result.Files[0].Lines != want {
		t.Errorf("got %+v, %v\nwant %+v", result.Files[0].Lines, err, want)
	}
}
