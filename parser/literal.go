package parser

import (
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
)

// requiredLiteral returns the longest of requiredLiterals, "" if there is none.
func requiredLiteral(expr string) string {
	longest := ""
	for _, literal := range requiredLiterals(expr) {
		if len(literal) > len(longest) {
			longest = literal
		}
	}
	return longest
}

// requiredLiterals returns texts that every text contains which the regular
// expression matches: the runs of letters in it that nothing else stands for,
// in their order.
func requiredLiterals(expr string) []string {
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil // POSIX, which Perl does not contain
	}
	var l literals
	l.walk(tree.Simplify())
	l.stop()
	return l.all
}

// literals collects the runs of letters of an expression, from left to right.
type literals struct {
	run []byte // must follow what was walked, up to now
	all []string
}

// stop ends the run: what follows is not known to stand right behind it.
func (l *literals) stop() {
	if len(l.run) > 0 {
		l.all = append(l.all, string(l.run))
	}
	l.run = l.run[:0]
}

// walk adds what every match of tree contains.
func (l *literals) walk(tree *syntax.Regexp) {
	switch tree.Op {
	case syntax.OpLiteral:
		for _, c := range tree.Rune {
			l.letter(c, tree.Flags&syntax.FoldCase != 0)
		}
	case syntax.OpCharClass:
		if len(tree.Rune) == 2 && tree.Rune[0] == tree.Rune[1] {
			l.letter(tree.Rune[0], false)
		} else {
			l.stop()
		}
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range tree.Sub {
			l.walk(sub)
		}
	case syntax.OpPlus:
		// Once right behind what is before it, and once right before what is
		// behind it; only the first is used.
		l.walk(tree.Sub[0])
		l.stop()
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		// They take no bytes.
	default: // alternatives, what may be missing, any letter
		l.stop()
	}
}

// letter adds a rune. Package regexp takes a byte that is no UTF-8 for
// U+FFFD, so that this one does not stand for its own bytes alone.
func (l *literals) letter(c rune, fold bool) {
	if c == utf8.RuneError || fold && unicode.SimpleFold(c) != c {
		l.stop()
		return
	}
	l.run = utf8.AppendRune(l.run, c)
}
