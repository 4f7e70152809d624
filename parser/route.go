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
	switch {
	case isEmail(part):
		return append(dst, ":email"...)
	case isDateTime(part):
		return append(dst, ":date"...)
	}
	stem := stemOf(part)
	if name := foldName(stem); name != "" {
		return append(append(dst, name...), part[len(stem):]...)
	}
	return append(dst, part...)
}

// stemOf returns the name of a file without its endings: 17 of 17.tar.gz. Only
// the last one may have digits, such as mp3.
func stemOf(part []byte) []byte {
	stem := part
	for {
		dot := bytes.LastIndexByte(stem, '.')
		if dot < 1 || !isExt(stem[dot+1:]) || len(stem) < len(part) && mayFold(stem[dot+1:]) {
			return stem
		}
		stem = stem[:dot]
	}
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
	case n == 36 && hex == 32 && isUUID(part), isBraced(part):
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

// isBraced reports whether part is a UUID in braces, as systems of Microsoft
// write it.
func isBraced(part []byte) bool {
	const uuid = 36
	n := len(part)
	switch {
	case n == len("{}")+uuid && part[0] == '{' && part[n-1] == '}':
		return foldName(part[1:n-1]) == ":uuid"
	case n == len("%7B%7D")+uuid && string(part[:3]) == "%7B" && string(part[n-3:]) == "%7D":
		return foldName(part[3:n-3]) == ":uuid"
	}
	return false
}

// isDateTime reports whether part is 2026-03-01T10:00:00.25Z or 20260301T100000Z,
// as far as it is of the letters of one. Colons and the plus sign may be
// percent-encoded.
func isDateTime(part []byte) bool {
	t := 10
	if len(part) > 8 && part[8] == 'T' {
		t = 8
	}
	if len(part) < t+3 || part[t] != 'T' || !isDate(part[:t]) || !isBetween(part[t+1:], 0, 24) {
		return false
	}
	return len(bytes.Trim(part[t+1:], "0123456789:.%ABZ+-")) == 0
}

// isDate reports whether part is 2026-03-01, 01-03-2026, 2026-03 or 20260301.
func isDate(part []byte) bool {
	switch len(part) {
	case 10:
		if part[2] == '-' && part[5] == '-' {
			day, month := part[:2], part[3:5] // or the other way around
			return isYear(part[6:]) && isBetween(day, 1, 31) && isBetween(month, 1, 31) && (isBetween(day, 1, 12) || isBetween(month, 1, 12))
		}
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

// isEmail reports whether part is somebody@example.com. It is none if a
// version or the density of a picture stands behind the at sign: icon@2x.png,
// react@18.3.0-canary.next.
func isEmail(part []byte) bool {
	user, host, ok := bytes.Cut(part, []byte{'@'})
	if !ok {
		user, host, ok = bytes.Cut(part, []byte("%40"))
	}
	dot := bytes.LastIndexByte(host, '.')
	if !ok || len(user) == 0 || dot < 1 || dot == len(host)-1 || isDigit(host[dot+1]) {
		return false
	}
	digits := len(host) - len(bytes.TrimLeft(host, "0123456789"))
	density := digits > 0 && string(host[digits:digits+2]) == "x."
	version := digits > 0 && host[digits] == '.' && isDigit(host[digits+1])
	return !density && !version
}

// isToken reports whether part holds a key that no person has chosen: a long
// run of letters with digits in several places, or many digits. The words of a
// slug are shorter, or end in one number.
func isToken(part []byte) bool {
	const (
		minRun    = 16 // bytes between hyphens and the like
		minPlaces = 2
		minDigits = 6 // in one place: more than a year
	)
	run, places, digits, letters := 0, 0, 0, 0
	number := false // of so many digits
	for _, c := range part {
		switch {
		case !isAlphanumeric(c):
			run, places, digits, letters, number = 0, 0, 0, 0, false
			continue
		case c > '9':
			letters++
			digits = 0
		default:
			digits++
			if digits == 1 {
				places++
			}
			number = number || digits == minDigits
		}
		run++
		if run >= minRun && letters > 0 && (number || places >= minPlaces) {
			return true
		}
	}
	return isMixed(part)
}

// isMixed reports whether part is a key of 20 bytes or more in base64, which has
// hyphens and underscores at any place: after one byte in three at least it
// goes on with a letter of another kind. Capital letters at the start of a word
// do not count.
func isMixed(part []byte) bool {
	const minLength = 20
	if len(part) < minLength {
		return false
	}
	digits, changes := 0, 0
	last := byte(0)
	for _, c := range part {
		kind := byte(0)
		switch {
		case c-'0' <= 9:
			kind = '0'
			digits++
		case c-'a' <= 'z'-'a':
			kind = 'a'
		case c-'A' <= 'Z'-'A':
			kind = 'A'
		case c != '-' && c != '_' && c != '=':
			return false
		}
		if kind != last && kind != 0 && last != 0 && !(last == 'A' && kind == 'a') {
			changes++
		}
		last = kind
	}
	return digits >= 2 && 3*changes >= len(part)
}
