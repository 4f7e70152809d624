package aggregate

import (
	"bufio"
	"bytes"
	"io"
	"math/rand/v2"
	"testing"
)

// saved returns the only body of partials.
func saved(t testing.TB, partials []*Partial) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := Save([]io.Writer{&b}, partials, 2); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// loaded adds bodies to p.
func loaded(t testing.TB, p *Partial, bodies ...[]byte) *Partial {
	t.Helper()
	for _, body := range bodies {
		r := bufio.NewReader(bytes.NewReader(body))
		if err := p.Load(r); err != nil {
			t.Fatal(err)
		}
		if rest, _ := io.ReadAll(r); len(rest) > 0 {
			t.Fatalf("%d bytes of %d are left", len(rest), len(body))
		}
	}
	return p
}

// savedQuestions are of all kinds.
func savedQuestions() []Question {
	questions := cloneQuestions
	for _, q := range storedQuestions {
		questions = append(questions, Question{Keys: q.keys, Metrics: q.metrics})
	}
	return questions
}

// TestBodiesComeToTheWhole saves what some workers have counted, together and
// one by one, and loads it again.
func TestBodiesComeToTheWhole(t *testing.T) {
	for seed, list := range [][]request{nil, requests(1, 1, 3), requests(4000, 900, 4), requests(20_000, 15_000, 5)} {
		for _, q := range savedQuestions() {
			want := show(t, count(t, q, list, 1, 1), View{})
			body := saved(t, fill(t, q, list, 3, 7, func(*Partial) {}))
			partials := fill(t, q, list, 5, uint64(seed), func(*Partial) {})
			var bodies [][]byte
			empty := partials[0].Another()
			for _, p := range partials[1:] {
				bodies = append(bodies, saved(t, []*Partial{p}))
			}
			rand.Shuffle(len(bodies), func(i, j int) { bodies[i], bodies[j] = bodies[j], bodies[i] })
			all := []*Partial{partials[0], loaded(t, partials[0].Another(), bodies...)}
			if got := saved(t, all); !bytes.Equal(got, body) {
				t.Fatalf("%d requests, %v: the bodies differ", len(list), q)
			}
			if got := show(t, Merge([]*Partial{loaded(t, empty, body)}, 2), View{}); got != want {
				t.Fatalf("%d requests, %v: %s", len(list), q, firstDifference(got, want))
			}
		}
	}
}
