package report

import "testing"

func TestEnding(t *testing.T) {
	check := func(ticks []tick, step int64, want ending) {
		t.Helper()
		tl := &timeline{ticks: ticks, step: step}
		if got := tl.ending(); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	every := func(step int64, n int, failing int) (ticks []tick) {
		for i := range n {
			k := tick{clock: int64(i) * step, all: 1}
			if i >= n-failing {
				k.e5xx = 1
			}
			ticks = append(ticks, k)
		}
		return ticks
	}
	check(nil, second, ending{})
	check(every(second, 359, 9), second, ending{}) // a twelfth is less than half a minute
	check(every(second, 360, 9), second, ending{30 * second, 30, 9})
	check(every(second, 7200, 900), second, ending{10 * minute, 600, 600})
	check(every(minute, 600, 3), minute, ending{10 * minute, 10, 3})
	check(every(5*minute, 600, 3), minute, ending{30 * minute, 6, 3}) // five requests at least
	check(every(week, 600, 0), minute, ending{week, 1, 0})
}
