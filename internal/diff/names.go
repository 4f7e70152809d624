package diff

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"wf/aggregate"
	"wf/internal/expr"
	"wf/parser"
)

// condition is one on rows. It is shared by goroutines.
type condition struct {
	*expr.Expr
	holds func(*row) bool
}

// condition compiles one.
func (c *comparison) condition(source string) (*condition, error) {
	e, err := expr.Parse(source)
	if err != nil {
		return nil, err
	}
	holds, err := expr.Compile(e, expr.Env[row](names{c}))
	return &condition{e, holds}, err
}

// names are those of the columns and keys of rows, for conditions.
type names struct{ *comparison }

// Lookup returns a column or a key.
func (n names) Lookup(name string) (expr.Operand[row], error) {
	if i := n.columnNamed(name); i >= 0 {
		return n.columns[i].operand(), nil
	}
	if i := n.keyNamed(name); i >= 0 {
		return n.keyOperand(i), nil
	}
	return expr.Operand[row]{}, fmt.Errorf("no %q in these rows; there are: %s", name, strings.Join(n.known(), " "))
}

// Call returns an error: nothing of the records is left to count.
func (n names) Call(c expr.Call) (expr.Operand[row], error) {
	return expr.Operand[row]{}, fmt.Errorf("%s is not compared; there are: %s", c.Text(), strings.Join(n.known(), " "))
}

// known are the names of all columns.
func (c *comparison) known() (list []string) {
	for _, column := range c.columns {
		list = append(list, column.Name)
	}
	for _, key := range c.keys {
		list = append(list, key.Name)
	}
	return list
}

func (c *comparison) columnNamed(name string) int {
	return slices.IndexFunc(c.columns, func(column column) bool { return column.Name == name })
}

func (c *comparison) keyNamed(name string) int {
	return slices.IndexFunc(c.keys, func(key aggregate.Column) bool { return key.Name == name })
}

// operand is how a condition reads a column.
func (c *column) operand() expr.Operand[row] {
	value := c.value
	switch c.Kind {
	case aggregate.Text:
		return expr.Operand[row]{Kind: expr.Text, Slot: -1, Text: func(r *row) []byte { return value(r).Bytes }}
	case aggregate.Ratio:
		return expr.Operand[row]{Kind: expr.Number, Slot: -1, Float: func(r *row) (float64, bool) {
			v := value(r)
			return v.Float, v.Kind != aggregate.Absent
		}}
	}
	scale := int64(1)
	if c.Kind == aggregate.Decimal {
		scale = 1e9
	}
	return expr.Operand[row]{Kind: expr.Number, Slot: -1, Scale: scale, Whole: func(r *row) (int64, bool) {
		v := value(r)
		n, _ := v.Int.Int64()
		return n, v.Kind != aggregate.Absent
	}}
}

// keyOperand is how a condition reads a key: as a text, which may be a number, or
// as a time.
func (c *comparison) keyOperand(i int) expr.Operand[row] {
	value := func(r *row) aggregate.Value {
		if r.key == nil {
			return absent // of all
		}
		return c.spec.KeyValues(nil, r.key)[i]
	}
	switch c.keys[i].Kind {
	case aggregate.Clock:
		return expr.Operand[row]{Kind: expr.Time, Slot: -1, Stamp: func(r *row) parser.Stamp {
			v := value(r)
			clock, _ := v.Int.Int64()
			if v.Kind == aggregate.Absent || v.Stamp.Valid {
				return v.Stamp
			}
			return parser.Stamp{Nanos: clock, Offset: parser.NoOffset, Valid: true}
		}}
	case aggregate.Weekday:
		return expr.Operand[row]{Kind: expr.Weekday, Slot: -1, Text: func(r *row) []byte {
			day, _ := value(r).Int.Int64()
			if day == 0 {
				return nil
			}
			return parser.AppendText(nil, parser.Weekday, []byte{'0' + byte(day)})
		}}
	}
	return expr.Operand[row]{Kind: expr.Either, Slot: -1, Text: func(r *row) []byte { return value(r).Bytes }}
}

// ordering is the order of rows that Sort asks for: measures fall and keys rise,
// absent ones come last, and what is equal is in the order of importance.
func (c *comparison) ordering() (func(a, b *row) int, error) {
	if c.Sort == "" {
		if c.Reverse {
			return func(a, b *row) int { return -byImportance(a, b) }, nil
		}
		return byImportance, nil
	}
	value, falling := func(*row) aggregate.Value { return absent }, true
	switch column, key := c.columnNamed(c.Sort), c.keyNamed(c.Sort); {
	case column >= 0:
		value, falling = c.columns[column].value, c.columns[column].Kind != aggregate.Text
	case key >= 0:
		value, falling = func(r *row) aggregate.Value { return c.spec.KeyValues(nil, r.key)[key] }, false
	default:
		return nil, fmt.Errorf("cannot sort by %q: it is no column; columns: %s", c.Sort, strings.Join(c.known(), " "))
	}
	return func(a, b *row) int {
		x, y := value(a), value(b)
		if (x.Kind == aggregate.Absent) != (y.Kind == aggregate.Absent) {
			if x.Kind == aggregate.Absent {
				return 1
			}
			return -1
		}
		order := compareValues(x, y)
		if falling != c.Reverse {
			order = -order
		}
		return cmp.Or(order, byImportance(a, b))
	}, nil
}

// compareValues orders values of one column; texts that are numbers as such.
func compareValues(a, b aggregate.Value) int {
	switch a.Kind {
	case aggregate.Text:
		x, number := parser.ParseDecimal(a.Bytes)
		y, numbers := parser.ParseDecimal(b.Bytes)
		if number != numbers {
			return cmp.Compare(one(numbers), one(number)) // numbers come first
		}
		return cmp.Or(cmp.Compare(x, y), bytes.Compare(a.Bytes, b.Bytes))
	case aggregate.Ratio:
		return cmp.Compare(a.Float, b.Float)
	}
	return a.Int.Cmp(b.Int)
}

// describe returns the keys of a row, and what it has of the columns that FailIf
// names.
func (c *comparison) describe(r *row) (keys, measured []aggregate.NamedValue) {
	if r.key == nil {
		keys = []aggregate.NamedValue{{Name: "row", Value: text("all")}}
	} else {
		for i, v := range c.spec.KeyValues(nil, r.key) {
			keys = append(keys, aggregate.NamedValue{Name: c.keys[i].Name, Value: v})
		}
	}
	for _, name := range c.failIf.Names() {
		if i := c.columnNamed(name); i >= 0 {
			measured = append(measured, aggregate.NamedValue{Name: name, Value: c.columns[i].value(r)})
		}
	}
	return keys, measured
}
