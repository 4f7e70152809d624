package expr

import (
	"bytes"
	"cmp"
	"math/bits"

	"wf/internal/moment"
	"wf/parser"
)

// withOperand makes a function of the comparison of two values of a T.
func (c *compiler[T]) withOperand(op operation, n *node, o, p operand[T]) (func(*T) bool, error) {
	numbers := o.Kind == Number || p.Kind == Number
	switch {
	case o.Kind == Time && p.Kind == Time:
		return onStamps(op, o, p), nil
	case numbers && isNumber(o) && isNumber(p):
		return onNumbers(op, o, p), nil
	case numbers, o.Kind == Time, p.Kind == Time:
		left, right := n.kids[0], n.kids[1]
		return nil, c.fail(n, "%s is %s and %s is %s: they are never equal", c.source(left), o.Kind, c.source(right), p.Kind)
	case o.Kind == Weekday && p.Kind == Weekday:
		return compared(op, onTexts(o, p, func(a, b []byte) bool { return op.holds(weekday(a) - weekday(b)) }), o, p), nil
	}
	return compared(op, onTexts(o, p, func(a, b []byte) bool { return op.holds(bytes.Compare(a, b)) }), o, p), nil
}

// isNumber reports whether o can be compared with a number.
func isNumber[T any](o operand[T]) bool { return o.Kind == Number || o.Kind == Either && o.fold == nil }

// compared makes != of two texts true where one of them is absent.
func compared[T any](op operation, keep func(*T) bool, o, p operand[T]) func(*T) bool {
	if op != opUnequal {
		return keep
	}
	text, other := o.Text, p.Text
	return func(t *T) bool { return text(t) == nil || other(t) == nil || keep(t) }
}

// onNumbers makes a function of the comparison of two numbers, exact if both
// are whole in their units.
func onNumbers[T any](op operation, o, p operand[T]) func(*T) bool {
	unlike := op == opUnequal
	if o.Float != nil && o.Whole == nil || p.Float != nil && p.Whole == nil {
		first, second := floatOf(o), floatOf(p)
		return func(t *T) bool {
			a, okA := first(t)
			b, okB := second(t)
			if !okA || !okB || a != a || b != b {
				return unlike
			}
			return op.holds(cmp.Compare(a, b))
		}
	}
	first, second := wholeOf(o), wholeOf(p)
	return func(t *T) bool {
		a, scaleA, okA := first(t)
		b, scaleB, okB := second(t)
		if !okA || !okB {
			return unlike
		}
		return op.holds(compareScaled(a, scaleA, b, scaleB))
	}
}

// wholeOf returns how to get a number off a T with its scale.
func wholeOf[T any](o operand[T]) func(*T) (n, scale int64, ok bool) {
	if o.Kind == Either {
		text := o.Text
		return func(t *T) (int64, int64, bool) { return numeral(text(t)) }
	}
	whole, scale := o.Whole, o.Scale
	return func(t *T) (int64, int64, bool) {
		n, ok := whole(t)
		return n, scale, ok
	}
}

// floatOf returns how to get a number off a T as a float64.
func floatOf[T any](o operand[T]) func(*T) (float64, bool) {
	if o.Float != nil {
		return o.Float
	}
	whole := wholeOf(o)
	return func(t *T) (float64, bool) {
		n, scale, ok := whole(t)
		return float64(n) / float64(scale), ok
	}
}

// compareScaled compares a, in units of 1/scaleA, with b, in units of
// 1/scaleB, through 128 bits.
func compareScaled(a, scaleA, b, scaleB int64) int {
	if scaleA == scaleB {
		return cmp.Compare(a, b)
	}
	if a < 0 != (b < 0) {
		return cmp.Compare(a, b)
	}
	highA, lowA := bits.Mul64(magnitude(a), uint64(scaleB))
	highB, lowB := bits.Mul64(magnitude(b), uint64(scaleA))
	order := cmp.Or(cmp.Compare(highA, highB), cmp.Compare(lowA, lowB))
	if a < 0 {
		return -order
	}
	return order
}

// magnitude returns n without its sign.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// withMoment makes a function of the comparison of a time with a point in time
// as people type it.
func (c *compiler[T]) withMoment(op operation, o operand[T], right *node) (func(*T) bool, error) {
	m, err := moment.Parse(right.text, c.now, c.zone)
	if err != nil {
		return nil, c.fail(right, "%v", err)
	}
	stamp, unlike := o.Stamp, op == opUnequal
	return func(t *T) bool {
		s := stamp(t)
		if !s.Valid {
			return unlike
		}
		return op.holds(m.Compare(s))
	}, nil
}

// onStamps makes a function of the comparison of two times: of instants, or of
// what clocks show where one of them does not say where it is.
func onStamps[T any](op operation, o, p operand[T]) func(*T) bool {
	first, second, unlike := o.Stamp, p.Stamp, op == opUnequal
	return func(t *T) bool {
		a, b := first(t), second(t)
		if !a.Valid || !b.Valid {
			return unlike
		}
		if a.Offset == parser.NoOffset || b.Offset == parser.NoOffset {
			return op.holds(cmp.Compare(a.Clock(), b.Clock()))
		}
		return op.holds(cmp.Compare(a.Nanos, b.Nanos))
	}
}
