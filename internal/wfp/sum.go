package wfp

import (
	"cmp"
	"fmt"
	"slices"
)

// UnknownLines are the lines of a Part that was not read whole.
const UnknownLines = -1

// A TwiceError says that the same bytes of a log were read for two saved
// partials.
type TwiceError struct {
	Log      string
	From, To int64 // bytes of it
	A, B     int   // which accounts of Sum have them
}

func (e *TwiceError) Error() string {
	return fmt.Sprintf("bytes %d to %d of %s are in both", e.From, e.To, e.Log)
}

// Sum returns what accounts come to together. Parts of one log, which has one
// name and one Head, become one file of it; those without a Head one for each
// name. The accounts may come in any order, and are as they were behind it. The
// error is a *TwiceError.
func Sum(accounts []*Account) (*Account, error) {
	var files []owned
	total := &Account{}
	for i, a := range accounts {
		for _, f := range a.Files {
			files = append(files, owned{f, i})
		}
		total.Span.Merge(&a.Span.Span)
		total.Errors = append(total.Errors, a.Errors...)
	}
	slices.SortStableFunc(files, func(a, b owned) int {
		return cmp.Or(compareFiles(a.File, b.File), cmp.Compare(a.begin(), b.begin()), cmp.Compare(a.end(), b.end()))
	})
	for len(files) > 0 {
		n := 1
		for n < len(files) && compareFiles(files[0].File, files[n].File) == 0 {
			n++
		}
		f, err := join(files[:n])
		if err != nil {
			return nil, err
		}
		total.Files = append(total.Files, f)
		files = files[n:]
	}
	total.arrange()
	return total, total.check()
}

// owned is a file and the number of the account that it stands in.
type owned struct {
	File
	account int
}

// begin is where the first Part is, end where the last one ends.
func (f *owned) begin() int64 {
	if len(f.Parts) == 0 {
		return 0
	}
	return f.Parts[0].From
}

func (f *owned) end() int64 {
	if len(f.Parts) == 0 {
		return 0
	}
	return f.Parts[len(f.Parts)-1].To
}

// join makes one file of those of one log, which come in order.
func join(files []owned) (File, error) {
	f := files[0].File
	f.Parts = slices.Clone(f.Parts)
	f.Problems = slices.Clone(f.Problems)
	if f.Reject != nil {
		first := *f.Reject
		f.Reject = &first
	}
	if len(files) == 1 {
		return f, nil
	}
	if err := twice(files); err != nil {
		return f, err
	}
	for _, other := range files[1:] {
		f.add(&other.File)
	}
	f.firstProblems()
	f.coalesce()
	return f, nil
}

// twice returns an error if two files of one log have the same bytes of it.
func twice(files []owned) error {
	type owner struct {
		Part
		account int
	}
	var all []owner
	for _, f := range files {
		for _, p := range f.Parts {
			all = append(all, owner{p, f.account})
		}
	}
	slices.SortStableFunc(all, func(a, b owner) int { return cmp.Compare(a.From, b.From) })
	for i := 1; i < len(all); i++ {
		a, b := all[i-1], all[i]
		if a.To > b.From {
			return &TwiceError{Log: string(files[0].Name), From: b.From, To: min(a.To, b.To), A: a.account, B: b.account}
		}
	}
	return nil
}

// add adds another part of the log. Its Parts are left to coalesce, its Problems
// to firstProblems.
func (f *File) add(o *File) {
	if f.Format == "" {
		f.Format = o.Format
	}
	f.Size, f.Ended = max(f.Size, o.Size), f.Ended || o.Ended
	if o.Lines.Rejected.TooLong > 0 && (f.Lines.Rejected.TooLong == 0 || o.TooLongAt < f.TooLongAt) {
		f.TooLongAt = o.TooLongAt
	}
	if o.NULBytes > 0 && (f.NULBytes == 0 || o.NULAt < f.NULAt) {
		f.NULAt = o.NULAt
	}
	f.NULBytes += o.NULBytes
	f.Lines.Add(o.Lines)
	f.Bytes += o.Bytes
	f.Skipped += o.Skipped
	if r := o.Reject; r != nil && (f.Reject == nil || r.Offset < f.Reject.Offset) {
		first := *r
		if f.Head == "" {
			first.Line = 0 // there are others before it
		}
		f.Reject = &first
	}
	f.Parts = append(f.Parts, o.Parts...)
	f.Problems = append(f.Problems, o.Problems...)
	if f.Left == "" {
		f.Left = o.Left
	}
}

// firstProblems keeps the first of the read errors, and each of the others once.
func (f *File) firstProblems() {
	slices.SortFunc(f.Problems, func(a, b Problem) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Text, b.Text)) })
	f.Problems = slices.CompactFunc(f.Problems, func(p, before Problem) bool { return p.Text == before.Text || before.At > 0 })
}

// coalesce makes one of Parts that touch, and numbers the line that was rejected
// in what it is in then.
func (f *File) coalesce() {
	slices.SortStableFunc(f.Parts, func(a, b Part) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	parts := f.Parts[:0]
	for _, p := range f.Parts {
		n := len(parts)
		if n == 0 || parts[n-1].To != p.From {
			parts = append(parts, p)
			continue
		}
		last := &parts[n-1]
		if r := f.Reject; r != nil && r.Line > 0 && p.From <= r.Offset && r.Offset < p.To {
			r.Line += last.Lines
			if last.Lines == UnknownLines {
				r.Line = 0
			}
		}
		if last.Lines == UnknownLines || p.Lines == UnknownLines {
			last.Lines = UnknownLines
		} else {
			last.Lines += p.Lines
		}
		last.To = p.To
	}
	f.Parts = parts
}

// Gap is a range of a log's bytes that nobody read.
type Gap struct{ From, To int64 }

// Gaps returns what was not read of a log of which Parts were. A To of 0 is its
// end, wherever that is.
func (f *File) Gaps() (gaps []Gap) {
	at := int64(0)
	for _, p := range f.Parts {
		if p.From > at {
			gaps = append(gaps, Gap{at, p.From})
		}
		at = p.To
	}
	if !f.Ended && f.Head != "" && at < f.Size {
		gaps = append(gaps, Gap{at, f.Size})
	}
	return gaps
}
