package parser

import "bytes"

// deriveRoute folds what looks like an id in the parts of a path, so that
// requests of the same kind are counted together: /user/17/day/2026-03-01.html
// is /user/:id/day/:date.html. Paths that are like a pattern of the set are that
// pattern. It learns nothing: the route depends on the path alone.
func deriveRoute(r *Record, _ int, from []int) span {
	path := r.Bytes(from[0])
	if p := r.set.routeOf(path); p != nil {
		return r.putString(p.text)
	}
	if !mayFold(path) {
		return r.copyOf(from[0])
	}
	lo := len(r.scratch)
	r.scratch = appendRoute(r.scratch, path)
	return r.since(lo)
}

// appendRoute appends the route of path to dst.
func appendRoute(dst, path []byte) []byte {
	for {
		if n := dateParts(path); n > 0 {
			dst = append(dst, ":date"...)
			path = path[n:]
		} else {
			n := bytes.IndexByte(path, '/')
			if n < 0 {
				return appendFolded(dst, path)
			}
			dst = appendFolded(dst, path[:n])
			path = path[n:]
		}
		if len(path) == 0 {
			return dst
		}
		dst = append(dst, '/')
		path = path[1:]
	}
}

// appendFolded appends a part of a path, folded if it is an id, with the
// ending of a file's name or without.
func appendFolded(dst, part []byte) []byte {
	if !mayFold(part) {
		return append(dst, part...)
	}
	if isEmail(part) {
		return append(dst, ":email"...)
	}
	stem, ext := part, []byte(nil)
	if dot := bytes.LastIndexByte(part, '.'); dot > 0 && isExt(part[dot+1:]) {
		stem, ext = part[:dot], part[dot:]
	}
	if name := foldName(stem); name != "" {
		return append(append(dst, name...), ext...)
	}
	return append(dst, part...)
}

// mayFold reports whether part holds what all that is folded holds: a digit, or
// an at sign.
func mayFold(part []byte) bool {
	for _, c := range part {
		if c-'0' <= 9 || c == '@' {
			return true
		}
	}
	return false
}

// isExt reports whether text may be the ending of a file's name, not a number.
func isExt(text []byte) bool {
	letters := 0
	for _, c := range text {
		if !isAlphanumeric(c) {
			return false
		}
		if c > '9' {
			letters++
		}
	}
	return letters > 0 && len(text) <= maxExt
}

// foldName returns what stands in a route for part, or "" if part does.
func foldName(part []byte) string {
	digits, hex, alphanumeric := 0, 0, 0
	for _, c := range part {
		switch {
		case c-'0' <= 9:
			digits++
			hex++
			alphanumeric++
		case c|0x20-'a' <= 'f'-'a':
			hex++
			alphanumeric++
		case isAlphanumeric(c):
			alphanumeric++
		}
	}
	const minHash = 16 // hex digits, 64 bits: no word, no colour, no short commit
	switch n := len(part); {
	case digits == 0:
		return ""
	case isDate(part):
		return ":date"
	case digits == n:
		return ":id"
	case n == 36 && hex == 32 && isUUID(part):
		return ":uuid"
	case hex == n && n >= minHash:
		return ":hash"
	case isToken(part):
		return ":token"
	}
	return ""
}

// isUUID reports whether part, 32 hex digits and 4 other bytes, has the hyphens
// of a UUID.
func isUUID(part []byte) bool {
	return part[8] == '-' && part[13] == '-' && part[18] == '-' && part[23] == '-'
}

// isDate reports whether part is 2026-03-01, 2026-03 or 20260301.
func isDate(part []byte) bool {
	switch len(part) {
	case 10:
		return part[7] == '-' && isDate(part[:7]) && isBetween(part[8:], 1, 31)
	case 8:
		return isYear(part[:4]) && isBetween(part[4:6], 1, 12) && isBetween(part[6:], 1, 31)
	case 7:
		return part[4] == '-' && isYear(part[:4]) && isBetween(part[5:], 1, 12)
	}
	return false
}

// dateParts returns the length of 2026/03/01 or 2026/03 at the start of path,
// if they are whole parts of it, else 0.
func dateParts(path []byte) int {
	ends := func(n int) bool { return len(path) == n || len(path) > n && path[n] == '/' }
	if !(len(path) >= 7 && path[4] == '/' && ends(7) && isYear(path[:4]) && isBetween(path[5:7], 1, 12)) {
		return 0
	}
	if len(path) >= 10 && ends(10) && isBetween(path[8:10], 1, 31) {
		return 10
	}
	return 7
}

// isYear reports whether part, four bytes, is a year that a site may write.
func isYear(part []byte) bool {
	return isBetween(part[:2], 19, 20) && isBetween(part[2:4], 0, 99)
}

// isBetween reports whether two digits write a number from lo to hi.
func isBetween(part []byte, lo, hi int64) bool {
	return part[0]-'0' <= 9 && part[1]-'0' <= 9 && lo <= twoDigits(part) && twoDigits(part) <= hi
}

// isEmail reports whether part is somebody@example.com.
func isEmail(part []byte) bool {
	user, host, ok := bytes.Cut(part, []byte{'@'})
	if !ok {
		user, host, ok = bytes.Cut(part, []byte("%40"))
	}
	dot := bytes.LastIndexByte(host, '.')
	return ok && len(user) > 0 && dot > 0 && dot < len(host)-1
}

// isToken reports whether part holds a key that no person has chosen: a long
// run of letters and several digits. The words of a slug are shorter.
func isToken(part []byte) bool {
	const (
		minRun    = 16 // bytes between hyphens and the like
		minDigits = 2
	)
	run, digits, letters := 0, 0, 0
	for _, c := range part {
		if !isAlphanumeric(c) {
			run, digits, letters = 0, 0, 0
			continue
		}
		run++
		if c <= '9' {
			digits++
		} else {
			letters++
		}
		if run >= minRun && digits >= minDigits && letters > 0 {
			return true
		}
	}
	return false
}
