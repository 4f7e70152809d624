package parser

import "bytes"

func scanQuoted(o *op, line []byte, pos int, spans []span) int {
	end := o.closing(line, pos)
	if end < 0 {
		return -1
	}
	spans[o.slots[0]] = value(line, pos, end)
	return end
}

// closing returns the place of the quote that closes a field which begins at
// pos; -1 if there is none.
func (o *op) closing(line []byte, pos int) int {
	switch o.escape {
	case escapeBackslash:
		return closingQuote(line, pos, o.next)
	case escapeJSON:
		return closingJSON(line, pos)
	case escapeDouble:
		return closingDouble(line, pos)
	}
	return closingQuote(line, pos, o.next)
}

// closingQuote returns the place of the first quote from pos on that no
// backslash escapes and that ends a field, because the line ends there or next
// follows; -1 if there is none. Servers that do not escape quotes are so read
// as they are meant, nearly always.
func closingQuote(line []byte, pos int, next byte) int {
	for start := pos; ; {
		n := bytes.IndexByte(line[pos:], '"')
		if n < 0 {
			return -1
		}
		pos += n
		if pos+1 == len(line) || line[pos+1] == next {
			if pos == start || line[pos-1] != '\\' || !escaped(line[start:pos]) {
				return pos
			}
		}
		pos++
	}
}

// closingJSON returns the place of the first quote that no backslash escapes.
func closingJSON(line []byte, pos int) int {
	for start := pos; ; pos++ {
		n := bytes.IndexByte(line[pos:], '"')
		if n < 0 {
			return -1
		}
		pos += n
		if !escaped(line[start:pos]) {
			return pos
		}
	}
}

// closingDouble returns the place of the first quote that is not two.
func closingDouble(line []byte, pos int) int {
	for ; ; pos += 2 {
		n := bytes.IndexByte(line[pos:], '"')
		if n < 0 {
			return -1
		}
		pos += n
		if pos+1 == len(line) || line[pos+1] != '"' {
			return pos
		}
	}
}

// escaped reports whether what follows text is escaped: text ends in an odd
// number of backslashes.
func escaped(text []byte) bool {
	odd := false
	for i := len(text) - 1; i >= 0 && text[i] == '\\'; i-- {
		odd = !odd
	}
	return odd
}

// scanField takes a quoted field behind the core. The text of one that was cut
// off with the line is kept. Some write a dash without quotes for a header
// that was not sent.
func scanField(o *op, line []byte, pos int, spans []span) int {
	lead := len(o.text) - 1 // without the quote
	if len(line)-pos <= lead || lead > 0 && line[pos] != o.text[0] || lead > 1 && string(line[pos:pos+lead]) != o.text[:lead] {
		return -1
	}
	lo := pos + lead + 1
	switch line[lo-1] {
	case '"':
		end := o.closing(line, lo)
		if end < 0 {
			spans[o.slots[0]] = value(line, lo, len(line))
			return len(line)
		}
		spans[o.slots[0]] = value(line, lo, end)
		return end + 1
	case '-':
		if lo < len(line) && line[lo] != o.next {
			return -1
		}
		spans[o.slots[0]] = absent
		return lo
	}
	return -1
}

func scanExtra(o *op, line []byte, pos int, spans []span) int {
	if len(line)-pos < 2 || line[pos] != ' ' {
		return -1
	}
	if line[pos+1] == '"' {
		return scanField(o, line, pos, spans)
	}
	end := len(line)
	if n := bytes.IndexByte(line[pos+1:], ' '); n >= 0 {
		end = pos + 1 + n
	}
	spans[o.slots[0]] = value(line, pos+1, end)
	return end
}
