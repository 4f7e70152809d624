package aggregate

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"wf/parser"
)

// saved returns the body of partials.
func saved(t testing.TB, partials []*Partial) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := Save([]io.Writer{&b}, partials, 2); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// loaded adds bodies to p, and returns it.
func loaded(t testing.TB, p *Partial, bodies ...[]byte) *Partial {
	t.Helper()
	for _, body := range bodies {
		r := bufio.NewReader(strings.NewReader(string(body) + "rest"))
		if err := p.Load(r); err != nil {
			t.Fatal(err)
		}
		if rest, _ := io.ReadAll(r); string(rest) != "rest" {
			t.Fatalf("%q is left behind a body of %d bytes", rest, len(body))
		}
	}
	return p
}

// another returns an empty Partial for a question, as another process has it.
func another(t testing.TB, q Question, zone *time.Location, m *Memory) *Partial {
	t.Helper()
	set := parser.NewFieldSet()
	set.In(zone)
	spec, err := Compile(q, set)
	if err != nil {
		t.Fatal(err)
	}
	return NewPartial(spec, m)
}

// savedQuestions are of all kinds.
func savedQuestions() []Question {
	questions := slices.Clone(cloneQuestions)
	for _, q := range storedQuestions {
		questions = append(questions, Question{Keys: q.keys, Metrics: q.metrics})
	}
	return questions
}

// randomQuestion draws one.
func randomQuestion(r *rand.Rand) Question {
	keys := []string{"path", "agent", "client", "status", "weekday", "date", "hour", "bytes", "time", "time/1h", "time/1d", TimeAuto, TimeFit}
	metrics := slices.Sorted(maps.Keys(measures))
	draw := func(from []string, n int) (list []string) {
		for _, i := range r.Perm(len(from))[:n] {
			list = append(list, from[i])
		}
		return list
	}
	q := Question{Keys: draw(keys, r.IntN(4)), Metrics: draw(metrics, 1+r.IntN(6))}
	if slices.Contains(q.Keys, TimeAuto) && slices.Contains(q.Keys, TimeFit) {
		q.Keys = []string{TimeFit}
	}
	if r.IntN(3) == 0 {
		q.Where = draw([]string{"status >= 400", `agent != "A" and bytes > 1000`, "status == 999"}, 1)[0]
	}
	return q
}

// randomList draws requests: few, many, far apart, around a change of clocks.
func randomList(r *rand.Rand) []request {
	switch r.IntN(5) {
	case 0:
		return requests(r.IntN(5), 3, r.Uint64())
	case 1:
		return sparse(200, time.Duration(1+r.IntN(5000))*time.Minute, r.Uint64())
	case 2:
		return zoneRequests(time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), 400)
	case 3:
		return hotClients(6000, time.Duration(r.IntN(int(time.Second))))
	}
	return requests(1500, 1+r.IntN(1200), r.Uint64())
}

// TestBodiesInTreesComeToOne deals records out to Partials, some of which have
// next to no memory, saves and loads them in trees of any shape, and compares
// with one Partial: the table, and the bytes.
func TestBodiesInTreesComeToOne(t *testing.T) {
	zones := []*time.Location{nil, time.UTC, loadZone(t, "Europe/Berlin"), loadZone(t, "Australia/Lord_Howe")}
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 9))
		q, list, zone := randomQuestion(r), randomList(r), zones[r.IntN(len(zones))]
		memory := func() *Memory {
			switch r.IntN(3) {
			case 0:
				return nil
			case 1:
				return NewMemory(200_000, 4, new(memoryStore)) // pieces of many rows
			}
			return tight(new(memoryStore), 20_000)
		}
		tune := func(p *Partial) {
			if m := memory(); m != nil {
				m.tune(p)
			}
		}
		one := func() []*Partial { return fillIn(t, q, zone, list, 1, seed, func(*Partial) {}) }
		body, table := saved(t, one()), show(t, Merge(one(), 1), View{})
		partials := fillIn(t, q, zone, list, 1+r.IntN(8), seed, tune)
		var bodies [][]byte
		for _, p := range partials {
			bodies = append(bodies, saved(t, []*Partial{p}))
		}
		for n := 0; n == 0 || len(bodies) > 1; n++ {
			k := min(1+r.IntN(3), len(bodies))
			p := another(t, q, zone, memory())
			also := p.Another()
			loaded(t, p, bodies[:k-k/2]...)
			loaded(t, also, bodies[k-k/2:k]...)
			bodies = append(bodies[k:], saved(t, []*Partial{p, also}))
		}
		if !bytes.Equal(bodies[0], body) {
			t.Errorf("seed %d, %+v of %d requests: the bytes differ", seed, q, len(list))
		}
		last := loaded(t, another(t, q, zone, memory()), bodies[0])
		if got := show(t, Merge([]*Partial{last}, 2), View{}); got != table {
			t.Errorf("seed %d, %+v of %d requests: %s", seed, q, len(list), firstDifference(got, table))
		}
	}
}

// TestSavedCountsAreThoseOfMerge asks the Counts that Save returns.
func TestSavedCountsAreThoseOfMerge(t *testing.T) {
	list := requests(800, 300, 4)
	for _, q := range savedQuestions() {
		for _, tune := range []func(*Partial){func(*Partial) {}, tight(new(memoryStore), 20_000).tune} {
			want := show(t, countBy(t, q, list, 3, 1, func(*Partial) {}), View{})
			c, err := Save([]io.Writer{io.Discard}, fill(t, q, list, 3, 1, tune), 2)
			if err != nil {
				t.Fatal(err)
			}
			if got := show(t, c, View{}); got != want {
				t.Errorf("%v: %s", q, firstDifference(got, want))
			}
		}
	}
}

// TestEveryDealComesToTheSame deals five requests out to two Partials in every
// way, and loads one body onto what the other Partial has counted.
func TestEveryDealComesToTheSame(t *testing.T) {
	list := append(requests(3, 3, 8), sparse(2, 500*time.Hour, 3)...)
	for _, q := range savedQuestions() {
		want := saved(t, fill(t, q, list, 1, 1, func(*Partial) {}))
		for deal := range 1 << len(list) {
			var sides [2][]request
			for i, r := range list {
				sides[deal>>i&1] = append(sides[deal>>i&1], r)
			}
			body := saved(t, fill(t, q, sides[1], 1, 1, func(*Partial) {}))
			p := fill(t, q, sides[0], 1, 1, func(*Partial) {})[0]
			if got := saved(t, []*Partial{loaded(t, p, body)}); !bytes.Equal(got, want) {
				t.Fatalf("%v, deal %b: the bytes differ", q, deal)
			}
		}
	}
}

// TestRowsAreDealtOutToWriters saves with several writers: every row is in the
// body that its key says, whoever counted it, and all come to the whole.
func TestRowsAreDealtOutToWriters(t *testing.T) {
	list := requests(1000, 400, 4)
	for _, q := range savedQuestions() {
		want := saved(t, fill(t, q, list, 1, 1, func(*Partial) {}))
		var before [][]byte
		for _, workers := range []int{1, 3} {
			buffers := make([]bytes.Buffer, 3)
			partials := fill(t, q, list, workers, 1, func(*Partial) {})
			empty := partials[0].Another()
			if _, err := Save([]io.Writer{&buffers[0], &buffers[1], &buffers[2]}, partials, 2); err != nil {
				t.Fatal(err)
			}
			bodies := [][]byte{buffers[0].Bytes(), buffers[1].Bytes(), buffers[2].Bytes()}
			if before != nil && !slices.EqualFunc(bodies, before, bytes.Equal) {
				t.Errorf("%v: %d workers deal out otherwise", q, workers)
			}
			before = bodies
			if got := saved(t, []*Partial{loaded(t, empty, bodies[2], bodies[0], bodies[1])}); !bytes.Equal(got, want) {
				t.Errorf("%v: three bodies do not come to the whole", q)
			}
		}
		if len(q.Keys) > 0 && q.Keys[0] == "path" && len(before[2]) < len(want)/5 {
			t.Errorf("%v: bodies of %d, %d and %d bytes", q, len(before[0]), len(before[1]), len(before[2]))
		}
	}
}

// TestPassesAreSaved saves what a Tally counted, whose Specs have cells that no
// body has, and loads it with Specs of their own.
func TestPassesAreSaved(t *testing.T) {
	list := requests(3000, 700, 6)
	partials := passPartials(t, passQuestions, list, 3, 5, tableBudget)
	for i, q := range passQuestions {
		want := saved(t, fill(t, q, list, 1, 1, func(*Partial) {}))
		var bodies [][]byte
		for _, p := range partials[i] {
			bodies = append(bodies, saved(t, []*Partial{p}))
		}
		if got := saved(t, []*Partial{loaded(t, another(t, q, nil, nil), bodies...)}); !bytes.Equal(got, want) {
			t.Errorf("%s: the bytes differ", q.Name)
		}
		if got := saved(t, []*Partial{loaded(t, partials[i][0].Another(), bodies...)}); !bytes.Equal(got, want) {
			t.Errorf("%s: the bytes of the pass differ", q.Name)
		}
	}
}

// TestWhatCannotBeSavedIsAnError has writers and Stores that fail at some moment,
// and a key that is too long.
func TestWhatCannotBeSavedIsAnError(t *testing.T) {
	list := requests(300, 200, 4)
	q := Question{Keys: []string{"path"}, Metrics: []string{"count", "distinct_client", "p50_bytes"}}
	whole := saved(t, fill(t, q, list, 2, 1, func(*Partial) {}))
	for left := 0; left < len(whole); left += 1 + len(whole)/8 {
		w := &shortWriter{left: left}
		if _, err := Save([]io.Writer{w}, fill(t, q, list, 2, 1, func(*Partial) {}), 2); !errors.Is(err, errStore) {
			t.Errorf("a writer that fails behind %d bytes: %v", left, err)
		}
	}
	for fails := 1; ; fails += 1 + fails/2 {
		store := &memoryStore{fails: fails}
		var b bytes.Buffer
		_, err := Save([]io.Writer{&b}, fill(t, q, list, 2, 1, tight(store, 20_000).tune), 2)
		if err == nil && !bytes.Equal(b.Bytes(), whole) || err != nil && !errors.Is(err, errStore) {
			t.Fatalf("operation %d fails: %v", fails, err)
		}
		if store.operations < fails {
			break
		}
	}
	p := another(t, q, nil, nil)
	p.table.add(1, make([]byte, maxSavedKey+1))
	if _, err := Save([]io.Writer{io.Discard}, []*Partial{p}, 1); err == nil || !strings.Contains(err.Error(), "67108865 bytes") {
		t.Errorf("a key too long: %v", err)
	}
}

// shortWriter takes so many bytes.
type shortWriter struct{ left int }

func (w *shortWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errStore
	}
	return len(p), nil
}

func loadZone(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
