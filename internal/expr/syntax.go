package expr

import (
	"errors"
	"sort"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// The parser of expr-lang gives the tree: what binds how. It reads the tokens
// of a condition written out once more, each name, text and number as v and the
// index of its token. So names may have points and parameters, numbers any
// size, and the places in the tree tell the places in the condition.

// reader makes the tree of a condition from its tokens.
type reader struct {
	text    string
	tokens  []token
	written []int // by token: where it begins in the text that expr-lang reads
}

// read returns the tree of the condition that the tokens were scanned from.
func read(text string, tokens []token) (*node, error) {
	s := &reader{text: text, tokens: tokens, written: make([]int, len(tokens))}
	// A token makes two nodes at most; the length of the text bounds them.
	config := &conf.Config{MaxNodes: uint(2*len(tokens) + 2)}
	tree, err := parser.ParseWithConfig(s.write(), config)
	var failed *file.Error
	if errors.As(err, &failed) {
		return nil, s.fail(s.token(failed.From), "this cannot be read: "+failed.Message)
	}
	if err != nil {
		return nil, s.fail(0, "this cannot be read: "+err.Error())
	}
	return s.condition(tree.Node)
}

// write returns the tokens as expr-lang reads them, all of it ASCII.
func (s *reader) write() string {
	var b strings.Builder
	for i, t := range s.tokens {
		s.written[i] = b.Len()
		if t.kind == signToken {
			b.WriteString(t.text)
		} else {
			b.WriteString("v" + strconv.Itoa(i))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// token returns the index of the token that was written at or before place.
func (s *reader) token(place int) int {
	i := sort.SearchInts(s.written, place+1)
	return max(0, i-1)
}

// fail returns an error about a token.
func (s *reader) fail(index int, message string) error {
	return &Error{message, s.text, s.tokens[index].at}
}

// of returns the index of the token that a node of expr-lang was made of.
func (s *reader) of(n ast.Node) int { return s.token(n.Location().From) }

var operations = map[string]operation{
	"and": opAnd, "&&": opAnd, "or": opOr, "||": opOr, "not": opNot, "!": opNot,
	"==": opEqual, "!=": opUnequal, "<": opLess, "<=": opAtMost, ">": opMore, ">=": opAtLeast,
	"in": opIn, "contains": opContains, "startsWith": opStarts, "endsWith": opEnds, "matches": opMatches,
	"..": opRange,
}

// condition makes a node of what is to be true or false. A value comes through:
// only who knows the names can say what it is.
func (s *reader) condition(n ast.Node) (*node, error) {
	switch n := n.(type) {
	case *ast.UnaryNode:
		kid, err := s.condition(n.Node)
		if err != nil {
			return nil, err
		}
		at := s.tokens[s.of(n)].at
		return &node{op: opNot, at: at, end: kid.end, kids: []*node{kid}}, nil
	case *ast.BinaryNode:
		if op := operations[n.Operator]; op == opAnd || op == opOr {
			return s.joined(n, op)
		} else if op != opRange {
			return s.comparison(n, op)
		}
	}
	return s.value(n)
}

// joined makes one node of a chain a and b and c, however long.
func (s *reader) joined(n *ast.BinaryNode, op operation) (*node, error) {
	chain := []ast.Node{n.Right}
	first := n.Left
	for {
		left, ok := first.(*ast.BinaryNode)
		if !ok || operations[left.Operator] != op {
			break
		}
		chain = append(chain, left.Right)
		first = left.Left
	}
	chain = append(chain, first)
	joined := &node{op: op, at: s.tokens[s.of(n)].at}
	for i := len(chain) - 1; i >= 0; i-- {
		kid, err := s.condition(chain[i])
		if err != nil {
			return nil, err
		}
		joined.kids = append(joined.kids, kid)
	}
	joined.end = joined.kids[len(joined.kids)-1].end
	return joined, nil
}

// comparison makes a node of two values and an operator between them.
func (s *reader) comparison(n *ast.BinaryNode, op operation) (*node, error) {
	index := s.of(n)
	for _, side := range []ast.Node{n.Left, n.Right} {
		switch side := side.(type) {
		case *ast.UnaryNode:
			return nil, s.fail(s.of(side), "not binds closer than "+n.Operator+": "+s.cure(index, op))
		case *ast.BinaryNode:
			if operations[side.Operator] != opRange {
				return nil, s.fail(index, n.Operator+" compares values, and one side of it is a condition; join conditions by and or or")
			}
		}
	}
	left, err := s.value(n.Left)
	if err != nil {
		return nil, err
	}
	right, err := s.value(n.Right)
	if err != nil {
		return nil, err
	}
	return &node{op: op, at: s.tokens[index].at, end: right.end, kids: []*node{left, right}}, nil
}

// cure says how the negation of a comparison is written.
func (s *reader) cure(operator int, op operation) string {
	left, right := "x", "..."
	if i := operator - 1; s.tokens[i].kind == wordToken {
		left = s.tokens[i].text
	}
	if i := operator + 1; s.tokens[i].kind != signToken && s.tokens[i].end-s.tokens[i].at <= window {
		right = visible(s.tokens[i].text)
	}
	sign := s.tokens[operator].text
	plain := "write not (" + left + " " + sign + " " + right + ")"
	if negatable(sign) {
		return plain + " or " + left + " not " + sign + " " + right
	}
	if op == opEqual {
		return plain + " or " + left + " != " + right
	}
	return plain
}

// value makes a node of a name, a constant, a call, a list or a range.
func (s *reader) value(n ast.Node) (*node, error) {
	index := s.of(n)
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return s.leaf(index), nil
	case *ast.CallNode:
		return s.call(n)
	case *ast.ArrayNode:
		end := s.tokens[s.tokens[index].match].end
		return s.several(&node{op: opList, at: s.tokens[index].at, end: end}, n.Nodes, s.element)
	case *ast.BinaryNode:
		if operations[n.Operator] == opRange {
			list, err := s.several(&node{op: opRange}, []ast.Node{n.Left, n.Right}, s.constant)
			if err != nil {
				return nil, err
			}
			list.at = list.kids[0].at
			return list, nil
		}
	}
	return nil, s.fail(index, "a condition is no value: it cannot be compared, put into a list or handed to a function")
}

// several fills list with what read makes of the nodes.
func (s *reader) several(list *node, nodes []ast.Node, read func(ast.Node) (*node, error)) (*node, error) {
	for _, n := range nodes {
		kid, err := read(n)
		if err != nil {
			return nil, err
		}
		list.kids = append(list.kids, kid)
	}
	if list.end == 0 {
		list.end = list.kids[len(list.kids)-1].end
	}
	return list, nil
}

// element makes a node of an element of a list.
func (s *reader) element(n ast.Node) (*node, error) {
	if b, ok := n.(*ast.BinaryNode); ok && operations[b.Operator] == opRange {
		return s.value(n)
	}
	return s.constant(n)
}

// constant makes a node of a text or a number.
func (s *reader) constant(n ast.Node) (*node, error) {
	index := s.of(n)
	t := s.tokens[index]
	if _, ok := n.(*ast.IdentifierNode); ok && t.kind != wordToken {
		return s.leaf(index), nil
	}
	if _, ok := n.(*ast.IdentifierNode); ok && t.text != "nil" {
		return nil, s.fail(index, "lists and ranges hold texts and numbers; "+aText(t.text))
	}
	return nil, s.fail(index, "lists and ranges hold texts and numbers")
}

// leaf makes a node of a single token.
func (s *reader) leaf(index int) *node {
	t := s.tokens[index]
	leaf := &node{op: opName, at: t.at, end: t.end, text: t.text}
	switch {
	case t.kind == textToken:
		leaf.op, leaf.text = opText, t.value
	case t.kind == numberToken:
		leaf.op = opNumber
	case t.text == "nil":
		leaf.op = opNil
	}
	return leaf
}

// call makes a node of a function and its arguments.
func (s *reader) call(n *ast.CallNode) (*node, error) {
	index := s.of(n.Callee)
	name := s.tokens[index]
	opening := s.tokens[index+1]
	closing := s.tokens[opening.match]
	call := &node{op: opCall, at: name.at, end: closing.end, text: name.text}
	count := 1
	argument := s.value
	switch name.text {
	case "cidr":
		count = 2
	case "count", "share":
		argument = s.condition
		call.argument = strings.TrimSpace(s.text[opening.end:closing.at])
	}
	if len(n.Arguments) != count {
		return nil, s.fail(index, usage[name.text])
	}
	if _, err := s.several(call, n.Arguments, argument); err != nil {
		return nil, err
	}
	return call, s.checkCall(call)
}

// usage shows how each function is called.
var usage = map[string]string{
	"lower": "lower() takes one text: lower(path)",
	"upper": "upper() takes one text: upper(path)",
	"len":   "len() takes one text: len(path)",
	"cidr":  `cidr() takes an address and a network: cidr(client, "10.0.0.0/8")`,
	"count": "count() takes a condition: count(status >= 500)",
	"share": "share() takes a condition: share(status >= 500)",
}

// checkCall checks the arguments that need no knowledge of names.
func (s *reader) checkCall(call *node) error {
	argument := call.kids[0]
	switch call.text {
	case "count", "share":
		if !argument.isCondition() {
			return &Error{usage[call.text], s.text, argument.at}
		}
		if inner := argument.find(opCall, "count", "share"); inner != nil {
			return &Error{inner.text + "() cannot stand in " + call.text + "()", s.text, inner.at}
		}
	default:
		if argument.op != opName && argument.op != opCall {
			return &Error{usage[call.text], s.text, argument.at}
		}
	}
	return nil
}
