package parser

import (
	"bytes"
	"encoding/binary"
)

// The scans of the fused ops look for one landmark and then compare a fixed
// shape around it. They take a line only if the ops that they stand for would
// take it, and note the same spans.

// scanHead takes `192.0.2.7 - - [01/Mar/2026:10:00:00 +0100] "`.
func scanHead(o *op, line []byte, pos int, r *Record) int {
	const (
		dashes = uint64(' ') | '-'<<8 | ' '<<16 | '-'<<24 | ' '<<32 | '['<<40
		six    = 1<<48 - 1
		before = 6                   // bytes of ` - - [`
		behind = before + clfTime    // `] "`
		length = behind + len(`] "`) // from the space behind the client
	)
	n := bytes.IndexByte(line[pos:], ' ')
	at := pos + n
	if n < 1 || len(line)-at < length {
		return -1
	}
	tail := line[at : at+length]
	if line[at-1] == ',' || binary.LittleEndian.Uint64(tail)&six != dashes || !isCLFTime(tail[before:]) ||
		tail[behind] != ']' || tail[behind+1] != ' ' || tail[behind+2] != '"' {
		return -1
	}
	r.spans[o.slots[clientSlot]] = value(line, pos, at)
	r.spans[o.slots[identSlot]] = absent
	r.spans[o.slots[userSlot]] = absent
	r.spans[o.slots[timeSlot]] = pending
	r.time = span{uint32(at + before), uint32(at + behind)}
	return at + length
}

// scanUsualRequest takes `GET /index.html HTTP/1.1" 200 `.
func scanUsualRequest(o *op, line []byte, pos int, spans []span) int {
	const (
		get  = 'G' | 'E'<<8 | 'T'<<16 | ' '<<24
		post = 'P' | 'O'<<8 | 'S'<<16 | 'T'<<24
		head = 'H' | 'E'<<8 | 'A'<<16 | 'D'<<24
		// HTTP/d.d: xor leaves 0 to 9 for the digits, 0 for the rest.
		proto  = uint64('H') | 'T'<<8 | 'T'<<16 | 'P'<<24 | '/'<<32 | '0'<<40 | '.'<<48 | '0'<<56
		digits = uint64(0x0f)<<40 | 0x0f<<56
		length = len(`HTTP/1.1" 200 `)
	)
	if len(line)-pos < 8 {
		return -1
	}
	lo := pos + 5
	switch binary.LittleEndian.Uint32(line[pos:]) {
	case get:
		lo = pos + 4
	case post, head:
		if line[pos+4] != ' ' {
			return -1
		}
	default:
		return -1
	}
	n := bytes.IndexByte(line[lo:], ' ')
	hi := lo + n
	if n < 1 || line[lo] != '/' || line[hi-1] == '"' || len(line)-hi <= length {
		return -1
	}
	t := line[hi+1 : hi+1+length]
	version := binary.LittleEndian.Uint64(t) ^ proto
	if version&^digits != 0 || byte(version>>40) > 9 || byte(version>>56) > 9 || t[8] != '"' || t[9] != ' ' ||
		t[10]-'0' > 9 || t[11]-'0' > 9 || t[12]-'0' > 9 || t[13] != ' ' {
		return -1
	}
	end := uint32(hi + 1 + 8)
	spans[o.slots[requestSlot]] = span{uint32(pos), end}
	spans[o.slots[methodSlot]] = span{uint32(pos), uint32(lo - 1)}
	spans[o.slots[uriSlot]] = span{uint32(lo), uint32(hi)}
	spans[o.slots[protoSlot]] = span{uint32(hi + 1), end}
	spans[o.slots[statusSlot]] = span{end + 2, end + 5}
	if o.cut {
		spans[o.slots[querySlot]] = absent
		cutURI(o, line, lo, hi, spans)
	}
	return hi + 1 + length
}
