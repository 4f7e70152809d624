package soak

import (
	"bytes"
	"slices"
)

// damage does to a text what happens to logs: mostly nothing.
func (d draw) damage(text []byte) []byte {
	for range of(d, 0, 0, 0, 1, 1, 2, 5) {
		text = d.hurt(text)
	}
	if d.chance(10) {
		text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
	if d.chance(10) {
		text = append([]byte("\ufeff"), text...)
	}
	switch d.IntN(10) {
	case 0: // the last line is being written
		text = text[:len(text)-d.IntN(min(len(text), 300)+1)]
	case 1:
		text = bytes.TrimSuffix(text, []byte("\n"))
	}
	return text
}

// hurt does one thing to a text.
func (d draw) hurt(text []byte) []byte {
	at := d.IntN(len(text) + 1)
	line := bytes.LastIndexByte(text[:at], '\n') + 1
	switch d.IntN(9) {
	case 0, 1: // a hole that copytruncate left
		return slices.Insert(text, line, make([]byte, d.size(1, 300_000))...)
	case 2: // one of a crash, in a line
		return slices.Insert(text, at, make([]byte, d.size(1, 5000))...)
	case 3: // a line that is too long, for some bounds
		return slices.Insert(text, line, append(d.garbage(d.size(100, 20_000)), '\n')...)
	case 4: // a field that is
		return slices.Insert(text, at, bytes.Repeat([]byte("long/"), d.size(1, 4000))...)
	case 5:
		return slices.Insert(text, line, bytes.Repeat([]byte("\n"), d.size(1, 300))...)
	case 6:
		return slices.Insert(text, line, append(d.garbage(d.size(1, 200)), '\n')...)
	case 7: // lines lost their end
		n := bytes.IndexByte(text[at:], '\n')
		if n < 0 {
			return text
		}
		return slices.Delete(text, at, at+n+1)
	}
	if at < len(text) {
		text[at] ^= 1 << d.IntN(8)
	}
	return text
}

// garbage draws bytes that are no line ends.
func (d draw) garbage(n int) []byte {
	kinds := []func() byte{
		func() byte { return byte(d.IntN(256)) },
		func() byte { return `"[]- \{}:,=`[d.IntN(11)] },
		func() byte { return byte('a' + d.IntN(26)) },
	}
	kind := of(d, kinds...)
	p := make([]byte, n)
	for i := range p {
		if p[i] = kind(); p[i] == '\n' {
			p[i] = ' '
		}
	}
	return p
}
