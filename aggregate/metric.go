package aggregate

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"wf/internal/expr"
	"wf/parser"
)

// MetricNames lists the vocabulary of metrics for messages and help. F stands
// for a field, S for a status or a class.
func MetricNames() []string {
	return []string{"count", "sum_F", "avg_F", "min_F", "max_F", "stddev_F", "p95_F", "distinct_F", "visitors",
		"rate", "share", "count_S", "share_S", "first", "last", "NAME=share(EXPR)", "NAME=count(EXPR)"}
}

// metric is a column of measures: how to take its value from a row.
type metric struct {
	column Column
	value  func(c *Counts, cells []byte) Value
	total  bool                                // the value over all rows means something
	whole  func(c *Counts, cells []byte) Value // it, where value is that of a row alone; else nil
	rate   bool                                // needs the span of the records
	sum    bool                                // of numbers: 0 where there are no records
	set    int                                 // of a distinct metric: which set of the Spec, from 1
	call   expr.Call                           // of a metric that is made of a condition

	percentile int // the cell of one, else 0
}

// overall is the value for cells that many rows come to, or all.
func (m *metric) overall(c *Counts, cells []byte) Value {
	if m.whole != nil {
		return m.whole(c, cells)
	}
	return m.value(c, cells)
}

// none is the value for the cells of a row without records.
func (m *metric) none(c *Counts, cells []byte) Value {
	if m.sum {
		return Value{Kind: m.column.Kind}
	}
	return m.value(c, cells)
}

// compileMetric adds to the spec what a metric needs.
func (s *Spec) compileMetric(name string, set *parser.FieldSet) (metric, error) {
	if c, ok := parseConditional(name); ok {
		return s.conditionalMetric(c, set)
	}
	switch name {
	case "count":
		return s.countMetric(name, s.cell(cell{kind: cellCount})), nil
	case "share":
		return ratioMetric(name, Part, func(c *Counts, cells []byte) (n, of float64) {
			return float64(getInt64(cells)), float64(getInt64(c.totals))
		}), nil
	case "rate":
		return s.rateMetric(name, set)
	case "first", "last":
		return s.instantMetric(name, set)
	case "visitors":
		return s.visitorMetric(name, set)
	}
	prefix, rest, ok := strings.Cut(name, "_")
	if ok && (prefix == "count" || prefix == "share") {
		return s.statusMetric(name, prefix, rest, set)
	}
	if ok && prefix == "distinct" {
		return s.distinctMetric(name, rest, set)
	}
	if ok && prefix == "stddev" {
		return s.deviationMetric(name, rest, set)
	}
	if digits, isPercentile := percentileDigits(prefix); ok && isPercentile {
		return s.percentileMetric(name, digits, rest, set)
	}
	if ok && (prefix == "sum" || prefix == "avg" || prefix == "min" || prefix == "max") {
		return s.numberMetric(name, prefix, rest, set)
	}
	return metric{}, errUnknownMetric
}

func (s *Spec) countMetric(name string, at int) metric {
	return metric{
		column: Column{Name: name, Kind: Integer},
		total:  true,
		value: func(_ *Counts, cells []byte) Value {
			return Value{Kind: Integer, Int: Int(getInt64(cells[at:]))}
		},
	}
}

// ratioMetric divides once, here, so that the result depends on the merged
// integers alone.
func ratioMetric(name string, unit Unit, parts func(c *Counts, cells []byte) (n, of float64)) metric {
	return metric{
		column: Column{Name: name, Kind: Ratio, Unit: unit},
		total:  true,
		value: func(c *Counts, cells []byte) Value {
			n, of := parts(c, cells)
			if of == 0 {
				return Value{}
			}
			return Value{Kind: Ratio, Float: n / of}
		},
	}
}

// rateMetric compiles rate: the records of a row per second of the span of all
// of them, or of the row's step where that is what it says of time.
func (s *Spec) rateMetric(name string, set *parser.FieldSet) (metric, error) {
	slot, err := s.instants(set)
	if err != nil {
		return metric{}, err
	}
	m := ratioMetric(name, PerSecond, func(c *Counts, cells []byte) (n, of float64) {
		if !c.span.First.Valid {
			return 0, 0
		}
		return float64(getInt64(cells)), c.span.seconds()
	})
	if key := s.stepKey(); key >= 0 {
		m.whole = m.value
		length := s.stepLength(&s.keys[key], slot)
		m.value = ratioMetric(name, PerSecond, func(c *Counts, cells []byte) (n, of float64) {
			return float64(getInt64(cells)), float64(length(c, cells)) / 1e9
		}).value
	}
	m.rate = true
	return m, nil
}

// stepLength returns how to get the nanoseconds of a row's step, of which k is
// the key. Where a zone changes they are not those of the others, and the cells,
// which do not know their key, tell by their first record which step it is.
func (s *Spec) stepLength(k *keyColumn, slot int) func(c *Counts, cells []byte) int64 {
	if k.zone == nil {
		return func(c *Counts, _ []byte) int64 {
			nanos, _, _ := c.stepOf(k)
			return nanos
		}
	}
	first := s.cell(cell{kind: cellFirst, input: s.input(input{kind: inputInstant, slot: slot})})
	return func(c *Counts, cells []byte) int64 {
		nanos, base, _ := c.stepOf(k)
		at := getInt64(cells[first:])
		if at == math.MaxInt64 {
			return nanos // of no records, which are 0 a second
		}
		zone := parser.NewZoneClock(k.zone)
		begin := zone.Begin(at, nanos, base)
		if end, ok := zone.End(begin, nanos, base); ok {
			return end - begin
		}
		return nanos
	}
}

// instants returns the slot of the time of records.
func (s *Spec) instants(set *parser.FieldSet) (int, error) {
	slot, err := s.field("time", set)
	if err == nil && set.Field(slot).Kind != parser.Clock {
		return 0, errors.New("time is a text here")
	}
	return slot, err
}

func (s *Spec) instantMetric(name string, set *parser.FieldSet) (metric, error) {
	slot, err := s.instants(set)
	if err != nil {
		return metric{}, err
	}
	kind := cellFirst
	if name == "last" {
		kind = cellLast
	}
	at := s.cell(cell{kind: kind, input: s.input(input{kind: inputInstant, slot: slot})})
	return metric{
		column: Column{Name: name, Kind: Instant},
		total:  true,
		value: func(_ *Counts, cells []byte) Value {
			nanos := getInt64(cells[at:])
			if nanos == math.MaxInt64 || nanos == math.MinInt64 {
				return Value{}
			}
			return Value{Kind: Instant, Stamp: parser.Stamp{Nanos: nanos, Offset: int32(getInt64(cells[at+8:])), Valid: true}}
		},
	}, nil
}

func (s *Spec) statusMetric(name, prefix, codes string, set *parser.FieldSet) (metric, error) {
	status, err := ParseStatusSet(codes)
	if err != nil {
		return metric{}, err
	}
	slot, err := s.field("status", set)
	if err != nil {
		return metric{}, err
	}
	at := s.cell(cell{kind: cellStatus, status: status, input: s.input(input{kind: inputStatus, slot: slot})})
	if prefix == "count" {
		return s.countMetric(name, at), nil
	}
	return ratioMetric(name, Part, func(_ *Counts, cells []byte) (n, of float64) {
		return float64(getInt64(cells[at:])), float64(getInt64(cells))
	}), nil
}

// number is a field whose values are numbers.
type number struct {
	input int       // first word of its input
	kind  ValueKind // Integer or Decimal
	scale float64   // units of its cells that are 1
	unit  Unit
}

// number adds the input of a field that may have numbers.
func (s *Spec) number(field string, set *parser.FieldSet) (number, error) {
	slot, err := s.field(field, set)
	if err != nil {
		return number{}, err
	}
	f := set.Field(slot)
	if f.Kind == parser.Integer {
		return number{s.input(input{kind: inputInteger, slot: slot}), Integer, 1, unitOf(f)}, nil
	}
	if !f.Numeric() {
		return number{}, fmt.Errorf("%s is not a number", field)
	}
	return number{s.input(input{kind: inputDecimal, slot: slot}), Decimal, 1e9, unitOf(f)}, nil
}

func (s *Spec) numberMetric(name, prefix, field string, set *parser.FieldSet) (metric, error) {
	n, err := s.number(field, set)
	if err != nil {
		return metric{}, err
	}
	number, scale := n.input, n.scale
	numbers := s.cell(cell{kind: cellNumbers, input: number})
	column := Column{Name: name, Kind: n.kind, Unit: n.unit}
	switch prefix {
	case "sum", "avg":
		sum := s.cell(cell{kind: cellSum, input: number})
		if prefix == "avg" {
			return ratioMetric(name, column.Unit, func(_ *Counts, cells []byte) (n, of float64) {
				return getInt128(cells[sum:]).Float(), float64(getInt64(cells[numbers:])) * scale
			}), nil
		}
		m := numberColumn(column, numbers, func(cells []byte) Int128 { return getInt128(cells[sum:]) })
		m.sum = true
		return m, nil
	case "min":
		at := s.cell(cell{kind: cellMin, input: number})
		return numberColumn(column, numbers, func(cells []byte) Int128 { return Int(getInt64(cells[at:])) }), nil
	default:
		at := s.cell(cell{kind: cellMax, input: number})
		return numberColumn(column, numbers, func(cells []byte) Int128 { return Int(getInt64(cells[at:])) }), nil
	}
}

// numberColumn is a column that is absent where no number was.
func numberColumn(column Column, numbers int, number func(cells []byte) Int128) metric {
	return metric{
		column: column,
		total:  true,
		value: func(_ *Counts, cells []byte) Value {
			if getInt64(cells[numbers:]) == 0 {
				return Value{}
			}
			return Value{Kind: column.Kind, Int: number(cells)}
		},
	}
}

func unitOf(f parser.Field) Unit {
	switch f.Unit {
	case "bytes":
		return Bytes
	case "seconds":
		return Seconds
	}
	return NoUnit
}

func (s *Spec) distinctMetric(name, field string, set *parser.FieldSet) (metric, error) {
	slot, err := s.field(field, set)
	if err != nil {
		return metric{}, err
	}
	return s.setMetric(name, s.input(input{kind: inputHash, slot: slot})), nil
}

// visitorMetric counts the different pairs of client and agent of each day.
// A log without agents still has visitors.
func (s *Spec) visitorMetric(name string, set *parser.FieldSet) (metric, error) {
	if _, err := s.field("client", set); err != nil {
		return metric{}, err
	}
	var slots [3]int
	for i, field := range []string{"client", "agent", "date"} {
		slot, err := set.Add(field)
		if err != nil {
			return metric{}, err
		}
		slots[i] = slot
	}
	in := input{kind: inputVisitor, slot: slots[0], more: [2]int{slots[1], slots[2]}}
	return s.setMetric(name, s.input(in)), nil
}

func (s *Spec) setMetric(name string, in int) metric {
	at := s.cell(cell{kind: cellDistinct, input: in})
	return metric{
		column: Column{Name: name, Kind: Integer},
		total:  len(s.keys) == 0,
		set:    s.set(at, in),
		value: func(_ *Counts, cells []byte) Value {
			return Value{Kind: Integer, Int: Int(int64(binary.LittleEndian.Uint64(cells[at:]) >> 1))}
		},
	}
}
