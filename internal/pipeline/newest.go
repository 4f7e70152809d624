package pipeline

import (
	"fmt"

	"wf/aggregate"
	"wf/chunker"
	"wf/parser"
)

// EndlessError says that an input has no newest record: it is a pipe, and what
// comes is not known before it is read.
type EndlessError struct {
	Name string // of the input
}

func (e *EndlessError) Error() string { return fmt.Sprintf("%s: a pipe has no newest record", e.Name) }

// Newest returns the newest time of all inputs, not Valid if they have none. Of
// a file in time order it reads the end, any other one whole, which is then
// read again by the run. The error is an *EndlessError, before anything is
// read.
func (s *Survey) Newest() (parser.Stamp, error) {
	for i, in := range s.source.Inputs() {
		if s.courses[i].parser != nil && in.Piped() {
			return parser.Stamp{}, &EndlessError{in.Name()}
		}
	}
	all, unread := s.ends()
	if len(unread) > 0 {
		all.Add(s.pass(unread))
	}
	return all.Last, nil
}

// Known returns the newest time of all inputs as Newest does, but not Valid
// where that takes reading much: more than the ends of files in time order, and
// small ones.
func (s *Survey) Known() parser.Stamp {
	all, unread := s.ends()
	for _, i := range unread {
		if s.courses[i].why != whySmall {
			return parser.Stamp{}
		}
	}
	if len(unread) > 0 {
		all.Add(s.pass(unread))
	}
	return all.Last
}

// ends returns a span that ends with the newest time of the inputs that are in
// time order, and the other inputs.
func (s *Survey) ends() (all aggregate.Span, unread []int) {
	for i := range s.courses {
		all.Add(s.courses[i].span.Last) // what is known already
	}
	spans := make([]aggregate.Span, len(s.courses))
	found := make([]bool, len(s.courses))
	known := all.Last
	s.each(func(i int) { spans[i], found[i] = s.newest(i, known) })
	for i := range spans {
		if found[i] {
			all.Add(spans[i].Last)
		} else if s.courses[i].parser != nil {
			unread = append(unread, i)
		}
	}
	return all, unread
}

// newest reads a file in time order from its end, until all that stands before
// must be older than the newest time found: until it meets a time that is older
// by the slack. The span ends with the newest time, or is empty if that is older
// than the one known; it is false if the search took too long, or was not begun.
func (s *Survey) newest(i int, known parser.Stamp) (span aggregate.Span, ok bool) {
	c := &s.courses[i]
	if c.why != whyOrdered {
		return span, false
	}
	if last := c.places[len(c.places)-1]; c.ends && later(last.least, s.effort.slack) < known.Nanos {
		return span, true
	}
	l := s.looker(i)
	if l == nil {
		return span, false
	}
	defer l.close()
	for hi := l.size; hi > 0 && l.size-hi < l.tail && !s.source.Stopped(); {
		lo := max(hi-l.block, 0)
		p, ok := l.times(lo, hi)
		if ok && (lo == 0 || p.least <= later(l.span.Last.Nanos, -l.slack)) {
			return l.span, true
		}
		hi = lo
	}
	return span, false
}

// pass reads some inputs whole, all at once, and returns their newest time.
// What is wrong with them is found again by the run.
func (s *Survey) pass(inputs []int) parser.Stamp {
	var names []string
	var parsers []parser.Parser
	for _, i := range inputs {
		names = append(names, s.source.Inputs()[i].Name())
		parsers = append(parsers, s.courses[i].parser)
	}
	opt := s.opt
	opt.Ordered, opt.Separate, opt.Follow = false, false, false
	source := chunker.Open(names, opt)
	defer source.Close()
	defer stopWith(s.source, source)()
	result, _ := Run(Config{
		Source: source, Parsers: parsers, Fields: s.fields, Workers: s.workers, MaxLine: s.opt.MaxLine,
		Sink: func() Sink { return spanSink{} },
	})
	return result.Span.Last
}

// stopWith stops a Source when another one is stopped, until end is called.
func stopWith(parent, source *chunker.Source) (end func()) {
	if parent.Stopped() {
		source.Stop() // before anything is read
	}
	ended := make(chan struct{})
	go func() {
		select {
		case <-parent.Done():
			source.Stop()
		case <-ended:
		}
	}()
	return func() { close(ended) }
}

// spanSink is a Sink for who wants no more than the Result.
type spanSink struct{}

func (spanSink) Add(*parser.Record, []byte) {}

func (spanSink) Flush(*chunker.Chunk) error { return nil }
