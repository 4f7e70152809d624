// Package state remembers how far logs were read, so that the next run goes on
// there: through rotation, truncation and compression.
//
// The recipe, with the Lock of the state held all the while:
//
//	known, err := state.Decode(section)      // of the run before; nil the first time
//	plan := known.Recognise(files)           // what each of the files is, and where to go on
//	…                                        // read them from there
//	known.Advance(plan[i], reached, …)       // for each that was read
//	known.Forget(now, state.Keep)
//	section = known.Encode()                 // saved with the counts, in one file
//
// A log is known by its text: its first bytes, and those before the place where
// reading goes on. The device and inode of its file decide between logs that
// begin alike. Its name says nothing, for rotation changes it; it only decides
// where nothing else does.
//
// The package reads no logs and knows nothing of what a line means.
package state

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	// HeadBytes is how many of the first bytes of a text tell it from others.
	// Fewer, and logs whose first lines are headers or checks of health are
	// taken for one; more is read again for each log in each run.
	HeadBytes = 4 << 10

	// MaxLogs is how many logs are remembered. One takes some 300 bytes of the
	// state; a host with 25 logs that rotate daily has as many in a year.
	MaxLogs = 10_000

	// Keep is for how long a log is remembered that is no longer there. It should
	// be more than people keep their logs: one that comes back later is counted
	// again.
	Keep = 400 * 24 * time.Hour
)

// A Log is what is remembered of one. Times are seconds since 1970.
type Log struct {
	Name   string `json:"name"`             // of its file, as given when it was last seen
	Device uint64 `json:"device,omitempty"` // of the file; both 0 where the system has none
	Inode  uint64 `json:"inode,omitempty"`

	Offset int64 `json:"offset"` // how much of its text was counted: whole lines; more than 0
	Head   Print `json:"head"`   // of its first bytes, none of them behind Offset
	Tail   Print `json:"tail"`   // of the bytes before Offset; of none where they are not known

	Packed   bool   `json:"packed,omitempty"` // the file is compressed
	Size     int64  `json:"size"`             // of the file, when it was last looked at
	Modified int64  `json:"modified"`         // nanoseconds since 1970
	Damage   string `json:"damage,omitempty"` // why the rest of a compressed file could not be read

	Seen int64 `json:"seen"` // when it was last there
	Grew int64 `json:"grew"` // when it last had something new
}

// Logs are those that are remembered.
type Logs struct {
	list []*Log
}

// Encode returns the logs as Decode takes them: the same bytes for the same
// logs.
func (l *Logs) Encode() ([]byte, error) {
	slices.SortFunc(l.list, compare)
	return json.Marshal(l.list)
}

// compare orders logs by name, then by what they are.
func compare(a, b *Log) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Head.Sum, b.Head.Sum), cmp.Compare(a.Head.Bytes, b.Head.Bytes),
		cmp.Compare(a.Device, b.Device), cmp.Compare(a.Inode, b.Inode), cmp.Compare(a.Offset, b.Offset))
}

// Decode reads what Encode wrote. No bytes are no logs.
func Decode(section []byte) (*Logs, error) {
	l := &Logs{}
	if len(section) == 0 {
		return l, nil
	}
	if err := json.Unmarshal(section, &l.list); err != nil {
		return nil, fmt.Errorf("what is remembered of logs cannot be read: %w", err)
	}
	if len(l.list) > MaxLogs {
		return nil, fmt.Errorf("%d logs are remembered; want at most %d", len(l.list), MaxLogs)
	}
	for _, log := range l.list {
		if log == nil || !log.sound() {
			return nil, errors.New("what is remembered of a log contradicts itself")
		}
	}
	return l, nil
}

// sound reports whether a log can be one that was saved.
func (l *Log) sound() bool {
	return l.Offset > 0 && 0 < l.Head.Bytes && l.Head.Bytes <= HeadBytes && int64(l.Head.Bytes) <= l.Offset &&
		0 <= l.Tail.Bytes && l.Tail.Bytes <= HeadBytes && int64(l.Tail.Bytes) <= l.Offset
}

// Names are those that the files of logs had when they were last seen.
func (l *Logs) Names() map[string]bool {
	names := make(map[string]bool, len(l.list))
	for _, log := range l.list {
		names[log.Name] = true
	}
	return names
}

// Len is how many logs are remembered.
func (l *Logs) Len() int { return len(l.list) }

// Forget drops the logs that were not seen for longer than keep, and the ones not
// seen for the longest time where there are more than MaxLogs. It reports
// whether there were any.
func (l *Logs) Forget(now time.Time, keep time.Duration) bool {
	before := len(l.list)
	oldest := now.Add(-keep).Unix()
	l.list = slices.DeleteFunc(l.list, func(log *Log) bool { return log.Seen < oldest })
	if len(l.list) > MaxLogs {
		slices.SortFunc(l.list, func(a, b *Log) int { return cmp.Or(cmp.Compare(b.Seen, a.Seen), compare(a, b)) })
		l.list = l.list[:MaxLogs]
	}
	return len(l.list) < before
}
