package parser

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestDetectApplication has logs of applications, in which few lines are about
// requests.
func TestDetectApplication(t *testing.T) {
	rnd := rand.New(rand.NewPCG(15, 16))
	speaks := map[*Format][]string{
		&jsonFormat: {
			`{"time":"2026-03-01T10:00:00+01:00","level":"info","msg":"loaded configuration","path":"/etc/app.conf"}`,
			`{"time":"2026-03-01T10:00:01+01:00","level":"info","msg":"job done","status":"ok","request_time":17}`,
			`{"time":"2026-03-01T10:00:02+01:00","level":"error","msg":"no answer","error":{"code":110,"text":"timed out"}}`,
		},
		&logfmtFormat: {
			`time=2026-03-01T10:00:00+01:00 level=info msg="loaded configuration" file=/etc/app.conf`,
			`time=2026-03-01T10:00:01+01:00 level=error msg="no answer" error="timed out" duration=17ms`,
		},
		&ltsvFormat: {
			"time:01/Mar/2026:10:00:00 +0100\tlevel:info\tmsg:loaded configuration",
		},
	}
	for f, others := range speaks {
		for _, requests := range []int{0, 1, 10, 30, 50, 200} {
			log := slices.Repeat([]string{f.Sample}, requests)
			for len(log) < 1000 {
				log = append(log, others[rnd.IntN(len(others))])
			}
			rnd.Shuffle(len(log), func(i, j int) { log[i], log[j] = log[j], log[i] })
			want := f.Name
			switch {
			case requests == 0 && f == &jsonFormat:
				want = "no known format (JSON?)"
			case requests == 0:
				want = "no known format"
			case requests == 1:
				want = fmt.Sprintf("only 1 of 1000 lines is %s; -f %s reads it", f.Name, f.Name)
			case requests == 10:
				want = fmt.Sprintf("only 10 of 1000 lines are %s; -f %s reads them", f.Name, f.Name)
			}
			if got := detect(strings.Join(log, "\n")); got != want {
				t.Errorf("%s: %d requests: %s, want %s", f.Name, requests, got, want)
			}
		}
	}
}
