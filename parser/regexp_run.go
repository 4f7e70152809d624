package parser

import (
	"bytes"
	"regexp/syntax"
	"unicode/utf8"
)

// Package regexp finds the match that a search would find which tries, where
// the expression leaves a choice, the preferred one first - the longer run,
// the earlier alternative - and goes back to the last choice when it gets
// stuck. The scans walk the first way of that search, and never go back:
//
//   - A choice is passed over only if the bytes at hand cannot begin what must
//     follow it. So if the way leads to the end, it is the match.
//   - If it gets stuck and at no choice another one was left, there is no
//     match.
//   - Else the scans are not sure, and package regexp takes the line.
//
// Most expressions for logs have classes that what follows them is not in,
// [^"]*" or \S+ before a space, and never leave a choice.

// Results in the place of the end of a match.
const (
	regexpFails  = -1 // there is no match
	regexpUnsure = -2 // there may be one
)

// regexpWork is how much work the scans may do for each byte of a line before
// they leave it to package regexp, whose work is linear. They come near only
// if they begin again at many places. One attempt is linear by itself: the
// same op goes on where it ended the last time, and what regexpLast looked at
// behind that end has no other end for it, so that it fails there at once.
const regexpWork = 16

// regexpCode says what a regexpOp does.
type regexpCode uint8

const (
	regexpNote   regexpCode = iota // takes nothing
	regexpText                     // takes text
	regexpRun                      // takes letters of class up to the first other one, but back bytes
	regexpCount                    // takes letters of class, least to most
	regexpLast                     // takes the longest run of class that next may follow
	regexpFirst                    // takes the shortest
	regexpFind                     // takes the shortest run of class that the text next follows
	regexpAssert                   // takes nothing where assert holds
	regexpBranch                   // goes on at target unless next is there
	regexpJump                     // goes on at target
)

// regexpOp is one step. If it takes something, it notes where, and what it
// took must be followed by the text behind and by the shape, which are passed
// too.
type regexpOp struct {
	code   regexpCode
	assert syntax.Op
	lo, hi int // the places where to note begin and end; those of the match, which are set at last, take what nobody wants

	class *regexpClass
	least int // letters of class
	most  int // letters of class, -1 for any number
	back  int

	next   *regexpNext // what must follow the run, or be there to enter the branch
	rival  *regexpNext // what must be there for another way than into the branch
	text   string
	behind string
	shape  *regexpShape // or nil
	target int          // the op that a branch or jump leads to
}

// regexpState is a line that is matched.
type regexpState struct {
	line []byte
	work int // bytes looked at by runs, jumps and attempts
}

// attempt looks for a match that begins at start. It returns its end,
// regexpFails or regexpUnsure.
func (m *regexpScans) attempt(s *regexpState, start int, places []int) int {
	if m.partly {
		for i := range places {
			places[i] = -1
		}
	}
	line, pos := s.line, start
	failed := regexpFails
	for i := 0; i < len(m.ops); {
		o := &m.ops[i]
		i++
		end := pos
		switch o.code {
		case regexpText:
			end = takeText(line, pos, o.text)
		case regexpRun:
			end = s.run(o, pos)
		case regexpCount:
			end = s.count(o, pos)
		case regexpLast, regexpFirst, regexpFind:
			if end = s.choose(o, pos); end >= 0 {
				failed = regexpUnsure
			}
		case regexpAssert:
			if !regexpHolds(o.assert, line, pos) {
				end = regexpFails
			}
		case regexpBranch:
			if !o.next.isAt(line, pos) {
				i = o.target
			} else if o.rival.isAt(line, pos) {
				failed = regexpUnsure
			}
			continue
		case regexpJump:
			s.work++ // loops are closed by jumps
			i = o.target
			continue
		}
		if end < 0 {
			return min(end, failed)
		}
		places[o.lo], places[o.hi] = pos, end
		pos = end
		if len(o.behind) > 0 {
			if pos = takeText(line, pos, o.behind); pos < 0 {
				return failed
			}
		}
		if o.shape != nil {
			begin := pos
			if pos = o.shape.take(line, pos); pos < 0 {
				return failed
			}
			for _, n := range o.shape.notes {
				places[n.place] = begin + n.at
			}
		}
	}
	places[0], places[1] = start, pos
	return pos
}

// takeText returns the place behind text, which is not empty and must be at
// pos. Most texts are a byte, which needs no call to be compared.
func takeText(line []byte, pos int, text string) int {
	end := pos + len(text)
	if end > len(line) || line[pos] != text[0] || len(text) > 1 && string(line[pos:end]) != text {
		return regexpFails
	}
	return end
}

// isAt reports whether what n tells may be at pos.
func (n *regexpNext) isAt(line []byte, pos int) bool {
	if pos == len(line) {
		return n.end
	}
	return n.has[line[pos]] && (len(n.text) < 2 || bytes.HasPrefix(line[pos:], []byte(n.text)))
}

// run takes o's run from pos on, and returns its end.
func (s *regexpState) run(o *regexpOp, pos int) int {
	end := o.class.end(s.line, pos)
	s.work += end - pos
	if o.class.beyond(s.line, end) {
		return regexpUnsure
	}
	if end -= o.back; end < pos+o.least {
		return regexpFails
	}
	return end
}

// count is run with bounds, which are of runes.
func (s *regexpState) count(o *regexpOp, pos int) int {
	n := 0
	for n != o.most && pos < len(s.line) && o.class.has[s.line[pos]] {
		size := 1
		if s.line[pos] >= utf8.RuneSelf {
			_, size = utf8.DecodeRune(s.line[pos:])
		}
		pos += size
		n++
	}
	s.work += n
	if n != o.most && o.class.beyond(s.line, pos) {
		return regexpUnsure
	}
	if n < o.least {
		return regexpFails
	}
	return pos
}

// choose takes a run that may end in several places.
func (s *regexpState) choose(o *regexpOp, pos int) int {
	end := 0
	switch o.code {
	case regexpLast:
		end = s.last(o, pos)
	case regexpFirst:
		end = s.first(o, pos)
	default:
		return s.find(o, pos)
	}
	if end > pos && insideRune(s.line, end) {
		return regexpUnsure
	}
	return end
}

// last takes the longest run that o.next may follow.
func (s *regexpState) last(o *regexpOp, pos int) int {
	end := pos
	if o.counts() {
		for end-pos != o.most && end < len(s.line) && o.class.has[s.line[end]] {
			if s.line[end] >= utf8.RuneSelf {
				return regexpUnsure
			}
			end++
		}
	} else {
		end = o.class.end(s.line, pos)
	}
	s.work += end - pos
	if o.class.beyond(s.line, end) {
		return regexpUnsure
	}
	for ; end >= pos+o.least; end-- {
		if o.next.isAt(s.line, end) {
			return end
		}
	}
	return regexpFails
}

// first takes the shortest run that o.next may follow.
func (s *regexpState) first(o *regexpOp, pos int) int {
	counts := o.counts()
	for end := pos; ; end++ {
		switch {
		case end-pos >= o.least && o.next.isAt(s.line, end):
			return end
		case o.class.beyond(s.line, end):
			return regexpUnsure
		case end-pos == o.most || end == len(s.line) || !o.class.has[s.line[end]]:
			return regexpFails
		case counts && s.line[end] >= utf8.RuneSelf:
			return regexpUnsure
		}
		s.work++
	}
}

// find is first where o.next is a text, and at most a byte ends the run.
func (s *regexpState) find(o *regexpOp, pos int) int {
	from := pos + o.least
	if from > len(s.line) {
		return regexpFails
	}
	n := bytes.Index(s.line[from:], []byte(o.next.text))
	if n < 0 {
		s.work += len(s.line) - pos
		return regexpFails
	}
	end := from + n
	s.work += end - pos
	if o.class.end(s.line[:end], pos) < end {
		return regexpFails
	}
	return end
}

// counts reports whether the length of o's run in runes matters, beyond that
// there are some.
func (o *regexpOp) counts() bool { return o.least > 1 || o.most >= 0 }

// regexpHolds reports whether an assertion of package regexp holds at pos.
func regexpHolds(assert syntax.Op, line []byte, pos int) bool {
	switch assert {
	case syntax.OpBeginText:
		return pos == 0
	case syntax.OpEndText:
		return pos == len(line)
	case syntax.OpBeginLine:
		return pos == 0 || line[pos-1] == '\n'
	case syntax.OpEndLine:
		return pos == len(line) || line[pos] == '\n'
	}
	before := pos > 0 && syntax.IsWordChar(rune(line[pos-1]))
	behind := pos < len(line) && syntax.IsWordChar(rune(line[pos]))
	return (before != behind) == (assert == syntax.OpWordBoundary)
}
