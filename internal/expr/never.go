package expr

import (
	"math/big"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"wf/parser"
)

// A condition that can never hold, or holds for another reason than people
// think, would look like an answer; what they meant can be told from it. Of
// what a field holds only those that are known are judged: others may hold
// anything. All of it is decided before the first record.

// vocabulary is an Env that knows more of its names than how to read them.
type vocabulary interface {
	// unknown returns the error for a name that stands for a field only
	// because any name may, nil for others.
	unknown(name string) error

	// never says what to write where op is asked of a name and a text that it
	// can never hold for, "" elsewhere.
	never(name string, op operation, text string) string
}

// unknown is that of the vocabulary, for a node that may be a name.
func (c *compiler[T]) unknown(n *node) error {
	v, ok := any(c.env).(vocabulary)
	if !ok || n.op != opName {
		return nil
	}
	if err := v.unknown(n.text); err != nil {
		return c.fail(n, "%v", err)
	}
	return nil
}

// isEquality reports whether op asks for one value: in asks for each of several.
func (op operation) isEquality() bool { return op == opEqual || op == opUnequal || op == opIn }

// neverText returns the error for a text that left is never compared with in
// earnest, or nil. op is a comparison, a search, or in for an element of a list.
func (c *compiler[T]) neverText(op operation, left, right *node) error {
	switch {
	case op.isEquality() && right.text == "-":
		return c.absence(op, left, right)
	case op.isEquality() && isAddress(left) && isNetwork(right.text):
		return c.networkOf(op, left, right)
	case left.op == opCall && (op.isEquality() || op.isSearch()):
		return c.neverFolded(left, right)
	}
	v, ok := any(c.env).(vocabulary)
	if !ok || left.op != opName {
		return nil
	}
	if cure := v.never(left.text, op, right.text); cure != "" {
		return c.fail(right, "%s", cure)
	}
	return nil
}

// isSearch reports whether op looks for a text in another.
func (op operation) isSearch() bool { return op == opContains || op == opStarts || op == opEnds }

// absence is the error for "-", which stands in logs and in tables where
// nothing is, and is never read as a value.
func (c *compiler[T]) absence(op operation, left, right *node) error {
	name := c.source(left)
	switch op {
	case opEqual:
		return c.fail(right, `"-" stands for what is absent; write %s == nil`, name)
	case opUnequal:
		return c.fail(right, `"-" stands for what is absent; write %s != nil`, name)
	}
	return c.fail(right, `"-" stands for what is absent, which %s == nil asks for`, name)
}

// isAddress reports whether n is a field that holds one address.
func isAddress(n *node) bool {
	return n.op == opName && (n.text == "client" || n.text == "ip" || n.text == "origin")
}

func isNetwork(text string) bool {
	_, err := netip.ParsePrefix(text)
	return err == nil
}

// networkOf is the error for an address that is compared with a network.
func (c *compiler[T]) networkOf(op operation, left, right *node) error {
	not := ""
	if op == opUnequal {
		not = "not "
	}
	return c.fail(right, "no address is a network: write %scidr(%s, %s)", not, c.source(left), inQuotes(right.text))
}

// neverFolded returns the error for a text with letters that lower or upper
// leave none of, or nil.
func (c *compiler[T]) neverFolded(left, right *node) error {
	fold, others := appendLower, "capitals"
	switch left.text {
	case "lower":
	case "upper":
		fold, others = appendUpper, "small letters"
	default:
		return nil
	}
	if text := string(fold(nil, []byte(right.text))); text != right.text {
		return c.fail(right, "%s() leaves no %s: write %s", left.text, others, inQuotes(text))
	}
	return nil
}

var (
	anyClass = regexp.MustCompile(`^[1-9][xX]{0,2}$|^[1-9][0-9]{2}$`)
	oneClass = regexp.MustCompile(`^[1-9]xx$`)
)

// neverOf is never for a field that is known.
func neverOf(field string, op operation, text string) string {
	switch {
	case field == "class" && op.isEquality() && !oneClass.MatchString(text):
		if anyClass.MatchString(text) {
			return `a class is written "` + text[:1] + `xx"`
		}
		return `class is one of "1xx" to "9xx"`
	case field == "date" && !op.isSearch() && !isDate(text):
		if !strings.ContainsAny(text, "0123456789") {
			return `a date is written "2026-03-03"; words go with time: time >= "today"`
		}
		return `a date is written "2026-03-03"`
	case field == "ext" && (op.isEquality() || op.isSearch()):
		return neverExt(op, text)
	}
	return ""
}

// isDate reports whether text is a day as the field date has it.
func isDate(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// neverExt is never for ext, which has small letters and digits alone.
func neverExt(op operation, text string) string {
	last := text[strings.LastIndexByte(text, '.')+1:]
	small := string(appendLower(nil, []byte(last)))
	switch {
	case text == "" && op.isEquality():
		return "a path without an ending has no ext: write ext == nil"
	case last != text && last != "":
		return "ext is what follows the last point: write " + inQuotes(small)
	case last != text:
		return "ext has no point"
	case small != text:
		return "ext has small letters alone: write " + inQuotes(small)
	}
	return ""
}

// offStep returns the error for numbers that a field with a step is compared
// with as if the step were a divisor, or nil: bytes/1000 > 3. Of a range the
// upper end may lie within a step.
func (c *compiler[T]) offStep(left *node, o operand[T], r numberRange) error {
	if o.Kind != Number || left.op != opName {
		return nil
	}
	step, ok := parser.NumberStep(left.text)
	if !ok {
		return nil
	}
	one := big.NewRat(step, nano)
	onStep := func(n *big.Rat) bool { return new(big.Rat).Quo(n, one).IsInt() }
	if onStep(r.lo) && (onStep(r.hi) || r.hi.Cmp(one) >= 0) {
		return nil
	}
	source, _, _ := strings.Cut(c.source(left), "/")
	return c.fail(left, "%s is cut down to multiples of %s, it is no division; compare %s", c.source(left), decimal(one), source)
}

// hundredth returns n percent.
func hundredth(n *big.Rat) *big.Rat { return new(big.Rat).Quo(n, big.NewRat(100, 1)) }

// beyondShare returns the error for a number that a share of the records is
// compared with and that none can be, or nil. A metric of that name is a share
// if it has a fraction; a count may have it too.
func (c *compiler[T]) beyondShare(left *node, o operand[T], right *node) error {
	share := left.op == opName && (left.text == "share" || strings.HasPrefix(left.text, "share_")) ||
		left.op == opCall && left.text == "share"
	if !share || o.Float == nil || o.Whole != nil {
		return nil
	}
	n := rational(right.text)
	switch {
	case n.Cmp(big.NewRat(1, 1)) <= 0:
		return nil
	case n.Cmp(big.NewRat(100, 1)) <= 0:
		return c.fail(right, "shares are between 0 and 1: write %s", decimal(hundredth(n)))
	}
	return c.fail(right, "shares are between 0 and 1")
}
