package aggregate

// Lines accounts for every line that was read: Total is the sum of all the
// others.
type Lines struct {
	Total      int64
	Parsed     int64
	Filtered   int64 // left out by a filter, or by find's pattern
	Blank      int64
	Directive  int64 // lines that describe the log itself
	Incomplete int64 // a last line, cut off, that does not parse
	Rejected   Rejected
}

// Rejected counts the lines that do not parse, by reason.
type Rejected struct {
	Format  int64 // not a line of the format
	TooLong int64 // over the longest line allowed
}

// Total is the number of rejected lines.
func (r Rejected) Total() int64 { return r.Format + r.TooLong }

// Add adds the counts of m to l.
func (l *Lines) Add(m Lines) {
	l.Total += m.Total
	l.Parsed += m.Parsed
	l.Filtered += m.Filtered
	l.Blank += m.Blank
	l.Directive += m.Directive
	l.Incomplete += m.Incomplete
	l.Rejected.Format += m.Rejected.Format
	l.Rejected.TooLong += m.Rejected.TooLong
}

// Check reports whether every line is in exactly one of the counts.
func (l Lines) Check() bool {
	return l.Total == l.Parsed+l.Filtered+l.Blank+l.Directive+l.Incomplete+l.Rejected.Total()
}
