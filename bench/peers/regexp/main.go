// Command regexp ranks what a group of a regular expression matches in a log,
// as "wf top NAME -f EXPR" does, but by package regexp: each line is matched
// as a Go program that knows of nothing faster would match it. Reading and
// workers are those of wf, so that the two differ in the matching alone.
//
//	regexp EXPR NAME LOG WORKERS [all]
//
// It prints the ten most frequent matches, or all of them: count, tab, key.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"

	"wf/chunker"
	"wf/internal/parallel"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "regexp:", err)
		os.Exit(1)
	}
}

func run(args []string, w io.Writer) error {
	if len(args) != 4 && !(len(args) == 5 && args[4] == "all") {
		return errors.New("usage: regexp EXPR NAME LOG WORKERS [all]")
	}
	re, err := regexp.Compile(args[0])
	if err != nil {
		return err
	}
	group := re.SubexpIndex(args[1])
	if group < 0 {
		return fmt.Errorf("no group %q in the expression", args[1])
	}
	workers, err := strconv.Atoi(args[3])
	if err != nil || workers < 1 {
		return fmt.Errorf("not a number of workers: %q", args[3])
	}
	counts, err := count(re, group, args[2], workers)
	if err != nil {
		return err
	}
	limit := 10
	if len(args) == 5 {
		limit = len(counts)
	}
	return show(w, counts, limit)
}

// count returns how often the group matches what in the lines of a log.
func count(re *regexp.Regexp, group int, path string, workers int) (map[string]int, error) {
	src := chunker.Open([]string{path}, chunker.Options{Workers: workers})
	defer src.Close()
	parts := make([]map[string]int, workers)
	err := parallel.Do(workers, workers, func(i int) error {
		parts[i] = countChunks(src, re, group)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, p := range src.Problems() {
		return nil, fmt.Errorf("%s: %w", path, p.Err)
	}
	for _, part := range parts[1:] {
		for key, n := range part {
			parts[0][key] += n
		}
	}
	return parts[0], nil
}

// countChunks counts the lines of those chunks that one worker takes.
func countChunks(src *chunker.Source, re *regexp.Regexp, group int) map[string]int {
	counts := map[string]int{}
	var c chunker.Chunk
	for src.Next(&c) {
		for line := range bytes.Lines(c.Data) {
			if m := re.FindSubmatchIndex(bytes.TrimRight(line, "\r\n")); m != nil && m[2*group] >= 0 {
				counts[string(line[m[2*group]:m[2*group+1]])]++
			}
		}
	}
	return counts
}

// show prints the first rows by count, those of one count by key.
func show(w io.Writer, counts map[string]int, limit int) error {
	keys := make([]string, 0, len(counts))
	for key := range counts {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	out := bufio.NewWriter(w)
	for _, key := range keys[:min(limit, len(keys))] {
		fmt.Fprintf(out, "%d\t%s\n", counts[key], key)
	}
	return out.Flush()
}
