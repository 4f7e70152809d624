package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// question draws the words of a question about a combined log, without files
// and outputs.
func question(r *rand.Rand) (words []string) {
	switch r.IntN(8) {
	case 0:
		words = []string{"--section", "all"}
	case 1:
		words = append([]string{"find", one(r, `GET /([^ ?]*)`, `" (\d\d\d) `, `^(\S+) `, `([a-z]+)=([^&" ]*)`)}, "-n", one(r, "0", "10"))
	case 2:
		words = []string{"--report", "top " + keys(r), "--report", "timeline 1h --by class -m " + metrics(r)}
	case 3, 4:
		words = append([]string{"timeline", one(r, "1s", "1m", "1h", "1d")}, asking(r)...)
	default:
		words = append([]string{"top", keys(r)}, asking(r)...)
	}
	for range r.IntN(3) {
		words = append(words, "-w", one(r, "status >= 400", "bytes < 5000", `path startsWith "/a"`, `method == "GET"`, `agent contains "Mozilla"`, "referrer == nil"))
	}
	switch r.IntN(6) {
	case 0:
		words = append(words, "--utc")
	case 1:
		words = append(words, "--last", one(r, "5m", "1h", "1d"))
	case 2:
		words = append(words, "--since", "2026-03-01")
	}
	return words
}

// asking draws flags of a question that counts.
func asking(r *rand.Rand) []string {
	words := []string{"-m", metrics(r), "-n", one(r, "0", "1", "10", "1000")}
	if r.IntN(4) == 0 {
		words = append(words, "-r")
	}
	if r.IntN(4) == 0 {
		words = append(words, "--having", "count >= "+one(r, "2", "10", "100"))
	}
	if r.IntN(6) == 0 {
		words = append(words, "--pivot", one(r, "class", "method", "status"))
	}
	return words
}

func keys(r *rand.Rand) string {
	return list(r, 1+r.IntN(3), "path", "status", "method", "class", "client", "client/24", "agent", "ext", "route", "hour", "weekday", "bytes/log", "time/1h", "bot", "file")
}

func metrics(r *rand.Rand) string {
	return list(r, 1+r.IntN(4), "count", "share", "rate", "first", "last", "visitors", "sum_bytes", "avg_bytes", "min_bytes", "max_bytes",
		"stddev_bytes", "p50_bytes", "p99_bytes", "distinct_client", "distinct_path", "count_5xx", "share_404")
}

// list draws n of some words, with commas between them.
func list(r *rand.Rand, n int, of ...string) string {
	r.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
	return strings.Join(of[:n], ",")
}

func one(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

// typed is words as they are typed in a shell, for messages.
func typed(words []string) string {
	var text strings.Builder
	for _, w := range words {
		fmt.Fprintf(&text, " %q", w)
	}
	return text.String()
}
