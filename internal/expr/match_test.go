package expr

import (
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"wf/parser"
)

// texts calls check with all texts of at most so many letters.
func texts(letters []string, most int, check func(string)) {
	check("")
	level := []string{""}
	for range most {
		var next []string
		for _, prefix := range level {
			for _, letter := range letters {
				next = append(next, prefix+letter)
				check(prefix + letter)
			}
		}
		level = next
	}
}

// TestMatchesAsSearches compares the searches for bytes that stand for regular
// expressions with package regexp.
func TestMatchesAsSearches(t *testing.T) {
	for _, expression := range []string{"", "ab", "^ab", "ab$", "^ab$", "^a", "^", "$", "^$", "(?i)ab", "(?i)^a", "a.b", "a+b", "(ab)+", "a|b", "ab|aab", "a?b", "(?m)^a$",
		"(?s).ab", `\x{fffd}`, "^é$", "é", "(a)b", "[a]b", "a{2}", `\Aab\z`, `\bab\b`, "a\n", "é+a", "(?:a)(?:b)", "a*", "(?i)é", "(?-s:a.)"} {
		re := regexp.MustCompile(expression)
		holds := matchTest(re)
		texts([]string{"a", "b", "A", "é", "\xc3", "\n"}, 3, func(text string) {
			if got, want := holds([]byte(text)), re.MatchString(text); got != want {
				t.Errorf("%q in %q: %v", expression, text, got)
			}
		})
		if holds(nil) {
			t.Errorf("%q matches what is absent", expression)
		}
	}
}

// TestNetworks compares with package netip.
func TestNetworks(t *testing.T) {
	networks := []string{"10.0.0.0/8", "10.1.2.3/16", "0.0.0.0/0", "192.0.2.1/32", "2001:db8::/32", "2001:db8:1::/48", "::/0", "fd00::1/128", "::ffff:192.0.2.0/120",
		"::ffff:0:0/96"}
	addresses := []string{"10.0.0.0", "10.255.255.255", "11.0.0.0", "9.255.255.255", "10.1.0.1", "192.0.2.1", "192.0.2.255", "2001:db8::", "2001:db8:ffff::1",
		"2001:db9::", "2001:db8:1::5", "::", "::1", "fd00::1", "fd00::2", "::ffff:10.1.2.3", "::ffff:c000:201", "fe80::1%eth0", "255.255.255.255",
		"", "-", "10.0.0", "10.0.0.1:80", "[::1]", "[::1]:80", "10.0.0.01", "localhost", "10.0.0.1 ", "1:2:3:4:5:6:7:8:9", strings.Repeat(":", 99)}
	for first := range networks {
		for second := range networks {
			prefixes := []netip.Prefix{netip.MustParsePrefix(networks[first]), netip.MustParsePrefix(networks[second])}
			holds := networkTest(prefixes)
			for _, text := range addresses {
				a, err := netip.ParseAddr(text)
				a = a.Unmap().WithZone("")
				want := false
				for _, p := range prefixes {
					if p.Addr().Is4In6() {
						p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
					}
					want = want || err == nil && p.Contains(a)
				}
				if got := holds([]byte(text)); got != want {
					t.Errorf("%s in %v: %v", text, prefixes, got)
				}
			}
		}
	}
	if networkTest(nil)([]byte("10.0.0.1")) {
		t.Error("an address is in no network of none")
	}
	if _, ok := parser.ParseAddress([]byte("[::1]")); ok {
		t.Error("an address in brackets is none")
	}
}
