package chunker

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// broken panics when it is read, as a decoder may on data that nobody thought
// of.
type broken struct{}

func (broken) Read([]byte) (int, error)            { panic("bug: for a test") }
func (broken) ReadAt([]byte, int64) (int, error)   { panic("bug: for a test") }
func (broken) Stat() (info os.FileInfo, err error) { return nil, os.ErrInvalid }
func (broken) Close() error                        { return nil }

// caught calls f and returns what it panicked with.
func caught(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

// TestPanicOfAStreamReachesAWorker wants a panic while a stream is read to be
// one of Next, whoever reads it, and the Source to be usable enough to be
// closed.
func TestPanicOfAStreamReachesAWorker(t *testing.T) {
	for name, opt := range map[string]Options{"ahead": {Workers: 2}, "in order": {Ordered: true}, "sequential": {Sequential: true}, "separate": {Separate: true}} {
		opt.Stdin = pipeOf(t, compress(t, "gzip", logText(1000)))
		s := Open([]string{"-"}, opt)
		in := s.Inputs()[0]
		if _, err := in.Sample(10); err != nil {
			t.Fatal(err)
		}
		in.stream.text.member = broken{}
		v := caught(func() {
			var c Chunk
			for opt.Separate && in.Next(&c) || !opt.Separate && s.Next(&c) {
			}
		})
		s.Close()
		inline := opt.Sequential || opt.Separate
		if text, _ := v.(string); inline && text != "bug: for a test" {
			t.Errorf("%s: Next panics with %v", name, v)
		}
		if inline {
			continue
		}
		var p *Panic
		if err, _ := v.(error); !errors.As(err, &p) {
			t.Fatalf("%s: Next panics with %v", name, v)
		}
		if text := p.Error(); !strings.HasPrefix(text, `"-", byte `) || !strings.Contains(text, ": bug: for a test\n") || !strings.Contains(text, "broken.Read") {
			t.Errorf("%s: the panic is %.300s", name, text)
		}
	}
}

// TestPanicOfAFileLeavesTheSource wants a panic while a window is read to leave
// locks as they should be: another would end the process with no word of ours.
func TestPanicOfAFileLeavesTheSource(t *testing.T) {
	s := Open([]string{write(t, "log", logText(1000))}, Options{IO: Read, Window: 1000})
	var c Chunk
	if !s.Next(&c) {
		t.Fatal("no chunk")
	}
	s.inputs[0].file.f = broken{}
	if v := caught(func() { s.Next(&c) }); v != "bug: for a test" {
		t.Errorf("Next panics with %v", v)
	}
	s.Close()
}

// TestPanicOfAFileLetsDirectivesPass wants a panic while a window is read to
// leave nobody waiting for the directives of that window.
func TestPanicOfAFileLetsDirectivesPass(t *testing.T) {
	s := Open([]string{write(t, "log", logText(1000))}, Options{IO: Read, Window: 1000})
	defer s.Close()
	s.Inputs()[0].Direct("#")
	var c Chunk
	if !s.Next(&c) {
		t.Fatal("no chunk")
	}
	whole := s.inputs[0].file.f
	s.inputs[0].file.f = broken{}
	if v := caught(func() { s.Next(&c) }); v != "bug: for a test" {
		t.Errorf("Next panics with %v", v)
	}
	s.inputs[0].file.f = whole
	if !s.Next(&c) {
		t.Error("no chunk behind the one that panicked")
	}
}
