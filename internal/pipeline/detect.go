package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
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
// format of each among the known ones, or among the given ones if there are
// any. It yields them in their order, and samples only a little ahead: there
// may be thousands. That must be done before the first chunk is asked for.
func Detect(src *chunker.Source, given []*parser.Format, workers int) iter.Seq2[int, Detected] {
	return parallel.MapSeq(workers, src.Inputs(), func(in *chunker.Input) Detected { return detect(in, given) })
}

func detect(in *chunker.Input, given []*parser.Format) Detected {
	defer locateSample(in)
	d := Detected{Input: in, Err: in.Err()}
	if d.Err != nil {
		return d
	}
	var damage error
	if d.Lines, damage = in.Sample(sampleBytes); len(d.Lines) == 0 && damage != nil {
		d.Err = damage
		return d
	} // else reading meets the damage again, behind the lines that are good
	for i, line := range d.Lines {
		d.Lines[i] = bytes.TrimLeft(line, "\x00")
	}
	d.Empty = !slices.ContainsFunc(d.Lines, func(line []byte) bool { return len(bytes.TrimSpace(line)) > 0 })
	if len(given) == 0 {
		d.Detection = parser.Detect(d.Lines)
		d.Format = d.Detection.Format
		return d
	}
	if cure := parser.Misread(d.Lines); cure != "" {
		d.Err = errors.New(cure)
		return d
	}
	d.Detection = parser.DetectAmong(d.Lines, given)
	d.Format = d.Detection.Format
	switch {
	case d.Format != nil:
	case d.Empty:
		d.Format = given[0]
	default:
		d.Err = errors.New(d.misfit(given))
	}
	return d
}

// unknown begins the reason of a detection that found nothing.
const unknown = "no known format"

// misfit says why none of the given formats can be that of the sample.
func (d *Detected) misfit(given []*parser.Format) string {
	text := d.Detection.Reason
	switch {
	case len(given) == 1:
		number, why := given[0].Mismatch(d.Lines)
		text = fmt.Sprintf(`not one line matches format "%s"; line %d: %s`, given[0].Name, number, why)
	case strings.HasPrefix(text, unknown):
		var names []string
		for _, f := range given {
			names = append(names, f.Name)
		}
		text = "fits none of the formats " + strings.Join(names, " ")
	default: // two of them fit alike, or few lines have one
		return text
	}
	if other := parser.Detect(d.Lines).Format; other != nil {
		text += fmt.Sprintf("; it looks like %q: try -f %s", other.Name, other.Name)
	}
	return text
}

// Unreadable reports whether the input, or the beginning of what is compressed
// in it, cannot be read. Err says why.
func (d *Detected) Unreadable() bool { return d.Err != nil && len(d.Lines) == 0 }

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
	if strings.HasPrefix(d.Detection.Reason, unknown) {
		return errors.New(d.Detection.Reason + "; wf formats lists the known ones, wf find counts in any text")
	}
	return errors.New(d.Detection.Reason)
}
