package parser

import (
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// plainRegexp returns a tree that matches the same, in which
//
//   - literals stand for their own bytes: other letters are classes,
//   - classes alone are repeated by numbers, except for no times.
func plainRegexp(tree *syntax.Regexp) *syntax.Regexp {
	if tree.Op == syntax.OpLiteral {
		return plainLiteral(tree)
	}
	if len(tree.Sub) == 0 || tree.Op == syntax.OpRepeat && tree.Max == 0 {
		return tree
	}
	plain := *tree
	plain.Sub = make([]*syntax.Regexp, len(tree.Sub))
	for i, sub := range tree.Sub {
		plain.Sub[i] = plainRegexp(sub)
	}
	if _, ok := classOf(plain.Sub[0]); !ok && tree.Op == syntax.OpRepeat {
		return repeated(&plain)
	}
	return &plain
}

// plainLiteral cuts a literal into its own bytes and classes.
func plainLiteral(tree *syntax.Regexp) *syntax.Regexp {
	concat := &syntax.Regexp{Op: syntax.OpConcat}
	var text *syntax.Regexp
	for _, r := range tree.Rune {
		ranges := letterRanges(r, tree.Flags)
		if len(ranges) > 2 || r == utf8.RuneError || !utf8.ValidRune(r) {
			concat.Sub = append(concat.Sub, &syntax.Regexp{Op: syntax.OpCharClass, Rune: ranges})
			text = nil
			continue
		}
		if text == nil {
			text = &syntax.Regexp{Op: syntax.OpLiteral}
			concat.Sub = append(concat.Sub, text)
		}
		text.Rune = append(text.Rune, r)
	}
	if len(concat.Sub) == 1 {
		return concat.Sub[0]
	}
	return concat
}

// repeated writes x{2,} as x x x*, and x{2,4} as x x (x x?)?.
func repeated(tree *syntax.Regexp) *syntax.Regexp {
	sub := tree.Sub[0]
	greed := tree.Flags & syntax.NonGreedy
	concat := &syntax.Regexp{Op: syntax.OpConcat}
	for range tree.Min {
		concat.Sub = append(concat.Sub, sub)
	}
	if tree.Max < 0 {
		concat.Sub = append(concat.Sub, &syntax.Regexp{Op: syntax.OpStar, Flags: greed, Sub: []*syntax.Regexp{sub}})
		return concat
	}
	var tail *syntax.Regexp
	for range tree.Max - tree.Min {
		inner := []*syntax.Regexp{sub}
		if tail != nil {
			inner = []*syntax.Regexp{{Op: syntax.OpConcat, Sub: []*syntax.Regexp{sub, tail}}}
		}
		tail = &syntax.Regexp{Op: syntax.OpQuest, Flags: greed, Sub: inner}
	}
	if tail != nil {
		concat.Sub = append(concat.Sub, tail)
	}
	return concat
}

// mayBeEmpty reports whether tree may match nothing.
func mayBeEmpty(tree *syntax.Regexp) bool {
	switch tree.Op {
	case syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpNoMatch:
		return false
	case syntax.OpCapture, syntax.OpPlus:
		return mayBeEmpty(tree.Sub[0])
	case syntax.OpRepeat:
		return tree.Min == 0 || mayBeEmpty(tree.Sub[0])
	case syntax.OpConcat:
		for _, sub := range tree.Sub {
			if !mayBeEmpty(sub) {
				return false
			}
		}
		return true
	case syntax.OpAlternate:
		for _, sub := range tree.Sub {
			if mayBeEmpty(sub) {
				return true
			}
		}
		return false
	}
	return true
}

// joinClasses returns for (?:[^"\\]|\\.), which will be repeated and then be
// followed by next, the tree (?:[^"\\]+|\\.), which takes letters of the class
// in a run. Where an alternative is preferred to all others that begin alike,
// it is taken again and again anyway. Such a run ends where another
// alternative or next follows it, not where it may follow itself.
func (c *regexpCompiler) joinClasses(tree *syntax.Regexp, next regexpNext) *syntax.Regexp {
	if tree.Op != syntax.OpAlternate {
		return tree
	}
	joined := &syntax.Regexp{Op: syntax.OpAlternate}
	var before regexpNext // the alternatives that are preferred
	for i, sub := range tree.Sub {
		begins := regexpNext{}.before(sub)
		if _, ok := classOf(sub); ok && !before.meets(&begins) {
			run := &syntax.Regexp{Op: syntax.OpPlus, Sub: []*syntax.Regexp{sub}}
			follow := next.or(before)
			for _, other := range tree.Sub[i+1:] {
				follow = follow.or(regexpNext{}.before(other))
			}
			c.joined[run] = follow
			sub = run
		}
		joined.Sub = append(joined.Sub, sub)
		before = before.or(begins)
	}
	return joined
}

// asTyped restores what people type in the place of what the tree says.
var asTyped = strings.NewReplacer(`[^\t\n\f\r ]`, `\S`, `[\t\n\f\r ]`, `\s`, `[0-9A-Z_a-z]`, `\w`, `[0-9]`, `\d`,
	`(?-s:.)`, `.`, `(?-s:.*)`, `.*`, `(?-s:.*?)`, `.*?`, `(?-s:.+)`, `.+`, `(?-s:.+?)`, `.+?`)

// readable returns tree as people know it, or the beginning of it.
func readable(tree *syntax.Regexp) string {
	const most = 60
	text := []rune(asTyped.Replace(tree.String()))
	if len(text) > most {
		return string(text[:most]) + "..."
	}
	return string(text)
}
