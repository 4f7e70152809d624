package aggregate

import (
	"bytes"
	"math"
	"time"

	"wf/parser"
)

// columnCheck is what must hold for the values of one column of a key.
type columnCheck struct {
	kind        parser.Kind
	auto        bool
	step, base  int64             // of a clock that is cut to steps; 0 for none
	zone        *parser.ZoneClock // that they are cut in, or nil
	least, most int64             // what clocks lie between, of a column that finds its own step
}

// columnChecks returns those of all columns, for rows whose clocks were cut to a
// step and come from a range.
func (s *Spec) columnChecks(step clockStep, r autoRange) []columnCheck {
	var checks []columnCheck
	for i := range s.keys {
		k := &s.keys[i]
		c := columnCheck{kind: k.kind, auto: k.auto}
		if k.kind == parser.Clock {
			c.step, c.base, _ = parser.TimeStep(k.name)
			c.zone = parser.NewZoneClock(k.zone)
		}
		if k.auto {
			c.step, c.base = step.nanos()
			c.least, c.most = 1, 0 // none
		}
		if k.auto && r.seen {
			c.least, c.most = c.cut(max(r.least, math.MinInt64/int64(time.Second))*int64(time.Second)), r.most*int64(time.Second)
		}
		checks = append(checks, c)
	}
	return checks
}

// admits reports whether a column can have the value, nil for an absent one.
func (c *columnCheck) admits(value []byte) bool {
	switch {
	case value == nil:
		return true
	case c.kind == parser.Weekday:
		return len(value) == 1 && '1' <= value[0] && value[0] <= '7'
	case c.kind != parser.Clock:
		return true
	case len(value) != clockSize:
		return false
	case c.step == 0:
		return true
	}
	clock := parser.ClockNanos(value)
	if c.auto && (clock < c.least || clock > c.most) {
		return false
	}
	return c.cut(clock) == clock
}

// cut returns where the step begins that a clock lies in.
func (c *columnCheck) cut(clock int64) int64 {
	if c.zone != nil {
		return c.zone.Begin(clock, c.step, c.base)
	}
	return parser.FloorClock(clock, c.step, c.base)
}

// keyScratch is what keys are taken apart in.
type keyScratch struct {
	values [][]byte
	bytes  []byte
	key    []byte
}

// readKey reads the key of a row behind that of the row before, which it must
// follow.
func (b *bodyReader) readKey(first bool) error {
	if len(b.rest) == 0 {
		return errEnds
	}
	shared := int(b.rest[0])
	b.rest = b.rest[1:]
	suffix, err := b.bytes()
	if err != nil {
		return err
	}
	if shared > len(b.key) || first && shared > 0 || shared+len(suffix) > maxSavedKey {
		return damaged("a key takes over %d bytes of the one before", shared)
	}
	if b.rows > 0 && bytes.Compare(suffix, b.key[shared:]) <= 0 {
		return damaged("a key does not follow the one before")
	}
	b.key = append(b.key[:shared], suffix...)
	if !b.admits(b.key) {
		return damaged("%.100q is no key of this question", b.key)
	}
	return nil
}

// admits reports whether a key is one that records can have.
func (b *bodyReader) admits(key []byte) bool {
	if len(b.checks) == 1 && b.checks[0].kind != parser.Clock && b.checks[0].kind != parser.Weekday {
		return admitsText(key)
	}
	if len(b.checks) > 1 && !b.wellFormed(key) || len(b.checks) == 1 && !admitsText(key) {
		return false
	}
	b.split.values = splitKey(b.split.values[:0], b.p.spec.keys, key, &b.split.bytes)
	for i := range b.checks {
		if !b.checks[i].admits(b.split.values[i]) {
			return false
		}
	}
	b.split.key = joinKey(b.split.key[:0], b.p.spec.keys, b.split.values)
	return bytes.Equal(b.split.key, key)
}

// admitsText reports whether appendKey makes such a key.
func admitsText(key []byte) bool {
	switch {
	case len(key) == 0:
		return false
	case key[0] == markAbsent:
		return len(key) == 1
	case key[0] == markRaw:
		return len(key) == 1 || key[1] <= markRaw
	}
	return true
}

// wellFormed reports whether a key of several columns can be taken apart.
func (b *bodyReader) wellFormed(key []byte) bool {
	for i := range b.checks {
		n := partSize(key, b.checks[i].kind)
		if n == 0 {
			return false
		}
		key = key[n:]
	}
	return len(key) == 0
}

// partSize is the bytes of the first column of a key of several, 0 if there is
// none.
func partSize(key []byte, kind parser.Kind) int {
	if kind == parser.Clock {
		switch {
		case len(key) > 0 && key[0] == markAbsent:
			return 1
		case len(key) > clockSize && key[0] == markRaw:
			return 1 + clockSize
		}
		return 0
	}
	for at := 0; ; {
		zero := bytes.IndexByte(key[at:], 0)
		if zero < 0 || at+zero+1 == len(key) {
			return 0
		}
		mark := key[at+zero+1]
		at += zero + 2
		switch {
		case mark == textEnd:
			if at == 2 {
				return 0 // no text is without a byte
			}
			return at
		case mark != zeroEscape:
			return 0
		}
	}
}

// cutKey appends the key cut to the step of p to dst.
func (b *bodyReader) cutKey(dst, key []byte) []byte {
	var clock [clockSize]byte
	keys := b.p.spec.keys
	b.split.values = splitKey(b.split.values[:0], keys, key, &b.split.bytes)
	for i, value := range b.split.values {
		if keys[i].auto && value != nil {
			b.split.values[i] = b.p.cutClock(clock[:0], parser.ClockNanos(value))
		}
	}
	return joinKey(dst, keys, b.split.values)
}
