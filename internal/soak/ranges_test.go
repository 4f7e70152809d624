package soak

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestRanges asks random questions of logs in random ranges, saves what each
// comes to, merges in random order and in trees of random shape, and wants the
// bytes of one run: five questions in up to 8 ranges of a file, and fifty in up
// to 64 with WF_RANGES in the environment.
func TestRanges(t *testing.T) {
	questions, most := 5, 8
	switch {
	case os.Getenv("WF_RANGES") != "":
		questions, most = 50, 64
	case testing.Short():
		questions, most = 2, 4
	}
	s := new(soak)
	asked, parts := 0, 0
	for seed := uint64(0); asked < questions && !t.Failed(); seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := &round{soak: s, draw: newDraw(seed), seed: seed, dir: t.TempDir()}
			r.logs = r.drawLogs()
			f, err := r.writeForms()
			if err != nil {
				t.Fatal(err)
			}
			n, err := r.compareRanges(f, most)
			if err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
			if n > 0 {
				asked, parts = asked+1, parts+n
			}
		})
	}
	t.Logf("%d questions about %d parts", asked, parts)
}

// rangeQuestion draws a question that a log can be dealt out for: it counts, and
// no part has to know of another.
func (r *round) rangeQuestion(f *forms) question {
	for {
		q := r.question()
		q.words = withoutOutput(q.words)
		last := slices.Contains(q.words, "--last") && len(r.logs) > 1 // the newest of all logs
		if q.words[0] != "print" && !last {
			if f.format != "" && r.chance(2) {
				q.words = append(q.words, "-f", f.format)
			}
			return q
		}
	}
}

// withoutOutput returns the words of a question without those that say where its
// answer goes.
func withoutOutput(words []string) (rest []string) {
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "-o":
			i++
		case "--csv", "--json", "--header", "--no-header":
		default:
			rest = append(rest, words[i])
		}
	}
	return rest
}

// tested are the words that say when the exit code is 3. They are those of a run,
// not of what it counts.
func tested(words []string) []string {
	if i := slices.Index(words, "--fail-if"); i >= 0 {
		return words[i : i+2]
	}
	return nil
}

// compareRanges asks a question of the logs as a whole and in parts. It returns
// in how many, 0 if there is no answer.
func (r *round) compareRanges(f *forms, most int) (parts int, err error) {
	q := r.rangeQuestion(f)
	names := slices.Sorted(slices.Values(f.names))
	dir := of(r.draw, "plain", "plain", "plain", "packed")
	kinds := []string{"json", "table"}
	if q.words[0] == "top" || q.words[0] == "timeline" || q.words[0] == "find" {
		kinds = append(kinds, "tsv")
	}
	if r.chance(3) {
		kinds = append(kinds, "html")
	}
	want := make(map[string]*answer)
	for _, kind := range kinds {
		a, err := r.ask(question{words: append(slices.Clone(q.words), "-o", kind)}, way{dir: dir, names: names}, false)
		if err != nil || a.code == 2 {
			return 0, err
		}
		want[kind] = a
	}
	saved, err := r.saveRanges(q, dir, names, most)
	if err != nil || len(saved) == 0 {
		return 0, err
	}
	parts = len(saved)
	for _, kind := range kinds {
		files, err := r.mergeSome(dir, slices.Clone(saved))
		if err != nil {
			return 0, err
		}
		words := slices.Concat([]string{"merge", "-o", kind}, tested(q.words), files)
		got, err := r.ask(question{words: words}, way{dir: dir}, false)
		if err != nil {
			return 0, err
		}
		if !bytes.Equal(got.stdout, want[kind].stdout) || got.code != want[kind].code {
			return 0, differ(&answer{command: want[kind].command, stdout: want[kind].stdout, code: want[kind].code},
				&answer{command: got.command + fmt.Sprintf("\n  of %d parts", parts), stdout: got.stdout, code: got.code})
		}
	}
	return parts, nil
}

// saveRanges saves what the question comes to in ranges of the files, compressed
// ones as a whole. It returns none if it has no answer for one of them.
func (r *round) saveRanges(q question, dir string, names []string, most int) (saved []string, err error) {
	for _, name := range names {
		cuts := [][]string{nil} // flags
		if info, err := os.Stat(r.place(dir, name)); err != nil {
			return nil, err
		} else if dir == "plain" {
			cuts = r.ranges(info.Size(), 1+r.IntN(most))
		}
		for _, cut := range cuts {
			file := filepath.Join("..", "tmp", fmt.Sprintf("%d.wfp", len(saved)))
			words := slices.Concat(q.words, cut, r.working(q), []string{"-o", file})
			a, err := r.ask(question{words: words}, way{dir: dir, names: []string{name}}, false)
			if err != nil || a.code == 2 {
				return nil, err
			}
			saved = append(saved, file)
		}
	}
	return saved, nil
}

// ranges cuts so many bytes anywhere.
func (d draw) ranges(size int64, n int) (flags [][]string) {
	cuts := []int64{0}
	for range n - 1 {
		cuts = append(cuts, d.Int64N(size+1))
	}
	slices.Sort(cuts)
	for i, lo := range cuts {
		end := ""
		if i+1 < len(cuts) {
			end = fmt.Sprint(cuts[i+1])
		} else if d.chance(2) {
			end = fmt.Sprint(size)
		}
		flags = append(flags, []string{"--range", fmt.Sprintf("%d-%s", lo, end)})
	}
	return flags
}

// mergeSome merges some of the files, and some of what that comes to, until it
// has had enough. It returns what is left to merge, in random order.
func (r *round) mergeSome(dir string, files []string) ([]string, error) {
	for merged := 0; len(files) > 1 && !r.chance(4); merged++ {
		r.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		n := 1 + r.IntN(len(files))
		file := filepath.Join("..", "tmp", fmt.Sprintf("m%d-%d.wfp", r.runs, merged))
		a, err := r.ask(question{words: append([]string{"merge", "-o", file}, files[:n]...)}, way{dir: dir}, false)
		if err != nil {
			return nil, err
		}
		if a.code == 2 {
			return nil, fmt.Errorf("%s\n  %s", a.command, strings.TrimSpace(string(a.stderr)))
		}
		files = append(files[n:], file)
	}
	return files, nil
}
