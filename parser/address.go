package parser

import (
	"bytes"
	"net/netip"
	"strconv"
)

// maxAddress is the longest text of an address, with a generous zone.
const maxAddress = 64

// ParseAddress reads an IPv4 or IPv6 address without its zone, and without
// allocating. One with a port or in brackets is none; one of IPv4 in the
// notation of IPv6 is one of IPv4.
func ParseAddress(text []byte) (netip.Addr, bool) {
	if len(text) > 0 && text[0] == '[' {
		return netip.Addr{}, false
	}
	a, ok := parseAddress(text)
	return a.Unmap(), ok
}

// parseAddress reads an IPv4 or IPv6 address, the latter also in brackets,
// with a zone, which it drops, or without.
func parseAddress(text []byte) (netip.Addr, bool) {
	if n := len(text); n > 2 && text[0] == '[' && text[n-1] == ']' {
		text = text[1 : n-1]
	}
	if len(text) < 2 || len(text) > maxAddress {
		return netip.Addr{}, false
	}
	if a, ok := parseIPv4(text); ok {
		return a, true
	}
	return parseIPv6(text)
}

// parseIPv4 reads four numbers of 0 to 255 with dots between.
func parseIPv4(text []byte) (netip.Addr, bool) {
	var octets [4]byte
	octet, n, digits := 0, 0, 0
	for _, c := range text {
		switch {
		case c-'0' <= 9 && digits < 3 && (digits == 0 || n > 0):
			n = n*10 + int(c-'0')
			digits++
		case c == '.' && digits > 0 && n <= 255 && octet < 3:
			octets[octet] = byte(n)
			octet, n, digits = octet+1, 0, 0
		default:
			return netip.Addr{}, false
		}
	}
	octets[3] = byte(n)
	return netip.AddrFrom4(octets), octet == 3 && digits > 0 && n <= 255
}

// parseIPv6 reads what netip.ParseAddr reads, and drops the zone: that would
// allocate for each address, and for each text that is none.
func parseIPv6(text []byte) (netip.Addr, bool) {
	if n := bytes.IndexByte(text, '%'); n >= 0 {
		if n == len(text)-1 {
			return netip.Addr{}, false
		}
		text = text[:n]
	}
	var ip [16]byte
	gap := -1 // where :: stands
	if bytes.HasPrefix(text, []byte("::")) {
		gap, text = 0, text[2:]
	}
	n := 0 // bytes of ip
	for len(text) > 0 && n < len(ip) {
		size := readGroup(ip[n:], text)
		if size == 0 {
			return netip.Addr{}, false
		}
		n += 2
		if size < len(text) && text[size] == '.' {
			return joinIPv4(ip, n-2, gap, text)
		}
		if text = text[size:]; len(text) == 0 {
			break
		}
		if text[0] != ':' || len(text) == 1 {
			return netip.Addr{}, false
		}
		if text = text[1:]; text[0] == ':' {
			if gap >= 0 {
				return netip.Addr{}, false
			}
			gap, text = n, text[1:]
		}
	}
	return fillIPv6(ip, n, gap, len(text) == 0)
}

// readGroup reads the one to four hexadecimal digits that text begins with, up
// to a colon, a point or the end. It returns how many there are, 0 if there are
// none, or more.
func readGroup(dst, text []byte) int {
	size, value := 0, uint16(0)
	for ; size < len(text); size++ {
		digit, ok := hexDigit(text[size])
		if !ok {
			break
		}
		if size == 4 {
			return 0
		}
		value = value<<4 | uint16(digit)
	}
	dst[0], dst[1] = byte(value>>8), byte(value)
	return size
}

// joinIPv4 puts the four bytes of an IPv4 address behind the first n of ip.
func joinIPv4(ip [16]byte, n, gap int, text []byte) (netip.Addr, bool) {
	last, ok := parseIPv4(text)
	if !ok || n+4 > len(ip) {
		return netip.Addr{}, false
	}
	four := last.As4()
	copy(ip[n:], four[:])
	return fillIPv6(ip, n+4, gap, true)
}

// fillIPv6 returns the address of which n bytes are known, the zeros being at
// gap; whole says that nothing else was written.
func fillIPv6(ip [16]byte, n, gap int, whole bool) (netip.Addr, bool) {
	zeros := len(ip) - n
	if !whole || (zeros > 0) != (gap >= 0) {
		return netip.Addr{}, false
	}
	if zeros > 0 {
		copy(ip[gap+zeros:], ip[gap:n])
		clear(ip[gap : gap+zeros])
	}
	return netip.AddrFrom16(ip), true
}

// networkOf returns the derivation of client/N: the network of N leading bits
// as 10.1.2.0/24, for an IPv4 address of at most its 32. What is no
// address stays as it is.
func networkOf(length string) (derivation, bool) {
	bits, err := strconv.ParseUint(length, 10, 8)
	if err != nil || bits > 128 || length != strconv.FormatUint(bits, 10) {
		return nil, false
	}
	return func(r *Record, _ int, from []int) span {
		a, ok := parseAddress(r.Bytes(from[0]))
		if !ok {
			return r.copyOf(from[0])
		}
		a = a.Unmap()
		network, err := a.Prefix(min(int(bits), a.BitLen()))
		if err != nil {
			panic("bug: prefix of " + strconv.Itoa(int(bits)) + " bits of " + a.String())
		}
		lo := len(r.scratch)
		r.scratch = network.AppendTo(r.scratch)
		return r.since(lo)
	}, true
}
