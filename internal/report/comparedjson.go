package report

import (
	"strconv"

	"wf/aggregate"
)

// appendCompared appends which sides are compared, and by which tests.
func appendCompared(buf []byte, c *aggregate.Comparison) []byte {
	for i, side := range []string{`{"a":`, `,"b":`} {
		buf = appendSide(append(buf, side...), &c.Sides[i])
	}
	buf = appendFloat(append(buf, `,"alpha":`...), c.Alpha)
	buf = appendCount(buf, `,"tests":`, c.Tests)
	buf = append(buf, `,"correction":"Benjamini-Hochberg","significant_p":`...)
	if c.SignificantP < 0 {
		buf = append(buf, "null"...)
	} else {
		buf = strconv.AppendFloat(buf, c.SignificantP, 'g', -1, 64)
	}
	return append(buf, `,"test":"two proportions, two-sided: pooled z test, Fisher's exact test where less than 1000 are expected in a cell; `+
		`percentiles: numbers above that of both sides together; rate: conditional binomial, for information"}`...)
}

func appendSide(buf []byte, s *aggregate.ComparedSide) []byte {
	buf = appendText(append(buf, `{"name":`...), "name", []byte(s.Name))
	buf = appendCount(buf, `,"requests":`, s.Requests)
	buf = append(buf, `,"seconds":`...)
	if s.Seconds > 0 {
		buf = appendFloat(buf, s.Seconds)
	} else {
		buf = append(buf, "null"...)
	}
	if s.First.Valid {
		buf = append(appendInstant(append(buf, `,"first":"`...), s.First), '"')
		buf = append(appendInstant(append(buf, `,"last":"`...), s.Last), '"')
	}
	return append(buf, '}')
}
