package query

import (
	"strconv"
	"strings"
	"testing"
)

// TestLongLists has lists of as many items as there may be, and of one more.
func TestLongLists(t *testing.T) {
	var names []string
	for i := range maxItems + 1 {
		names = append(names, "a"+strconv.Itoa(i))
	}
	if list, err := split("key", strings.Join(names[:maxItems], ",")); err != nil || len(list) != maxItems {
		t.Errorf("%d items: %v", len(list), err)
	}
	_, err := split("key", strings.Join(names, ","))
	if want := `a list has at most 1,000 items, and there is another key behind "a999"`; err == nil || err.Error() != want {
		t.Errorf("error is %v, want %s", err, want)
	}
}
