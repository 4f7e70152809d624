//go:build !unix

package live

// onResume does nothing where programs are not stopped.
func onResume(func()) (stop func()) { return func() {} }
