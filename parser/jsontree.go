package parser

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// jsonTree holds the wanted paths, a key in each branch, until they are
// compiled.
type jsonTree struct {
	slots    []int32
	branches map[string]*jsonTree
}

func newJSONTree() *jsonTree { return &jsonTree{branches: map[string]*jsonTree{}} }

// add takes a wanted value in.
func (t *jsonTree) add(w wanted) {
	for key := range strings.SplitSeq(w.path, ".") {
		if t.branches[key] == nil {
			t.branches[key] = newJSONTree()
		}
		t = t.branches[key]
	}
	t.slots = append(t.slots, w.slot)
}

// jsonMaxElement is how many elements of an array can be asked for.
const jsonMaxElement = 100

// compile returns the node of t, and the keys of its edges. There is an edge
// for each branch, and as the keys of a path may stand in the log as one, for
// each branch of those and so on.
func (t *jsonTree) compile() (n *jsonNode, keys []string) {
	n = &jsonNode{slots: t.slots}
	for _, key := range slices.Sorted(maps.Keys(t.branches)) {
		to, inside := t.branches[key].compile()
		keys = append(keys, key)
		n.edges = append(n.edges, jsonEdge{to: to})
		for i, e := range to.edges {
			keys = append(keys, key+"."+inside[i])
			n.edges = append(n.edges, jsonEdge{to: e.to})
		}
		n.below = slices.Concat(n.below, to.slots, to.below)
		if i, err := strconv.Atoi(key); err == nil && 0 <= i && i < jsonMaxElement && strconv.Itoa(i) == key {
			n.elements = append(n.elements, make([]*jsonNode, max(0, i+1-len(n.elements)))...)
			n.elements[i] = to
		}
	}
	if len(keys) == 0 {
		return n, nil
	}
	n.keys = newKeyTable(keys)
	repeat := uint64(1)
	for i := range n.edges {
		if len(n.edges[i].to.below) > 0 {
			n.edges[i].repeat = repeat
			repeat <<= 1
		}
	}
	return n, keys
}
