//go:build !linux

package live

// discardInput does nothing: only Linux has the same call on all processors.
func (v *View) discardInput() {}
