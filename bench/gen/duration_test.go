package gen

import (
	"math"
	"slices"
	"testing"
)

// Durations of one kind of request have to be what their description says:
// their logarithms nearly normal around the median, with a slow tail.
func TestDurationsAreLogNormalWithATail(t *testing.T) {
	g, err := newGenerator(Options{Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	var octaves []float64
	for len(octaves) < 20_000 {
		g.next()
		r := &g.request
		if r.kind == page && g.line.status == "200" {
			ms := float64(r.duration(0))
			octaves = append(octaves, math.Log2(ms/60))
		}
	}
	slices.Sort(octaves)
	check := func(quantile, least, most float64) {
		t.Helper()
		if got := octaves[int(quantile*float64(len(octaves)))]; got < least || got > most {
			t.Errorf("quantile %v is %.2f octaves from the median, want %v to %v", quantile, got, least, most)
		}
	}
	// Those of a normal distribution with a deviation of 0.8.
	check(0.023, -1.8, -1.5)
	check(0.16, -0.9, -0.7)
	check(0.50, -0.05, 0.1)
	check(0.84, 0.75, 0.95)
	// And of the tail: without it these were 2.1 and 2.5.
	check(0.995, 2.5, 5)
	check(0.999, 4, 8)
}

// What is asked for and what came of it decide how long it takes.
func TestDurationsDependOnTheRequest(t *testing.T) {
	g, err := newGenerator(Options{Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	times := map[kind]map[string][]int{}
	for range 100_000 {
		g.next()
		k := g.request.kind
		if times[k] == nil {
			times[k] = map[string][]int{}
		}
		times[k][g.line.status] = append(times[k][g.line.status], g.line.duration)
	}
	median := func(k kind, status string) int {
		list := times[k][status]
		slices.Sort(list)
		return list[len(list)/2]
	}
	rising := []int{
		median(asset, "200"), median(picture, "200"), median(feed, "200"), median(api, "200"),
		median(page, "200"), median(page, "500"), median(page, "499"), median(api, "504"),
	}
	if !slices.IsSorted(rising) || len(slices.Compact(rising)) < 8 {
		t.Errorf("medians %v do not rise", rising)
	}
	if median(article, "304") >= median(article, "200")/2 {
		t.Error("what is not sent takes as long as what is")
	}
	for k := range times {
		for status, list := range times[k] {
			if low, high := slices.Min(list), slices.Max(list); low < 1 || high > 60_007 {
				t.Errorf("kind %d, status %s: %d to %d ms", k, status, low, high)
			}
		}
	}
}
