package state

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A Finding says what a File is, and where reading goes on in it.
type Finding struct {
	File *File
	Log  *Log  // that it is; nil if it is new, or Twin is set
	Twin *File // which holds the same text; nothing is to be read of this one

	// From is the offset in the text at which reading goes on, To the end of the
	// last whole line. Of a Packed file To is not known; it is From where the file
	// is as it was.
	From, To int64

	// Waits says that there are bytes behind To: a line without an end.
	Waits bool

	// Note is what a user should know, or "".
	Note string

	// Failed is why it cannot be told what the file is; nil if it can. Nothing is
	// to be read of it then.
	Failed error

	tail Print // of what stands before To, of a file that is not Packed
}

// News reports whether there may be something to read.
func (f *Finding) News() bool {
	if f.Twin != nil || f.Failed != nil {
		return false
	}
	if f.File.Packed {
		return f.Log == nil || !f.File.untouched(f.Log)
	}
	return f.To > f.From
}

// recogniser is one look at files.
type recogniser struct {
	logs     *Logs
	files    []*File
	findings []Finding
	decided  []bool
	taken    map[*Log]bool
	full     map[string]*File // that are logs of their own, by the hash of a head of HeadBytes
	named    map[string]*File // likewise, by name
}

// Recognise finds out what each of files is: first by inodes, where what is
// remembered agrees with the text, then by the text alone. What is left is new,
// unless it is a copy of one of the others, as while a log is compressed, or
// copied to be truncated.
func (l *Logs) Recognise(files []*File) []Finding {
	r := &recogniser{
		logs: l, files: files, findings: make([]Finding, len(files)), decided: make([]bool, len(files)),
		taken: make(map[*Log]bool), full: make(map[string]*File), named: make(map[string]*File),
	}
	for i, f := range files {
		r.findings[i].File = f
	}
	r.sameFiles()
	r.byInode()
	r.byText()
	r.rest()
	for i := range r.findings {
		f := &r.findings[i]
		if f.Twin == nil && f.File.failed == nil {
			f.measure()
		}
		f.Failed = f.File.failed
	}
	r.noteLost()
	return r.findings
}

// sameFiles finds files that are given twice, by one name or several.
func (r *recogniser) sameFiles() {
	type id struct{ device, inode uint64 }
	seen := make(map[id]*File)
	for i, f := range r.files {
		first := seen[id{f.Device, f.Inode}]
		if f.Inode != 0 && first != nil {
			r.findings[i].Twin, r.decided[i] = first, true
			continue
		}
		seen[id{f.Device, f.Inode}] = f
	}
}

// byInode finds the logs that are where they were.
func (r *recogniser) byInode() {
	type id struct{ device, inode uint64 }
	known := make(map[id][]*Log)
	for _, log := range r.logs.list {
		if log.Inode != 0 {
			known[id{log.Device, log.Inode}] = append(known[id{log.Device, log.Inode}], log)
		}
	}
	for i, f := range r.files {
		if r.decided[i] {
			continue
		}
		for _, log := range known[id{f.Device, f.Inode}] {
			switch {
			case r.taken[log] || f.Packed != log.Packed: // what is compressed is a new file
			case !f.untouched(log) && !f.begins(log):
			case f.continues(log):
				r.take(i, log)
			case f.failed == nil:
				r.findings[i].Note = "was truncated and written anew; read from its start"
			}
			if r.decided[i] {
				break
			}
		}
	}
}

// byText finds the logs that are in other files now.
func (r *recogniser) byText() {
	known := make(map[Print][]*Log)
	var lengths []int // of heads
	for _, log := range r.logs.list {
		if !r.taken[log] {
			known[log.Head] = append(known[log.Head], log)
			lengths = append(lengths, log.Head.Bytes)
		}
	}
	slices.Sort(lengths)
	lengths = slices.Compact(lengths)
	for _, i := range r.undecided() {
		f := r.files[i]
		var best *Log
		for _, n := range lengths {
			if n > len(f.text()) {
				break
			}
			for _, log := range known[printOf(f.text()[:n])] {
				if !r.taken[log] && f.continues(log) && (best == nil || f.nearer(log, best)) {
					best = log
				}
			}
		}
		if best != nil {
			r.take(i, best)
		}
	}
}

// nearer reports whether f is rather a than b, both of which it can be.
func (f *File) nearer(a, b *Log) bool {
	if x, y := related(f.Name, a.Name), related(f.Name, b.Name); x != y {
		return x
	}
	return cmp.Or(cmp.Compare(a.Offset, b.Offset), -compare(a, b)) > 0
}

// undecided lists the files of which nothing is known yet, the original before
// its copies: those that are not compressed first, of these the longest, and of
// equals the one that rotation gave nothing to its name.
func (r *recogniser) undecided() (list []int) {
	for i := range r.files {
		if !r.decided[i] {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(i, j int) int {
		a, b := r.files[i], r.files[j]
		if a.Packed != b.Packed {
			if b.Packed {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Size, a.Size), cmp.Compare(len(a.Name), len(b.Name)))
	})
	return list
}

// take decides that a file is a log.
func (r *recogniser) take(i int, log *Log) {
	f := &r.findings[i]
	f.Log, f.From, f.Note = log, log.Offset, ""
	r.taken[log] = true
	r.settle(i)
}

// settle notes a file that is a log of its own.
func (r *recogniser) settle(i int) {
	f := r.files[i]
	r.decided[i] = true
	r.named[f.Name] = f
	head := Print{}
	if log := r.findings[i].Log; log != nil && log.Head.Bytes == HeadBytes {
		head = log.Head
	} else if log == nil || !f.untouched(log) {
		head = printOf(f.text())
	}
	if head.Bytes == HeadBytes && r.full[head.Sum] == nil {
		r.full[head.Sum] = f
	}
}

// rest decides what is in no file that is remembered: it is a copy of another
// one, or a new log.
func (r *recogniser) rest() {
	for _, i := range r.undecided() {
		if twin := r.twin(i); twin != nil {
			r.findings[i].Twin, r.findings[i].Note, r.decided[i] = twin, "", true
			continue
		}
		r.settle(i)
	}
}

// noteLost says of which logs the end may be missing: they still grew when they
// were last seen, and another log has their name now.
func (r *recogniser) noteLost() {
	given := make(map[string]*Finding)
	for i := range r.findings {
		given[r.files[i].Name] = &r.findings[i]
	}
	for _, log := range r.logs.list {
		f := given[log.Name]
		if r.taken[log] || log.Packed || log.Grew != log.Seen || f == nil || f.Failed != nil {
			continue
		}
		log.Grew = 0 // it is said once
		if f.Note != "" {
			continue
		}
		f.Note = fmt.Sprintf("is another log now; what was written to the one before after %s is not counted, unless the file that it became is given too",
			time.Unix(log.Seen, 0).Format(time.DateTime))
	}
}

// measure finds out where the last whole line ends of a file that is not
// compressed.
func (f *Finding) measure() {
	f.To = f.From
	if f.File.Packed || f.File.Size <= f.From {
		return
	}
	r, err := f.File.Open()
	if err != nil {
		f.File.failed = err
		return
	}
	defer r.Close()
	to, err := f.File.lastLine(r, f.From)
	if err == nil {
		f.tail, err = before(r, to)
	}
	if err != nil {
		f.File.failed = err
		return
	}
	f.To, f.Waits = to, to < f.File.Size
}
