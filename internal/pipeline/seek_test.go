package pipeline

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"wf/chunker"
	"wf/internal/moment"
	"wf/parser"
)

// little is an effort by which files of some ten kilobytes are searched.
var little = effort{
	small: 1, places: 16, width: 100, reach: 600, lost: 4, parts: 4, gap: 300, most: 1 << 20,
	block: 300, tail: 4000, slack: 5 * time.Minute,
}

// written is the text of a log in the making, in a format with or without
// offsets.
type written struct {
	bytes.Buffer
	bare bool
	n    int // lines
}

// at writes a line of that time.
func (w *written) at(t time.Time) {
	w.n++
	if w.bare {
		fmt.Fprintf(w, `{"time":"%s","status":200,"path":"/%d"}`+"\n", t.Format("2006-01-02T15:04:05"), w.n)
		return
	}
	fmt.Fprintf(w, `192.0.2.1 - - [%s] "GET /%d HTTP/1.1" 200 5 "-" "x"`+"\n", t.Format("02/Jan/2006:15:04:05 -0700"), w.n)
}

// every writes n lines, that much apart.
func (w *written) every(n int, first time.Time, step time.Duration) *written {
	for i := range n {
		w.at(first.Add(time.Duration(i) * step))
	}
	return w
}

// The formats of written: combined, and bare, which has no offsets.
var combined, bare = known("combined"), known("json").Fit([][]byte{[]byte(`{"time":"2026-03-28T12:00:00","status":200,"path":"/"}`)})

func known(name string) *parser.Format {
	f, ok := parser.LookupFormat(name)
	if !ok {
		panic("no format " + name)
	}
	return f
}

// noon is when the logs of these tests begin.
var noon = time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC)

func instant(t time.Time) moment.Moment {
	return moment.At(parser.Stamp{Nanos: t.UnixNano(), Valid: true}, time.UTC)
}

// shown is the moment at which clocks show what t does.
func shown(t time.Time) moment.Moment {
	_, offset := t.Zone()
	return moment.At(parser.Stamp{Nanos: t.UnixNano() + int64(offset)*1e9, Offset: parser.NoOffset, Valid: true}, time.UTC)
}

func between(since, until time.Time) moment.Range {
	return moment.Range{Since: instant(since), Until: instant(until)}
}

// keeping is a Sink that keeps the lines of a range.
type keeping struct {
	within moment.Range
	lines  []string
}

func (k *keeping) Add(r *parser.Record, raw []byte) {
	if k.within.Holds(r.Instant()) {
		k.lines = append(k.lines, string(raw))
	}
}

func (k *keeping) Flush(*chunker.Chunk) error { return nil }

// kept runs over a file, narrowed to r by e if that is not nil, and returns the
// lines that lie in r, sorted, and what came of the search.
func kept(t testing.TB, name string, f *parser.Format, opt chunker.Options, r moment.Range, e *effort) (lines []string, result *Result, sought Sought) {
	t.Helper()
	source := chunker.Open([]string{name}, opt)
	defer source.Close()
	if e != nil {
		s := newSurvey(source, opt, []*parser.Format{f}, nil, *e)
		sought = s.Narrow(r)[0]
	}
	set := timeAlone(nil)
	var sinks []*keeping
	result, err := Run(Config{
		Source: source, Parsers: []parser.Parser{f.Compile(set)}, Fields: set,
		Workers: max(opt.Workers, 1), MaxLine: opt.MaxLine,
		Sink: func() Sink {
			k := &keeping{within: r}
			sinks = append(sinks, k)
			return k
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range sinks {
		lines = append(lines, k.lines...)
	}
	slices.Sort(lines)
	return lines, result, sought
}

// checkSought compares the lines of a range of a log with those of a pass over
// all of it. It returns what came of the search.
func checkSought(t testing.TB, what, name string, f *parser.Format, r moment.Range, opt chunker.Options) Sought {
	t.Helper()
	opt.MaxLine = 300
	want, all, _ := kept(t, name, f, opt, r, nil)
	got, part, sought := kept(t, name, f, opt, r, &little)
	if !slices.Equal(got, want) {
		t.Fatalf("%s: %+v: %d lines, want %d", what, sought, len(got), len(want))
	}
	_, whole := all.Lines()
	if _, read := part.Lines(); read+sought.Skipped != whole || sought.Narrowed != (sought.Skipped > 0) {
		t.Errorf("%s: %+v: %d bytes were read of %d", what, sought, read, whole)
	}
	return sought
}

// checkNewest compares the newest time of a log with that of a pass over it.
func checkNewest(t testing.TB, what, name string, f *parser.Format) {
	t.Helper()
	opt := chunker.Options{MaxLine: 300}
	_, all, _ := kept(t, name, f, opt, moment.Range{}, nil)
	source := chunker.Open([]string{name}, opt)
	defer source.Close()
	newest, err := newSurvey(source, opt, []*parser.Format{f}, nil, little).Newest()
	if err != nil || newest != all.Span.Last {
		t.Errorf("%s: the newest is %v, %v; want %v", what, newest, err, all.Span.Last)
	}
}

// readings are the ways to read a file.
var readings = []chunker.Options{
	{Workers: 2, IO: chunker.Mmap, Window: 700}, {Workers: 2, IO: chunker.Read, Window: 150, Ordered: true},
	{IO: chunker.Mmap, Sequential: true}, {Workers: 3},
}

// checkLog looks for several ranges of a log, and wants it narrowed or read
// whole for that reason.
func checkLog(t *testing.T, text []byte, f *parser.Format, why string) {
	t.Helper()
	name := files(t, string(text))[0]
	checkNewest(t, "a log", name, f)
	hour := func(h float64) time.Time { return noon.Add(time.Duration(h * float64(time.Hour))) }
	ranges := []moment.Range{
		between(hour(3), hour(4)), between(hour(0), hour(1)), between(hour(-2), hour(-1)), between(hour(0), hour(0)),
		between(hour(7), hour(8)), between(hour(90), hour(91)), between(hour(5), hour(2)), between(hour(-5), hour(90)),
		{Since: instant(hour(6))}, {Until: instant(hour(1))}, {Since: shown(hour(6))}, {Until: shown(hour(2.5))},
		{Since: shown(hour(3)), Until: shown(hour(3.01))}, {Since: instant(hour(3)), Until: shown(hour(4))},
	}
	for i, r := range ranges {
		for _, opt := range []chunker.Options{readings[i%4], readings[(i+1)%4]} {
			what := fmt.Sprintf("range %d, %+v", i, opt)
			sought := checkSought(t, what, name, f, r, opt)
			if sought.Why != why || sought.Narrowed && why != whyOrdered || !sought.Narrowed && why == whyOrdered && i < 7 {
				t.Errorf("%s: %+v, want %s", what, sought, why)
			}
		}
	}
}

func TestSeek(t *testing.T) {
	ordered := func(without bool) *written { return (&written{bare: without}).every(500, noon, time.Minute) }
	straggling := func(most time.Duration, parts int) []byte {
		var w written
		for i := range 500 {
			late := most * time.Duration(i%parts) / time.Duration(parts-1)
			w.at(noon.Add(time.Duration(i)*time.Minute - late))
		}
		return w.Bytes()
	}
	lines := bytes.SplitAfter(ordered(false).Bytes(), newline)
	shuffled := slices.Clone(lines)
	rand.New(rand.NewPCG(1, 2)).Shuffle(500, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	joined := func(parts ...[][]byte) []byte { return bytes.Join(slices.Concat(parts...), nil) }
	garbage := [][]byte{[]byte(strings.Repeat("what is this\n", 200))}
	monsters := [][]byte{[]byte(strings.Repeat("x", 2500) + "\n" + strings.Repeat("y", 290) + "\n")}
	hole := [][]byte{make([]byte, 3000)}
	var still, hours written
	still.every(500, noon.Add(3*time.Hour), 0)
	hours.every(200, noon, 0).every(200, noon.Add(3*time.Hour), 0).every(200, noon.Add(7*time.Hour), 0)

	for name, log := range map[string]struct {
		text []byte
		why  string
	}{
		"ordered":          {ordered(false).Bytes(), whyOrdered},
		"unfinished":       {bytes.TrimSuffix(ordered(false).Bytes(), newline), whyOrdered},
		"crlf":             {bytes.ReplaceAll(ordered(false).Bytes(), newline, []byte("\r\n")), whyOrdered},
		"byte order mark":  {append([]byte("\ufeff"), ordered(false).Bytes()...), whyOrdered},
		"within the slack": {straggling(little.slack, 7), whyOrdered},
		"beyond the slack": {straggling(3*little.slack, 2), whyDisordered},
		"shuffled":         {joined(shuffled), whyDisordered},
		"blocks swapped":   {joined(lines[:100], lines[170:240], lines[100:170], lines[240:]), whyDisordered},
		"two logs":         {joined(lines, lines), whyDisordered},
		"reversed":         {joined(lines[400:], lines[300:400], lines[200:300], lines[100:200], lines[:100]), whyDisordered},
		"garbage":          {joined(lines[:250], garbage, lines[250:]), whyOrdered},
		"garbage at ends":  {joined(garbage, lines, garbage), whyOrdered},
		"much garbage":     {joined(lines, slices.Repeat(garbage, 10)), whyTimeless},
		"monsters":         {joined(lines[:177], monsters, lines[177:250], monsters, lines[250:]), whyOrdered},
		"hole":             {joined(lines[:250], hole, lines[250:]), whyOrdered},
		"hole before":      {joined(hole, lines, hole), whyOrdered},
		"nothing":          {joined(garbage), whyTimeless},
		"hours apart":      {hours.Bytes(), whyOrdered},
	} {
		t.Run(name, func(t *testing.T) { checkLog(t, log.text, combined, log.why) })
	}
	t.Run("without offsets", func(t *testing.T) { checkLog(t, ordered(true).Bytes(), bare, whyOrdered) })
	t.Run("mixed", func(t *testing.T) {
		zoned := strings.NewReplacer(`00"`, `00Z"`).Replace(ordered(true).String())
		checkLog(t, append(ordered(true).Bytes(), zoned...), bare, whyMixed)
	})
	for _, r := range []moment.Range{between(noon, noon.Add(3*time.Hour)), between(noon.Add(3*time.Hour), noon.Add(4*time.Hour))} {
		checkSought(t, "time stands still", files(t, still.String())[0], combined, r, chunker.Options{})
	}
}

// TestSeekInFewLines looks for ranges around single lines.
func TestSeekInFewLines(t *testing.T) {
	for n := range 5 {
		text := (&written{}).every(n, noon, 10*time.Minute).String()
		for _, text := range []string{text, strings.TrimSuffix(text, "\n")} {
			name := files(t, text)[0]
			checkNewest(t, fmt.Sprint(n, " lines"), name, combined)
			for since := -11; since < 50; since += 5 {
				for until := since; until < 50; until += 15 {
					r := between(noon.Add(time.Duration(since)*time.Minute), noon.Add(time.Duration(until)*time.Minute))
					checkSought(t, fmt.Sprint(n, since, until), name, combined, r, chunker.Options{})
				}
			}
		}
	}
}

// TestSeekByTheClock looks for what clocks showed around their changes.
func TestSeekByTheClock(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	for _, change := range []time.Time{
		time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
	} {
		for _, without := range []bool{false, true} {
			w := written{bare: without}
			w.every(700, change.Add(-5*time.Hour).In(berlin), time.Minute)
			name, format := files(t, w.String())[0], combined
			if w.bare {
				format = bare
			}
			back := w.bare && change.Month() == time.October
			for minute := -200; minute < 200; minute += 45 {
				begin := change.Add(time.Duration(minute) * time.Minute)
				for _, r := range []moment.Range{
					{Since: shown(begin.In(berlin)), Until: shown(begin.Add(time.Hour).In(berlin))},
					{Since: shown(begin.In(berlin))}, {Until: shown(begin.In(berlin))},
					between(begin, begin.Add(time.Hour)),
				} {
					sought := checkSought(t, fmt.Sprint(change, without, minute), name, format, r, chunker.Options{Workers: 2})
					if sought.Narrowed == back {
						t.Errorf("%v %v %d: %+v", change, without, minute, sought)
					}
				}
			}
		}
	}
}

// summer is a zone for half a year.
var summer = time.FixedZone("", 3600)

// TestSeekAnywhere compares parts of random logs with the whole.
func TestSeekAnywhere(t *testing.T) {
	narrowed := 0
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 4))
		var w written
		now := noon
		for range rnd.IntN(600) {
			switch rnd.IntN(60) {
			case 0:
				now = now.Add(time.Duration(rnd.IntN(40)) * time.Minute)
			case 1:
				w.WriteString(strings.Repeat("?", rnd.IntN(400)) + "\n")
			case 2:
				w.Write(make([]byte, rnd.IntN(300)))
			case 3:
				now = now.In(summer) // once and for all: short times of another offset are not seen
			}
			now = now.Add(time.Duration(rnd.IntN(90)) * time.Second)
			w.at(now.Add(-time.Duration(rnd.Int64N(int64(little.slack)))))
		}
		name := files(t, w.String())[0]
		checkNewest(t, fmt.Sprint("seed ", seed), name, combined)
		for i := range 4 {
			since := noon.Add(time.Duration(rnd.Int64N(int64(now.Sub(noon)) + 1)))
			r := between(since, since.Add(time.Duration(rnd.IntN(90))*time.Minute))
			if i&1 == 0 {
				r = moment.Range{Since: shown(since), Until: shown(since.Add(time.Duration(rnd.IntN(90)) * time.Minute))}
			}
			if checkSought(t, fmt.Sprint("seed ", seed), name, combined, r, readings[rnd.IntN(len(readings))]).Narrowed {
				narrowed++
			}
		}
	}
	if narrowed < 120 {
		t.Errorf("narrowed %d times of 240: the test tests little", narrowed)
	}
}

// TestSeekReadsLittle wants no more read than the range, the slack around it
// and some places.
func TestSeekReadsLittle(t *testing.T) {
	w := (&written{}).every(20_000, noon, time.Second)
	name := files(t, w.String())[0]
	line := int64(w.Len() / w.n)
	end := noon.Add(20_000 * time.Second)
	for _, begin := range []time.Time{noon, noon.Add(3 * time.Hour), end.Add(-5 * time.Minute)} {
		got, result, sought := kept(t, name, combined, chunker.Options{MaxLine: 300}, between(begin, begin.Add(5*time.Minute)), &little)
		_, read := result.Lines()
		if most := 16*60*line + 2000; len(got) != 300 || read > most {
			t.Errorf("%+v: %d lines of %d bytes, want no more than %d", sought, len(got), read, most)
		}
	}
}

// TestBoundsBySlack wants a time told from one that lies a slack and no more
// away from a bound.
func TestBoundsBySlack(t *testing.T) {
	slack := int64(little.slack)
	since := instant(noon)
	for nanos, want := range map[int64]int{-slack - 1: 0, -slack: -1, -slack + 1: -1} {
		c := course{places: []place{{least: noon.UnixNano() + nanos}}}
		if got := c.older(since, little.slack); got != want {
			t.Errorf("%d ns behind the bound: older is %d, want %d", nanos, got, want)
		}
	}
	for nanos, want := range map[int64]int{slack - 1: 1, slack: 0, slack + 1: 0} {
		c := course{places: []place{{greatest: noon.UnixNano() + nanos}}}
		if got := c.behind(since, little.slack); got != want {
			t.Errorf("%d ns behind the bound: behind is %d, want %d", nanos, got, want)
		}
	}
	for _, nanos := range []int64{math.MinInt64, math.MaxInt64} {
		if got := later(nanos, -little.slack); (got < 0) != (nanos < 0) {
			t.Errorf("later turned %d into %d", nanos, got)
		}
		if got := later(nanos, little.slack); (got < 0) != (nanos < 0) {
			t.Errorf("later turned %d into %d", nanos, got)
		}
	}
}

// TestSeekIsBounded wants few bytes read of files in which no times are found,
// or hardly any.
func TestSeekIsBounded(t *testing.T) {
	const size = 32 << 20
	line := (&written{}).every(1, noon, 0).Bytes()
	lines := func(text ...[]byte) []byte {
		text = append(text, newline)
		return bytes.Repeat(bytes.Join(text, nil), size/len(bytes.Join(text, nil)))
	}
	long := func(n int) []byte { return bytes.Repeat([]byte("x"), n) }
	for name, log := range map[string]struct {
		text []byte
		why  string
	}{
		"hole":           {nil, whyTimeless},
		"newlines":       {lines(), whyTimeless},
		"one line":       {long(size), whyTimeless},
		"long lines":     {lines(long(50_000)), whyTimeless},
		"rather long":    {lines(long(9000), newline, line), whyLong},
		"ends in a hole": {lines(line)[:size/3], whyTimeless},
	} {
		file := files(t, string(log.text))[0]
		if err := os.Truncate(file, size); err != nil {
			t.Fatal(err)
		}
		opt := chunker.Options{MaxLine: 1 << 20}
		source := chunker.Open([]string{file}, opt)
		s := newSurvey(source, opt, []*parser.Format{nil}, nil, usual)
		c := &s.courses[0]
		c.parser = combined.Compile(s.fields)
		l := s.looker(0)
		c.survey(l)
		if most := usual.most + 2<<20; l.peek.Read() > most || c.why != log.why {
			t.Errorf("%s: %s: %d bytes were read, want no more than %d and %s", name, c.why, l.peek.Read(), most, log.why)
		}
		source.Close()
	}
}

// gzipped writes data to a compressed file and returns its name.
func gzipped(t *testing.T, data []byte) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	w.Close()
	return files(t, b.String())[0]
}

// TestSeekOthers leaves alone what cannot be searched.
func TestSeekOthers(t *testing.T) {
	log := (&written{}).every(500, noon, time.Minute).Bytes()
	plain := files(t, string(log))[0]
	w3c := files(t, "#Fields: date time cs-uri-stem sc-status\n"+strings.Repeat("2026-03-28 12:00:00 /a 200\n", 500))[0]
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	w.Close()
	opt := chunker.Options{Workers: 2, MaxLine: 300, Stdin: r}
	source := chunker.Open([]string{plain, gzipped(t, log), w3c, plain, "missing", "-"}, opt)
	defer source.Close()
	fields, _ := parser.LookupFormat("w3c")
	formats := []*parser.Format{combined, combined, fields, nil, combined, combined}
	survey := newSurvey(source, opt, formats, nil, little)
	var why []string
	for _, s := range survey.Narrow(between(noon, noon.Add(time.Hour))) {
		why = append(why, s.Why)
		if s.Narrowed != (s.Why == whyOrdered) {
			t.Errorf("%+v", s)
		}
	}
	if want := []string{whyOrdered, whyCompressed, whyDirected, "", "", whyPipe}; !slices.Equal(why, want) {
		t.Errorf("got %q, want %q", why, want)
	}
	var endless *EndlessError
	if _, err := survey.Newest(); !errors.As(err, &endless) || endless.Name != "-" {
		t.Errorf("the newest of a pipe: %v", err)
	}
	if s := NewSurvey(source, opt, formats, nil, true).Narrow(between(noon, noon)); s[0].Why != whySmall {
		t.Errorf("a small file: %+v", s[0])
	}
	if s := NewSurvey(source, opt, formats, nil, false).Narrow(between(noon, noon)); s[0].Why != whyUnasked || s[0].Narrowed {
		t.Errorf("a file that is not to be searched: %+v", s[0])
	}
}

// TestNewestOfSeveral wants the newest time of inputs of all kinds.
func TestNewestOfSeveral(t *testing.T) {
	text := func(hours int) []byte {
		return (&written{}).every(200, noon.Add(time.Duration(hours)*time.Hour), time.Minute).Bytes()
	}
	plain := files(t, string(text(0)), string(text(5)), string(text(9))+string(text(1)), "", "garbage\n")
	for newest, names := range map[time.Time][]string{
		noon.Add(199 * time.Minute): {plain[0], plain[3], plain[4]},
		noon.Add(499 * time.Minute): {plain[0], plain[1]},
		noon.Add(739 * time.Minute): {plain[2], plain[1], gzipped(t, text(3))},
		noon.Add(799 * time.Minute): {gzipped(t, text(10)), plain[2], plain[1]},
		{}:                          plain[3:],
	} {
		opt := chunker.Options{Workers: 2, MaxLine: 300}
		source := chunker.Open(names, opt)
		got, err := newSurvey(source, opt, slices.Repeat([]*parser.Format{combined}, len(names)), nil, little).Newest()
		if err != nil || got.Valid == newest.IsZero() || got.Valid && got.Nanos != newest.UnixNano() {
			t.Errorf("%v: %v, %v", newest, got, err)
		}
		source.Close()
	}
}

// TestNewestBehindAHole has the newest record behind a hole that a crash tore
// into the line before it, both in the block that is read from the end.
func TestNewestBehindAHole(t *testing.T) {
	log := (&written{}).every(300, noon, time.Minute)
	log.Truncate(log.Len() - 20)
	log.Write(make([]byte, 400))
	late := noon.Add(9 * time.Hour)
	log.at(late)
	far := little
	far.width, far.block = 2000, 2000
	opt := chunker.Options{MaxLine: 300}
	source := chunker.Open(files(t, log.String()), opt)
	defer source.Close()
	newest, err := newSurvey(source, opt, []*parser.Format{combined}, nil, far).Newest()
	if err != nil || newest.Nanos != late.UnixNano() {
		t.Errorf("the newest is %v, %v; want %v", newest, err, late)
	}
}

// TestStopEndsTheSearchForTheNewest stops a Source whose inputs are read whole
// for their newest time: what it is, is no longer wanted.
func TestStopEndsTheSearchForTheNewest(t *testing.T) {
	text := (&written{}).every(20_000, noon, time.Second).Bytes()
	opt := chunker.Options{Sequential: true, MaxLine: 300, Window: 500}
	source := chunker.Open([]string{gzipped(t, text)}, opt)
	defer source.Close()
	survey := newSurvey(source, opt, []*parser.Format{combined}, nil, little)
	source.Stop()
	if got, err := survey.Newest(); err != nil || got.Nanos > noon.Add(time.Hour).UnixNano() {
		t.Errorf("all was read, up to %v, %v", got, err)
	}
}

// TestRejectsHaveNoNumberBehindAGap names lines by their offset whose number is
// not known.
func TestRejectsHaveNoNumberBehindAGap(t *testing.T) {
	text := (&written{}).every(200, noon, time.Minute).String() + "garbage\n"
	source := chunker.Open(files(t, text), chunker.Options{})
	defer source.Close()
	source.Inputs()[0].Narrow(1000, 1<<40)
	set := timeAlone(nil)
	result, err := Run(Config{
		Source: source, Parsers: []parser.Parser{combined.Compile(set)}, Fields: set, Workers: 1, MaxLine: 300,
		Sink: func() Sink { return none{} },
	})
	if err != nil || len(result.Rejects) != 1 || result.Rejects[0].Line != 0 || result.Rejects[0].Offset != int64(len(text)-8) {
		t.Errorf("%+v, %v", result.Rejects, err)
	}
}
