package cli

import (
	"fmt"
	"io"
	"os"
)

// maxText is how many bytes a file of questions may have, or a server's
// configuration with all that it includes. What is larger is no such thing, but
// a log, or a device without an end.
const maxText = 32 << 20

// textReader reads files of text up to a number of bytes in all.
type textReader struct {
	left int64 // bytes that may still be read
}

// read returns what a file holds. Errors are those of package os, or tell that
// there is too much.
func (r *textReader) read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, r.left+1))
	if err != nil {
		return nil, err
	}
	if r.left -= int64(len(text)); r.left < 0 {
		return nil, fmt.Errorf("%s: more than %d MiB to read", path, maxText>>20)
	}
	return text, nil
}
