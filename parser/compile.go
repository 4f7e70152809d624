package parser

import (
	"slices"
	"strconv"
)

// program is a compiled format.
type program struct {
	ops   []op     // plain[:core] fused, and plain[core:]
	core  int      // so many of ops, at least, or the line is scanned again
	plain []op     // an op for each piece of the layout
	must  int      // so many of plain, at least, or the line is rejected
	lazy  []uint32 // slots of derived fields
}

// Compile returns the Parser for lines of f that fills the fields of set, to
// which nothing may be added from now on. Fields that f lacks are absent.
func (f *Format) Compile(set *FieldSet) Parser { return f.compile(set) }

func (f *Format) compile(set *FieldSet) *program {
	c := compiler{set: set}
	c.layout(f)
	for n := 1; n <= maxExtra; n++ {
		name := "extra" + strconv.Itoa(n)
		c.emit(op{code: opExtra, field: name}, name)
	}
	last := len(c.ops) // behind the core, ops that nobody wants are left out
	for last > c.core && c.idle(c.ops[last-1]) {
		last--
	}
	p := &program{plain: c.ops[:last], must: c.core}
	head := fuse(c.ops[:c.core])
	p.ops = append(head, c.ops[c.core:last]...)
	p.core = len(head)
	for i, s := range set.slots {
		if s.derive != nil && s.from != nil && f.Has(s.field.Name) {
			p.lazy = append(p.lazy, uint32(i))
		}
	}
	return p
}

// Parse implements Parser.
func (p *program) Parse(line []byte, r *Record) Outcome {
	if len(line) > maxLine {
		return Rejected
	}
	r.begin(line)
	ops := p.ops
	done, _ := run(ops, line, r)
	if done < p.core {
		ops = p.plain
		if done, _ = run(ops, line, r); done < p.must {
			return Rejected
		}
	}
	for i := done; i < len(ops); i++ {
		r.spans[ops[i].slots[0]] = absent
	}
	for _, slot := range p.lazy {
		r.spans[slot] = pending
	}
	return Parsed
}

// compiler turns a layout into ops.
type compiler struct {
	set  *FieldSet
	ops  []op
	core int // ops up to the end of the core
}

// layout emits the ops of f's layout.
func (c *compiler) layout(f *Format) {
	items := parseLayout(f.Layout)
	for i := 0; i < len(items); i++ {
		it := items[i]
		before, behind := "", ""
		if i > 0 {
			before = items[i-1].text
		}
		if i+1 < len(items) {
			behind = items[i+1].text
		}
		switch {
		case it.field == "":
			// Behind the core a field brings its quotes along.
			if c.core == 0 {
				c.emit(op{code: opText, text: it.text, field: it.text})
			}
		case c.core > 0:
			c.emit(op{code: opField, field: it.field}, it.field)
		case i+1 < len(items) && items[i+1].optional != 0:
			i++
			c.emit(op{code: opSite, field: it.field}, it.field, items[i].field)
		default:
			c.capture(it.field, before, behind)
		}
		if it.field == f.Core {
			c.emit(op{code: opEnd, field: it.field})
			c.core = len(c.ops)
		}
	}
}

// capture emits the op of a field of the core between two texts.
func (c *compiler) capture(field, before, behind string) {
	quoted := len(before) > 0 && before[len(before)-1] == '"'
	switch {
	case field == "request":
		c.emit(op{code: opRequest, field: field}, "request", "method", "uri", "proto", "path", "query")
		o := &c.ops[len(c.ops)-1]
		o.cut = o.slots[pathSlot] != c.dump() || o.slots[querySlot] != c.dump()
	case quoted:
		c.emit(op{code: opQuoted, field: field}, field)
	case field == "time":
		c.emit(op{code: opTime, field: field}, field)
	case field == "status":
		c.emit(op{code: opStatus, field: field}, field)
	case field == "bytes":
		c.emit(op{code: opCount, field: field}, field)
	case field == "client" && behind == " ":
		c.emit(op{code: opClient, field: field}, field)
	case behind == " ":
		c.emit(op{code: opWord, field: field}, field)
	default:
		c.emit(op{code: opUntil, text: behind, field: field}, field)
	}
}

// emit appends o, which notes the named fields.
func (c *compiler) emit(o op, fields ...string) {
	for i := range o.slots {
		o.slots[i] = c.dump()
		if i < len(fields) {
			if slot := c.set.slot(fields[i]); slot >= 0 {
				o.slots[i] = int32(slot)
			}
		}
	}
	c.ops = append(c.ops, o)
}

// dump is the span that takes what nobody wants.
func (c *compiler) dump() int32 { return int32(c.set.Len()) }

// idle reports whether nobody wants what o notes.
func (c *compiler) idle(o op) bool {
	return !slices.ContainsFunc(o.slots[:], func(slot int32) bool { return slot != c.dump() })
}

// A fusion is a run of ops that one op can stand for. takes holds the number of slots
// that each of the run has; together they are those of the fused op.
type fusion struct {
	run   []op
	takes []int
	code  opcode
}

func fusions() []fusion {
	return []fusion{
		{
			[]op{
				{code: opClient}, {code: opText, text: " "}, {code: opWord}, {code: opText, text: " "},
				{code: opUntil, text: " ["}, {code: opText, text: " ["}, {code: opTime}, {code: opText, text: `] "`},
			},
			[]int{1, 0, 1, 0, 1, 0, 1, 0},
			fusedHead,
		},
		{
			[]op{
				{code: opRequest}, {code: opText, text: `" `}, {code: opStatus}, {code: opText, text: " "},
			},
			[]int{statusSlot, 0, 1, 0},
			fusedRequest,
		},
		{[]op{{code: opCount}, {code: opEnd}}, []int{1, 0}, fusedCount},
	}
}

// fuse returns the ops with superinstructions in the place of the runs that
// they stand for.
func fuse(ops []op) []op {
	var fused []op
next:
	for len(ops) > 0 {
		for _, f := range fusions() {
			if o, ok := f.apply(ops); ok {
				fused = append(fused, o)
				ops = ops[len(f.run):]
				continue next
			}
		}
		fused = append(fused, ops[0])
		ops = ops[1:]
	}
	return fused
}

// apply returns the op for the run that ops begin with.
func (f *fusion) apply(ops []op) (op, bool) {
	if len(ops) < len(f.run) {
		return op{}, false
	}
	o := op{code: f.code, cut: ops[0].cut, field: ops[0].field}
	n := 0
	for i, want := range f.run {
		if ops[i].code != want.code || ops[i].text != want.text {
			return op{}, false
		}
		n += copy(o.slots[n:], ops[i].slots[:f.takes[i]])
	}
	return o, true
}
