// wf-2 looks in each line for the literal that begins every match, before it asks package regexp.
// It is 1.08 times as fast as wf-1: package regexp looks for that literal itself.

package bench

import (
	"bufio"
	"bytes"
	"math"
	"os"
)

func wf2(o Options) (Counts, error) {
	f, err := os.Open(o.Log)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	literal := []byte("GET /ongoing/When/")
	counts := Counts{}
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 64<<10), math.MaxInt)
	for lines.Scan() {
		line := lines.Bytes()
		if !bytes.Contains(line, literal) {
			continue
		}
		if m := inLine.FindSubmatch(line); m != nil {
			counts[string(m[1])]++
		}
	}
	return counts, lines.Err()
}
