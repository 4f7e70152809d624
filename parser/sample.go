package parser

import "bytes"

// sample is the lines of a log that detection looks at.
type sample struct {
	lines    [][]byte
	requests [][]byte // those of lines that are neither blank nor comments
}

func newSample(lines [][]byte) *sample {
	s := &sample{lines: lines}
	for _, line := range lines {
		if isRequest(line) {
			s.requests = append(s.requests, line)
		}
	}
	return s
}

// isRequest reports whether line is neither blank nor a comment.
func isRequest(line []byte) bool {
	text := bytes.TrimSpace(line)
	return len(text) > 0 && text[0] != '#'
}

// fewLines is how many lines of a sample decide which formats all of them are
// tried with. A format that reads one line in ten, the least that counts, is in
// a hundred of them but for once in 37,000 times.
const fewLines = 100

// few returns some lines of s from all over it, or s itself if it is small.
// They have no fixed distance, so that no rhythm of the log can hide lines.
func (s *sample) few() *sample {
	n := len(s.requests)
	if n <= 2*fewLines {
		return s
	}
	few := &sample{requests: make([][]byte, 0, fewLines)}
	random := uint32(n)
	for i := range fewLines {
		random = random*1664525 + 1013904223
		lo, hi := i*n/fewLines, (i+1)*n/fewLines
		few.requests = append(few.requests, s.requests[lo+int(random>>16)%(hi-lo)])
	}
	return few
}

// without returns the lines that c does not take.
func (s *sample) without(c *Candidate) *sample {
	left := &sample{}
	for i, line := range s.requests {
		if c.lines[i] == misses {
			left.requests = append(left.requests, line)
		}
	}
	return left
}
