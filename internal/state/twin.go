package state

import (
	"bytes"
	"path/filepath"
	"strings"
)

// Two files may hold the same text: one is being compressed, or copied so that it
// can be truncated. Which of them is read makes no difference, but only one may
// be.

// twin returns the file that the file i is a copy of, or nil.
func (r *recogniser) twin(i int) *File {
	f := r.files[i]
	if text := f.text(); len(text) == HeadBytes {
		if g := r.full[printOf(text).Sum]; g != nil && f.copies(g) {
			return g
		}
	}
	for _, ending := range []string{".gz", ".zst", ".bz2", ".xz"} {
		if g := r.named[f.Name+ending]; g != nil && g.Packed && f.copiesShort(g) {
			return g
		}
	}
	folder := len(filepath.Dir(f.Name))
	for end := len(f.Name); end > folder; end-- { // rotation makes its name of that of the other
		for _, ending := range []string{"", ".log"} {
			if g := r.named[f.Name[:end]+ending]; g != nil && related(f.Name, g.Name) && f.copiesShort(g) {
				return g
			}
		}
	}
	return nil
}

// copies reports whether f, whose first HeadBytes are those of g, holds the same
// text, as far as the shorter one goes. What is compressed is taken at its
// beginning's word.
func (f *File) copies(g *File) bool {
	if f.Packed || g.Packed {
		return true
	}
	short, long := f, g
	if g.Size < f.Size {
		short, long = g, f
	}
	return short.prefixOf(long)
}

// prefixOf reports whether the last bytes of short stand in long as well.
func (f *File) prefixOf(long *File) bool {
	a, err := f.Open()
	if err != nil {
		return false
	}
	defer a.Close()
	b, err := long.Open()
	if err != nil {
		return false
	}
	defer b.Close()
	last, err := before(a, f.Size)
	if err != nil {
		return false
	}
	same, err := before(b, f.Size)
	return err == nil && last == same
}

// copiesShort is copies for files of related names of which at least one has
// less than HeadBytes of text: what is there of the shorter one begins the other.
// Of f nothing may be there yet, if it is compressed.
func (f *File) copiesShort(g *File) bool {
	a, b := f.text(), g.text()
	if len(a) == 0 {
		return f.Packed && f.Size > 0
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	return 0 < len(a) && len(a) < HeadBytes && bytes.HasPrefix(b, a)
}

// related reports whether rotation may make one of two names of the other:
// access.log.1.gz of access.log.1, access-20260301.log of access.log.
func related(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	return filepath.Dir(a) == filepath.Dir(b) && (strings.HasPrefix(a, b) || strings.HasPrefix(a, strings.TrimSuffix(b, ".log")))
}
