package pipeline

import (
	"bytes"

	"wf/parser"
)

// skimmer is the part of a worker that passes over lines without looking at
// them: those that lack a text which every line has that is not left out.
type skimmer struct {
	literals []parser.Literal
	needle   needle // the one of them that is searched for
	believed int    // chunks for which the needle is still the best one
}

// skim parses those of the whole lines of data that hold all literals, or
// some others as well, and counts the rest as filtered. It returns the last
// line if it has no end; or all of data, if there may be lines that something
// is to be said of even if they lack a literal.
func (w *worker) skim(data []byte) (rest []byte) {
	skipped, nul := census(data)
	if len(data) > w.maxLine || nul {
		return data
	}
	if w.believed--; w.believed < 0 {
		w.needle, w.believed = newNeedle(w.literals, data[:min(len(data), sampleSize)]), sampleEvery
	}
	whole := lastNewline(data) + 1
	offset := w.first + int64(w.length-len(data))
	for from := 0; ; skipped-- {
		n := w.needle.index(data[from:whole])
		if n < 0 {
			break
		}
		at := from + n
		lo := at
		if !w.needle.begins {
			lo = from + lastNewline(data[from:at]) + 1
		}
		hi := at + bytes.IndexByte(data[at:whole], '\n')
		w.line(data[lo:hi], offset+int64(lo), false)
		from = hi + 1
	}
	acc := &w.files[w.input].lines
	acc.Total += int64(skipped)
	acc.Filtered += int64(skipped)
	return data[whole:]
}

var newline = []byte{'\n'}
