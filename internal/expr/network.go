package expr

import (
	"net/netip"
	"slices"

	"wf/parser"
)

// network makes a function of cidr.
func (c *compiler[T]) network(n *node) (func(*T) bool, error) {
	o, err := c.operand(n.kids[0])
	if err != nil {
		return nil, err
	}
	if o.Kind == Number || o.Kind == Time {
		return nil, c.fail(n.kids[0], "cidr() takes an address; %s is %s", c.source(n.kids[0]), o.Kind)
	}
	list := n.kids[1]
	elements := []*node{list}
	if list.op == opList {
		elements = list.kids
	}
	var prefixes []netip.Prefix
	for _, e := range elements {
		if e.op != opText {
			return nil, c.fail(e, "%s", usage["cidr"])
		}
		p, err := netip.ParsePrefix(e.text)
		if err != nil {
			return nil, c.noNetwork(e)
		}
		prefixes = append(prefixes, p)
	}
	o.fold = nil // an address is the same in any case
	return onText(o, networkTest(prefixes)), nil
}

// noNetwork says what may have been meant by a text that is no network.
func (c *compiler[T]) noNetwork(e *node) error {
	if a, err := netip.ParseAddr(e.text); err == nil {
		return c.fail(e, `%s is an address; the network of it alone is "%s/%d"`, inQuotes(e.text), visible(e.text), a.BitLen())
	}
	return c.fail(e, `%s is no network; one is written "10.0.0.0/8" or "2001:db8::/32"`, inQuotes(e.text))
}

// networkTest returns the test whether a text is an address in one of the
// networks. An IPv4 address in the notation of IPv6 is one of IPv4.
func networkTest(prefixes []netip.Prefix) func([]byte) bool {
	var short []interval
	var long []addresses
	for _, p := range prefixes {
		lo, hi := ends(p)
		if lo.Is4() {
			short = append(short, interval{number(lo), number(hi)})
		} else {
			long = append(long, addresses{lo, hi})
		}
	}
	short, long = disjoint(short), outermost(long)
	return func(b []byte) bool {
		a, ok := parser.ParseAddress(b)
		if !ok {
			return false
		}
		if a.Is4() {
			return holds(short, number(a))
		}
		i, found := slices.BinarySearchFunc(long, a, func(l addresses, a netip.Addr) int { return l.lo.Compare(a) })
		return found || i > 0 && a.Compare(long[i-1].hi) <= 0
	}
}

// addresses are those from lo to hi, both included.
type addresses struct{ lo, hi netip.Addr }

// ends returns the first and the last address of a network.
func ends(p netip.Prefix) (lo, hi netip.Addr) {
	const mapped = 128 - 32 // bits before an IPv4 address in the notation of IPv6
	if p.Addr().Is4In6() && p.Bits() >= mapped {
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-mapped)
	}
	p = p.Masked()
	bytes := p.Addr().AsSlice()
	for bit := p.Bits(); bit < 8*len(bytes); bit++ {
		bytes[bit/8] |= 0x80 >> (bit % 8)
	}
	hi, _ = netip.AddrFromSlice(bytes)
	return p.Addr(), hi
}

// number returns an IPv4 address as a number.
func number(a netip.Addr) int64 {
	b := a.As4()
	return int64(b[0])<<24 | int64(b[1])<<16 | int64(b[2])<<8 | int64(b[3])
}

// outermost sorts networks and leaves out those inside of others: two networks
// never overlap in part.
func outermost(all []addresses) []addresses {
	slices.SortFunc(all, func(a, b addresses) int {
		if order := a.lo.Compare(b.lo); order != 0 {
			return order
		}
		return b.hi.Compare(a.hi)
	})
	var apart []addresses
	for _, a := range all {
		if last := len(apart) - 1; last < 0 || a.hi.Compare(apart[last].hi) > 0 {
			apart = append(apart, a)
		}
	}
	return apart
}
