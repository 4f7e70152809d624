package parser

import (
	"regexp"
	"regexp/syntax"
)

const (
	// maxRegexpOps is how many ops an expression may have, four times what
	// the longest ones for logs need. They take 600 bytes each.
	maxRegexpOps = 256

	// maxRegexpLength is how many bytes, so that those that will have too
	// many ops are not walked for long.
	maxRegexpLength = 16 << 10
)

// regexpCompiler turns an expression into ops.
type regexpCompiler struct {
	ops      []regexpOp
	label    int  // nothing may be joined to ops before this one: a jump leads here
	partly   bool // a group may take no part
	anchored bool // a match begins with the line
	begins   regexpNext

	joined map[*syntax.Regexp]regexpNext // see joinClasses

	open string // the first choice in which the scans may be wrong, for people; "" if there is none
	fail string // why there are no ops, for people; "" if there are
}

// compileRegexp compiles re.
func compileRegexp(re *regexp.Regexp) *regexpCompiler {
	c := &regexpCompiler{joined: map[*syntax.Regexp]regexpNext{}}
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		c.fail = "the scans have no POSIX syntax"
		return c
	}
	if len(re.String()) > maxRegexpLength {
		c.fail = "it is too long for scans"
		return c
	}
	tree = plainRegexp(tree)
	c.anchored = anchoredRegexp(tree)
	c.begins = regexpAnything().before(tree)
	c.emit(tree, regexpAnything(), 0, 0)
	return c
}

// anchoredRegexp reports whether tree matches nowhere but at the beginning of
// the text.
func anchoredRegexp(tree *syntax.Regexp) bool {
	switch tree.Op {
	case syntax.OpBeginText:
		return true
	case syntax.OpCapture, syntax.OpPlus, syntax.OpConcat:
		return anchoredRegexp(tree.Sub[0])
	}
	return false
}

// emit appends the ops of tree, which next follows. They note in lo and hi
// where it matches, if lo is not 0.
func (c *regexpCompiler) emit(tree *syntax.Regexp, next regexpNext, lo, hi int) {
	if c.fail != "" {
		return
	}
	switch tree.Op {
	case syntax.OpLiteral:
		c.text(string(tree.Rune), lo, hi)
		return
	case syntax.OpAlternate:
		c.alternate(tree, next, lo, hi)
		return
	case syntax.OpCapture:
		if lo == 0 {
			c.emit(tree.Sub[0], next, 2*tree.Cap, 2*tree.Cap+1)
			return
		}
	}
	if class, least, most, ok := classRun(tree); ok {
		c.run(tree, regexpOp{class: class, least: least, most: most, lo: lo, hi: hi}, next)
		return
	}
	if lo == 0 {
		c.compound(tree, next)
		return
	}
	c.note(lo)
	c.compound(tree, next)
	c.note(hi)
}

// note notes where it is in a place of a group: in the op before, if that can.
func (c *regexpCompiler) note(place int) {
	switch o := c.joint(); {
	case o != nil && o.shape != nil:
		o.shape.notes = append(o.shape.notes, regexpPlace{place, len(o.shape.classes)})
	case o != nil && o.hi == 0 && o.behind == "":
		o.hi = place
	default:
		c.add(regexpOp{code: regexpNote, lo: place})
	}
}

// compound emits what takes several ops.
func (c *regexpCompiler) compound(tree *syntax.Regexp, next regexpNext) {
	switch tree.Op {
	case syntax.OpEmptyMatch:
	case syntax.OpRepeat: // no times
		c.optional(tree)
	case syntax.OpCapture:
		c.emit(tree, next, 0, 0)
	case syntax.OpConcat:
		follow := make([]regexpNext, len(tree.Sub)+1)
		follow[len(tree.Sub)] = next
		for i := len(tree.Sub) - 1; i >= 0; i-- {
			follow[i] = follow[i+1].before(tree.Sub[i])
		}
		for i, sub := range tree.Sub {
			c.emit(sub, follow[i+1], 0, 0)
		}
	case syntax.OpStar, syntax.OpPlus:
		c.loop(tree, next)
	case syntax.OpQuest:
		c.optional(tree)
		ways := []*syntax.Regexp{tree.Sub[0], {Op: syntax.OpEmptyMatch}}
		if tree.Flags&syntax.NonGreedy != 0 {
			ways[0], ways[1] = ways[1], ways[0]
		}
		c.ways(tree, ways, next, 0, 0)
	case syntax.OpBeginText, syntax.OpEndText, syntax.OpBeginLine, syntax.OpEndLine,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		c.add(regexpOp{code: regexpAssert, assert: tree.Op})
	default:
		c.fail = readable(tree) + " is not for scans"
	}
}

// add appends o.
func (c *regexpCompiler) add(o regexpOp) {
	if len(c.ops) == maxRegexpOps {
		c.fail = "it is too long for scans"
	}
	if c.fail == "" {
		c.ops = append(c.ops, o)
	}
}

// here returns the place of the next op, to which a jump will lead.
func (c *regexpCompiler) here() int {
	c.label = len(c.ops)
	return c.label
}

// text emits a text, which is joined to the op before if it need not be noted.
func (c *regexpCompiler) text(text string, lo, hi int) {
	o := c.joint()
	switch {
	case lo != 0 || o == nil:
		c.add(regexpOp{code: regexpText, text: text, lo: lo, hi: hi})
	case o.shape == nil:
		o.behind += text
	case len(o.shape.classes)+len(text) <= maxShape:
		for i := range len(text) {
			o.shape.put(newByteClass(text[i]), 1)
		}
	default:
		c.add(regexpOp{code: regexpText, text: text})
	}
}

// joint returns the op to which what follows it can be joined, or nil.
func (c *regexpCompiler) joint() *regexpOp {
	if last := len(c.ops) - 1; last >= c.label {
		switch o := &c.ops[last]; o.code {
		case regexpText, regexpRun, regexpCount, regexpLast, regexpFirst, regexpFind, regexpNote:
			return o
		}
	}
	return nil
}

// shape emits n letters of a class of ASCII, which are joined to others
// before. They are noted in lo and hi, if lo is not 0.
func (c *regexpCompiler) shape(class *regexpClass, n, lo, hi int) {
	if lo != 0 {
		c.note(lo)
		defer c.note(hi)
	}
	o := c.joint()
	if o == nil || o.shape != nil && len(o.shape.classes)+n > maxShape {
		c.add(regexpOp{code: regexpNote})
		if o = c.joint(); o == nil {
			return // too long
		}
	}
	if o.shape == nil {
		o.shape = &regexpShape{}
	}
	o.shape.put(class, n)
}

// classRun returns the class and the bounds of tree if it is a run of a class.
func classRun(tree *syntax.Regexp) (class *regexpClass, least, most int, ok bool) {
	sub := tree
	switch tree.Op {
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		sub = tree.Sub[0]
	}
	if class, ok = classOf(sub); !ok {
		return nil, 0, 0, false
	}
	switch tree.Op {
	case syntax.OpStar:
		return class, 0, -1, true
	case syntax.OpPlus:
		return class, 1, -1, true
	case syntax.OpQuest:
		return class, 0, 1, true
	case syntax.OpRepeat:
		return class, tree.Min, tree.Max, true
	}
	return class, 1, 1, true
}

// run emits o, a run of a class, and chooses how its end is found.
func (c *regexpCompiler) run(tree *syntax.Regexp, o regexpOp, next regexpNext) {
	if o.least == o.most && o.least > 0 && o.least <= maxShape && o.class.ascii() {
		c.shape(o.class, o.least, o.lo, o.hi)
		return
	}
	lazy := tree.Flags&syntax.NonGreedy != 0
	if follow, ok := c.joined[tree]; ok {
		next = follow
	}
	again := o.class.next()
	back, certain := o.class.certainEnd(next.text)
	switch {
	case o.least == o.most:
		o.code = regexpCount
	case next.always && lazy:
		// The least will do.
		o.code, o.most = regexpCount, o.least
	case next.always || !again.meets(&next):
		// The most will do, or nothing but the most.
		o.code = regexpRun
		if o.counts() {
			o.code = regexpCount
		}
	case certain && !o.counts():
		o.code, o.back = regexpRun, back
	default:
		o.next = &next
		o.code = regexpLast
		if lazy {
			o.code = regexpFirst
			if next.text != "" && !o.counts() && (o.class.way == classAll || o.class.way == classByte) {
				o.code = regexpFind
			}
		}
		c.choice(readable(tree) + " may also match what follows it")
	}
	c.add(o)
}

// certainEnd returns how many bytes before the first that is not in the class a
// run of it ends that is followed by text. That is certain if a byte of text
// is not in the class: it must be that first one.
func (c *regexpClass) certainEnd(text string) (back int, ok bool) {
	for i := range len(text) {
		if !c.has[text[i]] {
			return i, true
		}
	}
	return 0, false
}

// optional notes that a match need not go through all of tree.
func (c *regexpCompiler) optional(tree *syntax.Regexp) {
	c.partly = c.partly || tree.MaxCap() > 0
}

// choice notes a choice in which the scans may be wrong.
func (c *regexpCompiler) choice(what string) {
	if c.open == "" {
		c.open = what
	}
}

// alternate emits alternatives.
func (c *regexpCompiler) alternate(tree *syntax.Regexp, next regexpNext, lo, hi int) {
	c.optional(tree)
	c.ways(tree, tree.Sub, next, lo, hi)
}

// ways emits several ways to go on, the preferred one first:
//
//	branch to 1 unless the first way may be there; first way; jump to 2
//	1: second way
//	2:
func (c *regexpCompiler) ways(tree *syntax.Regexp, ways []*syntax.Regexp, next regexpNext, lo, hi int) {
	if len(ways) == 1 {
		c.emit(ways[0], next, lo, hi)
		return
	}
	first := next.before(ways[0])
	rest := next.before(&syntax.Regexp{Op: syntax.OpAlternate, Sub: ways[1:]})
	branch := c.branch(tree, first, rest)
	c.emit(ways[0], next, lo, hi)
	jump := len(c.ops)
	c.add(regexpOp{code: regexpJump})
	if c.fail == "" {
		c.ops[branch].target = c.here()
		c.ways(tree, ways[1:], next, lo, hi)
	}
	if c.fail == "" {
		c.ops[jump].target = c.here()
	}
}

// branch emits a branch that is entered where first may be, though rest may
// be there as well, and returns its place, for its target to be set.
func (c *regexpCompiler) branch(tree *syntax.Regexp, first, rest regexpNext) int {
	if first.alike(&rest) {
		c.choice("the ways to go on at " + readable(tree) + " may begin alike")
	}
	c.add(regexpOp{code: regexpBranch, next: &first, rival: &rest})
	return len(c.ops) - 1
}

// loop emits what repeats more than a class:
//
//	jump to 2, if it may be missing
//	1: what is repeated
//	2: branch to 3 unless it may be there again; jump to 1
//	3:
//
// and for the least number of repetitions
//
//	2: branch to 3 unless what follows may be there; jump to 4
//	3: jump to 1
//	4:
func (c *regexpCompiler) loop(tree *syntax.Regexp, next regexpNext) {
	sub := tree.Sub[0]
	if mayBeEmpty(sub) {
		c.fail = readable(tree) + " repeats what may be empty"
		return
	}
	lazy := tree.Flags&syntax.NonGreedy != 0
	again := next
	again.text = ""
	again = again.before(sub)
	follow := next.or(again)
	if !lazy {
		sub = c.joinClasses(sub, next)
	}
	enter := len(c.ops)
	if tree.Op == syntax.OpStar {
		c.optional(tree)
		c.add(regexpOp{code: regexpJump})
	}
	body := c.here()
	c.emit(sub, follow, 0, 0)
	test := c.here()
	if lazy {
		branch := c.branch(tree, next, again)
		leave := len(c.ops)
		c.add(regexpOp{code: regexpJump})
		c.add(regexpOp{code: regexpJump, target: body})
		if c.fail == "" {
			c.ops[branch].target = leave + 1
			c.ops[leave].target = c.here()
		}
	} else {
		branch := c.branch(tree, again, next)
		c.add(regexpOp{code: regexpJump, target: body})
		if c.fail == "" {
			c.ops[branch].target = c.here()
		}
	}
	if tree.Op == syntax.OpStar && c.fail == "" {
		c.ops[enter].target = test
	}
}
