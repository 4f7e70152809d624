package aggregate

import (
	"encoding/binary"
	"strconv"
	"strings"
	"testing"
	"time"
)

// FuzzGaps fills the gaps of requests at any times, in zones and in none: rows
// rise without a break, none is lost, a limit cuts them, and a test counts those
// that a condition leaves.
func FuzzGaps(f *testing.F) {
	seed := func(instants ...int64) []byte {
		var data []byte
		for _, at := range instants {
			data = binary.BigEndian.AppendUint32(data, uint32(at))
		}
		return data
	}
	november := time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC).Unix()
	f.Add(seed(november, november+3600, november+7200, november+20_000), uint8(3), uint8(1), uint8(2))
	f.Add(seed(november, november+86_400*3), uint8(0), uint8(0), uint8(200))
	f.Add(seed(0, 1, 5, 1<<31), uint8(5), uint8(3), uint8(0))
	f.Add(seed(november-26*86_400, november-25*86_400-7200, november), uint8(1), uint8(3), uint8(7))
	steps := []string{"time/1m", "time/10m", "time/45m", "time/1h", "time/6h", "time/1d", "time/7d", TimeFit}
	zones := []string{"", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"}
	f.Fuzz(func(t *testing.T, data []byte, step, zone, limit uint8) {
		var in *time.Location
		if name := zones[int(zone)%len(zones)]; name != "" {
			var err error
			if in, err = time.LoadLocation(name); err != nil {
				t.Skip(err)
			}
		}
		var list []request
		for ; len(data) >= 4 && len(list) < 40; data = data[4:] {
			at := time.Unix(int64(binary.BigEndian.Uint32(data)), 0).UTC()
			list = append(list, request{client: "a", agent: strconv.Itoa(int(data[3] % 3)), path: "/", at: at})
		}
		for _, keys := range [][]string{{steps[int(step)%len(steps)]}, {steps[int(step)%len(steps)], "agent"}} {
			c := Merge(fillIn(t, Question{Keys: keys, Metrics: []string{"count"}}, in, list, 2, 1, func(*Partial) {}), 2)
			checkFilled(t, c, View{Sort: "time", Gaps: true}, len(list), int(limit))
		}
	})
}

// checkFilled checks the rows of a view that has no limit.
func checkFilled(t *testing.T, c *Counts, v View, records, limit int) {
	t.Helper()
	table, err := c.Table(v, 2)
	if err != nil {
		t.Fatal(err)
	}
	var sum, rows, zeros, last int64
	for row := range table.Rows {
		n, _ := row[1].Int.Int64()
		at, _ := row[0].Int.Int64()
		if row[0].Stamp.Valid {
			at = row[0].Stamp.Nanos
		}
		if rows > 0 && (at < last || at == last && len(row) == 2) {
			t.Errorf("%d comes behind %d", at, last)
		}
		if sum, rows, last = sum+n, rows+1, at; n == 0 {
			zeros++
		}
	}
	if sum != int64(records) || rows != table.Total {
		t.Errorf("%d of %d records in %d of %d rows", sum, records, rows, table.Total)
	}
	if rows == 0 {
		zeros = 1 // nothing at all is 0 as well
	}
	verdict, err := c.Test("count == 0", true, 2)
	if err != nil {
		t.Fatal(err)
	}
	if !table.Unfilled && verdict.Rows != zeros || table.Unfilled && verdict.Rows > 1 {
		t.Errorf("%d rows are 0 of %d, unfilled %v", verdict.Rows, zeros, table.Unfilled)
	}
	all := show(t, c, v)
	v.Having = "count == 0 or count > 0"
	if got := show(t, c, v); got != all {
		t.Errorf("with a condition that always holds: %s", firstDifference(got, all))
	}
	if v.Limit = limit; limit > 0 {
		lines := strings.SplitAfter(all, "\n")
		if got, want := show(t, c, v), strings.Join(lines[:min(limit, len(lines)-1)], ""); got != want {
			t.Errorf("limited to %d: %s", limit, firstDifference(got, want))
		}
	}
}
