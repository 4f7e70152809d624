package expr

import (
	"math/big"
	"net/netip"
	"regexp"
	"strings"
	"time"
	"unicode"

	"wf/internal/moment"
)

// numberAt reports whether text begins like a number without its sign.
func numberAt(text string) bool {
	if len(text) > 1 && text[0] == '.' {
		text = text[1:]
	}
	return len(text) > 0 && text[0]-'0' <= 9
}

// maxDigits bounds the text of a number. With maxExponent it bounds what exact
// arithmetic has to hold.
const (
	maxDigits   = 100
	maxExponent = 3 // digits
)

// number takes a number such as 500, 10_000, 0.5, 1e3 or -4.
func (s *scanner) number() (token, error) {
	end := s.at + numberLength(s.text[s.at:])
	run := s.text[s.at : end+touching(s.text[end:])]
	if len(run) > end-s.at {
		return token{}, s.fail(s.at, s.noNumber(run))
	}
	t := s.take(numberToken, end)
	_, exponent, _ := strings.Cut(strings.ToLower(t.text), "e")
	if len(t.text) > maxDigits || len(strings.TrimLeft(exponent, "+-")) > maxExponent {
		return t, s.fail(t.at, "no log has a number like that")
	}
	return t, nil
}

// numberLength returns the length of the number that text begins with. A point
// belongs to it if a digit follows: 500..599 begins with 500.
func numberLength(text string) int {
	digits := func(i int) int {
		for i < len(text) && (text[i]-'0' <= 9 || text[i] == '_') {
			i++
		}
		return i
	}
	digitAt := func(i int) bool { return i < len(text) && text[i]-'0' <= 9 }
	i := 0
	if text[0] == '-' {
		i++
	}
	i = digits(i)
	if i < len(text) && text[i] == '.' && digitAt(i+1) {
		i = digits(i + 1)
	}
	if i < len(text) && text[i]|0x20 == 'e' {
		switch {
		case digitAt(i + 1):
			i = digits(i + 1)
		case i+1 < len(text) && (text[i+1] == '+' || text[i+1] == '-') && digitAt(i+2):
			i = digits(i + 2)
		}
	}
	return i
}

// touching returns the length of what stands right behind a number as if it
// were part of it: the unit of 500ms, the rest of 10.0.0.1 or 2026-03-01.
func touching(text string) int {
	for i, r := range text {
		digit := i+1 < len(text) && text[i+1]-'0' <= 9
		switch {
		case r == '.' && strings.HasPrefix(text[i+1:], "."):
			return i
		case r == '.', r == ':', r == '_', unicode.IsLetter(r), unicode.IsDigit(r):
		case (r == '-' || r == '/') && digit:
		default:
			return i
		}
	}
	return len(text)
}

var (
	timeLike   = regexp.MustCompile(`^\d{4}[-/]\d\d?([-/]\d\d?)?([T ].*)?$|^\d\d?:\d\d(:\d\d)?$|^\d\d?[./]\d\d?[./]\d{2,4}$|^\d\d?/[A-Za-z]{3}/\d{4}`)
	classLike  = regexp.MustCompile(`^[1-9][xX]{2}$`)
	rangeLike  = regexp.MustCompile(`^\d+-\d+$`)
	dottedLike = regexp.MustCompile(`^\d+(\.\d+){2,}`)
)

// noNumber says what may have been meant by run, which begins like a number.
func (s *scanner) noNumber(run string) string {
	switch {
	case classLike.MatchString(run):
		return `a class is a text of its own: class == ` + inQuotes(strings.ToLower(run))
	case rangeLike.MatchString(run):
		if last := len(s.tokens) - 1; last < 0 || s.tokens[last].text != "in" {
			return noArithmetic
		}
		return "a range is written " + strings.Replace(run, "-", "..", 1)
	case timeLike.MatchString(run):
		return "a time is written in quotes: " + inQuotes(run)
	case run[0] == '-' && isMoment(run):
		return "a time is written in quotes: " + inQuotes(run)
	case addressLike(run):
		return "an address is written in quotes: " + inQuotes(run)
	}
	if plain := withoutUnit(run); plain != "" {
		return plain
	}
	return inQuotes(run) + " is no number; " + aText(run)
}

// isMoment reports whether run is a time as people type it, such as -1h.
func isMoment(run string) bool {
	_, err := moment.Parse(run, time.Now(), nil)
	return err == nil
}

func addressLike(run string) bool {
	_, address := netip.ParseAddr(run)
	_, prefix := netip.ParsePrefix(run)
	_, port := netip.ParseAddrPort(run)
	return address == nil || prefix == nil || port == nil || dottedLike.MatchString(run)
}

// units are those that people write behind numbers, and what they stand for:
// durations are in seconds, sizes in bytes.
var units = map[string]struct{ times, of string }{
	"ns": {"1e-9", "seconds"}, "us": {"1e-6", "seconds"}, "µs": {"1e-6", "seconds"}, "ms": {"1e-3", "seconds"},
	"s": {"1", "seconds"}, "sec": {"1", "seconds"}, "m": {"60", "seconds"}, "min": {"60", "seconds"},
	"h": {"3600", "seconds"}, "d": {"86400", "seconds"},
	"k": {"1e3", "bytes"}, "kB": {"1e3", "bytes"}, "K": {"1e3", "bytes"}, "KB": {"1e3", "bytes"}, "kb": {"1e3", "bytes"},
	"M": {"1e6", "bytes"}, "MB": {"1e6", "bytes"}, "mb": {"1e6", "bytes"}, "G": {"1e9", "bytes"}, "GB": {"1e9", "bytes"}, "gb": {"1e9", "bytes"},
	"Ki": {"1024", "bytes"}, "KiB": {"1024", "bytes"}, "Mi": {"1048576", "bytes"}, "MiB": {"1048576", "bytes"},
	"Gi": {"1073741824", "bytes"}, "GiB": {"1073741824", "bytes"}, "B": {"1", "bytes"},
}

// withoutUnit says how a number with a unit is written, "" if run is none.
func withoutUnit(run string) string {
	digits := run[:numberLength(run)]
	unit, ok := units[run[len(digits):]]
	if !ok || len(digits) > maxDigits || strings.ContainsAny(digits, "eE") {
		return ""
	}
	times, _ := new(big.Rat).SetString(unit.times)
	plain := decimal(times.Mul(times, rational(digits)))
	if unit.of == "seconds" {
		return "durations are in seconds, without a unit: write " + plain
	}
	return "numbers have no unit, sizes are in bytes: write " + plain
}

// decimal is n with as many decimals as it takes, at most 15.
func decimal(n *big.Rat) string {
	text := n.FloatString(15)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// rational is the number that the text of a token stands for.
func rational(text string) *big.Rat {
	n, ok := new(big.Rat).SetString(strings.ReplaceAll(text, "_", ""))
	if !ok {
		panic("bug: " + text + " is no number")
	}
	return n
}
