package expr

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"wf/parser"
)

// Zoned is an Env whose times without an offset are those of a zone. Without
// it they are what the clock of each value shows.
type Zoned interface {
	Zone() *time.Location // nil for none
}

// Compile makes a function of e. It may be called by many goroutines at once
// and allocates nothing. The error is an *Error.
func Compile[T any](e *Expr, env Env[T]) (func(*T) bool, error) {
	c := &compiler[T]{text: e.text, env: env, now: time.Now()}
	if z, ok := env.(Zoned); ok && z.Zone() != nil {
		c.zone = z.Zone()
		c.now = c.now.In(c.zone)
	}
	return c.condition(e.root)
}

// compiler makes functions of the nodes of a condition.
type compiler[T any] struct {
	text string
	env  Env[T]
	now  time.Time
	zone *time.Location
}

// fail returns an error about a node.
func (c *compiler[T]) fail(n *node, format string, values ...any) error {
	return &Error{fmt.Sprintf(format, values...), c.text, n.at}
}

// source is n as it was typed, as part of a sentence.
func (c *compiler[T]) source(n *node) string { return visible(shortened(c.text[n.at:n.end])) }

// condition makes a function of a node that is true or false.
func (c *compiler[T]) condition(n *node) (func(*T) bool, error) {
	switch n.op {
	case opNot:
		if kid := n.kids[0]; !kid.isCondition() && !kid.isConstant() {
			return nil, c.noCondition(kid, "write %s == nil")
		}
		keep, err := c.condition(n.kids[0])
		return func(t *T) bool { return !keep(t) }, err
	case opAnd, opOr:
		return c.joined(n)
	case opEqual, opUnequal, opLess, opAtMost, opMore, opAtLeast:
		return c.comparison(n)
	case opIn:
		return c.membership(n)
	case opContains, opStarts, opEnds:
		return c.search(n)
	case opMatches:
		return c.match(n)
	case opCall:
		if n.text == "cidr" {
			return c.network(n)
		}
	}
	return nil, c.noCondition(n, "")
}

// joined makes one function of conditions with and or or between them.
func (c *compiler[T]) joined(n *node) (func(*T) bool, error) {
	parts := make([]func(*T) bool, len(n.kids))
	for i, kid := range n.kids {
		var err error
		if parts[i], err = c.condition(kid); err != nil {
			return nil, err
		}
	}
	stop := n.op == opOr // the part that is this decides
	if len(parts) == 2 {
		first, second := parts[0], parts[1]
		if stop {
			return func(t *T) bool { return first(t) || second(t) }, nil
		}
		return func(t *T) bool { return first(t) && second(t) }, nil
	}
	return func(t *T) bool {
		for _, part := range parts {
			if part(t) == stop {
				return stop
			}
		}
		return !stop
	}, nil
}

// noCondition says what n is instead of a condition, and what to write: cure,
// with %s for n, or, if that is "", what follows from its kind.
func (c *compiler[T]) noCondition(n *node, cure string) error {
	switch n.op {
	case opText, opNumber, opNil, opList, opRange:
		return c.fail(n, "%s is no condition: compare a field with it, status >= 500", c.source(n))
	}
	o, err := c.operand(n)
	if err != nil {
		return err
	}
	if err := c.unknown(n); err != nil {
		return err
	}
	if cure == "" {
		cure = map[Kind]string{
			Number: "compare it, %s >= 500", Time: `compare it, %s >= "10:00"`, Weekday: `compare it, %s == "Mon"`,
			Text: `compare it, %[3]s == "..." or %[3]s != nil`, Either: `compare it, %[3]s == "..." or %[3]s != nil`,
		}[o.Kind]
	}
	return c.fail(n, "%s is %s, not a condition: "+cure, c.source(n), o.Kind, c.source(n))
}

// operand is a value of a T, and what lower or upper make of it.
type operand[T any] struct {
	Operand[T]
	fold func(dst, src []byte) []byte // nil leaves it
}

// operand returns the value of a name or a call.
func (c *compiler[T]) operand(n *node) (operand[T], error) {
	var o Operand[T]
	var err error
	switch {
	case n.op == opName:
		o, err = c.env.Lookup(n.text)
	case n.argument != "":
		o, err = c.env.Call(n.call())
	case n.op == opCall && n.text != "cidr":
		return c.function(n)
	default:
		return operand[T]{}, c.fail(n, "%s is no value", c.source(n))
	}
	if err == nil {
		return operand[T]{Operand: o}, nil
	}
	var inner *Error
	if errors.As(err, &inner) && n.argument != "" {
		return operand[T]{}, err // it shows its place in the argument
	}
	message := err.Error()
	var unknown *parser.UnknownField
	if errors.As(err, &unknown) {
		message = noField(unknown)
	}
	return operand[T]{}, &Error{message, c.text, n.at}
}

// noField says in a few words that a name is no field: with all that there are
// the caret would leave the screen.
func noField(e *parser.UnknownField) string {
	switch {
	case e.Nearest != "":
		return fmt.Sprintf("no field %q; did you mean %q?", e.Name, e.Nearest)
	case e.Name == "host":
		return e.Error()
	}
	return fmt.Sprintf("no field %q; wf detect FILE lists the fields", e.Name)
}

// function returns the value of lower, upper or len.
func (c *compiler[T]) function(n *node) (operand[T], error) {
	o, err := c.operand(n.kids[0])
	if err != nil {
		return o, err
	}
	if o.Kind == Number || o.Kind == Time {
		return o, c.fail(n.kids[0], "%s() takes a text; %s is %s", n.text, c.source(n.kids[0]), o.Kind)
	}
	o.Kind = Text // lower("Mon") is no day
	switch n.text {
	case "lower":
		o.fold = appendLower
	case "upper":
		o.fold = appendUpper
	case "len":
		text := o.Text
		length := func(t *T) (int64, bool) {
			b := text(t)
			return int64(len(b)), b != nil
		}
		return operand[T]{Operand: Operand[T]{Kind: Number, Whole: length, Scale: 1, Slot: -1}}, nil
	}
	return o, nil
}

// String is the kind as part of a sentence.
func (k Kind) String() string {
	switch k {
	case Number:
		return "a number"
	case Time:
		return "a time"
	case Weekday:
		return "a weekday"
	}
	return "a text"
}

// comparison makes a function of ==, !=, <, <=, > or >=.
func (c *compiler[T]) comparison(n *node) (func(*T) bool, error) {
	op, left, right := n.op, n.kids[0], n.kids[1]
	switch {
	case left.isConstant() && right.isConstant():
		return nil, c.fail(n, "both sides are constants; compare a field with one: status >= 500")
	case left.isConstant():
		op, left, right = op.mirrored(), right, left
	}
	o, err := c.operand(left)
	if err != nil {
		return nil, err
	}
	switch right.op {
	case opNil:
		return c.presence(n, op, o)
	case opText:
		return c.withText(op, left, o, right)
	case opNumber:
		return c.withNumber(op, left, o, right)
	case opList, opRange:
		if op == opEqual || op == opUnequal {
			sign := map[operation]string{opEqual: "in", opUnequal: "not in"}[op]
			return nil, c.fail(n, "one value is never a list: write %s %s %s", c.source(left), sign, c.source(right))
		}
		return nil, c.fail(n, "a list is only searched: write %s in %s", c.source(left), c.source(right))
	}
	p, err := c.operand(right)
	if err != nil {
		return nil, c.unquoted(right, o, err)
	}
	return c.withOperand(op, n, o, p)
}

// unquoted is the error for a name that is none, or, where a text is expected,
// what says so.
func (c *compiler[T]) unquoted(n *node, o operand[T], err error) error {
	if n.op != opName || o.Kind == Number {
		return err
	}
	return c.fail(n, "no field %q; %s", n.text, aText(n.text))
}

// presence makes a function of == nil and != nil.
func (c *compiler[T]) presence(n *node, op operation, o operand[T]) (func(*T) bool, error) {
	if op != opEqual && op != opUnequal {
		return nil, c.fail(n, "nil is only compared by == and !=")
	}
	want := op == opUnequal
	switch {
	case o.Kind == Time:
		stamp := o.Stamp
		return func(t *T) bool { return stamp(t).Valid == want }, nil
	case o.Kind == Number && o.Whole != nil:
		return onWhole(o, func(_ int64, ok bool) bool { return ok == want }), nil
	case o.Kind == Number:
		return onFloat(o, func(_ float64, ok bool) bool { return ok == want }), nil
	}
	o.fold = nil
	return onText(o, func(b []byte) bool { return (b != nil) == want }), nil
}

// withText makes a function of a comparison with a text in quotes.
func (c *compiler[T]) withText(op operation, left *node, o operand[T], right *node) (func(*T) bool, error) {
	if err := c.neverText(op, left, right); err != nil {
		return nil, err
	}
	switch o.Kind {
	case Number:
		return nil, c.quotedNumber(left, right)
	case Time:
		return c.withMoment(op, o, right)
	case Weekday:
		day := weekday([]byte(right.text))
		if day == 0 {
			return nil, c.fail(right, "%s is one of Mon Tue Wed Thu Fri Sat Sun", c.source(left))
		}
		return onText(o, dayTest(op, day)), nil
	}
	return onText(o, textTest(op, right.text)), nil
}

// quotedNumber is the error for a text that a number is compared with.
func (c *compiler[T]) quotedNumber(left, right *node) error {
	name := c.source(left)
	switch {
	case classLike.MatchString(right.text):
		return c.fail(right, "%s is a number; the class is a field of its own: class == %s", name, inQuotes(strings.ToLower(right.text)))
	case len(right.text) > 0 && numberLength(right.text) == len(right.text) && numberAt(right.text):
		return c.fail(right, "%s is a number: write %s without quotes", name, right.text)
	case numberAt(right.text):
		if plain := withoutUnit(right.text); plain != "" {
			return c.fail(right, "%s is a number; %s", name, plain)
		}
	}
	return c.fail(right, "%s is a number, and %s is a text", name, inQuotes(right.text))
}

// withNumber makes a function of a comparison with a number.
func (c *compiler[T]) withNumber(op operation, left *node, o operand[T], right *node) (func(*T) bool, error) {
	if err := c.takesNumber(left, o, right); err != nil {
		return nil, err
	}
	n := rational(right.text)
	if err := c.offStep(left, o, numberRange{lo: n, hi: n}); err != nil {
		return nil, err
	}
	return onNumber(o, []numberRange{rangeOf(op, n)}, op != opUnequal), nil
}

// takesNumber returns the error for a number where o is none, or nil.
func (c *compiler[T]) takesNumber(left *node, o operand[T], right *node) error {
	name := c.source(left)
	switch {
	case o.Kind == Weekday:
		return c.fail(right, `%s is one of "Mon" "Tue" "Wed" "Thu" "Fri" "Sat" "Sun"`, name)
	case o.Kind == Time:
		return c.fail(right, "%s is a time: write it in quotes, %q", name, right.text)
	case o.Kind == Text, o.Kind == Either && o.fold != nil:
		return c.fail(right, "%s is a text: write %q in quotes", name, right.text)
	}
	return c.beyondShare(left, o, right)
}
