package pipeline

import (
	"fmt"
	"strings"
	"testing"

	"wf/chunker"
	"wf/internal/parallel"
	"wf/parser"
)

// fragile panics on lines that say so.
type fragile struct{ parser.Parser }

func (f fragile) Parse(line []byte, r *parser.Record) parser.Outcome {
	if strings.Contains(string(line), "/panic") {
		panic("bug: for a test")
	}
	return f.Parser.Parse(line, r)
}

// TestPanicSaysWhichLine has one line on which a parser panics.
func TestPanicSaysWhichLine(t *testing.T) {
	bad := strings.Replace(good, "/a", "/panic", 1)
	before := strings.Repeat(good+"\n", 40) + "\n" + good + "\r\n"
	names := files(t, strings.Repeat(good+"\n", 7), before+bad+"\n"+good)
	want := fmt.Sprintf("%q, byte %d: bug: for a test\n", names[1], len(before))
	for _, opt := range []chunker.Options{{Sequential: true}, {Workers: 2}, {Workers: 3, Window: 100}, {Workers: 2, Ordered: true}} {
		cfg := config(t, names, opt)
		cfg.Sink = func() Sink { return none{} }
		for i := range cfg.Parsers {
			cfg.Parsers[i] = fragile{cfg.Parsers[i]}
		}
		v := panicOf(func() { Run(cfg) })
		if p, ok := v.(*parallel.Panic); ok {
			v = p.Value
		}
		p, ok := v.(*Panic)
		if !ok || !strings.HasPrefix(p.Error(), want) || !strings.Contains(p.Error(), "fragile.Parse") {
			t.Errorf("%+v: Run panics with %.300v, want %q", opt, v, want)
		}
	}
}

// TestPanicOfDetectionSaysWhichInput has a format that panics on a sample.
func TestPanicOfDetectionSaysWhichInput(t *testing.T) {
	names := files(t, good)
	src := chunker.Open(names, chunker.Options{})
	defer src.Close()
	v := panicOf(func() {
		for range Detect(src, []*parser.Format{nil}, 1) {
		}
	})
	if text := fmt.Sprint(v); !strings.Contains(text, fmt.Sprintf("%q, byte 0: ", names[0])) || !strings.Contains(text, "nil pointer") {
		t.Errorf("Detect panics with %s", text)
	}
}

// innermost returns what a panic began with, without what was put around it.
func innermost(v any) any {
	switch p := v.(type) {
	case *parallel.Panic:
		return innermost(p.Value)
	case *Panic:
		return innermost(p.Value)
	}
	return v
}

// panicOf calls f and returns what it panicked with.
func panicOf(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}
