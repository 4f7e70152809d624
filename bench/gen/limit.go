package gen

import (
	"bytes"
	"errors"
	"io"
)

// errEnough is what limit returns when the log is long enough.
var errEnough = errors.New("the log is long enough")

// limit writes to w until the first end of a line at or behind a number of
// bytes.
type limit struct {
	w    io.Writer
	left int64 // above 0 until the log is long enough
}

func (l *limit) Write(b []byte) (int, error) {
	if int64(len(b)) < l.left {
		l.left -= int64(len(b))
		return l.w.Write(b)
	}
	if end := bytes.IndexByte(b[l.left-1:], '\n'); end >= 0 {
		n, err := l.w.Write(b[:int(l.left)+end])
		if err == nil {
			err = errEnough
		}
		return n, err
	}
	l.left = 1
	return l.w.Write(b)
}
