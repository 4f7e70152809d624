package parquet

import (
	"math"
	"testing"
)

// FuzzWriter writes rows of what the bytes of the fuzzer say, and reads them
// back.
func FuzzWriter(f *testing.F) {
	f.Add([]byte("GET /\x00\xff 200 1234567890"), uint8(3))
	f.Add([]byte("\x00\x01\x02\x03\x04\x05\x06\x07aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xe2\x82"), uint8(1))
	f.Add([]byte{}, uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, piece uint8) {
		columns := []Column{{"a", Text}, {"b", Integer}, {"c", Double}, {"d", Time}}
		var rows [][]cell
		take := func(n int) string {
			n = min(n, len(data))
			s := string(data[:n])
			data = data[n:]
			return s
		}
		for len(data) > 0 && len(rows) < 1000 {
			row := []cell{nil, nil, nil, nil}
			which := data[0]
			text := take(int(which >> 4))
			if which&1 != 0 {
				row[0] = text
			}
			if which&2 != 0 {
				row[1] = int64(leUint64([]byte(take(8))))
			}
			if v := math.Float64frombits(leUint64([]byte(take(int(which & 8))))); which&4 != 0 && !math.IsNaN(v) && !math.IsInf(v, 0) && v != 0 {
				row[2] = v
			}
			if which&8 != 0 {
				row[3] = local(leUint64([]byte(take(8))))
			}
			take(1)
			rows = append(rows, row)
		}
		file, _ := write(t, columns, rows, 1, int(piece)+1)
		check(t, file, columns, rows)
	})
}
