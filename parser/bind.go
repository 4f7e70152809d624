package parser

import (
	"slices"
	"strings"
)

// binding says where in a Record the values of a format's lines go, for the
// fields of a set. It is made once and shared by all workers.
type binding struct {
	set      *FieldSet
	keep     func(*Record) bool  // of set, or nil
	slots    []int32             // by source: the slot for its value as it stands in the line
	parts    [requestSlots]int32 // of a request that the scan takes apart itself
	makings  []making            // by slot: how its value is made of others
	lazy     []uint32            // the slots that have a making
	time     int                 // the slot of the time's text, or -1
	notation *notation
}

// making is how the value of a slot is made of those of others.
type making struct {
	derive derivation
	from   []int
}

// logPrefix stands before the log's own name of a field.
const logPrefix = "log."

// bind finds a slot for each value that the fields of set are, or are made
// of. apart says that the scan takes a request line apart itself.
func bind(set *FieldSet, sources []source, apart bool) *binding {
	w := newBinder(set, sources, apart)
	for slot, s := range set.slots { // these first: others are made of what they hold
		if name, ok := strings.CutPrefix(s.field.Name, logPrefix); ok {
			w.bindLog(slot, name)
		}
	}
	for _, s := range set.slots {
		w.find(s.field.Name)
	}
	for slot, s := range set.slots {
		if _, ok := w.found[s.field.Name]; !ok && s.derive != nil && w.any(s.from) {
			w.make(slot, s.derive, s.from...)
		}
	}
	return w.binding
}

// binder makes a binding.
type binder struct {
	*binding
	sources []source
	apart   bool
	found   map[string]int // slots by the name of the field
}

func newBinder(set *FieldSet, sources []source, apart bool) *binder {
	b := &binding{
		set:     set,
		keep:    set.keep,
		slots:   make([]int32, len(sources)),
		makings: make([]making, set.Len()+1),
		time:    -1,
	}
	for i := range b.slots {
		b.slots[i] = b.dump()
	}
	for i := range b.parts {
		b.parts[i] = b.dump()
	}
	return &binder{binding: b, sources: sources, apart: apart, found: make(map[string]int)}
}

// dump is the slot that takes what nobody wants.
func (b *binding) dump() int32 { return int32(b.set.Len()) }

// spans is the number of slots that a Record needs.
func (b *binding) spans() int { return len(b.makings) }

// hold returns the slot for the value of a source, whether or not the set has
// its field.
func (b *binding) hold(i int) int32 {
	if b.slots[i] == b.dump() {
		b.slots[i] = int32(len(b.makings))
		b.makings = append(b.makings, making{})
	}
	return b.slots[i]
}

// make lets the value of a slot be made when it is asked for.
func (b *binding) make(slot int, derive derivation, from ...int) {
	b.makings[slot] = making{derive, from}
	b.lazy = append(b.lazy, uint32(slot))
}

// slot returns the slot of a field, one of the binding's own if the set does
// not have it.
func (w *binder) slot(name string) int {
	slot := w.set.slot(name)
	if slot < 0 {
		slot = len(w.makings)
		w.makings = append(w.makings, making{})
	}
	if name != "" {
		w.found[name] = slot
	}
	return slot
}

// bindLog takes the value that the log has under a name into slot.
func (w *binder) bindLog(slot int, name string) {
	i := slices.IndexFunc(w.sources, func(s source) bool { return s.name != "" && normalName(s.name) == name })
	if i < 0 { // the name that it is shown under
		i = slices.IndexFunc(w.sources, func(s source) bool { return s.name != "" && s.field.Name == name && !s.known() })
	}
	if i < 0 {
		return
	}
	if w.slots[i] == w.dump() {
		w.slots[i] = int32(slot)
	} else {
		w.make(slot, deriveCopy, int(w.slots[i]))
	}
	w.found[logPrefix+name] = slot
}

// find returns the slot in which the value of the named field can be had. A
// field that lines hold as it is goes before one that is made.
func (w *binder) find(name string) (slot int, ok bool) {
	if slot, ok := w.found[name]; ok {
		return slot, true
	}
	for i, s := range w.sources {
		if s.field.Name == name && w.isClock(name) == (s.notation != nil) {
			return w.bindSource(i), true
		}
	}
	switch name {
	case "method", "proto", "uri", "path", "query":
		if w.apart && w.holds("request") {
			return w.bindPart(name), true
		}
	}
	switch name {
	case "method":
		return w.part(name, "request", deriveMethod)
	case "proto":
		return w.part(name, "request", deriveProto)
	case "uri":
		if w.holds("path") && !w.holds("request") {
			return w.joinURI(), true
		}
		return w.part(name, "request", deriveURI)
	case "path":
		return w.part(name, "uri", derivePath)
	case "query":
		return w.part(name, "uri", deriveQuery)
	}
	return 0, false
}

// isClock reports whether the set, or whoever makes a field of it, takes the
// field for a time: a text must not get into its place.
func (w *binder) isClock(name string) bool {
	if slot := w.set.slot(name); slot >= 0 {
		return w.set.slots[slot].field.Kind == Clock
	}
	return name == "time"
}

// holds reports whether lines hold the field.
func (w *binder) holds(name string) bool {
	for _, s := range w.sources {
		if s.field.Name == name {
			return true
		}
	}
	return false
}

// bindSource binds the field of a source.
func (w *binder) bindSource(i int) int {
	s := w.sources[i]
	slot := w.slot(s.field.Name)
	if s.from != nil && s.notation != nil {
		made := w.slot("")
		w.make(made, s.convert, w.findAll(s.from)...)
		w.time, w.notation = made, s.notation
		w.make(slot, deriveTime, made)
		return slot
	}
	if s.from != nil {
		w.make(slot, s.convert, w.findAll(s.from)...)
		return slot
	}
	if s.convert == nil && s.notation == nil {
		if w.slots[i] == w.dump() {
			w.slots[i] = int32(slot)
		} else {
			w.make(slot, deriveCopy, int(w.slots[i]))
		}
		return slot
	}
	if w.slots[i] == w.dump() {
		w.slots[i] = int32(w.slot(""))
	}
	raw := int(w.slots[i])
	if s.notation == nil {
		w.make(slot, s.convert, raw)
		return slot
	}
	if s.convert != nil {
		made := w.slot("")
		w.make(made, s.convert, raw)
		raw = made
	}
	w.time, w.notation = raw, s.notation
	w.make(slot, deriveTime, raw)
	return slot
}

// findAll returns the slots of fields that the lines hold.
func (w *binder) findAll(names []string) []int {
	slots := make([]int, len(names))
	for i, name := range names {
		slot, ok := w.find(name)
		if !ok {
			panic("bug: a field made of " + name + ", which no line has")
		}
		slots[i] = slot
	}
	return slots
}

// bindPart binds a part of a request that the scan takes apart.
func (w *binder) bindPart(name string) int {
	slot := w.slot(name)
	w.parts[partSlots[name]] = int32(slot)
	return slot
}

// part makes a field of the one that it is a part of, if there is that.
func (w *binder) part(name, source string, derive derivation) (int, bool) {
	from, ok := w.find(source)
	if !ok {
		return 0, false
	}
	slot := w.slot(name)
	w.make(slot, derive, from)
	return slot, true
}

// joinURI makes the uri of its halves.
func (w *binder) joinURI() int {
	path, _ := w.find("path")
	if !w.holds("query") {
		slot := w.slot("uri")
		w.make(slot, deriveCopy, path)
		return slot
	}
	query, _ := w.find("query")
	slot := w.slot("uri")
	w.make(slot, deriveJoined, path, query)
	return slot
}

// any reports whether the lines hold any of the fields in the slots.
func (w *binder) any(slots []int) bool {
	for _, slot := range slots {
		if _, ok := w.found[w.set.slots[slot].field.Name]; ok || w.makings[slot].derive != nil {
			return true
		}
	}
	return false
}

// reaches reports whether lines with the sources have the field, as their own
// or made of what they hold.
func reaches(sources []source, name string) bool {
	set := NewFieldSet(ownFields(sources)...)
	slot, err := set.Add(name)
	if err != nil {
		return false
	}
	b := bind(set, sources, false)
	if b.makings[slot].derive != nil {
		return true
	}
	for _, s := range b.slots {
		if int(s) == slot {
			return true
		}
	}
	return false
}

// ownFields returns the fields of sources that are none of the known ones.
func ownFields(sources []source) []Field {
	var own []Field
	for _, s := range sources {
		if known, ok := LookupField(s.field.Name); !ok || known != s.field {
			own = append(own, s.field)
		}
	}
	return own
}

// normalName spells a log's name as users type it: lower case, with _ for each
// byte outside a-z 0-9 _ and the dot.
func normalName(name string) string { return string(normalKey(nil, []byte(name))) }
