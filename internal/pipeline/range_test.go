package pipeline

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"wf/chunker"
	"wf/internal/moment"
	"wf/parser"
)

// ranges cuts size bytes into n ranges at random, the last of them open.
func ranges(rnd *rand.Rand, size, n int) [][2]int64 {
	cuts := []int64{0, math.MaxInt64}
	for range n - 1 {
		cuts = append(cuts, int64(rnd.IntN(size+1)))
	}
	slices.Sort(cuts)
	var list [][2]int64
	for i, lo := range cuts[:n] {
		list = append(list, [2]int64{lo, cuts[i+1]})
	}
	return list
}

// TestRangesAddUp reads a log with directives, long lines and holes in random
// ranges: what is said of them adds up to what is said of all, and the lines are
// the same, in their order.
func TestRangesAddUp(t *testing.T) {
	const maxLine = 120
	nuls := strings.Repeat("\x00", 3*maxLine)
	text := changing(maxLine).text.String() + "\n" + nuls + "#A:h\nhlast " + good + "\n" + strings.Repeat("x", 500) + "\n\n" +
		good + nuls + "hlast " + good + "\n" + nuls + "\nhlast " + good + nuls[:50] + "\n#B:\n" + strings.Repeat("h "+good+"\n", 9) + "h 192.0.2.1" + nuls
	name := files(t, text)
	run := func(lo, hi int64, opt chunker.Options) (FileResult, string) {
		opt.Ordered, opt.MaxLine = true, maxLine
		cfg, _ := directedConfig(t, name, opt)
		defer cfg.Source.Close()
		if err := cfg.Source.Inputs()[0].Range(lo, hi); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		cfg.Sink = NewLines(&out, 0, cfg.Source.Stop, appendRaw).Sink
		result, err := Run(cfg)
		if err != nil {
			t.Fatal(err)
		}
		return result.Files[0], out.String()
	}
	want, lines := run(0, math.MaxInt64, chunker.Options{Sequential: true})
	if want.Lines.Rejected.TooLong < 3 || want.Lines.Incomplete+want.Lines.Directive < 10 || want.NULBytes < 600 {
		t.Fatalf("the log has little in it: %+v", want)
	}
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 8))
		var sum FileResult
		got, cuts := "", ranges(rnd, len(text), 1+rnd.IntN(8))
		for _, r := range cuts {
			part, more := run(r[0], r[1], chunker.Options{Workers: 1 + rnd.IntN(3), Window: 1 + rnd.IntN(900)})
			sum.add(fileLines{part.Lines, part.Bytes, part.NULBytes, part.NULAt, part.TooLongAt})
			got += more
		}
		if sum != want || got != lines {
			t.Fatalf("%v: got %+v\nwant %+v; the lines are the same: %v", cuts, sum, want, got == lines)
		}
	}
}

// TestSeekInRanges looks for ranges of time in ranges of bytes: what is passed
// over adds up, too, so that lines and bytes are those of one run.
func TestSeekInRanges(t *testing.T) {
	text := (&written{}).every(500, noon, time.Minute).String()
	name := files(t, text)
	opt := chunker.Options{MaxLine: 300, Workers: 2}
	run := func(lo, hi int64, r moment.Range) (result *Result, sought Sought) {
		source := chunker.Open(name, opt)
		defer source.Close()
		if err := source.Inputs()[0].Range(lo, hi); err != nil {
			t.Fatal(err)
		}
		survey := newSurvey(source, opt, []*parser.Format{combined}, nil, little)
		if newest, err := survey.Newest(); err != nil || newest.Nanos != noon.Add(499*time.Minute).UnixNano() {
			t.Fatalf("the newest is %v, %v", newest, err)
		}
		sought = survey.Narrow(r)[0]
		set := timeAlone(nil)
		result, err := Run(Config{
			Source: source, Parsers: []parser.Parser{combined.Compile(set)}, Fields: set, Workers: 2, MaxLine: 300,
			Sink: func() Sink { return none{} },
		})
		if err != nil {
			t.Fatal(err)
		}
		return result, sought
	}
	rnd := rand.New(rand.NewPCG(1, 9))
	for hour := range 8 {
		r := between(noon.Add(time.Duration(hour)*time.Hour), noon.Add(time.Duration(hour)*time.Hour+40*time.Minute))
		all, whole := run(0, math.MaxInt64, r)
		var sum FileResult
		skipped := int64(0)
		cuts := ranges(rnd, len(text), 1+rnd.IntN(6))
		for _, c := range cuts {
			part, sought := run(c[0], c[1], r)
			f := part.Files[0]
			sum.add(fileLines{lines: f.Lines, bytes: f.Bytes})
			skipped += sought.Skipped
		}
		if !whole.Narrowed || sum != all.Files[0] || skipped != whole.Skipped {
			t.Errorf("hour %d, %v: %s, %d skipped; want %s, %d", hour, cuts, fmt.Sprint(sum), skipped, fmt.Sprint(all.Files[0]), whole.Skipped)
		}
	}
}
