package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"
)

// openPTY returns a terminal of some size, as a program sees it and as whoever
// draws it does, in which bytes come through as they are written.
func openPTY(t *testing.T, columns, rows uint16) (screen, tty *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no terminals here: ", err)
	}
	fd := int(screen.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	err = errors.Join(err, unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	if err == nil {
		tty, err = os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		screen.Close()
		t.Skip("no terminals here: ", err)
	}
	mode, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	mode.Oflag &^= unix.OPOST
	mode.Lflag &^= unix.ECHO
	err = errors.Join(unix.IoctlSetTermios(int(tty.Fd()), unix.TCSETS, mode),
		unix.IoctlSetWinsize(int(tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: columns, Row: rows}))
	if err != nil {
		t.Fatal(err)
	}
	return screen, tty
}

// onTerminal runs a command with a terminal for its output and its messages,
// and returns all that it writes.
func onTerminal(t *testing.T, columns, rows uint16, cmd *exec.Cmd) []byte {
	t.Helper()
	screen, tty := openPTY(t, columns, rows)
	defer screen.Close()
	cmd.Stdout, cmd.Stderr = tty, tty
	err := cmd.Start()
	tty.Close()
	if err != nil {
		t.Fatal(err)
	}
	var shown bytes.Buffer
	if _, err := io.Copy(&shown, screen); err != nil && !errors.Is(err, unix.EIO) { // which is its end
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return shown.Bytes()
}
