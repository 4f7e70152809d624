package pipeline

import "math"

// heads are the records that the lanes of a merge stand at, as a heap: the one
// that is written next comes first.
type heads []head

type head struct {
	key  int64
	lane int
}

// before orders heads by key, those of equal keys by lane.
func (h head) before(other head) bool {
	return h.key < other.key || h.key == other.key && h.lane < other.lane
}

// reach returns the greatest key with which further records of the first lane
// come before those of all others.
func (h heads) reach() int64 {
	if len(h) == 1 {
		return math.MaxInt64
	}
	second := h[1]
	if len(h) > 2 && h[2].before(second) {
		second = h[2]
	}
	if h[0].lane < second.lane {
		return second.key
	}
	return second.key - 1 // no less than the first one's key
}

// push adds a head.
func (h *heads) push(added head) {
	*h = append(*h, added)
	list := *h
	for i := len(list) - 1; i > 0 && list[i].before(list[(i-1)/2]); i = (i - 1) / 2 {
		list[i], list[(i-1)/2] = list[(i-1)/2], list[i]
	}
}

// replace gives the first lane the key of its next record.
func (h heads) replace(key int64) {
	h[0].key = key
	h.sink()
}

// pop removes the first lane.
func (h *heads) pop() {
	list := *h
	last := len(list) - 1
	list[0] = list[last]
	*h = list[:last]
	h.sink()
}

// sink moves the first head to its place.
func (h heads) sink() {
	for i := 0; ; {
		least := 2*i + 1
		if least >= len(h) {
			return
		}
		if right := least + 1; right < len(h) && h[right].before(h[least]) {
			least = right
		}
		if h[i].before(h[least]) {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}
