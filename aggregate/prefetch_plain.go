//go:build !(amd64 || arm64) || purego

package aggregate

// prefetchSlot does nothing: Go has no way to begin a load and not wait for it.
func prefetchSlot(*uint64) {}

// prefetchRows does nothing.
func prefetchRows([]pendingKey) {}
