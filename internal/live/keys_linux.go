package live

import (
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// keyTick is how long a read of keys waits: one that bubbletea has given up, as
// before the program is suspended, ends then. It is longer than the time after
// which bubbletea takes an escape for the key (50 ms), which each read begins anew.
const keyTick = 100 * time.Millisecond

// keyReader is a terminal that keys are read from until stop: what is typed
// afterwards is the shell's. bubbletea's own reader of files is closed while it
// may be reading, when keys that nobody takes hold up its end. It has no Name, so
// that bubbletea takes it for a terminal, but not for such a file. Elsewhere than on
// Linux poll may not know of terminals.
type keyReader struct {
	terminal  *os.File
	over, end *os.File   // of a pipe: reads end when the second is closed
	mu        sync.Mutex // held while reading
}

// newKeyReader returns what bubbletea is to read keys from, and what ends that.
func newKeyReader(terminal *os.File) (keys io.Reader, stop func()) {
	over, end, err := os.Pipe()
	if err != nil { // no more files may be open
		return terminal, func() {}
	}
	k := &keyReader{terminal: terminal, over: over, end: end}
	return k, k.stop
}

// Read returns what was typed, nothing if that is nothing for keyTick.
func (k *keyReader) Read(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.over == nil {
		return 0, io.EOF
	}
	fds := []unix.PollFd{{Fd: int32(k.terminal.Fd()), Events: unix.POLLIN}, {Fd: int32(k.over.Fd())}}
	n, err := unix.Poll(fds, int(keyTick.Milliseconds()))
	switch {
	case err == unix.EINTR || n == 0:
		return 0, nil
	case err != nil:
		return 0, err
	case fds[1].Revents != 0:
		return 0, io.EOF
	}
	return k.terminal.Read(p)
}

// stop ends reading, also the read that is waiting.
func (k *keyReader) stop() {
	k.end.Close()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.over.Close()
	k.over = nil
}

func (k *keyReader) Write(p []byte) (int, error) { return k.terminal.Write(p) }

// Close does nothing: the terminal is not the View's.
func (k *keyReader) Close() error { return nil }

func (k *keyReader) Fd() uintptr { return k.terminal.Fd() }
