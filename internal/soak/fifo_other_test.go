//go:build !unix

package soak

import (
	"errors"
	"os"
)

const haveFIFOs = false

var stackSignal = os.Kill

func makeFIFO(string) error { return errors.ErrUnsupported }

func unblockFIFO(string) {}
