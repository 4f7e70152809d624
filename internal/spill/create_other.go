//go:build !linux

package spill

func create(dir string) (tempFile, error) { return createNamed(dir, namelessFiles) }
