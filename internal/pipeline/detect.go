package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"wf/chunker"
	"wf/internal/parallel"
	"wf/parser"
)

// sampleBytes is how much of an input detection looks at: about a thousand
// lines.
const sampleBytes = 256 << 10

// Detected is the format of one input.
type Detected struct {
	Input     *chunker.Input
	Format    *parser.Format // nil if none fits, or if the input cannot be read
	Detection parser.Detection
	Lines     [][]byte // the sample
	Empty     bool     // the input has no lines but blank ones
	Err       error    // why it cannot be read, or why the format that was given cannot be right
}

// Detect samples the inputs of src, up to workers at once, and finds the
// format of each, or checks that the given one fits. It must be called before
// the first chunk is asked for.
func Detect(src *chunker.Source, given *parser.Format, workers int) []Detected {
	found, _ := parallel.Map(workers, src.Inputs(), func(in *chunker.Input) (Detected, error) {
		return detect(in, given), nil
	})
	return found
}

func detect(in *chunker.Input, given *parser.Format) Detected {
	d := Detected{Input: in, Err: in.Err()}
	if d.Err != nil {
		return d
	}
	var damage error
	if d.Lines, damage = in.Sample(sampleBytes); len(d.Lines) == 0 && damage != nil {
		d.Err = damage
		return d
	} // else reading meets the damage again, behind the lines that are good
	d.Detection = parser.Detect(d.Lines)
	d.Format = d.Detection.Format
	d.Empty = true
	for _, line := range d.Lines {
		d.Empty = d.Empty && len(bytes.Trim(line, " \t\r\x00")) == 0
	}
	if given != nil {
		d.Format = given
		d.Err = d.misfit(given)
	}
	return d
}

// misfit returns an error if no line of the sample has the format.
func (d *Detected) misfit(given *parser.Format) error {
	if cure := parser.Misread(d.Lines); cure != "" {
		return errors.New(cure)
	}
	set := parser.NewFieldSet()
	p, r := given.Compile(set), parser.NewRecord(set)
	var first []byte
	var number int
	for i, line := range d.Lines {
		line = bytes.TrimSuffix(bytes.TrimLeft(line, "\x00"), []byte("\r"))
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if r.Reset(""); p.Parse(line, r) == parser.Parsed {
			return nil
		}
		if first == nil {
			first, number = line, i+1
		}
	}
	if first == nil {
		return nil
	}
	err := fmt.Errorf("not one line matches format %q; line %d: %s", given.Name, number, parser.Explain(given, first))
	if other := d.Detection.Format; other != nil {
		err = fmt.Errorf("%w; it looks like %q: try -f %s", err, other.Name, other.Name)
	}
	return err
}

// Error says why the input cannot be counted, nil if it can. several says that
// it is one among others, which are counted all the same.
func (d *Detected) Error(several bool) error {
	switch {
	case d.Err != nil:
		return d.Err
	case d.Format != nil || d.Empty:
		return nil
	case several:
		return fmt.Errorf("skipped: %s", d.Detection.Reason)
	}
	if strings.HasPrefix(d.Detection.Reason, "no known format") {
		return errors.New(d.Detection.Reason + "; wf formats lists the known ones, wf find counts in any text")
	}
	return errors.New(d.Detection.Reason)
}
