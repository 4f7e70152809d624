package parser

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

const (
	each = 0x0101010101010101 // times a byte: the byte in each of a word
	top  = each * 0x80
	low  = each * 0x7f
)

// unlike compares the bytes of word with those of pattern and sets the top
// bit of each that differs. The byte of add is 0x7f for one that must be the
// same, and 0x76 for one that must be a digit, where the pattern has '0'. Bytes
// that may be anything are 0 in all three.
//
// xor leaves 0 where a byte is the same and 0 to 9 where it is a digit;
// adding the constant sets the top bit of every greater one, and or keeps it
// for bytes from 0x80. No sum carries into the next byte.
func unlike(word, pattern, add uint64) uint64 {
	t := word ^ pattern
	return ((t&low + add) | t) & top
}

// scanUsual takes the core of a line of the CLF family that has the shape of
// nearly all,
//
//	192.0.2.7 - - [01/Mar/2026:10:00:00 +0100] "GET /index.html HTTP/1.1" 200 5120
//
// by looking for two landmarks, the spaces behind the client and the uri, and
// comparing fixed shapes around them. It takes a line only if the ops that it
// stands for take it, and notes the same spans.
func scanUsual(o *op, line []byte, pos int, spans []span) int {
	n, uri := spaces(line[pos:])
	if n < 0 {
		n = bytes.IndexByte(line[pos:], ' ')
	}
	at := pos + n
	if n < 1 || len(line)-at < usualHead+8 || line[at-1] == ',' {
		return -1
	}
	head := (*[usualHead + 8]byte)(line[at:])
	request := at + usualHead
	lo := request + len("GET ")
	if word := binary.LittleEndian.Uint64(head[usualHead:]); uint32(word) != get {
		method := shortMethod(word)
		if lo = request + method + 1; method == 0 || lo == len(line) {
			return -1
		}
		uri = -1
	}
	hi := pos + uri
	if uri < 0 {
		hi = lo + bytes.IndexByte(line[lo:], ' ')
	}
	if hi <= lo || len(line)-hi <= usualTail || line[lo] != '/' || line[hi-1] == '"' {
		return -1
	}
	tail := (*[usualTail]byte)(line[hi:])
	count := countLength(line, hi+usualTail)
	end := hi + usualTail + count
	if unlikeHead(head)|unlikeTail(tail) != 0 || count == 0 || end < len(line) && line[end] != ' ' {
		return -1
	}
	if o.parts&headPart != 0 {
		spans[o.slots[clientSlot]] = value(line, pos, at)
		spans[o.slots[identSlot]] = span{absentLo, 0}
		spans[o.slots[userSlot]] = span{absentLo, 0}
		time := uint32(at + len(" - - ["))
		spans[o.slots[timeSlot]] = span{time, time + clfTime}
	}
	if o.parts&requestPart != 0 {
		noteUsual(o, spans, line, request, lo, hi)
	}
	if o.parts&answerPart != 0 {
		status := uint32(hi + len(` HTTP/1.1" `))
		spans[o.slots[statusSlot]] = span{status, status + 3}
		spans[o.slots[bytesSlot]] = value(line, hi+usualTail, end)
	}
	return end
}

// noteUsual notes the parts of the request at pos with its uri from lo to hi.
func noteUsual(o *op, spans []span, line []byte, pos, lo, hi int) {
	quote := uint32(hi + len(" HTTP/1.1"))
	slots := o.slots[usualRequest:]
	spans[slots[requestSlot]] = span{uint32(pos), quote}
	spans[slots[methodSlot]] = span{uint32(pos), uint32(lo - 1)}
	spans[slots[uriSlot]] = span{uint32(lo), uint32(hi)}
	spans[slots[protoSlot]] = span{uint32(hi + 1), quote}
	if !o.cut {
		return
	}
	path := span{uint32(lo), uint32(hi)}
	query := span{absentLo, 0}
	if n := bytes.IndexByte(line[lo:hi], '?'); n >= 0 {
		path.hi = uint32(lo + n)
		query = span{uint32(lo + n + 1), uint32(hi)}
	}
	spans[slots[pathSlot]] = path
	spans[slots[querySlot]] = query
}

const (
	usualHead = len(` - - [01/Mar/2026:10:00:00 +0100] "`)
	usualTail = len(` HTTP/1.1" 200 `)

	get = 'G' | 'E'<<8 | 'T'<<16 | ' '<<24
)

// unlikeHead returns 0 if text begins like that of usualHead.
func unlikeHead(text *[usualHead + 8]byte) uint64 {
	const (
		dashes = uint64(' ') | '-'<<8 | ' '<<16 | '-'<<24 | ' '<<32 | '['<<40
		close  = uint32(']')<<8 | ' '<<16 | '"'<<24
	)
	return (binary.LittleEndian.Uint64(text[0:])^dashes)<<16 |
		uint64((binary.LittleEndian.Uint32(text[usualHead-4:])^close)>>8) |
		unlikeCLFTime((*[clfTime]byte)(text[len(" - - ["):]))
}

// unlikeTail returns 0 if text begins like that of usualTail.
func unlikeTail(text *[usualTail]byte) uint64 {
	const (
		proto     = uint64('H') | 'T'<<8 | 'T'<<16 | 'P'<<24 | '/'<<32 | '0'<<40 | '.'<<48 | '0'<<56
		addProto  = 0x767f767f7f7f7f7f
		status    = uint64('.') | '0'<<8 | '"'<<16 | ' '<<24 | '0'<<32 | '0'<<40 | '0'<<48 | ' '<<56
		addStatus = 0x7f7676767f7f767f
	)
	return unlike(binary.LittleEndian.Uint64(text[1:]), proto, addProto) |
		unlike(binary.LittleEndian.Uint64(text[7:]), status, addStatus)
}

// shortMethod returns the length of the method that word, the first eight
// bytes of a request, begins with: one to seven capitals before a space; 0 if
// there is none such.
func shortMethod(word uint64) int {
	spaces := ^unlike(word, ' '*each, low) & top
	// A to Z are 0x40 with 1 to 26 added; those stay under 0x80 with 0x65
	// more, and 0 is looked for apart.
	others := unlike(word, 0x40*each, 0x65*each) | ^unlike(word, 0x40*each, low)&top
	length := bits.TrailingZeros64(spaces) / 8
	if spaces == 0 || others<<(64-8*length) != 0 {
		return 0
	}
	return length
}

// countLength returns the number of digits at pos of line, less than 8, or 1
// for a dash; 0 if there is neither. The line is longer than 8 bytes, and than
// pos.
func countLength(line []byte, pos int) int {
	var word uint64
	if rest := len(line) - pos; rest >= 8 {
		word = binary.LittleEndian.Uint64(line[pos:])
	} else {
		word = binary.LittleEndian.Uint64(line[len(line)-8:]) >> (64 - 8*rest)
	}
	if byte(word) == '-' {
		return 1
	}
	return bits.TrailingZeros64(unlike(word, '0'*each, 0x76*each)) / 8 & 7
}
