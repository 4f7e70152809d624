//go:build unix

package spill

// namelessFiles says that a file can be used when its name is gone.
const namelessFiles = true
