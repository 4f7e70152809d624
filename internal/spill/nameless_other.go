//go:build !unix

package spill

// namelessFiles says that a file keeps its name as long as it is open.
const namelessFiles = false
