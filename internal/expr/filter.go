package expr

import (
	"fmt"
	"strings"
	"time"

	"wf/parser"
)

// Filter is a condition on records.
type Filter struct {
	Keep   func(*parser.Record) bool // for many goroutines at once
	Fields []string                  // that it names, by the names that the set gives them
	Slots  []int                     // of these fields
	Codes  *Codes                    // what it says of each status, if that alone decides; else nil
}

// NewFilter compiles a condition for the fields of set, adding those it needs.
// The error is an *Error.
func NewFilter(text string, set *parser.FieldSet) (*Filter, error) {
	e, err := Parse(text)
	if err != nil {
		return nil, err
	}
	env := newRecords(set)
	keep, err := Compile(e, Env[parser.Record](env))
	if err != nil {
		return nil, err
	}
	f := &Filter{Keep: keep, Slots: env.slots}
	if f.Codes = tabulate(e, env); f.Codes != nil {
		f.Keep = f.Codes.keep(keep)
	}
	for _, slot := range env.slots {
		f.Fields = append(f.Fields, set.Field(slot).Name)
	}
	return f, nil
}

// records is the Env of conditions on records.
type records struct {
	set   *parser.FieldSet
	slots []int        // that were looked up
	seen  map[int]bool // those in slots
}

func newRecords(set *parser.FieldSet) *records {
	return &records{set: set, seen: make(map[int]bool)}
}

// Zone is that of the set.
func (e *records) Zone() *time.Location { return e.set.Zone() }

// Call refuses what counts records.
func (e *records) Call(c Call) (Operand[parser.Record], error) {
	return Operand[parser.Record]{}, fmt.Errorf("%s() counts records, and this is a condition on one of them", c.Function)
}

// Lookup returns the operand of a field.
func (e *records) Lookup(name string) (Operand[parser.Record], error) {
	if strings.ToLower(name) != name && !e.set.Has(name) {
		// A log whose lines name their fields may have any. But all of them are
		// spelled small: method == GET misses its quotes.
		return Operand[parser.Record]{}, fmt.Errorf("no field %q; %s", name, aText(name))
	}
	slot, err := e.set.Add(name)
	if err != nil {
		return Operand[parser.Record]{}, err
	}
	if !e.seen[slot] {
		e.seen[slot] = true
		e.slots = append(e.slots, slot)
	}
	return recordOperand(e.set.Field(slot), slot, e.set.Zone()), nil
}

// unknown returns the error for a name that only an open set takes for that of
// a field, nil for others.
func (e *records) unknown(name string) error {
	if e.set.Has(name) {
		return nil
	}
	cure := "wf detect FILE lists those of the log"
	if nearest := e.set.Nearest(name); nearest != "" {
		cure = fmt.Sprintf("did you mean %q?", nearest)
	}
	return fmt.Errorf("%q is no condition, and no known field; %s", name, cure)
}

// never says what to write where the field has a form that the text has not, ""
// elsewhere.
func (e *records) never(name string, op operation, text string) string {
	slot, err := e.set.Add(name)
	if err != nil {
		return ""
	}
	f := e.set.Field(slot)
	if known, ok := parser.LookupField(f.Name); !ok || known != f {
		return "" // one that a format defines may hold anything
	}
	return neverOf(f.Name, op, text)
}

// recordOperand returns the operand of the field in a slot of a set in a zone,
// or in none.
func recordOperand(f parser.Field, slot int, zone *time.Location) Operand[parser.Record] {
	type record = parser.Record
	o := Operand[record]{Kind: Text, Slot: slot, Text: func(r *record) []byte { return r.Bytes(slot) }}
	switch f.Kind {
	case parser.Integer:
		whole := func(r *record) (int64, bool) { return r.Integer(slot) }
		return Operand[record]{Kind: Number, Slot: slot, Whole: whole, Scale: 1}
	case parser.Decimal:
		whole := func(r *record) (int64, bool) { return r.Decimal(slot) }
		return Operand[record]{Kind: Number, Slot: slot, Whole: whole, Scale: nano}
	case parser.Clock:
		return Operand[record]{Kind: Time, Slot: -1, Stamp: stampOf(f, slot, zone)}
	case parser.Weekday:
		day := func(r *record) []byte { return nameOfDay(r.Bytes(slot)) }
		return Operand[record]{Kind: Weekday, Slot: -1, Text: day}
	}
	if f.Numeric() {
		o.Kind = Either
	}
	return o
}

// stampOf returns how to get the time of a record, or the step that it lies
// in.
func stampOf(f parser.Field, slot int, zone *time.Location) func(*parser.Record) parser.Stamp {
	if f.Name == "time" {
		return (*parser.Record).Instant
	}
	return func(r *parser.Record) parser.Stamp {
		s, clock := r.Instant(), r.Bytes(slot)
		if !s.Valid || len(clock) != 8 {
			return parser.Stamp{}
		}
		if zone != nil {
			return parser.StampIn(parser.ClockNanos(clock), zone)
		}
		s.Nanos -= s.Clock() - parser.ClockNanos(clock)
		return s
	}
}

// dayNames are what the values of a weekday stand for.
var dayNames = []byte(days)

// nameOfDay returns Mon to Sun for 1 to 7, nil for what is none of them.
func nameOfDay(value []byte) []byte {
	if len(value) != 1 || value[0]-'1' > 6 {
		return nil
	}
	i := 3 * int(value[0]-'1')
	return dayNames[i : i+3 : i+3]
}
