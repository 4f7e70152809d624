package parser

import "bytes"

// opcode says what an op scans.
type opcode uint8

const (
	opText     opcode = iota // the op's text
	opSpaces                 // one space or more
	opWord                   // up to the next space, at least a byte
	opClient                 // a word, or several with a comma between: a list of addresses
	opList                   // a word, or several with a comma or " :" between
	opSite                   // a word with a port at its end, or without
	opBefore                 // up to the op's mark or its next byte
	opOptional               // the op's mark and what follows it up to the next byte, or nothing
	opUntil                  // up to the op's text, or to the end of the line
	opRest                   // up to the end of the line
	opTime                   // a time in the op's notation
	opRequest                // up to the closing quote, taken apart
	opQuoted                 // up to the closing quote
	opStatus                 // one to three digits, or -
	opCount                  // digits, or -
	opNumber                 // a decimal number, or -
	opCaptures               // the headers that HAProxy captures, or nothing
	opEnd                    // nothing, but the line ends or the op's next byte follows
	opField                  // the op's text and a quoted field, or a dash in the place of its quotes
	opExtra                  // a space and a field, quoted or not

	// All ops of the core of the CLF family in one, for the shape of nearly
	// all lines. If it does not fit, the line is scanned again by the ops
	// that it stands for.
	opUsual
)

// op is one step of a program: it takes bytes of the line and notes which.
type op struct {
	code opcode

	cut    bool   // the halves of the uri are wanted
	must   bool   // the port of opSite must be there
	mark   byte   // stands before a field that need not be there
	next   byte   // stands behind the field, or behind its closing quote
	then   byte   // a byte that is taken behind all else, or 0
	escape escape // in a quoted field
	parts  part   // what is wanted of opUsual
	noted  int    // so many of slots

	// slots are where to note what was found. What nobody wants goes to the
	// dump, which costs less than to ask.
	slots [usualSlots]int32

	text     string
	field    string // for Explain
	notation *notation
}

// notes returns the slots in which o notes what it finds.
func (o *op) notes() []int32 { return o.slots[:o.noted] }

// miss notes that the line does not have what o finds.
func (o *op) miss(spans []span) {
	for _, slot := range o.notes() {
		spans[slot] = absent
	}
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
	usualSlots   = bytesSlot + 1
)

// part is a set of the slots of opUsual.
type part uint8

const (
	headPart    part = 1 << iota // up to the time
	requestPart                  // those of opRequest
	answerPart                   // status and bytes
)

// run takes the line through ops from the byte at pos. It returns the number
// of the op that does not fit, len(ops) if all do, and the place in the line
// where it began. The spans of that op and of those behind it are undefined.
func run(ops []op, line []byte, pos int, spans []span) (done, end int) {
	for i := range ops {
		o := &ops[i]
		next := -1
		switch o.code {
		case opUsual:
			next = scanUsual(o, line, pos, spans)
		case opField:
			next = scanField(o, line, pos, spans)
		case opText:
			if bytes.HasPrefix(line[pos:], []byte(o.text)) {
				next = pos + len(o.text)
			}
		case opSpaces:
			next = scanSpaces(line, pos)
		case opWord:
			next = scanWord(o, line, pos, spans)
		case opClient, opList:
			next = scanList(o, line, pos, spans)
		case opSite:
			next = scanSite(o, line, pos, spans)
		case opBefore:
			next = scanBefore(o, line, pos, spans)
		case opOptional:
			next = scanOptional(o, line, pos, spans)
		case opUntil:
			next = scanUntil(o, line, pos, spans)
		case opRest:
			spans[o.slots[0]] = value(line, pos, len(line))
			next = len(line)
		case opTime:
			next = scanTime(o, line, pos, spans)
		case opRequest:
			next = scanRequest(o, line, pos, spans)
		case opQuoted:
			next = scanQuoted(o, line, pos, spans)
		case opStatus:
			next = scanDigits(o, line, pos, spans, 3)
		case opCount:
			next = scanDigits(o, line, pos, spans, maxLine)
		case opNumber:
			next = scanNumber(o, line, pos, spans)
		case opCaptures:
			next = scanCaptures(o, line, pos, spans)
		case opEnd:
			next = scanEnd(o, line, pos)
		case opExtra:
			next = scanExtra(o, line, pos, spans)
		}
		if next < 0 {
			return i, pos
		}
		if o.then != 0 {
			if next == len(line) || line[next] != o.then {
				return i, pos
			}
			next++
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

func scanSpaces(line []byte, pos int) int {
	end := pos
	for end < len(line) && line[end] == ' ' {
		end++
	}
	if end == pos {
		return -1
	}
	return end
}

// wordEnd returns the place behind the word at pos, before the next space or
// at the end of the line; -1 if there is none.
func wordEnd(line []byte, pos int) int {
	n := bytes.IndexByte(line[pos:], ' ')
	if n < 0 {
		n = len(line) - pos
	}
	if n == 0 {
		return -1
	}
	return pos + n
}

func scanWord(o *op, line []byte, pos int, spans []span) int {
	end := wordEnd(line, pos)
	if end < 0 {
		return -1
	}
	spans[o.slots[0]] = value(line, pos, end)
	return end
}

// scanList takes a list of addresses as one client, as servers write it that
// log X-Forwarded-For in the client's place; and the lists of nginx, which
// have " : " between as well where a request went on to another group of
// servers.
func scanList(o *op, line []byte, pos int, spans []span) int {
	end := wordEnd(line, pos)
	for end >= 0 {
		rest := line[end:]
		switch {
		case line[end-1] == ',':
			if len(rest) == 0 {
				return -1
			}
			end = wordEnd(line, end+1)
			continue
		case o.code == opList && len(rest) > 3 && rest[1] == ':' && rest[2] == ' ':
			end = wordEnd(line, end+3)
			continue
		}
		spans[o.slots[0]] = value(line, pos, end)
		return end
	}
	return -1
}

func scanSite(o *op, line []byte, pos int, spans []span) int {
	end := wordEnd(line, pos)
	if o.next != ' ' {
		n := bytes.IndexByte(line[pos:], o.next)
		end = pos + n
		if n < 1 {
			return -1
		}
	}
	if end < 0 {
		return -1
	}
	host := line[pos:end]
	port := len(portOf(host))
	if o.must { // the colons before are those of an address
		port = len(host) - bytes.LastIndexByte(host, ':')
	}
	if port >= len(host) {
		return -1
	}
	for _, c := range line[end-max(port-1, 0) : end] {
		if c-'0' > 9 {
			return -1
		}
	}
	spans[o.slots[0]] = value(line, pos, end-port)
	spans[o.slots[1]] = absent
	if port > 1 {
		spans[o.slots[1]] = span{uint32(end - port + 1), uint32(end)}
	}
	return end
}

func scanBefore(o *op, line []byte, pos int, spans []span) int {
	end := pos
	for end < len(line) && line[end] != o.mark && line[end] != o.next {
		end++
	}
	spans[o.slots[0]] = value(line, pos, end)
	return end
}

func scanOptional(o *op, line []byte, pos int, spans []span) int {
	spans[o.slots[0]] = absent
	if pos == len(line) || line[pos] != o.mark {
		return pos
	}
	end := len(line)
	if n := bytes.IndexByte(line[pos+1:], o.next); n >= 0 {
		end = pos + 1 + n
	}
	spans[o.slots[0]] = value(line, pos+1, end)
	return end
}

// scanUntil takes a value that may hold spaces. One that begins with a dash and
// a space is an absent value and another one: the line has more fields than
// the format.
func scanUntil(o *op, line []byte, pos int, spans []span) int {
	n := len(line) - pos
	if o.text != "" {
		n = bytes.Index(line[pos:], []byte(o.text))
	} else if space := bytes.IndexByte(line[pos:], ' '); space >= 0 {
		n = space
	}
	if n < 0 || n > 1 && line[pos] == '-' && line[pos+1] == ' ' {
		return -1
	}
	spans[o.slots[0]] = value(line, pos, pos+n)
	return pos + n
}

// scanTime only notes where the time is: it is read when it is asked for.
func scanTime(o *op, line []byte, pos int, spans []span) int {
	n := o.notation.scan(line[pos:])
	if n == 0 {
		return -1
	}
	spans[o.slots[0]] = value(line, pos, pos+n)
	return pos + n
}

// scanDigits takes decimal digits, no more than most, or a dash.
func scanDigits(o *op, line []byte, pos int, spans []span, most int) int {
	end := pos
	for end < len(line) && end-pos < most && line[end]-'0' <= 9 {
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

// scanNumber takes a decimal number with a sign or without, as far as it
// reads as one. A plus, which HAProxy writes before what still grows, is no
// part of the value.
func scanNumber(o *op, line []byte, pos int, spans []span) int {
	if pos < len(line) && line[pos] == '+' {
		pos++
	}
	end, digits := pos, 0
	if end < len(line) && line[end] == '-' {
		end++
	}
	for ; end < len(line) && (line[end]-'0' <= 9 || line[end] == '.'); end++ {
		if line[end] != '.' {
			digits++
		}
	}
	if digits == 0 && (end != pos+1 || line[pos] != '-') {
		return -1
	}
	spans[o.slots[0]] = value(line, pos, end)
	return end
}

// scanCaptures takes up to two groups of captured headers, of the request and
// of the answer, each in braces behind a space. What is in them clients and
// servers chose: a brace that no space or quote follows ends none.
func scanCaptures(o *op, line []byte, pos int, spans []span) int {
	end := pos
	for range 2 {
		if len(line)-end < 2 || line[end] != ' ' || line[end+1] != '{' {
			break
		}
		n := bytes.Index(line[end:], []byte("} "))
		if n < 0 {
			return -1
		}
		end += n + 1
	}
	spans[o.slots[0]] = absent
	if end > pos {
		spans[o.slots[0]] = span{uint32(pos + 1), uint32(end)}
	}
	return end
}

func scanEnd(o *op, line []byte, pos int) int {
	if pos < len(line) && line[pos] != o.next {
		return -1
	}
	return pos
}
