package parser

import (
	"net/netip"
	"strconv"
)

// maxAddress is the longest text of an address, with a generous zone.
const maxAddress = 64

// parseAddress reads an IPv4 or IPv6 address, the latter also in brackets,
// with a zone or without.
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
	if !mayBeIPv6(text) {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(string(text))
	return a, err == nil
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

// mayBeIPv6 spares names the error that netip makes for them.
func mayBeIPv6(text []byte) bool {
	for i, c := range text {
		switch {
		case c == ':':
			return true
		case i == 4 || !(c-'0' <= 9 || c|0x20-'a' <= 'f'-'a'):
			return false
		}
	}
	return false
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
		a = a.Unmap().WithZone("")
		network, err := a.Prefix(min(int(bits), a.BitLen()))
		if err != nil {
			panic("bug: prefix of " + strconv.Itoa(int(bits)) + " bits of " + a.String())
		}
		lo := len(r.scratch)
		r.scratch = network.AppendTo(r.scratch)
		return r.since(lo)
	}, true
}
