package state

import (
	"io"
	"time"
)

// refresh is how old it may be when a log was last seen, as it is remembered, so
// that a run which finds nothing new need not save anything.
const refresh = 24 * time.Hour

// Holds reports whether the file that a Finding is about, which is not Packed,
// still holds what it held then, of which the bytes up to To were read.
func (f *Finding) Holds(r io.ReaderAt) bool {
	text := f.File.text()
	n := int(min(int64(len(text)), f.To))
	head, err := printAt(r, int64(n), n)
	if err != nil || n == 0 || head != printOf(text[:n]) {
		return false
	}
	tail, err := printAt(r, f.To, f.tail.Bytes)
	return err == nil && tail == f.tail
}

// Advance remembers that the file that f is about was read up to reached, where
// a line ends. damage is why a compressed file could not be read further, or "".
// It is false if the log could not be known again: the file lost its beginning.
func (l *Logs) Advance(f *Finding, reached int64, damage string, now time.Time) bool {
	log := f.Log
	if reached == 0 {
		return true // nothing of it was counted
	}
	if len(f.File.text()) == 0 {
		return false
	}
	if log == nil {
		log = &Log{}
		l.list = append(l.list, log)
		f.Log = log
	}
	if reached > log.Offset {
		log.Offset, log.Grew = reached, now.Unix()
		log.Tail = Print{}
		if !f.File.Packed && reached == f.To {
			log.Tail = f.tail
		}
	}
	if text := f.File.text(); len(text) > log.Head.Bytes {
		log.Head = printOf(text[:min(int64(len(text)), log.Offset)])
	}
	log.Damage = damage
	f.place(log, now)
	return true
}

// See remembers where a log is of which nothing was to be read. It reports
// whether that is worth saving.
func (l *Logs) See(f *Finding, now time.Time) bool {
	log := f.Log
	if log == nil {
		return false
	}
	was := *log
	f.place(log, now)
	lately := log.Seen-was.Seen < int64(refresh/time.Second)
	was.Seen = log.Seen
	return *log != was || !lately
}

// place notes in log which file it is in.
func (f *Finding) place(log *Log, now time.Time) {
	file := f.File
	log.Name, log.Device, log.Inode = file.Name, file.Device, file.Inode
	log.Packed, log.Size, log.Modified = file.Packed, file.Size, file.Modified
	log.Seen = now.Unix()
}
