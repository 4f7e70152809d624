package parallel

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The ways in which an item can end.
const (
	fine = iota
	fails
	panics
	exits // by runtime.Goexit
	ways
)

// act ends as an item of the index is to.
func act(i, way int) error {
	switch way {
	case fails:
		return fmt.Errorf("error of %d", i)
	case panics:
		panic(fmt.Sprintf("panic of %d", i))
	case exits:
		runtime.Goexit()
	}
	return nil
}

// eachPlan calls f with all ways in which up to four items can end, and pauses
// that make them end in another order than they begin.
func eachPlan(f func(plan []int, pause func(i int))) {
	pauses := []func(int){
		func(int) {},
		func(i int) { time.Sleep(time.Duration(i) * time.Second) },
		func(i int) { time.Sleep(time.Duration(10-i) * time.Second) },
	}
	for n, all := 0, 1; n <= 4; n, all = n+1, all*ways {
		for code := range all {
			plan := make([]int, n)
			for i := range plan {
				plan[i], code = code%ways, code/ways
			}
			for _, pause := range pauses {
				f(plan, pause)
			}
		}
	}
}

// end runs f in a goroutine of its own and says how that ended. Clocks stand
// still while anything runs. It is an error if a goroutine is left behind.
func end(t *testing.T, f func() error) (how string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var wait sync.WaitGroup
		wait.Go(func() {
			how = "exit"
			defer func() {
				switch v := recover().(type) {
				case nil:
				case *Panic:
					how = fmt.Sprint(v.Value)
				default:
					how = fmt.Sprint(v)
				}
			}()
			how = fmt.Sprint(f())
		})
		wait.Wait()
	})
	return how
}

// TestDoEndsAsTheLoopDoes has one worker, which is the loop, for the others'
// oracle.
func TestDoEndsAsTheLoopDoes(t *testing.T) {
	eachPlan(func(plan []int, pause func(int)) {
		var want string
		for _, workers := range []int{1, 2, 3, 8} {
			var active atomic.Int32
			got := end(t, func() error {
				defer func() {
					if n := active.Load(); n > 0 {
						t.Errorf("%d workers, %v: %d calls go on", workers, plan, n)
					}
				}()
				return Do(workers, len(plan), func(i int) error {
					active.Add(1)
					defer active.Add(-1)
					pause(i)
					return act(i, plan[i])
				})
			})
			if workers == 1 {
				want = got
			} else if got != want {
				t.Errorf("%d workers, %v: got %s, want %s", workers, plan, got, want)
			}
		}
	})
}

// TestMapSeqEndsAsTheLoopDoes compares what is yielded as well, for loops that
// go on, or end early in each of the ways.
func TestMapSeqEndsAsTheLoopDoes(t *testing.T) {
	items := []int{0, 1, 2, 3}
	eachPlan(func(plan []int, pause func(int)) {
		way := 0 // that of the loop's body
		for last := range len(plan) + 1 {
			way = (way + 1) % ways
			var want string
			for _, workers := range []int{1, 2, 3, 8} {
				var active atomic.Int32
				yielded := ""
				got := end(t, func() error {
					defer func() {
						if n := active.Load(); n > 0 {
							t.Errorf("%d workers, %v: %d calls go on", workers, plan, n)
						}
					}()
					for i, err := range MapSeq(workers, items[:len(plan)], func(i int) error {
						active.Add(1)
						defer active.Add(-1)
						pause(i)
						return act(i, plan[i])
					}) {
						yielded += fmt.Sprint(i, err, ";")
						if i == last {
							return act(-1, way)
						}
					}
					return nil
				})
				if got = yielded + got; workers == 1 {
					want = got
				} else if got != want {
					t.Errorf("%d workers, %v, loop to %d: got %s, want %s", workers, plan, last, got, want)
				}
			}
		}
	})
}

// TestMapSeqLooksALittleAhead has a loop that is slower than its workers, and
// ends early.
func TestMapSeqLooksALittleAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun atomic.Int32
		for i := range MapSeq(3, make([]int, 1000), func(int) int { begun.Add(1); return 0 }) {
			synctest.Wait()
			if ahead := int(begun.Load()) - (i + 1); ahead != 3*lookAhead {
				t.Errorf("at %d: %d items ahead of the loop, want %d", i, ahead, 3*lookAhead)
			}
			if i == 100 {
				break
			}
		}
		if n := begun.Load(); n != 101+3*lookAhead {
			t.Errorf("%d items were begun", n)
		}
	})
}

// TestMapSeqBeginsNoMoreAfterItsLoop has a loop that ends while the workers have
// items in work, and may begin others.
func TestMapSeqBeginsNoMoreAfterItsLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun atomic.Int32
		for range MapSeq(3, make([]int, 1000), func(int) int { begun.Add(1); time.Sleep(time.Second); return 0 }) {
			break
		}
		if n := begun.Load(); n > 6 {
			t.Errorf("%d items were begun, which is more than three workers can in two rounds", n)
		}
	})
}

// TestMapSeqMayBeRangedOverAgain also has no items, and more workers than items.
func TestMapSeqMayBeRangedOverAgain(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7, 1000} {
		items := make([]int, n)
		for i := range items {
			items[i] = i
		}
		for _, workers := range []int{-1, 0, 1, 2, 8, 2000} {
			seq := MapSeq(workers, items, func(i int) int { return i * i })
			for range 2 {
				next := 0
				for i, r := range seq {
					if i != next || r != i*i {
						t.Fatalf("%d workers: got %d, %d for item %d of %d", workers, i, r, next, n)
					}
					next++
				}
				if next != n {
					t.Errorf("%d workers: %d of %d results", workers, next, n)
				}
			}
		}
	}
}

//go:noinline
func blowUp() { panic("boom") }

// TestPanicsKeepTheirStack also has panics in calls within calls, and in a loop
// over a sequence.
func TestPanicsKeepTheirStack(t *testing.T) {
	some := func(i int) error {
		if i == 5 {
			blowUp()
		}
		return nil
	}
	items := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	for name, f := range map[string]func(){
		"Do":     func() { Do(3, 10, some) },
		"Map":    func() { Map(3, items, func(i int) (int, error) { return 0, some(i) }) },
		"MapSeq": func() { MapSeq(3, items, some)(func(int, error) bool { return true }) },
		"nested": func() {
			Do(2, 2, func(int) error {
				for range MapSeq(2, items[:2], func(int) error { return Do(3, 10, some) }) {
				}
				return nil
			})
		},
	} {
		func() {
			defer func() {
				p, ok := recover().(*Panic)
				if !ok || p.Value != "boom" || strings.Count(string(p.Stack), "parallel.blowUp(") != 1 || !strings.Contains(p.Error(), "boom") {
					t.Errorf("%s: got %+v; want the value and the stack of blowUp", name, p)
				}
			}()
			f()
			t.Errorf("%s returned", name)
		}()
	}
}

// TestNestedCallsHaveWorkersOfTheirOwn would lock up if they had not.
func TestNestedCallsHaveWorkersOfTheirOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		err := Do(2, 10, func(int) error {
			return Do(3, 10, func(int) error {
				_, err := Map(2, []int{1, 2, 3}, func(int) (int, error) {
					time.Sleep(time.Second)
					calls.Add(1)
					return 0, nil
				})
				return err
			})
		})
		if err != nil || calls.Load() != 300 {
			t.Errorf("got %v after %d calls, want 300", err, calls.Load())
		}
	})
}

// TestAsManyWorkersAsItemsRunSideBySide lets each item wait for the others.
func TestAsManyWorkersAsItemsRunSideBySide(t *testing.T) {
	for _, workers := range []int{5, 8} {
		synctest.Test(t, func(t *testing.T) {
			var all sync.WaitGroup
			all.Add(5)
			Do(workers, 5, func(int) error { all.Done(); all.Wait(); return nil })
		})
	}
}

func TestMapReturnsWhatWasThereBeforeAnError(t *testing.T) {
	no := errors.New("no")
	for _, workers := range []int{1, 4} {
		got, err := Map(workers, []int{1, 2, 3}, func(n int) (int, error) {
			if n == 2 {
				return 0, no
			}
			return n * n, nil
		})
		if err != no || len(got) != 3 || got[0] != 1 || got[1] != 0 {
			t.Errorf("%d workers: got %v, %v", workers, got, err)
		}
	}
}
