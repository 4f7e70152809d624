package gen

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// The log does not depend on how many goroutines write it, and it is what the
// lines are when they are made one after another.
func TestAnyNumberOfWorkersWritesTheSameLog(t *testing.T) {
	check := func(o Options) {
		t.Helper()
		var want bytes.Buffer
		if err := GenerateWith(&want, o, func(map[string]string) {}); err != nil {
			t.Fatal(err)
		}
		for _, workers := range []int{1, 2, 3, 8} {
			o.Workers = workers
			if !bytes.Equal(generate(t, o), want.Bytes()) {
				t.Errorf("%+v: the log is another one", o)
			}
		}
	}
	for _, lines := range []int{0, 1, sheetLines - 1, sheetLines, sheetLines + 1, 9*sheetLines + 77} {
		check(small(Options{Lines: lines, Format: "w3c", Nasty: 0.1, Attacks: 0.1}))
	}
	check(small(Options{Lines: 5000, Distinct: true, Nasty: 0.3}))
	check(small(Options{Lines: 5000, Format: "docker+json", Attacks: 1}))
}

func TestTheFirstLinesAreTheLogOfSoManyLines(t *testing.T) {
	const most = 3*sheetLines + 10
	for _, format := range []string{"combined", "w3c", "cri+gcs"} {
		o := small(Options{Lines: most, Format: format, Nasty: 0.05, Attacks: 0.05})
		long := generate(t, o)
		for n := 0; n <= most; n += 1 + n/3 {
			o.Lines = n
			short := generate(t, o)
			if !bytes.HasPrefix(long, short) {
				t.Errorf("%s: the log of %d lines does not begin that of %d", format, n, most)
			}
		}
	}
}

// A log of some size has the lines of one of many lines up to the first that
// reaches the size.
func TestASizeEndsTheLogWithALine(t *testing.T) {
	o := small(Options{Lines: 4 * sheetLines, Format: "w3c", Nasty: 0.05, Attacks: 0.05})
	long := generate(t, o)
	for _, size := range []int{1, 2, 50, 51, 52, 53, 54, 55, 1000, 65_537, 200_000, 500_001} {
		for _, workers := range []int{1, 3} {
			o.Lines, o.Size, o.Workers = 0, int64(size), workers
			want := long[:size+bytes.IndexByte(long[size-1:], '\n')]
			if !bytes.Equal(generate(t, o), want) {
				t.Errorf("size %d, %d workers: not the first %d bytes of the log", size, workers, len(want))
			}
		}
	}
	check := func(want string, o Options) {
		t.Helper()
		if err := GenerateWith(io.Discard, o, func(map[string]string) {}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want one with %q", o, err, want)
		}
	}
	check("measured in lines", Options{Size: 1})
}

// An error or a panic of the writer ends all goroutines, and there is no write
// after it.
func TestTheFirstFailureEndsTheLog(t *testing.T) {
	full := errors.New("disk full")
	for _, workers := range []int{1, 2, 8} {
		before := runtime.NumGoroutine()
		for good := range 12 {
			writes := 0
			err := Generate(failingAfter{&writes, good, full}, small(Options{Lines: math.MaxInt, Workers: workers}))
			if !errors.Is(err, full) || writes != good+1 {
				t.Errorf("%d workers: error %v after %d writes, want %d", workers, err, writes, good+1)
			}
		}
		func() {
			defer func() {
				if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "burst pipe") {
					t.Errorf("%d workers: panic %.40v", workers, v)
				}
			}()
			Generate(burstingWriter{}, small(Options{Lines: math.MaxInt, Workers: workers}))
		}()
		left := func() int { return runtime.NumGoroutine() - before }
		for deadline := time.Now().Add(10 * time.Second); left() > 0 && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond) // what has done its work may not have ended yet
		}
		if left() > 0 {
			t.Errorf("%d workers: %d goroutines are left", workers, left())
		}
	}
}

// burstingWriter panics.
type burstingWriter struct{}

func (burstingWriter) Write([]byte) (int, error) { panic("burst pipe") }

// The requests of a log follow Zipf's law: in a diagram of counts by rank, both
// as logarithms, articles lie on a line that falls by one.
func TestTargetsFollowZipfsLaw(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing runs side by side in it")
	}
	counts := map[string]int{}
	for line := range bytes.Lines(generate(t, Options{Lines: 300_000, Seed: 9})) {
		uri := bytes.Fields(line)[6]
		if bytes.HasPrefix(uri, []byte("/ongoing/When/")) && !bytes.Contains(uri, []byte("/-big/")) {
			counts[string(uri)]++
		}
	}
	var ranked []int
	for _, n := range counts {
		ranked = append(ranked, n)
	}
	slices.Sort(ranked)
	slices.Reverse(ranked)
	var x, y, xx, xy, n float64
	for rank := 0; rank < 600; rank++ {
		log := math.Log(float64(rank + 8)) // the first few lead by less
		count := math.Log(float64(ranked[rank]))
		x, y, xx, xy, n = x+log, y+count, xx+log*log, xy+log*count, n+1
	}
	if slope := (n*xy - x*y) / (n*xx - x*x); slope < -1.05 || slope > -0.95 {
		t.Errorf("the slope is %.3f, want about -1", slope)
	}
	if ranked[0] < 1000 || ranked[0] > 2600 { // an eighth of 300,000/3 divided by ln(10,000/8)
		t.Errorf("the first article has %d requests, want about 1,750", ranked[0])
	}
}

// Each client keeps its agent.
func TestAgentsBelongToClients(t *testing.T) {
	agents := map[string]string{}
	for line := range bytes.Lines(generate(t, small(Options{Lines: 30_000, Attacks: 0}))) {
		fields := bytes.Split(line, []byte{'"'})
		client, agent := string(bytes.Fields(line)[0]), string(fields[5])
		if known, ok := agents[client]; ok && known != agent {
			t.Fatalf("%s has %s and %s", client, known, agent)
		}
		agents[client] = agent
	}
	if len(agents) < 4000 {
		t.Errorf("%d clients", len(agents))
	}
}
