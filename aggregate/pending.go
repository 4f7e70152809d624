package aggregate

import "bytes"

const (
	// pendingKeys is how many records a Partial collects before it looks up
	// their keys: enough for the cache misses of a large table to overlap, few
	// enough that all they touch stays in the first cache.
	pendingKeys = 32

	// warmTable is the size in bytes from which a table no longer sits in a
	// core's own cache and it pays to look ahead.
	warmTable = 1 << 20
)

// pendingKey is a key to be looked up.
type pendingKey struct {
	hash uint64
	key  []byte
	row  []byte // nearly always its row, with all that follows; or nil
}

// pend puts a key on the list. There is room for it.
func (p *Partial) pend(key []byte) {
	hash := p.spec.hash(key)
	if p.ahead {
		prefetchSlot(p.table.part(tag(hash)).slot(tag(hash)))
	}
	p.pending[p.n] = pendingKey{hash: hash, key: key}
	p.n++
}

// makeRoom empties the list of pending keys, or makes it: a worker that never
// gets a record has none.
func (p *Partial) makeRoom() {
	if p.pending == nil {
		p.pending = make([]pendingKey, pendingKeys)
		p.inputs = make([]uint64, pendingKeys*p.spec.inputWords)
	}
	p.Flush()
}

// lookAhead looks for the rows of all pending keys and fetches them into the
// cache: a look-up misses it twice, in the index and in the row, and that of
// one key should not wait for that of another. The slots of the index were
// fetched when the keys came. Of the keys only the hashes are compared.
func (p *Partial) lookAhead() {
	pending := p.pending[:p.n]
	for i := range pending {
		k := &pending[i]
		k.row = p.table.part(tag(k.hash)).candidate(tag(k.hash))
	}
	prefetchRows(pending)
}

// rowOf returns the row of a pending key, a new one if there was none.
func (p *Partial) rowOf(k *pendingKey) []byte {
	if row := k.row; row != nil && bytes.Equal(rowKey(row, p.table.width), k.key) {
		return row
	}
	row, _ := p.table.add(tag(k.hash), k.key)
	return row
}

// tag is the half of a key's hash that tables use.
func tag(hash uint64) uint32 { return uint32(hash >> 32) }
