package pipeline

import (
	"bytes"
	"fmt"
	"runtime/debug"

	"wf/chunker"
)

// A Panic is one that happened while lines were worked on.
type Panic struct {
	Input  string // its name
	Offset int64  // of the line in the (decompressed) bytes of the input; of a Sink it may be a later one
	Value  any
	Stack  []byte // where it began
}

func (p *Panic) Error() string {
	return fmt.Sprintf("%q, byte %d: %v\n\n%s", p.Input, p.Offset, p.Value, p.Stack)
}

// locate is deferred: it adds to a panic which line of c was in work.
func (w *worker) locate(c *chunker.Chunk) {
	v := recover()
	if v == nil {
		return
	}
	p := &Panic{Input: w.inputs[c.Input].Name(), Offset: c.Offset, Value: v, Stack: debug.Stack()}
	if c.Input == w.input {
		p.Offset += int64(lineStart(c.Data, w.files[c.Input].lines.Total-w.begun))
	}
	panic(p)
}

// lineStart returns where line n of data begins, from 1, or its last line.
func lineStart(data []byte, n int64) int {
	at := 0
	for ; n > 1; n-- {
		end := bytes.IndexByte(data[at:], '\n') + 1
		if end == 0 || at+end == len(data) {
			break
		}
		at += end
	}
	return at
}

// locateSample is deferred: it adds to a panic the input whose sample was in
// work.
func locateSample(in *chunker.Input) {
	if v := recover(); v != nil {
		panic(&Panic{Input: in.Name(), Value: v, Stack: debug.Stack()})
	}
}
