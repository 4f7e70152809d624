package parser

import (
	"bytes"
	"regexp"
	"testing"
)

// BenchmarkLine times the matchers of expressions for the combined format,
// and package regexp behind a literal.
func BenchmarkLine(b *testing.B) {
	cases := []struct{ name, expr string }{
		{"hand", logRegexps[0].expr},
		{"loose", logRegexps[1].expr},
		{"quoted", `^(\S+) (\S+) (\S+) \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$`},
		{"lazy", `^(.*?) (.*?) (.*?) \[(.*?)\] "(.*?) (.*?) (.*?)" (.*?) (.*?) "(.*?)" "(.*?)"$`},
		{"fluentd", `^(?P<remote>[^ ]*) (?P<host>[^ ]*) (?P<user>[^ ]*) \[(?P<time>[^\]]*)\] "(?P<method>\S+)(?: +(?P<path>[^\"]*?)(?: +\S*)?)?" (?P<code>[^ ]*) (?P<size>[^ ]*)(?: "(?P<referer>[^\"]*)" "(?P<agent>[^\"]*)"(?:\s+(?P<forwarded>[^ ]+))?)?$`},
		{"found", `" (?P<status>\d{3}) (?P<bytes>\d+|-) "`},
		{"missing", `^(\S+) \S+ \S+ \[([^\]]+)\] "(BREW) (\S+) [^"]*" (\d+)`},
		{"greedy", `^(.+) (.+) (.+) \[(.+)\] "(.+) (.+) (.+)" (\d+) (\d+) "(.+)" "(.+)"$`}, // the first way fails
	}
	lines := logLines(1200)
	size := int64(len(bytes.Join(lines, []byte("\n"))) / len(lines))
	for _, c := range cases {
		re := regexp.MustCompile(c.expr)
		m, _ := compileLine(re)
		search := &regexpSearch{re: re, literal: []byte(requiredLiteral(c.expr))}
		places := make([]int, 2*(re.NumSubexp()+1))
		for _, way := range []struct {
			name string
			m    lineMatcher
		}{{"scans", m}, {"regexp", search}} {
			b.Run(c.name+"/"+way.name, func(b *testing.B) {
				b.SetBytes(size)
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					if i++; i == len(lines) {
						i = 0
					}
					way.m.match(lines[i], places)
				}
			})
		}
	}
}
