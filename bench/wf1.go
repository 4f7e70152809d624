// wf-1 reads line by line, asks package regexp for each, and counts in one map.
// It is what the others are measured by.

package bench

import (
	"bufio"
	"math"
	"os"
)

func wf1(o Options) (Counts, error) {
	f, err := os.Open(o.Log)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	counts := Counts{}
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 64<<10), math.MaxInt) // a line may be of any length
	for lines.Scan() {
		if m := inLine.FindSubmatch(lines.Bytes()); m != nil {
			counts[string(m[1])]++
		}
	}
	return counts, lines.Err()
}
