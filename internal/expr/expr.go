// Package expr is the language of conditions: status >= 500 and path contains
// "/api".
//
// The syntax is that of github.com/expr-lang/expr, whose parser reads it. The
// tree is compiled here, to functions that work on raw values: numbers are
// compared as numbers and texts as bytes, without anything being made of them.
//
// A condition is about records (NewFilter) or about whatever else an Env gives
// names to, such as the rows of a table.
package expr

import (
	"errors"

	_ "github.com/expr-lang/expr/parser"

	"wf/parser"
)

// Expr is a condition that was parsed. It is immutable.
type Expr struct{ text string }

// Parse reads a condition. The error shows the place by a caret and says what
// to write, where that can be guessed.
func Parse(text string) (*Expr, error) { return nil, errors.New("not written yet") }

// String is the condition as it was typed.
func (e *Expr) String() string { return e.text }

// Names lists the names that e uses, each once, in order of their first use;
// not those inside of calls that Calls lists.
func (e *Expr) Names() []string { return nil }

// Call is a function of the environment in a condition, and the text of its
// only argument: count(status >= 500).
type Call struct{ Function, Argument string }

// Text is the call as it is written in a list of metrics.
func (c Call) Text() string { return c.Function + "(" + c.Argument + ")" }

// Calls lists the calls of count and share in e, each once.
func (e *Expr) Calls() []Call { return nil }

// Kind says what the values behind a name are.
type Kind uint8

const (
	Text   Kind = iota // bytes
	Number             // numbers
	Either             // bytes that may be a number: compared as what they are compared with
	Time               // times
)

// Operand is how to get the value behind a name off a T. Which of the functions
// are set follows from the kind: Text needs Text, Number Whole or Float, Either
// Text and Whole, Time Stamp. They are called by many goroutines at once.
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

// Compile makes a function of e. It may be called by many goroutines at once
// and allocates nothing.
func Compile[T any](e *Expr, env Env[T]) (func(*T) bool, error) {
	return nil, errors.New("not written yet")
}

// Filter is a condition on records.
type Filter struct {
	Keep   func(*parser.Record) bool // for many goroutines at once
	Fields []string                  // that it names, by the names that the set gives them
	Slots  []int                     // of these fields
}

// NewFilter compiles a condition for the fields of set, adding those it needs.
func NewFilter(text string, set *parser.FieldSet) (*Filter, error) {
	return nil, errors.New("not written yet")
}
