package state

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/gofrs/flock"
)

// ErrInUse says that another run has the lock.
var ErrInUse = errors.New("is in use by another wf")

// A Lock is held by one run at a time. It goes with the process that has it,
// however that ends.
type Lock struct{ file *flock.Flock }

// Acquire takes the lock of the state that is saved in path, without waiting for
// it: the error is ErrInUse if another run has it. The lock is on a file of its
// own, PATH.lock, for the state itself becomes another file whenever it is saved.
// That file stays: who removes it while another one opens it makes two locks.
func Acquire(path string) (*Lock, error) {
	l := &Lock{flock.New(path+".lock", flock.SetPermissions(0o600))}
	switch ok, err := l.file.TryLock(); {
	case err != nil:
		var reason *fs.PathError
		if errors.As(err, &reason) {
			err = reason.Err
		}
		return nil, fmt.Errorf("cannot lock it by %s.lock: %w", path, err)
	case !ok:
		return nil, ErrInUse
	}
	return l, nil
}

// Release gives the lock back.
func (l *Lock) Release() {
	l.file.Close() // the process gives it back in any case
}
