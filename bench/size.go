package bench

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
)

// size returns how many bytes and lines a log has. Reading it also brings it
// into the page cache, if there is room.
func size(ctx context.Context, log string) (size, lines int64, err error) {
	f, err := os.Open(log)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	buf := make([]byte, 256<<10)
	last := byte('\n')
	for {
		n, err := f.Read(buf)
		if n > 0 {
			size += int64(n)
			lines += int64(bytes.Count(buf[:n], []byte{'\n'}))
			last = buf[n-1]
		}
		switch {
		case err == io.EOF && last != '\n':
			return size, lines + 1, nil
		case err == io.EOF:
			return size, lines, nil
		case err != nil:
			return 0, 0, err
		case ctx.Err() != nil:
			return 0, 0, ctx.Err()
		}
	}
}

// countAnswer adds up the answer in a file: a row a key, its count first.
func (r *Result) countAnswer(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	for rows := bufio.NewReader(f); ; r.Keys++ {
		row, err := rows.ReadString('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var n int64
		if _, err := fmt.Sscan(row, &n); err != nil {
			return fmt.Errorf("cannot read an answer: %w", err)
		}
		r.Matches += n
	}
}
