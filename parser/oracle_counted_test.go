package parser

import (
	"bytes"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The logs of others that came without what their projects read from them are
// counted by commands that know nothing of wf: awk, cut, sed and jq.

// counted is a log and how often which values are in its lines.
type counted struct {
	log     string // within the data of others
	format  string // which Detect finds
	fields  string // with spaces between
	command string // that prints the fields of each line
	want    string // what it prints, sorted and counted: sort | uniq -c
}

// count counts the values of the fields.
func (c counted) count(t *testing.T, lines [][]byte) string {
	t.Helper()
	d := Detect(lines[:min(len(lines), 1000)])
	if d.Format == nil || d.Format.Name != c.format {
		t.Fatalf("%s: %v, want %s: %s", c.log, d.Format, c.format, d.Reason)
	}
	set := NewFieldSet(d.Format.Own()...)
	var slots []int
	for name := range strings.FieldsSeq(c.fields) {
		slot, err := set.Add(name)
		if err != nil {
			t.Fatal(err)
		}
		slots = append(slots, slot)
	}
	times := make(map[string]int)
	parseAll(d.Format, set, lines, func(r *Record, _ []byte, outcome Outcome) {
		if outcome != Parsed {
			return
		}
		var values []string
		for _, slot := range slots {
			value := "-"
			if text := r.Bytes(slot); text != nil {
				value = string(text)
			}
			values = append(values, value)
		}
		times[strings.Join(values, " ")]++
	})
	return tally(times)
}

// said counts what the command prints, or skips the test.
func (c counted) said(t *testing.T, lines [][]byte) string {
	t.Helper()
	for _, tool := range []string{"sh", "awk", "cut", "grep", "jq", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("no " + tool)
		}
	}
	cmd := exec.Command("sh", "-c", c.command)
	cmd.Env = []string{"LC_ALL=C", "PATH=/usr/bin:/bin"}
	cmd.Stdin = bytes.NewReader(append(bytes.Join(lines, []byte("\n")), '\n'))
	printed, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", c.command, err)
	}
	times := make(map[string]int)
	for line := range strings.Lines(string(printed)) {
		times[strings.TrimSuffix(line, "\n")]++
	}
	return tally(times)
}

// tally writes how often there was what, sorted by that.
func tally(times map[string]int) string {
	text := "\n"
	for _, value := range slices.Sorted(maps.Keys(times)) {
		text += fmt.Sprintf("%d %s\n", times[value], value)
	}
	return text
}

func checkCounted(t *testing.T, list []counted) {
	t.Helper()
	for _, c := range list {
		t.Run(c.log, func(t *testing.T) {
			lines := readLog(t, c.log)
			if got := c.count(t, lines); got != c.want {
				t.Errorf("%s: %s\nwant%s", c.fields, got, c.want)
			}
			if got := c.said(t, lines); got != c.want {
				t.Errorf("%s prints%s", c.command, got)
			}
		})
	}
}
