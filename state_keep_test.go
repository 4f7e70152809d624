package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestKeepIsOneRun has a log of the last days grow by pieces, with late lines,
// and a run that keeps hours and days behind each. For any range of them it
// wants the answer of one run over all lines.
func TestKeepIsOneRun(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 0))
	today := time.Now().UTC().Truncate(24 * time.Hour)
	log := keptLog(r, today)
	for _, command := range [][]string{
		{"top", "path", "-m", "count,distinct_client,p90_bytes,rate", "-n", "0", "-o", "tsv"},
		{"timeline", "--by", "status", "-n", "0", "-o", "tsv"},
		{"--report", "top client -m count,visitors", "--report", "top path --pivot status", "-o", "md"},
		{"top", "path", "-w", "status >= 300", "--tz", "+05:30", "-n", "0", "-o", "tsv"},
	} {
		t.Run(fmt.Sprint(command), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(9, 0))
			grown := filepath.Join(t.TempDir(), "access.log")
			plain := append(command, "-q", grown)
			state := slices.Concat(plain, []string{"-j", "2", "--state", grown + ".wfp", "--keep", "90d"})
			for at := 0; at < len(log); {
				at = min(len(log), at+1+r.IntN(len(log)))
				if err := os.WriteFile(grown, log[:at], 0o600); err != nil {
					t.Fatal(err)
				}
				if got := stateRun(t, state); got.code != 0 {
					t.Fatalf("exit %d: %s", got.code, got.stderr)
				}
			}
			for range 6 {
				since, until := r.IntN(7), r.IntN(48)
				span := []string{"-S", today.AddDate(0, 0, -since-1).Format(time.DateOnly)}
				if until > 0 {
					span = append(span, "-U", today.Add(time.Duration(24-until)*time.Hour).Format("2006-01-02T15:04"))
				}
				if since == 0 {
					span = span[:2]
				}
				got, want := stateRun(t, slices.Concat(state, span)), stateRun(t, slices.Concat(plain, span))
				if got.code != 0 || want.code != 0 || !bytes.Equal(got.answer, want.answer) {
					t.Errorf("%q with a state, exit %d: %s\n%s\nin one run, exit %d: %s\n%s", span, got.code, got.stderr, got.answer, want.code, want.stderr, want.answer)
				}
			}
		})
	}
}

// keptLog returns lines of the days before an hour of today, not quite in order,
// some of them of clocks elsewhere.
func keptLog(r *rand.Rand, today time.Time) []byte {
	var text strings.Builder
	for at := today.AddDate(0, 0, -9); at.Before(time.Now()); at = at.Add(time.Duration(r.IntN(600)) * time.Second) {
		shown := at
		switch r.IntN(20) {
		case 0:
			shown = at.Add(-time.Duration(r.IntN(80)) * time.Hour)
		case 1:
			shown = at.In(time.FixedZone("", -8*3600))
		}
		fmt.Fprintf(&text, "192.0.2.%d - - [%s] \"GET /%d HTTP/1.1\" %d %d\n", r.IntN(30), shown.Format("02/Jan/2006:15:04:05 -0700"), r.IntN(40), 200+100*r.IntN(4), r.IntN(5000))
	}
	return []byte(text.String())
}
