package parser

import (
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// regexpNext is what is known of the text that a part of an expression
// matches, together with all that follows it up to the end of the expression.
type regexpNext struct {
	has    [256]bool // the bytes that it may begin with, or more
	end    bool      // it may be empty at the end of the line
	text   string    // it begins with this text, which may be empty
	always bool      // it matches whatever is there
}

// regexpAnything is what follows an expression.
func regexpAnything() regexpNext {
	n := regexpNext{end: true, always: true}
	for b := range n.has {
		n.has[b] = true
	}
	return n
}

// before returns what is known of tree followed by n.
func (n regexpNext) before(tree *syntax.Regexp) regexpNext {
	switch tree.Op {
	case syntax.OpLiteral:
		text := string(tree.Rune) + n.text
		n = regexpNext{text: text}
		n.has[text[0]] = true
		return n
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		class, _ := classOf(tree)
		return class.next()
	case syntax.OpConcat:
		for i := len(tree.Sub) - 1; i >= 0; i-- {
			n = n.before(tree.Sub[i])
		}
		return n
	case syntax.OpAlternate:
		either := n.before(tree.Sub[0])
		for _, sub := range tree.Sub[1:] {
			either = either.or(n.before(sub))
		}
		return either
	case syntax.OpCapture:
		return n.before(tree.Sub[0])
	case syntax.OpStar, syntax.OpQuest, syntax.OpPlus, syntax.OpRepeat:
		return n.beforeRepeat(tree)
	case syntax.OpEndText:
		return regexpNext{end: true}
	case syntax.OpEndLine:
		n = regexpNext{end: true}
		n.has['\n'] = true
		return n
	case syntax.OpBeginText, syntax.OpBeginLine, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		n.always = false
	}
	return n
}

// beforeRepeat is before for what matches a part several times, which takes
// at least a letter each time, or not at all.
func (n regexpNext) beforeRepeat(tree *syntax.Regexp) regexpNext {
	sub := tree.Sub[0]
	if tree.Op == syntax.OpPlus || tree.Op == syntax.OpRepeat && tree.Min > 0 {
		n.text = "" // it may be the part again that follows
		return n.before(sub)
	}
	_, isClass := classOf(sub)
	always := n.always && isClass
	n = n.or(n.before(sub))
	n.always = always
	return n
}

// or returns what is known of a text that one of two describes.
func (n regexpNext) or(m regexpNext) regexpNext {
	for b, has := range m.has {
		n.has[b] = n.has[b] || has
	}
	n.end = n.end || m.end
	n.text = ""
	n.always = false
	return n
}

// meets reports whether both may begin with the same byte.
func (n *regexpNext) meets(m *regexpNext) bool {
	for b, has := range m.has {
		if has && n.has[b] {
			return true
		}
	}
	return false
}

// alike reports whether both may be at the same place.
func (n *regexpNext) alike(m *regexpNext) bool {
	if n.text != "" && m.text != "" {
		return strings.HasPrefix(n.text, m.text) || strings.HasPrefix(m.text, n.text)
	}
	return n.end && m.end || n.meets(m)
}

// next returns what is known of a letter of the class, and of what follows.
func (c *regexpClass) next() regexpNext {
	n := regexpNext{has: c.has}
	if c.mixed {
		for b := utf8.RuneSelf; b < 256; b++ {
			n.has[b] = true
		}
	}
	return n
}
