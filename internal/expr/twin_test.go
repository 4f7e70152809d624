package expr

import (
	"fmt"
	"math/big"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"wf/parser"
)

// The plain twin of what Compile makes: it walks the tree for every record and
// works on strings and exact fractions.

// plainValue is the value of a field or a constant.
type plainValue struct {
	there  bool
	text   string
	number *big.Rat // nil if it is none
	day    int      // 1 to 7 of a weekday
	clock  *int64   // of a time
}

// plainly evaluates a condition for a record.
type plainly struct {
	set *parser.FieldSet
	r   *parser.Record
}

func (p plainly) holds(n *node) bool {
	switch n.op {
	case opNot:
		return !p.holds(n.kids[0])
	case opAnd:
		return !slices.ContainsFunc(n.kids, func(kid *node) bool { return !p.holds(kid) })
	case opOr:
		return slices.ContainsFunc(n.kids, p.holds)
	case opUnequal:
		return !p.compares(opEqual, n.kids[0], n.kids[1])
	case opIn:
		return p.isIn(p.value(n.kids[0]), n.kids[1])
	case opContains, opStarts, opEnds, opMatches:
		return p.finds(n.op, p.value(n.kids[0]), p.value(n.kids[1]))
	case opCall:
		return p.inNetwork(p.value(n.kids[0]), n.kids[1])
	}
	return p.compares(n.op, n.kids[0], n.kids[1])
}

// compares evaluates all comparisons but !=.
func (p plainly) compares(op operation, left, right *node) bool {
	if left.op == opNil || right.op == opNil {
		return !p.value(left).there && !p.value(right).there
	}
	a, b := p.value(left), p.value(right)
	order := 0
	switch {
	case !a.there || !b.there:
		return false
	case a.clock != nil:
		order = big.NewInt(*a.clock).Cmp(big.NewInt(*b.clock))
	case p.isNumber(left) || p.isNumber(right):
		if a.number == nil || b.number == nil {
			return false
		}
		order = a.number.Cmp(b.number)
	case a.day > 0 || b.day > 0:
		order = strings.Index(days, a.text) - strings.Index(days, b.text)
	default:
		order = strings.Compare(a.text, b.text)
	}
	return map[operation]bool{
		opEqual: order == 0, opLess: order < 0, opAtMost: order <= 0, opMore: order > 0, opAtLeast: order >= 0,
	}[op]
}

// isNumber reports whether n is a number whatever it is compared with.
func (p plainly) isNumber(n *node) bool {
	switch n.op {
	case opNumber:
		return true
	case opCall:
		return n.text == "len"
	case opName:
		kind := p.field(n.text).Kind
		return kind == parser.Integer || kind == parser.Decimal
	}
	return false
}

func (p plainly) field(name string) parser.Field {
	slot, err := p.set.Add(name)
	if err != nil {
		panic(err)
	}
	return p.set.Field(slot)
}

func (p plainly) value(n *node) plainValue {
	switch n.op {
	case opText:
		return plainValue{there: true, text: n.text}
	case opNumber:
		number, _ := new(big.Rat).SetString(strings.ReplaceAll(n.text, "_", ""))
		return plainValue{there: true, text: n.text, number: number}
	case opName:
		return p.read(n.text)
	case opCall:
		v := p.value(n.kids[0])
		switch n.text {
		case "lower":
			return plainValue{there: v.there, text: mapASCII(v.text, 'A', 'Z', 'a')}
		case "upper":
			return plainValue{there: v.there, text: mapASCII(v.text, 'a', 'z', 'A')}
		case "len":
			return plainValue{there: v.there, number: big.NewRat(int64(len(v.text)), 1)}
		}
	}
	return plainValue{}
}

// mapASCII moves the bytes from lo to hi to those that begin at to.
func mapASCII(text string, lo, hi, to byte) string {
	b := []byte(text)
	for i, c := range b {
		if lo <= c && c <= hi {
			b[i] = c - lo + to
		}
	}
	return string(b)
}

// read returns the value of a field.
func (p plainly) read(name string) plainValue {
	slot, _ := p.set.Add(name)
	raw := p.r.Bytes(slot)
	v := plainValue{there: raw != nil, text: string(raw)}
	switch p.set.Field(slot).Kind {
	case parser.Integer:
		n, ok := parser.ParseInteger(raw)
		v.number, v.there = big.NewRat(n, 1), ok
	case parser.Clock:
		if raw != nil {
			clock := parser.ClockNanos(raw)
			v.clock = &clock
		}
	case parser.Weekday:
		v.text = string(parser.AppendText(nil, parser.Weekday, raw))
		v.day = strings.Index(days, v.text)/3 + 1
	case parser.Text:
		if n, ok := parser.ParseInteger(raw); ok {
			v.number = big.NewRat(n, 1)
		} else if n, ok := parser.ParseDecimal(raw); ok {
			v.number = big.NewRat(n, nano)
		}
	}
	return v
}

func (p plainly) isIn(v plainValue, list *node) bool {
	elements := list.kids
	if list.op == opRange {
		elements = []*node{list}
	}
	return v.there && slices.ContainsFunc(elements, func(e *node) bool {
		switch e.op {
		case opText:
			return v.text == e.text
		case opRange:
			lo, hi := p.value(e.kids[0]).number, p.value(e.kids[1]).number
			return v.number != nil && lo.Cmp(v.number) <= 0 && v.number.Cmp(hi) <= 0
		}
		return v.number != nil && v.number.Cmp(p.value(e).number) == 0
	})
}

func (p plainly) finds(op operation, a, b plainValue) bool {
	if !a.there || !b.there {
		return false
	}
	switch op {
	case opContains:
		return strings.Contains(a.text, b.text)
	case opStarts:
		return strings.HasPrefix(a.text, b.text)
	case opEnds:
		return strings.HasSuffix(a.text, b.text)
	}
	return regexp.MustCompile(b.text).MatchString(a.text)
}

func (p plainly) inNetwork(v plainValue, list *node) bool {
	networks := list.kids
	if list.op == opText {
		networks = []*node{list}
	}
	a, err := netip.ParseAddr(v.text)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(networks, func(n *node) bool {
		prefix := netip.MustParsePrefix(n.text)
		if prefix.Addr().Is4In6() {
			return prefix.Contains(netip.AddrFrom16(a.As16()))
		}
		return prefix.Contains(a.Unmap().WithZone(""))
	})
}

// dice makes conditions, always the same ones of the same seed.
type dice struct {
	state   uint64
	texts   []string // to compare with
	refused []string // comparisons that came out and are called mistakes
}

// roll returns a number below n.
func (d *dice) roll(n int) int {
	d.state = d.state*6364136223846793005 + 1442695040888963407
	return int(d.state >> 33 % uint64(n))
}

func (d *dice) pick(words ...string) string { return words[d.roll(len(words))] }

// condition returns a condition that is nested at most so deep.
func (d *dice) condition(depth int) string {
	if depth > 0 {
		switch d.roll(5) {
		case 0:
			return d.condition(depth-1) + d.pick(" and ", " && ") + d.condition(depth-1)
		case 1:
			return d.condition(depth-1) + d.pick(" or ", " || ") + d.condition(depth-1)
		case 2:
			return d.pick("not (", "!(", "not not (") + d.condition(depth-1) + ")"
		case 3:
			return "(" + d.condition(depth-1) + ")" + d.pick(" and ", " or ") + "(" + d.condition(depth-1) + ")"
		}
	}
	for {
		comparison := d.comparison()
		if _, err := NewFilter(comparison, parser.NewFieldSet()); err == nil {
			return comparison
		}
		d.refused = append(d.refused, comparison)
	}
}

func (d *dice) comparison() string {
	switch d.roll(8) {
	case 0, 1:
		return d.ofNumber()
	case 2, 3, 4:
		return d.ofText()
	case 5:
		return d.pick(days3...) + d.order() + "weekday"
	case 6:
		return d.field() + d.pick(" == nil", " != nil")
	}
	return "time" + d.order() + d.pick("time/1s", "time/5m", "time/1d")
}

var days3 = []string{`"Mon"`, `"Tue"`, `"Wed"`, `"Thu"`, `"Fri"`, `"Sat"`, `"Sun"`}

func (d *dice) order() string { return d.pick(" == ", " != ", " < ", " <= ", " > ", " >= ") }

func (d *dice) field() string {
	return d.pick("client", "ident", "user", "method", "path", "query", "agent", "referrer", "ext", "class", "date",
		"extra1", "extra2", "client/24", "bot", "status", "bytes", "hour", "bytes/10k")
}

func (d *dice) textField() string {
	return d.pick("client", "ident", "user", "method", "path", "query", "agent", "referrer", "ext", "class", "date", "extra1", "weekday",
		"client/24", "bot")
}

func (d *dice) text() string {
	field := d.textField()
	if field == "weekday" {
		field = "lower(weekday)"
	}
	return d.pick(field, "lower("+field+")", "upper("+field+")", "lower(upper("+field+"))")
}

func (d *dice) number() string {
	return d.pick("status", "bytes", "hour", "extra1", "extra2", "bytes/10k", "len(path)", "len(lower(user))")
}

// constant returns a text in quotes: a word, a piece of the line, or both.
func (d *dice) constant() string {
	word := d.pick(d.texts...)
	if n := len(word); n > 0 && d.roll(2) == 0 {
		lo := d.roll(n)
		word = word[lo : lo+1+d.roll(n-lo)]
	}
	return fmt.Sprintf("%+q", word)
}

func (d *dice) numeral() string {
	return d.pick("200", "404", "404.0", "4e2", "399.999", "0", "-1", "14_454", "1e19", "-1e19", "0.5", "9223372036854775807",
		"9223372036854775808", ".5", "10_000", "0.0000000001", "10", "3", "1e-9", "14453.9999999999")
}

func (d *dice) ofNumber() string {
	switch d.roll(4) {
	case 0:
		return d.number() + d.pick(" in ", " not in ") + "[" + d.numeral() + ", " + d.pick("100..199.5", "0..14454") + ", " + d.numeral() + "]"
	case 1:
		return d.number() + d.order() + d.pick("status", "bytes", "len(path)")
	case 2:
		return d.numeral() + d.order() + d.number()
	}
	return d.number() + d.order() + d.numeral()
}

func (d *dice) ofText() string {
	switch d.roll(6) {
	case 0:
		return d.text() + d.order() + d.constant()
	case 1:
		return d.text() + d.order() + d.text()
	case 2:
		return d.text() + d.pick(" in ", " not in ") + "[" + d.constant() + ", " + d.constant() + ", " + d.constant() + "]"
	case 3:
		return d.text() + d.pick(" matches ", " not matches ") + d.pick(`"^/b"`, `'\.php$'`, `"^GET$"`, `"o+"`, `"(?i)chair"`, `"a.*o"`, `"^$"`,
			`"[0-9]+\.[0-9]"`, `"x|y"`, `"é"`)
	case 4:
		return "cidr(" + d.text() + ", " + d.pick(`"0.0.0.0/0"`, `"203.0.113.0/24"`, `["10.0.0.0/8", "203.0.113.4/32", "10.1.0.0/16", "::/0"]`,
			`["2001:db8::/32", "2001:db8:1::/48", "fd00::/8"]`, `"::ffff:203.0.113.0/120"`) + ")"
	}
	return d.text() + d.pick(" contains ", " startsWith ", " endsWith ", " not contains ") + d.pick(d.constant(), d.text())
}
