package aggregate

import (
	"encoding/binary"
	"math/big"
	"math/bits"

	"wf/parser"
)

// The standard deviation of n numbers is the root of
//
//	(n * sum of squares - (sum)^2) / n^2
//
// in which all is exact until the division. A squares cell is a number of 192
// bits, low word first: the squares of 2^64 numbers have 190 at most.

// addSquare adds the square of v to a squares cell.
func addSquare(to []byte, v int64) {
	size := uint64(v)
	if v < 0 {
		size = -size
	}
	hi, lo := bits.Mul64(size, size)
	addWords(to, lo, hi, 0)
}

// addSquares adds a squares cell to another one.
func addSquares(to, from []byte) {
	addWords(to, binary.LittleEndian.Uint64(from), binary.LittleEndian.Uint64(from[8:]), binary.LittleEndian.Uint64(from[16:]))
}

func addWords(to []byte, lo, mid, hi uint64) {
	lo, carry := bits.Add64(binary.LittleEndian.Uint64(to), lo, 0)
	mid, carry = bits.Add64(binary.LittleEndian.Uint64(to[8:]), mid, carry)
	hi, _ = bits.Add64(binary.LittleEndian.Uint64(to[16:]), hi, carry)
	binary.LittleEndian.PutUint64(to, lo)
	binary.LittleEndian.PutUint64(to[8:], mid)
	binary.LittleEndian.PutUint64(to[16:], hi)
}

// deviationMetric compiles stddev_F, the standard deviation of all numbers of a
// row, not the estimate of one from a sample.
func (s *Spec) deviationMetric(name, field string, set *parser.FieldSet) (metric, error) {
	n, err := s.number(field, set)
	if err != nil {
		return metric{}, err
	}
	numbers := s.cell(cell{kind: cellNumbers, input: n.input})
	sum := s.cell(cell{kind: cellSum, input: n.input})
	squares := s.cell(cell{kind: cellSquares, input: n.input})
	return metric{
		column: Column{Name: name, Kind: Ratio, Unit: n.unit},
		total:  true,
		value: func(_ *Counts, cells []byte) Value {
			count := getInt64(cells[numbers:])
			if count == 0 {
				return Value{}
			}
			return Value{Kind: Ratio, Float: deviation(count, getInt128(cells[sum:]), cells[squares:], int64(n.scale))}
		},
	}, nil
}

// deviation returns the standard deviation of count numbers, at least one, which
// are in units of 1/scale.
func deviation(count int64, sum Int128, squares []byte, scale int64) float64 {
	n := big.NewInt(count)
	variance := bigWords(squares[:24])
	variance.Mul(variance, n)
	total := bigInt(sum)
	variance.Sub(variance, total.Mul(total, total)) // times n^2
	n.Mul(n, big.NewInt(scale))
	root := new(big.Float).SetPrec(128).SetInt(variance)
	root.Quo(root, new(big.Float).SetInt(n.Mul(n, n)))
	result, _ := root.Sqrt(root).Float64()
	return result
}

// bigWords is the number of words in little endian order.
func bigWords(words []byte) *big.Int {
	n := new(big.Int)
	for i := len(words) - 8; i >= 0; i -= 8 {
		n.Lsh(n, 64)
		n.Or(n, new(big.Int).SetUint64(binary.LittleEndian.Uint64(words[i:])))
	}
	return n
}

func bigInt(x Int128) *big.Int {
	n := new(big.Int).Lsh(big.NewInt(x.Hi), 64)
	return n.Add(n, new(big.Int).SetUint64(x.Lo))
}
