//go:build (amd64 || arm64) && !purego

package aggregate

// prefetchSlot begins to load a slot of an index, or nothing for nil, and does
// not wait for it. A load in Go would hold up all that comes behind it when the
// processor's list of instructions in work is full.
//
//go:noescape
func prefetchSlot(slot *uint64)

// prefetchRows begins to load the rows of keys: two lines of the cache of each,
// as many as nearly all take up.
func prefetchRows(keys []pendingKey) {
	if len(keys) > 0 {
		prefetchRowsOf(&keys[0], len(keys))
	}
}

//go:noescape
func prefetchRowsOf(keys *pendingKey, n int)
