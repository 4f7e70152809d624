package aggregate

import (
	"math"
	"math/bits"
)

// Int128 is a signed integer in two's complement, wide enough for the sum of
// 2^64 values of 64 bits, so that sums never overflow and never round.
type Int128 struct {
	Hi int64
	Lo uint64
}

// Int returns v as an Int128.
func Int(v int64) Int128 { return Int128{v >> 63, uint64(v)} }

// Add returns x+y.
func (x Int128) Add(y Int128) Int128 {
	lo, carry := bits.Add64(x.Lo, y.Lo, 0)
	return Int128{x.Hi + y.Hi + int64(carry), lo}
}

// Neg returns -x.
func (x Int128) Neg() Int128 {
	lo, carry := bits.Add64(^x.Lo, 1, 0)
	return Int128{^x.Hi + int64(carry), lo}
}

// Cmp returns -1, 0 or +1 as x is less than, equal to or greater than y.
func (x Int128) Cmp(y Int128) int {
	switch {
	case x.Hi < y.Hi || x.Hi == y.Hi && x.Lo < y.Lo:
		return -1
	case x == y:
		return 0
	}
	return 1
}

// Float returns the float64 nearest to x, or one beside it.
func (x Int128) Float() float64 {
	if x.Hi < 0 {
		return -x.Neg().Float()
	}
	return math.Ldexp(float64(x.Hi), 64) + float64(x.Lo)
}

// Int64 returns x and whether it fits.
func (x Int128) Int64() (int64, bool) {
	v := int64(x.Lo)
	return v, x.Hi == v>>63
}

// Append appends x in decimal digits to dst.
func (x Int128) Append(dst []byte) []byte {
	if x.Hi < 0 {
		dst = append(dst, '-')
		x = x.Neg()
	}
	var digits [40]byte
	hi, lo := uint64(x.Hi), x.Lo
	i := len(digits)
	for {
		var rem uint64
		hi, rem = hi/10, hi%10
		lo, rem = bits.Div64(rem, lo, 10)
		i--
		digits[i] = byte('0' + rem)
		if hi == 0 && lo == 0 {
			return append(dst, digits[i:]...)
		}
	}
}

// AppendDecimal appends x/1e9 to dst, without trailing zeros.
func (x Int128) AppendDecimal(dst []byte) []byte {
	if x.Hi < 0 {
		dst = append(dst, '-')
		x = x.Neg()
	}
	var text [64]byte
	digits := x.Append(text[:0])
	for len(digits) < 10 {
		digits = append(digits, 0)
		copy(digits[1:], digits)
		digits[0] = '0'
	}
	whole, part := digits[:len(digits)-9], digits[len(digits)-9:]
	dst = append(dst, whole...)
	for len(part) > 0 && part[len(part)-1] == '0' {
		part = part[:len(part)-1]
	}
	if len(part) == 0 {
		return dst
	}
	return append(append(dst, '.'), part...)
}
