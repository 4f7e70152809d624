package parser

import "slices"

// program is a compiled layout.
type program struct {
	*binding
	ops   []op // plain[:must] fused, and plain[must:]
	core  int  // so many of ops, at least, or the line is scanned again
	plain []op // an op for each piece of the layout
	rest  []op // behind both, for the lines that are kept
	must  int  // so many of plain, at least, or the line is rejected
	bare  bool // no line begins with a quote
}

// compile implements scheme.
func (l *layout) compile(set *FieldSet) Parser { return l.program(set) }

func (l *layout) program(set *FieldSet) *program {
	pieces := l.pieces()
	c := compiler{apart: l.apart(), escape: l.escape}
	c.binding = bind(set, l.sources(), c.apart)
	c.layout(pieces, l.end())
	for n := range c.extras() {
		c.emit(op{code: opExtra, text: ` "`, next: ' ', field: extraName(n + 1)}, c.extra(n+1))
	}
	last := len(c.ops) // behind the core, ops that nobody wants are left out
	for last > c.core && !c.notes(c.ops[last-1]) {
		last--
	}
	p := &program{binding: c.binding, plain: c.ops[:last], must: c.core, bare: l.bare()}
	head := fuse(c.ops[:c.core], c.dump())
	p.ops = append(head, c.ops[c.core:last]...)
	p.core = len(head)
	p.part()
	return p
}

// Parse implements Parser.
func (p *program) Parse(line []byte, r *Record) Outcome {
	if len(line) > maxLine || p.misquotes(line) {
		return Rejected
	}
	r.begin(line, p.binding)
	ops := p.ops
	done, pos := 0, 0
	if len(ops) == 1 && ops[0].code == opUsual {
		// Without run, a tenth less for the questions asked most.
		if pos = scanUsual(&ops[0], line, 0, r.spans); pos >= 0 {
			done = 1
		}
	} else {
		done, pos = run(ops, line, 0, r.spans)
	}
	if done < p.core {
		ops = p.plain
		if done, pos = run(ops, line, 0, r.spans); done < p.must {
			return Rejected
		}
	}
	for i := done; i < len(ops); i++ {
		ops[i].miss(r.spans)
	}
	r.end(p.binding)
	if p.keep != nil {
		return p.finish(line, r, pos, done == len(ops))
	}
	return Parsed
}

// misquotes reports whether line begins with a quote that is no part of its
// first field: something put all of the line in quotes.
func (p *program) misquotes(line []byte) bool { return p.bare && len(line) > 0 && line[0] == '"' }

// bare reports whether lines begin with a field that is without quotes and has
// none in it: one that no client writes.
func (l *layout) bare() bool {
	if len(l.items) == 0 || l.items[0].text != "" {
		return false
	}
	switch s := l.items[0].source; s.field.Name {
	case "time", "client", "vhost":
		return true
	default:
		return s.name == "" // not of a log format that somebody made
	}
}

// piece is an item of a layout and what is around it.
type piece struct {
	item
	quoted bool
	behind string // the text that follows
}

// pieces looks at what is around each item.
func (l *layout) pieces() []piece {
	list := make([]piece, len(l.items))
	for i, it := range l.items {
		p := piece{item: it}
		for _, next := range l.items[i+1:] {
			if next.text == "" {
				break
			}
			p.behind += next.text
		}
		p.quoted = i > 0 && it.text == "" && quoteEnds(l.items[i-1].text) && p.behind != "" && p.behind[0] == '"' &&
			!(i > 1 && list[i-2].quoted && l.items[i-1].text == `"`) // which closes that
		list[i] = p
	}
	return list
}

// quoteEnds reports whether text ends in a quote.
func quoteEnds(text string) bool { return text != "" && text[len(text)-1] == '"' }

// apart reports whether the scan takes the request line apart. Where escapes
// have to be undone first, that is done when a part is asked for.
func (l *layout) apart() bool {
	return l.escape != escapeJSON && l.escape != escapeDouble && slices.ContainsFunc(l.pieces(), func(p piece) bool {
		return p.source.field.Name == "request" && p.quoted
	})
}

// sources implements scheme.
func (l *layout) sources() []source {
	var list []source
	for _, p := range l.pieces() {
		if p.source.field.Name == "" {
			continue
		}
		s := p.source
		if p.quoted && s.convert == nil {
			switch l.escape {
			case escapeJSON:
				s.convert = jsonFilled
			case escapeDouble:
				s.convert = doubledFilled
			}
		}
		list = append(list, s)
	}
	return append(list, l.made...)
}

// jsonFilled resolves the escapes of a value. What nginx has no value for it
// writes as an empty one in JSON.
func jsonFilled(r *Record, slot int, from []int) span {
	if len(r.Bytes(from[0])) == 0 {
		return absent
	}
	return jsonUnescaped(r, slot, from)
}

// doubledFilled undoes the doubling of quotes. An empty value is none in CSV.
func doubledFilled(r *Record, slot int, from []int) span {
	if len(r.Bytes(from[0])) == 0 {
		return absent
	}
	return doubledQuotes(r, slot, from)
}

// end returns the index of the last item of the core.
func (l *layout) end() int {
	end, last := -1, -1
	for i, it := range l.items {
		switch name := it.source.field.Name; {
		case name == "":
			continue
		case name == l.core:
			return i
		case slices.Contains(coreFields, name):
			end = i
		}
		last = i
	}
	if end < 0 {
		return last
	}
	return end
}

// coreFields are those that the core of a layout reaches, if it says nothing
// else.
var coreFields = []string{"time", "request", "uri", "path", "status", "bytes"}

// compiler turns a layout into ops.
type compiler struct {
	*binding
	apart  bool // a request line is taken apart
	escape escape
	ops    []op
	core   int // ops up to the end of the core
	next   int // of the sources
}

// layout emits the ops of a layout whose core ends with the item end.
func (c *compiler) layout(pieces []piece, end int) {
	for i := 0; i < len(pieces); i++ {
		p := pieces[i]
		switch {
		case p.source.field.Name == "":
			c.literal(pieces, i)
		case c.core > 0 && p.quoted:
			c.source(c.quote(op{code: opField, text: c.lead(pieces, i-1)}, p), p)
		case i+1 < len(pieces) && pieces[i+1].optional == ':':
			c.site(p, pieces[i+1])
			i++
		case i+1 < len(pieces) && pieces[i+1].optional != 0:
			next := pieces[i+1]
			c.source(op{code: opBefore, mark: next.optional, next: firstByte(next.behind)}, p)
		case p.optional != 0:
			c.source(op{code: opOptional, mark: p.optional, next: firstByte(p.behind)}, p)
		case i+2 < len(pieces) && p.behind == ":" && takesPort(p, pieces[i+2]):
			c.site(p, pieces[i+2])
			i += 2
		default:
			c.field(p)
		}
		if i >= end && c.core == 0 {
			c.emit(op{code: opEnd, field: p.source.field.Name, next: firstByte(pieces[i].behind)})
			c.core = len(c.ops)
		}
	}
}

// literal emits the op of a text. Behind the core a quoted field brings both
// of its quotes along.
func (c *compiler) literal(pieces []piece, i int) {
	text := pieces[i].text
	if c.core > 0 {
		if i+1 < len(pieces) && pieces[i+1].quoted {
			return
		}
		text = c.lead(pieces, i)
	}
	switch text {
	case "":
	case padding:
		c.emit(op{code: opSpaces, field: text})
	default:
		c.emit(op{code: opText, text: text, field: text})
	}
}

// padding is how a layout writes one space or more.
const padding = "  "

// lead returns the text of an item behind the core, without the quote that
// the field before it has taken.
func (c *compiler) lead(pieces []piece, i int) string {
	if i > 0 && pieces[i-1].quoted && c.ops[len(c.ops)-1].code == opField {
		return pieces[i].text[1:]
	}
	return pieces[i].text
}

// site emits the op of a host and its port.
func (c *compiler) site(host, port piece) {
	o := op{code: opSite, must: port.optional == 0, field: host.source.field.Name, next: firstByte(port.behind)}
	c.emit(o, c.slots[c.next], c.slots[c.next+1])
	c.next += 2
}

// field emits the op of a field that is in the core, or not quoted.
func (c *compiler) field(p piece) {
	name := p.source.field.Name
	o := op{text: p.behind, next: firstByte(p.behind)}
	switch {
	case p.quoted && name == "request" && c.apart:
		o.code = opRequest
		o = c.quote(o, p)
	case p.quoted:
		o.code = opQuoted
		o = c.quote(o, p)
	case p.source.notation != nil && p.source.convert == nil:
		o.code, o.notation = opTime, p.source.notation
	case p.shape == shapeCaptures:
		o.code = opCaptures
	case p.shape == shapeNumber:
		o.code = opNumber
	case p.shape == shapeText && p.behind == "":
		o.code = opRest
	case p.shape == shapeText:
		o.code = opUntil
	case name == "status":
		o.code = opStatus
	case p.source.field.Kind == Integer:
		o.code = opCount
	case o.next == ' ' && name == "client":
		o.code = opClient
	case o.next == ' ' && (p.shape == shapeClient || writesList(name)):
		o.code = opList
	case o.next == ' ' && (p.behind == " " || p.behind == padding || p.shape == shapeWord):
		o.code = opWord
	default:
		o.code = opUntil
	}
	c.source(o, p)
}

// takesPort reports whether the colon between two fields comes before a port.
func takesPort(host, port piece) bool {
	name := host.source.field.Name
	return (name == "client" || name == "vhost" || name == "upstream") && !port.quoted && port.source.notation == nil
}

// writesList reports whether servers write lists into the field, with spaces
// between.
func writesList(name string) bool {
	return name == "forwarded" || name == "upstream" || name == "upstream_duration"
}

// firstByte returns the first byte of the text behind a field: a space where
// the layout ends, because there may be more fields.
func firstByte(text string) byte {
	if text == "" {
		return ' '
	}
	return text[0]
}

// quote says how a quoted field ends.
func (c *compiler) quote(o op, p piece) op {
	o.escape = c.escape
	o.next = firstByte(p.behind[1:])
	return o
}

// source emits the op that notes the next of the sources.
func (c *compiler) source(o op, p piece) {
	o.field = p.source.field.Name
	if o.code != opRequest {
		c.emit(o, c.slots[c.next])
		c.next++
		return
	}
	parts := c.parts
	parts[requestSlot] = c.slots[c.next]
	c.next++
	o.cut = parts[pathSlot] != c.dump() || parts[querySlot] != c.dump()
	c.emit(o, parts[:]...)
}

// emit appends o, which notes what it finds in the slots.
func (c *compiler) emit(o op, slots ...int32) {
	for i := range o.slots {
		o.slots[i] = c.dump()
	}
	o.noted = copy(o.slots[:], slots)
	c.ops = append(c.ops, o)
}

// notes reports whether anybody wants what o notes.
func (c *compiler) notes(o op) bool {
	return slices.ContainsFunc(o.notes(), func(slot int32) bool { return slot != c.dump() })
}

// extras returns the greatest N of an extraN in the set.
func (c *compiler) extras() int {
	most := 0
	for _, s := range c.set.slots {
		if n, ok := extraNumber(s.field.Name); ok {
			most = max(most, n)
		}
	}
	return most
}

// extra returns the slot of extraN.
func (c *compiler) extra(n int) int32 {
	if slot := c.set.slot(extraName(n)); slot >= 0 {
		return int32(slot)
	}
	return c.dump()
}
