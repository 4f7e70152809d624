package pipeline

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wf/chunker"
	"wf/internal/moment"
)

// fuzzedSeekLog makes a log of data, three bytes a step: how much time goes by,
// how late a line is written, and what stands between. No line is later than
// the slack, which is what makes a log one in the order of time.
func fuzzedSeekLog(data []byte) (log []byte, end time.Time) {
	var w written
	now := noon
	for ; len(data) >= 3; data = data[3:] {
		switch data[2] % 16 {
		case 0:
			w.WriteString(strings.Repeat("?", int(data[0])) + "\n")
		case 1:
			w.Write(make([]byte, data[0]))
		case 2:
			w.WriteByte('\n')
		default:
			now = now.Add(time.Duration(data[0]) * time.Second * time.Duration(1+data[2]>>6*20))
			w.at(now.Add(-time.Duration(data[1]) * little.slack / 256))
		}
	}
	return w.Bytes(), now
}

// FuzzSeek looks for ranges in logs in the order of time, with anything between
// the lines: what is found is what a pass over all of the log finds, and the
// newest time is that of all lines.
func FuzzSeek(f *testing.F) {
	steady := slices.Repeat([]byte{30, 0, 15}, 400)
	f.Add(steady, uint16(3600), uint16(600), uint8(0))
	f.Add(slices.Repeat([]byte{200, 255, 201, 1, 128, 3, 0, 9, 77}, 120), uint16(9000), uint16(60), uint8(5))
	f.Add(slices.Concat(steady, slices.Repeat([]byte{250, 0, 1}, 30), steady), uint16(11000), uint16(3000), uint8(6))
	f.Add(slices.Concat(steady, slices.Repeat([]byte{255, 0, 0}, 40), steady[:90]), uint16(12000), uint16(1), uint8(3))
	f.Fuzz(func(t *testing.T, data []byte, from, length uint16, way uint8) {
		log, end := fuzzedSeekLog(data[:min(len(data), 3000)])
		name := files(t, string(log))[0]
		since := noon.Add(time.Duration(from) * end.Sub(noon) / 60_000)
		until := since.Add(time.Duration(length) * time.Second)
		r := between(since, until)
		switch way >> 2 % 4 {
		case 1:
			r = moment.Range{Since: shown(since), Until: shown(until)}
		case 2:
			r = moment.Range{Since: instant(since)}
		case 3:
			r = moment.Range{Until: shown(until)}
		}
		checkSought(t, "a fuzzed log", name, combined, r, readings[way%4])
		checkFuzzedNewest(t, name)
	})
}

// checkFuzzedNewest is checkNewest for a log that may be without a time.
func checkFuzzedNewest(t *testing.T, name string) {
	t.Helper()
	opt := chunker.Options{MaxLine: 300}
	if _, all, _ := kept(t, name, combined, opt, moment.Range{}, nil); all.Span.Last.Valid {
		checkNewest(t, "a fuzzed log", name, combined)
	}
}

// TestNewestBeforeJunkThatEndsTheLog has lines far apart in time, and behind
// them more than is looked at for the last time. Lines of 100 lengths shift the
// places over them.
func TestNewestBeforeJunkThatEndsTheLog(t *testing.T) {
	for n := range 100 {
		var w written
		w.WriteString(strings.Repeat("?", n) + "\n")
		w.every(300, noon, 2*little.slack)
		w.WriteString(strings.Repeat("what is this\n", 60))
		checkNewest(t, "a log with junk", files(t, w.String())[0], combined)
	}
}
