package parser

import (
	"fmt"
	"strings"
	"time"
)

// FieldSet is the list of the fields that a query needs. A field's slot is
// its number in it, the same whatever format a line has. It is filled before
// the run and only read, by all workers, during it.
type FieldSet struct {
	own   []Field
	open  bool // any name may be a field
	slots []slot
	index map[string]int

	keep   func(*Record) bool // nil keeps all
	needs  []int              // the slots that keep reads
	zone   *time.Location     // of all times, or nil for those of the log
	routes []routePattern     // of the field route, before its own rules
}

// slot is a field of a set, and how it is derived if no line holds it.
type slot struct {
	field  Field
	from   []int      // slots of the fields it is derived from
	derive derivation // nil if it is not derived in the same way whatever the format
}

// NewFieldSet returns an empty set. The fields in own are those that only the
// formats of this run have; they hide known ones of the same name.
func NewFieldSet(own ...Field) *FieldSet {
	return &FieldSet{own: own, index: make(map[string]int)}
}

// Keep makes the parsers compiled for the set call those records Filtered for
// which keep is false. keep reads nothing but the slots in needs, and what is
// read with them: the Instant with the time. It is called by all workers, as
// soon as what it reads was scanned and the line is known to be of its format.
// Parsers compiled before do not know of it.
func (s *FieldSet) Keep(keep func(*Record) bool, needs ...int) { s.keep, s.needs = keep, needs }

// In makes all times those of one zone: times of the log that have no offset
// are read as of zone, and Instant and all that is derived from it have the
// offset that zone had then. Values of Clock fields are instants then, see
// AppendClock. A nil zone leaves all times as they are.
func (s *FieldSet) In(zone *time.Location) { s.zone = zone }

// Zone returns the zone that In gave, or nil.
func (s *FieldSet) Zone() *time.Location { return s.zone }

// Route makes the field route be pattern where the path is like it, before the
// rules that fold ids. Of several patterns the first counts. A part of the
// pattern that begins with a colon stands for any one part of a path that is
// not empty, and * at its end for all that is left: /u/:name/*.
//
// A slash at the end counts, as in package net/http and chi: /u/:name is not
// like /u/bob/, and /u/* is like /u/, /u/bob and /u/bob/1, but not like /u.
// All else must be the same byte for byte. The error says in one line what is
// wrong with the pattern.
func (s *FieldSet) Route(pattern string) error {
	p, err := parseRoute(pattern)
	if err != nil {
		return err
	}
	s.routes = append(s.routes, p)
	return nil
}

// Open makes the set take any name for that of a field, as logs need whose
// lines name their fields themselves.
func (s *FieldSet) Open() { s.open = true }

// Add makes the set hold the named field and returns its slot, whether or not
// it held it before. A derived field brings those that it is derived from
// along, so that the set may grow by more than one. "ip" is taken for
// "client". The error is an *UnknownField.
func (s *FieldSet) Add(name string) (int, error) {
	if i, ok := s.index[name]; ok {
		return i, nil
	}
	if f, ok := s.ownField(name); ok {
		return s.append(slot{field: f}), nil
	}
	if name == "ip" {
		return s.Add("client")
	}
	if d, ok := lookupDerived(name, s.lookup); ok {
		from := make([]int, len(d.from))
		for i, source := range d.from {
			var err error
			if from[i], err = s.Add(source); err != nil {
				return 0, err
			}
		}
		return s.append(slot{d.field, from, d.derive}), nil
	}
	if f, ok := LookupField(name); ok {
		return s.append(slot{field: f}), nil
	}
	if spelled := normalName(name); spelled != name && !strings.Contains(name, "/") {
		if slot, err := s.Add(spelled); err == nil {
			return slot, nil
		}
	}
	if s.open {
		return s.append(slot{field: Field{Name: name, Kind: Text, Doc: "a field of the log"}}), nil
	}
	return 0, s.unknown(name)
}

// Has reports whether name is a field of the formats of the run, or a known
// one, and not only what an open set takes for one.
func (s *FieldSet) Has(name string) bool {
	_, err := NewFieldSet(s.own...).Add(name)
	return err == nil
}

func (s *FieldSet) append(n slot) int {
	s.index[n.field.Name] = len(s.slots)
	s.slots = append(s.slots, n)
	return len(s.slots) - 1
}

// Len returns the number of slots.
func (s *FieldSet) Len() int { return len(s.slots) }

// Field returns the field in the slot.
func (s *FieldSet) Field(slot int) Field { return s.slots[slot].field }

// slot returns the slot of a field, or -1.
func (s *FieldSet) slot(name string) int {
	if i, ok := s.index[name]; ok {
		return i
	}
	return -1
}

func (s *FieldSet) ownField(name string) (Field, bool) {
	for _, f := range s.own {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// lookup is LookupField, own fields first.
func (s *FieldSet) lookup(name string) (Field, bool) {
	if f, ok := s.ownField(name); ok {
		return f, true
	}
	return LookupField(name)
}

// UnknownField is the error for a name that is no field.
type UnknownField struct {
	Name    string
	Nearest string   // what may have been meant, or ""
	Known   []string // all the names there are
}

// Error says so in one line.
func (e *UnknownField) Error() string {
	if e.Name == "host" {
		return `no field "host": client is who asked, vhost is which site`
	}
	known := strings.Join(e.Known, " ")
	if e.Nearest == "" {
		return fmt.Sprintf("no field %q; there are: %s", e.Name, known)
	}
	return fmt.Sprintf("no field %q; did you mean %q? there are: %s", e.Name, e.Nearest, known)
}

func (s *FieldSet) unknown(name string) *UnknownField {
	e := &UnknownField{Name: name, Known: s.known()}
	if name != "host" {
		e.Nearest = s.Nearest(name)
	}
	return e
}

// known returns the names of all fields that the set can hold.
func (s *FieldSet) known() []string {
	var names []string
	for _, f := range s.own {
		names = append(names, f.Name)
	}
	for _, f := range Fields() {
		names = append(names, f.Name)
	}
	return names
}
