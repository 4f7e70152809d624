package parser

import (
	"encoding/binary"
)

// maxShape is how many bytes a shape may have: more than the text and the
// digits of any stamp.
const maxShape = 64

// regexpShape is what a text of a fixed length looks like, each byte of it by
// itself: \d\d\d\d/\d\d/ or [0-9a-f]{8}-. It is compared by words.
type regexpShape struct {
	classes []*regexpClass // by byte: of ASCII, or a byte of a text
	words   []regexpWord
	tests   []regexpTest
	room    int           // bytes that the words look at
	notes   []regexpPlace // of groups that begin or end within the shape, or at its end
}

// regexpPlace is a place of a match, and how many bytes of a shape are before
// what it tells.
type regexpPlace struct{ place, at int }

// regexpWord is eight bytes of a shape, as unlike compares them.
type regexpWord struct {
	at                 int
	mask, pattern, add uint64
}

// regexpTest is a byte of a shape that words cannot tell.
type regexpTest struct {
	at    int
	class *regexpClass
}

// put appends bytes of a class, and prepares the words anew.
func (s *regexpShape) put(class *regexpClass, n int) {
	for range n {
		s.classes = append(s.classes, class)
	}
	s.words, s.tests = nil, nil
	for at := 0; at < len(s.classes); at += 8 {
		if rest := len(s.classes) - at; rest < 8 && at > 0 {
			at -= 8 - rest // a byte compared twice is cheaper than one beyond the end
		}
		w := regexpWord{at: at}
		for i, class := range s.classes[at:min(at+8, len(s.classes))] {
			w.put(i, class)
		}
		s.words = append(s.words, w)
		s.room = at + 8
	}
	for at, class := range s.classes {
		if _, one := class.only(); !one && !class.digits() {
			s.tests = append(s.tests, regexpTest{at, class})
		}
	}
}

// put makes the word compare a byte, if it can.
func (w *regexpWord) put(i int, class *regexpClass) {
	pattern, add := byte('0'), byte(0x76)
	if b, one := class.only(); one {
		pattern, add = b, 0x7f
	} else if !class.digits() {
		return
	}
	w.mask |= 0xff << (8 * i)
	w.pattern |= uint64(pattern) << (8 * i)
	w.add |= uint64(add) << (8 * i)
}

// take returns the place behind the shape if it is at pos, else regexpFails.
func (s *regexpShape) take(line []byte, pos int) int {
	rest := line[pos:]
	if len(rest) < s.room {
		return s.takeEach(line, pos)
	}
	for i := range s.words {
		w := &s.words[i]
		if unlike(binary.LittleEndian.Uint64(rest[w.at:])&w.mask, w.pattern, w.add) != 0 {
			return regexpFails
		}
	}
	for _, t := range s.tests {
		if !t.class.has[rest[t.at]] {
			return regexpFails
		}
	}
	return pos + len(s.classes)
}

// takeEach is take byte by byte.
func (s *regexpShape) takeEach(line []byte, pos int) int {
	for _, class := range s.classes {
		if pos == len(line) || !class.has[line[pos]] {
			return regexpFails
		}
		pos++
	}
	return pos
}

// ascii reports whether no rune beyond ASCII is in the class.
func (c *regexpClass) ascii() bool { return !c.mixed && !c.has[0xff] }

// only returns the byte of a class that has one.
func (c *regexpClass) only() (b byte, ok bool) {
	n := 0
	for i, has := range c.has {
		if has {
			b, n = byte(i), n+1
		}
	}
	return b, n == 1
}

// digits reports whether the class is that of the digits.
func (c *regexpClass) digits() bool {
	for b, has := range c.has {
		if has != ('0' <= b && b <= '9') {
			return false
		}
	}
	return true
}
