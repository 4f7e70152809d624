package parser

import "bytes"

// The derivations below undo what a server does to texts that clients send.
// What it did not touch is not copied.

// plusSpaces makes spaces of the pluses that IIS writes for them. Pluses of the
// client's become spaces too: the log does not tell them apart.
func plusSpaces(r *Record, _ int, from []int) span {
	text := r.Bytes(from[0])
	if bytes.IndexByte(text, '+') < 0 {
		return r.copyOf(from[0])
	}
	s := r.put(text)
	made := r.scratch[s.lo&^inScratch : s.hi]
	for i, c := range made {
		if c == '+' {
			made[i] = ' '
		}
	}
	return s
}

// percentDecoded makes bytes of %20, as CloudFront writes what is not a
// printable ASCII character
// (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html).
func percentDecoded(r *Record, _ int, from []int) span {
	return r.unpercented(from[0], 1)
}

// percentDecodedTwice makes a space of %2520: CloudFront encodes the percent
// signs of its own encoding again in agents, referrers and cookies.
func percentDecodedTwice(r *Record, _ int, from []int) span {
	return r.unpercented(from[0], 2)
}

// unpercented puts the value of a slot with its percent encoding resolved so
// many times.
func (r *Record) unpercented(from, times int) span {
	text := r.Bytes(from)
	if bytes.IndexByte(text, '%') < 0 {
		return r.copyOf(from)
	}
	lo := len(r.scratch)
	r.scratch = appendPercentDecoded(r.scratch, text)
	for range times - 1 {
		r.scratch = appendPercentDecoded(r.scratch[:lo], r.scratch[lo:])
	}
	return r.since(lo)
}

// appendPercentDecoded appends text with each % and two hexadecimal digits as
// the byte that they stand for; others stay as they are. It may work in place:
// the result never gets ahead of the text.
func appendPercentDecoded(dst, text []byte) []byte {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '%' && i+2 < len(text) {
			high, ok := hexDigit(text[i+1])
			low, ok2 := hexDigit(text[i+2])
			if ok && ok2 {
				c = high<<4 | low
				i += 2
			}
		}
		dst = append(dst, c)
	}
	return dst
}

// jsonUnescaped resolves the escapes of a string of JSON, of which the value is
// what stands between the quotes.
func jsonUnescaped(r *Record, _ int, from []int) span {
	text := r.Bytes(from[0])
	if bytes.IndexByte(text, '\\') < 0 {
		return r.copyOf(from[0])
	}
	lo := len(r.scratch)
	r.scratch = appendJSONUnescaped(r.scratch, text)
	return r.since(lo)
}

// doubledQuotes makes one of each "" in a quoted value of CSV (RFC 4180).
func doubledQuotes(r *Record, _ int, from []int) span {
	text := r.Bytes(from[0])
	if !bytes.Contains(text, []byte(`""`)) {
		return r.copyOf(from[0])
	}
	lo := len(r.scratch)
	for {
		n := bytes.Index(text, []byte(`""`))
		if n < 0 {
			r.scratch = append(r.scratch, text...)
			return r.since(lo)
		}
		r.scratch = append(r.scratch, text[:n+1]...)
		text = text[n+2:]
	}
}
