package live

import "golang.org/x/sys/unix"

// discardInput drops what the terminal has sent and nobody has read: answers to
// what bubbletea asks it, which would stand behind the prompt as if typed.
func (v *View) discardInput() {
	if v.opt.Keys != nil {
		_ = unix.IoctlSetInt(int(v.opt.Keys.Fd()), unix.TCFLSH, unix.TCIFLUSH)
	}
}
