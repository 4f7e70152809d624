package parser

import (
	"bytes"
	"slices"
	"testing"
)

// FuzzDetect shows that any text has a format or a reason why not, the same
// one each time, and that the candidates have a total order.
func FuzzDetect(f *testing.F) {
	for _, known := range Formats() {
		f.Add(bytes.Join(logOf(known), []byte("\n")))
		for _, a := range around {
			f.Add([]byte(a.wrap(known.Sample) + "\n" + a.wrap(combined.Sample)))
		}
	}
	for _, text := range hostile() {
		f.Add([]byte(combined.Sample + "\n" + text + "\r" + text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		lines := bytes.Split(text, []byte("\n"))
		d, again := Detect(lines), Detect(lines)
		if d.outcome() != again.outcome() {
			t.Fatalf("%s, then %s", d.outcome(), again.outcome())
		}
		if d.Format == nil && d.Reason == "" {
			t.Fatal("no format and no reason")
		}
		for i := 1; i < len(d.Candidates); i++ {
			if a, b := d.Candidates[i-1], d.Candidates[i]; a.compare(b) >= 0 || b.compare(a) <= 0 {
				t.Fatalf("%s before %s", a.Format.Name, b.Format.Name)
			}
		}
		if d.Format == nil {
			return
		}
		slices.Reverse(lines)
		if reverse := Detect(lines); !ordered(d.Format) && Misread(lines) == "" && reverse.Reason != d.Reason {
			t.Fatalf("%s, in reverse %s", d.Reason, reverse.Reason)
		}
		set := NewFieldSet(d.Format.Own()...)
		for _, field := range d.Format.Fields() {
			if _, err := set.Add(field.Name); err != nil {
				t.Fatal(err)
			}
		}
		parsed := 0
		parseAll(d.Format, set, lines, func(r *Record, _ []byte, outcome Outcome) {
			if outcome != Parsed {
				return
			}
			parsed++
			for slot := range set.Len() {
				r.Bytes(slot)
			}
		})
		if parsed == 0 && !ordered(d.Format) {
			t.Fatalf("%s takes no line", d.Format.Name)
		}
	})
}

// ordered reports whether the lines of f mean what the ones before them say, or
// a sample of them decides what they mean.
func ordered(f *Format) bool {
	switch s := f.lines.(type) {
	case *w3c, *keyed:
		return true
	case *mixture:
		return slices.ContainsFunc(s.formats, ordered)
	}
	return false
}
