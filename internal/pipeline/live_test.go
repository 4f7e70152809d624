package pipeline

import (
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wf/aggregate"
	"wf/chunker"
	"wf/parser"
)

// liveQuestions are those of the tests of Live, the first one alone or all.
var liveQuestions = []aggregate.Question{
	{Name: "paths", Keys: []string{"path"}, Metrics: []string{"count", "distinct_client"}},
	{Name: "all", Metrics: []string{"count", "visitors"}},
	{Name: "time", Keys: []string{aggregate.TimeAuto}, Metrics: []string{"count"}},
}

// live returns a Live that follows the named files.
func live(t *testing.T, names []string, questions int, workers int, last time.Duration) *Live {
	t.Helper()
	cfg := liveConfig(t, names, workers)
	return NewLive(cfg, liveSpecs(t, &cfg, questions), last)
}

// liveConfig returns what follows the named files.
func liveConfig(t *testing.T, names []string, workers int) Config {
	t.Helper()
	return config(t, names, chunker.Options{Workers: workers, Window: 1000, Follow: true})
}

// liveSpecs compiles so many of the questions for cfg.
func liveSpecs(t *testing.T, cfg *Config, questions int) (specs []*aggregate.Spec) {
	t.Helper()
	for _, q := range liveQuestions[:questions] {
		spec, err := aggregate.Compile(q, cfg.Fields)
		if err != nil {
			t.Fatal(err)
		}
		specs = append(specs, spec)
	}
	format, _ := parser.LookupFormat("combined")
	for i := range cfg.Parsers {
		cfg.Parsers[i] = format.Compile(cfg.Fields)
	}
	return specs
}

// timed is a line of a log.
type timed struct {
	path string
	at   time.Time
}

func (r timed) line() string {
	return fmt.Sprintf("192.0.2.1 - - [%s] \"GET %s HTTP/1.1\" 200 5 \"-\" \"x\"\n", r.at.Format("02/Jan/2006:15:04:05 -0700"), r.path)
}

// drawTimed returns requests of some minutes, most of them in order.
func drawTimed(n int, seed uint64) (list []timed) {
	draw := rand.New(rand.NewPCG(seed, 1))
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.FixedZone("", 3600))
	for range n {
		at = at.Add(time.Duration(draw.IntN(1000)) * time.Millisecond)
		late := time.Duration(0)
		if draw.IntN(10) == 0 {
			late = time.Duration(draw.IntN(400)) * time.Second
		}
		list = append(list, timed{fmt.Sprint("/", draw.IntN(30)), at.Add(-late)})
	}
	return list
}

// countsOf returns the rows of the first question of a snapshot, and how many
// records there are in each of them.
func countsOf(t *testing.T, counts []*aggregate.Counts) (rows map[string]int64) {
	t.Helper()
	table, err := counts[0].Table(aggregate.View{}, 2)
	if err != nil {
		t.Fatal(err)
	}
	rows = make(map[string]int64)
	for row := range table.Rows {
		n, _ := row[0].Int.Int64()
		rows[string(row[2].Bytes)] = n
	}
	return rows
}

// await waits until all of a live run's inputs were counted.
func awaitLive(t *testing.T, l *Live) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !l.cfg.Source.CaughtUp() {
		if time.Now().After(deadline) {
			t.Fatal("it does not catch up")
		}
		time.Sleep(time.Millisecond)
	}
}

// TestSnapshotsAnswerForAPrefix looks at a run while it goes on: what a snapshot
// counts adds up, is never less than the one before, and in the end all.
func TestSnapshotsAnswerForAPrefix(t *testing.T) {
	list := drawTimed(20_000, 1)
	for _, questions := range []int{1, 3} {
		name := files(t, "")[0]
		l := live(t, []string{name}, questions, 2, 0)
		done := make(chan error)
		go func() { done <- l.Run() }()
		want := make(map[string]int64)
		before := int64(0)
		look := func() {
			result, counts, err := l.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			rows, sum := countsOf(t, counts), int64(0)
			for _, n := range rows {
				sum += n
			}
			lines, _ := result.Lines()
			if lines.Parsed != sum || lines.Total != sum || sum < before {
				t.Fatalf("%d records in the rows, %d before; the lines are %+v", sum, before, lines)
			}
			before = sum
		}
		look()
		for part := range slices.Chunk(list, 2000) {
			for _, r := range part {
				want[r.path]++
			}
			appendTimed(t, name, part)
			look()
		}
		for before < int64(len(list)) {
			time.Sleep(time.Millisecond)
			look()
		}
		awaitLive(t, l)
		chunks := l.Chunks()
		look()
		l.cfg.Source.Stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		_, counts, _ := l.Snapshot()
		if got := countsOf(t, counts); !maps.Equal(got, want) || before != int64(len(list)) || l.Chunks() != chunks {
			t.Errorf("got %v\nwant %v", got, want)
		}
	}
}

// memoryStore is a Store in memory that says how much was appended.
type memoryStore struct {
	mu   sync.Mutex
	text []byte
}

func (s *memoryStore) Append(p []byte) (at int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at = int64(len(s.text))
	s.text = append(s.text, p...)
	return at, nil
}

func (s *memoryStore) ReadAt(p []byte, at int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return copy(p, s.text[at:]), nil
}

func (s *memoryStore) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.text)
}

// TestSnapshotsWithLittleMemory has counts that go to the Store: snapshots read
// them there and add nothing to it.
func TestSnapshotsWithLittleMemory(t *testing.T) {
	draw := rand.New(rand.NewPCG(3, 4))
	var list []timed
	want := make(map[string]int64)
	for _, r := range drawTimed(20_000, 3) {
		r.path = fmt.Sprintf("/%0100d", draw.IntN(5000))
		list = append(list, r)
		want[r.path]++
	}
	name := files(t, "")[0]
	appendTimed(t, name, list)
	store := new(memoryStore)
	cfg := liveConfig(t, []string{name}, 2)
	cfg.Budget = Budget{Bytes: 256 << 10, Store: store}
	l := NewLive(cfg, liveSpecs(t, &cfg, 3), 0)
	go l.Run()
	awaitLive(t, l)
	size := store.size()
	for range 2 {
		_, counts, err := l.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		if got := countsOf(t, counts); !maps.Equal(got, want) {
			t.Errorf("%d rows, want %d", len(got), len(want))
		}
	}
	if size == 0 || store.size() != size {
		t.Errorf("the Store has %d bytes, and %d after looking", size, store.size())
	}
	l.cfg.Source.Stop()
}

// TestWindowSlides compares a window with the plain choice of the records that
// lie in it.
func TestWindowSlides(t *testing.T) {
	list := drawTimed(3000, 2)
	for i, last := range []time.Duration{time.Second, time.Minute, 3 * time.Minute, time.Hour} {
		t.Run(last.String(), func(t *testing.T) {
			t.Parallel()
			name := files(t, "")[0]
			l := live(t, []string{name}, 1+i%2*2, 2, last)
			go l.Run()
			counted := 0
			for _, upTo := range []int{0, 1, 1500, len(list)} {
				appendTimed(t, name, list[counted:upTo])
				for { // it may have caught up with what was there before
					awaitLive(t, l)
					result, counts, err := l.Snapshot()
					if err != nil {
						t.Fatal(err)
					}
					if lines, _ := result.Lines(); lines.Total == int64(upTo) {
						checkWindow(t, result, countsOf(t, counts), list[:upTo], last)
						break
					}
				}
				counted = upTo
			}
			l.cfg.Source.Stop()
		})
	}
}

// appendTimed appends lines to a log.
func appendTimed(t *testing.T, name string, list []timed) {
	t.Helper()
	var text strings.Builder
	for _, r := range list {
		text.WriteString(r.line())
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text.String()); err != nil {
		t.Fatal(err)
	}
}

func checkWindow(t *testing.T, result *Result, got map[string]int64, list []timed, last time.Duration) {
	t.Helper()
	width := max(int64((last+windowSlices-1)/windowSlices), int64(time.Second))
	newest := int64(0)
	for _, r := range list {
		newest = max(newest, r.at.Unix()*int64(time.Second)/width)
	}
	want, inside := make(map[string]int64), int64(0)
	for _, r := range list {
		if r.at.Unix()*int64(time.Second)/width > newest-windowSlices {
			want[r.path]++
			inside++
		}
	}
	lines, _ := result.Lines()
	if !maps.Equal(got, want) || lines.Parsed != inside || lines.Filtered != int64(len(list))-inside {
		t.Fatalf("%v of %d: got %v\nwant %v\n%+v", last, len(list), got, want, lines)
	}
	since := (newest - windowSlices + 1) * width
	if result.Since.Valid != (len(list) > 0) || result.Since.Valid && (result.Since.Nanos != since || result.Since.Offset != 3600) {
		t.Fatalf("%v of %d: since %+v, want %d", last, len(list), result.Since, since)
	}
	if result.Span.First.Valid && result.Span.First.Nanos < since {
		t.Fatalf("the first record is before the window: %+v", result.Span.First)
	}
}

// TestWindowForgets reads a log of a year, of which a window holds no more than
// its slices.
func TestWindowForgets(t *testing.T) {
	var text strings.Builder
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 2000 {
		text.WriteString(timed{"/", at.Add(time.Duration(i) * 4 * time.Hour)}.line())
	}
	l := live(t, files(t, text.String()), 1, 1, time.Minute)
	go l.Run()
	awaitLive(t, l)
	l.cfg.Source.Stop()
	_, counts, _ := l.Snapshot()
	if n := len(l.workers[0].sink.(*sliding).slices); n > windowSlices {
		t.Errorf("%d slices are kept", n)
	}
	if got := countsOf(t, counts); got["/"] != 1 {
		t.Errorf("got %v", got)
	}
}

// TestWindowIsNotMovedFarAhead has a record of a clock that is wrong among those
// of a log.
func TestWindowIsNotMovedFarAhead(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	text := timed{"/", at}.line() + timed{"/late", at.AddDate(73, 0, 0)}.line() + timed{"/", at.Add(time.Second)}.line()
	l := live(t, files(t, text), 1, 1, time.Minute)
	go l.Run()
	awaitLive(t, l)
	l.cfg.Source.Stop()
	result, counts, _ := l.Snapshot()
	if got := countsOf(t, counts); !maps.Equal(got, map[string]int64{"/": 2}) {
		t.Errorf("got %v", got)
	}
	if lines, _ := result.Lines(); lines.Parsed != 2 || lines.Filtered != 1 {
		t.Errorf("got %+v", lines)
	}
}

// TestLinesOfAFollowedLog writes lines as they come, in their order.
func TestLinesOfAFollowedLog(t *testing.T) {
	name := files(t, "")[0]
	cfg := config(t, []string{name}, chunker.Options{Workers: 2, Ordered: true, Follow: true})
	out := make(chan string, 100)
	lines := NewLines(channel(out), 3, cfg.Source.Stop, appendRaw)
	cfg.Sink = lines.Sink
	done := make(chan error)
	go func() {
		_, err := Run(cfg)
		done <- err
	}()
	for range 3 {
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		f.WriteString(good + "\n")
		f.Close()
		if got := <-out; got != good+"\n" {
			t.Errorf("got %q", got)
		}
	}
	if err := <-done; err != nil || !lines.Full() {
		t.Errorf("%v; full: %v", err, lines.Full())
	}
}

// TestLinesFromOfTheFirstFileAlone leaves out what a file held, and nothing of
// the one that has taken its name.
func TestLinesFromOfTheFirstFileAlone(t *testing.T) {
	var out strings.Builder
	lines := NewLines(&out, 0, func() {}, appendRaw)
	lines.From([]int64{100})
	s := lines.Sink()
	for i, c := range []chunker.Chunk{{Offset: 0}, {Offset: 99}, {Offset: 100}, {File: 1}, {File: 1, Offset: 50}} {
		s.Add(nil, []byte{byte('a' + i)})
		c.Seq = int64(i)
		if err := s.Flush(&c); err != nil {
			t.Fatal(err)
		}
	}
	if out.String() != "c\nd\ne\n" {
		t.Errorf("got %q", out.String())
	}
}

// TestNumbersOfLinesEnd gives a worker more chunks, none of which goes on where
// another one ended, than have lines with numbers.
func TestNumbersOfLinesEnd(t *testing.T) {
	cfg := liveConfig(t, files(t, good+"\n"), 1)
	cfg.Sink = NewLines(io.Discard, 0, nil, appendRaw).Sink
	w := newWorker(&cfg)
	for i := range int64(numberedChunks + 1000) {
		w.begin(&chunker.Chunk{Seq: i, Offset: 1000 * i, Data: []byte("x\n")})
		w.lines([]byte("x\n"))
	}
	if n := len(w.runs); n != numberedChunks {
		t.Errorf("%d chunks are remembered", n)
	}
	if n := w.files[0].lines.Total; n != numberedChunks+1000 {
		t.Errorf("%d lines", n)
	}
}

// channel is a writer that sends what it gets.
type channel chan string

func (c channel) Write(p []byte) (int, error) {
	c <- string(p)
	return len(p), nil
}

// TestRejectsOfRotatedLogs has rejected lines in several files of one name.
func TestRejectsOfRotatedLogs(t *testing.T) {
	name := files(t, good+"\nbad 1\n"+good+"\nbad 2\n")[0]
	l := live(t, []string{name}, 1, 2, 0)
	go l.Run()
	awaitLive(t, l)
	if err := os.Rename(name, name+".1"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("bad 3\nbad 4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for {
		result, _, _ := l.Snapshot()
		if lines, _ := result.Lines(); lines.Rejected.Total() < 4 {
			time.Sleep(time.Millisecond)
			continue
		}
		var got []string
		for _, r := range result.Rejects {
			got = append(got, fmt.Sprintf("%s at %d, line %d", r.Text, r.Offset, r.Line))
		}
		n := len(good) + 1
		want := []string{fmt.Sprintf("bad 1 at %d, line 2", n), fmt.Sprintf("bad 2 at %d, line 4", 2*n+6), "bad 3 at 0, line 0"}
		if !slices.Equal(got, want) {
			t.Errorf("got %q\nwant %q", got, want)
		}
		break
	}
	l.cfg.Source.Stop()
}

// TestNewestOfAFollowedLog reads a log for its newest time, which has an end
// although the log goes on.
func TestNewestOfAFollowedLog(t *testing.T) {
	name := files(t, good+"\n"+strings.Replace(good, "10:00:00", "09:00:00", 1)+"\n")[0]
	opt := chunker.Options{Workers: 2, Follow: true, MaxLine: 200}
	cfg := config(t, []string{name}, opt)
	format, _ := parser.LookupFormat("combined")
	newest, err := NewSurvey(cfg.Source, opt, []*parser.Format{format}, nil, true).Newest()
	if want := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC).UnixNano(); err != nil || newest.Nanos != want {
		t.Errorf("%+v, %v", newest, err)
	}
}
