package live

import (
	"io"
	"os"
	"testing"
	"time"
)

// TestKeysEnd reads keys, and leaves what is typed after the end to the next
// reader. A read that waits ends with it.
func TestKeysEnd(t *testing.T) {
	terminal, typed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	defer typed.Close()
	keys, stop := newKeyReader(terminal)
	p := make([]byte, 10)

	io.WriteString(typed, "jq")
	if n, err := keys.Read(p); string(p[:n]) != "jq" || err != nil {
		t.Errorf("got %q, %v", p[:n], err)
	}
	if n, err := keys.Read(p); n != 0 || err != nil {
		t.Errorf("nothing was typed, got %q, %v", p[:n], err)
	}
	waits := make(chan error)
	go func() {
		for {
			if n, err := keys.Read(make([]byte, 10)); n > 0 || err != nil {
				waits <- err
				return
			}
		}
	}()
	time.Sleep(time.Millisecond)
	stop()
	io.WriteString(typed, "ls\n")
	if err := <-waits; err != io.EOF {
		t.Errorf("the read that waited ended with %v", err)
	}
	if n, err := keys.Read(p); n != 0 || err != io.EOF {
		t.Errorf("after the end: %q, %v", p[:n], err)
	}
	if n, err := terminal.Read(p); string(p[:n]) != "ls\n" || err != nil {
		t.Errorf("the next reader has %q, %v", p[:n], err)
	}
}
