package parallel_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"wf/internal/parallel"
)

func ExampleMap() {
	numbers, err := parallel.Map(4, []string{"3", "1", "2"}, strconv.Atoi)
	fmt.Println(numbers, err)

	_, err = parallel.Map(4, []string{"3", "one", "two"}, strconv.Atoi)
	fmt.Println(err)
	// Output:
	// [3 1 2] <nil>
	// strconv.Atoi: parsing "one": invalid syntax
}

func ExampleDo() {
	squares := make([]int, 5)
	_ = parallel.Do(4, len(squares), func(i int) error { squares[i] = i * i; return nil })
	fmt.Println(squares)
	// Output: [0 1 4 9 16]
}

func ExampleMapSeq() {
	slower := func(s string) string { time.Sleep(time.Duration(len(s)) * time.Millisecond); return s + "." }
	for i, s := range parallel.MapSeq(4, []string{"first and slow", "second", "third", "fourth"}, slower) {
		fmt.Println(i, s)
		if s == "third." {
			break
		}
	}
	// Output:
	// 0 first and slow.
	// 1 second.
	// 2 third.
}

// To cancel, let f fail.
func ExampleDo_cancel() {
	ctx, cancel := context.WithTimeoutCause(context.Background(), time.Millisecond, errors.New("enough"))
	defer cancel()
	err := parallel.Do(4, math.MaxInt, func(int) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return nil // or what there is to do
	})
	fmt.Println(err)
	// Output: enough
}
