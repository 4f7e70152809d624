package aggregate

import (
	"reflect"
	"slices"
	"testing"
	"unsafe"
)

// TestClonesShareNothing compares all memory that a Partial reaches with what its
// copy does: an answer that is right by chance says nothing of counting that goes
// on meanwhile.
func TestClonesShareNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing runs side by side in it")
	}
	aside := &Memory{limit: 1 << 30, store: new(memoryStore), tables: 2000, floor: 8000, bits: fewParts}
	lists := [][]request{requests(1, 1, 7), requests(2000, 2000, 7), requests(7000, 6, 7)}
	for _, memory := range []*Memory{tight(new(memoryStore), tableBudget), tight(new(memoryStore), 20_000), aside} {
		for _, list := range lists {
			for _, q := range cloneQuestions {
				checkCloneShares(t, fill(t, q, list, 1, 1, memory.tune)[0], q.Name)
			}
		}
	}
}

func checkCloneShares(t *testing.T, p *Partial, name string) {
	t.Helper()
	mine, its := make(reached), make(reached)
	mine.walk(reflect.ValueOf(p).Elem(), "p")
	its.walk(reflect.ValueOf(p.Clone(p.memory.Fork())).Elem(), "p")
	for at, path := range its {
		if was, ok := mine[at]; ok && !slices.Contains(onlyRead, path) {
			t.Errorf("%s: %s is %s of the copy", name, was, path)
		}
	}
}

// onlyRead is what Partials share that never changes: parts of the Spec, and the
// places of what is in the Store.
var onlyRead = []string{"p.table.fresh", "p.counts[].set", "p.counts[].set.percentiles", "p.runs[].parts"}

// reached is memory that can be written to, and the way to it.
type reached map[unsafe.Pointer]string

// walk follows all ways but those to what is made once and only read.
func (r reached) walk(v reflect.Value, path string) {
	switch v.Type() {
	case reflect.TypeFor[*Spec](), reflect.TypeFor[*Memory]():
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			r.walk(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		if v.Cap() > 0 && v.Type().Elem().Size() > 0 {
			r[v.UnsafePointer()] = path
		}
		fallthrough
	case reflect.Array:
		if k := v.Type().Elem().Kind(); k < reflect.Array {
			return // numbers
		}
		for i := range v.Len() {
			r.walk(v.Index(i), path+"[]")
		}
	case reflect.Map:
		if !v.IsNil() {
			r[v.UnsafePointer()] = path
		}
	case reflect.Pointer:
		if !v.IsNil() && r[v.UnsafePointer()] == "" {
			r[v.UnsafePointer()] = path
			r.walk(v.Elem(), path)
		}
	}
}
