package parser

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

func newLTSV(w []wanted) keyScanner { return newLTSVScanner(w) }

var ltsvPair = regexp.MustCompile(`^([0-9A-Za-z_.-]+):((?s).*)$`)

// splitLTSV is the plain twin of an ltsvScanner.
func splitLTSV(line []byte) (pairs []flatPair, taken bool) {
	fields := bytes.Split(line, []byte{'\t'})
	for _, field := range fields {
		groups := ltsvPair.FindSubmatch(field)
		if groups == nil {
			return nil, false
		}
		value := field[len(groups[1])+1:]
		if string(value) == "-" {
			value = nil
		}
		pairs = append(pairs, flatPair{string(groups[1]), value, false})
	}
	return pairs, len(fields) > 1
}

func checkLTSV(t testing.TB, line []byte) {
	t.Helper()
	pairs, taken := splitLTSV(line)
	checkFlat(t, newLTSV, ltsvKeys, line, pairs, taken)
}

var ltsvSamples = []string{
	"time:2026-03-01T10:00:00+01:00\thost:192.0.2.7\treq:GET /a?b:c HTTP/1.1\tstatus:200\tsize:-\tua:\"x\\\" y\"\tX-Forwarded.For_:",
	"a:1\tA:2\ta:-\tb: - \tb:\x00\xff\r",
}

func TestLTSV(t *testing.T) {
	for n := range 8 {
		eachText("aB:\t-", n, func(line []byte) { checkLTSV(t, line) })
	}
	for _, sample := range ltsvSamples {
		checkLTSV(t, []byte(sample))
		mutations(sample, "\t: -a\x00\x80", func(line []byte) { checkLTSV(t, line) })
	}
	check := func(path, want string) {
		t.Helper()
		checkFound(t, newLTSV, []byte(ltsvSamples[0]), map[string][]byte{path: []byte(want)})
	}
	check("host", "192.0.2.7")
	check("req", "GET /a?b:c HTTP/1.1")
	check("x_forwarded.for_", "")
}

func TestLTSVLogs(t *testing.T) {
	for _, line := range readLog(t, "alp/ltsv_access.log") {
		if _, taken := splitLTSV(line); !taken {
			t.Errorf("not taken: %s", line)
		}
		checkLTSV(t, line)
	}
}

func FuzzLTSV(f *testing.F) {
	for _, sample := range ltsvSamples {
		f.Add([]byte(sample))
	}
	f.Fuzz(func(t *testing.T, line []byte) { checkLTSV(t, line) })
}

func BenchmarkLTSV(b *testing.B) {
	var lines [][]byte
	for _, line := range logLines(1200) {
		quoted := bytes.Split(line, []byte{'"'})
		head, answer := bytes.Fields(quoted[0]), bytes.Fields(quoted[2])
		lines = append(lines, fmt.Appendf(nil, "time:%s\thost:%s\tforwardedfor:-\treq:%s\tstatus:%s\tsize:%s\treferer:%s\tua:%s\treqtime:0.0%s\tcache:-",
			head[3][1:], head[0], quoted[1], answer[0], answer[1], quoted[3], quoted[5], answer[1]))
	}
	b.Run("status", func(b *testing.B) { benchmarkKeys(b, newLTSV, lines, "status") })
	b.Run("all", func(b *testing.B) {
		benchmarkKeys(b, newLTSV, lines, strings.Fields("time host forwardedfor req status size referer ua reqtime cache")...)
	})
}
