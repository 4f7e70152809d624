package pipeline

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"wf/chunker"
	"wf/parser"
)

// mergeByTime is the plain twin of RunByTime: it has all lines in memory, reads
// their times with package time and compares the next lines of all texts.
func mergeByTime(texts []string) string {
	rest := make([][]string, len(texts))
	for i, text := range texts {
		for line := range strings.Lines(text) {
			if line = strings.TrimSuffix(line, "\n"); isRecord(line) {
				rest[i] = append(rest[i], line)
			}
		}
	}
	var b strings.Builder
	for {
		best := -1
		var earliest time.Time
		for i, lines := range rest {
			if len(lines) == 0 {
				continue
			}
			at, ok := timeOf(lines[0])
			if !ok { // it stands before the first record with a time
				at = time.Unix(-1<<40, 0)
			}
			if best < 0 || at.Before(earliest) {
				best, earliest = i, at
			}
		}
		if best < 0 {
			return b.String()
		}
		for first := true; len(rest[best]) > 0; first = false {
			if _, ok := timeOf(rest[best][0]); ok && !first {
				break
			}
			b.WriteString(rest[best][0] + "\n")
			rest[best] = rest[best][1:]
		}
	}
}

func isRecord(line string) bool { return strings.HasSuffix(line, `"x"`) }

// timeOf reads the time of a line, if it is one of a calendar.
func timeOf(line string) (time.Time, bool) {
	begin, end := strings.IndexByte(line, '['), strings.IndexByte(line, ']')
	at, err := time.Parse("02/Jan/2006:15:04:05 -0700", line[begin+1:end])
	return at, err == nil
}

// randomLog is a log of n lines. They are in order but for a few, many share a
// second, some have no time, some are no records.
func randomLog(rnd *rand.Rand, file, n int) string {
	var b strings.Builder
	zone := time.FixedZone("", 3600*(rnd.IntN(5)-2))
	at := time.Date(2026, 3, 1, 10, 0, rnd.IntN(60), 0, zone)
	for i := range n {
		at = at.Add(time.Duration(rnd.IntN(3)*rnd.IntN(3)) * time.Second)
		stamp := at
		if rnd.IntN(20) == 0 {
			stamp = at.Add(-time.Duration(rnd.IntN(30)) * time.Second)
		}
		clock := stamp.Format("02/Jan/2006:15:04:05 -0700")
		switch rnd.IntN(30) {
		case 0:
			clock = "31/Feb/2026:10:00:00 +0000"
		case 1:
			fmt.Fprintf(&b, "bad %d/%d\n", file, i)
		case 2:
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "192.0.2.1 - - [%s] \"GET /%d/%d HTTP/1.1\" 200 5 \"-\" \"x\"\n", clock, file, i)
	}
	return b.String()
}

func randomLogs(rnd *rand.Rand, inputs int) []string {
	texts := make([]string, inputs)
	for i := range texts {
		texts[i] = randomLog(rnd, i, []int{0, 1, 20, 100}[rnd.IntN(4)])
	}
	if rnd.IntN(2) == 0 {
		texts[0] = strings.TrimSuffix(texts[0], "\n")
	}
	return texts
}

// byTime runs RunByTime on the named files.
func byTime(t testing.TB, names []string, limit int64, opt chunker.Options) (out, rejects string, result *Result, full bool) {
	t.Helper()
	opt.Separate, opt.MaxLine = true, 200
	cfg := config(t, names, opt)
	var b, bad bytes.Buffer
	cfg.Rejects = NewRejects(&bad)
	lines := NewLines(&b, limit, cfg.Source.Stop, appendRaw)
	result, err := RunByTime(cfg, lines)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Source.Close()
	if p := cfg.Source.Problems(); len(p) > 0 {
		t.Errorf("problems: %v", p)
	}
	return b.String(), bad.String(), result, lines.Full()
}

func TestRunByTimeIsAMerge(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for round := range 12 {
		texts := randomLogs(rnd, 1+rnd.IntN(20))
		want := mergeByTime(texts)
		names := files(t, texts...)
		plain := config(t, names, chunker.Options{})
		plain.Sink = func() Sink { return none{} }
		account, err := Run(plain)
		if err != nil {
			t.Fatal(err)
		}
		var refused string // of the first run: all must have the same
		for i, opt := range []chunker.Options{
			{Sequential: true}, {Workers: 1}, {Workers: 2}, {Workers: 3}, {Workers: 8},
			{Workers: 1, Window: 50}, {Workers: 2, Window: 20}, {Workers: 3, Window: 300}, {Workers: 8, Window: 1000},
		} {
			what := fmt.Sprintf("round %d, %d inputs, %+v", round, len(texts), opt)
			got, bad, result, _ := byTime(t, names, 0, opt)
			if got != want {
				t.Fatalf("%s: %s", what, difference(got, want))
			}
			if i == 0 {
				refused = bad
			}
			if bad != refused || strings.Count(bad, "\n") != strings.Count(strings.Join(texts, "\n"), "bad") {
				t.Fatalf("%s: rejects are %q", what, bad)
			}
			for i := range account.Rejects { // where runs of chunks begin depends on the windows
				account.Rejects[i].run, result.Rejects[i].run = 0, 0
			}
			if !reflect.DeepEqual(result.Files, account.Files) || !reflect.DeepEqual(result.Rejects, account.Rejects) ||
				result.Span.First != account.Span.First || result.Span.Last != account.Span.Last {
				t.Fatalf("%s:\n got %+v\nwant %+v", what, result, account)
			}
		}
	}
}

// difference shows where two texts begin to differ.
func difference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d of %d is %q, want %q", i+1, len(a), a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}

func TestRunByTimeEndsAtTheLimit(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	texts := randomLogs(rnd, 7)
	all := mergeByTime(texts)
	names := files(t, texts...)
	total := strings.Count(all, "\n")
	for _, workers := range []int{1, 2, 8} {
		for _, limit := range []int{1, 2, 17, total - 1, total, total + 1} {
			got, _, _, full := byTime(t, names, int64(limit), chunker.Options{Workers: workers, Window: 500})
			if n := min(limit, total); !strings.HasPrefix(all, got) || strings.Count(got, "\n") != n || full != (limit <= total) {
				t.Errorf("%d workers, limit %d: %d lines, full %v, or out of order", workers, limit, strings.Count(got, "\n"), full)
			}
		}
	}
}

// TestRunByTimeReadsAllKinds merges plain and compressed files and pipes.
func TestRunByTimeReadsAllKinds(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no /dev/fd")
	}
	rnd := rand.New(rand.NewPCG(5, 6))
	var texts []string
	for i := range 9 {
		texts = append(texts, randomLog(rnd, i, 300))
	}
	want := mergeByTime(texts)
	for _, workers := range []int{1, 2, 3, 8} {
		names := files(t, texts...)
		for i := range names {
			switch i % 3 {
			case 1:
				var b bytes.Buffer
				w := gzip.NewWriter(&b)
				io.WriteString(w, texts[i])
				w.Close()
				names[i] = files(t, b.String())[0]
			case 2:
				r, w, err := os.Pipe()
				if err != nil {
					t.Fatal(err)
				}
				go func() {
					io.WriteString(w, texts[i])
					w.Close()
				}()
				defer r.Close()
				names[i] = fmt.Sprintf("/dev/fd/%d", r.Fd())
			}
		}
		for _, window := range []int{0, 700} {
			if window > 0 {
				names = append(names[:2], names[3], names[4], names[6], names[7]) // the pipes are empty now
				want = mergeByTime([]string{texts[0], texts[1], texts[3], texts[4], texts[6], texts[7]})
			}
			if got, _, _, _ := byTime(t, names, 0, chunker.Options{Workers: workers, Window: window}); got != want {
				t.Fatalf("%d workers, window %d: %s", workers, window, difference(got, want))
			}
		}
		want = mergeByTime(texts)
	}
}

// TestRunByTimeDoesNotHoldBack feeds two pipes whose writer goes on only when
// it has seen what it wrote, while more pipes are silent than there are workers
// and a file has lines to come.
func TestRunByTimeDoesNotHoldBack(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no /dev/fd")
	}
	line := func(path string, second int) string {
		return strings.NewReplacer("/a", path, "10:00:00", fmt.Sprintf("10:00:%02d", second)).Replace(good) + "\n"
	}
	names := files(t, line("/file", 0)+line("/file", 5))
	var pipes []*os.File
	for i := range 4 {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		pipes = append(pipes, w)
		names = append(names, fmt.Sprintf("/dev/fd/%d", r.Fd()))
		last := 50
		if i == 0 {
			last = 3
		}
		io.WriteString(w, line(fmt.Sprintf("/%d", i), last))
	}
	seen, out := io.Pipe()
	cfg := config(t, names, chunker.Options{Workers: 2, Separate: true})
	done := make(chan error)
	go func() {
		_, err := RunByTime(cfg, NewLines(out, 0, cfg.Source.Stop, appendRaw))
		out.Close()
		done <- err
	}()
	expect := func(path string) {
		t.Helper()
		got := make([]byte, len(line(path, 0)))
		if _, err := io.ReadFull(seen, got); err != nil || !strings.Contains(string(got), path) {
			t.Fatalf("got %q, error %v, want %s", got, err, path)
		}
	}
	expect("/file")
	expect("/0")
	for i := range 3 {
		io.WriteString(pipes[0], line("/more", 4))
		if expect("/more"); i == 2 {
			pipes[0].Close()
		}
	}
	expect("/file")
	for _, w := range pipes[1:] {
		w.Close()
	}
	for i := range 3 {
		expect(fmt.Sprintf("/%d", i+1))
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestRunByTimeReturnsWriteErrors(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	names := files(t, randomLogs(rnd, 9)...)
	names = append(names, files(t, randomLog(rnd, 10, 400))...)
	for _, workers := range []int{1, 2, 8} {
		for _, room := range []fullDisk{0, 1, 5000, 20_000} {
			cfg := config(t, names, chunker.Options{Workers: workers, Window: 300, Separate: true})
			out := room
			if _, err := RunByTime(cfg, NewLines(&out, 0, cfg.Source.Stop, appendRaw)); !errors.Is(err, errFull) {
				t.Errorf("%d workers: got %v, want %v", workers, err, errFull)
			}
		}
		cfg := config(t, names, chunker.Options{Workers: workers, Window: 300, Separate: true})
		room := fullDisk(10)
		cfg.Rejects = NewRejects(&room)
		var reject *RejectError
		if _, err := RunByTime(cfg, NewLines(io.Discard, 0, cfg.Source.Stop, appendRaw)); !errors.As(err, &reject) || !errors.Is(err, errFull) {
			t.Errorf("%d workers: got %v, want %v of the rejects", workers, err, errFull)
		}
	}
}

// TestRunByTimePassesPanicsOn lets a worker panic while others read, and while
// there will never be an end of a pipe.
func TestRunByTimePassesPanicsOn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no /dev/fd")
	}
	for _, workers := range []int{2, 4} {
		for _, names := range [][]string{{endless(t)}, files(t, numbered(0, 400), numbered(0, 50)), append(files(t, numbered(0, 100)), endless(t))} {
			cfg := config(t, names, chunker.Options{Workers: workers, Window: 300, Separate: true})
			cfg.Rejects = NewRejects(io.Discard)
			lines := NewLines(io.Discard, 0, cfg.Source.Stop, func(dst []byte, _ *parser.Record, raw []byte) []byte {
				if bytes.Contains(raw, []byte("/0/43 ")) {
					panic("boom")
				}
				return dst
			})
			func() {
				defer func() {
					if v := innermost(recover()); v != "boom" {
						t.Errorf("got %v", v)
					}
				}()
				RunByTime(cfg, lines)
				t.Error("RunByTime returned")
			}()
		}
	}
}

// TestRunByTimeGoesByDirectives merges logs that say among their lines how the
// next ones are written. All times are equal.
func TestRunByTimeGoesByDirectives(t *testing.T) {
	log := changing(120)
	names := files(t, log.text.String(), log.text.String())
	for window := 1; window < log.text.Len(); window += 50 {
		opt := chunker.Options{Window: window, Workers: []int{1, 2, 3, 8}[window%4], MaxLine: 120, Separate: true}
		cfg, _ := directedConfig(t, names, opt)
		var out bytes.Buffer
		result, err := RunByTime(cfg, NewLines(&out, 0, cfg.Source.Stop, appendRaw))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.ReplaceAll(out.String(), "\r\n", "\n"); got != log.good.String()+log.good.String() || result.Files[1].Lines != log.lines {
			t.Fatalf("windows of %d: %+v\n%s", window, result.Files[1], got)
		}
		cfg.Source.Close()
	}
}

// TestRunByTimeEndsWhenTheSourceIsStopped stops it while a pipe says nothing.
// What that would have said comes before what the file holds.
func TestRunByTimeEndsWhenTheSourceIsStopped(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no /dev/fd")
	}
	for _, workers := range []int{1, 3} {
		names := append([]string{endless(t)}, files(t, numbered(1, 400))...)
		cfg := config(t, names, chunker.Options{Workers: workers, Window: 300, Separate: true})
		time.AfterFunc(100*time.Millisecond, cfg.Source.Stop)
		var out bytes.Buffer
		if _, err := RunByTime(cfg, NewLines(&out, 0, cfg.Source.Stop, appendRaw)); err != nil || !strings.HasPrefix(numbered(0, 100), out.String()) {
			t.Errorf("%d workers: error %v, wrote\n%s", workers, err, out.String())
		}
	}
}

// TestMergeHoldsLittle lets the readers run ahead of a merge that does not take
// anything, and counts the blocks they make.
func TestMergeHoldsLittle(t *testing.T) {
	var texts []string
	for i := range 20 {
		texts = append(texts, numbered(i, 100))
	}
	const workers = 3
	cfg := config(t, files(t, texts...), chunker.Options{Workers: workers, Window: 300, Separate: true})
	m := newMerge(&cfg, NewLines(io.Discard, 0, cfg.Source.Stop, appendRaw))
	cfg.Sink = func() Sink { return &laneSink{merge: m} }
	r := newReader(&cfg, m, m.lanes)
	most := len(texts) + 2*workers
	for range most {
		if err := r.read(m.pick(m.lanes)); err != nil {
			t.Fatal(err)
		}
	}
	blocks := 0
	for _, l := range m.lanes {
		blocks += len(l.blocks)
	}
	if blocks != most || m.extra != m.spare {
		t.Errorf("%d blocks, %d of them extra, want %d and %d", blocks, m.extra, most, m.spare)
	}
	time.AfterFunc(10*time.Millisecond, m.halt)
	if l := m.pick(m.lanes); l != nil {
		t.Errorf("lane %d may be read further", l.index)
	}
}

func TestHeadsComeInOrder(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 10))
	for n := range 40 {
		var h heads
		want := make([]head, n)
		for lane := range n {
			want[lane] = head{rnd.Int64N(10), lane}
			h.push(want[lane])
		}
		for len(h) > 0 {
			least, second := -1, -1
			for i, w := range want {
				switch {
				case w.lane < 0:
				case least < 0 || w.before(want[least]):
					least, second = i, least
				case second < 0 || w.before(want[second]):
					second = i
				}
			}
			if h[0] != want[least] {
				t.Fatalf("got %v, want %v", h[0], want[least])
			}
			for key := int64(0); second >= 0 && key < 11; key++ {
				if in := (head{key, least}).before(want[second]); in != (key <= h.reach()) {
					t.Fatalf("reach is %d of lane %d before %v", h.reach(), least, want[second])
				}
			}
			if want[least].key += rnd.Int64N(4); rnd.IntN(4) > 0 {
				h.replace(want[least].key)
			} else {
				h.pop()
				want[least].lane = -1
			}
		}
	}
}
