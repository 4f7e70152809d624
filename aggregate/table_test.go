package aggregate

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"wf/parser"
)

func newSet() *parser.FieldSet { return parser.NewFieldSet() }

// TestTableHoldsEveryKey adds keys of every length, over the sizes at which
// blocks grow, tables split and rows get a block of their own.
func TestTableHoldsEveryKey(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing runs side by side in it")
	}
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{1, 50, splitRows - 1, splitRows, splitRows + 1, 40_000} {
		table := newTable([]uint64{0})
		want := map[string]uint64{}
		for range 2 * n {
			key := fmt.Sprintf("%d/%s", r.IntN(n), bytes.Repeat([]byte{'x'}, r.IntN(40)))
			if r.IntN(5000) == 0 {
				key += string(bytes.Repeat([]byte{'y'}, r.IntN(3*blockSize)))
			}
			hash := uint32(len(key)) * 2654435761 // many keys of one hash
			row, isNew := table.add(hash, []byte(key))
			if _, known := want[key]; known == isNew {
				t.Fatalf("key %.40q: new is %v", key, isNew)
			}
			bump(rowCells(row), 1)
			want[key]++
		}
		if table.rows != len(want) {
			t.Errorf("%d rows, want %d", table.rows, len(want))
		}
		seen := 0
		for i := range table.parts {
			for at, row := range table.parts[i].each(table.width) {
				key := string(rowKey(row, table.width))
				if got := binary.LittleEndian.Uint64(rowCells(row)); got != want[key] {
					t.Errorf("key %.40q counts %d, want %d", key, got, want[key])
				}
				if !bytes.Equal(table.parts[i].row(at)[:rowHead], row[:rowHead]) {
					t.Errorf("address %d leads to another row", at)
				}
				seen++
			}
		}
		if seen != len(want) {
			t.Errorf("%d rows in blocks, want %d", seen, len(want))
		}
	}
}

func TestKeysAreInjectiveAndKeepOrder(t *testing.T) {
	columns := []keyColumn{{name: "a"}, {name: "t", kind: parser.Clock}, {name: "b"}}
	var texts [][]byte
	alphabet := []byte{0, 1, 2, 'a', 0xFF}
	texts = append(texts, nil, []byte{})
	for _, a := range alphabet {
		texts = append(texts, []byte{a})
		for _, b := range alphabet {
			texts = append(texts, []byte{a, b})
		}
	}
	compare := func(a, b []byte) int {
		if (a == nil) != (b == nil) {
			if a == nil {
				return -1
			}
			return 1
		}
		return bytes.Compare(a, b)
	}
	var keys [][]byte
	var values [][][]byte
	for _, a := range texts {
		for _, clock := range [][]byte{nil, parser.AppendClock(nil, -1), parser.AppendClock(nil, math.MinInt64), parser.AppendClock(nil, 1e18)} {
			for _, b := range texts {
				value := [][]byte{a, clock, b}
				key := joinKey(nil, columns, value)
				var scratch []byte
				back := splitKey(nil, columns, key, &scratch)
				for i := range value {
					if compare(back[i], value[i]) != 0 {
						t.Fatalf("%q comes back as %q", value, back)
					}
				}
				keys, values = append(keys, key), append(values, value)
			}
		}
	}
	r := rand.New(rand.NewPCG(5, 5))
	for range 200_000 {
		i, j := r.IntN(len(keys)), r.IntN(len(keys))
		want := 0
		for c := range columns {
			if want == 0 {
				want = compare(values[i][c], values[j][c])
			}
		}
		if got := bytes.Compare(keys[i], keys[j]); got != want {
			t.Fatalf("%q and %q: keys compare as %d, values as %d", values[i], values[j], got, want)
		}
	}
	for _, a := range texts {
		for _, b := range texts {
			if got := bytes.Compare(appendKey(nil, a), appendKey(nil, b)); got != compare(a, b) {
				t.Errorf("%q and %q: single keys compare as %d", a, b, got)
			}
		}
		if back := decodeKey(appendKey(nil, a)); compare(a, back) != 0 {
			t.Errorf("%q comes back as %q", a, back)
		}
	}
}

func TestInt128AgreesWithBig(t *testing.T) {
	big128 := func(x Int128) *big.Int {
		b := new(big.Int).Lsh(big.NewInt(x.Hi), 64)
		return b.Add(b, new(big.Int).SetUint64(x.Lo))
	}
	edges := []int64{0, 1, -1, 9, 10, 999_999_999, 1_000_000_000, -1_000_000_001, math.MaxInt64, math.MinInt64}
	var all []Int128
	for _, a := range edges {
		x := Int(a)
		for range 70 {
			all = append(all, x)
			if x.Hi > math.MaxInt64/4 || x.Hi < math.MinInt64/4 {
				break
			}
			x = x.Add(x).Add(Int(a % 7))
		}
	}
	for i, x := range all {
		b := big128(x)
		if got := string(x.Append(nil)); got != b.String() {
			t.Errorf("%v prints as %s, want %s", x, got, b)
		}
		f, _ := new(big.Float).SetInt(b).Float64()
		if got := x.Float(); math.Abs(got-f) > math.Abs(f)*1e-15 {
			t.Errorf("%s as float is %g, want %g", b, got, f)
		}
		decimal := new(big.Rat).SetFrac(b, big.NewInt(1e9))
		if back, ok := new(big.Rat).SetString(string(x.AppendDecimal(nil))); !ok || back.Cmp(decimal) != 0 {
			t.Errorf("%s as decimal is %s", b, x.AppendDecimal(nil))
		}
		if v, ok := x.Int64(); ok != b.IsInt64() || ok && v != b.Int64() {
			t.Errorf("%s as int64 is %d, %v", b, v, ok)
		}
		y := all[(i*7+3)%len(all)]
		if got := x.Cmp(y); got != b.Cmp(big128(y)) {
			t.Errorf("%s against %s compares as %d", b, big128(y), got)
		}
		if sum := new(big.Int).Add(b, big128(y)); sum.BitLen() < 127 && big128(x.Add(y)).Cmp(sum) != 0 {
			t.Errorf("%s + %s is not %s", b, big128(y), big128(x.Add(y)))
		}
	}
}
