// Package aggregate counts Records.
//
// A Question says what to count. Compile binds it to the fields that a parser
// fills, as a Spec, which all workers share. Each worker adds its Records to a
// Partial of its own; Merge puts the Partials together, exactly: the result is
// the same for any number of workers and any order. Counts.Table then makes
// the rows that a View asks for, and the tables of all questions of one pass
// are a Report, which package report prints.
//
// The package knows no files, flags or formats.
package aggregate

import (
	"errors"
	"fmt"
	"hash/maphash"
	"time"

	"wf/internal/expr"
	"wf/parser"
)

// Spec is a Question bound to the fields of a FieldSet. It is immutable and
// shared by all workers.
type Spec struct {
	Question   Question
	seed       maphash.Seed
	fieldSet   *parser.FieldSet
	fields     []string // as the question names them
	keys       []keyColumn
	auto       *autoStep      // of the key that has one, or nil
	autoZone   *time.Location // of that key
	zone       *time.Location // of all times, nil for those of the log
	metrics    []metric
	cells      []cell
	fresh      []uint64 // the words of the cells of a new row
	inputs     []input
	inputWords int
	sets       []setCell
	samples    []sampleSet             // of percentiles
	spanned    bool                    // a metric needs the span of the records
	filters    map[string]*expr.Filter // by condition
	where      *expr.Filter            // the records that count, nil for all
	sided      bool                    // see CompileSide
}

// setCell is a distinct cell: its first byte and the first word of its input.
type setCell struct{ at, input int }

// Compile binds q to the fields of set, adding those it needs.
func Compile(q Question, set *parser.FieldSet) (*Spec, error) {
	s := &Spec{Question: q, seed: maphash.MakeSeed(), fieldSet: set, zone: set.Zone()}
	s.cell(cell{kind: cellCount})
	for _, name := range q.Keys {
		if err := s.compileKey(name, set); err != nil {
			return nil, err
		}
	}
	for _, name := range q.Metrics {
		m, err := s.compileMetric(name, set)
		if err == errUnknownMetric {
			return nil, unknownMetric(name, set)
		}
		if err != nil {
			return nil, fmt.Errorf("metric %s: %w", name, err)
		}
		if s.metricNamed(m.column.Name) >= 0 {
			return nil, fmt.Errorf("metric %q stands twice", m.column.Name)
		}
		s.metrics = append(s.metrics, m)
		s.spanned = s.spanned || m.rate
	}
	if len(s.metrics) == 0 {
		return nil, errors.New("no metric given")
	}
	if q.Where != "" {
		var err error
		if s.where, err = s.filter(q.Where, set); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Spec) compileKey(name string, set *parser.FieldSet) error {
	auto := autoSteps[name]
	field := name
	if auto != nil {
		field = "time"
	}
	slot, err := s.field(field, set)
	if err != nil {
		return err
	}
	f := set.Field(slot)
	switch {
	case auto == nil:
		name = f.Name // "ip" is client
	case f.Kind != parser.Clock:
		return errors.New("time is a text here")
	case s.auto != nil && s.auto != auto:
		return errors.New("only one key can choose its step")
	default:
		s.auto = auto
	}
	for _, k := range s.keys {
		if k.name == name {
			return fmt.Errorf("key %q stands twice", name)
		}
	}
	k := keyColumn{name: name, slot: slot, kind: f.Kind, numeric: f.Numeric(), auto: auto != nil}
	switch {
	case f.Kind != parser.Clock:
	case name == TimeAuto:
		k.walled = set.Zone() != nil
	default:
		k.zone = set.Zone()
	}
	s.keys = append(s.keys, k)
	if auto != nil {
		s.autoZone = k.zone
	}
	return nil
}

// cell returns the first byte of a cell among those of a row, adding the cell
// if the row has no such one.
func (s *Spec) cell(c cell) int {
	for i := range s.cells {
		have := s.cells[i]
		if c.at = have.at; c == have {
			return c.at
		}
	}
	c.at = 8 * len(s.fresh)
	s.cells = append(s.cells, c)
	s.fresh = c.fresh(s.fresh)
	return c.at
}

// input returns the first word of an input among those of a record, adding it
// if there is no such one.
func (s *Spec) input(in input) int {
	for _, have := range s.inputs {
		if in.at = have.at; in == have {
			return in.at
		}
	}
	in.at = s.inputWords
	s.inputs = append(s.inputs, in)
	s.inputWords += in.kind.words()
	return in.at
}

// set returns the number, from 1, of the set behind a distinct cell.
func (s *Spec) set(at, in int) int {
	for i, have := range s.sets {
		if have.at == at {
			return i + 1
		}
	}
	s.sets = append(s.sets, setCell{at, in})
	return len(s.sets)
}

// hash is the hash of a key. It is seeded for each Spec: whoever writes the
// keys, which is whoever sends requests, cannot aim at one chain of a table.
func (s *Spec) hash(key []byte) uint64 { return maphash.Bytes(s.seed, key) }

// Measures reports whether a metric is among those of the question, by its text or
// by the name of its column.
func (s *Spec) Measures(metric string) bool { return metricIndex(s.Question.Metrics, metric) >= 0 }

// Fields lists the fields that the question names, by key, by metric or in a
// condition.
func (s *Spec) Fields() []string { return s.fields }

// field adds a field that the question names to set and returns its slot.
func (s *Spec) field(name string, set *parser.FieldSet) (int, error) {
	slot, err := set.Add(name)
	if err == nil {
		s.fields = append(s.fields, set.Field(slot).Name)
	}
	return slot, err
}
