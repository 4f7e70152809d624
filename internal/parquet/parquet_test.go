package parquet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	reader "github.com/parquet-go/parquet-go"
)

// cell is a value of a test: nil, a string, an int64, a float64, or a moment.
type cell any

type instant int64 // nanoseconds
type local int64   // nanoseconds
type misfit struct{}

// appendRow appends a row of cells.
func appendRow(dst []byte, row []cell) []byte {
	dst, begin := BeginRow(dst)
	for _, v := range row {
		switch v := v.(type) {
		case nil:
			dst = AppendAbsent(dst)
		case misfit:
			dst = AppendMisfit(dst)
		case string:
			dst = AppendText(dst, []byte(v))
		case int64:
			dst = AppendInteger(dst, v)
		case float64:
			dst = AppendDouble(dst, v)
		case instant:
			dst = AppendInstant(dst, int64(v))
		case local:
			dst = AppendLocal(dst, int64(v))
		}
	}
	return EndRow(dst, begin)
}

// write returns the file of rows, which are handed over in pieces of so many
// bytes.
func write(t testing.TB, columns []Column, rows [][]cell, workers, piece int) ([]byte, []Account) {
	t.Helper()
	var text []byte
	for _, row := range rows {
		text = appendRow(text, row)
	}
	var out bytes.Buffer
	w := NewWriter(&out, columns, workers)
	for part := range slices.Chunk(text, piece) {
		if n, err := w.Write(part); n != len(part) || err != nil {
			t.Fatalf("Write: %d %v, want %d", n, err, len(part))
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), w.Accounts()
}

// shown is a cell as the reader should have it.
func shown(v cell) string {
	floor := func(n int64) int64 {
		if n%1000 < 0 {
			return n/1000 - 1
		}
		return n / 1000
	}
	switch v := v.(type) {
	case nil, misfit:
		return "<null>"
	case string:
		var b strings.Builder
		for i, r := range v {
			if r == '\uFFFD' && !strings.HasPrefix(v[i:], "\uFFFD") {
				fmt.Fprintf(&b, `\x%02x`, v[i])
			} else {
				b.WriteRune(r)
			}
		}
		return b.String()
	case instant:
		return fmt.Sprint(floor(int64(v)))
	case local:
		return fmt.Sprint(floor(int64(v)))
	}
	return fmt.Sprint(v)
}

// check compares a file with the rows that it should hold, by a reader of
// others.
func check(t testing.TB, file []byte, columns []Column, rows [][]cell) *reader.File {
	t.Helper()
	f, err := reader.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if f.NumRows() != int64(len(rows)) {
		t.Fatalf("%d rows, want %d", f.NumRows(), len(rows))
	}
	row := 0
	for _, g := range f.RowGroups() {
		in := g.Rows()
		buf := make([]reader.Row, 100)
		for {
			n, err := in.ReadRows(buf)
			for _, got := range buf[:n] {
				for i, v := range got {
					text := v.String()
					switch {
					case v.IsNull():
					case v.Kind() == reader.Double:
						text = fmt.Sprint(v.Double())
					case v.Kind() == reader.Int64:
						text = fmt.Sprint(v.Int64())
					}
					if want := shown(rows[row][i]); text != want {
						t.Fatalf("row %d column %s: %q, want %q", row, columns[i].Name, text, want)
					}
				}
				row++
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		in.Close()
	}
	return f
}

var allTypes = []Column{{"time", Time}, {"client", Text}, {"path", Text}, {"status", Integer}, {"bytes", Integer}, {"duration", Double}, {"none", Text}}

// randomRows are rows with few and with many different values, in runs and
// alone.
func randomRows(seed uint64, n int) (rows [][]cell) {
	r := rand.New(rand.NewPCG(seed, 1))
	sometimes := func(v cell) cell {
		if r.IntN(20) == 0 {
			return nil
		}
		return v
	}
	status := int64(200)
	for i := range n {
		if r.IntN(30) == 0 {
			status = 200 + r.Int64N(300)
		}
		rows = append(rows, []cell{
			instant(1.7e18 + int64(i/3)*1e9), sometimes(fmt.Sprint("10.0.0.", r.IntN(200))),
			sometimes(fmt.Sprint("/a/", r.Uint64())), status, sometimes(r.Int64() - r.Int64()), sometimes(r.NormFloat64()), nil,
		})
	}
	return rows
}

func TestWriter(t *testing.T) {
	for _, n := range []int{0, 1, 7, batchRows, batchRows + 1, 20_000} {
		rows := randomRows(uint64(n), n)
		want, _ := write(t, allTypes, rows, 1, 1<<20)
		check(t, want, allTypes, rows)
		for _, workers := range []int{1, 3} {
			if got, _ := write(t, allTypes, rows, workers, 1001); !bytes.Equal(got, want) {
				t.Errorf("%d rows: another file with %d workers and small pieces", n, workers)
			}
		}
	}
}

// Row groups end where they end, whoever encodes them, and stand in order.
func TestGroups(t *testing.T) {
	columns := []Column{{"n", Integer}}
	var rows [][]cell
	for i := range 3*groupRows + 1 {
		rows = append(rows, []cell{int64(i)})
	}
	want, _ := write(t, columns, rows, 1, 1<<16)
	f := check(t, want, columns, rows)
	if n := len(f.RowGroups()); n != 4 {
		t.Errorf("%d row groups, want 4", n)
	}
	if got, _ := write(t, columns, rows, 4, 1<<20); !bytes.Equal(got, want) {
		t.Error("another file with four workers")
	}
	for i, g := range f.Metadata().RowGroups {
		s := g.Columns[0].MetaData.Statistics
		if least := int64(leUint64(s.MinValue)); least != int64(i*groupRows) {
			t.Errorf("group %d: the least value is %d", i, least)
		}
	}
}

func leUint64(b []byte) (n uint64) {
	for i, c := range b {
		n |= uint64(c) << (8 * i)
	}
	return n
}

func TestAccounts(t *testing.T) {
	columns := []Column{{"time", Time}, {"text", Text}, {"n", Integer}}
	rows := [][]cell{
		{instant(1_000_001), "good", int64(math.MinInt64)},
		{instant(-1), "b\xffad\xe2\x82", misfit{}},
		{local(5000), "\uFFFD is good", int64(math.MaxInt64)},
	}
	file, accounts := write(t, columns, rows, 2, 10)
	check(t, file, columns, rows)
	want := []Account{{Cut: 2, Instant: 2, Local: 1}, {Escaped: 1}, {Misfits: 1}}
	if !slices.Equal(accounts, want) {
		t.Errorf("accounts are %+v, want %+v", accounts, want)
	}
}

// Whether times are instants is in the schema.
func TestAdjusted(t *testing.T) {
	for _, test := range []struct {
		rows [][]cell
		want string
	}{
		{[][]cell{{instant(1)}}, "TIMESTAMP(isAdjustedToUTC=true,unit=MICROS)"},
		{[][]cell{{local(1)}}, "TIMESTAMP(isAdjustedToUTC=false,unit=MICROS)"},
		{[][]cell{{local(1)}, {instant(1)}}, "TIMESTAMP(isAdjustedToUTC=true,unit=MICROS)"},
		{append(slices.Repeat([][]cell{{local(1)}}, groupRows), []cell{instant(1)}), "TIMESTAMP(isAdjustedToUTC=false,unit=MICROS)"},
		{nil, "TIMESTAMP(isAdjustedToUTC=true,unit=MICROS)"},
	} {
		columns := []Column{{"time", Time}}
		file, _ := write(t, columns, test.rows, 1, 100)
		if got := check(t, file, columns, test.rows).Schema().Fields()[0].Type().String(); got != test.want {
			t.Errorf("%d rows: %s, want %s", len(test.rows), got, test.want)
		}
	}
}

// failing is a writer that fails.
type failing struct{ err error }

func (w failing) Write([]byte) (int, error) { return 0, w.err }

// An error of the writer comes back, from whatever goroutine.
func TestWriteError(t *testing.T) {
	broken := errors.New("disk full")
	for _, workers := range []int{1, 3} {
		w := NewWriter(failing{broken}, []Column{{"n", Integer}}, workers)
		w.Write(appendRow(nil, []cell{int64(1)}))
		if err := w.Close(); !errors.Is(err, broken) {
			t.Errorf("%d workers: Close returns %v", workers, err)
		}
	}
}
