package parser

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
)

// regexpClass is a class of letters.
type regexpClass struct {
	// has tells the bytes of the class. Those from 0x80 are in it if all
	// runes beyond ASCII are, and U+FFFD, as which bytes count that are no
	// UTF-8. So a run of bytes of the class is a run of runes of the class.
	has [256]bool

	mixed bool // some runes beyond ASCII are in the class, but not in has: the scans are not sure

	way   classWay
	limit byte      // see classWay
	few   [3]uint64 // eight times each; the last one again if they are fewer
}

// classWay says how to find the end of a run of a class.
type classWay uint8

const (
	classTable classWay = iota // byte by byte
	classAll                   // nothing ends it
	classByte                  // the byte limit ends it
	classLow                   // nothing but some bytes below limit end it
	classFew                   // the bytes few end it
)

// classOf returns the class of which tree matches exactly one letter, if it
// does that.
func classOf(tree *syntax.Regexp) (c *regexpClass, ok bool) {
	switch tree.Op {
	case syntax.OpCharClass:
		return newRegexpClass(tree.Rune), true
	case syntax.OpAnyChar:
		return newRegexpClass([]rune{0, unicode.MaxRune}), true
	case syntax.OpAnyCharNotNL:
		return newRegexpClass([]rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune}), true
	case syntax.OpLiteral:
		if len(tree.Rune) == 1 {
			return newRegexpClass(letterRanges(tree.Rune[0], tree.Flags)), true
		}
	}
	return nil, false
}

// letterRanges returns the ranges of runes that a letter of a literal stands
// for.
func letterRanges(c rune, flags syntax.Flags) []rune {
	ranges := []rune{c, c}
	if flags&syntax.FoldCase != 0 {
		for other := unicode.SimpleFold(c); other != c; other = unicode.SimpleFold(other) {
			ranges = append(ranges, other, other)
		}
	}
	return ranges
}

// newRegexpClass returns the class of pairs of first and last runes, which do
// not overlap.
func newRegexpClass(ranges []rune) *regexpClass {
	c := &regexpClass{}
	beyond := 0
	for i := 0; i < len(ranges); i += 2 {
		lo, hi := ranges[i], ranges[i+1]
		for r := lo; r <= min(hi, unicode.MaxASCII); r++ {
			c.has[r] = true
		}
		beyond += max(0, int(hi-max(lo, utf8.RuneSelf))+1)
	}
	switch beyond {
	case 0:
	case unicode.MaxRune - unicode.MaxASCII:
		for b := utf8.RuneSelf; b < 256; b++ {
			c.has[b] = true
		}
	default:
		c.mixed = true
	}
	c.chooseWay()
	return c
}

// newByteClass returns the class of a byte of a text.
func newByteClass(b byte) *regexpClass {
	c := &regexpClass{}
	c.has[b] = true
	return c
}

// chooseWay sets the way to find the end. A word of eight bytes that are all
// above the space is passed in a nanosecond, which is less than a search by
// package bytes takes to begin; longer texts gain from that one.
func (c *regexpClass) chooseWay() {
	var others []byte
	for b := range 256 {
		if !c.has[b] {
			others = append(others, byte(b))
		}
	}
	switch {
	case len(others) == 0:
		c.way = classAll
	case len(others) == 1 && others[0] != ' ':
		c.way, c.limit = classByte, others[0]
	case others[len(others)-1] <= ' ':
		c.way, c.limit = classLow, others[len(others)-1]+1
	case len(others) <= 3:
		c.way = classFew
		for i := range c.few {
			c.few[i] = each * uint64(others[min(i, len(others)-1)])
		}
	}
}

// end returns the place of the first byte from pos on that is not in the
// class.
func (c *regexpClass) end(line []byte, pos int) int {
	switch c.way {
	case classAll:
		return len(line)
	case classByte:
		if n := bytes.IndexByte(line[pos:], c.limit); n >= 0 {
			return pos + n
		}
		return len(line)
	case classLow:
		pos = c.endLow(line, pos)
	case classFew:
		pos = c.endFew(line, pos)
	}
	for pos < len(line) && c.has[line[pos]] {
		pos++
	}
	return pos
}

// endLow is end for classLow while a word is left: in it, subtracting limit
// borrows from the top bit of the first byte below.
func (c *regexpClass) endLow(line []byte, pos int) int {
	limit := each * uint64(c.limit)
	for len(line)-pos >= 8 {
		word := binary.LittleEndian.Uint64(line[pos:])
		below := (word - limit) &^ word & top
		if below == 0 {
			pos += 8
			continue
		}
		pos += bits.TrailingZeros64(below) / 8
		if !c.has[line[pos]] {
			return pos
		}
		pos++
	}
	return pos
}

// endFew is end for classFew while a word is left: subtracting one borrows from
// the top bit of the first byte that is 0, as the limits are after xor.
func (c *regexpClass) endFew(line []byte, pos int) int {
	for len(line)-pos >= 8 {
		word := binary.LittleEndian.Uint64(line[pos:])
		one, two, three := word^c.few[0], word^c.few[1], word^c.few[2]
		found := ((one-each)&^one | (two-each)&^two | (three-each)&^three) & top
		if found != 0 {
			return pos + bits.TrailingZeros64(found)/8
		}
		pos += 8
	}
	return pos
}

// beyond reports whether a rune beyond ASCII is at pos that the class may
// have, but has does not tell.
func (c *regexpClass) beyond(line []byte, pos int) bool {
	return c.mixed && pos < len(line) && line[pos] >= utf8.RuneSelf
}
