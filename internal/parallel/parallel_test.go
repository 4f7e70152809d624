package parallel

import (
	"errors"
	"sync/atomic"
	"testing"
)

func TestDoCallsEachIndexOnce(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 3, 8, 64} {
		for _, n := range []int{0, 1, 2, 7, 1000} {
			calls := make([]atomic.Int32, n)
			if err := Do(workers, n, func(i int) error { calls[i].Add(1); return nil }); err != nil {
				t.Fatal(err)
			}
			for i := range calls {
				if got := calls[i].Load(); got != 1 {
					t.Errorf("%d workers, n=%d: index %d was called %d times", workers, n, i, got)
				}
			}
		}
	}
}

func TestDoReturnsTheErrorOfTheSmallestIndex(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	for _, workers := range []int{1, 2, 8} {
		var gate atomic.Int32
		err := Do(workers, 100, func(i int) error {
			switch i {
			case 0:
				for workers > 1 && gate.Load() == 0 { // the later one fails first
				}
				return first
			case 1:
				gate.Store(1)
				return second
			}
			return nil
		})
		if err != first {
			t.Errorf("%d workers: got %v, want %v", workers, err, first)
		}
	}
}

func TestDoStopsAfterAnError(t *testing.T) {
	var calls atomic.Int32
	Do(2, 1_000_000, func(i int) error { calls.Add(1); return errors.New("no") })
	if n := calls.Load(); n > 2 {
		t.Errorf("%d calls after the first error of each worker", n)
	}
}

func TestMapKeepsOrder(t *testing.T) {
	items := []string{"a", "bb", "", "dddd"}
	got, err := Map(3, items, func(s string) (int, error) { return len(s), nil })
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range got {
		if n != len(items[i]) {
			t.Errorf("result %d is %d, want %d", i, n, len(items[i]))
		}
	}
}
