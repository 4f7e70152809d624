//go:build !unix

package chunker

import "testing"

// fifo skips the test: there are no named pipes among the files.
func fifo(t testing.TB) string {
	t.Skip("no named pipes")
	return ""
}
