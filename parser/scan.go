package parser

import "bytes"

// opcode says what an op scans.
type opcode uint8

const (
	opText    opcode = iota // the op's text
	opWord                  // up to the next space, at least a byte
	opClient                // a word, or several with a comma between: a list of addresses
	opSite                  // a word with a port at its end, or without
	opUntil                 // up to the op's text
	opTime                  // clfTime bytes
	opRequest               // up to the closing quote, taken apart
	opQuoted                // up to the closing quote
	opStatus                // one to three digits, or -
	opCount                 // digits, or -
	opEnd                   // nothing, but the line ends or a space follows
	opField                 // a space and a quoted field, or -
	opExtra                 // a space and a field, quoted or not

	// All ops of the core of the CLF family in one, for the shape of nearly
	// all lines. If it does not fit, the line is scanned again by the ops
	// that it stands for.
	opUsual
)

// op is one step of a program: it takes bytes of the line and notes which.
type op struct {
	code opcode

	cut   bool // the halves of the uri are wanted
	parts part // what is wanted of opUsual

	// slots are where to note what was found. What nobody wants goes to the
	// last span of the Record, which costs less than to ask.
	slots [12]int32

	text  string
	field string // for Explain
}

// The slots of opRequest.
const (
	requestSlot = iota
	methodSlot
	uriSlot
	protoSlot
	pathSlot
	querySlot
	requestSlots
)

// The slots of opUsual.
const (
	clientSlot = iota
	identSlot
	userSlot
	timeSlot
	usualRequest // the first of those of opRequest
	statusSlot   = usualRequest + requestSlots
	bytesSlot    = statusSlot + 1
)

// part is a set of the slots of opUsual.
type part uint8

const (
	headPart    part = 1 << iota // up to the time
	requestPart                  // those of opRequest
	answerPart                   // status and bytes
)

// run takes the line through ops from its first byte. It returns the number
// of the op that does not fit, len(ops) if all do, and the place in the line
// where it began. The spans of that op and of those behind it are undefined.
func run(ops []op, line []byte, r *Record) (done, pos int) {
	spans := r.spans
	for i := range ops {
		o := &ops[i]
		next := -1
		switch o.code {
		case opUsual:
			next = scanUsual(o, line, pos, r)
		case opField:
			next = scanField(o, line, pos, spans)
		case opText:
			if bytes.HasPrefix(line[pos:], []byte(o.text)) {
				next = pos + len(o.text)
			}
		case opWord:
			next = scanWord(o, line, pos, spans)
		case opClient:
			next = scanClient(o, line, pos, spans)
		case opSite:
			next = scanSite(o, line, pos, spans)
		case opUntil:
			next = scanUntil(o, line, pos, spans)
		case opTime:
			next = scanTime(o, line, pos, r)
		case opRequest:
			next = scanRequest(o, line, pos, spans)
		case opQuoted:
			next = scanQuoted(o, line, pos, spans)
		case opStatus:
			next = scanStatus(o, line, pos, spans)
		case opCount:
			next = scanCount(o, line, pos, spans)
		case opEnd:
			next = scanEnd(line, pos)
		case opExtra:
			next = scanExtra(o, line, pos, spans)
		}
		if next < 0 {
			return i, pos
		}
		pos = next
	}
	return len(ops), pos
}

// value returns the span from lo to hi, absent if the line says so by a dash.
func value(line []byte, lo, hi int) span {
	if hi-lo == 1 && line[lo] == '-' {
		return absent
	}
	return span{uint32(lo), uint32(hi)}
}

// Each of the scans below takes what its op describes from pos on, notes the
// spans, and returns the place behind it, or -1 if the line does not fit.

func scanWord(o *op, line []byte, pos int, spans []span) int {
	n := bytes.IndexByte(line[pos:], ' ')
	if n < 1 {
		return -1
	}
	spans[o.slots[0]] = value(line, pos, pos+n)
	return pos + n
}

// scanClient takes a list of addresses as one client, as servers write it that
// log X-Forwarded-For in the client's place.
func scanClient(o *op, line []byte, pos int, spans []span) int {
	end := pos
	for {
		n := bytes.IndexByte(line[end:], ' ')
		if n < 1 {
			return -1
		}
		end += n
		if line[end-1] != ',' {
			break
		}
		end++
	}
	spans[o.slots[0]] = value(line, pos, end)
	return end
}

func scanSite(o *op, line []byte, pos int, spans []span) int {
	n := bytes.IndexByte(line[pos:], ' ')
	if n < 1 {
		return -1
	}
	port := len(portOf(line[pos : pos+n]))
	if port == n {
		return -1
	}
	spans[o.slots[0]] = value(line, pos, pos+n-port)
	spans[o.slots[1]] = absent
	if port > 1 {
		spans[o.slots[1]] = span{uint32(pos + n - port + 1), uint32(pos + n)}
	}
	return pos + n
}

// scanUntil takes a value that may hold spaces. One that begins with a dash and
// a space is an absent value and another one: the line has more fields than
// the format.
func scanUntil(o *op, line []byte, pos int, spans []span) int {
	n := bytes.Index(line[pos:], []byte(o.text))
	if n < 0 || n > 1 && line[pos] == '-' && line[pos+1] == ' ' {
		return -1
	}
	spans[o.slots[0]] = value(line, pos, pos+n)
	return pos + n
}

// scanTime only notes where the time is: it is read when it is asked for.
func scanTime(o *op, line []byte, pos int, r *Record) int {
	if !isCLFTime(line[pos:]) {
		return -1
	}
	r.time = span{uint32(pos), uint32(pos + clfTime)}
	r.spans[o.slots[0]] = pending
	return pos + clfTime
}

func scanStatus(o *op, line []byte, pos int, spans []span) int {
	end := pos
	for end < len(line) && end-pos < 3 && line[end]-'0' <= 9 {
		end++
	}
	if end == pos {
		if end == len(line) || line[end] != '-' {
			return -1
		}
		end++
	}
	spans[o.slots[0]] = value(line, pos, end)
	return end
}

func scanCount(o *op, line []byte, pos int, spans []span) int {
	end := pos
	for end < len(line) && line[end]-'0' <= 9 {
		end++
	}
	if end == pos {
		if end == len(line) || line[end] != '-' {
			return -1
		}
		end++
	}
	spans[o.slots[0]] = value(line, pos, end)
	return end
}

func scanEnd(line []byte, pos int) int {
	if pos >= 0 && pos < len(line) && line[pos] != ' ' {
		return -1
	}
	return pos
}

func scanQuoted(o *op, line []byte, pos int, spans []span) int {
	end := closingQuote(line, pos)
	if end < 0 {
		return -1
	}
	spans[o.slots[0]] = value(line, pos, end)
	return end
}

// closingQuote returns the place of the first quote from pos on that no
// backslash escapes and that ends a field, because the line ends there or a
// space follows; -1 if there is none. Servers that do not escape quotes
// are so read as they are meant, nearly always.
func closingQuote(line []byte, pos int) int {
	for start := pos; ; {
		n := bytes.IndexByte(line[pos:], '"')
		if n < 0 {
			return -1
		}
		pos += n
		if pos+1 == len(line) || line[pos+1] == ' ' {
			if pos == start || line[pos-1] != '\\' || !escaped(line[start:pos]) {
				return pos
			}
		}
		pos++
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

// scanField takes a field behind the core. The text of one that was cut off
// with the line is kept.
func scanField(o *op, line []byte, pos int, spans []span) int {
	if len(line)-pos < 2 || line[pos] != ' ' {
		return -1
	}
	lo := pos + 2
	switch line[pos+1] {
	case '"':
		end := closingQuote(line, lo)
		if end < 0 {
			spans[o.slots[0]] = value(line, lo, len(line))
			return len(line)
		}
		spans[o.slots[0]] = value(line, lo, end)
		return end + 1
	case '-': // unquoted, as some write a header that was not sent
		if lo < len(line) && line[lo] != ' ' {
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
