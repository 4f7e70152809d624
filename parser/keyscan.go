package parser

import "slices"

// wanted is a value to look for in a keyed line: where it stands, and the slot
// of the Record that takes it.
type wanted struct {
	path string // keys with dots between, as normalKey spells them
	slot int32
}

// A keyScanner finds values by their keys. It is immutable: all workers share
// one.
type keyScanner interface {
	// scan takes the whole line, which r has begun, and reports whether it is of
	// the format. It notes the value of each wanted key in r, absent if the line
	// lacks it. Of a line that is not of the format it may note anything.
	scan(line []byte, r *Record) bool
}

// normalKey appends key to dst as it is matched: in lower case, with _ for
// each byte that is none of a-z 0-9 _ and the dot.
func normalKey(dst, key []byte) []byte {
	for _, c := range key {
		dst = append(dst, normalBytes[c])
	}
	return dst
}

// normalBytes has what normalKey writes for each byte.
var normalBytes = func() (table [256]byte) {
	for i := range table {
		c := byte(i)
		switch {
		case isAlphanumeric(c) && c > '9':
			table[i] = c | 0x20
		case isAlphanumeric(c), c == '.':
			table[i] = c
		default:
			table[i] = '_'
		}
	}
	return table
}()

// keyTable finds the keys of a line, which are many, among the wanted ones,
// which are few. It is immutable.
type keyTable struct {
	hashes uint64     // a bit for each hash that a key has
	heads  [64]int32  // by hash: the first of the keys that have it
	keys   []tableKey // in the order of their hashes
}

type tableKey struct {
	key  string // normal
	hash uint8
	is   int32 // what find returns
}

// newKeyTable returns a table of normal keys that differ from each other. It
// finds them by their index.
func newKeyTable(keys []string) *keyTable {
	t := new(keyTable)
	for i, key := range keys {
		t.keys = append(t.keys, tableKey{key, keyHash([]byte(key)), int32(i)})
	}
	slices.SortStableFunc(t.keys, func(a, b tableKey) int { return int(a.hash) - int(b.hash) })
	for i := len(t.keys) - 1; i >= 0; i-- {
		t.hashes |= 1 << t.keys[i].hash
		t.heads[t.keys[i].hash] = int32(i)
	}
	return t
}

// keyHash returns a number below 64 that is the same for all spellings of a
// key: of its length, its first and its last byte.
func keyHash(key []byte) uint8 {
	n := len(key)
	if n == 0 {
		return 0
	}
	return (normalBytes[key[0]]*5 + normalBytes[key[n-1]]*3 + uint8(n)) & 63
}

// find returns the index of key, however it is spelled, or -1.
func (t *keyTable) find(key []byte) int {
	hash := keyHash(key)
	if t.hashes>>hash&1 == 0 {
		return -1
	}
	return t.search(key, hash)
}

// search compares key with those of its hash.
func (t *keyTable) search(key []byte, hash uint8) int {
	for i := int(t.heads[hash]); i < len(t.keys) && t.keys[i].hash == hash; i++ {
		if isKey(key, t.keys[i].key) {
			return int(t.keys[i].is)
		}
	}
	return -1
}

// isKey reports whether key is a spelling of a normal key. Most logs spell
// their keys so already.
func isKey(key []byte, normal string) bool {
	if len(key) != len(normal) {
		return false
	}
	if string(key) == normal {
		return true
	}
	for i, c := range key {
		if normalBytes[c] != normal[i] {
			return false
		}
	}
	return true
}

// flatKeys are the wanted keys of lines without nesting.
type flatKeys struct {
	*keyTable
	slots [][]int32 // by the index of the key
}

func newFlatKeys(w []wanted) flatKeys {
	var k flatKeys
	var keys []string
	for _, one := range w {
		i := slices.Index(keys, one.path)
		if i < 0 {
			i = len(keys)
			keys = append(keys, one.path)
			k.slots = append(k.slots, nil)
		}
		k.slots[i] = append(k.slots[i], one.slot)
	}
	k.keyTable = newKeyTable(keys)
	return k
}

// begin makes all values absent.
func (k *flatKeys) begin(r *Record) {
	for i := range k.slots {
		k.note(i, absent, r)
	}
}

// note takes s as the value of the key of index i.
func (k *flatKeys) note(i int, s span, r *Record) {
	for _, slot := range k.slots[i] {
		r.spans[slot] = s
	}
}
