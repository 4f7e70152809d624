package sweep

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Counts reads numbers of workers as people type them, with commas between:
//
//	4          one number
//	1..8       each from 1 to 8
//	1..64x2    1, doubled up to 64: 1 2 4 8 16 32 64
//
// A range ends with its last number also where the factor steps over it. The
// answer is ascending, without repetitions, and has at least two numbers of
// at most most: a curve needs as many.
func Counts(text string, most int) ([]int, error) {
	var list []int
	for part := range strings.SplitSeq(text, ",") {
		first, last, factor, err := countRange(strings.TrimSpace(part), most)
		if err != nil {
			return nil, fmt.Errorf("%w; numbers of workers are such as 1..8, 1,2,4 or 1..64x2", err)
		}
		for n := first; n < last; {
			list = append(list, n)
			n = max(n+1, n*factor)
		}
		list = append(list, last)
		if len(list) > 2*most { // the same range again and again
			list = distinct(list)
		}
	}
	if list = distinct(list); len(list) < 2 {
		return nil, fmt.Errorf("%q is one number of workers and a sweep compares them: try 1..%d", text, max(list[0], 2))
	}
	return list, nil
}

// distinct sorts list and takes out its repetitions.
func distinct(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}

// countRange reads one part of what Counts reads. A factor of 1 stands for
// each number.
func countRange(part string, most int) (first, last, factor int, err error) {
	from, to, isRange := strings.Cut(part, "..")
	if first, err = count(from, most); err != nil {
		return 0, 0, 0, err
	}
	if !isRange {
		return first, first, 1, nil
	}
	to, by, hasFactor := strings.Cut(to, "x")
	if last, err = count(to, most); err != nil {
		return 0, 0, 0, err
	}
	factor = 1
	if hasFactor {
		if factor, err = strconv.Atoi(by); err != nil || factor < 2 || factor > most {
			return 0, 0, 0, fmt.Errorf("%q: behind the x stands the factor from one number to the next, 2 to %d", part, most)
		}
	}
	if last < first {
		return 0, 0, 0, fmt.Errorf("%q goes down: %d..%d", part, last, first)
	}
	return first, last, factor, nil
}

// count reads one number of workers.
func count(digits string, most int) (int, error) {
	n, err := strconv.Atoi(digits)
	if err != nil || digits[0] == '+' || n < 1 || n > most {
		return 0, fmt.Errorf("%q is no number of workers from 1 to %d", digits, most)
	}
	return n, nil
}
