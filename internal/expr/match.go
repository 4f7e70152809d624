package expr

import (
	"bytes"
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// match makes a function of matches.
func (c *compiler[T]) match(n *node) (func(*T) bool, error) {
	left, right := n.kids[0], n.kids[1]
	switch {
	case left.isConstant():
		return nil, c.fail(left, "matches searches a text of the log; %s is none", c.source(left))
	case right.op != opText:
		return nil, c.fail(right, "matches wants a regular expression in quotes: %s", inQuotes(c.text[right.at:right.end]))
	}
	o, err := c.operand(left)
	if err != nil {
		return nil, err
	}
	if err := c.searchable(left, o, "matches"); err != nil {
		return nil, err
	}
	re, err := regexp.Compile(right.text)
	var wrong *syntax.Error
	if errors.As(err, &wrong) {
		return nil, c.fail(right, "this is no regular expression: %s: %s", wrong.Code, inQuotes(wrong.Expr))
	}
	if err != nil {
		return nil, c.fail(right, "this is no regular expression: %s", visible(err.Error()))
	}
	return onText(o, matchTest(re)), nil
}

// matchTest returns the test whether re matches, as a search for bytes where
// that says the same, or behind one for what every match contains.
func matchTest(re *regexp.Regexp) func([]byte) bool {
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		panic("bug: " + err.Error())
	}
	tree = tree.Simplify()
	if literal, start, end, ok := wholeLiteral(tree); ok {
		switch {
		case start && end:
			return textTest(opEqual, literal)
		case start:
			return searchTest(opStarts, literal)
		case end:
			return searchTest(opEnds, literal)
		}
		return searchTest(opContains, literal)
	}
	part := []byte(requiredLiteral(tree))
	if len(part) == 0 {
		return func(b []byte) bool { return b != nil && re.Match(b) }
	}
	return func(b []byte) bool { return bytes.Contains(b, part) && re.Match(b) }
}

// wholeLiteral returns the text that tree is, and whether it stands at the
// start and at the end of what is searched; false if tree is more than that.
func wholeLiteral(tree *syntax.Regexp) (literal string, start, end, ok bool) {
	parts := []*syntax.Regexp{tree}
	if tree.Op == syntax.OpConcat {
		parts = tree.Sub
	}
	if len(parts) > 0 && parts[0].Op == syntax.OpBeginText {
		start, parts = true, parts[1:]
	}
	if last := len(parts) - 1; last >= 0 && parts[last].Op == syntax.OpEndText {
		end, parts = true, parts[:last]
	}
	if len(parts) != 1 {
		return "", false, false, false
	}
	literal, ok = literalOf(parts[0])
	return literal, start, end, ok
}

// literalOf returns the text that tree is; false if it is anything else. A rune
// that stands for broken UTF-8 in an expression is no text.
func literalOf(tree *syntax.Regexp) (string, bool) {
	if tree.Op != syntax.OpLiteral || tree.Flags&syntax.FoldCase != 0 {
		return "", false
	}
	literal := string(tree.Rune)
	return literal, !strings.ContainsRune(literal, utf8.RuneError)
}

// requiredLiteral returns the longest text among those that every match of
// tree contains, "" if none is known.
func requiredLiteral(tree *syntax.Regexp) string {
	switch tree.Op {
	case syntax.OpLiteral:
		literal, ok := literalOf(tree)
		if ok {
			return literal
		}
	case syntax.OpCapture, syntax.OpPlus:
		return requiredLiteral(tree.Sub[0])
	case syntax.OpConcat:
		longest := ""
		for _, part := range tree.Sub {
			if literal := requiredLiteral(part); len(literal) > len(longest) {
				longest = literal
			}
		}
		return longest
	}
	return ""
}
