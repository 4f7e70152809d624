package aggregate

import (
	"fmt"
	"strconv"
	"strings"
)

// StatusSet is a set of response status codes from 0 to 999.
type StatusSet [16]uint64

// ParseStatusSet reads a comma-separated list of codes and classes; a leading
// minus takes away what was put in before: "5xx", "404", "4xx,-404".
func ParseStatusSet(text string) (StatusSet, error) {
	var set StatusSet
	for item := range strings.SplitSeq(text, ",") {
		code, remove := strings.CutPrefix(item, "-")
		lo, hi, ok := statusRange(code)
		if !ok {
			return set, fmt.Errorf("%q is neither a status such as 404 nor a class such as 5xx", item)
		}
		for c := lo; c <= hi; c++ {
			if remove {
				set[c>>6] &^= 1 << (c & 63)
			} else {
				set[c>>6] |= 1 << (c & 63)
			}
		}
	}
	return set, nil
}

// statusRange reads "404" or "5xx" as the first and last code it stands for.
func statusRange(text string) (lo, hi int, ok bool) {
	if len(text) != 3 {
		return 0, 0, false
	}
	if class := text[0]; strings.ToLower(text[1:]) == "xx" && '1' <= class && class <= '9' {
		lo = int(class-'0') * 100
		return lo, lo + 99, true
	}
	code, err := strconv.ParseUint(text, 10, 16)
	return int(code), int(code), err == nil
}

// Has reports whether code is in the set.
func (s *StatusSet) Has(code int64) bool {
	return uint64(code) < 1000 && s[uint64(code)>>6]&(1<<(uint64(code)&63)) != 0
}
