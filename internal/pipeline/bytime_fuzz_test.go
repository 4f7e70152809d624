package pipeline

import (
	"fmt"
	"strings"
	"testing"

	"wf/chunker"
)

// fuzzedLogs makes logs of the bytes of data: two bits say which of four inputs
// has the next line, the others are its second, or that it has no time or is no
// record.
func fuzzedLogs(data []byte) []string {
	var texts [4]strings.Builder
	for i, b := range data {
		clock := fmt.Sprintf("01/Mar/2026:10:00:%02d +0%d00", b>>2, b&1)
		text := &texts[b&3]
		switch b >> 2 {
		case 60:
			text.WriteString("bad\n")
			continue
		case 61:
			text.WriteString("\n")
			continue
		case 62, 63:
			clock = "31/Feb/2026:10:00:00 +0000"
		}
		fmt.Fprintf(text, "192.0.2.1 - - [%s] \"GET /%d HTTP/1.1\" 200 5 \"-\" \"x\"\n", clock, i)
	}
	return []string{texts[0].String(), texts[1].String(), texts[2].String(), texts[3].String()}
}

// FuzzRunByTime compares the merge with its plain twin.
func FuzzRunByTime(f *testing.F) {
	second := func(input, second byte) byte { return second<<2 | input }
	var run, zigzag []byte
	for i := range byte(40) {
		run = append(run, second(i/10, i/4))
		zigzag = append(zigzag, second(i%4, i%7))
	}
	f.Add([]byte{}, uint8(1), uint16(1), uint8(0))
	f.Add(run, uint8(2), uint16(0), uint8(0))
	f.Add(run, uint8(3), uint16(100), uint8(7))
	f.Add(zigzag, uint8(8), uint16(80), uint8(0))
	f.Add([]byte{second(0, 62), second(1, 0), second(0, 5), second(0, 62), second(1, 60), second(0, 1), second(1, 5)}, uint8(1), uint16(10), uint8(3))
	f.Fuzz(func(t *testing.T, data []byte, workers uint8, window uint16, limit uint8) {
		texts := fuzzedLogs(data[:min(len(data), 500)])
		want := mergeByTime(texts)
		total := strings.Count(want, "\n")
		got, _, result, full := byTime(t, files(t, texts...), int64(limit), chunker.Options{Workers: int(workers % 9), Window: int(window)})
		if limit > 0 {
			if n := min(int(limit), total); strings.Count(got, "\n") != n || !strings.HasPrefix(want, got) || full != (int(limit) <= total) {
				t.Fatalf("limit %d, full %v: %s", limit, full, difference(got, want))
			}
			return
		}
		if got != want {
			t.Fatal(difference(got, want))
		}
		lines, _ := result.Lines()
		if !lines.Check() || lines.Parsed != int64(total) {
			t.Fatalf("%d lines, accounted for are %+v", total, lines)
		}
	})
}
