// Package expr is the language of conditions: status >= 500 and path contains
// "/api".
//
// The syntax is that of github.com/expr-lang/expr, whose parser reads it. The
// tree is compiled here, to functions that work on raw values: numbers are
// compared as numbers and texts as bytes, without anything being made of them.
//
// What a condition asks of a value that is absent is false, but for !=, and so
// for not in, which are the negations of == and in: they are true. == nil asks
// for absence itself.
//
// A number in a condition is exact, however many digits it has. Texts are
// compared byte by byte; lower and upper change the letters of ASCII and no
// others. cidr takes an address as it stands: one with a port or in brackets is
// none.
//
// A condition is about records (NewFilter) or about whatever else an Env gives
// names to, such as the rows of a table.
package expr

import (
	"slices"

	"wf/parser"
)

// Expr is a condition that was parsed. It is immutable.
type Expr struct {
	text  string
	root  *node
	names []string
	calls []Call
}

// Parse reads a condition. The error is an *Error: it shows the place by a
// caret and says what to write, where that can be guessed.
func Parse(text string) (*Expr, error) {
	tokens, err := scan(text)
	if err != nil {
		return nil, err
	}
	root, err := read(text, tokens)
	if err != nil {
		return nil, err
	}
	e := &Expr{text: text, root: root}
	e.list()
	return e, nil
}

// list fills in what Names and Calls tell.
func (e *Expr) list() {
	names := make(map[string]bool)
	calls := make(map[Call]bool)
	e.root.walk(func(n *node) {
		if n.op == opName && !names[n.text] {
			names[n.text] = true
			e.names = append(e.names, n.text)
		}
		if c := n.call(); n.argument != "" && !calls[c] {
			calls[c] = true
			e.calls = append(e.calls, c)
		}
	})
}

// Names lists the names that e uses, each once, in order of their first use;
// not those inside of calls that Calls lists.
func (e *Expr) Names() []string { return slices.Clone(e.names) }

// Call is a function of the environment in a condition, and the text of its
// only argument: count(status >= 500).
type Call struct{ Function, Argument string }

// Text is the call as it is written in a list of metrics.
func (c Call) Text() string { return c.Function + "(" + c.Argument + ")" }

// Calls lists the calls of count and share in e, each once.
func (e *Expr) Calls() []Call { return slices.Clone(e.calls) }

// Kind says what the values behind a name are.
type Kind uint8

const (
	Text    Kind = iota // bytes
	Number              // numbers
	Either              // bytes that may be a number: compared as what they are compared with
	Time                // times
	Weekday             // bytes, Mon to Sun, and ordered so
)

// Operand is how to get the value behind a name off a T. Which of the functions
// are set follows from the kind: Text, Either and Weekday need Text, Number
// Whole or Float, Time Stamp. They are called by many goroutines at once.
type Operand[T any] struct {
	Kind  Kind
	Text  func(*T) []byte          // nil if absent; a view
	Whole func(*T) (int64, bool)   // in units of 1/Scale; false if absent
	Scale int64                    // 1 or 1e9
	Float func(*T) (float64, bool) // false if absent
	Stamp func(*T) parser.Stamp    // not Valid if absent
	Slot  int                      // of a Record, for Text and Whole that only read it; -1 otherwise
}

// Env gives names to what conditions are about.
type Env[T any] interface {
	// Lookup returns the operand of a name. The error says in one line what
	// is wrong with the name, and what may have been meant.
	Lookup(name string) (Operand[T], error)

	// Call returns the operand of a function of the environment.
	Call(c Call) (Operand[T], error)
}
