package parser

import (
	"regexp"
	"testing"
)

// bytesChoose makes the choices that data tells, one a byte, and the first
// ones when it is used up.
func bytesChoose(data []byte) func(n int) int {
	return func(n int) int {
		if len(data) == 0 {
			return 0
		}
		c := int(data[0]) % n
		data = data[1:]
		return c
	}
}

// FuzzRegexpDrawn draws the expression as well as the line.
func FuzzRegexpDrawn(f *testing.F) {
	f.Add([]byte("\x01\x02\x01\x02\x03\x00"), []byte("ab ba-a\xff"))
	f.Add([]byte("\x00\x04\x07\x00\x02\x01\x00\x00\x02\x02\x03\x07\x01\x00\x03"), []byte(" a - é\n\xc3b"))
	f.Add([]byte("\x01\x03\x07\x02\x02\x07\x01\x01\x05\x02\x03\x00\x02\x04\x01\x07\x01\x02\x00\x05"), []byte("a-b a-b \xa9\xc3 ab"))
	f.Add([]byte("\x00\x02\x02\x09\x00\x03\x02\x06\x03\x01\x00\x04\x00\x09"), []byte("\u212aKk\u017fss aab"))
	f.Fuzz(func(t *testing.T, drawn, line []byte) {
		if len(drawn) > 200 {
			return
		}
		expr := drawRegexp(bytesChoose(drawn))
		if _, err := regexp.Compile(expr); err != nil {
			return // repeated too often
		}
		w := newLineTwins(t, expr)
		w.check(t, line)
		eachLine([]string{"a", "b", " ", "-"}, 3, func(line []byte) { w.check(t, line) })
	})
}

// FuzzRegexp has any expression.
func FuzzRegexp(f *testing.F) {
	for _, expr := range smallRegexps {
		f.Add(expr, []byte("ab -a ba- \xc3\xa9\xff"))
	}
	for _, log := range logRegexps {
		f.Add(log.expr, []byte(log.lines[0]))
	}
	f.Fuzz(func(t *testing.T, expr string, line []byte) {
		if len(expr) > 500 || len(line) > 2000 {
			return
		}
		if _, err := regexp.Compile(expr); err != nil {
			return
		}
		newLineTwins(t, expr).check(t, line)
	})
}
