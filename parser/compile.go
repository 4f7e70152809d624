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
	head := fuse(c.ops[:c.core], c.dump())
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
	done := 0
	if len(ops) == 1 && ops[0].code == opUsual {
		// Without run, a tenth less for the questions asked most.
		if scanUsual(&ops[0], line, 0, r) >= 0 {
			done = 1
		}
	} else {
		done, _ = run(ops, line, r)
	}
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
		field := it.source.field.Name
		before, behind := "", ""
		if i > 0 {
			before = items[i-1].text
		}
		if i+1 < len(items) {
			behind = items[i+1].text
		}
		switch {
		case field == "":
			// Behind the core a field brings its quotes along.
			if c.core == 0 {
				c.emit(op{code: opText, text: it.text, field: it.text})
			}
		case c.core > 0:
			c.emit(op{code: opField, field: field}, field)
		case i+1 < len(items) && items[i+1].optional != 0:
			i++
			c.emit(op{code: opSite, field: field}, field, items[i].source.field.Name)
		default:
			c.capture(field, before, behind)
		}
		if field == f.Core {
			c.emit(op{code: opEnd, field: field})
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

// usual is the run of ops that opUsual stands for, and the number of slots that
// each of them has.
var usual = []struct {
	op    op
	slots int
}{
	{op{code: opClient}, 1}, {op{code: opText, text: " "}, 0},
	{op{code: opWord}, 1}, {op{code: opText, text: " "}, 0},
	{op{code: opUntil, text: " ["}, 1}, {op{code: opText, text: " ["}, 0},
	{op{code: opTime}, 1}, {op{code: opText, text: `] "`}, 0},
	{op{code: opRequest}, requestSlots}, {op{code: opText, text: `" `}, 0},
	{op{code: opStatus}, 1}, {op{code: opText, text: " "}, 0},
	{op{code: opCount}, 1}, {op{code: opEnd}, 0},
}

// fuse returns ops with one op in the place of the run that it stands for.
func fuse(ops []op, dump int32) []op {
	for i := range ops {
		if o, ok := fuseUsual(ops[i:], dump); ok {
			return slices.Concat(ops[:i], []op{o}, ops[i+len(usual):])
		}
	}
	return slices.Clone(ops)
}

// fuseUsual returns the opUsual for the run that ops begin with.
func fuseUsual(ops []op, dump int32) (op, bool) {
	if len(ops) < len(usual) {
		return op{}, false
	}
	fused := op{code: opUsual}
	n := 0
	for i, u := range usual {
		o := ops[i]
		if o.code != u.op.code || o.text != u.op.text {
			return op{}, false
		}
		n += copy(fused.slots[n:], o.slots[:u.slots])
		fused.cut = fused.cut || o.cut
	}
	for i, slot := range fused.slots {
		switch {
		case slot == dump:
		case i < usualRequest:
			fused.parts |= headPart
		case i < statusSlot:
			fused.parts |= requestPart
		default:
			fused.parts |= answerPart
		}
	}
	return fused, true
}
