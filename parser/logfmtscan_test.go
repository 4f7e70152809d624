package parser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func newLogfmt(w []wanted) keyScanner { return newLogfmtScanner(w) }

// logfmtWords is a word and the space behind it in the words of package regexp.
var logfmtWords = regexp.MustCompile(`^(?s)([^\x00-\x20="]+)(=(?:"((?:[^"\\]|\\.)*)"|([^\x00-\x20"][^\x00-\x20]*)?))?(?:[\x00-\x20]+|$)`)

// splitLogfmt is the plain twin of a logfmtScanner.
func splitLogfmt(line []byte) (pairs []flatPair, taken bool) {
	line = bytes.TrimLeftFunc(line, func(c rune) bool { return c <= ' ' })
	for len(line) > 0 {
		at := logfmtWords.FindSubmatchIndex(line)
		if at == nil {
			return nil, false
		}
		if at[4] >= 0 {
			pair := flatPair{key: string(line[:at[3]]), value: []byte{}, quoted: at[6] >= 0}
			switch {
			case pair.quoted:
				pair.value = unquoteLogfmt(line[at[6]:at[7]])
			case at[8] >= 0:
				pair.value = line[at[8]:at[9]]
			}
			if string(pair.value) == "-" {
				pair.value = nil
			}
			pairs = append(pairs, pair)
		}
		line = line[at[1]:]
	}
	return pairs, len(pairs) > 1
}

// unquoteLogfmt resolves escapes with encoding/json, where it would.
func unquoteLogfmt(text []byte) []byte {
	var value string
	if utf8.Valid(text) && json.Unmarshal(fmt.Appendf(nil, `"%s"`, text), &value) == nil {
		return []byte(value)
	}
	return append([]byte{}, appendJSONUnescaped(nil, text)...)
}

func checkLogfmt(t testing.TB, line []byte) {
	t.Helper()
	pairs, taken := splitLogfmt(line)
	checkFlat(t, newLogfmt, logfmtKeys, line, pairs, taken)
}

var logfmtSamples = []string{
	`at=info method=GET path="/a?b=c" host=example.com request_id=7f1e fwd="192.0.2.7" dyno=web.1 connect=0ms service=18ms status=200 bytes=-`,
	`<158>1 2026-03-01T10:00:00+01:00 host heroku router - ts=2026-03-01T10:00:00.5Z level=info msg="x \"y\" \u00e9\n" path=/a?b="c" x= y="" z="-"`,
	" a=1 A=\"2\\\\\"\tb a=\x00",
}

func TestLogfmt(t *testing.T) {
	for n := range 8 {
		eachText(`aB= "\`, n, func(line []byte) { checkLogfmt(t, line) })
	}
	for n := range 6 {
		eachText("a=\" \\\x1f-", n, func(text []byte) { checkLogfmt(t, append([]byte("x=1 long_key=\"long value ab"), text...)) })
	}
	for _, sample := range logfmtSamples {
		checkLogfmt(t, []byte(sample))
		mutations(sample, "\" =\\a\x00\x7f\x80", func(line []byte) { checkLogfmt(t, line) })
	}
	check := func(sample int, path, want string) {
		t.Helper()
		checkFound(t, newLogfmt, []byte(logfmtSamples[sample]), map[string][]byte{path: []byte(want)})
	}
	check(0, "path", "/a?b=c")
	check(0, "fwd", "192.0.2.7")
	check(0, "service", "18ms")
	check(1, "msg", "x \"y\" é\n")
	check(1, "path", `/a?b="c"`)
	check(1, "y", "")
}

func FuzzLogfmt(f *testing.F) {
	for _, sample := range logfmtSamples {
		f.Add([]byte(sample))
	}
	f.Fuzz(func(t *testing.T, line []byte) { checkLogfmt(t, line) })
}

func BenchmarkLogfmt(b *testing.B) {
	var lines [][]byte
	for _, line := range logLines(1200) {
		quoted := bytes.Split(line, []byte{'"'})
		head, request, answer := bytes.Fields(quoted[0]), bytes.Fields(quoted[1]), bytes.Fields(quoted[2])
		lines = append(lines, fmt.Appendf(nil, `time=%s level=info method=%s path="%s" remote=%s status=%s size=%s duration=%sus referer=%q user_agent=%q`,
			head[3][1:], request[0], request[1], head[0], answer[0], answer[1], answer[1], quoted[3], quoted[5]))
	}
	b.Run("status", func(b *testing.B) { benchmarkKeys(b, newLogfmt, lines, "status") })
	b.Run("all", func(b *testing.B) {
		benchmarkKeys(b, newLogfmt, lines, strings.Fields("time level method path remote status size duration referer user_agent")...)
	})
}
