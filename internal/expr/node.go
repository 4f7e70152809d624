package expr

import "slices"

// node is a part of a condition.
type node struct {
	op       operation
	at       int     // byte of the condition to point at: for an operator, its own
	end      int     // byte of the condition behind its last one
	text     string  // of a name or a number as typed, the function of a call, what a text stands for
	argument string  // of count and share, as typed
	kids     []*node // operands, arguments, elements
}

// operation says what a node is.
type operation uint8

const (
	opName operation = iota
	opText
	opNumber
	opNil
	opList
	opRange // two numbers, both included
	opCall
	opNot
	opAnd // of two or more
	opOr
	opEqual
	opUnequal
	opLess
	opAtMost
	opMore
	opAtLeast
	opIn
	opContains
	opStarts
	opEnds
	opMatches
)

// isCondition reports whether n is true or false, and no value.
func (n *node) isCondition() bool { return n.op >= opNot || n.op == opCall && n.text == "cidr" }

// isConstant reports whether n is the same for every record.
func (n *node) isConstant() bool { return opText <= n.op && n.op <= opRange }

// call returns the call of count or share that n is.
func (n *node) call() Call { return Call{n.text, n.argument} }

// find returns the first part of n that is op with one of the texts, n itself
// included, or nil.
func (n *node) find(op operation, texts ...string) *node {
	if n.op == op && slices.Contains(texts, n.text) {
		return n
	}
	for _, kid := range n.kids {
		if found := kid.find(op, texts...); found != nil {
			return found
		}
	}
	return nil
}

// walk calls visit for n and its parts in the order they were typed, those of
// the calls of count and share left out.
func (n *node) walk(visit func(*node)) {
	visit(n)
	if n.argument != "" {
		return
	}
	for _, kid := range n.kids {
		kid.walk(visit)
	}
}

// mirrored returns the comparison that holds for b and a if op holds for a and
// b.
func (op operation) mirrored() operation {
	switch op {
	case opLess:
		return opMore
	case opAtMost:
		return opAtLeast
	case opMore:
		return opLess
	case opAtLeast:
		return opAtMost
	}
	return op
}

// holds reports whether the comparison holds for values of which the first is
// less than, equal to or greater than the second as order is below, at or
// above 0.
func (op operation) holds(order int) bool {
	switch op {
	case opEqual:
		return order == 0
	case opUnequal:
		return order != 0
	case opLess:
		return order < 0
	case opAtMost:
		return order <= 0
	case opMore:
		return order > 0
	}
	return order >= 0
}
