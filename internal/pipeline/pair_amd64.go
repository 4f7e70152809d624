//go:build !purego

package pipeline

// pairAVX2 returns the first place, of the n from data on, of a byte that is
// first and has second gap bytes behind it, or -1. n is a multiple of 64 above
// 0; it reads n+gap bytes.
//
//go:noescape
func pairAVX2(data *byte, n, gap int, first, second byte) int

// pair returns the first place of data where a byte is first and the one gap
// bytes behind it second. If it finds none it returns the place up to which it
// has looked: what is left is less than 64 places.
func pair(data []byte, gap int, first, second byte) (at int, found bool) {
	n := (len(data) - gap) &^ 63
	if n <= 0 {
		return 0, false
	}
	if at := pairAVX2(&data[0], n, gap, first, second); at >= 0 {
		return at, true
	}
	return n, false
}
