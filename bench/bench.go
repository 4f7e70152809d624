// Package bench answers one question in nine ways, each a rung above the one
// before: how often was each article fetched? It is the Wide Finder of Tim Bray
// (2007), and the ways are those that Fredrik Lundh and those after him took in
// Python, done in Go. A rung is a file of its own; read them in order:
//
//	wf1.go wf2.go                       lines
//	wf3.go wf4.go                       chunks, goroutines
//	wf4processing.go pwf4.go wf5.go wf6.go  processes
//	wf7.go                              what "wf find" does
//
// The first two lines of each say what it adds, and what that gained on a machine
// with two x86-64 cores: a log of five million lines, a third of them articles,
// 1.3 GB in the page cache, whole processes, medians of three runs in turn.
//
// Every rung gives the answer of wf-1, or it is wrong. Measure runs each as a
// process of its own, in turn, compares the answers and keeps the times.
//
// Rungs need a program to start again: for their worker processes, and for
// wf-7. Its words are "bench worker", which calls Worker, "bench run", which
// runs a Rung, and "find".
package bench

import (
	"cmp"
	"regexp"
	"slices"
)

// Pattern is what the Wide Finder looks for. The group is the key that is
// counted, and a line counts once.
const Pattern = `GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .]+) `

// inLine finds an article in one line.
var inLine = regexp.MustCompile(Pattern)

// Counts says how often each key was found.
type Counts map[string]int64

// add adds what another counted.
func (c Counts) add(other Counts) {
	for key, n := range other {
		c[key] += n
	}
}

// sum adds up what several counted.
func sum(parts []Counts) Counts {
	total := Counts{}
	for _, part := range parts {
		total.add(part)
	}
	return total
}

// Count is a key and how often it was found.
type Count struct {
	Key string
	N   int64
}

// Top returns the n largest counts, all for 0, the largest first; equal ones
// are in the order of their keys' bytes.
func (c Counts) Top(n int) []Count {
	list := make([]Count, 0, len(c))
	for key, n := range c {
		list = append(list, Count{key, n})
	}
	slices.SortFunc(list, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Key, b.Key))
	})
	if n > 0 && n < len(list) {
		list = list[:n]
	}
	return list
}
