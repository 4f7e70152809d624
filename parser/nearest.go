package parser

import (
	"slices"
	"strings"
)

// Nearest returns the name of the field that may have been meant by name, which
// is none, or "": the field that a log with this name would have it as, as
// remote_addr is client, or else the name that differs least.
func (s *FieldSet) Nearest(name string) string {
	known := s.known()
	nearest := ""
	suggest(name, func(field string, _ named) {
		if nearest == "" && slices.Contains(known, field) {
			nearest = field
		}
	})
	if nearest != "" {
		return nearest
	}
	return Nearest(known, name)
}

// Nearest returns that of the names which may have been meant by name, or "".
func Nearest(names []string, name string) string {
	nearest := ""
	least := max((len(name)+1)/3, 1) // more edits than this make another word
	for _, known := range names {
		if d := distance(strings.ToLower(name), known); d <= least {
			least, nearest = d-1, known
		}
	}
	return nearest
}

// distance returns the least number of letters inserted, dropped, replaced or
// swapped with the next one that turn a into b: the restricted edit distance
// of Damerau and Levenshtein.
func distance(a, b string) int {
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
