// Package gen makes access logs to measure and to test with.
//
// Generate writes logs of any size that look like a busy site's; Example
// writes the small one that the documentation shows. Both give the same bytes
// for the same options everywhere, so that figures can be compared.
package gen

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
)

// Options says what log Generate writes.
type Options struct {
	Lines  int
	Size   int64  // if above 0, the log ends with the line that reaches so many bytes, whatever Lines is
	Format string // one of Formats, alone or wrapped; "" is combined
	Seed   uint64

	// Paths is how many different request targets there are, queries
	// included, and Clients how many addresses; 0 is 60,000 and 350,000.
	// Both follow Zipf's law, so that a short log does not show them all.
	Paths, Clients int

	// Distinct makes 19 of 20 lines ask for something never asked for
	// before, and the twentieth for something asked for already.
	Distinct bool

	// Attacks is the share, 0 to 1, of requests that are part of an attack:
	// probes for what other sites have, paths out of the site, SQL and
	// lookups to inject, overlong requests, floods. They come from
	// 203.0.113.0/24, from which nothing else does.
	Attacks float64

	// Nasty is the share, 0 to 1, of lines that hold one of the traps of
	// real logs: most are valid, some are no line of the format at all.
	Nasty float64

	// Workers is how many goroutines work, by default as many as the process
	// may use cores. The log does not depend on it.
	Workers int
}

const (
	defaultPaths   = 60_000
	defaultClients = 350_000

	// firstSecond is the midnight UTC before the first line,
	// 2026-03-01.
	firstSecond = 1772323200

	// tick is the resolution of the generator's clock in 1/second.
	tick = 1 << 16

	// flushSize is how much GenerateWith collects before it writes.
	flushSize = 256 << 10
)

// Generate writes o.Lines lines to w, each ended as the format's are, and
// before the first those that begin a log of the format. The first n lines of
// a log are the log of n lines, however many goroutines write it. It writes w
// only in large pieces, one at a time, and returns the first error of w or
// what is wrong with o.
func Generate(w io.Writer, o Options) error {
	if err := o.complete(); err != nil {
		return err
	}
	if o.Size > 0 {
		o.Lines = math.MaxInt
		w = &limit{w: w, left: o.Size}
	}
	err := newPress(w, o).run()
	if err == errEnough {
		return nil
	}
	return err
}

// GenerateWith is Generate in one goroutine and calls each for every line with
// what a reader must find in it: values under wf's names, as say has them, and
// nil for a line that is damaged. The map is valid until each returns. The
// log has o.Lines lines; o.Size must be 0.
func GenerateWith(w io.Writer, o Options, each func(fields map[string]string)) error {
	if o.Size != 0 {
		return errors.New("a log with its truth is measured in lines")
	}
	g, err := newGenerator(o)
	if err != nil {
		return err
	}
	var buf []byte
	fields := map[string]string{}
	for i := range o.Lines {
		g.next()
		if i == 0 {
			buf = g.printer.begin(buf, &g.line)
		}
		buf = append(g.append(buf), g.printer.end()...)
		each(g.say(fields))
		if len(buf) >= flushSize || i == o.Lines-1 {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	return nil
}

// generator makes one line of a log after another.
type generator struct {
	*drawer
	*scribe
	request request
}

func newGenerator(o Options) (*generator, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	d := newDrawer(o)
	return &generator{drawer: d, scribe: newScribe(d.site, o.Format)}, nil
}

// next makes the next request the line.
func (g *generator) next() {
	g.draw(&g.request)
	g.scribe.site.look(&g.request)
	g.take(&g.request)
}

// append appends the line without its end.
func (g *generator) append(dst []byte) []byte { return g.scribe.append(dst, g.request.trap) }

// say returns what a reader must find in the line that append wrote last.
func (g *generator) say(fields map[string]string) map[string]string {
	if g.damaged {
		return nil
	}
	g.printer.say(fields, &g.line)
	return fields
}

// complete fills in what is left to the generator, and returns what is wrong
// with o.
func (o *Options) complete() error {
	o.Format = cmp.Or(o.Format, "combined")
	o.Paths = cmp.Or(o.Paths, defaultPaths)
	o.Clients = cmp.Or(o.Clients, defaultClients)
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	_, err := lookup(o.Format)
	switch {
	case err != nil:
		return err
	case o.Lines < 0:
		return fmt.Errorf("cannot write %d lines", o.Lines)
	case o.Size < 0:
		return fmt.Errorf("cannot write %d bytes", o.Size)
	case o.Paths < 0 || o.Paths > 1<<clientBits:
		return fmt.Errorf("cannot draw %d paths; want 1 to %d", o.Paths, 1<<clientBits)
	case o.Clients < 0 || o.Clients > 1<<clientBits:
		return fmt.Errorf("cannot draw %d clients; want 1 to %d", o.Clients, 1<<clientBits)
	case !(o.Nasty >= 0 && o.Nasty <= 1):
		return errors.New("the share of nasty lines must be from 0 to 1")
	case !(o.Attacks >= 0 && o.Attacks <= 1):
		return errors.New("the share of attacks must be from 0 to 1")
	}
	return nil
}

// of30 is a share in 2^-30.
func of30(share float64) int { return int(share * (1 << 30)) }
