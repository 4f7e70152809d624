package pipeline

import (
	"bytes"
	"encoding/binary"

	"wf/parser"
)

// needle is a text that is searched for in chunk after chunk, by the two bytes
// of it that are rarest together in a sample, or by the rarest. Package bytes goes by the first byte, which
// may be anything: a search for "level=" takes it 42 ns a line of an access log
// that has none, and a needle that goes by the '=' alone 7. By two bytes at
// once 500 lines of `" 5` are found in the time that package bytes takes for 180.
type needle struct {
	text   []byte
	begins bool // as in parser.Literal
	rare   int  // the place in text of that byte; -1 to leave the search to package bytes
	next   int  // the place of the one that stands beside it least often elsewhere; it is compared first
}

const (
	// sampleSize is how many bytes tell what is rare: a hundred lines.
	sampleSize = 32 << 10

	// sampleEvery is for how many chunks that is believed. To look again
	// takes as long as to search a chunk.
	sampleEvery = 64

	// rareByte is how many bytes stand between two of the rarest at least,
	// on the average. To stop and search on costs as much as to compare at
	// so many places one by one, which package bytes does.
	rareByte = 64

	// aimBytes is how many bytes of a text are candidates, and aimStops how
	// many places in the sample they are tried at.
	aimBytes = 32
	aimStops = 128
)

// newNeedle returns the one of literals for which the search stops least often
// in what sample is a part of.
func newNeedle(literals []parser.Literal, sample []byte) needle {
	var counts [256]int
	for _, b := range sample {
		counts[b]++
	}
	var best needle
	least := -1
	for _, literal := range literals {
		n := aim(literal, &counts, sample)
		// A line that is looked at costs as much as many other stops.
		stops := counts[n.text[n.rare]] + 16*bytes.Count(sample, n.text)
		if least < 0 || stops < least {
			best, least = n, stops
		}
	}
	if counts[best.text[best.rare]]*rareByte > len(sample) && !vectors {
		best.rare = -1
	}
	return best
}

// aim returns the needle of a literal where each byte is as frequent in sample
// as counts tells.
func aim(literal parser.Literal, counts *[256]int, sample []byte) needle {
	n := needle{text: literal.Text, begins: literal.Begins}
	text := n.text[:min(len(n.text), aimBytes)]
	for i, b := range text {
		if counts[b] < counts[text[n.rare]] {
			n.rare = i
		}
	}
	together := besides(text, n.rare, sample)
	for i := range text {
		switch better := together[i] - together[n.next]; {
		case i == n.rare:
		case n.next == n.rare || better < 0 || better == 0 && counts[text[i]] < counts[text[n.next]]:
			n.next = i
		}
	}
	return n
}

// besides returns how often each byte of text stands in sample where it would
// if the byte at rare were that of the text. In "GET /" the rare E and G come
// together in nearly every line of a log.
func besides(text []byte, rare int, sample []byte) (together [aimBytes]int) {
	for at, stops := rare, 0; stops < aimStops; stops++ {
		skip := bytes.IndexByte(sample[min(at, len(sample)):], text[rare])
		if skip < 0 || at+skip-rare+len(text) > len(sample) {
			break
		}
		at += skip
		for i, b := range sample[at-rare:][:len(text)] {
			if b == text[i] {
				together[i]++
			}
		}
		at++
	}
	return together
}

// index returns the first place of the text in data, -1 if there is none.
func (n *needle) index(data []byte) int {
	if vectors && n.rare >= 0 {
		return n.indexPair(data)
	}
	if n.rare < 0 {
		return bytes.Index(data, n.text)
	}
	last := len(data) - len(n.text) // where the text can begin
	rare, next := n.text[n.rare], n.text[n.next]
	for at := 0; at <= last; at++ {
		skip := bytes.IndexByte(data[at+n.rare:last+n.rare+1], rare)
		if skip < 0 {
			return -1
		}
		at += skip
		if data[at+n.next] == next && string(data[at:at+len(n.text)]) == string(n.text) {
			return at
		}
	}
	return -1
}

// indexPair is index for processors that look for two bytes at once, at many
// places: that stops for hardly anything but the text.
func (n *needle) indexPair(data []byte) int {
	lo, hi := min(n.rare, n.next), max(n.rare, n.next)
	for from := 0; len(data)-from >= len(n.text); from++ {
		at, found := pair(data[from+lo:len(data)-len(n.text)+hi+1], hi-lo, n.text[lo], n.text[hi])
		from += at
		if !found {
			if at = bytes.Index(data[from:], n.text); at >= 0 {
				at += from
			}
			return at
		}
		if string(data[from:from+len(n.text)]) == string(n.text) {
			return from
		}
	}
	return -1
}

const (
	each = 0x0101010101010101 // times a byte: the byte in each of a word
	tops = each * 0x80
)

// lastNewline returns the place of the last newline of data, -1 if there is
// none. In the middle of a line it is near.
func lastNewline(data []byte) int {
	end := len(data)
	for ; end >= 8; end -= 8 {
		differ := binary.LittleEndian.Uint64(data[end-8:]) ^ each*'\n'
		if (differ-each)&^differ&tops != 0 {
			break
		}
	}
	for end--; end >= 0 && data[end] != '\n'; end-- {
	}
	return end
}
