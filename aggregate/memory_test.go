package aggregate

import (
	"errors"
	"strconv"
	"testing"
	"time"
)

// TestMemoryIsShared checks what Partials may take of a limit.
func TestMemoryIsShared(t *testing.T) {
	for _, c := range []struct {
		limit        int64
		partials     int
		tables, bits int
	}{
		{16 << 20, 2, 2 << 20, fewParts},
		{16 << 20, 768, leastTables, fewestParts},
		{256 << 20, 768, (64 << 20) / 768, fewestParts},
		{128 << 20, 4, 8 << 20, manyParts},
		{8 << 30, 2, tableBudget, manyParts},
	} {
		m := NewMemory(c.limit, c.partials, nil)
		if m.tables != c.tables || m.bits != c.bits || int64(m.floor) > c.limit/4 {
			t.Errorf("%d bytes for %d: tables of %d, compacted from %d on, %d bits", c.limit, c.partials, m.tables, m.floor, m.bits)
		}
	}
}

// TestHalfOfTheMemoryIsHeld counts far more than the limit.
func TestHalfOfTheMemoryIsHeld(t *testing.T) {
	list := requests(24_000, 9000, 43)
	for limit, q := range map[int64]Question{
		2 << 20:   {Keys: []string{"client", "bytes", "time"}, Metrics: []string{"count", "distinct_path"}},
		400 << 10: {Metrics: []string{"distinct_bytes"}},
	} {
		store := new(memoryStore)
		m := NewMemory(limit, 2, store)
		held := 0
		for _, p := range fill(t, q, list, 2, 1, m.tune) {
			held += p.held
		}
		if got := int(m.held.Load()); got != held || held == 0 || int64(held) > limit/2 {
			t.Errorf("%v: %d bytes are held, %d are noted", q, held, got)
		}
		if len(store.bytes) == 0 {
			t.Errorf("%v: nothing went to the Store", q)
		}
	}
}

// TestWritesThatFailAreAnError has a Store from which all can be read.
func TestWritesThatFailAreAnError(t *testing.T) {
	m := tight(&memoryStore{fails: 1}, 1000)
	m.append([]byte("12345678"))
	if !errors.Is(m.Err(), errStore) {
		t.Error(m.Err())
	}
}

// TestPartsOfRunsAreCutIntoBlocks has more rows than a block holds, some longer
// than one, and leaves some out.
func TestPartsOfRunsAreCutIntoBlocks(t *testing.T) {
	const width = 8
	all := newTable([]uint64{0})
	for i := range 3000 {
		size := 20 + i%200
		if i%500 == 7 {
			size = blockSize - 100 + i
		}
		all.add(uint32(i), append([]byte(strconv.Itoa(i)+"/"), make([]byte, size)...))
	}
	var bytes []byte
	for _, row := range all.parts[0].each(width) {
		bytes = append(bytes, row[:rowSize(width, rowKeyLen(row))]...)
	}
	wanted := func(row []byte) bool { return rowHash(row)%11 != 0 }
	var p part
	p.absorb(cutBlocks(bytes, width, wanted), width, func(dst, src []byte) { t.Error("a row stands twice") })
	for _, row := range all.parts[0].each(width) {
		if found := p.find(rowHash(row), rowKey(row, width), width); (found != nil) != wanted(row) {
			t.Fatalf("row %d of %d bytes: found %v", rowHash(row), rowKeyLen(row), found != nil)
		}
	}
}

// hotClients returns requests of two clients with more different sizes than a
// row counts exactly, again and again between those of others.
func hotClients(n int, pause time.Duration) []request {
	list := requests(n, 3000, 47)
	for i := range list {
		list[i].client, list[i].bytes = "10.9."+strconv.Itoa(i/250)+"."+strconv.Itoa(i%250), i
		if i%4 > 0 {
			list[i].client = "10.0.0." + strconv.Itoa(i%2)
		}
		list[i].at = list[0].at.Add(time.Duration(i) * pause)
	}
	return list
}

// TestSketchesGoToTheStore has one in each of several runs of a Partial, and
// steps that become coarser afterwards.
func TestSketchesGoToTheStore(t *testing.T) {
	list := hotClients(40_000, 100*time.Microsecond)
	for i := range 100 {
		list[len(list)-1-i].at = list[0].at.Add(time.Duration(i) * time.Hour)
	}
	for _, keys := range [][]string{{"client"}, {TimeAuto, "client"}, {"client", TimeFit}} {
		q := Question{Keys: keys, Metrics: []string{"distinct_bytes", "count", "distinct_path"}}
		want := show(t, count(t, q, list, 1, 1), View{})
		store := new(memoryStore)
		partials := fill(t, q, list, 1, 1, tight(store, 450_000).tune)
		for _, p := range partials {
			if len(p.runs) < 3 {
				t.Errorf("%v: %d runs", keys, len(p.runs))
			}
			for _, g := range p.groups {
				if n := len(g.sketches); n > 4 {
					t.Errorf("%v: %d sketches are held", keys, n)
				}
			}
		}
		if got := show(t, Merge(partials, 2), View{}); got != want {
			t.Errorf("%v: %s", keys, firstDifference(got, want))
		}
	}
}
